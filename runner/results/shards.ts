import { InvalidArgumentError } from 'commander';
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

/**
 * The parts of one run as one journal. Throws a `Problem` when they are not parts of the same run or overlap; `missing`
 * names the parts that were not given.
 */
export function mergeShards(parts: readonly ShardJournal[]): { readonly journal: Journal; readonly missing: readonly string[] } {
  const [first, ...others] = [...parts].sort((a, b) => a.journal.header.run.startedAt.localeCompare(b.journal.header.run.startedAt));
  if (first === undefined) throw new Error('nothing to merge');
  for (const other of others) requireSameRun(first, other);
  requireNoOverlap(parts);
  const run = { ...first.journal.header.run };
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
  return { journal, missing: missingParts(parts) };
}

const SAME: readonly (keyof RunDescription)[] = ['version', 'dut', 'adapter', 'firmware', 'role', 'profile', 'seed'];

function requireSameRun(a: ShardJournal, b: ShardJournal): void {
  for (const key of SAME) {
    const [left, right] = [a.journal.header.run[key], b.journal.header.run[key]];
    if (left !== right)
      throw new Problem(`not parts of one run: ${key} is ${String(left)} in ${a.path} and ${String(right)} in ${b.path}.`, EXIT.usage);
  }
  if (a.journal.header.selected.join() !== b.journal.header.selected.join())
    throw new Problem(`not parts of one run: ${a.path} and ${b.path} were asked for different tests.`, EXIT.usage);
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
