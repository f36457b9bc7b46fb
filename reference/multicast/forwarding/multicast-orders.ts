import { formatAddress, type Address } from '../../net/address.js';
import { formatPrefix, type Prefix } from '../../net/prefix.js';
import { failed, ok, type Result } from '../../net/result.js';
import type { Interface } from '../../ipv6/interface.js';
import { problemWithMulticastRoute, type MulticastRoute } from './multicast-routes.js';
import { isConfigurableScope } from './scope-zones.js';

/** Orders of system management about packets to groups in transit. */
export type MulticastOrder =
  | ({ readonly kind: 'add-multicast-route' } & MulticastRoute)
  | { readonly kind: 'remove-multicast-route'; readonly link: string; readonly groups: Prefix; readonly source?: Address }
  /** The interface belongs to this zone of a scope (RFC 4007 section 6). */
  | { readonly kind: 'set-zone'; readonly link: string; readonly scope: number; readonly zone: number };

export function obeyMulticastOrder(iface: Interface, order: MulticastOrder): Result<void, string> {
  const { interfaces, multicastRoutes } = iface.context;
  if (order.kind === 'set-zone') {
    if (!isConfigurableScope(order.scope)) return failed(`${order.scope} is no scope with zones to choose: 3 to 13 are`);
    iface.zones.set(order.scope, order.zone);
    return ok(undefined);
  }
  const { groups, source } = order;
  const text = `${formatPrefix(groups)} from ${source === undefined ? 'anybody' : formatAddress(source)}`;
  if (order.kind === 'remove-multicast-route')
    return multicastRoutes.remove(groups, source) ? ok(undefined) : failed(`there is no multicast route for ${text}`);
  const { link, to } = order;
  const route: MulticastRoute = { groups, link, to, ...(source && { source }) };
  const problem = problemWithMulticastRoute(
    route,
    [...interfaces()].map(({ name }) => name),
  );
  if (problem !== undefined) return failed(problem);
  return multicastRoutes.add(route) ? ok(undefined) : failed(`there is no room for a multicast route for ${text}`);
}
