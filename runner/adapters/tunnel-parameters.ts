import { formatAddress } from '../../reference/net/address.js';
import { formatIpv4Address, type Ipv4Prefix } from '../../reference/net/ipv4-address.js';
import { formatPrefix } from '../../reference/net/prefix.js';
import type { AddTunnel } from '../../suites/kit/tunnel-action.js';

export const endsOf = (tunnel: AddTunnel): { readonly local: string; readonly remote: string } =>
  tunnel.family === 'ipv6'
    ? { local: formatAddress(tunnel.local), remote: formatAddress(tunnel.remote) }
    : { local: formatIpv4Address(tunnel.local), remote: formatIpv4Address(tunnel.remote) };

const formatIpv4Prefix = ({ address, length }: Ipv4Prefix): string => `${formatIpv4Address(address)}/${length}`;

/** The addresses of the tunnel's interface and the prefixes that lead into it, of both protocols. */
export const addressesOf = ({ addresses, ipv4Addresses = [] }: AddTunnel): readonly string[] => [
  ...addresses.map(({ address, prefixLength }) => `${formatAddress(address)}/${prefixLength}`),
  ...ipv4Addresses.map(formatIpv4Prefix),
];
export const routesOf = ({ routes, ipv4Routes = [] }: AddTunnel): readonly string[] => [
  ...routes.map(formatPrefix),
  ...ipv4Routes.map(formatIpv4Prefix),
];

/**
 * The parameters of a tunnel as text: name, family, local, remote, addresses and routes (each separated by blanks), hopLimit,
 * trafficClass, flowLabel, encapsulationLimit, mtu, ecn; those that the action has.
 */
export const tunnelParameters = (action: AddTunnel): ReadonlyMap<string, string> =>
  new Map([
    ['name', action.name],
    ['family', action.family],
    ...Object.entries(endsOf(action)),
    ['addresses', addressesOf(action).join(' ')],
    ['routes', routesOf(action).join(' ')],
    ...settingsOf(action),
  ]);

function settingsOf(action: AddTunnel): readonly (readonly [string, string])[] {
  const { hopLimit, trafficClass, ecn } = action;
  const own =
    action.family === 'ipv6' ? { flowLabel: action.flowLabel, encapsulationLimit: action.encapsulationLimit } : { mtu: action.mtu };
  return Object.entries({ hopLimit, trafficClass, ...own, ecn }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  );
}

const PROTOCOLS = { ipv6: 'IPv6', ipv4: 'IPv4' };

/** The same in a sentence, for an operator. */
export function tunnelInWords(action: AddTunnel, where: string): string {
  const { local, remote } = endsOf(action);
  return [
    `Make a tunnel "${action.name}" in ${PROTOCOLS[action.family]} over ${where}, from ${local} to ${remote}`,
    ...addressesOf(action).map((address) => `with the address ${address} on it`),
    ...routesOf(action).map((prefix) => `with a route to ${prefix} through it`),
    ...settingsOf(action).map(([name, value]) => `with ${name} ${value}`),
  ].join(', ');
}
