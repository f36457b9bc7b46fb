import type { Address } from '../net/address.js';
import { isOptimistic, type AddressOrigin, type NewAddress } from './address-table.js';
import type { Ipv6Interface } from './services.js';

/** RFC 4429 section 3.1: identifiers that hardly anybody else has; an address that somebody typed is none. */
const UNLIKELY_TO_COLLIDE: ReadonlySet<AddressOrigin> = new Set(['autoconfigured', 'temporary']);

/**
 * Whether a new address is used while it is being tested (RFC 4429 sections 3.2 and 3.3): not by a router, and not before the
 * link-layer address of a default router is known, since nothing could be sent to it.
 */
export const mayBeOptimistic = (iface: Ipv6Interface, { origin, anycast }: NewAddress): boolean =>
  iface.variables.optimisticDad &&
  !iface.variables.isRouter &&
  !anycast &&
  UNLIKELY_TO_COLLIDE.has(origin) &&
  knownRouter(iface) !== undefined;

/**
 * Section 3.2: from an Optimistic address no neighbour is resolved. What is for one whose link-layer address is unknown goes to
 * a default router, in the hope of a Redirect; undefined where there is none, so that the packet must wait.
 */
export const knownHop = (iface: Ipv6Interface, source: Address, nextHop: Address): Address | undefined =>
  !isOptimistic(iface.addresses.find(source)) || isResolved(iface, nextHop) ? nextHop : knownRouter(iface);

const knownRouter = (iface: Ipv6Interface): Address | undefined =>
  iface.routers.list().find(({ address }) => isResolved(iface, address))?.address;

const isResolved = ({ link, neighbors }: Ipv6Interface, neighbor: Address): boolean =>
  !link.hasAddresses || 'linkLayerAddress' in neighbors.state(neighbor);
