import type { TestRecord, Verdict } from '../../suites/kit/record.js';
import type { CoverageReport, RequirementCoverage, RfcCoverage, SectionCoverage } from '../../suites/kit/coverage-record.js';
import { clauseAnchor, compareSections } from './clause.js';
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
  readonly rfcs: readonly MatrixRow[];
  readonly legend: readonly {
    readonly paint: Paint;
    readonly symbol: string;
    readonly word: string;
    readonly meaning: string;
    readonly count: number;
  }[];
}

interface MatrixRow {
  readonly rfc: number;
  readonly title: string;
  readonly anchor: string;
  /** None for an RFC that this run says nothing about. */
  readonly cells: readonly MatrixCell[];
  /** What stands there instead: `48 untested, 1 not run`. */
  readonly undrawn: string;
}

interface MatrixCell {
  readonly section: string;
  readonly anchor: string;
  readonly paint: Paint;
  readonly symbol: string;
  readonly tip: string;
}

/** The verdicts of a run, asked for by requirement. */
export interface VerdictIndex {
  ofRequirement(requirement: RequirementCoverage): readonly Verdict[];
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
  const rfcs = [...rows.filter((row) => row.cells.length > 0), ...rows.filter((row) => row.cells.length === 0)];
  return { rfcs, legend: legend.filter(({ count }) => count > 0) };
}

const SPOKEN: readonly Paint[] = ['fail', 'unclear', 'warn', 'pass', 'partly'];

function matrixRow({ rfc, title }: RfcCoverage, cells: readonly MatrixCell[]): MatrixRow {
  const spoken = cells.some(({ paint }) => SPOKEN.includes(paint));
  const counts = PAINTS.map((paint) => ({ paint, count: cells.filter((cell) => cell.paint === paint).length })).filter(
    ({ count }) => count > 0,
  );
  return {
    rfc,
    title,
    anchor: clauseAnchor(rfc, ''),
    cells: spoken ? cells : [],
    undrawn: spoken ? '' : counts.map(({ paint, count }) => `${count} ${paints[paint].word}`).join(', '),
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
    anchor: clauseAnchor(rfc, section),
    paint,
    symbol: paints[paint].symbol,
    tip: `${title === '' ? '' : `${title}: `}${paints[paint].word}${count}`,
  };
}
