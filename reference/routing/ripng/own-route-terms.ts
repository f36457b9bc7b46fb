import { prefixKey, type Prefix } from '../../net/prefix.js';
import type { OwnRouteTerms, RipngSettings } from './settings.js';

/** The metric and the tag that a route of the router's own is told with: its terms, or else by the network that it leads through. */
export function termsOf(
  prefix: Prefix,
  interfaceName: string,
  { ownRoutes, interfaces, routeTag }: RipngSettings,
): Required<OwnRouteTerms> {
  const usual = { metric: interfaces.get(interfaceName)?.cost ?? 1, routeTag };
  return { ...usual, ...ownRoutes?.get(prefixKey(prefix)) };
}
