import type { TestRecord, Verdict } from '../../suites/kit/record.js';
import type { CoverageReport, RequirementCoverage, RfcCoverage, SectionCoverage } from '../../suites/kit/coverage-record.js';
import { segmentsOf, type Segment } from '../charts/shares.js';
import { clauseHref, compareSections, rfcName } from './clause.js';
import { groupBy } from '../../suites/kit/grouping.js';
import { counted } from './text.js';

/**
 * What a run says about one clause. `partly`: something passed, something was not looked at; `not-run`: there are tests,
 * but none was executed; `excused`: every requirement has a written reason why no test can check it.
 */
export type Paint = 'fail' | 'unclear' | 'warn' | 'pass' | 'partly' | 'not-run' | 'excused' | 'untested';

export const paints: Readonly<Record<Paint, { readonly symbol: string; readonly word: string; readonly meaning: string }>> = {
  fail: { symbol: '✕', word: 'violated', meaning: 'a test of this section failed' },
  unclear: { symbol: '?', word: 'undecided', meaning: 'a test could not be decided' },
  warn: { symbol: '△', word: 'warned', meaning: 'a SHOULD was not followed' },
  pass: { symbol: '✓', word: 'passed', meaning: 'every requirement was tested and held' },
  partly: { symbol: '◐', word: 'partly', meaning: 'what was tested held; not everything was' },
  'not-run': { symbol: '–', word: 'not run', meaning: 'there are tests, none was executed in this run' },
  excused: { symbol: '·', word: 'excused', meaning: 'out of scope, implied elsewhere or untestable, with reason' },
  untested: { symbol: '○', word: 'untested', meaning: 'no test checks this section' },
};

const PAINTS = Object.keys(paints) as readonly Paint[];

export interface MatrixView {
  readonly barWidth: number;
  /** `649 sections` */
  readonly cellCount: string;
  readonly rfcs: readonly MatrixRow[];
  /** Whether there are RFCs that the run says nothing about. */
  readonly silent: boolean;
  readonly legend: readonly {
    readonly paint: Paint;
    readonly symbol: string;
    readonly word: string;
    readonly meaning: string;
    readonly count: number;
  }[];
}

interface MatrixRow {
  readonly name: string;
  readonly title: string;
  readonly href: string;
  /** Whether the run says anything about this RFC. */
  readonly spoken: boolean;
  readonly cells: readonly MatrixCell[];
  /** Those of them that somebody has to look at. */
  readonly grave: readonly MatrixCell[];
  readonly segments: readonly Segment<Paint>[];
  /** `34 passed, 2 partly, 3 untested`. */
  readonly words: string;
}

interface MatrixCell {
  readonly section: string;
  readonly href: string;
  readonly paint: Paint;
  readonly symbol: string;
  readonly tip: string;
}

/** The verdicts of a run, asked for by requirement. */
export interface VerdictIndex {
  ofRequirement(requirement: RequirementCoverage): readonly Verdict[];
  /** Undefined for a test that is not part of the run. */
  ofTest(id: string): Verdict | undefined;
}

export function verdictIndex(tests: readonly TestRecord[]): VerdictIndex {
  const byId = new Map(tests.map((test) => [test.id, test]));
  const bySlug = groupBy(tests, (test) => test.requirement);
  return {
    ofRequirement: ({ slug, tests: ids }) => {
      const own = bySlug.get(slug) ?? [];
      const named = ids.flatMap((id) => byId.get(id) ?? []);
      return [...new Set([...own, ...named])].map((test) => test.verdict);
    },
    ofTest: (id) => byId.get(id)?.verdict,
  };
}

export function requirementPaint(requirement: RequirementCoverage, verdicts: readonly Verdict[]): Paint {
  const has = (verdict: Verdict) => verdicts.includes(verdict);
  if (has('fail')) return 'fail';
  if (has('error') || has('inconclusive')) return 'unclear';
  if (has('warn')) return 'warn';
  if (has('pass')) return 'pass';
  if (has('skip') || requirement.state === 'covered') return 'not-run';
  return requirement.state === 'open' || requirement.state === 'missing' ? 'untested' : 'excused';
}

/** The gravest of a section's requirements; a section that has normative words and no requirement is untested. */
export function sectionPaint(painted: readonly Paint[]): Paint {
  for (const grave of ['fail', 'unclear', 'warn'] as const) if (painted.includes(grave)) return grave;
  const gaps = painted.includes('not-run') || painted.includes('untested');
  if (painted.includes('pass')) return gaps ? 'partly' : 'pass';
  if (painted.includes('not-run')) return 'not-run';
  return painted.length > 0 && painted.every((paint) => paint === 'excused') ? 'excused' : 'untested';
}

export function matrixView(coverage: CoverageReport, tests: readonly TestRecord[]): MatrixView {
  const verdicts = verdictIndex(tests);
  const painted = coverage.rfcs.map((rfc) => ({ rfc, cells: cellsOf(rfc, verdicts) }));
  const all = painted.flatMap(({ cells }) => cells);
  const legend = PAINTS.map((paint) => ({ paint, ...paints[paint], count: all.filter((cell) => cell.paint === paint).length }));
  const rows = painted.map(({ rfc, cells }) => matrixRow(rfc, cells));
  const rfcs = [...rows.filter(({ spoken }) => spoken), ...rows.filter(({ spoken }) => !spoken)];
  const silent = rfcs.some(({ spoken }) => !spoken);
  return { rfcs, silent, legend: legend.filter(({ count }) => count > 0), barWidth: MATRIX_BAR, cellCount: counted(all.length, 'section') };
}

const SPOKEN: readonly Paint[] = ['fail', 'unclear', 'warn', 'pass', 'partly'];
const GRAVE: readonly Paint[] = ['fail', 'unclear', 'warn'];

/** The width of an RFC's bar on the first page. */
const MATRIX_BAR = 240;

function matrixRow({ rfc, title }: RfcCoverage, cells: readonly MatrixCell[]): MatrixRow {
  const counts = PAINTS.map((paint) => [paint, cells.filter((cell) => cell.paint === paint).length] as const).filter(
    ([, count]) => count > 0,
  );
  return {
    name: rfcName(rfc),
    title,
    href: clauseHref(rfc, ''),
    spoken: cells.some(({ paint }) => SPOKEN.includes(paint)),
    cells,
    grave: cells.filter(({ paint }) => GRAVE.includes(paint)),
    segments: segmentsOf(counts, MATRIX_BAR),
    words: counts.map(([paint, count]) => `${count} ${paints[paint].word}`).join(', '),
  };
}

function cellsOf({ rfc, sections }: RfcCoverage, verdicts: VerdictIndex): readonly MatrixCell[] {
  return [...sections].sort((a, b) => compareSections(a.section, b.section)).map((section) => cellOf(rfc, section, verdicts));
}

function cellOf(rfc: number, { section, title, requirements }: SectionCoverage, verdicts: VerdictIndex): MatrixCell {
  const paint = sectionPaint(requirements.map((requirement) => requirementPaint(requirement, verdicts.ofRequirement(requirement))));
  const count = requirements.length === 0 ? '' : `, ${counted(requirements.length, 'requirement')}`;
  return {
    section: section === '' ? 'all' : section,
    href: clauseHref(rfc, section),
    paint,
    symbol: paints[paint].symbol,
    tip: `${title === '' ? '' : `${title}: `}${paints[paint].word}${count}`,
  };
}
