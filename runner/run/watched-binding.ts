import { ok } from '../../reference/net/result.js';
import { elapsed, type Duration, type Instant } from '../../reference/time.js';
import type { Bench, BindError, Binding, Clock } from '../../suites/kit/bench.js';

/** What the runner learns of a bench while a test uses it. */
export interface Watch {
  /** Aborting it ends the wait that is under way, and every later one, with its reason. */
  readonly signal: AbortSignal;
  onOpen(opened: { readonly kind: Clock['kind']; readonly zeroAtMs: number }): void;
  onWait(atMost: Duration, purpose?: string): void;
  onBindError(error: BindError): void;
}

/** Wall-clock milliseconds since 1970, with the resolution of the monotonic clock. */
export const wallClockMs = (): number => performance.timeOrigin + performance.now();

/** The binding as tests see it, with a watch over each bench that it opens. */
export function watchedBinding(binding: Binding, watch: () => Watch): Binding {
  return {
    name: binding.name,
    async open(testbed, test) {
      const opened = await binding.open(testbed, test);
      const watching = watch();
      if (!opened.ok) {
        watching.onBindError(opened.error);
        return opened;
      }
      const { clock } = opened.value;
      watching.onOpen({ kind: clock.kind, zeroAtMs: wallClockMs() });
      return ok(clock.kind === 'real' ? watchedBench(opened.value, watching) : opened.value);
    },
    close: () => binding.close(),
  };
}

function watchedBench(bench: Bench, watch: Watch): Bench {
  const { clock } = bench;
  return {
    clock: {
      kind: clock.kind,
      get uncertainty() {
        return clock.uncertainty;
      },
      now: () => clock.now(),
      schedule: (at, action) => clock.schedule(at, action),
      waitUntil: (done, deadline, purpose) => interruptibleWait(clock, done, { deadline, purpose }, watch),
    },
    links: bench.links,
    device: bench.device,
    close: () => bench.close(),
  };
}

interface Wait {
  readonly deadline: Instant;
  readonly purpose: string | undefined;
}

async function interruptibleWait(clock: Clock, done: () => boolean, { deadline, purpose }: Wait, watch: Watch): Promise<void> {
  const { signal } = watch;
  signal.throwIfAborted();
  watch.onWait(elapsed(clock.now(), deadline), purpose);
  let stop: () => void = () => undefined;
  const interrupted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    await Promise.race([clock.waitUntil(done, deadline), interrupted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
