import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { compareRuns, type RunToCompare } from '../../reports/compare/compare.js';
import type { Comparison } from '../../reports/compare/comparison.js';
import { renderComparison } from '../../reports/compare/render-comparison.js';
import { conclusionOf } from '../../reports/compare/words.js';
import type { Waiver } from '../configuration/dut-schema.js';
import { EXIT, Problem, type ExitCode } from '../exit-codes.js';
import { newRunPath, runDirectory } from '../results/run-directory.js';
import { readRun } from '../results/read-run.js';
import { todayInUtc, withWaivers } from '../results/waivers.js';
import { loadCoverage } from './suites.js';

export interface Compared {
  readonly comparison: Comparison;
  /** Where its pages are. */
  readonly directory: string;
  /** The directories of runs that its links lead into. */
  readonly linked: readonly string[];
}

/** Holds later runs against the first one and writes the pages of the comparison; throws a `Problem` when it cannot. */
export async function compareDirectories(
  paths: readonly string[],
  out: string | undefined,
  waiversOf: (known: ReadonlySet<string>) => readonly Waiver[] | undefined,
): Promise<Compared> {
  const [first, ...later] = paths.map(readRun);
  if (first === undefined || later.length === 0) throw new Problem('--compare wants two directories of runs or more.', EXIT.usage);
  const directory = out ?? newRunPath('compare', undefined);
  requireFree(directory, paths);
  const ids = new Set([first, ...later].flatMap(({ result }) => result.tests.map(({ id }) => id)));
  const waivers = waiversOf(ids);
  const judged = (run: RunToCompare): RunToCompare => (waivers ? { ...run, result: withWaivers(run.result, waivers) } : run);
  const comparison = compareRuns([judged(first), ...later.map(judged)], todayInUtc());
  const places = placesOf(comparison, directory);
  await renderComparison(directory, comparison, places, await loadCoverage());
  const linked = comparison.runs.filter(({ name }) => places.has(name)).map(({ path }) => path);
  return { comparison, directory, linked: [...new Set(linked)] };
}

/** 1: a test that held fails without a waiver; 3: the runs cannot tell; 0: nothing is broken. */
export function exitCodeOfComparison(comparison: Comparison): ExitCode {
  const { state } = conclusionOf(comparison);
  return state === 'broken' ? EXIT.failed : state === 'silent' ? EXIT.unable : EXIT.fine;
}

/** Neither a run nor anybody's files are written over; an earlier comparison is. */
function requireFree(directory: string, runs: readonly string[]): void {
  const about = statSync(directory, { throwIfNoEntry: false });
  if (about === undefined) return;
  if (!about.isDirectory()) throw new Problem(`--out ${directory} is not a directory.`);
  if (runs.some((run) => resolve(run) === resolve(directory)) || existsSync(runDirectory(directory).journal))
    throw new Problem(`--out ${directory} holds a run: name another directory.`);
  if (readdirSync(directory).length > 0 && !existsSync(join(directory, 'comparison.json')))
    throw new Problem(`--out ${directory} has files in it and no comparison: name a new or an empty directory.`);
}

/** The way from the pages of the comparison to those of each run that has some, as a relative URL. */
function placesOf({ runs }: Comparison, directory: string): ReadonlyMap<string, string> {
  return new Map(
    runs.flatMap(({ name, path }) => {
      if (!existsSync(runDirectory(path).index)) return [];
      const way = relative(resolve(directory), resolve(path)).split(sep);
      return [[name, way.map(encodeURIComponent).join('/') || '.'] as const];
    }),
  );
}
