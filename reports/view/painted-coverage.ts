import type { CoverageReport, RequirementCoverage, SectionCoverage, SectionReason } from '../../suites/kit/coverage-record.js';
import { groupBy } from '../../suites/kit/grouping.js';
import type { TestRecord, Verdict } from '../../suites/kit/record.js';
import { clauseKey } from '../../suites/kit/requirement.js';
import { citingRequirements, type PlacedRequirement } from '../coverage-model.js';
import { compareSections } from './clause.js';
import { PAINT_OF_REASON, requirementPaint, sectionPaint, type Paint } from './paint.js';

/** What a run says about the whole ledger: found once, and shown on several pages. */
export interface PaintedCoverage {
  readonly rfcs: readonly PaintedRfc[];
  /** Of a test; undefined for one that is not part of the run. */
  verdictOf(id: string): Verdict | undefined;
}

export interface PaintedRfc {
  readonly rfc: number;
  readonly title: string;
  /** In the order of the text. */
  readonly sections: readonly PaintedSection[];
}

/** A section, painted for the requirements that stand in it, else for those that cite it from elsewhere, else for the reason that it has. */
export interface PaintedSection {
  readonly section: SectionCoverage;
  readonly paint: Paint;
  readonly own: readonly PaintedRequirement[];
  readonly citing: readonly PlacedRequirement[];
  /** Where no requirement speaks. */
  readonly reason: SectionReason | undefined;
}

export interface PaintedRequirement extends RequirementCoverage {
  readonly paint: Paint;
}

type PaintOf = (requirement: RequirementCoverage) => Paint;

export function paintedCoverage(coverage: CoverageReport, tests: readonly TestRecord[]): PaintedCoverage {
  const byId = new Map(tests.map((test) => [test.id, test]));
  const bySlug = groupBy(tests, (test) => test.requirement);
  const citing = citingRequirements(coverage);
  const paintOf: PaintOf = (requirement) => {
    const own = bySlug.get(requirement.slug) ?? [];
    const named = requirement.tests.flatMap((id) => byId.get(id) ?? []);
    return requirementPaint(
      requirement,
      [...own, ...named].map(({ verdict }) => verdict),
    );
  };
  return {
    rfcs: coverage.rfcs.map(({ rfc, title, sections }) => ({
      rfc,
      title,
      sections: sections
        .map((section) => paintedSection(section, citing.get(clauseKey(rfc, section.section)) ?? [], paintOf))
        .sort((a, b) => compareSections(a.section.section, b.section.section)),
    })),
    verdictOf: (id) => byId.get(id)?.verdict,
  };
}

function paintedSection(section: SectionCoverage, others: readonly PlacedRequirement[], paintOf: PaintOf): PaintedSection {
  const own = section.requirements.map((requirement) => ({ ...requirement, paint: paintOf(requirement) }));
  const citing = own.length > 0 ? [] : others;
  const reason = own.length + citing.length === 0 ? section.reason : undefined;
  const paint = reason ? PAINT_OF_REASON[reason.kind] : sectionPaint([...own.map((one) => one.paint), ...citing.map(paintOf)]);
  return { section, paint, own, citing, reason };
}
