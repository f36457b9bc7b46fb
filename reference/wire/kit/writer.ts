import { copyOf } from '../../net/octets.js';

/** A growing run of octets; what lies beyond `length` is not yet written. */
export interface Writer {
  octets: Uint8Array;
  length: number;
}

/** The writer that is not in use: a new buffer for each frame would take longer than to write the frame. */
let spare: Writer | undefined;

/** An empty writer, until `written` takes what is in it. */
export function writer(): Writer {
  const own = spare ?? { octets: new Uint8Array(2048), length: 0 };
  spare = undefined;
  own.length = 0;
  return own;
}

/** Appends `count` zero octets and returns the offset of the first. */
export function reserve(into: Writer, count: number): number {
  const from = into.length;
  const to = from + count;
  if (to > into.octets.length) {
    const larger = new Uint8Array(Math.max(2 * into.octets.length, to));
    larger.set(into.octets.subarray(0, from));
    into.octets = larger;
  } else {
    into.octets.fill(0, from, to);
  }
  into.length = to;
  return from;
}

export function append(into: Writer, octets: Uint8Array): void {
  const from = reserve(into, octets.length);
  into.octets.set(octets, from);
}

/** What was written, and the end of the writer. */
export function written(from: Writer): Uint8Array {
  spare = from;
  return copyOf(from.octets.subarray(0, from.length));
}

/** A programmer's mistake in a draft: the value has no encoding in its field. */
export class EncodeMistake extends Error {
  readonly what: string;
  readonly path: string;

  constructor(what: string, path: string) {
    super(`${what}, at ${path}`);
    this.name = 'EncodeMistake';
    this.what = what;
    this.path = path;
  }
}

/** Runs `encode` and puts `prefix` before the path of a mistake that it reports. */
export function within(prefix: string, encode: () => void): void {
  try {
    encode();
  } catch (mistake) {
    if (mistake instanceof EncodeMistake) throw new EncodeMistake(mistake.what, prefix + mistake.path);
    throw mistake;
  }
}
