import type { RunDescription } from '../suites/kit/record.js';

/** What to type to run one test again as it was run; nothing but the defaults is left out. */
export function repeatCommand(run: RunDescription, testId: string): string {
  const words = ['sixproof', 'run', testId, '--dut', run.dut];
  if (run.role !== undefined) words.push('--role', run.role);
  if (run.profile !== 'current') words.push('--profile', run.profile);
  words.push('--seed', String(run.seed));
  return words.map(quoted).join(' ');
}

/** A word as the shell takes it literally. */
const quoted = (word: string): string => (/^[A-Za-z0-9_./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
