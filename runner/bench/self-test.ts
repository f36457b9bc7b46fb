import type { Round } from './event-worker.js';
import type { Outcome } from './figure.js';
import { runWorker } from './processes.js';
import type { SelfTestResult } from './self-test-worker.js';

const AT_MOST_S = 10;
const AT_MOST_US_PER_EVENT = 10;

/** The whole self-test on the embedded reference, report included, in one process; and what one event of it takes. */
export async function benchSelfTest(): Promise<readonly Outcome[]> {
  const { tests, ms, cpuMs, protocolMs } = await runWorker<SelfTestResult>('self-test-worker', []);
  const { rounds } = await runWorker<{ readonly rounds: readonly Round[] }>('event-worker', []);
  return [
    {
      name: 'self-test, report included',
      value: ms / 1_000,
      unit: 's',
      budget: { atMost: AT_MOST_S },
      note: `${tests} tests, ${Math.round(protocolMs / 60_000)} min of protocol time, ${(cpuMs / 1_000).toFixed(1)} s of CPU`,
    },
    eventCost(rounds),
    { name: 'self-test, time per test', value: ms / tests, unit: 'ms', note: 'events, test code, Mocha, records, report' },
    { name: 'self-test, protocol time per second', value: protocolMs / ms, unit: 's' },
  ];
}

/** A single run is over before most of its code is compiled; the self-check, which runs thousands of tests, is not. */
function eventCost(rounds: readonly Round[]): Outcome {
  const [first, ...later] = rounds.map(({ usPerEvent }) => usPerEvent);
  return {
    name: 'self-test, a simulated event, by CPU time',
    value: Math.min(...later),
    unit: 'µs',
    budget: { atMost: AT_MOST_US_PER_EVENT },
    note: `${(rounds[0]?.events ?? 0).toLocaleString('en')} events, tests repeated in one process; ${(first ?? NaN).toFixed(1)} µs the first time`,
  };
}
