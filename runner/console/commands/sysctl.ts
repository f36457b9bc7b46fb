import { nearest } from '../../nearest.js';
import { misused, refused, type Answer, type ConsoleCommand, type Session } from '../command.js';
import { parseOptions, type OptionSpec } from '../options.js';
import { VARIABLES, type Variable } from './sysctl-variables.js';

const OPTIONS: readonly OptionSpec[] = [
  { flag: 'a', about: 'all variables' },
  { flag: 'n', about: 'values alone' },
  { flag: 'w', about: 'set a variable: NAME=VALUE does so with and without it' },
];

export const sysctl: ConsoleCommand = {
  name: 'sysctl',
  summary: 'the variables net.inet6.*',
  usage: ['[-n] -a | NAME...', '[-w] NAME=VALUE...'],
  options: OPTIONS,
  examples: ['sysctl -a', 'sysctl net.inet6.ip6.forwarding', 'sysctl net.inet6.ip6.hlim=32'],
  run(words, session) {
    const options = parseOptions('sysctl', OPTIONS, words);
    if (options.operands.length === 0 && !options.has('a')) throw misused('sysctl: which variable? -a shows all');
    const operands = options.operands.map((operand) => operand.split('=', 2));
    // All names are looked at before the first variable is changed.
    const chosen = operands.map(([name = '', value]) => ({ variables: variablesNamed(name, value !== undefined), value }));
    const lines: string[] = [];
    const data: Record<string, number> = {};
    const show = (variable: Variable, before?: number): void => {
      const value = variable.read(session.node);
      data[variable.name] = value;
      const text = before === undefined ? `${value}` : `${before} -> ${value}`;
      lines.push(options.has('n') ? text : `${variable.name}${before === undefined ? ' = ' : ': '}${text}`);
    };
    if (options.has('a')) for (const variable of VARIABLES) show(variable);
    for (const { variables, value } of chosen)
      for (const variable of variables) show(variable, value === undefined ? undefined : set(variable, value, session));
    return { lines, data } satisfies Answer;
  },
};

/** One variable, or all below a name. */
function variablesNamed(name: string, one: boolean): readonly Variable[] {
  const found = VARIABLES.find((variable) => variable.name === name);
  if (found !== undefined) return [found];
  const below = one ? [] : VARIABLES.filter((variable) => variable.name.startsWith(`${name}.`));
  if (below.length > 0) return below;
  const names = VARIABLES.map((variable) => variable.name);
  throw misused(`sysctl: there is no variable ${name}.${hint(name, names) || ' sysctl -a shows all'}`);
}

/** The last part of a name counts most: `hlim` for `net.inet6.ip6.hlim`. */
function hint(name: string, names: readonly string[]): string {
  const last = (full: string): string => full.slice(full.lastIndexOf('.') + 1);
  const near = nearest(last(name), names.map(last));
  const found = names.find((full) => last(full) === near);
  return found === undefined ? '' : ` Did you mean "${found}"?`;
}

/** Returns the value before. */
function set(variable: Variable, text: string, { node }: Session): number {
  if (variable.write === undefined)
    throw refused(`sysctl: ${variable.name} is read-only: ${variable.fixed ?? 'it follows from the configuration'}`);
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < variable.from || value > variable.to)
    throw misused(`sysctl: ${variable.name} is a whole number from ${variable.from} to ${variable.to}, not "${text}"`);
  const before = variable.read(node);
  const why = variable.write(node, value);
  if (why !== undefined) throw refused(`sysctl: ${variable.name}: ${why}`);
  return before;
}
