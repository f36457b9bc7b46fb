import { isLinkLocal, UNSPECIFIED } from '../../net/address.js';
import { prefixOf } from '../../net/prefix.js';
import { aggregateFor, passes } from './filters.js';
import type { AdvertisedRoute } from './response-messages.js';
import type { RipngRoute } from './ripng-table.js';
import type { RipngInterfaceSettings } from './settings.js';
import { advertisedMetric } from './split-horizon.js';

const DEFAULT_ROUTE = prefixOf(UNSPECIFIED, 0);

/**
 * What a response on an interface tells of a table: split horizon, filters and aggregates of the interface applied (RFC
 * 2080 sections 2.5.2, 2.6 and 3). `onlyChanged` for triggered updates.
 */
export function advertisedRoutes(
  table: readonly RipngRoute[],
  interfaceName: string,
  settings: RipngInterfaceSettings,
  options: { readonly onlyChanged: boolean; readonly routeTag: number },
): readonly AdvertisedRoute[] {
  if (settings.defaultRouteOnly !== undefined)
    return [{ prefix: DEFAULT_ROUTE, routeTag: options.routeTag, metric: settings.defaultRouteOnly }];
  const chosen = table.filter(
    (route) =>
      (route.isChanged || !options.onlyChanged) && !aggregateFor(route.prefix, settings) && isWanted(route, interfaceName, settings),
  );
  const routes = chosen.flatMap((route) => {
    const metric = advertisedMetric(route, interfaceName, settings.splitHorizon);
    return metric === undefined || !passes(route.prefix, settings.advertises) ? [] : [told(route, metric, interfaceName)];
  });
  const aggregates = (settings.aggregates ?? []).filter(({ prefix }) => passes(prefix, settings.advertises));
  return options.onlyChanged ? routes : [...routes, ...aggregates];
}

/** Section 2.6 is about learned routes; of the router's own ones management says what is told where. */
function isWanted({ origin, isStatic, interfaceName }: RipngRoute, on: string, settings: RipngInterfaceSettings): boolean {
  if (origin === 'learned') return true;
  const { staticRoutes = 'all', tellsOwnSubnets = true } = settings;
  if (!isStatic) return interfaceName !== on || tellsOwnSubnets;
  return staticRoutes === 'all' || (staticRoutes === 'elsewhere' && interfaceName !== on);
}

/** Another router on the same link is named as next hop, of routes that management entered: learned ones are not told there. */
function told({ prefix, routeTag, nextHop, interfaceName, origin }: RipngRoute, metric: number, on: string): AdvertisedRoute {
  const isNamed = origin === 'own' && nextHop !== undefined && interfaceName === on && isLinkLocal(nextHop);
  return { prefix, routeTag, metric, ...(isNamed && { nextHop }) };
}
