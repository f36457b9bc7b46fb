import { readFileSync } from 'node:fs';
import { EXIT, Problem } from '../exit-codes.js';

const MAX_FILE_CHARACTERS = 1_000_000;

/** The text of a configuration file; `what` it should be is for the complaint about one that is far too long. */
export function readText(file: string, what: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Problem(`${file} cannot be read: ${(error as Error).message}`, EXIT.usage);
  }
  if (text.length > MAX_FILE_CHARACTERS) throw new Problem(`${file} has ${text.length} characters: not ${what}.`, EXIT.usage);
  return text;
}
