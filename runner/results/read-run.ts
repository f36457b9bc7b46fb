import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import type { RunToCompare } from '../../reports/compare/compare.js';
import { TIMING_FILE } from '../../reports/render.js';
import { runResultSchema } from '../../reports/result-schema.js';
import { measurementsOf, type Measurement } from '../../reports/timing/measurements.js';
import { timingSchema } from '../../reports/timing/timing-schema.js';
import type { RunResult } from '../../suites/kit/record.js';
import { EXIT, Problem } from '../exit-codes.js';
import { assembleResult } from './assemble.js';
import { readHeader, readJournal, type RunHeader } from './journal.js';
import { loadDetails, runDirectory, type RunDirectory } from './run-directory.js';
import { parseShard, partOf } from './shards.js';

/**
 * A run as its directory tells it, by whatever version it was written: `result.json`, which is published, or the journal
 * of a run that was killed before it had one. Throws a `Problem` when there is neither, or when it is damaged.
 */
export function readRun(path: string): RunToCompare {
  const directory = runDirectory(path);
  const result: RunResult = existsSync(directory.result)
    ? readChecked(directory.result, runResultSchema)
    : assembleResult(readJournal(directory.journal));
  const selected = selectedIn(directory);
  return { path, result, ...(selected && { selected }), measurements: measurementsIn(directory) };
}

/** What it was to run, where its journal is at hand: of a shard its part. */
function selectedIn({ journal }: RunDirectory): ReadonlySet<string> | undefined {
  if (!existsSync(journal)) return undefined;
  const header = headerOf(journal);
  if (header === undefined) return undefined;
  const { shard } = header.run;
  return new Set(partOf(header.selected, shard === undefined ? undefined : parseShard(shard)));
}

/** `result.json` is enough for a comparison: a journal that is damaged is as good as none. */
function headerOf(journal: string): RunHeader | undefined {
  try {
    return readHeader(journal);
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** From `timing.json`, or from the details of each test where the report was made by a version that did not write it. */
function measurementsIn(directory: RunDirectory): (id: string) => readonly Measurement[] {
  const file = join(directory.path, TIMING_FILE);
  if (!existsSync(file)) return (id) => measurementsOfDetails(directory, id);
  const { tests } = readChecked(file, timingSchema);
  const byId = new Map(tests.map(({ id, measurements }) => [id, measurements]));
  return (id) => byId.get(id) ?? [];
}

function measurementsOfDetails(directory: RunDirectory, id: string): readonly Measurement[] {
  const details = loadDetails(directory, id);
  return details ? measurementsOf(details) : [];
}

function readChecked<S extends z.ZodType>(file: string, schema: S): z.output<S> {
  const read = schema.safeParse(parsed(file));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Problem(`${file} is not what sixproof writes: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}.`, EXIT.usage);
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Problem(`${file} is damaged: ${error.message}.`, EXIT.usage);
    throw error;
  }
}
