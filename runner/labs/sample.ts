import { minutes, type Duration } from '../../reference/time.js';

/** A test, and how long its windows make it wait. */
export interface Candidate {
  readonly id: string;
  readonly waits: Duration;
}

/** From here on a test is long: mostly those that wait for the end of a reassembly (RFC 8200 section 4.5: 60 s). */
export const LONG = minutes(1);

/** `ipv6.reassembly-time`: what a test is about, without its case. */
const subjectOf = (id: string): string => id.split('.').slice(0, 2).join('.');

/**
 * Every test that is not long; of the long ones those that must be there, and the first of each subject, so that no
 * subject is missing. The rest is for runs that have the time.
 */
export function sample(candidates: readonly Candidate[], always: ReadonlySet<string>): readonly string[] {
  const begun = new Set<string>();
  return candidates
    .filter(({ id, waits }) => {
      if (waits < LONG || always.has(id)) return true;
      const isFirst = !begun.has(subjectOf(id));
      begun.add(subjectOf(id));
      return isFirst;
    })
    .map(({ id }) => id);
}

/** The same tests in fewer words: a subject that is complete stands for its tests. */
export function asSelectors(chosen: readonly string[], all: readonly string[]): readonly string[] {
  const taken = new Set(chosen);
  const incomplete = new Set(all.filter((id) => !taken.has(id)).map(subjectOf));
  return [...new Set(chosen.map((id) => (incomplete.has(subjectOf(id)) ? id : subjectOf(id))))];
}
