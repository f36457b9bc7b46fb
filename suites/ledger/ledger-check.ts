import type { RegisteredTest } from '../kit/conformance.js';
import { ledgerProblems } from '../kit/ledger.js';
import { clauseKey, type Requirement } from '../kit/requirement.js';
import type { SectionReasons } from './section-reasons/section-reasons.js';
import type { RfcSections, SectionFacts } from './sections.js';

/** What a ledger is held against. */
export interface Baseline {
  /** The RFCs that it cites: each section with MUST or SHOULD needs a requirement or a reason. */
  readonly sections: RfcSections;
  readonly sectionReasons: SectionReasons;
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
    ...reasonsThatLeadNowhere(baseline),
    ...catalogueSlugsLost(lines, baseline.catalogueSlugs),
  ];
}

const clausesOf = (line: Requirement): readonly string[] => [clauseKey(line.rfc, line.section), ...(line.also ?? [])];

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

function sectionsNotAccountedFor(lines: readonly Requirement[], { sections, sectionReasons }: Baseline): readonly string[] {
  const cited = new Set(lines.flatMap(clausesOf));
  return Object.entries(sections).flatMap(([rfc, facts]) =>
    Object.entries(facts.sections)
      .filter(([section, { must, should }]) => {
        const clause = clauseKey(rfc, section);
        return must + should > 0 && !cited.has(clause) && sectionReasons[clause] === undefined;
      })
      .map(
        ([section, { title, must, should }]) =>
          `${clauseKey(rfc, section)} (${title}) says MUST ${must} times and SHOULD ${should} times; no requirement cites it and no reason is given`,
      ),
  );
}

const sectionAt = (clause: string, sections: RfcSections): SectionFacts | undefined => {
  const { rfc, section } = splitClause(clause);
  return sections[rfc]?.sections[section];
};

function reasonsNotNeeded(lines: readonly Requirement[], { sections, sectionReasons }: Baseline): readonly string[] {
  const cited = new Set(lines.flatMap(clausesOf));
  return Object.keys(sectionReasons).flatMap((clause) => {
    const facts = sectionAt(clause, sections);
    if (facts === undefined) return [`${clause} has a reason, but is not a section of that text`];
    if (facts.must + facts.should === 0) return [`${clause} has a reason, but says neither MUST nor SHOULD`];
    return cited.has(clause) ? [`${clause} has a reason, but a requirement cites it`] : [];
  });
}

function reasonsThatLeadNowhere({ sections, sectionReasons }: Baseline): readonly string[] {
  return Object.entries(sectionReasons).flatMap(([clause, { kind, places = [] }]) => [
    ...places
      .filter((place) => sectionAt(place, sections) === undefined)
      .map((place) => `${clause} leads to ${place}, which is not a section of that text`),
    ...(kind === 'superseded' && !places.some((place) => Number(splitClause(place).rfc) > Number(splitClause(clause).rfc))
      ? [`${clause} is superseded, but not by a later RFC`]
      : []),
  ]);
}

function catalogueSlugsLost(lines: readonly Requirement[], catalogue: readonly string[]): readonly string[] {
  const present = new Set(lines.map((line) => line.slug));
  return catalogue.filter((slug) => !present.has(slug)).map((slug) => `${slug} of the requirement catalogue is not in the ledger`);
}
