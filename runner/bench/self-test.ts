import type { Round } from './event-worker.js';
import type { Outcome } from './figure.js';
import { runWorker } from './processes.js';
import type { SelfTestResult } from './self-test-worker.js';

const AT_MOST_S_PER_1000_TESTS = 10;
const AT_MOST_US_PER_EVENT = 10;

/** The whole self-test on the embedded reference, report included, in one process; and what one event of it takes. */
export async function benchSelfTest(): Promise<readonly Outcome[]> {
  const { tests, ms, cpuMs, protocolMs } = await runWorker<SelfTestResult>('self-test-worker', []);
  const { rounds } = await runWorker<{ readonly rounds: readonly Round[] }>('event-worker', []);
  return [
    {
      name: 'self-test with its report, by CPU time',
      value: cpuMs / tests,
      unit: 's per 1,000 tests',
      budget: { atMost: AT_MOST_S_PER_1000_TESTS },
      note: `${tests} tests, ${Math.round(protocolMs / 60_000)} min of protocol time, ${(ms / 1_000).toFixed(1)} s by the clock`,
    },
    eventCost(rounds),
    { name: 'self-test, time per test', value: ms / tests, unit: 'ms', note: 'events, test code, Mocha, records, report' },
    { name: 'self-test, protocol time per second', value: protocolMs / ms, unit: 's' },
  ];
}

/**
 * What an event takes once the code is compiled, as it is in the self-check, which runs thousands of tests; a single run is
 * over before that, and so its figure stands beside it.
 */
function eventCost([first, ...later]: readonly Round[]): Outcome {
  if (first === undefined) throw new Error('the events were not measured');
  const cheapest = later.reduce((best, one) => (one.usPerEvent < best.usPerEvent ? one : best));
  const rounded = (us: number): string => us.toFixed(1);
  return {
    name: 'self-test, a simulated event, by CPU time',
    value: cheapest.usPerEvent,
    unit: 'µs',
    budget: { atMost: AT_MOST_US_PER_EVENT },
    note:
      `${first.events.toLocaleString('en')} entries of the event queue executed, no report; with what tests do between them ` +
      `${rounded(cheapest.usPerEventInAll)} µs; the first time, compiling, ${rounded(first.usPerEvent)} and ${rounded(first.usPerEventInAll)} µs`,
  };
}
