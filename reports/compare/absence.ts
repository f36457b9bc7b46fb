import type { RunResult, TestRecord } from '../../suites/kit/record.js';
import type { Role } from '../../suites/kit/requirement.js';
import { ABSENCES, type Absence, type ComparedRun, type ComparedTest } from './comparison.js';
import { isOfOtherRole } from './roles.js';

/** What a run was asked for, as far as that is known. */
export interface Asked {
  readonly result: RunResult;
  readonly roles: readonly Role[];
  /** The tests that it was to run, by its journal; undefined where the journal is not at hand. */
  readonly selected?: ReadonlySet<string>;
}

/** Why a run lacks a test that another has; undefined where it would have run it, had its suites had it. */
export function absenceOf(test: TestRecord, run: Asked): Absence | undefined {
  const { result, selected } = run;
  if (selected?.has(test.id)) return 'not reached';
  if (isOfOtherRole(test, run)) return 'other role';
  const { selectors, shard, interrupted } = result.run;
  if (shard !== undefined || (selectors.length > 0 && !takes(selectors, test))) return 'not asked';
  return selected === undefined && interrupted ? 'not reached' : undefined;
}

/** Narrowing ones and clauses are for the runner to judge: what they may have left out counts as not asked for. */
const isName = (selector: string): boolean => !selector.includes(':') && !/^rfc\d+$/i.test(selector);

/** Whether the test would surely be among those that the selectors take. */
const takes = (selectors: readonly string[], test: TestRecord): boolean =>
  selectors.every(isName) && selectors.some((name) => isNamedBy(name, test));

/** `nd.dad` takes `nd.dad.format`, and that one takes `nd.dad.format@router`. */
const isNamedBy = (name: string, { id, suite }: TestRecord): boolean =>
  suite === name || id === name || id.startsWith(`${name}.`) || id.startsWith(`${name}@`);

/** Why a test is in only one of two runs, when that says nothing about the suites. */
export function apartBy({ verdicts, absent = {} }: ComparedTest, a: string, b: string): Absence | undefined {
  if ((verdicts[a] === undefined) === (verdicts[b] === undefined)) return undefined;
  return absent[verdicts[a] === undefined ? a : b];
}

/** The tests that are in only one of two runs, by why; those of which both say something or nothing are not in it. */
export const countApart = (
  tests: readonly ComparedTest[],
  pairs: readonly (readonly [string, string])[],
): Readonly<Record<Absence, number>> => {
  const count = (absence: Absence): number => tests.filter((test) => pairs.some(([a, b]) => apartBy(test, a, b) === absence)).length;
  return Object.fromEntries(ABSENCES.map((absence) => [absence, count(absence)])) as Record<Absence, number>;
};

/** Of the first run and each later one. */
export const pairsOf = (runs: readonly Pick<ComparedRun, 'name'>[]): readonly (readonly [string, string])[] =>
  runs.slice(1).map(({ name }) => [runs[0]?.name ?? '', name]);
