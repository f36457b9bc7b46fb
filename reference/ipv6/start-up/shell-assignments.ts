import { failed, ok, type Result } from '../../net/result.js';
import { Misread, readStatements, type Misreading, type Place } from '../misreading.js';

/** A variable as it is set last. */
export interface Assignment {
  readonly value: string;
  readonly place: Place;
}

const BLANK = /(?:[ \t\r\n;]|\\\r?\n)+/y;
const COMMENT = /#[^\n]*/y;
const NAME = /([A-Za-z_]\w{0,200})=/y;
const REST_OF_LINE = /[^\n]*/y;
/** Pieces of a value, by what they begin with. What the shell would act on is in none of them. */
const PLAIN = /[^\s'"\\;&|<>()$`]+/y;
const SINGLE_QUOTED = /[^']*/y;
const DOUBLE_QUOTED = /[^"\\$`]+/y;

/**
 * A file of `NAME=value` that a shell would read at start-up, with its quotes, backslashes and comments. Nothing of it is
 * carried out: what is not a plain value is complained of.
 */
export function readAssignments(text: string): Result<ReadonlyMap<string, Assignment>, readonly Misreading[]> {
  const scanner = new Scanner(text);
  const found = new Map<string, Assignment>();
  const misreadings = readStatements({
    name: 'variables',
    begin: () => (scanner.skipToNext() ? { place: scanner.placeOf(scanner.at) } : undefined),
    read: ({ place }) => {
      const { name, value } = scanner.assignment();
      found.set(name, { value, place });
    },
    skip: () => void scanner.take(REST_OF_LINE),
  });
  return misreadings.length === 0 ? ok(found) : failed(misreadings);
}

class Scanner {
  readonly #text: string;
  at = 0;
  /** Where the last place was asked for: they are asked for in order. */
  #known = { at: 0, line: 1, lineStart: 0 };

  constructor(text: string) {
    this.#text = text;
  }

  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text);
    if (found === null) return undefined;
    this.at += found[0].length;
    return found[1] ?? found[0];
  }

  /** False at the end of the text. */
  skipToNext(): boolean {
    while (this.take(BLANK) !== undefined || this.take(COMMENT) !== undefined);
    return this.at < this.#text.length;
  }

  assignment(): { readonly name: string; readonly value: string } {
    const { at } = this;
    const name = this.take(NAME);
    if (name === undefined) throw new Misread(this.placeOf(at), 'wanted NAME=value: commands are not carried out');
    let value = '';
    for (let piece = this.#piece(); piece !== undefined; piece = this.#piece()) value += piece;
    return { name, value };
  }

  /** A part of a value; undefined at its end. */
  #piece(): string | undefined {
    const plain = this.take(PLAIN);
    if (plain !== undefined) return plain;
    const next = this.#text[this.at];
    if (next === undefined || /[\s;]/.test(next)) return undefined;
    if (next === "'") return this.#singleQuoted();
    if (next === '"') return this.#doubleQuoted();
    if (next === '\\') return this.#escaped(/[^]/);
    throw new Misread(this.placeOf(this.at), `${next} is for a shell to act on: put a plain value here`);
  }

  #singleQuoted(): string {
    const opened = this.at++;
    const inner = this.take(SINGLE_QUOTED) ?? '';
    if (this.#text[this.at++] !== "'") throw new Misread(this.placeOf(opened), 'this quote is not closed');
    return inner;
  }

  #doubleQuoted(): string {
    const opened = this.at++;
    for (let inner = ''; ; inner += this.take(DOUBLE_QUOTED) ?? this.#escaped(/["\\$`]/)) {
      const next = this.#text[this.at];
      if (next === undefined) throw new Misread(this.placeOf(opened), 'this quote is not closed');
      if (next === '$' || next === '`')
        throw new Misread(this.placeOf(this.at), `${next} is for a shell to act on: put a plain value here`);
      if (next !== '"') continue;
      this.at++;
      return inner;
    }
  }

  /** A backslash takes away the meaning of some characters; before others it is one itself, and a line goes on behind it. */
  #escaped(meant: RegExp): string {
    const next = this.#text[this.at + 1];
    this.at += next === undefined ? 1 : 2;
    if (next === '\n') return '';
    return next !== undefined && meant.test(next) ? next : `\\${next ?? ''}`;
  }

  placeOf(at: number): Place {
    if (at < this.#known.at) this.#known = { at: 0, line: 1, lineStart: 0 };
    let { line, lineStart } = this.#known;
    for (let end = this.#text.indexOf('\n', lineStart); end >= 0 && end < at; end = this.#text.indexOf('\n', lineStart)) {
      line++;
      lineStart = end + 1;
    }
    this.#known = { at, line, lineStart };
    return { line, column: at - lineStart + 1 };
  }
}
