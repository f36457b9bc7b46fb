import { formatAddress, isUnspecified } from '../../../reference/net/address.js';
import { formatLinkLayerAddress } from '../../../reference/net/link-layer-address.js';
import { AF_INET6, AF_LINK, RTF, type RouteFlag } from '../../../reference/routing/routing-socket/constants.js';
import type { Node } from '../../../reference/node.js';
import { LP64 } from '../../../reference/routing/routing-socket/c-structure.js';
import { apiForm, type ZonedAddress } from '../../../reference/routing/routing-socket/embedded-scope.js';
import { decodeInet6, decodeLink } from '../../../reference/routing/routing-socket/socket-address.js';
import { zoned } from '../names.js';

/** Messages of this program are made and read in one form. */
export const MODEL = LP64;

/** The name of the interface with a number. */
export type InterfaceNames = (index: number) => string;

/** Those that a node has now. */
export function interfaceNames(node: Pick<Node, 'interfaces'>): InterfaceNames {
  const names = new Map(node.interfaces().map(({ index, name }) => [index, name]));
  return (index) => names.get(index) ?? String(index);
}

/** Letters of netstat, in its order. */
const LETTERS: readonly (readonly [RouteFlag, string])[] = [
  ['UP', 'U'],
  ['GATEWAY', 'G'],
  ['HOST', 'H'],
  ['REJECT', 'R'],
  ['DYNAMIC', 'D'],
  ['MODIFIED', 'M'],
  ['DONE', 'd'],
  ['CLONING', 'C'],
  ['XRESOLVE', 'X'],
  ['LLINFO', 'L'],
  ['STATIC', 'S'],
  ['PROTO1', '1'],
  ['PROTO2', '2'],
  ['WASCLONED', 'W'],
  ['PRCLONING', 'c'],
  ['PROTO3', '3'],
  ['BLACKHOLE', 'B'],
];

export const flagLetters = (flags: number): string => LETTERS.map(([name, letter]) => ((flags & RTF[name]) === 0 ? '' : letter)).join('');

/** As route(8) writes them: `<UP,GATEWAY,DONE>`. */
export const flagNames = (flags: number): string =>
  `<${(Object.keys(RTF) as RouteFlag[]).filter((name) => (flags & RTF[name]) !== 0).join(',')}>`;

/** The address of a socket address, taken out of its embedded form; undefined when it is none of IPv6. */
export function addressIn(octets: Uint8Array): ZonedAddress | undefined {
  const decoded = decodeInet6(octets, MODEL);
  return decoded.ok ? apiForm(decoded.value.address) : undefined;
}

/** `fe80::1%ne0`: the zone stands only where it means something. */
export const zonedText = ({ address, zone }: ZonedAddress, names: InterfaceNames): string =>
  zone === 0 ? formatAddress(address) : zoned(address, names(zone));

/** Any socket address: an address with its zone, a link-layer address, or `link#2`. */
export function socketAddressText(octets: Uint8Array, names: InterfaceNames): string {
  if (octets[1] === AF_INET6 && octets.length > 1) {
    const found = addressIn(octets);
    if (found !== undefined) return zonedText(found, names);
  }
  const link = octets[1] === AF_LINK ? decodeLink(octets, MODEL) : undefined;
  if (link?.ok !== true) return isUnspecified(octets) ? 'default' : `(${octets.length} octets)`;
  const { address, name, index } = link.value;
  if (address.length > 0) return formatLinkLayerAddress(address);
  return name === '' ? `link#${index}` : name;
}
