import type { RunResult } from '../../suites/kit/record.js';
import type { CoverageReport, RequirementCoverage } from '../../suites/kit/coverage-record.js';
import { citingRequirements, reasonKinds } from '../coverage-model.js';
import { clauseHref } from './clause.js';
import { paints, requirementPaint, verdictIndex, type MatrixView, type Paint } from './clause-matrix.js';
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
  readonly clause: string;
  readonly href: string;
  readonly title: string;
  readonly reason: string;
}

export function coverageView(coverage: CoverageReport, result: RunResult, matrix: MatrixView): CoverageView {
  const verdicts = verdictIndex(result.tests);
  const painted = coverage.rfcs.flatMap(({ sections }) =>
    sections.flatMap(({ requirements }) => requirements.map((one) => requirementPaint(one, verdicts.ofRequirement(one)))),
  );
  const counts = (Object.keys(paints) as Paint[]).map((paint) => ({
    paint,
    ...paints[paint],
    count: painted.filter((one) => one === paint).length,
  }));
  return {
    title: `What was tested · ${deviceName(result.run)} · ${result.run.tool}`,
    root: '',
    favicon: favicon(headline(result).verdict),
    device: deviceName(result.run),
    counts: counts.filter(({ count }) => count > 0),
    total: painted.length,
    untested: untestedGroups(coverage),
    without: withoutGroups(coverage),
    matrix,
  };
}

const STATES = ['missing', 'open', 'untestable', 'implied', 'out of scope'] as const;

function untestedGroups(coverage: CoverageReport): CoverageView['untested'] {
  return STATES.map((state) => {
    const requirements = coverage.rfcs.flatMap(({ rfc, sections }) =>
      sections.flatMap(({ section, requirements: lines }) =>
        lines.filter((line) => line.state === state).map((line) => untestedRow(rfc, section, line)),
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

function withoutGroups(coverage: CoverageReport): CoverageView['without'] {
  const citing = citingRequirements(coverage);
  const without = coverage.rfcs.flatMap(({ rfc, sections }) =>
    sections
      .filter(({ section, requirements }) => requirements.length === 0 && !citing.has(`RFC${rfc}:${section}`))
      .map(({ section, title, reason }) => ({
        kind: reason?.kind ?? UNEXPLAINED,
        row: { clause: `RFC ${rfc} ${section}`, href: clauseHref(rfc, section), title, reason: reason?.text ?? '' },
      })),
  );
  return [UNEXPLAINED, ...reasonKinds]
    .map((kind) => ({ kind, sections: without.filter((one) => one.kind === kind).map(({ row }) => row) }))
    .filter(({ sections }) => sections.length > 0)
    .map(({ kind, sections }) => ({ kind, count: counted(sections.length, 'section'), sections }));
}
