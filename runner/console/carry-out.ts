import { didYouMean } from '../nearest.js';
import { misused, type Answer, type Session } from './command.js';
import { COMMANDS } from './commands/index.js';

/** Runs one command line of the console; a `Complaint` says why it was not carried out. */
export async function carryOut(words: readonly string[], session: Session): Promise<Answer> {
  const [first = 'help', ...rest] = words;
  const name = first === '--help' || first === '-h' ? 'help' : first;
  const command = COMMANDS.find((one) => one.name === name);
  const names = COMMANDS.map((one) => one.name);
  if (command === undefined) throw misused(`there is no command ${name}.${didYouMean(name, names) || ` Known: ${names.join(' ')}`}`);
  if (rest.includes('--help')) return carryOut(['help', name], session);
  return command.run(rest, session);
}
