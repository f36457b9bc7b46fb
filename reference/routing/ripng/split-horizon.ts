import { INFINITY } from './constants.js';
import type { RipngRoute } from './ripng-table.js';

/**
 * RFC 2080 section 2.6: what a router says of a route on the link that it learned it from. "This is the preferred method"
 * is said of poisoned reverse.
 */
export type SplitHorizon = 'off' | 'split-horizon' | 'poisoned-reverse';

/** The metric to advertise a route with on an interface; undefined when it is left out. */
export function advertisedMetric(route: RipngRoute, interfaceName: string, mode: SplitHorizon): number | undefined {
  const wasLearnedThere = route.origin === 'learned' && route.interfaceName === interfaceName;
  if (!wasLearnedThere || mode === 'off') return route.metric;
  return mode === 'poisoned-reverse' ? INFINITY : undefined;
}
