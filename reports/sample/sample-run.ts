import type { RunResult, TestDetails, Verdict } from '../../suites/kit/record.js';
import type { CoverageReport } from '../../suites/kit/coverage-record.js';
import { failing } from './failing-tests.js';
import { sampleCoverage } from './sample-coverage.js';
import { other } from './other-tests.js';
import type { SampleTest } from './sample-tests.js';

/** A run for tests of the report and for looking at it: every verdict, real frames, hostile text. */
export interface SampleRun {
  readonly result: RunResult;
  readonly coverage: CoverageReport;
  details(id: string): TestDetails | undefined;
}

export function sampleRun(tests: readonly SampleTest[] = [...failing, ...other]): SampleRun {
  const byId = new Map(tests.map((test) => [test.record.id, test.details]));
  return { result: sampleResult(tests), coverage: sampleCoverage, details: (id) => byId.get(id) };
}

/** `count` tests made from those of the sample, each under an id of its own. */
export function largeSampleRun(count: number): SampleRun {
  const patterns = [...other, ...failing.slice(0, 2)];
  const tests = Array.from({ length: count }, (_, i): SampleTest => {
    const { record, details } = patterns[i % patterns.length] as SampleTest;
    const id = `${record.id}-case-${i}`;
    return { record: { ...record, id, title: `${record.title}, row ${i} of the table` }, details: details && { ...details, id } };
  });
  return sampleRun(tests);
}

function sampleResult(tests: readonly SampleTest[]): RunResult {
  const totals: Record<Verdict, number> = { pass: 0, fail: 0, warn: 0, skip: 0, inconclusive: 0, error: 0 };
  for (const { record } of tests) totals[record.verdict]++;
  return {
    schema: 'sixproof/result/1',
    run: {
      tool: 'sixproof',
      version: '0.1.0',
      dut: 'AX-3',
      firmware: '4.2.1',
      testedBy: 'R. Lee, Acme test lab',
      adapter: 'command',
      role: 'host',
      profile: 'current',
      seed: 7,
      startedAt: '2026-11-21T22:49:07.000Z',
      wallUs: 3_494_000_000,
      protocolUs: 3_300_000_000,
      clock: 'real',
      uncertaintyUs: 50_000,
      selectors: ['nd', 'icmpv6'],
      interrupted: false,
    },
    totals,
    tests: tests.map(({ record }) => record),
  };
}
