import { formatAddress } from '../../reference/net/address.js';
import { formatPrefix } from '../../reference/net/prefix.js';
import type { AddTunnel } from '../../suites/kit/tunnel-action.js';

/**
 * The parameters of a tunnel as text: name, family, local, remote, addresses and routes (each separated by blanks), hopLimit,
 * trafficClass, flowLabel, encapsulationLimit, ecn; those that the action has.
 */
export function tunnelParameters(action: AddTunnel): ReadonlyMap<string, string> {
  const { name, family, local, remote, addresses, routes, hopLimit, trafficClass, flowLabel, encapsulationLimit, ecn } = action;
  const parameters = new Map<string, string>([
    ['name', name],
    ['family', family],
    ['local', formatAddress(local)],
    ['remote', formatAddress(remote)],
    ['addresses', addresses.map(({ address, prefixLength }) => `${formatAddress(address)}/${prefixLength}`).join(' ')],
    ['routes', routes.map(formatPrefix).join(' ')],
  ]);
  for (const [key, value] of Object.entries({ hopLimit, trafficClass, flowLabel, encapsulationLimit, ecn }))
    if (value !== undefined) parameters.set(key, String(value));
  return parameters;
}

/** The same in a sentence, for an operator. */
export function tunnelInWords(action: AddTunnel, where: string): string {
  const { name, family, local, remote, addresses, routes } = action;
  const settings = [...tunnelParameters(action)].slice(FIXED_PARAMETERS).map(([key, value]) => `${key} ${value}`);
  const protocol = { ipv6: 'IPv6' }[family];
  return [
    `Make a tunnel "${name}" in ${protocol} over ${where}, from ${formatAddress(local)} to ${formatAddress(remote)}`,
    ...addresses.map(({ address, prefixLength }) => `with the address ${formatAddress(address)}/${prefixLength} on it`),
    ...routes.map((prefix) => `with a route to ${formatPrefix(prefix)} through it`),
    ...settings.map((setting) => `with ${setting}`),
  ].join(', ');
}

/** Those that every tunnel has; the sentence says them otherwise. */
const FIXED_PARAMETERS = 6;
