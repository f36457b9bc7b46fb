import type { Outcome } from './figure.js';
import { runWorker } from './processes.js';
import type { SelfTestResult } from './self-test-worker.js';

const AT_MOST_S = 10;
const AT_MOST_US_PER_EVENT = 10;

/** The whole self-test on the embedded reference, report included, in one process. */
export async function benchSelfTest(): Promise<readonly Outcome[]> {
  const { tests, events, inEventsMs, ms, protocolMs } = await runWorker<SelfTestResult>('self-test-worker', []);
  return [
    {
      name: 'self-test, report included',
      value: ms / 1_000,
      unit: 's',
      budget: { atMost: AT_MOST_S },
      note: `${tests} tests, ${Math.round(protocolMs / 60_000)} min of protocol time`,
    },
    {
      name: 'self-test, time inside a simulated event',
      value: (inEventsMs * 1_000) / events,
      unit: 'µs',
      budget: { atMost: AT_MOST_US_PER_EVENT },
      note: `${events.toLocaleString('en')} events`,
    },
    { name: 'self-test, time per test', value: ms / tests, unit: 'ms', note: 'the rest: Mocha, test code, records, report' },
    { name: 'self-test, protocol time per second', value: protocolMs / ms, unit: 's' },
  ];
}
