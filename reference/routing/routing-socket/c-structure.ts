import { failed, ok, type Result } from '../../net/result.js';
import type { DecodeError } from '../../wire/kit/description.js';

/** How a C compiler of the emulated system lays out structures: the size of `long`, and the order of octets in a number. */
export interface DataModel {
  readonly longOctets: 4 | 8;
  readonly littleEndian: boolean;
}

/** The PC of KAME's days. */
export const ILP32: DataModel = { longOctets: 4, littleEndian: true };
/** Its 64-bit successor. */
export const LP64: DataModel = { longOctets: 8, littleEndian: true };

/** Octets of a number; `long` as the data model says. Padding that a compiler puts in is a member here. */
export type MemberSize = 1 | 2 | 4 | 'long';

type Members = Readonly<Record<string, MemberSize>>;
export type Values<S> = S extends Structure<infer M> ? { readonly [K in keyof M]: number } : never;

/** A C structure of unsigned numbers, in the order of its declaration. */
export interface Structure<M extends Members = Members> {
  readonly name: string;
  readonly members: M;
  size(model: DataModel): number;
  /**
   * Writes what is given; members left out are zero. RangeError for a number that does not fit, but for a `long` of 32 bits:
   * it says the most that it can of what only a 64-bit machine can count.
   */
  encode(values: { readonly [K in keyof M]?: number | undefined }, model: DataModel): Uint8Array;
  /** Reads the structure at the start of the octets; never throws. */
  decode(octets: Uint8Array, model: DataModel): Result<{ readonly [K in keyof M]: number }, DecodeError>;
}

export function structure<const M extends Members>(name: string, members: M): Structure<M> {
  const sizes: readonly (readonly [string, MemberSize])[] = Object.entries(members);
  const octetsOf = (size: MemberSize, { longOctets }: DataModel): number => (size === 'long' ? longOctets : size);
  const size = (model: DataModel): number => sizes.reduce((sum, [, one]) => sum + octetsOf(one, model), 0);
  return {
    name,
    members,
    size,
    encode(values, model) {
      const octets = new Uint8Array(size(model));
      let at = 0;
      for (const [member, one] of sizes) {
        const width = octetsOf(one, model);
        const given = values[member] ?? 0;
        // What a program with a longer one said, others are told as well as they can be.
        const value = one === 'long' && width === SHORT_LONG ? inShortLong(given) : given;
        if (value !== 0) write(octets, { at, width, littleEndian: model.littleEndian }, value, `${name}.${member}`);
        at += width;
      }
      return octets;
    },
    decode(octets, model) {
      const values: Record<string, number> = {};
      let at = 0;
      for (const [member, one] of sizes) {
        const width = octetsOf(one, model);
        const place = { path: `${name}.${member}`, offset: at, needed: width, left: Math.max(0, octets.length - at) };
        if (place.left < width) return failed({ kind: 'truncated', ...place });
        const value = read(octets, { at, width, littleEndian: model.littleEndian });
        // 64 bits hold more than a number of the language does: no counter of a routing table comes near.
        if (!Number.isSafeInteger(value)) return failed({ kind: 'bad-value', ...place });
        values[member] = value;
        at += width;
      }
      return ok(values as { readonly [K in keyof M]: number });
    },
  };
}

const SHORT_LONG = 4;
const LARGEST_SHORT_LONG = 256 ** SHORT_LONG - 1;
/** What is no number of octets at all stays what it is, to be refused. */
const inShortLong = (value: number): number => (Number.isSafeInteger(value) ? Math.min(value, LARGEST_SHORT_LONG) : value);

interface Place {
  readonly at: number;
  readonly width: number;
  readonly littleEndian: boolean;
}

function read(octets: Uint8Array, { at, width, littleEndian }: Place): number {
  let value = 0;
  for (let i = 0; i < width; i++) value = value * 256 + (octets[littleEndian ? at + width - 1 - i : at + i] ?? 0);
  return value;
}

function write(octets: Uint8Array, { at, width, littleEndian }: Place, value: number, path: string): void {
  if (!Number.isSafeInteger(value) || value < 0 || (width <= 4 && value >= 256 ** width))
    throw new RangeError(`${value} does not fit ${width} octets, at ${path}`);
  let left = value;
  for (let i = 0; i < width; i++) {
    octets[littleEndian ? at + i : at + width - 1 - i] = left % 256;
    left = Math.floor(left / 256);
  }
}
