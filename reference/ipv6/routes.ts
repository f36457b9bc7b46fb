import { isLinkLocal, isMulticast, type Address } from '../net/address.js';
import type { Ipv6Interface, RouteService } from './services.js';

/** Next-hop determination on one interface: RFC 4861 section 5.2 as corrected by RFC 5942 section 4. */
export function routes(iface: Ipv6Interface): RouteService {
  const isOnLink = (destination: Address): boolean =>
    isMulticast(destination) || isLinkLocal(destination) || iface.prefixes.covers(destination);

  /** Section 6.3.6: any state but INCOMPLETE counts as probably reachable. */
  const isReachable = (router: Address): boolean => {
    const { phase } = iface.neighbors.state(router);
    return phase !== 'none' && phase !== 'incomplete';
  };

  const determine = (destination: Address, advance: boolean): Address | undefined => {
    if (isOnLink(destination)) return destination;
    const { routerPreferences: preferences, assumeOnLink } = iface.variables.features;
    const router = iface.routers.select(isReachable, { preferences, advance });
    return router ?? (assumeOnLink ? destination : undefined);
  };

  return {
    isOnLink,
    nextHop(destination) {
      if (isMulticast(destination)) return destination;
      const known = iface.destinations.use(destination);
      if (known !== undefined) return known.nextHop;
      const nextHop = determine(destination, true);
      if (nextHop !== undefined) iface.destinations.put({ destination, nextHop, source: 'route' });
      return nextHop;
    },
    currentFirstHop: (destination) => iface.destinations.peek(destination)?.nextHop ?? determine(destination, false),
  };
}
