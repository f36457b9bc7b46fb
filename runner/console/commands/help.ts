import { didYouMean } from '../../nearest.js';
import { misused, type Answer, type ConsoleCommand } from '../command.js';
import { table } from '../table.js';

/** What a command understands: its forms, its options, and examples. */
export function usageOf({ name, summary, usage, options, examples }: ConsoleCommand): readonly string[] {
  const optionRows = table(
    ['', ''],
    options.map(({ flag, value, about, refused }) => [
      `  -${flag}${value === undefined ? '' : ` ${value}`}`,
      refused === undefined ? about : `${about}: ${refused}`,
    ]),
  );
  return [
    `${name}: ${summary}`,
    '',
    ...usage.map((form, index) => `${index === 0 ? 'usage:' : '      '} ${name} ${form}`),
    ...(options.length > 0 ? ['', ...optionRows.slice(1)] : []),
    '',
    'Examples:',
    ...examples.map((example) => `  ${example}`),
  ];
}

/** `help` for the commands given. */
export function helpFor(commands: readonly ConsoleCommand[]): ConsoleCommand {
  const help: ConsoleCommand = {
    name: 'help',
    summary: 'the commands, or what one of them understands',
    usage: ['[COMMAND]'],
    options: [],
    examples: ['help ndp'],
    run: ([name]) => answer(name),
  };
  const all = [...commands, help];

  function answer(name: string | undefined): Answer {
    if (name === undefined) {
      const rows = all.map((one) => [one.name, one.summary]);
      return { lines: table(['Command', 'Shows or changes'], rows), data: all.map(({ name: command, summary }) => ({ command, summary })) };
    }
    const found = all.find((one) => one.name === name);
    if (found === undefined)
      throw misused(
        `there is no command ${name}.${didYouMean(
          name,
          all.map((one) => one.name),
        )}`,
      );
    return { lines: usageOf(found), data: { command: found.name, summary: found.summary, usage: found.usage, examples: found.examples } };
  }

  return help;
}
