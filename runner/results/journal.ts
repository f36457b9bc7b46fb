import { closeSync, openSync, readFileSync, truncateSync } from 'node:fs';
import { z } from 'zod';
import { runDescriptionSchema, testRecordSchema } from '../../reports/result-schema.js';
import type { RunDescription, TestRecord } from '../../suites/kit/record.js';
import { EXIT, Problem } from '../exit-codes.js';
import { writeFully } from './files.js';

/** The first line: what the run is, what it was asked for and which tests that took, before any sharding. */
export interface RunHeader {
  readonly run: RunDescription;
  readonly selected: readonly string[];
  /** Device configuration with its defaults, without secrets. */
  readonly configuration: unknown;
}

/** A finished test. `startedUs` is the test's zero, counted from the start of the run on the run's clock. */
export interface JournalledTest {
  readonly test: TestRecord;
  readonly startedUs: number;
  readonly uncertaintyUs: number;
}

/** A whole process's share of the run: the first one and every `--resume` ends with such a line, unless killed. */
export interface SessionEnd {
  readonly wallUs: number;
  readonly interrupted: boolean;
}

export interface Journal {
  readonly header: RunHeader;
  readonly tests: readonly JournalledTest[];
  /** Earlier attempts of tests that were INCONCLUSIVE and repeated. */
  readonly attempts: readonly JournalledTest[];
  readonly sessions: readonly SessionEnd[];
  /** Set when the last session was killed (or still runs): what the tests that it finished took. */
  readonly unendedUs?: number;
  /** Octets up to the end of the last whole line; a killed run may have left a part of a line behind it. */
  readonly wholeOctets: number;
}

const stamps = { startedUs: z.int(), uncertaintyUs: z.int() };
const headerSchema = z.object({ run: runDescriptionSchema, selected: z.array(z.string()), configuration: z.unknown() });
const lineSchema = z.union([
  z.object({ test: testRecordSchema, ...stamps }),
  z.object({ attempt: testRecordSchema, ...stamps }),
  z.object({ end: z.object({ wallUs: z.int(), interrupted: z.boolean() }) }),
]);

/** The first line alone, where a whole journal would be read in vain. */
export function readHeader(path: string): RunHeader {
  const octets = readOctets(path);
  const end = octets.indexOf(0x0a);
  return asHeader(path, end < 0 ? undefined : octets.subarray(0, end).toString('utf8'));
}

function asHeader(path: string, line: string | undefined): RunHeader {
  if (line === undefined) throw new Problem(`${path} is empty: the run was killed before it began.`, EXIT.usage);
  const header = headerSchema.safeParse(parseLine(path, line, 1));
  if (!header.success) throw new Problem(`${path}:1 does not describe a run.`, EXIT.usage);
  return header.data;
}

type Entry = z.infer<typeof lineSchema>;

/** Reads a journal; throws a `Problem` when there is none or when a line other than the last is damaged. */
export function readJournal(path: string): Journal {
  const octets = readOctets(path);
  const wholeOctets = octets.lastIndexOf(0x0a) + 1;
  const lines = octets.subarray(0, wholeOctets).toString('utf8').split('\n').slice(0, -1);
  const [first, ...rest] = lines;
  const header = asHeader(path, first);
  const entries: readonly Entry[] = rest.map((line, i) => {
    const entry = lineSchema.safeParse(parseLine(path, line, i + 2));
    if (!entry.success) throw new Problem(`${path}:${i + 2} is not an entry of a journal.`, EXIT.usage);
    return entry.data;
  });
  return {
    header,
    tests: lastOfEach(entries.flatMap((entry) => ('test' in entry ? [entry] : []))),
    attempts: entries.flatMap((entry) => ('attempt' in entry ? [{ ...entry, test: entry.attempt }] : [])),
    sessions: entries.flatMap((entry) => ('end' in entry ? [entry.end] : [])),
    ...unended(entries, header.run.clock),
    wholeOctets,
  };
}

function unended(entries: readonly Entry[], clock: RunDescription['clock']): { readonly unendedUs?: number } {
  const last = entries.at(-1);
  if (last !== undefined && 'end' in last) return {};
  const since = entries.slice(entries.findLastIndex((entry) => 'end' in entry) + 1);
  const tests = since.flatMap((entry) => ('test' in entry ? [entry] : []));
  if (clock === 'virtual' || tests.length === 0) return { unendedUs: tests.reduce((total, { test }) => total + test.wallUs, 0) };
  const starts = tests.map(({ startedUs }) => startedUs);
  const ends = tests.map(({ startedUs, test }) => startedUs + test.wallUs);
  return { unendedUs: Math.max(...ends) - Math.min(...starts) };
}

const lastOfEach = (entries: readonly JournalledTest[]): readonly JournalledTest[] => [
  ...new Map(entries.map((entry) => [entry.test.id, entry])).values(),
];

function readOctets(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new Problem(`no run there: ${path} does not exist.`, EXIT.usage);
    throw new Problem(`${path} cannot be read: ${message}`, EXIT.usage);
  }
}

function parseLine(path: string, line: string, number: number): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    throw new Problem(`${path}:${number} is damaged: not JSON.`, EXIT.usage);
  }
}

/** Appends to the journal; a line is in the hands of the system when its call returns. */
export interface JournalWriter {
  test(entry: JournalledTest): void;
  attempt(entry: JournalledTest): void;
  end(session: SessionEnd): void;
  close(): void;
}

/** Live runs are written through to the disk after each test: waiting for a device costs more. */
export interface WriterOptions {
  readonly durable: boolean;
}

export function startJournal(path: string, header: RunHeader, options: WriterOptions): JournalWriter {
  const file = openSync(path, 'wx');
  writeFully(file, `${JSON.stringify(header)}\n`, { sync: true });
  return writer(file, options);
}

/** Goes on with a journal after cutting off what a killed run left of its last line, and closes that run's session. */
export function continueJournal(path: string, journal: Journal, options: WriterOptions): JournalWriter {
  truncateSync(path, journal.wholeOctets);
  const next = writer(openSync(path, 'a'), options);
  if (journal.unendedUs !== undefined) next.end({ wallUs: journal.unendedUs, interrupted: true });
  return next;
}

/** Whether tests of the run are still to be done, or its last session was broken off. */
export const isUnfinished = (journal: Journal): boolean => journal.unendedUs !== undefined || journal.sessions.at(-1)?.interrupted === true;

function writer(file: number, { durable }: WriterOptions): JournalWriter {
  const line = (entry: unknown): void => writeFully(file, `${JSON.stringify(entry)}\n`, { sync: durable });
  return {
    test: (entry) => line(entry),
    attempt: ({ test, ...stamps }) => line({ attempt: test, ...stamps }),
    end: (session) => line({ end: session }),
    close: () => closeSync(file),
  };
}

/** Whether a journal tells of a run against a device that can be gone on with. A run in memory takes seconds only. */
export function holdsUnfinishedLiveRun(path: string): boolean {
  try {
    const journal = readJournal(path);
    return journal.header.run.clock === 'real' && isUnfinished(journal) && journal.tests.length > 0;
  } catch {
    return false;
  }
}
