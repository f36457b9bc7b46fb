import { addressFromOctets, addressKey, formatAddress, parseAddress, type Address } from './address.js';
import { quoted } from './quoted.js';
import { failed, ok, type Result } from './result.js';

/** The length of an address, and of the longest prefix: that of a host. */
export const ADDRESS_BITS = 128;

/** An address prefix: the bits of `address` after `length` are zero. */
export interface Prefix {
  readonly address: Address;
  readonly length: number;
}

/** The prefix of the first `length` bits of an address; RangeError when the length is not 0 to 128. */
export function prefixOf(address: Uint8Array, length: number): Prefix {
  if (!Number.isInteger(length) || length < 0 || length > ADDRESS_BITS) throw new RangeError(`a prefix length is 0 to 128, not ${length}`);
  // Once for every entry of a RIPng message: Uint8Array.from with a function takes twenty times as long.
  const masked = new Uint8Array(address);
  const wholeOctets = length >> 3;
  if (wholeOctets < masked.length) {
    masked[wholeOctets] = (masked[wholeOctets] as number) & (0xff00 >> (length & 7));
    masked.fill(0, wholeOctets + 1);
  }
  return { address: addressFromOctets(masked), length };
}

export function prefixContains(prefix: Prefix, address: Uint8Array): boolean {
  const wholeOctets = prefix.length >> 3;
  for (let i = 0; i < wholeOctets; i++) if (prefix.address[i] !== address[i]) return false;
  const rest = prefix.length & 7;
  if (rest === 0) return true;
  const mask = (0xff << (8 - rest)) & 0xff;
  return ((prefix.address[wholeOctets] ?? 0) & mask) === ((address[wholeOctets] ?? 0) & mask);
}

/** The number of leading bits that two addresses share. */
export function commonPrefixLength(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < 16; i++) {
    const difference = (a[i] ?? 0) ^ (b[i] ?? 0);
    if (difference !== 0) return 8 * i + Math.clz32(difference) - 24;
  }
  return ADDRESS_BITS;
}

/** A prefix as the key of a map: quicker than its text. */
export const prefixKey = ({ address, length }: Prefix): string => `${addressKey(address)}/${length}`;

export const formatPrefix = (prefix: Prefix): string => `${formatAddress(prefix.address)}/${prefix.length}`;

/** Reads `2001:db8::/32`. Bits beyond the length must be zero; the error says what is wrong. */
export function parsePrefix(text: string): Result<Prefix, string> {
  const parts = /^([^/]*)\/(\d{1,3})$/.exec(text);
  if (!parts) return failed(`${quoted(text)} is not a prefix: expected ADDRESS/LENGTH`);
  const parsed = parseAddress(parts[1] ?? '');
  if (!parsed.ok) return parsed;
  const length = Number(parts[2]);
  if (length > ADDRESS_BITS) return failed(`${quoted(text)} is not a prefix: length ${length} is over 128`);
  const prefix = prefixOf(parsed.value, length);
  if (formatAddress(prefix.address) !== formatAddress(parsed.value))
    return failed(`${quoted(text)} has bits set beyond its length; did you mean ${formatPrefix(prefix)}?`);
  return ok(prefix);
}
