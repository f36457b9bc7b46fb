import { formatAddress, isLinkLocal, isLoopback, sameAddress, type Address } from '../../net/address.js';
import { formatPrefix, prefixOf, type Prefix } from '../../net/prefix.js';
import type { InterfaceAddress } from '../address-table.js';
import type { Ipv6Interface } from '../services.js';

/** RFC 6164 section 5.1: the two routers of a /127 have no subnet-router anycast address; a /128 is no subnet. */
const LONGEST_SUBNET = 126;

const subnetOf = ({ address, prefixLength }: InterfaceAddress): Prefix => prefixOf(address, prefixLength);

/**
 * What an address brings that is assigned to an interface which routes: the subnet is reached there, and the router
 * answers to its subnet-router anycast address (RFC 4291 section 2.6.1).
 */
export function attachSubnet(iface: Ipv6Interface, entry: InterfaceAddress): void {
  const subnet = subnetOf(entry);
  // The link-local prefix is on every link: no table of the whole node can say on which one an address is. ::1 is no business of routes.
  if (!isLinkLocal(entry.address) && !isLoopback(entry.address))
    iface.context.routing.add({ prefix: subnet, origin: 'connected', target: { kind: 'interface', name: iface.name } });
  if (subnet.length > LONGEST_SUBNET || sameAddress(subnet.address, entry.address)) return;
  iface.assignment.assign(
    { address: subnet.address, prefixLength: subnet.length, origin: 'subnet-router', anycast: true },
    { delayed: false },
  );
}

/** The interface routes no more: its subnets, and their anycast addresses, are no business of routes. */
export function detachSubnets(iface: Ipv6Interface): void {
  for (const entry of iface.addresses.list()) {
    if (entry.origin === 'subnet-router') iface.assignment.remove(entry.address);
    else iface.context.routing.remove(subnetOf(entry), 'connected');
  }
}

/** The address is gone: so is its subnet, unless another address is in it. */
export function detachSubnet(iface: Ipv6Interface, entry: InterfaceAddress): void {
  const subnet = subnetOf(entry);
  const isSubnet = (other: Address, length: number): boolean => formatPrefix(prefixOf(other, length)) === formatPrefix(subnet);
  const others = iface.addresses.list().filter(({ origin }) => origin !== 'subnet-router');
  if (others.some(({ address, prefixLength }) => isSubnet(address, prefixLength))) return;
  iface.context.routing.remove(subnet, 'connected');
  if (iface.addresses.find(subnet.address)?.origin === 'subnet-router') iface.assignment.remove(subnet.address);
  iface.context.event('subnet-detached', iface.name, formatAddress(subnet.address));
}
