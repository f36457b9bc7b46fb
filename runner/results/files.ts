import { closeSync, fsyncSync, lstatSync, openSync, readlinkSync, renameSync, symlinkSync, unlinkSync, writeSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { EXIT, Problem } from '../exit-codes.js';

/** Writes a file as a whole or not at all: under another name first, renamed when complete. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  writeWholeInPieces(path, [content]);
}

/** The same for what is too long to be in memory at once. */
export function writeWholeInPieces(path: string, pieces: Iterable<string | Uint8Array>): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}`);
  const file = openSync(temporary, 'w');
  try {
    for (const piece of pieces) writeFully(file, piece);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}

/** `write` may take less than asked for; the rest is offered again. */
export function writeFully(file: number, content: string | Uint8Array, options: { readonly sync?: boolean } = {}): void {
  const octets = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  for (let done = 0; done < octets.length;) done += writeSync(file, octets, done);
  if (options.sync === true) fsyncSync(file);
}

/** Runs something that writes into a directory; what the file system objects to becomes a `Problem`. */
export function writingTo<T>(directory: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined || error instanceof Problem) throw error;
    throw new Problem(`${directory} cannot be written: ${message}. Choose another directory with --out.`, EXIT.unable);
  }
}

/** Points the symbolic link `latest` beside a run directory at it. Something else of that name is left alone. */
export function pointLatestAt(directory: string): void {
  const link = join(dirname(resolve(directory)), 'latest');
  const temporary = `${link}.${process.pid}`;
  const present = lstatSync(link, { throwIfNoEntry: false });
  if (present !== undefined && !present.isSymbolicLink()) return;
  if (present !== undefined && readlinkSync(link) === basename(directory)) return;
  try {
    symlinkSync(basename(directory), temporary);
    renameSync(temporary, link);
  } catch (error) {
    // A file system without symbolic links still has the run itself.
    if (lstatSync(temporary, { throwIfNoEntry: false }) !== undefined) unlinkSync(temporary);
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
  }
}
