import type { SectionCoverage } from '../../suites/kit/coverage-record.js';
import { clauseUrl } from '../../suites/kit/failure-message.js';
import type { RunResult, Verdict } from '../../suites/kit/record.js';
import { clauseAnchor, rfcFile, rfcName } from './clause.js';
import { testFile } from './file-names.js';
import { paints, type Paint } from './paint.js';
import type { PaintedCoverage, PaintedRequirement, PaintedRfc, PaintedSection } from './painted-coverage.js';
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
export function rfcViews({ rfcs, verdictOf }: PaintedCoverage, result: RunResult): ReadonlyMap<string, RfcView> {
  const device = deviceName(result.run);
  const { verdict, title } = headline(result);
  const neighbour = (rfc: PaintedRfc | undefined): Neighbour | false => (rfc ? { name: rfcName(rfc.rfc), file: rfcFile(rfc.rfc) } : false);
  return new Map(
    rfcs.map((rfc, i) => [
      rfcFile(rfc.rfc),
      {
        ...rfcView(rfc, verdictOf),
        title: `${title} · ${rfcName(rfc.rfc)} · ${device} · ${result.run.tool}`,
        root: '../',
        favicon: favicon(verdict),
        device,
        previous: neighbour(rfcs[i - 1]),
        next: neighbour(rfcs[i + 1]),
      },
    ]),
  );
}

type VerdictOf = PaintedCoverage['verdictOf'];

function rfcView(
  { rfc, title, sections }: PaintedRfc,
  verdictOf: VerdictOf,
): Pick<RfcView, 'name' | 'rfcTitle' | 'url' | 'cells' | 'sections' | 'without' | 'withoutCount'> {
  const painted = sections.map((section) => ({ section, head: sectionHead(rfc, section) }));
  const without = painted.filter(({ section }) => section.own.length === 0);
  const spoken = painted.filter(({ section }) => section.own.length > 0);
  return {
    name: rfcName(rfc),
    rfcTitle: title,
    url: clauseUrl(rfc, ''),
    cells: painted.map(({ head }) => head),
    sections: spoken.map(({ section, head }) => ({ ...head, requirements: section.own.map((one) => requirementView(one, verdictOf)) })),
    withoutCount: counted(without.length, 'section'),
    without: without.map(({ section, head }) => ({ ...head, ...withoutView(rfc, section) })),
  };
}

const sectionHead = (rfc: number, { section, paint }: PaintedSection): SectionHead => ({
  section: section.section,
  title: section.title,
  url: clauseUrl(rfc, section.section),
  anchor: clauseAnchor(rfc, section.section),
  paint,
  symbol: paints[paint].symbol,
  word: paints[paint].word,
  words: normativeWords(section),
});

const withoutView = (rfc: number, { reason, citing }: PaintedSection): Pick<WithoutView, 'reason' | 'citing'> => ({
  reason: reason ? `${reason.kind}: ${reason.text}` : '',
  citing: citing.map((one) => ({
    slug: one.slug,
    clause: `${rfcName(one.rfc)} ${one.section}`,
    href: `${one.rfc === rfc ? '' : rfcFile(one.rfc)}#${one.slug}`,
    text: one.text,
  })),
});

/** `4 MUST, 1 SHOULD in the text`; empty where the text has none. */
function normativeWords({ must, should }: SectionCoverage): string {
  const parts = [must > 0 ? `${must} MUST` : '', should > 0 ? `${should} SHOULD` : ''].filter((part) => part !== '');
  return parts.length === 0 ? '' : `${parts.join(', ')} in the text`;
}

function requirementView(requirement: PaintedRequirement, verdictOf: VerdictOf): RequirementView {
  const { slug, level, role, text, state, reason, paint } = requirement;
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
    tests: requirement.tests.map((id) => testLink(id, verdictOf(id))),
  };
}

function testLink(id: string, verdict: Verdict | undefined): TestLink {
  if (verdict === undefined) return { id, file: '', verdict: 'absent', symbol: '', word: 'not run' };
  return { id, file: testFile(id, 'html'), verdict, ...verdictWords[verdict] };
}
