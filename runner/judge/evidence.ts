import type { Violation } from '../../suites/kit/rule.js';

/** How many violations, and how many absences, are kept with their words; all are counted. */
export const MAX_EVIDENCE = 5;

export interface Evidence {
  readonly frame: number;
  readonly violation: Violation;
}

/** The first of them, in the order of the capture. */
export const firstOf = (evidence: readonly Evidence[]): readonly Evidence[] =>
  [...evidence].sort((left, right) => left.frame - right.frame).slice(0, MAX_EVIDENCE);
