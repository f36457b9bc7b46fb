import { partsOf } from './parts.js';
import type { TestRecord, Verdict } from '../../suites/kit/record.js';
import { filterHref } from './findings.js';
import { verdictWords, VERDICTS } from './verdicts.js';

/** Verdicts counted by something that the tests have in common. */
export interface BreakdownView {
  readonly title: string;
  readonly columns: readonly { readonly verdict: Verdict; readonly word: string }[];
  readonly rows: readonly BreakdownRow[];
}

interface BreakdownRow {
  readonly name: string;
  readonly href: string;
  readonly total: number;
  readonly counts: readonly { readonly verdict: Verdict; readonly count: number; readonly href: string }[];
}

/** Which filter of the test list a breakdown belongs to. */
type Dimension = 'suite' | 'role' | 'level' | 'rfc';

function breakdown(
  title: string,
  dimension: Dimension,
  tests: readonly TestRecord[],
  keys: (test: TestRecord) => readonly string[],
): BreakdownView {
  const counts = new Map<string, Map<Verdict, number>>();
  for (const test of tests)
    for (const key of keys(test)) {
      const row = counts.get(key) ?? new Map<Verdict, number>();
      row.set(test.verdict, (row.get(test.verdict) ?? 0) + 1);
      counts.set(key, row);
    }
  const columns = VERDICTS.filter((verdict) => tests.some((test) => test.verdict === verdict));
  const filter = (name: string) => (dimension === 'rfc' ? { clause: name.replace(' ', '') } : { [dimension]: name });
  const rows = [...counts].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
  return {
    title,
    columns: columns.map((verdict) => ({ verdict, word: verdictWords[verdict].word })),
    rows: rows.map(([name, row]) => ({
      name,
      href: filterHref(filter(name)),
      total: [...row.values()].reduce((sum, count) => sum + count, 0),
      counts: columns.map((verdict) => ({ verdict, count: row.get(verdict) ?? 0, href: filterHref({ ...filter(name), verdict }) })),
    })),
  };
}

export const breakdowns = (tests: readonly TestRecord[]): readonly BreakdownView[] => [
  breakdown('By protocol', 'suite', tests, (test) => [test.suite]),
  breakdown('By role', 'role', tests, partsOf),
  breakdown('By level', 'level', tests, (test) => [test.level]),
  breakdown('By RFC', 'rfc', tests, (test) => (test.rfc > 0 ? [`RFC ${test.rfc}`] : [])),
];
