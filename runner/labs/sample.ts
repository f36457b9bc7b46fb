import { seconds, type Duration } from '../../reference/time.js';

/** A test, and how long its windows make it wait. */
export interface Candidate {
  readonly id: string;
  readonly waits: Duration;
}

/** From here on a test counts as long, and of the long ones of a subject every fourth is asked. */
export const LONG = seconds(5);
export const ONE_OF = 4;

/** `ipv6.reassembly-time`: what a test is about, without its case. */
const subjectOf = (id: string): string => id.split('.').slice(0, 2).join('.');

/**
 * Every test that is not long; of the long ones those that must be there, and of each subject the first, the fifth, the ninth..., so
 * that no subject is missing. The rest is for runs that have the time.
 */
export function sample(candidates: readonly Candidate[], always: ReadonlySet<string>): readonly string[] {
  const met = new Map<string, number>();
  const isNext = (subject: string): boolean => {
    const before = met.get(subject) ?? 0;
    met.set(subject, before + 1);
    return before % ONE_OF === 0;
  };
  return candidates.filter(({ id, waits }) => waits < LONG || always.has(id) || isNext(subjectOf(id))).map(({ id }) => id);
}

/** The same tests in fewer words: a subject that is complete stands for its tests. */
export function asSelectors(chosen: readonly string[], all: readonly string[]): readonly string[] {
  const taken = new Set(chosen);
  const incomplete = new Set(all.filter((id) => !taken.has(id)).map(subjectOf));
  return [...new Set(chosen.map((id) => (incomplete.has(subjectOf(id)) ? id : subjectOf(id))))];
}
