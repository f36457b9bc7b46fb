import { counted } from '../view/text.js';
import type { Transition } from './comparison.js';

/** One test may have changed in several of the runs that are held against the first. */
export const testsIn = (transitions: readonly Pick<Transition, 'id'>[]): number => new Set(transitions.map(({ id }) => id)).size;

/** `13 tests`; where a test changed in several runs `13 tests, 17 changes`. */
export function extentInWords(transitions: readonly Pick<Transition, 'id'>[]): string {
  const tests = testsIn(transitions);
  const changes = tests === transitions.length ? '' : `, ${counted(transitions.length, 'change')}`;
  return counted(tests, 'test') + changes;
}
