import { readdirSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { RunDescription, RunResult, TestRecord } from '../../suites/kit/record.js';
import { Problem } from '../exit-codes.js';
import { assembleResult } from './assemble.js';
import { readHeader, readJournal } from './journal.js';
import { runDirectory } from './run-directory.js';

/** What changed since the run before. */
export interface Difference {
  readonly since: string;
  readonly newFailures: readonly string[];
  readonly goneFailures: readonly string[];
}

/** More directories than this beside a run are not looked into. */
const MOST_LOOKED_AT = 200;

/** The latest other run of the same device and profile beside a run directory, if there is one. */
export function previousRun(path: string, { run: current }: RunResult): { readonly path: string; readonly result: RunResult } | undefined {
  const here = realpathSync(path);
  const earlier = siblings(path)
    .filter((sibling) => !isSame(sibling, here))
    .flatMap((sibling) => {
      const run = unlessDamaged(() => readHeader(runDirectory(sibling).journal).run);
      return run !== undefined && isEarlier(run, current) ? [{ sibling, startedAt: run.startedAt }] : [];
    })
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt));
  for (const { sibling } of earlier) {
    const result = unlessDamaged(() => assembleResult(readJournal(runDirectory(sibling).journal)));
    if (result !== undefined) return { path: sibling, result };
  }
  return undefined;
}

const isEarlier = (run: RunDescription, current: RunDescription): boolean =>
  run.dut === current.dut && run.profile === current.profile && run.startedAt < current.startedAt;

/** What vanishes meanwhile is read as a run in vain. */
function isSame(sibling: string, here: string): boolean {
  try {
    return realpathSync(sibling) === here;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function siblings(path: string): readonly string[] {
  const parent = dirname(resolve(path));
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(relative('', parent), entry.name))
    .sort()
    .slice(-MOST_LOOKED_AT);
}

/** What is not a run, or a damaged one, is nothing to compare with. */
function unlessDamaged<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** Failures that the tests run both times have now and did not have, and the other way round. */
export function compareFailures(since: string, before: RunResult, now: RunResult): Difference {
  const judged = (result: RunResult): ReadonlyMap<string, TestRecord> =>
    new Map(
      result.tests.filter(({ verdict }) => verdict === 'pass' || verdict === 'fail' || verdict === 'warn').map((test) => [test.id, test]),
    );
  const then = judged(before);
  const today = judged(now);
  const failedIn = (run: ReadonlyMap<string, TestRecord>, other: ReadonlyMap<string, TestRecord>): readonly string[] =>
    [...run.values()]
      .filter(({ id, verdict }) => verdict === 'fail' && other.has(id) && other.get(id)?.verdict !== 'fail')
      .map(({ id }) => id);
  return { since, newFailures: failedIn(today, then), goneFailures: failedIn(then, today) };
}
