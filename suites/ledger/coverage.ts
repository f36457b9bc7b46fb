import type { RegisteredTest } from '../kit/conformance.js';
import { ledgerEntries, type LedgerEntry } from '../kit/ledger.js';
import type { Level, Requirement, Role } from '../kit/requirement.js';
import type { RfcFacts, RfcSections } from './sections.js';

/** The ledger held against the sections of the RFC texts: what `sixproof coverage --json` prints. Plain JSON. */
export interface Coverage {
  readonly schema: 'sixproof/coverage/1';
  readonly rfcs: readonly RfcCoverage[];
}

export interface RfcCoverage {
  readonly rfc: number;
  readonly title: string;
  /** In the order of the text; without those that have neither normative words nor requirements. */
  readonly sections: readonly SectionCoverage[];
}

export interface SectionCoverage {
  readonly section: string;
  readonly title: string;
  /** How often the section says MUST (NOT), SHALL, REQUIRED; and SHOULD (NOT), RECOMMENDED. */
  readonly must: number;
  readonly should: number;
  readonly requirements: readonly RequirementCoverage[];
}

export interface RequirementCoverage {
  readonly slug: string;
  readonly text: string;
  readonly level: Level;
  readonly role: Role;
  readonly also?: readonly string[];
  /** A line with neither test nor reason, which the ledger check refuses, counts as open. */
  readonly state: 'covered' | 'untestable' | 'implied' | 'out of scope' | 'open';
  readonly reason?: string;
  readonly tests: readonly string[];
}

type NamedTest = Pick<RegisteredTest, 'id' | 'requirement'>;

/** Each requirement stands under its deciding clause; RFCs by number, those that the facts lack are titled by number only. */
export function coverageOf(lines: readonly Requirement[], tests: readonly NamedTest[], sections: RfcSections): Coverage {
  const byRfc = grouped(ledgerEntries(lines, tests), (entry) => entry.requirement.rfc);
  const rfcs = [...byRfc].sort(([a], [b]) => a - b);
  return { schema: 'sixproof/coverage/1', rfcs: rfcs.map(([rfc, entries]) => rfcCoverage(rfc, entries, sections[rfc])) };
}

function rfcCoverage(rfc: number, entries: readonly LedgerEntry[], facts: RfcFacts | undefined): RfcCoverage {
  const bySection = grouped(entries, (entry) => entry.requirement.section);
  const known = sectionNumbersInOrder(Object.keys(facts?.sections ?? {}));
  const unknown = [...bySection.keys()].filter((section) => !known.includes(section));
  const sections = [...known, ...unknown].map((section) => ({
    section,
    title: facts?.sections[section]?.title ?? '',
    must: facts?.sections[section]?.must ?? 0,
    should: facts?.sections[section]?.should ?? 0,
    requirements: (bySection.get(section) ?? []).map(requirementCoverage),
  }));
  const speaking = sections.filter((one) => one.must + one.should + one.requirements.length > 0);
  return { rfc, title: facts?.title ?? `RFC ${rfc}`, sections: speaking };
}

/** JSON objects list keys that are plain numbers first; the text's order is by the parts of the number, appendices last. */
export function sectionNumbersInOrder(sections: readonly string[]): readonly string[] {
  const parts = (section: string) => section.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : 1_000 + part.charCodeAt(0)));
  return [...sections].sort((one, other) => {
    const [a, b] = [parts(one), parts(other)];
    const at = a.findIndex((part, i) => part !== b[i]);
    return at < 0 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? -1);
  });
}

function grouped<K, V>(values: readonly V[], keyOf: (value: V) => K): ReadonlyMap<K, readonly V[]> {
  const groups = new Map<K, V[]>();
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return groups;
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
