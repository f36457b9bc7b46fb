import { InvalidArgumentError } from 'commander';
import { asTyped } from '../../reports/typed-time.js';
import type { RunDescription } from '../../suites/kit/record.js';
import { EXIT, Problem } from '../exit-codes.js';
import { assembleResult } from './assemble.js';
import { isUnfinished, type Journal } from './journal.js';

/** One of `of` parts of a run, `index` from 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

export const formatShard = ({ index, of }: Shard): string => `${index}/${of}`;

/** Reads `2/4`; the error is an option error of the command line. */
export function parseShard(text: string): Shard {
  const [, index = '', of = ''] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  const shard = { index: Number(index), of: Number(of) };
  if (shard.index < 1 || shard.index > shard.of) throw new InvalidArgumentError('Wanted i/n with i from 1 to n, such as 2/4.');
  return shard;
}

/** Every n-th test: neighbours in the list tend to wait equally long, so the parts come out even. */
export const partOf = <T>(all: readonly T[], shard: Shard | undefined): readonly T[] =>
  shard === undefined ? all : all.filter((_, i) => i % shard.of === shard.index - 1);

export interface ShardJournal {
  readonly path: string;
  readonly journal: Journal;
}

interface MergedShards {
  readonly journal: Journal;
  /** Parts that were not given. */
  readonly missing: readonly string[];
  /** What was taken for granted of parts that do not say it. */
  readonly note?: string;
}

/**
 * The parts of one run as one journal. Throws a `Problem` when they are not parts of the same run or overlap.
 */
export function mergeShards(parts: readonly ShardJournal[]): MergedShards {
  const [first, ...others] = [...parts].sort((a, b) => a.journal.header.run.startedAt.localeCompare(b.journal.header.run.startedAt));
  if (first === undefined) throw new Error('nothing to merge');
  for (const other of others) requireSameRun(first, other);
  requireNoOverlap(parts);
  const { firmware, note } = firmwareOf(parts);
  const testedBy = [...new Set(parts.flatMap(({ journal }) => journal.header.run.testedBy ?? []))].join(', ');
  const run = { ...first.journal.header.run, ...(firmware !== undefined && { firmware }), ...(testedBy !== '' && { testedBy }) };
  delete (run as { shard?: string }).shard;
  const startedAt = Date.parse(run.startedAt);
  const shifted = parts.map(({ journal }) => {
    const shiftUs = (Date.parse(journal.header.run.startedAt) - startedAt) * 1_000;
    const move = <T extends { readonly startedUs: number }>(entry: T): T => ({ ...entry, startedUs: entry.startedUs + shiftUs });
    const wallUs = shiftUs + assembleResult(journal).run.wallUs;
    const interrupted = isUnfinished(journal);
    return { tests: journal.tests.map(move), attempts: journal.attempts.map(move), end: { wallUs, interrupted } };
  });
  const end = {
    wallUs: Math.max(...shifted.map((part) => part.end.wallUs)),
    interrupted: shifted.some((part) => part.end.interrupted),
  };
  const journal: Journal = {
    header: { ...first.journal.header, run },
    tests: shifted.flatMap((part) => part.tests),
    attempts: shifted.flatMap((part) => part.attempts),
    sessions: [end],
    wholeOctets: 0,
  };
  return { journal, missing: missingParts(parts), ...(note !== undefined && { note }) };
}

/** What must be the same in all parts, and what it is called. */
const SAME = {
  version: 'the version of sixproof',
  dut: '--dut',
  adapter: 'the adapter',
  role: '--role',
  profile: '--profile',
  seed: '--seed',
  longestUs: '--longest',
} as const satisfies Partial<Record<keyof RunDescription, string>>;

function requireSameRun(a: ShardJournal, b: ShardJournal): void {
  for (const key of Object.keys(SAME) as (keyof typeof SAME)[]) {
    const [left, right] = [a, b].map(({ journal }) => journal.header.run[key]);
    if (left !== right)
      throw new Problem(
        `not parts of one run: ${SAME[key]} is ${inWords(key, left)} in ${a.path} and ${inWords(key, right)} in ${b.path}.`,
        EXIT.usage,
      );
  }
  if (a.journal.header.selected.join() !== b.journal.header.selected.join())
    throw new Problem(`not parts of one run: ${a.path} and ${b.path} were asked for different tests.`, EXIT.usage);
}

function inWords(key: keyof typeof SAME, value: string | number | undefined): string {
  if (value === undefined) return 'not given';
  return key === 'longestUs' && typeof value === 'number' ? asTyped(value) : String(value);
}

/**
 * What the device runs is asked of it when a part begins, and one that was slow to answer is not another device: a part
 * that did not learn it passes for one of the others.
 */
function firmwareOf(parts: readonly ShardJournal[]): { readonly firmware: string | undefined; readonly note?: string } {
  const told = parts.map(({ path, journal }) => ({ path, firmware: journal.header.run.firmware }));
  const first = told.find(({ firmware }) => firmware !== undefined);
  const other = told.find(({ firmware }) => firmware !== undefined && firmware !== first?.firmware);
  if (first && other)
    throw new Problem(
      `not parts of one run: the firmware is ${first.firmware} in ${first.path} and ${other.firmware} in ${other.path}.`,
      EXIT.usage,
    );
  const silent = told.filter(({ firmware }) => firmware === undefined).map(({ path }) => path);
  if (first === undefined || silent.length === 0) return { firmware: first?.firmware };
  return {
    firmware: first.firmware,
    note: `firmware: ${first.firmware} in ${first.path}, not known in ${silent.join(', ')}; taken for the same`,
  };
}

function requireNoOverlap(parts: readonly ShardJournal[]): void {
  const seen = new Map<string, string>();
  for (const { path, journal } of parts) {
    for (const { test } of journal.tests) {
      const other = seen.get(test.id);
      if (other !== undefined) throw new Problem(`${test.id} is in ${other} and in ${path}: these are not parts of one run.`, EXIT.usage);
      seen.set(test.id, path);
    }
  }
}

function missingParts(parts: readonly ShardJournal[]): readonly string[] {
  const of = Number(parts[0]?.journal.header.run.shard?.split('/')[1] ?? 1);
  const given = new Set(parts.map(({ journal }) => journal.header.run.shard ?? '1/1'));
  return Array.from({ length: of }, (_, i) => `${i + 1}/${of}`).filter((name) => !given.has(name));
}
