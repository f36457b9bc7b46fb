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
  const chosen = table.filter(({ isChanged, prefix }) => (isChanged || !options.onlyChanged) && !aggregateFor(prefix, settings));
  const routes = chosen.flatMap((route) => {
    const metric = advertisedMetric(route, interfaceName, settings.splitHorizon);
    return metric === undefined || !passes(route.prefix, settings.advertises) ? [] : [told(route, metric, interfaceName)];
  });
  return options.onlyChanged ? routes : [...routes, ...(settings.aggregates ?? [])];
}

/** Another router on the same link is named as next hop, of routes that management entered: learned ones are not told there. */
function told({ prefix, routeTag, nextHop, interfaceName, origin }: RipngRoute, metric: number, on: string): AdvertisedRoute {
  const isNamed = origin === 'own' && nextHop !== undefined && interfaceName === on && isLinkLocal(nextHop);
  return { prefix, routeTag, metric, ...(isNamed && { nextHop }) };
}
