import type { Outcome } from './figure.js';
import { runWorker } from './processes.js';
import type { ReportResult } from './report-worker.js';

const AT_MOST_S_PER_1000 = 3;
const AT_MOST_KB = 300;

/** The report of a whole self-test: what it costs to render, and how large it gets. */
export async function benchReport(): Promise<readonly Outcome[]> {
  const { tests, cpuMs, wallMs, firstPageOctets, allPagesOctets } = await runWorker<ReportResult>('report-worker', []);
  return [
    {
      name: 'report of 1,000 tests',
      value: cpuMs / tests,
      unit: 's of CPU',
      budget: { atMost: AT_MOST_S_PER_1000 },
      note: `${tests} tests in ${(wallMs / 1_000).toFixed(1)} s by the clock`,
    },
    { name: 'report, first page', value: firstPageOctets / 1_000, unit: 'kB', budget: { atMost: AT_MOST_KB }, note: `of ${tests} tests` },
    { name: 'report, everything', value: allPagesOctets / tests / 1_000, unit: 'kB per test' },
  ];
}
