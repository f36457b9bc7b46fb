import { styleText } from 'node:util';
import type { Verdict } from '../suites/kit/record.js';

/** Where talk goes to: what it can show, decided once. */
export interface Terminal {
  write(text: string): void;
  /** Lines can be redrawn: a terminal, not a dumb one, nobody's log. */
  readonly canRedraw: boolean;
  readonly hasColour: boolean;
  readonly columns: () => number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** `NO_COLOR`, `CI` and `TERM=dumb` are respected; a stream that is no terminal gets plain text. */
export function terminalOf(stream: NodeJS.WriteStream, environment: Environment = process.env): Terminal {
  const isTerminal = stream.isTTY && environment['TERM'] !== 'dumb';
  return {
    write: (text) => void stream.write(text),
    canRedraw: isTerminal && !isSet(environment['CI']),
    hasColour: isTerminal && !isSet(environment['NO_COLOR']),
    // A terminal that does not know its width says 0.
    columns: () => stream.columns || 80,
  };
}

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';

const COLOURS = { pass: 'green', warn: 'yellow', fail: 'red', skip: 'gray', inconclusive: 'magenta', error: 'red' } as const;

/** Verdicts are words; a colour may come on top. */
export const verdictWord = (verdict: Verdict): string => verdict.toUpperCase();

export const coloured = (text: string, verdict: Verdict, { hasColour }: Pick<Terminal, 'hasColour'>): string =>
  hasColour ? styleText(COLOURS[verdict], text, { validateStream: false }) : text;
