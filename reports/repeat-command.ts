import type { RunDescription, RunResult, Verdict } from '../suites/kit/record.js';
import { asTyped } from './typed-time.js';

/** What to type to run one test again as it was run; nothing but the defaults is left out. */
export function repeatCommand(run: RunDescription, selector: string): string {
  const words = ['sixproof', 'run', selector, '--dut', run.dut];
  if (run.role !== undefined) words.push('--role', run.role);
  if (run.profile !== 'current') words.push('--profile', run.profile);
  words.push('--seed', String(run.seed));
  if (run.longestUs !== undefined) words.push('--longest', asTyped(run.longestUs));
  return words.map(quoted).join(' ');
}

const FAILED: readonly Verdict[] = ['fail', 'inconclusive', 'error'];

/**
 * What to type to run again all that failed or could not be decided; the verdicts are looked up in the run's directory, as
 * the user would type it. Undefined where nothing failed.
 */
export function repeatFailures({ run, tests }: RunResult, directory: string): string | undefined {
  const again = tests.filter(({ verdict }) => FAILED.includes(verdict));
  const [first] = again;
  if (first === undefined) return undefined;
  const verdicts = FAILED.filter((verdict) => again.some((test) => test.verdict === verdict));
  return repeatCommand(run, again.length === 1 ? first.id : `verdict:${verdicts.join(',')}@${directory}`);
}

/** A word as the shell takes it literally. */
const quoted = (word: string): string => (/^[A-Za-z0-9_./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
