import { quoted } from './quoted.js';
import { failed, ok, type Result } from './result.js';

/** A 32-bit IPv4 address: four octets in network order. */
export type Ipv4Address = Uint8Array & { readonly __brand: 'IPv4 address' };

const OCTETS = 4;
const BITS = 32;

/** Takes four octets as an address without copying them. */
export function ipv4FromOctets(octets: Uint8Array): Ipv4Address {
  if (octets.length !== OCTETS) throw new Error(`an IPv4 address has 4 octets, not ${octets.length}`);
  return octets as Ipv4Address;
}

/** The address of a literal in the source code; throws on a typing error. Text from outside goes through `parseIpv4Address`. */
export function ipv4Address(text: string): Ipv4Address {
  const parsed = parseIpv4Address(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

/** Reads `192.0.2.1`: four decimal numbers without leading zeros. */
export function parseIpv4Address(text: string): Result<Ipv4Address, string> {
  const parts = text.split('.');
  const isAddress = parts.length === OCTETS && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
  return isAddress ? ok(Uint8Array.from(parts, Number) as Ipv4Address) : failed(`${quoted(text)} is not an IPv4 address such as 192.0.2.1`);
}

/** Tells addresses of the two protocols apart. */
export const isIpv4 = (octets: Uint8Array): octets is Ipv4Address => octets.length === OCTETS;

export const formatIpv4Address = (octets: Uint8Array): string => octets.join('.');

export const UNSPECIFIED_IPV4 = ipv4Address('0.0.0.0');
export const BROADCAST_IPV4 = ipv4Address('255.255.255.255');

/** RFC 1122 section 3.2.1.3: class D, 224.0.0.0 to 239.255.255.255. */
export const isIpv4Multicast = (octets: Uint8Array): boolean => ((octets[0] ?? 0) & 0xf0) === 0xe0;
/** RFC 1122 section 3.2.1.3: 127.0.0.0 to 127.255.255.255. */
export const isIpv4Loopback = (octets: Uint8Array): boolean => octets[0] === 127;

/** An address and how many of its first bits it shares with the rest of its subnet. */
export interface Ipv4Prefix {
  readonly address: Ipv4Address;
  readonly length: number;
}

export const numberOf = (octets: Uint8Array): number =>
  (((octets[0] ?? 0) << 24) | ((octets[1] ?? 0) << 16) | ((octets[2] ?? 0) << 8) | (octets[3] ?? 0)) >>> 0;

export function ipv4PrefixContains({ address, length }: Ipv4Prefix, other: Uint8Array): boolean {
  if (length === 0) return true;
  return (numberOf(address) ^ numberOf(other)) >>> (BITS - length) === 0;
}

/** RFC 1122 section 3.2.1.3: all ones behind the prefix; a subnet of one or two addresses has none. */
export function isSubnetBroadcast(prefix: Ipv4Prefix, other: Uint8Array): boolean {
  const hostBits = BITS - prefix.length;
  if (hostBits < 2 || !ipv4PrefixContains(prefix, other)) return false;
  const mask = 2 ** hostBits - 1;
  return (numberOf(other) & mask) >>> 0 === mask;
}
