import { ALL_ROUTERS, address, isLinkLocal } from '../net/address.js';
import { isAssigned } from './address-table.js';
import { attachSubnet, detachSubnets } from './forwarding/attached-subnets.js';
import type { Ipv6Interface } from './services.js';

/** RFC 4291 section 2.8: the groups of all routers, on the link and in the site. */
const ROUTER_GROUPS = [ALL_ROUTERS, address('ff05::2')];

export function joinRouterGroups(iface: Ipv6Interface): void {
  for (const group of ROUTER_GROUPS) iface.groups.join(group);
}

/** Forwarding was turned on: what a host learned from routers is not for a router (RFC 4861 section 6.2.7). */
export function becomeRouter(iface: Ipv6Interface): void {
  iface.discovery.stop();
  iface.routers.clear();
  iface.prefixes.clear();
  iface.destinations.clear();
  joinRouterGroups(iface);
  for (const entry of iface.addresses.list()) if (isAssigned(entry) && !entry.anycast) attachSubnet(iface, entry);
  iface.advertising.review();
}

/**
 * Forwarding was turned off: RFC 4861 section 6.2.5. The interface ceases to advertise, because "a host MUST NOT send
 * Router Advertisement messages at any time" (section 6.2.4), and looks for routers, as section 6.3.7 lets it.
 */
export function becomeHost(iface: Ipv6Interface): void {
  detachSubnets(iface);
  iface.destinations.clear();
  for (const group of ROUTER_GROUPS) iface.groups.leave(group);
  iface.advertising.review();
  if (iface.addresses.candidates().some(({ address }) => isLinkLocal(address))) iface.discovery.begin({ delayed: true });
}
