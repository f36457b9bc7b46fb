import type { TestRecord, Verdict } from '../../suites/kit/record.js';
import { segmentsOf, type Segment } from '../charts/shares.js';
import { distinctAnchors } from './anchors.js';
import { filterHref } from './findings.js';
import { partsOf } from './parts.js';
import { distinct } from './text.js';
import { VERDICTS, verdictWords } from './verdicts.js';

/** Protocols down, roles across: how the tests of each went, the gravest verdict first. */
export interface HeatMap {
  readonly barWidth: number;
  readonly columns: readonly { readonly name: string; readonly href: string }[];
  readonly rows: readonly { readonly anchor: string; readonly name: string; readonly href: string; readonly cells: readonly HeatCell[] }[];
}

interface HeatCell {
  /** The gravest verdict; empty where there is no test. */
  readonly verdict: Verdict | '';
  readonly symbol: string;
  readonly total: number;
  readonly href: string;
  /** `2 FAIL`: the gravest; `, 1 WARN, 165 PASS, 13 SKIP`: the others. */
  readonly words: string;
  readonly others: string;
  readonly segments: readonly Segment<Verdict>[];
}

const BAR = 132;

/** As a cell names them: a skipped test is no reason to colour a cell that else passed. */
const GRAVEST_FIRST = [...VERDICTS.filter((verdict) => verdict !== 'skip'), 'skip'] as const;

export function heatMap(tests: readonly TestRecord[]): HeatMap {
  const roles = distinct(tests.flatMap(partsOf));
  const suites = distinct(tests.map(({ suite }) => suite));
  const rows = [...suites.map((suite) => ({ name: suite, suite })), ...(suites.length > 1 ? [{ name: 'all', suite: '' }] : [])];
  const anchor = distinctAnchors('protocol');
  return {
    barWidth: BAR,
    columns: roles.map((role) => ({ name: role, href: filterHref({ role }) })),
    rows: rows.map(({ name, suite }) => ({
      anchor: anchor(name),
      name,
      href: filterHref({ suite }),
      cells: roles.map((role) => heatCell(tests, { suite, role })),
    })),
  };
}

function heatCell(tests: readonly TestRecord[], { suite, role }: { readonly suite: string; readonly role: string }): HeatCell {
  const own = tests.filter((test) => (suite === '' || test.suite === suite) && partsOf(test).includes(role));
  const counts = GRAVEST_FIRST.map((verdict) => [verdict, own.filter((test) => test.verdict === verdict).length] as const);
  const present = counts.filter(([, count]) => count > 0);
  const gravest = present[0]?.[0];
  const [words = '', ...others] = present.map(([verdict, count]) => `${count} ${verdictWords[verdict].word}`);
  return {
    verdict: gravest ?? '',
    symbol: gravest ? verdictWords[gravest].symbol : '',
    total: own.length,
    href: filterHref({ suite, role }),
    words,
    others: others.map((other) => `, ${other}`).join(''),
    segments: segmentsOf(counts, BAR),
  };
}
