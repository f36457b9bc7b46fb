import { misused, refused } from './command.js';

/** One option of a command, as getopt(3) of KAME's programs takes it. */
export interface OptionSpec {
  /** One letter. */
  readonly flag: string;
  /** The name of its value, for the usage; an option without takes none. */
  readonly value?: string;
  readonly about: string;
  /** KAME has it, this node has not: why. */
  readonly refused?: string;
  /** Everything behind it is an operand, dashes or not. */
  readonly last?: true;
}

export interface ParsedOptions {
  has(flag: string): boolean;
  /** How often a flag was given. */
  count(flag: string): number;
  value(flag: string): string | undefined;
  readonly operands: readonly string[];
}

/**
 * Options come before operands, letters may stand together (`-rn`), a value may stand with its letter (`-c3`) or behind it,
 * and `--` ends them.
 */
export function parseOptions(command: string, specs: readonly OptionSpec[], words: readonly string[]): ParsedOptions {
  const given: { readonly flag: string; readonly value?: string }[] = [];
  let at = 0;
  for (let isLast = false; at < words.length && !isLast; at++) {
    const word = words[at] ?? '';
    if (word === '--') {
      at++;
      break;
    }
    if (!/^-./.test(word)) break;
    for (let letter = 1; letter < word.length; letter++) {
      const flag = word[letter] ?? '';
      const spec = specs.find((one) => one.flag === flag);
      if (spec === undefined) throw misused(`${command}: there is no option -${flag}. ${known(specs)}`);
      if (spec.refused !== undefined) throw refused(`${command}: -${flag} is of no use here: ${spec.refused}`);
      isLast ||= spec.last ?? false;
      if (spec.value === undefined) {
        given.push({ flag });
        continue;
      }
      const value = word.slice(letter + 1) || words[++at];
      if (value === undefined) throw misused(`${command}: -${flag} wants ${spec.value}`);
      given.push({ flag, value });
      break;
    }
  }
  return {
    has: (flag) => given.some((one) => one.flag === flag),
    count: (flag) => given.filter((one) => one.flag === flag).length,
    value: (flag) => given.findLast((one) => one.flag === flag)?.value,
    operands: words.slice(at),
  };
}

const known = (specs: readonly OptionSpec[]): string =>
  specs.length === 0
    ? 'There is none.'
    : `Known: ${specs.flatMap(({ flag, refused: why }) => (why === undefined ? [`-${flag}`] : [])).join(' ')}`;

/** A whole number of an option or operand. */
export function wholeNumber(command: string, what: string, text: string, from: number, to: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= from && value <= to) return value;
  throw misused(`${command}: ${what} is a whole number from ${from} to ${to}, not "${text}"`);
}
