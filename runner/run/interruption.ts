import { EXIT } from '../exit-codes.js';

export interface Interruption {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** From here on signals have their usual effect again. */
  stop(): void;
}

/** A terminal that goes away, or a wrapper that passes Ctrl-C on, sends more than one signal for one wish. */
const SAME_MS = 500;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The first signal asks the run to stop, undo the bench and write the report of what ran; the second one leaves at once. */
export function watchForInterruption(): Interruption {
  const controller = new AbortController();
  let firstAt: number | undefined;
  const onSignal = (): void => {
    const now = performance.now();
    if (firstAt === undefined) firstAt = now;
    else if (now - firstAt > SAME_MS) process.exit(EXIT.interrupted);
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: controller.signal,
    stop() {
      for (const name of SIGNALS) process.removeListener(name, onSignal);
    },
  };
}
