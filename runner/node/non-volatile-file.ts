import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { NonVolatileStorage } from '../../reference/engine/environment.js';
import { EXIT, Problem } from '../exit-codes.js';
import { writeWhole } from '../results/files.js';

const values = z.record(z.string().max(80), z.string().max(1_000));

/**
 * What a node keeps over a restart, as a JSON file. It need not exist; it must be possible to write it, which shows before
 * the node starts. Throws a `Problem` otherwise.
 */
export function openNonVolatileFile(path: string): NonVolatileStorage {
  const kept = new Map(existsSync(path) ? Object.entries(readValues(path)) : []);
  // A crash leaves the old file or the new one, never a part of one.
  const save = (): void => writeWhole(path, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
  try {
    save();
  } catch (error) {
    throw new Problem(`${path} cannot be written: ${(error as Error).message}`, EXIT.unable);
  }
  return {
    read: (name) => kept.get(name),
    write(name, value) {
      if (kept.get(name) === value) return;
      kept.set(name, value);
      save();
    },
  };
}

function readValues(path: string): Readonly<Record<string, string>> {
  try {
    const parsed = values.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    if (parsed.success) return parsed.data;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw new Problem(`${path} cannot be read: ${(error as Error).message}`, EXIT.unable);
  }
  throw new Problem(`${path} is not what a node has kept: remove it to begin anew`, EXIT.usage);
}
