import type { CoverageReport } from '../../suites/kit/coverage-record.js';
import type { RegisteredTest } from '../../suites/kit/conformance.js';
import { inEachPart } from '../../suites/kit/parts.js';
import type { Verdict } from '../../suites/kit/record.js';
import { readJournal } from '../results/journal.js';
import { runDirectory } from '../results/run-directory.js';

export type SelectableTest = RegisteredTest & { readonly also: readonly string[] };

/** Every conformance test in each part that a device can play, with the further clauses of its requirement. */
export async function loadTests(): Promise<readonly SelectableTest[]> {
  const { tests } = await import('../../suites/index.js');
  return inEachPart(tests).map((test) => ({ ...test, also: test.ledgerLine.also ?? [] }));
}

/** The verdicts of an earlier run, finished or not. */
export const verdictsOfRun = (directory: string): ReadonlyMap<string, Verdict> =>
  new Map(readJournal(runDirectory(directory).journal).tests.map(({ test }) => [test.id, test.verdict]));

/** The requirement ledger with the tests that cover it. */
export async function loadCoverage(): Promise<CoverageReport> {
  const [{ tests, ledger }, { coverageOf }, { rfcSections }, { sectionReasons }] = await Promise.all([
    import('../../suites/index.js'),
    import('../../suites/ledger/coverage.js'),
    import('../../suites/ledger/sections.js'),
    import('../../suites/ledger/section-reasons/section-reasons.js'),
  ]);
  return coverageOf(ledger, inEachPart(tests), rfcSections, sectionReasons);
}
