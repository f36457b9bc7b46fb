import { isLinkLocal, isMulticast, type Address } from '../../net/address.js';
import type { Ipv6Interface, RoutingService } from '../services.js';

export interface InterfaceChoice<I extends Ipv6Interface> {
  readonly interfaces: readonly I[];
  readonly routing: RoutingService;
  /** Where packets go that nothing else says anything about. */
  readonly byDefault: string | undefined;
}

/**
 * The interface by which a packet of the node leaves when nobody names one. RFC 4861 section 5.2 is about one interface;
 * of several, that one is taken where the destination is, then that of a route, then that of a default router. For a
 * destination that is on every link (RFC 4007 section 6: "default zone") there is only the interface chosen by hand.
 */
export function outgoingInterface<I extends Ipv6Interface>(choice: InterfaceChoice<I>, destination: Address): I | undefined {
  const up = choice.interfaces.filter(({ state }) => state === 'up');
  const leadingOut = up.filter(({ link }) => link.kind !== 'loopback');
  const byDefault = up.find(({ name }) => name === choice.byDefault) ?? (leadingOut.length === 1 ? leadingOut[0] : undefined);
  if (isMulticast(destination) || isLinkLocal(destination))
    return up.find(({ addresses }) => addresses.find(destination) !== undefined) ?? byDefault;
  const own = up.find(({ addresses }) => addresses.find(destination) !== undefined);
  if (own !== undefined) return own;
  const way = choice.routing.wayTo(destination);
  const onLink = up.find((iface) => !iface.variables.isRouter && iface.routes.isOnLink(destination));
  if (onLink !== undefined) return onLink;
  if (typeof way === 'string') return undefined;
  return up.find((iface) => iface === way?.iface) ?? up.find(({ routers }) => routers.size > 0) ?? byDefault;
}
