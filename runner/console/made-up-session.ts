import type { NodeEvent } from '../../reference/engine/environment.js';
import type { NodeBench } from '../../reference/node-bench.js';
import { seconds, type Duration } from '../../reference/time.js';
import { carryOut } from './carry-out.js';
import { Complaint, type Session } from './command.js';

/** What a command of the console came to, on a node in memory. */
export interface Outcome {
  /** What was said on the way, then the answer. */
  readonly lines: readonly string[];
  readonly data: unknown;
  readonly failed: boolean;
}

export interface MadeUpSession {
  /** Runs a command line; `while running` the test may make things happen. A complaint is the only line. */
  run(line: string, meanwhile?: () => void, interrupt?: AbortSignal): Promise<Outcome>;
  /** What a command says. */
  lines(line: string, meanwhile?: () => void): Promise<readonly string[]>;
  data(line: string, meanwhile?: () => void): Promise<unknown>;
}

/** The console of a node on a bench. Time goes on, in steps, as long as a command needs it. */
export function madeUpSession(
  bench: Pick<NodeBench, 'node' | 'queue' | 'events' | 'advance'>,
  step: Duration = seconds(0.1),
): MadeUpSession {
  const observers = new Set<(event: NodeEvent) => void>();
  const push = bench.events.push.bind(bench.events);
  bench.events.push = (...events) => {
    for (const event of events) for (const observe of observers) observe(event);
    return push(...events);
  };

  async function run(line: string, meanwhile = (): void => undefined, interrupt?: AbortSignal, wantsData = false): Promise<Outcome> {
    const said: string[] = [];
    const session: Session = {
      node: bench.node,
      now: () => bench.queue.now,
      schedule: (at, action) => bench.queue.schedule(at, 'timer', action),
      observe(listen) {
        observers.add(listen);
        return () => void observers.delete(listen);
      },
      reopen: () => Promise.resolve('no such NIC'),
      isLost: () => false,
      say: (text) => said.push(text),
      signal: interrupt ?? new AbortController().signal,
      wantsData,
    };
    let isRunning = true;
    const answer = carryOut(line.split(' ').filter(Boolean), session)
      .then((found) => ({ lines: [...said, ...found.lines], data: found.data, failed: found.failed ?? false }))
      .catch((error: unknown) => {
        if (!(error instanceof Complaint)) throw error;
        return { lines: [`${error.kind}: ${error.message}`], data: undefined, failed: true };
      })
      .finally(() => (isRunning = false));
    await turn();
    meanwhile();
    while (isRunning) {
      bench.advance(step);
      await turn();
    }
    return answer;
  }

  return {
    run: (line, meanwhile, interrupt) => run(line, meanwhile, interrupt),
    lines: async (line, meanwhile) => (await run(line, meanwhile)).lines,
    data: async (line, meanwhile) => (await run(line, meanwhile, undefined, true)).data,
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
