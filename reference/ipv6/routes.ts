import { isLinkLocal, isMulticast, sameAddress, type Address } from '../net/address.js';
import type { Ipv6Interface, RouteService } from './services.js';

/** Next-hop determination on one interface: RFC 4861 section 5.2 as corrected by RFC 5942 section 4. */
export function routes(iface: Ipv6Interface): RouteService {
  const isOnLink = (destination: Address): boolean =>
    isMulticast(destination) || isLinkLocal(destination) || iface.prefixes.covers(destination) || isAttached(destination);

  /** Where a router has an address, its configuration says that the rest of the subnet is there too. */
  const isAttached = (destination: Address): boolean => {
    if (!iface.variables.isRouter) return false;
    const way = iface.context.routing.wayTo(destination);
    return way !== undefined && way !== 'rejected' && way.iface === iface && sameAddress(way.nextHop, destination);
  };

  /** Section 6.3.6: any state but INCOMPLETE counts as probably reachable. */
  const isReachable = (router: Address): boolean => {
    const { phase } = iface.neighbors.state(router);
    return phase !== 'none' && phase !== 'incomplete';
  };

  const determine = (destination: Address, advance: boolean): Address | undefined => {
    if (isOnLink(destination)) return destination;
    const byHand = byRoute(destination);
    if (iface.variables.isRouter || byHand !== undefined) return byHand;
    const { routerPreferences: preferences, assumeOnLink } = iface.variables.features;
    const router = iface.routers.select(isReachable, { preferences, advance });
    return router ?? (assumeOnLink ? destination : undefined);
  };

  /** A host has the routes that were set by hand, and each holds on the interface that it names. */
  const byRoute = (destination: Address): Address | undefined => {
    const way = iface.context.routing.wayTo(destination);
    if (way === undefined || way === 'rejected') return undefined;
    return iface.variables.isRouter || way.iface === iface ? way.nextHop : undefined;
  };

  return {
    isOnLink,
    nextHop(destination) {
      if (isMulticast(destination)) return destination;
      const known = iface.destinations.use(destination);
      // A router asks its routes each time: they change under it.
      if (known !== undefined && !(iface.variables.isRouter && known.source === 'route')) return known.nextHop;
      const nextHop = determine(destination, true);
      if (nextHop !== undefined) iface.destinations.put({ destination, nextHop, source: 'route' });
      return nextHop;
    },
    currentFirstHop: (destination) => iface.destinations.peek(destination)?.nextHop ?? determine(destination, false),
  };
}
