import type { RunResult } from '../../suites/kit/record.js';
import { SECTION_REASON_KINDS, type RequirementCoverage } from '../../suites/kit/coverage-record.js';
import { clauseAnchor, clauseHref } from './clause.js';
import type { MatrixView } from './clause-matrix.js';
import { paints, PAINTS, type Paint } from './paint.js';
import type { PaintedCoverage } from './painted-coverage.js';
import { deviceName } from './run-view.js';
import { counted } from './text.js';
import { favicon, headline } from './verdicts.js';

/** The page that answers "what was tested, what was not, and why": every section of every RFC, each leading to its requirements. */
export interface CoverageView {
  readonly title: string;
  readonly root: string;
  readonly favicon: string;
  readonly device: string;
  readonly counts: readonly { readonly paint: Paint; readonly symbol: string; readonly word: string; readonly count: number }[];
  readonly total: number;
  /** Requirements without a test, by the kind of reason. */
  readonly untested: readonly { readonly state: string; readonly count: string; readonly requirements: readonly UntestedRow[] }[];
  /** Sections without a requirement, by the kind of reason. */
  readonly without: readonly { readonly kind: string; readonly count: string; readonly sections: readonly WithoutRow[] }[];
  readonly matrix: MatrixView;
}

interface UntestedRow {
  readonly slug: string;
  readonly clause: string;
  readonly href: string;
  readonly level: string;
  readonly text: string;
  readonly reason: string;
}

interface WithoutRow {
  readonly anchor: string;
  readonly clause: string;
  readonly href: string;
  readonly title: string;
  readonly reason: string;
}

export function coverageView(painted: PaintedCoverage, result: RunResult, matrix: MatrixView): CoverageView {
  const head = headline(result);
  const requirements = painted.rfcs.flatMap(({ sections }) => sections.flatMap(({ own }) => own));
  const counts = PAINTS.map((paint) => ({ paint, ...paints[paint], count: requirements.filter((one) => one.paint === paint).length }));
  return {
    title: `${head.title} · what was tested · ${deviceName(result.run)} · ${result.run.tool}`,
    root: '',
    favicon: favicon(head.verdict),
    device: deviceName(result.run),
    counts: counts.filter(({ count }) => count > 0),
    total: requirements.length,
    untested: untestedGroups(painted),
    without: withoutGroups(painted),
    matrix,
  };
}

const STATES = ['missing', 'open', 'untestable', 'implied', 'out of scope'] as const;

function untestedGroups({ rfcs }: PaintedCoverage): CoverageView['untested'] {
  return STATES.map((state) => {
    const requirements = rfcs.flatMap(({ rfc, sections }) =>
      sections.flatMap(({ section: { section }, own }) =>
        own.filter((line) => line.state === state).map((line) => untestedRow(rfc, section, line)),
      ),
    );
    return { state, count: counted(requirements.length, 'requirement'), requirements };
  }).filter(({ requirements }) => requirements.length > 0);
}

const untestedRow = (rfc: number, section: string, { slug, level, text, reason }: RequirementCoverage): UntestedRow => ({
  slug,
  clause: `RFC ${rfc}${section === '' ? '' : ` ${section}`}`,
  href: clauseHref(rfc, section),
  level,
  text,
  reason: reason ?? '',
});

/** What a section is that nobody gave a reason for. */
const UNEXPLAINED = 'no reason given';

function withoutGroups({ rfcs }: PaintedCoverage): CoverageView['without'] {
  const without = rfcs.flatMap(({ rfc, sections }) =>
    sections
      .filter(({ own, citing }) => own.length + citing.length === 0)
      .map(({ section: { section, title }, reason }) => ({
        kind: reason?.kind ?? UNEXPLAINED,
        row: {
          anchor: clauseAnchor(rfc, section),
          clause: `RFC ${rfc} ${section}`,
          href: clauseHref(rfc, section),
          title,
          reason: reason?.text ?? '',
        },
      })),
  );
  return [UNEXPLAINED, ...SECTION_REASON_KINDS]
    .map((kind) => ({ kind, sections: without.filter((one) => one.kind === kind).map(({ row }) => row) }))
    .filter(({ sections }) => sections.length > 0)
    .map(({ kind, sections }) => ({ kind, count: counted(sections.length, 'section'), sections }));
}
