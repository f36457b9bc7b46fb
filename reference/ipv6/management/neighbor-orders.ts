import { formatAddress, isLinkLocal, isLoopback, type Address, isUnicast } from '../../net/address.js';
import type { LinkLayerAddress } from '../../net/link-layer-address.js';
import { prefixContains, prefixOf } from '../../net/prefix.js';
import { failed, ok, type Result } from '../../net/result.js';
import { after } from '../../time.js';
import type { Interface } from '../interface.js';

/** Orders about the neighbours of one interface. */
export type NeighborOrder =
  /** The link-layer address of a neighbour, by hand; `temporary` for a while only. */
  | {
      readonly kind: 'set-neighbor';
      readonly link: string;
      readonly address: Address;
      readonly linkLayerAddress: LinkLayerAddress;
      readonly temporary?: true;
    }
  /** Answers for a node elsewhere (RFC 4861 section 7.2.8), with the interface's own link-layer address or another. */
  | { readonly kind: 'add-proxy'; readonly link: string; readonly address: Address; readonly linkLayerAddress?: LinkLayerAddress }
  | { readonly kind: 'remove-proxy' | 'forget-neighbor'; readonly link: string; readonly address: Address }
  /** Unsolicited Neighbor Advertisements of an address of the interface, or of one that it answers for (RFC 4861 section 7.2.6). */
  | { readonly kind: 'announce'; readonly link: string; readonly address: Address }
  /** Forgets what was learned of neighbours, of prefixes, of default routers. */
  | { readonly kind: 'flush-neighbors' | 'flush-prefixes' | 'flush-routers'; readonly link: string };

export function obeyNeighborOrder(iface: Interface, order: NeighborOrder): Result<void, string> {
  switch (order.kind) {
    case 'set-neighbor':
      return setNeighbor(iface, order);
    case 'add-proxy':
      return addProxy(iface, order);
    case 'remove-proxy':
      if (iface.proxies.remove(order.address)) return ok(undefined);
      return failed(`${iface.name} does not answer for ${formatAddress(order.address)}`);
    case 'forget-neighbor':
      if (iface.neighbors.forget(order.address)) return ok(undefined);
      return failed(`${iface.name} knows no neighbour ${formatAddress(order.address)}`);
    case 'announce':
      return announce(iface, order.address);
    case 'flush-neighbors':
      iface.neighbors.stop();
      iface.destinations.clear();
      return ok(undefined);
    case 'flush-prefixes':
      for (const prefix of iface.prefixes.list()) iface.prefixes.remove(prefix);
      return ok(undefined);
    case 'flush-routers':
      for (const { address } of iface.routers.list()) iface.routers.remove(address);
      return ok(undefined);
  }
}

function setNeighbor(iface: Interface, order: Extract<NeighborOrder, { kind: 'set-neighbor' }>): Result<void, string> {
  const { address, linkLayerAddress, temporary } = order;
  const why = noNeighbor(iface, address);
  if (why !== undefined) return failed(why);
  const { constants } = iface.variables;
  const until = temporary ? after(iface.context.now(), constants.TEMPORARY_NEIGHBOR_LIFETIME) : 'never';
  if (iface.neighbors.fix({ address, linkLayerAddress, until })) return ok(undefined);
  return failed(`${iface.name} has no room for more than ${constants.NEIGHBOR_CACHE_LIMIT} neighbours set by hand`);
}

function addProxy(iface: Interface, { address, linkLayerAddress }: Extract<NeighborOrder, { kind: 'add-proxy' }>): Result<void, string> {
  const why = noNeighbor(iface, address);
  if (why !== undefined) return failed(why);
  if (!iface.variables.features.proxyOffLink && !isOnLink(iface, address))
    return failed(`${formatAddress(address)} is not on the link of ${iface.name}: KAME answers for no such node`);
  if (iface.proxies.add({ address, ...(linkLayerAddress && { linkLayerAddress }) })) return ok(undefined);
  return failed(`${iface.name} answers for ${iface.variables.constants.PROXY_LIMIT} nodes already`);
}

function announce(iface: Interface, address: Address): Result<void, string> {
  if (iface.state !== 'up') return failed(`${iface.name} is down`);
  if (iface.announcements.byHand(address)) return ok(undefined);
  return failed(`${formatAddress(address)} is no address of ${iface.name}, nor answered for there`);
}

function noNeighbor(iface: Interface, address: Address): string | undefined {
  if (!isUnicast(address) || isLoopback(address)) return `${formatAddress(address)} is no unicast address of a neighbour`;
  return iface.addresses.find(address) === undefined ? undefined : `${formatAddress(address)} is an address of ${iface.name} itself`;
}

const isOnLink = (iface: Interface, address: Address): boolean =>
  isLinkLocal(address) ||
  iface.routes.isOnLink(address) ||
  iface.addresses.list().some((own) => prefixContains(prefixOf(own.address, own.prefixLength), address));
