/** Where something stands in a file of settings, counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What is wrong there. */
export interface Misreading {
  readonly place: Place;
  readonly text: string;
}

/** A statement that cannot be; thrown while it is read. */
export class Misread extends Error {
  readonly misreading: Misreading;

  constructor(place: Place, text: string) {
    super(text);
    this.misreading = { place, text };
  }
}

/** A file of statements, which are read one after another. */
interface Statements<S extends { readonly place: Place }> {
  /** What they are called. */
  readonly name: string;
  /** The beginning of the next one; undefined at the end of the file. */
  begin(): S | undefined;
  read(statement: S): void;
  /** Goes on behind one that could not be read. */
  skip(): void;
}

/** More than any file of settings has; and more than anybody reads of what is wrong. */
const MOST_STATEMENTS = 10_000;
const MOST_MISREADINGS = 20;

/** Reads all that can be read, and tells of what cannot. */
export function readStatements<S extends { readonly place: Place }>({ name, begin, read, skip }: Statements<S>): readonly Misreading[] {
  const misreadings: Misreading[] = [];
  let count = 0;
  for (let statement = begin(); statement !== undefined; statement = begin()) {
    if (++count > MOST_STATEMENTS)
      return [...misreadings, { place: statement.place, text: `more than ${MOST_STATEMENTS} ${name}: what follows was not read` }];
    try {
      read(statement);
    } catch (error) {
      if (!(error instanceof Misread)) throw error;
      misreadings.push(error.misreading);
      if (misreadings.length >= MOST_MISREADINGS) return misreadings;
      skip();
    }
  }
  return misreadings;
}

/** `rtadvd.conf:3:12  maxinterval: is 4 s to 65535 s, not 2 s`. */
export const misreadingInOneLine = (file: string, { place, text }: Misreading): string => `${file}:${place.line}:${place.column}  ${text}`;
