import { isLinkLocal, type Address } from '../../net/address.js';
import type { Prefix } from '../../net/prefix.js';
import { DEFAULT_ROUTE } from '../../ipv6/well-known-prefixes.js';
import { aggregateFor, passes } from './filters.js';
import type { AdvertisedRoute } from './response-messages.js';
import type { RipngRoute } from './ripng-table.js';
import type { RipngFeatures } from './features.js';
import type { RipngInterfaceSettings } from './settings.js';
import { advertisedMetric } from './split-horizon.js';

/** What is told beside what the interface is set to. */
export interface Telling {
  /** Of a triggered update. */
  readonly onlyChanged: boolean;
  readonly routeTag: number;
  readonly features: Pick<RipngFeatures, 'splitOwnSubnets' | 'nameEveryNextHop'>;
  /** An address of the router in a subnet of the interface. */
  readonly ownAddress: (subnet: Prefix) => Address | undefined;
}

/**
 * What a response on an interface tells of a table: split horizon, filters and aggregates of the interface applied (RFC
 * 2080 sections 2.5.2, 2.6 and 3).
 */
export function advertisedRoutes(
  table: readonly RipngRoute[],
  interfaceName: string,
  settings: RipngInterfaceSettings,
  telling: Telling,
): readonly AdvertisedRoute[] {
  if (settings.defaultRouteOnly !== undefined)
    return [{ prefix: DEFAULT_ROUTE, routeTag: telling.routeTag, metric: settings.defaultRouteOnly }];
  const chosen = table.filter(
    (route) =>
      (route.isChanged || !telling.onlyChanged) &&
      !aggregateFor(route.prefix, settings) &&
      isWanted(route, interfaceName, settings, telling),
  );
  const routes = chosen.flatMap((route) => {
    const metric = advertisedMetric(route, interfaceName, settings.splitHorizon);
    return metric === undefined || !passes(route.prefix, settings.advertises) ? [] : [told(route, metric, interfaceName, telling)];
  });
  const aggregates = (settings.aggregates ?? []).filter(({ prefix }) => passes(prefix, settings.advertises));
  return telling.onlyChanged ? routes : [...routes, ...aggregates];
}

/** Section 2.6 is about learned routes; of the router's own ones management says what is told where. */
function isWanted(route: RipngRoute, on: string, settings: RipngInterfaceSettings, { features }: Telling): boolean {
  const { origin, isStatic, interfaceName } = route;
  const isSplit = features.splitOwnSubnets && settings.splitHorizon !== 'off';
  const { staticRoutes = 'all', tellsOwnSubnets = !isSplit } = settings;
  if (!isStatic) return origin === 'learned' || interfaceName !== on || tellsOwnSubnets;
  // A lost one, too: of what nobody was told nobody is to be told that it is gone.
  return staticRoutes === 'all' || (staticRoutes === 'elsewhere' && interfaceName !== on);
}

function told(route: RipngRoute, metric: number, on: string, telling: Telling): AdvertisedRoute {
  const { prefix, routeTag } = route;
  const nextHop = route.interfaceName === on ? namedNextHop(route, telling) : undefined;
  return { prefix, routeTag, metric, ...(nextHop && { nextHop }) };
}

/** Another router on the same link is named as next hop, of routes that management entered: learned ones are not told there. */
function namedNextHop({ prefix, origin, nextHop }: RipngRoute, { features, ownAddress }: Telling): Address | undefined {
  if (features.nameEveryNextHop) return nextHop ?? ownAddress(prefix);
  return origin === 'own' && nextHop && isLinkLocal(nextHop) ? nextHop : undefined;
}
