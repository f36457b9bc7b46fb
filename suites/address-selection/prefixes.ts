import { address, addressFromOctets, type Address } from '../../reference/net/address.js';
import { prefixOf, type Prefix } from '../../reference/net/prefix.js';
import type { TestContext } from '../kit/test-context.js';
import { addressIn } from '../nd/device-addresses.js';

const prefix = (text: string, length: number): Prefix => ({ address: address(text), length });

/** Ranges for which the default policy table of RFC 6724 section 2.1 has rows of their own; for documentation where there are such. */
const RANGES = {
  native: prefix('2001:db8::', 32),
  /** RFC 9637. */
  'other native': prefix('3fff::', 20),
  /** Of 192.0.2.0/24. */
  '6to4': prefix('2002:c000:200::', 40),
  'unique local': prefix('fd00::', 8),
  /** Of a server in 192.0.2.0/24. */
  Teredo: prefix('2001:0:c000:200::', 56),
  '6bone': prefix('3ffe:501::', 32),
  'site-local': prefix('fec0::', 48),
} as const satisfies Readonly<Record<string, Prefix>>;

export type Range = keyof typeof RANGES;

/** An address that nobody has, in a range whatever prefix the user gave for tests. */
export const inRange = (t: TestContext, range: Range): Address => addressIn(t, RANGES[range]);

/** A /64 out of a range. */
export const linkIn = (t: TestContext, range: Range): Prefix => prefixOf(inRange(t, range), 64);

/** An address that nobody has, with exactly so many leading bits of another one. */
export function sharing(t: TestContext, bits: number, of: Address): Address {
  const drawn = addressIn(t, prefixOf(of, bits));
  const at = bits >> 3;
  const bit = 0x80 >> (bits & 7);
  return addressFromOctets(drawn.map((octet, i) => (i === at ? (octet & ~bit) | (~(of[i] ?? 0) & bit) : octet)));
}

/** A multicast address for documentation (RFC 6676), of a scope. */
export function groupOf(t: TestContext, scope: number): Address {
  const [a = 0, b = 0, c = 0, d = 0] = t.random.octets(4);
  return addressFromOctets(Uint8Array.of(0xff, scope, 0, 0, 0, 0, 0, 0, 0, 0, 0x0d, 0xb8, a, b, c, d));
}
