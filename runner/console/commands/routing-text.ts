import { formatAddress, isUnspecified, needsZone } from '../../../reference/net/address.js';
import { formatLinkLayerAddress } from '../../../reference/net/link-layer-address.js';
import { AF_INET6, AF_LINK, RTF, type RouteFlag } from '../../../reference/routing/routing-socket/constants.js';
import type { DataModel } from '../../../reference/routing/routing-socket/c-structure.js';
import { apiForm, type ZonedAddress } from '../../../reference/routing/routing-socket/embedded-scope.js';
import { decodeInet6, decodeLink } from '../../../reference/routing/routing-socket/socket-address.js';

/** Messages of this program are made and read in one form. */
export { LP64 as MODEL } from '../../../reference/routing/routing-socket/c-structure.js';

/** The name of the interface with a number. */
export type InterfaceNames = (index: number) => string;

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
export function addressIn(octets: Uint8Array, model: DataModel): ZonedAddress | undefined {
  const decoded = decodeInet6(octets, model);
  return decoded.ok ? apiForm(decoded.value.address) : undefined;
}

/** `fe80::1%ne0`: the zone stands only where it means something. */
export const zonedText = ({ address, zone }: ZonedAddress, names: InterfaceNames): string =>
  needsZone(address) && zone !== 0 ? `${formatAddress(address)}%${names(zone)}` : formatAddress(address);

/** Any socket address: an address with its zone, a link-layer address, or `link#2`. */
export function socketAddressText(octets: Uint8Array, model: DataModel, names: InterfaceNames): string {
  if (octets[1] === AF_INET6 && octets.length > 1) {
    const found = addressIn(octets, model);
    if (found !== undefined) return zonedText(found, names);
  }
  const link = octets[1] === AF_LINK ? decodeLink(octets, model) : undefined;
  if (link?.ok !== true) return isUnspecified(octets) ? 'default' : `(${octets.length} octets)`;
  const { address, name, index } = link.value;
  if (address.length > 0) return formatLinkLayerAddress(address);
  return name === '' ? `link#${index}` : name;
}
