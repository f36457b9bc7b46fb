import type { RegisteredTest } from '../kit/conformance.js';
import { ledgerProblems } from '../kit/ledger.js';
import type { Requirement } from '../kit/requirement.js';
import type { RfcSections } from './sections.js';

/** What a ledger is held against. */
export interface Baseline {
  readonly sections: RfcSections;
  /** RFCs whose every section with MUST or SHOULD must be accounted for. */
  readonly accountedRfcs: readonly number[];
  /** `RFC4861:2.4` -> why it has no line. */
  readonly sectionsWithoutRequirements: Readonly<Record<string, string>>;
  readonly catalogueSlugs: readonly string[];
}

type NamedTest = Pick<RegisteredTest, 'id' | 'requirement'>;

/** What is wrong with the ledger, a sentence each; nothing when it is sound. */
export function checkLedger(lines: readonly Requirement[], tests: readonly NamedTest[], baseline: Baseline): readonly string[] {
  return [
    ...ledgerProblems(lines, tests),
    ...citationsOfNoSection(lines, baseline.sections),
    ...sectionsNotAccountedFor(lines, baseline),
    ...reasonsNotNeeded(lines, baseline),
    ...catalogueSlugsLost(lines, baseline.catalogueSlugs),
  ];
}

const clausesOf = (line: Requirement): readonly string[] => [`RFC${line.rfc}:${line.section}`, ...(line.also ?? [])];

const splitClause = (clause: string): { rfc: string; section: string } => {
  const [rfc = '', section = ''] = clause.replace(/^RFC/, '').split(':');
  return { rfc, section };
};

function citationsOfNoSection(lines: readonly Requirement[], sections: RfcSections): readonly string[] {
  return lines.flatMap((line) =>
    clausesOf(line)
      .filter((clause) => {
        const { rfc, section } = splitClause(clause);
        return sections[rfc]?.sections[section] === undefined;
      })
      .map((clause) => `${line.slug}: cites ${clause}, which is not a section of that text`),
  );
}

function sectionsNotAccountedFor(lines: readonly Requirement[], baseline: Baseline): readonly string[] {
  const cited = new Set(lines.flatMap(clausesOf));
  return baseline.accountedRfcs.flatMap((rfc) =>
    Object.entries(baseline.sections[rfc]?.sections ?? {})
      .filter(([section, { must, should }]) => {
        const clause = `RFC${rfc}:${section}`;
        return must + should > 0 && !cited.has(clause) && baseline.sectionsWithoutRequirements[clause] === undefined;
      })
      .map(
        ([section, { title, must, should }]) =>
          `RFC${rfc}:${section} (${title}) says MUST ${must} times and SHOULD ${should} times; no requirement cites it`,
      ),
  );
}

function reasonsNotNeeded(lines: readonly Requirement[], { sections, sectionsWithoutRequirements }: Baseline): readonly string[] {
  const cited = new Set(lines.flatMap(clausesOf));
  return Object.keys(sectionsWithoutRequirements).flatMap((clause) => {
    const { rfc, section } = splitClause(clause);
    if (sections[rfc]?.sections[section] === undefined) return [`${clause} is excused, but is not a section of that text`];
    return cited.has(clause) ? [`${clause} is excused, but a requirement cites it`] : [];
  });
}

function catalogueSlugsLost(lines: readonly Requirement[], catalogue: readonly string[]): readonly string[] {
  const present = new Set(lines.map((line) => line.slug));
  return catalogue.filter((slug) => !present.has(slug)).map((slug) => `${slug} of the requirement catalogue is not in the ledger`);
}
