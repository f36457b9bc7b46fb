import { formatAddress, type Address } from '../net/address.js';
import { ADDRESS_BITS, prefixOf, type Prefix } from '../net/prefix.js';
import type { RouterAdvertisement } from '../wire/nd.js';
import type { NdOption } from '../wire/nd-options.js';
import { endOf } from './advertised-lifetime.js';
import type { RouterPreference } from './default-router-list.js';
import type { Until } from './lifetime-table.js';
import type { Ipv6Interface } from './services.js';
import { DEFAULT_ROUTE } from './well-known-prefixes.js';

type RouteInformation = Extract<NdOption, { kind: 'routeInformation' }>;

interface AdvertisedRoute {
  readonly prefix: Prefix;
  readonly preference: RouterPreference;
  readonly until: Until | 'withdrawn';
}

/** RFC 4191 section 2.1; the reserved value 2 is to be taken for medium (section 2.2). */
const PREFERENCES: readonly RouterPreference[] = ['medium', 'high', 'medium', 'low'];
const RESERVED_PREFERENCE = 2;

const ADDRESS_OCTETS = 16;

/**
 * RFC 4861 section 6.3.4 and RFC 4191 section 3.1: the route for ::/0 that the header of the advertisement gives, in whose
 * place that of a Route Information option steps, and the more specific ones.
 */
export function updateRoutes(iface: Ipv6Interface, router: Address, advertisement: RouterAdvertisement): void {
  const informed = iface.variables.features.routeInformation ? informedRoutes(iface, advertisement) : [];
  const override = informed.filter(({ prefix }) => prefix.length === 0).at(-1);
  updateDefaultRoute(iface, router, override ?? headerRoute(iface, advertisement));
  for (const { prefix, preference, until } of informed) {
    if (prefix.length === 0) continue;
    if (until === 'withdrawn') iface.routes.withdraw(prefix, router);
    else iface.routes.inform({ prefix, router, preference }, until);
  }
}

const headerRoute = (iface: Ipv6Interface, { routerLifetime, preference }: RouterAdvertisement): AdvertisedRoute => ({
  prefix: DEFAULT_ROUTE,
  preference: PREFERENCES[preference] ?? 'medium',
  until: endOf(iface.context.now(), routerLifetime),
});

function updateDefaultRoute(iface: Ipv6Interface, router: Address, { preference, until }: AdvertisedRoute): void {
  const { context, name, routers, variables } = iface;
  if (until === 'withdrawn') return void routers.remove(router);
  const change = routers.advertise({ address: router, preference, until });
  if (change === 'added') context.event('router-added', name, formatAddress(router));
  // RFC 4191 section 3.3 asks it of hosts of type C.
  if (variables.features.routeInformation && (change === 'added' || change === 'changed')) iface.routes.redo(DEFAULT_ROUTE);
}

const informedRoutes = (iface: Ipv6Interface, { options }: RouterAdvertisement): readonly AdvertisedRoute[] =>
  options.flatMap((option) => (option.kind === 'routeInformation' && isUsable(iface, option) ? [informedRoute(iface, option)] : []));

/** RFC 4191 section 2.3. */
function isUsable({ context, name }: Ipv6Interface, { prefix, prefixLength, preference }: RouteInformation): boolean {
  const bits = prefixLength > 64 ? ADDRESS_BITS : prefixLength > 0 ? 64 : 0;
  const fits = prefixLength <= ADDRESS_BITS && prefix.length * 8 >= bits && prefix.length <= ADDRESS_OCTETS;
  if (!fits && context.refuse('rio-length', name, `/${prefixLength} in ${prefix.length} octets`)) return false;
  return preference !== RESERVED_PREFERENCE || !context.refuse('rio-preference', name, `/${prefixLength}`);
}

function informedRoute({ context }: Ipv6Interface, option: RouteInformation): AdvertisedRoute {
  const { prefix, prefixLength, preference, routeLifetime } = option;
  const whole = new Uint8Array(ADDRESS_OCTETS);
  whole.set(prefix.subarray(0, ADDRESS_OCTETS));
  return {
    prefix: prefixOf(whole, Math.min(prefixLength, ADDRESS_BITS)),
    preference: PREFERENCES[preference] ?? 'medium',
    until: endOf(context.now(), routeLifetime),
  };
}
