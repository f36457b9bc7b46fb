import type { CoverageReport, RequirementCoverage, RfcCoverage, SectionCoverage, SectionReason } from '../kit/coverage-record.js';
import type { RegisteredTest } from '../kit/conformance.js';
import { groupBy } from '../kit/grouping.js';
import { ledgerEntries, type LedgerEntry } from '../kit/ledger.js';
import { clauseKey, type Requirement } from '../kit/requirement.js';
import type { SectionReasons } from './section-reasons/section-reasons.js';
import type { RfcFacts, RfcSections } from './sections.js';

type NamedTest = Pick<RegisteredTest, 'id' | 'requirement'>;

/** Each requirement stands under its deciding clause; RFCs by number, those that the facts lack are titled by number only. */
export function coverageOf(
  lines: readonly Requirement[],
  tests: readonly NamedTest[],
  sections: RfcSections,
  reasons: SectionReasons = {},
): CoverageReport {
  const byRfc = groupBy(ledgerEntries(lines, tests), (entry) => entry.requirement.rfc);
  const rfcs = [...byRfc].sort(([a], [b]) => a - b);
  return { schema: 'sixproof/coverage/1', rfcs: rfcs.map(([rfc, entries]) => rfcCoverage(rfc, entries, sections[rfc], reasons)) };
}

function rfcCoverage(rfc: number, entries: readonly LedgerEntry[], facts: RfcFacts | undefined, reasons: SectionReasons): RfcCoverage {
  const bySection = groupBy(entries, (entry) => entry.requirement.section);
  const known = sectionNumbersInOrder(Object.keys(facts?.sections ?? {}));
  const unknown = [...bySection.keys()].filter((section) => !known.includes(section));
  const sections = [...known, ...unknown].map((section) => ({
    section,
    title: facts?.sections[section]?.title ?? '',
    must: facts?.sections[section]?.must ?? 0,
    should: facts?.sections[section]?.should ?? 0,
    requirements: (bySection.get(section) ?? []).map(requirementCoverage),
    ...reasonOf(reasons[clauseKey(rfc, section)]),
  }));
  const speaking = sections.filter((one) => one.must + one.should + one.requirements.length > 0);
  return { rfc, title: facts?.title ?? `RFC ${rfc}`, sections: speaking };
}

const reasonOf = (reason: SectionReason | undefined): Pick<SectionCoverage, 'reason'> =>
  reason === undefined ? {} : { reason: { kind: reason.kind, text: reason.text } };

/** JSON objects list keys that are plain numbers first; the text's order is by the parts of the number, appendices last. */
export function sectionNumbersInOrder(sections: readonly string[]): readonly string[] {
  const parts = (section: string) => section.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : 1_000 + part.charCodeAt(0)));
  return [...sections].sort((one, other) => {
    const [a, b] = [parts(one), parts(other)];
    const at = a.findIndex((part, i) => part !== b[i]);
    return at < 0 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? -1);
  });
}

function requirementCoverage({ requirement, state, tests }: LedgerEntry): RequirementCoverage {
  const { slug, text, level, role, also } = requirement;
  return {
    slug,
    text,
    level,
    role,
    ...(also && { also }),
    state: state === 'missing' ? 'open' : state,
    ...(requirement.state && { reason: requirement.state.reason }),
    tests,
  };
}
