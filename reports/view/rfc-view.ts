import type { CoverageReport, RequirementCoverage, RfcCoverage, SectionCoverage } from '../../suites/kit/coverage-record.js';
import { clauseUrl } from '../../suites/kit/failure-message.js';
import type { RunResult } from '../../suites/kit/record.js';
import { clauseAnchor, compareSections, rfcFile, rfcName } from './clause.js';
import { groundOf, paints, paintSource, requirementPaint, type Paint, type PaintSource, type VerdictIndex } from './clause-matrix.js';
import { testFile } from './file-names.js';
import { deviceName } from './run-view.js';
import { counted } from './text.js';
import { favicon, headline, verdictWords } from './verdicts.js';

/** The page of one RFC: section by section its requirements, what this run says about them, and the tests that said it. */
export interface RfcView {
  readonly title: string;
  readonly root: string;
  readonly favicon: string;
  readonly device: string;
  readonly name: string;
  readonly rfcTitle: string;
  readonly url: string;
  readonly sections: readonly SectionView[];
  /** Every section, in the order of the text. */
  readonly cells: readonly SectionHead[];
  readonly withoutCount: string;
  /** Those that no requirement stands in: what cites them from elsewhere, or why nothing does. */
  readonly without: readonly WithoutView[];
  readonly previous: Neighbour | false;
  readonly next: Neighbour | false;
}

interface Neighbour {
  readonly name: string;
  readonly file: string;
}

interface SectionHead {
  readonly section: string;
  readonly title: string;
  readonly url: string;
  readonly anchor: string;
  readonly paint: Paint;
  readonly symbol: string;
  readonly word: string;
  readonly words: string;
}

interface SectionView extends SectionHead {
  readonly requirements: readonly RequirementView[];
}

interface WithoutView extends SectionHead {
  readonly reason: string;
  readonly citing: readonly { readonly slug: string; readonly clause: string; readonly href: string; readonly text: string }[];
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
  readonly tests: readonly TestLink[];
}

interface TestLink {
  readonly id: string;
  /** Empty for a test that is not part of the run. */
  readonly file: string;
  readonly verdict: string;
  readonly symbol: string;
  readonly word: string;
}

/** The pages of all RFCs, by the name of their file. */
export function rfcViews(coverage: CoverageReport, result: RunResult): ReadonlyMap<string, RfcView> {
  const source = paintSource(coverage, result.tests);
  const device = deviceName(result.run);
  const { verdict } = headline(result);
  const neighbour = (rfc: RfcCoverage | undefined): Neighbour | false => (rfc ? { name: rfcName(rfc.rfc), file: rfcFile(rfc.rfc) } : false);
  return new Map(
    coverage.rfcs.map((rfc, i) => [
      rfcFile(rfc.rfc),
      {
        ...rfcView(rfc, source),
        title: `${rfcName(rfc.rfc)} · ${device} · ${result.run.tool}`,
        root: '../',
        favicon: favicon(verdict),
        device,
        previous: neighbour(coverage.rfcs[i - 1]),
        next: neighbour(coverage.rfcs[i + 1]),
      },
    ]),
  );
}

function rfcView(
  { rfc, title, sections }: RfcCoverage,
  source: PaintSource,
): Pick<RfcView, 'name' | 'rfcTitle' | 'url' | 'cells' | 'sections' | 'without' | 'withoutCount'> {
  const ordered = [...sections].sort((a, b) => compareSections(a.section, b.section));
  const without = ordered.filter(({ requirements }) => requirements.length === 0);
  const spoken = ordered.filter(({ requirements }) => requirements.length > 0);
  return {
    name: rfcName(rfc),
    rfcTitle: title,
    url: clauseUrl(rfc, ''),
    cells: ordered.map((section) => sectionHead(rfc, section, source)),
    sections: spoken.map((section) => sectionView(rfc, section, source)),
    withoutCount: counted(without.length, 'section'),
    without: without.map((section) => withoutView(rfc, section, source)),
  };
}

function sectionHead(rfc: number, section: SectionCoverage, source: PaintSource): SectionHead {
  const { paint } = groundOf(rfc, section, source);
  return {
    section: section.section,
    title: section.title,
    url: clauseUrl(rfc, section.section),
    anchor: clauseAnchor(rfc, section.section),
    paint,
    symbol: paints[paint].symbol,
    word: paints[paint].word,
    words: normativeWords(section),
  };
}

const sectionView = (rfc: number, section: SectionCoverage, source: PaintSource): SectionView => ({
  ...sectionHead(rfc, section, source),
  requirements: section.requirements.map((requirement) => requirementView(requirement, source.verdicts)),
});

function withoutView(rfc: number, section: SectionCoverage, source: PaintSource): WithoutView {
  const { reason, citing } = groundOf(rfc, section, source);
  return {
    ...sectionHead(rfc, section, source),
    reason,
    citing: citing.map((one) => ({
      slug: one.slug,
      clause: `${rfcName(one.rfc)} ${one.section}`,
      href: `${one.rfc === rfc ? '' : rfcFile(one.rfc)}#${one.slug}`,
      text: one.text,
    })),
  };
}

/** `4 MUST, 1 SHOULD in the text`; empty where the text has none. */
function normativeWords({ must, should }: SectionCoverage): string {
  const parts = [must > 0 ? `${must} MUST` : '', should > 0 ? `${should} SHOULD` : ''].filter((part) => part !== '');
  return parts.length === 0 ? '' : `${parts.join(', ')} in the text`;
}

function requirementView(requirement: RequirementCoverage, verdicts: VerdictIndex): RequirementView {
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
    tests: requirement.tests.map((id) => testLink(id, verdicts)),
  };
}

function testLink(id: string, verdicts: VerdictIndex): TestLink {
  const verdict = verdicts.ofTest(id);
  if (verdict === undefined) return { id, file: '', verdict: 'absent', symbol: '', word: 'not run' };
  return { id, file: testFile(id, 'html'), verdict, ...verdictWords[verdict] };
}
