import { sameAddress, type Address } from '../net/address.js';
import type { InterfaceAddress } from './address-table.js';
import type { Ipv6Interface } from './services.js';

/**
 * KAME's DETACHED: the routers that advertise the prefix of an address are gone, while another router is there, so that
 * the node has probably moved. Such an address keeps its lifetimes, but no packet is sent from it. Where no router at all
 * can be reached, nothing is detached: the routers may be down. Addresses set by hand never are.
 */
export function isDetached(iface: Ipv6Interface, entry: Pick<InterfaceAddress, 'address' | 'origin'>): boolean {
  if (!iface.variables.features.detachAddresses) return false;
  if (entry.origin !== 'autoconfigured' && entry.origin !== 'temporary') return false;
  const advertisers = iface.advertisers.of(entry.address);
  return advertisers.length > 0 && !advertisers.some((router) => isThere(iface, router)) && someRouterIsThere(iface);
}

/** Of an advertised prefix, or a default router that advertises none. */
function someRouterIsThere(iface: Ipv6Interface): boolean {
  const advertisers = iface.advertisers.list();
  const withoutPrefix = iface.routers.list().filter(({ address }) => !advertisers.some(({ router }) => sameAddress(router, address)));
  return withoutPrefix.length > 0 || advertisers.some(({ router }) => isThere(iface, router));
}

/** KAME takes every neighbour whose link-layer address it knows for one that can probably be reached. */
function isThere(iface: Ipv6Interface, router: Address): boolean {
  const { phase } = iface.neighbors.state(router);
  return phase !== 'none' && phase !== 'incomplete';
}
