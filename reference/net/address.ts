import { failed, ok, type Result } from './result.js';
import { concat, equalOctets } from './octets.js';
import { quoted } from './quoted.js';

/** A 128-bit IPv6 address: sixteen octets in network order (RFC 4291). */
export type Address = Uint8Array & { readonly __brand: 'IPv6 address' };

/** Takes sixteen octets as an address without copying them. */
export function addressFromOctets(octets: Uint8Array): Address {
  if (octets.length !== 16) throw new Error(`an IPv6 address has 16 octets, not ${octets.length}`);
  return octets as Address;
}

/** The address of a literal in the source code; throws on a typing error. Text from outside goes through `parseAddress`. */
export function address(text: string): Address {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

/** Reads the text forms of RFC 4291 section 2.2; the error says what is wrong with the text. */
export function parseAddress(text: string): Result<Address, string> {
  const complain = (what: string) => failed(`${quoted(text)} is not an IPv6 address: ${what}`);
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  let plain = text;
  if (dotted) {
    const quad = dotted.slice(2).map(Number);
    if (quad.some((octet) => octet > 255) || dotted.slice(2).some((part) => /^0\d/.test(part))) return complain('bad IPv4 part');
    const [a = 0, b = 0, c = 0, d = 0] = quad;
    plain = `${dotted[1]}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  }
  const halves = plain.split('::');
  if (halves.length > 2) return complain('"::" more than once');
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  if (groups.some((half) => half.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))))
    return complain('a group is not 1 to 4 hexadecimal digits');
  const [left = [], right] = groups;
  const given = left.length + (right?.length ?? 0);
  if (right === undefined ? given !== 8 : given > 7) return complain(`${given} groups`);
  const all = right === undefined ? left : [...left, ...Array<string>(8 - given).fill('0'), ...right];
  return ok(Uint8Array.from(all.flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 0xff])) as Address);
}

/** The canonical text form of RFC 5952: longest run of zero groups (two or more, the first of equals) compressed. */
export function formatAddress(octets: Uint8Array): string {
  if (isV4Mapped(octets)) return `::ffff:${octets.subarray(12, 16).join('.')}`;
  const { start, end } = longestZeroRun(octets);
  let text = '';
  for (let group = 0; group < 8; group++) {
    if (group === start) {
      text += '::';
      group = end - 1;
    } else {
      if (group > 0 && group !== end) text += ':';
      text += groupOf(octets, group).toString(16);
    }
  }
  return text;
}

const groupOf = (octets: Uint8Array, group: number): number => ((octets[2 * group] ?? 0) << 8) | (octets[2 * group + 1] ?? 0);

/** Of two groups or more; a start of -1 when there is none. */
function longestZeroRun(octets: Uint8Array): { readonly start: number; readonly end: number } {
  let longest = { start: -1, end: 0 };
  let start = 0;
  for (let group = 0; group < 8; group++) {
    if (groupOf(octets, group) !== 0) start = group + 1;
    else if (group + 1 - start > Math.max(1, longest.end - longest.start)) longest = { start, end: group + 1 };
  }
  return longest;
}

/** A string that is equal for equal addresses, for use as the key of a map. */
export const addressKey = (a: Uint8Array): string =>
  String.fromCharCode(pair(a, 0), pair(a, 2), pair(a, 4), pair(a, 6), pair(a, 8), pair(a, 10), pair(a, 12), pair(a, 14));

const pair = (a: Uint8Array, at: number): number => ((a[at] as number) << 8) | (a[at + 1] as number);

/** The address of a key that `addressKey` made. */
export const addressOfKey = (key: string): Address =>
  Uint8Array.from({ length: 16 }, (_, i) => (key.charCodeAt(i >> 1) >> (i & 1 ? 0 : 8)) & 0xff) as Address;

export const sameAddress = (a: Uint8Array, b: Uint8Array): boolean => equalOctets(a, b);

export const UNSPECIFIED = address('::');
export const LOOPBACK = address('::1');
export const ALL_NODES = address('ff02::1');
export const ALL_ROUTERS = address('ff02::2');
/** RFC 3810 section 5.2.14: where MLDv2 reports go. */
export const ALL_MLDV2_ROUTERS = address('ff02::16');

export function isUnspecified(a: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== 0) return false;
  return true;
}
export const isLoopback = (a: Uint8Array): boolean => equalOctets(a, LOOPBACK);
export const isMulticast = (a: Uint8Array): boolean => a[0] === 0xff;
/** Of a single node, or of the nearest of several (anycast); `::` is nobody's (RFC 4291 sections 2.4 and 2.5.2). */
export const isUnicast = (a: Uint8Array): boolean => !isMulticast(a) && !isUnspecified(a);
/** RFC 4607 section 1: the range of source-specific multicast, ff3x::/32. */
export const isSourceSpecific = (a: Uint8Array): boolean => a[0] === 0xff && ((a[1] ?? 0) & 0xf0) === 0x30 && a[2] === 0 && a[3] === 0;
export const isLinkLocal = (a: Uint8Array): boolean => a[0] === 0xfe && ((a[1] ?? 0) & 0xc0) === 0x80;

function isV4Mapped(a: Uint8Array): boolean {
  return a[10] === 0xff && a[11] === 0xff && isUnspecified(a.subarray(0, 10));
}

/** RFC 4291 section 2.7: the scope field of a multicast address (1 interface, 2 link, ... e global). */
export const multicastScope = (a: Uint8Array): number => (a[1] ?? 0) & 0x0f;

/** Values of it. */
export const INTERFACE_LOCAL_SCOPE = 1;
export const LINK_LOCAL_SCOPE = 2;

/** RFC 4007 section 6: the address means another node on each link, so that only the link tells which. */
export const needsZone = (a: Uint8Array): boolean =>
  isLinkLocal(a) || (isMulticast(a) && multicastScope(a) >= INTERFACE_LOCAL_SCOPE && multicastScope(a) <= LINK_LOCAL_SCOPE);

const SOLICITED_NODE_PREFIX = address('ff02::1:ff00:0').subarray(0, 13);

/** RFC 4291 section 2.7.1: ff02::1:ff and the low-order 24 bits of the address. */
export function solicitedNodeMulticast(a: Uint8Array): Address {
  const group = new Uint8Array(16);
  group.set(SOLICITED_NODE_PREFIX);
  for (let i = 13; i < 16; i++) group[i] = a[i] as number;
  return group as Address;
}

export const isSolicitedNodeMulticast = (a: Uint8Array): boolean => equalOctets(a.subarray(0, 13), SOLICITED_NODE_PREFIX);

/** An address made of the first 64 bits of `prefix` and an interface identifier of eight octets. */
export const withInterfaceIdentifier = (prefix: Uint8Array, identifier: Uint8Array): Address =>
  concat(prefix.subarray(0, 8), identifier) as Address;

const LINK_LOCAL_PREFIX = address('fe80::');

/** RFC 4291 section 2.5.6. */
export const linkLocalAddress = (identifier: Uint8Array): Address => withInterfaceIdentifier(LINK_LOCAL_PREFIX, identifier);
