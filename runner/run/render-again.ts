import { statSync } from 'node:fs';
import type { Waiver } from '../configuration/dut-schema.js';
import { loadWaivers } from '../configuration/load-waivers.js';
import { EXIT, Problem, type ExitCode } from '../exit-codes.js';
import { startPage, writeReport } from './finish.js';
import { summary } from '../summary.js';
import { exitCodeOf } from '../results/exit-code.js';
import { writingTo } from '../results/files.js';
import { holdsUnfinishedLiveRun, readJournal, startJournal, type Journal } from '../results/journal.js';
import {
  earlierAttempt,
  loadDetails,
  newRunPath,
  prepareDirectory,
  requireUsable,
  runDirectory,
  saveDetails,
  type RunDirectory,
} from '../results/run-directory.js';
import { mergeShards } from '../results/shards.js';
import { staleWaivers, todayInUtc } from '../results/waivers.js';
import { terminalOf } from '../terminal.js';
import { loadTests } from './suites.js';

export interface Rendered {
  /** The summary for the terminal. */
  readonly text: string;
  readonly exitCode: ExitCode;
}

/**
 * Makes the report of a run again, of several merged ones in a directory of their own. With a file of waivers the run is
 * judged by them, as if it had been made with them.
 */
export async function renderAgain(paths: readonly string[], out: string | undefined, waiverFile: string | undefined): Promise<Rendered> {
  const [only] = paths;
  const alone = paths.length === 1 && only !== undefined && out === undefined;
  const waiversOf = await waiversFrom(waiverFile);
  const directory = alone ? runDirectory(only) : merge(paths, out);
  const journal = readJournal(directory.journal);
  const waivers = waiversOf(new Set(journal.tests.map(({ test }) => test.id)));
  const result = await writeReport(directory, journal, waivers);
  const today = todayInUtc();
  const facts = {
    result,
    path: directory.path,
    report: startPage(directory),
    difference: undefined,
    staleWaivers: staleWaivers(waivers ?? [], result.tests, today),
    today,
    notRun: 0,
  };
  const exitCode = waivers === undefined ? EXIT.fine : exitCodeOf(result, { waivers, failOnWarn: false, today });
  return { text: summary(facts, terminalOf(process.stdout)), exitCode };
}

/** Reads a file of waivers once it is known which tests the runs hold; tests of today's suites are known as well. */
export async function waiversFrom(file: string | undefined): Promise<(inRuns: ReadonlySet<string>) => readonly Waiver[] | undefined> {
  if (file === undefined) return () => undefined;
  const today = (await loadTests()).map(({ id }) => id);
  return (inRuns) => loadWaivers(file, new Set([...today, ...inRuns]));
}

/** Writes the parts into a directory of their own, as if one process had run them all. */
function merge(paths: readonly string[], out: string | undefined): RunDirectory {
  const parts = paths.map((path) => ({ path, journal: readJournal(runDirectory(path).journal) }));
  const { journal, missing, note } = mergeShards(parts);
  const { run } = journal.header;
  const target = runDirectory(out ?? newRunPath(run.dut, undefined, new Date(run.startedAt)));
  if (paths.some((path) => isSameDirectory(path, target.path)))
    throw new Problem(`--out ${target.path} is one of the parts: name another directory.`);
  writingTo(target.path, () => {
    requireUsable(target, () => holdsUnfinishedLiveRun(target.journal));
    prepareDirectory(target);
    for (const part of parts) copyDetails(runDirectory(part.path), target, part.journal);
    writeJournal(target, journal);
  });
  if (note !== undefined) process.stderr.write(`${note}\n`);
  if (missing.length > 0) process.stderr.write(`parts not given: ${missing.join(', ')}\n`);
  return target;
}

function copyDetails(from: RunDirectory, to: RunDirectory, { tests, attempts }: Journal): void {
  const names = [...tests.map(({ test }) => test.id), ...attempts.map(({ test }) => earlierAttempt(test.id))];
  for (const name of names) {
    const details = loadDetails(from, name);
    if (details !== undefined) saveDetails(to, details, name);
  }
}

function writeJournal(target: RunDirectory, { header, tests, attempts, sessions }: Journal): void {
  const writer = startJournal(target.journal, header, { durable: false });
  for (const entry of attempts) writer.attempt(entry);
  for (const entry of tests) writer.test(entry);
  for (const session of sessions) writer.end(session);
  writer.close();
}

function isSameDirectory(a: string, b: string): boolean {
  const [left, right] = [a, b].map((path) => statSync(path, { throwIfNoEntry: false }));
  return left !== undefined && right !== undefined && left.ino === right.ino && left.dev === right.dev;
}
