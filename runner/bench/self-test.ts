import type { Outcome } from './figure.js';
import { runWorker } from './processes.js';
import type { SelfTestResult } from './self-test-worker.js';

/** Design budget: 1,000 tests in 10 s. */
const MS_PER_TEST = 10;
const US_PER_EVENT = 10;

/** The whole self-test on the embedded reference, report included, in one process. */
export async function benchSelfTest(): Promise<readonly Outcome[]> {
  const { tests, events, ms, protocolMs } = await runWorker<SelfTestResult>('self-test-worker', []);
  return [
    {
      name: 'self-test, report included',
      value: ms / 1_000,
      unit: 's',
      budget: { atMost: (tests * MS_PER_TEST) / 1_000 },
      note: `${tests} tests, ${Math.round(protocolMs / 60_000)} min of protocol time`,
    },
    {
      name: 'self-test, time per simulated event',
      value: (ms * 1_000) / events,
      unit: 'µs',
      budget: { atMost: US_PER_EVENT },
      note: `${events.toLocaleString('en')} events; tests, judging and report are in it`,
    },
    { name: 'self-test, protocol time per second', value: protocolMs / ms, unit: 's' },
  ];
}
