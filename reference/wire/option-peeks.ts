import { sumWords } from '../net/checksum.js';

/** What the frame walk needs to know of options before their header is decoded. */

/** The offset of the first option of a type in an options header, -1 if there is none. */
export function findOption(octets: Uint8Array, from: number, to: number, type: number): number {
  let at = from;
  while (at < to) {
    if (octets[at] === type) return at;
    at += octets[at] === 0 ? 1 : 2 + (octets[at + 1] ?? 0);
  }
  return -1;
}

/** RFC 2675 section 3: with a payload length of zero, the Jumbo Payload option of the Hop-by-Hop header has the length. */
export function jumboLength(octets: Uint8Array, at: number, end: number): number {
  const to = Math.min(end, at + 8 + 8 * (octets[at + 1] ?? 0));
  const option = findOption(octets, at + 2, to, 0xc2);
  if (option < 0 || option + 6 > to) return 0;
  return sumWords(octets, option + 2, option + 4, 0) * 0x10000 + sumWords(octets, option + 4, option + 6, 0);
}
