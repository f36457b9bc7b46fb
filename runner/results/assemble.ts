import { sum, ZERO, type Duration } from '../../reference/time.js';
import type { RunResult, TestRecord, Verdict } from '../../suites/kit/record.js';
import { isUnfinished, type Journal } from './journal.js';

export const VERDICTS: readonly Verdict[] = ['pass', 'fail', 'warn', 'skip', 'inconclusive', 'error'];

export function countVerdicts(tests: readonly TestRecord[]): Record<Verdict, number> {
  const totals: Record<Verdict, number> = { pass: 0, fail: 0, warn: 0, skip: 0, inconclusive: 0, error: 0 };
  for (const test of tests) totals[test.verdict]++;
  return totals;
}

/**
 * `result.json` from a journal: tests in the order in which they were selected, whatever the order in which they ended.
 * The run counts as interrupted when its last session was, or was killed before it could say so and left tests undone.
 */
export function assembleResult(journal: Journal): RunResult {
  const place = new Map(journal.header.selected.map((id, i) => [id, i]));
  const tests = journal.tests.map(({ test }) => test).sort((a, b) => (place.get(a.id) ?? Infinity) - (place.get(b.id) ?? Infinity));
  return {
    schema: 'sixproof/result/1',
    run: {
      ...journal.header.run,
      wallUs: journal.sessions.reduce((total, session) => total + session.wallUs, journal.unendedUs ?? 0),
      protocolUs: sum(...tests.map(({ protocolUs }) => protocolUs as Duration), ZERO),
      ...uncertaintyOf(journal),
      interrupted: isUnfinished(journal),
    },
    totals: countVerdicts(tests),
    tests,
  };
}

/** Each test has an uncertainty of its own: one that the machine disturbed says nothing about the others. */
function uncertaintyOf({ tests }: Journal): Pick<RunResult['run'], 'uncertaintyUs' | 'usualUncertaintyUs'> {
  const executed = tests.filter(({ test }) => test.verdict !== 'skip').map((entry) => entry.uncertaintyUs);
  const sorted = executed.sort((a, b) => a - b);
  const uncertaintyUs = sorted.at(-1) ?? 0;
  const usualUncertaintyUs = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return uncertaintyUs === 0 ? { uncertaintyUs } : { uncertaintyUs, usualUncertaintyUs };
}
