import { LEVELS } from '../../suites/kit/requirement.js';
import type { TestRecord, Verdict } from '../../suites/kit/record.js';
import { anchorOf } from './anchors.js';
import { filterHref } from './findings.js';
import { verdictWords, VERDICTS } from './verdicts.js';

/** How many tests of each level of requirement ended how. */
export interface LevelTable {
  readonly columns: readonly { readonly verdict: Verdict; readonly word: string }[];
  readonly rows: readonly LevelRow[];
}

interface LevelRow {
  readonly anchor: string;
  readonly name: string;
  readonly href: string;
  readonly total: number;
  readonly counts: readonly { readonly verdict: Verdict; readonly count: number; readonly href: string }[];
}

export function levelTable(tests: readonly TestRecord[]): LevelTable {
  const columns = VERDICTS.filter((verdict) => tests.some((test) => test.verdict === verdict));
  const levels = LEVELS.filter((level) => tests.some((test) => test.level === level));
  return {
    columns: columns.map((verdict) => ({ verdict, word: verdictWords[verdict].word })),
    rows: levels.map((level) => {
      const own = tests.filter((test) => test.level === level);
      return {
        anchor: `level-${anchorOf(level)}`,
        name: level,
        href: filterHref({ level }),
        total: own.length,
        counts: columns.map((verdict) => ({
          verdict,
          count: own.filter((test) => test.verdict === verdict).length,
          href: filterHref({ level, verdict }),
        })),
      };
    }),
  };
}
