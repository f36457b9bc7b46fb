import type { Level, Role } from './requirement.js';

/**
 * The requirement ledger held against the sections of the RFC texts: what `sixproof coverage --json` prints and what
 * the clause matrix of a report is painted from. Plain JSON.
 */
export interface CoverageReport {
  readonly schema: 'sixproof/coverage/1';
  readonly rfcs: readonly RfcCoverage[];
}

export interface RfcCoverage {
  readonly rfc: number;
  readonly title: string;
  /** In the order of the text; sections without normative words and without requirements are left out. */
  readonly sections: readonly SectionCoverage[];
}

export interface SectionCoverage {
  /** `7.2.4`, `C` for an appendix, empty for the RFC as a whole. */
  readonly section: string;
  readonly title: string;
  /** How often the section's text says MUST, MUST NOT, SHALL; and SHOULD, SHOULD NOT, RECOMMENDED. */
  readonly must: number;
  readonly should: number;
  readonly requirements: readonly RequirementCoverage[];
  /** Why no requirement stands here and none cites the section from elsewhere, though its text says MUST or SHOULD. */
  readonly reason?: SectionReason;
}

export interface SectionReason {
  readonly kind: SectionReasonKind;
  readonly text: string;
}

/**
 * In the order of interest: `open`: should be tested and is not; `superseded`: a newer document has the rule; `another protocol`: its
 * suite is not built yet; `stands elsewhere`: repeats or explains what another section says; `not the device`: for authors,
 * registries, operators or other devices; `not on the wire`: inside of a device; `key words`: the section defines them.
 */
export const SECTION_REASON_KINDS = [
  'open',
  'superseded',
  'another protocol',
  'stands elsewhere',
  'not the device',
  'not on the wire',
  'key words',
] as const;
export type SectionReasonKind = (typeof SECTION_REASON_KINDS)[number];

/**
 * `covered` is computed from the tests that name the requirement; the other states are written in the ledger with a
 * reason, but for `missing`: neither a test nor a reason. The ledger check refuses that, and `coverageOf` counts it as open.
 */
export const COVERAGE_STATES = ['covered', 'untestable', 'implied', 'out of scope', 'open', 'missing'] as const;
export type CoverageState = (typeof COVERAGE_STATES)[number];

export interface RequirementCoverage {
  readonly slug: string;
  /** In our own words. */
  readonly text: string;
  readonly level: Level;
  readonly role: Role;
  /** Further places that say the same: `RFC4862:5.4.3`. */
  readonly also?: readonly string[];
  readonly state: CoverageState;
  /** Why it is not covered. */
  readonly reason?: string;
  /** Ids of the tests that check it. */
  readonly tests: readonly string[];
}
