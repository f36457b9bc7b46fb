import type { RunResult, TestRecord } from '../../suites/kit/record.js';
import type { Role } from '../../suites/kit/requirement.js';
import type { Measurement } from '../timing/measurements.js';
import { absenceOf, apartBy, countApart } from './absence.js';
import {
  TRANSITIONS,
  type ComparedRun,
  type ComparedTest,
  type Comparison,
  type Outcome,
  type RunChange,
  type Transition,
  type TransitionKind,
} from './comparison.js';
import { arrivalsOf, isByChance, type Arrivals } from './chance.js';
import { distanceOf, furthestOf, movesBetween } from './moves.js';
import { isRedeclared, notesOn } from './notes.js';
import { rolesAsked } from './roles.js';
import { transitionOf } from './transitions.js';

/** A run as it is read back from its directory. */
export interface RunToCompare {
  readonly path: string;
  readonly result: RunResult;
  /** The tests that it was to run; where left out, that is not known. */
  readonly selected?: ReadonlySet<string>;
  /** The measured times of a test; empty where they were not kept. */
  measurements(id: string): readonly Measurement[];
}

/** Compares each later run with the first, test by test. */
export function compareRuns(runs: readonly [RunToCompare, ...RunToCompare[]], judgedOn: string): Comparison {
  const [baseline, ...later] = [named(runs[0], 0), ...runs.slice(1).map((run, i) => named(run, i + 1))] as const;
  const all = [baseline, ...later];
  const ids = [...new Set(all.flatMap(({ tests }) => [...tests.keys()]))];
  const tests = ids.map((id) => verdictsOf(id, all));
  const compared = later.map((run) => changesOf(baseline, run, tests));
  const redeclared = new Set(compared.flatMap((change) => change.redeclared));
  const described = all.map(({ name, path, result, roles }): ComparedRun => ({
    name,
    path,
    run: result.run,
    roles,
    totals: result.totals,
  }));
  return {
    schema: 'sixproof/comparison/1',
    judgedOn,
    runs: described,
    notes: notesOn(described, tests, [...redeclared]),
    changes: compared.map(({ change }) => change),
    transitions: compared.flatMap(({ transitions }) => transitions),
    tests,
  };
}

interface NamedRun extends RunToCompare {
  readonly name: string;
  readonly tests: ReadonlyMap<string, TestRecord>;
  readonly roles: readonly Role[];
  readonly arrivals: Arrivals;
}

const named = (run: RunToCompare, i: number): NamedRun => ({
  ...run,
  name: nameOf(i),
  roles: rolesAsked(run.result),
  tests: new Map(run.result.tests.map((test) => [test.id, test])),
  arrivals: arrivalsOf(run.result.tests.flatMap(({ id }) => run.measurements(id))),
});

/** `A` to `Z`, then `A2`... */
const nameOf = (i: number): string => String.fromCharCode(65 + (i % 26)) + (i < 26 ? '' : String(Math.floor(i / 26) + 1));

interface ChangesOfRun {
  readonly change: RunChange;
  readonly transitions: readonly Transition[];
  readonly redeclared: readonly string[];
}

function changesOf(baseline: NamedRun, run: NamedRun, tests: readonly ComparedTest[]): ChangesOfRun {
  const transitions: Transition[] = [];
  const redeclared: string[] = [];
  let common = 0;
  let same = 0;
  let byChance = 0;
  for (const test of tests) {
    const { id } = test;
    const [before, after] = [baseline.tests.get(id), run.tests.get(id)];
    if (before === undefined && after === undefined) continue;
    if (apartBy(test, baseline.name, run.name) !== undefined) continue;
    if (before && after) {
      common++;
      if (isRedeclared(before, after)) redeclared.push(id);
    }
    const transition = transitionBetween(baseline, run, id);
    if (transition === 'by chance') byChance++;
    if (typeof transition === 'object') transitions.push(transition);
    else same++;
  }
  const ordered = TRANSITIONS.flatMap((kind) => transitions.filter((one) => one.kind === kind).sort(byDistance));
  const counts = Object.fromEntries(TRANSITIONS.map((kind) => [kind, ordered.filter((one) => one.kind === kind).length]));
  return {
    change: {
      run: run.name,
      common,
      same,
      byChance,
      apart: countApart(tests, [[baseline.name, run.name]]),
      transitions: counts as Record<TransitionKind, number>,
    },
    transitions: ordered,
    redeclared,
  };
}

/** Moves by how far they went; the others stay in the order of the tests. */
const byDistance = (a: Transition, b: Transition): number => (a.move && b.move ? distanceOf(b.move) - distanceOf(a.move) : 0);

function transitionBetween(baseline: NamedRun, run: NamedRun, id: string): Transition | 'by chance' | undefined {
  const [before, after] = [baseline.tests.get(id), run.tests.get(id)];
  const test = after ?? before;
  if (test === undefined) return undefined;
  const kind = transitionOf(before, after);
  const moves = before && after && kind === undefined ? movesBetween(baseline.measurements(id), run.measurements(id)) : [];
  const move = furthestOf(moves.filter((one) => !isByChance(one, baseline.arrivals, run.arrivals)));
  if (kind === undefined && move === undefined) return moves.length > 0 ? 'by chance' : undefined;
  const { title, suite, requirement, rfc, section, level } = test;
  return {
    kind: kind ?? 'moved',
    run: run.name,
    id,
    title,
    suite,
    requirement,
    rfc,
    section,
    level,
    ...(before && { before: outcomeOf(before) }),
    ...(after && { after: outcomeOf(after) }),
    ...(move && { move }),
  };
}

const outcomeOf = ({ verdict, reason, waiver }: TestRecord): Outcome => ({ verdict, reason, ...(waiver && { waiver }) });

function verdictsOf(id: string, runs: readonly NamedRun[]): ComparedTest {
  const records = runs.flatMap(({ name, tests }) => {
    const record = tests.get(id);
    return record ? [[name, record] as const] : [];
  });
  const last = records.at(-1)?.[1];
  const { requirement = '', plays } = last ?? {};
  const absent = runs.flatMap((run) => {
    const absence = last && !run.tests.has(id) ? absenceOf(last, run) : undefined;
    return absence ? [[run.name, absence] as const] : [];
  });
  return {
    id,
    requirement,
    ...(plays !== undefined && { plays }),
    verdicts: Object.fromEntries(records.map(([name, { verdict }]) => [name, verdict])),
    ...(absent.length > 0 && { absent: Object.fromEntries(absent) }),
  };
}
