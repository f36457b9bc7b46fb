import { needsZone } from '../../net/address.js';
import type { Prefix } from '../../net/prefix.js';
import type { ConfiguredRoute } from '../node-configuration.js';
import type { Route, RouteKey } from './routing-table.js';

/** A route to what is on every link is one of the link that it names (RFC 4007 section 6). */
export const staticRouteKey = ({ prefix, link }: { readonly prefix: Prefix; readonly link: string }): RouteKey => ({
  prefix,
  ...(needsZone(prefix.address) && { zone: link }),
});

export function staticRoute(route: ConfiguredRoute): Route {
  const { link, gateway, reject, blackhole, distance, metric } = route;
  const chosen = { ...(distance !== undefined && { distance }), ...(metric !== undefined && { metric }) };
  const entry = { ...chosen, ...staticRouteKey(route), origin: 'static' } as const;
  if (reject) return { ...entry, target: { kind: 'reject' } };
  if (blackhole) return { ...entry, target: { kind: 'blackhole' } };
  return { ...entry, target: { kind: 'interface', name: link, ...(gateway && { gateway }) } };
}
