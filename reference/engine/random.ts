import type { Duration } from '../time.js';

/** The only source of chance for protocol code: seeded, so that a seed names a run. */
export interface Random {
  /** A whole number from 0 to 2^32 - 1. */
  uint32(): number;
  /** A duration drawn evenly from the closed interval. */
  uniform(from: Duration, to: Duration): Duration;
  octets(count: number): Uint8Array;
}

const TWO_TO_32 = 0x1_0000_0000;

/** The generator sfc32, filled from a 32-bit seed by splitmix32: period about 2^127, no multiplication wider than 32 bits. */
export function seededRandom(seed: number): Random {
  const fill = splitmix32(seed);
  let a = fill();
  let b = fill();
  let c = fill();
  let counter = 1;
  const uint32 = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) uint32();
  return fromUint32(uint32);
}

/** The whole interface from one stream of 32-bit numbers. */
export function fromUint32(uint32: () => number): Random {
  return {
    uint32,
    uniform(from, to) {
      if (to < from) throw new Error(`an interval from ${from} to ${to} µs is empty`);
      // 52 bits, so that intervals of days are drawn to the microsecond.
      const fraction = ((uint32() >>> 6) * 0x400_0000 + (uint32() >>> 6)) / 0x10_0000_0000_0000;
      return Math.min(to, from + Math.floor(fraction * (to - from + 1))) as Duration;
    },
    octets(count) {
      const drawn = new Uint8Array(count);
      for (let i = 0; i < count; i++) drawn[i] = uint32() >>> 24;
      return drawn;
    },
  };
}

/**
 * The seed of one part of a run, out of the run's seed and the part's name: a test gets the same packets alone, shuffled
 * or sharded. FNV-1a over the characters, then mixed.
 */
export function seedFor(runSeed: number, name: string): number {
  let hash = 0x811c9dc5 ^ (runSeed >>> 0);
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return splitmix32(hash ^ Math.floor(runSeed / TWO_TO_32))();
}

function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}
