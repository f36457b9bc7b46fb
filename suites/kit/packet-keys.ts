import { formatAddress } from '../../reference/net/address.js';

const pair = (a: Uint8Array, at: number): number => ((a[at] as number) << 8) | (a[at + 1] as number);

/** A map key for an address together with the number of a node or link, made in one piece because rules make many. */
export const keyWith = (id: number, a: Uint8Array): string =>
  String.fromCharCode(id, pair(a, 0), pair(a, 2), pair(a, 4), pair(a, 6), pair(a, 8), pair(a, 10), pair(a, 12), pair(a, 14));

/** The text form of the address that `addressKey` made a key of. */
export function textOfKey(key: string): string {
  const octets = new Uint8Array(16);
  for (let i = 0; i < 8; i++) {
    octets[2 * i] = key.charCodeAt(i) >> 8;
    octets[2 * i + 1] = key.charCodeAt(i) & 0xff;
  }
  return formatAddress(octets);
}
