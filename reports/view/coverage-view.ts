import type { RunResult } from '../../suites/kit/record.js';
import { clauseUrl } from '../../suites/kit/failure-message.js';
import type { CoverageReport, RequirementCoverage, RfcCoverage, SectionCoverage } from '../../suites/kit/coverage-record.js';
import { clauseAnchor, compareSections } from './clause.js';
import { paints, requirementPaint, sectionPaint, verdictIndex, type Paint, type VerdictIndex } from './clause-matrix.js';
import { testFile } from './file-names.js';
import { deviceName } from './run-view.js';
import { counted } from './text.js';
import { favicon, headline } from './verdicts.js';

/** The page that answers "what was tested, what was not, and why". */
export interface CoverageView {
  readonly title: string;
  readonly root: string;
  readonly favicon: string;
  readonly device: string;
  readonly counts: readonly { readonly paint: Paint; readonly symbol: string; readonly word: string; readonly count: number }[];
  readonly total: number;
  /** Requirements without a test, by the kind of reason. */
  readonly untested: readonly { readonly state: string; readonly count: string; readonly requirements: readonly UntestedRow[] }[];
  readonly rfcs: readonly RfcView[];
}

interface UntestedRow {
  readonly slug: string;
  readonly clause: string;
  readonly anchor: string;
  readonly level: string;
  readonly text: string;
  readonly reason: string;
}

interface RfcView {
  readonly rfc: number;
  readonly title: string;
  readonly url: string;
  readonly anchor: string;
  readonly sections: readonly SectionView[];
  readonly withoutCount: string;
  readonly without: readonly {
    readonly section: string;
    readonly title: string;
    readonly words: string;
    readonly url: string;
    readonly anchor: string;
  }[];
}

interface SectionView {
  readonly section: string;
  readonly title: string;
  readonly url: string;
  readonly anchor: string;
  readonly paint: Paint;
  readonly symbol: string;
  readonly word: string;
  readonly words: string;
  readonly requirements: readonly RequirementView[];
}

interface RequirementView {
  readonly slug: string;
  readonly level: string;
  readonly role: string;
  readonly text: string;
  readonly paint: Paint;
  readonly symbol: string;
  readonly word: string;
  readonly reason: string;
  readonly tests: readonly { readonly id: string; readonly file: string; readonly ran: boolean }[];
}

export function coverageView(coverage: CoverageReport, result: RunResult): CoverageView {
  const verdicts = verdictIndex(result.tests);
  const ran = new Set(result.tests.map((test) => test.id));
  const rfcs = coverage.rfcs.map((rfc) => rfcView(rfc, verdicts, ran));
  const all = rfcs.flatMap((rfc) => rfc.sections.flatMap((section) => section.requirements));
  const counts = (Object.keys(paints) as Paint[]).map((paint) => ({
    paint,
    ...paints[paint],
    count: all.filter((one) => one.paint === paint).length,
  }));
  return {
    title: `What was tested · ${deviceName(result.run)} · ${result.run.tool}`,
    root: '',
    favicon: favicon(headline(result).verdict),
    device: deviceName(result.run),
    counts: counts.filter(({ count }) => count > 0),
    total: all.length,
    untested: untestedGroups(coverage),
    rfcs,
  };
}

function rfcView({ rfc, title, sections }: RfcCoverage, verdicts: VerdictIndex, ran: ReadonlySet<string>): RfcView {
  const ordered = [...sections].sort((a, b) => compareSections(a.section, b.section));
  return {
    rfc,
    title,
    url: clauseUrl(rfc, ''),
    anchor: clauseAnchor(rfc, ''),
    sections: ordered.filter(({ requirements }) => requirements.length > 0).map((section) => sectionView(rfc, section, verdicts, ran)),
    withoutCount: counted(ordered.filter(({ requirements }) => requirements.length === 0).length, 'section'),
    without: ordered
      .filter(({ requirements }) => requirements.length === 0)
      .map((section) => ({
        section: section.section,
        title: section.title,
        words: normativeWords(section),
        url: clauseUrl(rfc, section.section),
        anchor: clauseAnchor(rfc, section.section),
      })),
  };
}

function sectionView(rfc: number, section: SectionCoverage, verdicts: VerdictIndex, ran: ReadonlySet<string>): SectionView {
  const requirements = section.requirements.map((requirement) => requirementView(requirement, verdicts, ran));
  const paint = sectionPaint(requirements.map((one) => one.paint));
  return {
    section: section.section,
    title: section.title,
    url: clauseUrl(rfc, section.section),
    anchor: section.section === '' ? `${clauseAnchor(rfc, '')}-whole` : clauseAnchor(rfc, section.section),
    paint,
    symbol: paints[paint].symbol,
    word: paints[paint].word,
    words: normativeWords(section),
    requirements,
  };
}

/** `4 MUST, 1 SHOULD in the text`; empty where the text has none. */
function normativeWords({ must, should }: SectionCoverage): string {
  const parts = [must > 0 ? `${must} MUST` : '', should > 0 ? `${should} SHOULD` : ''].filter((part) => part !== '');
  return parts.length === 0 ? '' : `${parts.join(', ')} in the text`;
}

function requirementView(requirement: RequirementCoverage, verdicts: VerdictIndex, ran: ReadonlySet<string>): RequirementView {
  const paint = requirementPaint(requirement, verdicts.ofRequirement(requirement));
  const { slug, level, role, text, state, reason } = requirement;
  const word = paint === 'excused' || paint === 'untested' ? state : paints[paint].word;
  return {
    slug,
    level,
    role,
    text,
    paint,
    symbol: paints[paint].symbol,
    word,
    reason: reason ?? '',
    tests: requirement.tests.map((id) => ({ id, file: testFile(id, 'html'), ran: ran.has(id) })),
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
  anchor: clauseAnchor(rfc, section),
  level,
  text,
  reason: reason ?? '',
});
