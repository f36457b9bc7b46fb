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

const JUMBO_PAYLOAD = 0xc2;
const JUMBO_FIELD = 2;
const JUMBO_OPTION = 6;

/** The Jumbo Payload option of the Hop-by-Hop header at `at`: where the field with the length stands, and what it says. */
export function jumboField(octets: Uint8Array, at: number, end: number): { readonly at: number; readonly length: number } | undefined {
  const to = Math.min(end, at + 8 + 8 * (octets[at + 1] ?? 0));
  const option = findOption(octets, at + 2, to, JUMBO_PAYLOAD);
  if (option < 0 || option + JUMBO_OPTION > to) return undefined;
  const field = option + JUMBO_FIELD;
  return { at: field, length: sumWords(octets, field, field + 2, 0) * 0x10000 + sumWords(octets, field + 2, field + 4, 0) };
}

/** RFC 2675 section 3: with a payload length of zero, the Jumbo Payload option of the Hop-by-Hop header has the length. */
export const jumboLength = (octets: Uint8Array, at: number, end: number): number => jumboField(octets, at, end)?.length ?? 0;
