import { Misread, type Place } from '../../ipv6/misreading.js';

export interface Word {
  readonly text: string;
  readonly place: Place;
}

const END_OF_STATEMENT = ';';
const WORD = /;|[^\s;#]+|#.*/g;

/** The words of a file, without comments (`#` up to the end of the line). What belongs to a statement stands on its line, before any `;`. */
export class Words {
  readonly #words: readonly Word[];
  #at = 0;

  constructor(text: string) {
    this.#words = text.split(/\r\n|\r|\n/).flatMap((line, i) =>
      [...line.matchAll(WORD)].flatMap(({ 0: word, index }) => {
        return word.startsWith('#') ? [] : [{ text: word, place: { line: i + 1, column: index + 1 } }];
      }),
    );
  }

  /** The word that a statement begins with; undefined at the end. */
  begin(): Word | undefined {
    while (this.#words[this.#at]?.text === END_OF_STATEMENT) this.#at++;
    return this.#words[this.#at++];
  }

  /** The next word of a statement, which stays where it is. */
  peek(): Word | undefined {
    const [last, next] = [this.#words[this.#at - 1], this.#words[this.#at]];
    return next?.text === END_OF_STATEMENT || next?.place.line !== last?.place.line ? undefined : next;
  }

  /** The next word of a statement, which has to be there. */
  take(statement: Word, wanted: string): Word {
    const next = this.peek();
    const last = this.#words[this.#at - 1] ?? statement;
    const behind = { line: last.place.line, column: last.place.column + last.text.length };
    if (next === undefined) throw new Misread(behind, `${statement.text}: wanted ${wanted}, found the end of the statement`);
    this.#at++;
    return next;
  }

  /** Whether that is the next word of the statement; then it is passed. */
  passes(text: string): boolean {
    if (this.peek()?.text !== text) return false;
    this.#at++;
    return true;
  }

  /** Goes on behind a statement that could not be read. */
  skipStatement(): void {
    while (this.peek() !== undefined) this.#at++;
  }
}
