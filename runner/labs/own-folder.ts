import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { undoAtExit } from '../adapters/undo.js';

/** A folder for the files of a program that is started; it goes with this process at the latest. */
export interface OwnFolder {
  readonly path: string;
  remove(): void;
}

export function ownFolder(name: string): OwnFolder {
  const path = mkdtempSync(join(tmpdir(), `sixproof-${name}-`));
  const removeNow = (): void => rmSync(path, { recursive: true, force: true });
  const forget = undoAtExit(removeNow);
  return {
    path,
    remove() {
      removeNow();
      forget();
    },
  };
}
