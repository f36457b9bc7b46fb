import type { TestRecord, Verdict } from '../../suites/kit/record.js';
import type {
  CoverageReport,
  RequirementCoverage,
  RfcCoverage,
  SectionCoverage,
  SectionReasonKind,
} from '../../suites/kit/coverage-record.js';
import { segmentsOf, type Segment } from '../charts/shares.js';
import { citingRequirements, type PlacedRequirement } from '../coverage-model.js';
import { clauseHref, compareSections, rfcName } from './clause.js';
import { groupBy } from '../../suites/kit/grouping.js';
import { counted } from './text.js';

/**
 * What a run says about one clause. `partly`: something passed, something was not looked at; `not-run`: there are tests,
 * but none was executed; `excused`: every requirement has a written reason why no test can check it; `foreign`, `aside`: no
 * requirement, for a reason that somebody wrote down.
 */
export type Paint = 'fail' | 'unclear' | 'warn' | 'pass' | 'partly' | 'not-run' | 'excused' | 'untested' | 'foreign' | 'aside';

export const paints: Readonly<Record<Paint, { readonly symbol: string; readonly word: string; readonly meaning: string }>> = {
  fail: { symbol: '✕', word: 'violated', meaning: 'a test of this section failed' },
  unclear: { symbol: '?', word: 'undecided', meaning: 'a test could not be decided' },
  warn: { symbol: '△', word: 'warned', meaning: 'a SHOULD was not followed' },
  pass: { symbol: '✓', word: 'passed', meaning: 'every requirement was tested and held' },
  partly: { symbol: '◐', word: 'partly', meaning: 'what was tested held; not everything was' },
  'not-run': { symbol: '–', word: 'not run', meaning: 'there are tests, none was executed in this run' },
  excused: { symbol: '·', word: 'excused', meaning: 'out of scope, implied elsewhere or untestable, with reason' },
  untested: { symbol: '○', word: 'open', meaning: 'should be tested, and no test does' },
  foreign: { symbol: '→', word: 'another’s', meaning: 'superseded by another RFC, or of a protocol without a suite here' },
  aside: { symbol: '∅', word: 'set aside', meaning: 'key words, told elsewhere, for people, or nothing on the link' },
};

const PAINTS = Object.keys(paints) as readonly Paint[];

export interface MatrixView {
  readonly barWidth: number;
  readonly rfcs: readonly MatrixRow[];
  /** `527 sections: 301 with tests, 4 excused, 12 open, 160 another’s, 50 set aside`. */
  readonly summary: string;
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

/** The gravest of a section's requirements; without any it is untested, unless a reason is known. */
export function sectionPaint(painted: readonly Paint[]): Paint {
  for (const grave of ['fail', 'unclear', 'warn'] as const) if (painted.includes(grave)) return grave;
  const gaps = painted.includes('not-run') || painted.includes('untested');
  if (painted.includes('pass')) return gaps ? 'partly' : 'pass';
  if (painted.includes('not-run')) return 'not-run';
  return painted.length > 0 && painted.every((paint) => paint === 'excused') ? 'excused' : 'untested';
}

const PAINT_OF_REASON: Readonly<Record<SectionReasonKind, Paint>> = {
  superseded: 'foreign',
  'another protocol': 'foreign',
  'stands elsewhere': 'aside',
  'not the device': 'aside',
  'not on the wire': 'aside',
  'key words': 'aside',
  open: 'untested',
};

/** Requirements that say what sections say, by who asks. */
export interface PaintSource {
  readonly verdicts: VerdictIndex;
  readonly citing: ReadonlyMap<string, readonly PlacedRequirement[]>;
}

export const paintSource = (coverage: CoverageReport, tests: readonly TestRecord[]): PaintSource => ({
  verdicts: verdictIndex(tests),
  citing: citingRequirements(coverage),
});

/** What a section is painted for: the requirements that stand in it, else those that cite it from elsewhere, else the reason that it has. */
export interface Ground {
  readonly paint: Paint;
  readonly own: readonly RequirementCoverage[];
  readonly citing: readonly PlacedRequirement[];
  /** `superseded: RFC 4861 section 8 takes its place`; empty where requirements speak. */
  readonly reason: string;
}

export function groundOf(rfc: number, { section, requirements, reason }: SectionCoverage, source: PaintSource): Ground {
  const citing = requirements.length > 0 ? [] : (source.citing.get(`RFC${rfc}:${section}`) ?? []);
  const speaking = [...requirements, ...citing];
  const painted = speaking.map((requirement) => requirementPaint(requirement, source.verdicts.ofRequirement(requirement)));
  const told = speaking.length === 0 ? reason : undefined;
  return {
    paint: told ? PAINT_OF_REASON[told.kind] : sectionPaint(painted),
    own: requirements,
    citing,
    reason: told ? `${told.kind}: ${told.text}` : '',
  };
}

export function matrixView(coverage: CoverageReport, tests: readonly TestRecord[]): MatrixView {
  const source = paintSource(coverage, tests);
  const painted = coverage.rfcs.map((rfc) => ({ rfc, cells: cellsOf(rfc, source) }));
  const all = painted.flatMap(({ cells }) => cells);
  const legend = PAINTS.map((paint) => ({ paint, ...paints[paint], count: all.filter((cell) => cell.paint === paint).length }));
  const rows = painted.map(({ rfc, cells }) => matrixRow(rfc, cells));
  const rfcs = [...rows.filter(({ spoken }) => spoken), ...rows.filter(({ spoken }) => !spoken)];
  const silent = rfcs.some(({ spoken }) => !spoken);
  return { rfcs, silent, legend: legend.filter(({ count }) => count > 0), summary: summaryOf(all), barWidth: MATRIX_BAR };
}

const TESTED: readonly Paint[] = ['fail', 'unclear', 'warn', 'pass', 'partly', 'not-run'];

function summaryOf(cells: readonly MatrixCell[]): string {
  const count = (...wanted: readonly Paint[]) => cells.filter(({ paint }) => wanted.includes(paint)).length;
  const others = PAINTS.filter((paint) => !TESTED.includes(paint)).map((paint) => [count(paint), paints[paint].word] as const);
  const parts = [[count(...TESTED), 'with tests'] as const, ...others].filter(([number]) => number > 0);
  return `${counted(cells.length, 'section')}: ${parts.map(([number, word]) => `${number} ${word}`).join(', ')}`;
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

function cellsOf({ rfc, sections }: RfcCoverage, source: PaintSource): readonly MatrixCell[] {
  return [...sections].sort((a, b) => compareSections(a.section, b.section)).map((section) => cellOf(rfc, section, source));
}

function cellOf(rfc: number, section: SectionCoverage, source: PaintSource): MatrixCell {
  const ground = groundOf(rfc, section, source);
  const { paint } = ground;
  return {
    section: section.section === '' ? 'all' : section.section,
    href: clauseHref(rfc, section.section),
    paint,
    symbol: paints[paint].symbol,
    tip: `${section.title === '' ? '' : `${section.title}: `}${paints[paint].word}${groundInWords(ground)}`,
  };
}

function groundInWords({ own, citing, reason }: Ground): string {
  if (own.length > 0) return `, ${counted(own.length, 'requirement')}`;
  if (citing.length > 0) return `, ${counted(citing.length, 'requirement')} of other sections`;
  return reason === '' ? '' : `, ${reason}`;
}
