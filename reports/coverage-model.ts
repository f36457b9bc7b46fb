import type { CoverageReport, RequirementCoverage } from '../suites/kit/coverage-record.js';

/** A coverage report without any RFC, for a run whose ledger is not at hand. */
export const noCoverage: CoverageReport = { schema: 'sixproof/coverage/1', rfcs: [] };

/** A requirement together with the clause that it stands under. */
export interface PlacedRequirement extends RequirementCoverage {
  readonly rfc: number;
  readonly section: string;
}

/** Every requirement of the report by its slug. */
export function requirementsBySlug(coverage: CoverageReport): ReadonlyMap<string, PlacedRequirement> {
  const found = new Map<string, PlacedRequirement>();
  for (const { rfc, sections } of coverage.rfcs)
    for (const { section, requirements } of sections)
      for (const requirement of requirements) found.set(requirement.slug, { ...requirement, rfc, section });
  return found;
}

/** The requirements that stand under another clause and name this one, too, by the clause: `RFC4861:7.2.4`. */
export function citingRequirements(coverage: CoverageReport): ReadonlyMap<string, readonly PlacedRequirement[]> {
  const citing = new Map<string, PlacedRequirement[]>();
  for (const requirement of requirementsBySlug(coverage).values())
    for (const clause of requirement.also ?? []) citing.set(clause, [...(citing.get(clause) ?? []), requirement]);
  return citing;
}
