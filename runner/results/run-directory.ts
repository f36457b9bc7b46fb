import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { TestDetails } from '../../suites/kit/record.js';
import { EXIT, Problem } from '../exit-codes.js';
import { writeWhole } from './files.js';

/** Where everything of one run lies. */
export interface RunDirectory {
  readonly path: string;
  readonly journal: string;
  readonly result: string;
  readonly capture: string;
  readonly index: string;
  readonly tests: string;
  /** Throws for an id that is no file name: run directories come from anywhere. */
  details(id: string): string;
}

export const RESULTS = 'results';

export function runDirectory(path: string): RunDirectory {
  return {
    path,
    journal: join(path, 'journal.jsonl'),
    result: join(path, 'result.json'),
    capture: join(path, 'run.pcapng'),
    index: join(path, 'index.html'),
    tests: join(path, 'tests'),
    details: (id) => join(path, 'tests', `${asFileName(id)}.json`),
  };
}

function asFileName(id: string): string {
  if (!/^[a-z0-9][a-z0-9.@-]{0,200}$/i.test(id) || id.includes('..')) throw new Problem(`"${id}" is not the id of a test.`, EXIT.usage);
  return id;
}

/** `results/2026-11-21T230211Z-ax-3`, with a number behind it when that exists. */
export function newRunPath(dut: string, suffix: string | undefined, now = new Date()): string {
  const time = `${now.toISOString().slice(0, 19).replaceAll(':', '')}Z`;
  const name = [time, dutInFileNames(dut), ...(suffix === undefined ? [] : [suffix])].join('-');
  for (let count = 1; ; count++) {
    const path = join(RESULTS, count === 1 ? name : `${name}-${count}`);
    if (!existsSync(path)) return path;
  }
}

/** The name of a device, or of its file, in letters that every file system takes. */
export function dutInFileNames(dut: string): string {
  const name = basename(dut).replace(/\.ya?ml$/i, '');
  return (
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 40) || 'dut'
  );
}

/** Runs directly in a folder named `results` are what its link `latest` chooses from. */
export const takesPartInLatest = (path: string): boolean => basename(dirname(resolve(path))) === RESULTS;

/** What a run writes; everything else in a directory is the user's. */
const OURS = [
  'journal.jsonl',
  'result.json',
  'run.pcapng',
  'junit.xml',
  'summary.md',
  'timing.json',
  'badge.svg',
  'index.html',
  'tests.html',
  'coverage.html',
  'timing.html',
  'coverage',
  'tests',
  'assets',
];

/**
 * Refuses a directory for a new run: one with an unfinished run against a device, whose hours of waiting a forgotten
 * `--resume` must not lose, and one that holds anything but a run. A finished run may be replaced.
 */
export function requireUsable(directory: RunDirectory, holdsUnfinishedRun: () => boolean): void {
  const about = statSync(directory.path, { throwIfNoEntry: false });
  if (about !== undefined && !about.isDirectory()) throw new Problem(`--out ${directory.path} is not a directory.`);
  const present = about === undefined ? [] : readdirSync(directory.path);
  if (present.length > 0 && !existsSync(directory.journal))
    throw new Problem(`--out ${directory.path} has files in it and no run: name a new or an empty directory.`);
  if (present.length > 0 && holdsUnfinishedRun())
    throw new Problem(`${directory.path} holds a run that was not finished: add --resume to go on with it, or name another --out.`);
}

/** Makes the directory of a new run; what an earlier one wrote there is removed. */
export function prepareDirectory(directory: RunDirectory): void {
  for (const name of OURS) rmSync(join(directory.path, name), { recursive: true, force: true });
  mkdirSync(directory.tests, { recursive: true });
}

export const saveDetails = (directory: RunDirectory, details: TestDetails, name = details.id): void =>
  writeWhole(directory.details(name), `${JSON.stringify(details)}\n`);

/** The name under which the details of an INCONCLUSIVE attempt lie whose test was repeated. */
export const earlierAttempt = (id: string): string => `${id}.earlier`;

/** The details of a test, or undefined when its file is missing or not readable as JSON. */
export function loadDetails(directory: RunDirectory, id: string): TestDetails | undefined {
  try {
    return JSON.parse(readFileSync(directory.details(id), 'utf8')) as TestDetails;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
