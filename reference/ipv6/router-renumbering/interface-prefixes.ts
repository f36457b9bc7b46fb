import { isLinkLocal, isLoopback, sameAddress, type Address } from '../../net/address.js';
import { formatPrefix, prefixOf } from '../../net/prefix.js';
import type { ConfiguredAddress } from '../node-configuration.js';
import { prefixVariables } from '../router-advertising/advertising-variables.js';
import type { Ipv6Interface } from '../services.js';
import type { ConfiguredPrefix, PrefixConfiguration } from './prefix-configuration.js';

/**
 * The prefixes of an interface: those of its Router Advertisements, and the subnets of its addresses. The link-local prefix
 * is not among them: nobody configured it, it is never advertised (RFC 4861 section 6.2.1), and no interface can be without.
 * The same goes for the loopback address.
 */
export function configurationOf(iface: Ipv6Interface): PrefixConfiguration {
  const addresses = addressesOf(iface);
  const list = iface.advertising.prefixes;
  const advertised: readonly ConfiguredPrefix[] = (list ?? []).map((one) => ({ ...one, isAdvertised: true }));
  const others = addresses
    .map(({ address, prefixLength }) => prefixOf(address, prefixLength))
    .filter((subnet) => !advertised.some(({ prefix }) => formatPrefix(prefix) === formatPrefix(subnet)))
    .map((prefix) => [formatPrefix(prefix), { ...prefixVariables({ prefix }), isAdvertised: list === undefined }] as const);
  return { prefixes: [...advertised, ...new Map(others).values()], addresses };
}

const canChange = (address: Address): boolean => !isLinkLocal(address) && !isLoopback(address);

/** Those set by hand, and what the interface formed itself before it became a router's. */
function addressesOf(iface: Ipv6Interface): readonly ConfiguredAddress[] {
  const held = iface.addresses.list().filter(({ origin, address }) => origin !== 'subnet-router' && canChange(address));
  const byHand = iface.configuredAddresses.filter(({ address }) => canChange(address));
  const others = held.filter(({ address }) => !byHand.some((one) => sameAddress(one.address, address)));
  return [...byHand, ...others];
}

/** Brings an interface to a configuration; what comes and goes with its addresses follows by itself. */
export function takeOver(iface: Ipv6Interface, before: PrefixConfiguration, after: PrefixConfiguration): void {
  const isIn = (list: readonly ConfiguredAddress[], { address }: ConfiguredAddress): boolean =>
    list.some((one) => sameAddress(one.address, address));
  // First: from here on the list is no more what the addresses make it.
  iface.advertising.renumber(after.prefixes.filter(({ isAdvertised }) => isAdvertised));
  for (const one of before.addresses) if (!isIn(after.addresses, one)) iface.removeAddress(one.address);
  for (const one of after.addresses)
    if (!isIn(before.addresses, one) && !iface.addAddress(one)) iface.context.count('renumbering.addresses-refused');
}
