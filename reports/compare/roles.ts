import type { RunResult } from '../../suites/kit/record.js';
import type { Role } from '../../suites/kit/requirement.js';
import type { ComparedRun, ComparedTest, Note } from './comparison.js';

/** The parts that the device was asked in: those of the tests, so that a run without `--role` has them, too. */
export const rolesAsked = ({ tests }: RunResult): readonly Role[] => [...new Set(tests.flatMap(({ plays }) => plays ?? []))].sort();

/** Whether the test asks for a part that the device was not asked in by that run, so that it could not be in it. */
export const isOfOtherRole = ({ plays }: { readonly plays?: Role }, { roles }: Pick<ComparedRun, 'roles'>): boolean =>
  plays !== undefined && roles.length > 0 && !roles.includes(plays);

/** That the runs are about different parts; undefined where they are not, or where it is not known. Grave where no test is in two of them. */
export function rolesNote(runs: readonly ComparedRun[], tests: readonly ComparedTest[]): Note | undefined {
  const known = runs.filter(({ roles }) => roles.length > 0);
  if (new Set(known.map(({ roles }) => inWords(roles))).size < 2) return undefined;
  const who = known.map(({ name, roles }, i) => `${name}${i === 0 ? ' was asked' : ''} as ${inWords(roles)}`).join(', ');
  const areApart = !tests.some(({ verdicts }) => Object.keys(verdicts).length > 1);
  const consequence = areApart
    ? 'the runs have no test in common, since a test has a row of its own for each part'
    : 'a test has a row of its own for each part, and those of a part that only one run asked for are not compared';
  return { about: 'role', grave: areApart, text: `${who}: ${consequence}.` };
}

const inWords = (roles: readonly Role[]): string => roles.join(' and ');
