import type { Route } from '../../ipv6/forwarding/routing-table.js';
import { sameAddress } from '../../net/address.js';
import { ADDRESS_BITS, prefixKey, prefixOf, type Prefix } from '../../net/prefix.js';
import { INFINITY } from './constants.js';
import { isSiteLocal } from './filters.js';
import type { OwnRoute } from './ripng-table.js';
import type { OwnRouteTerms, RipngSettings } from './settings.js';
import type { RipngSurroundings } from './surroundings.js';

/** A route of the node that leads somewhere. */
type RouteToTell = Route & { readonly target: { readonly kind: 'interface' } };

/** What RIPng tells of the routes that its node has without it: those to subnets, and those that management entered. */
export class OwnRoutes {
  readonly #around: Pick<RipngSurroundings, 'ownAddressIn' | 'isPointToPoint'>;
  readonly #settings: RipngSettings;
  /** What is told in place of the subnet of a point-to-point link, by the key of that. */
  readonly #ends = new Map<string, Prefix>();

  constructor(around: Pick<RipngSurroundings, 'ownAddressIn' | 'isPointToPoint'>, settings: RipngSettings) {
    this.#around = around;
    this.#settings = settings;
  }

  /** The entry of a route that has come into use; undefined when there is nothing to tell. */
  entryFor(route: Route): OwnRoute | undefined {
    if (!isToTell(route) || !this.#isExchanged(route)) return undefined;
    const { origin, target } = route;
    const prefix = this.#isEnd(route) ? this.#endOf(route) : route.prefix;
    if (!prefix) return undefined;
    // What a program entered is as good as what management did.
    const isStatic = origin !== 'connected';
    const entry = { prefix, ...this.#termsOf(route), interfaceName: target.name };
    return { ...entry, ...(target.gateway && { nextHop: target.gateway }), ...(isStatic && { isStatic }) };
  }

  /** The entry that a route had which is in use no more, by its prefix. */
  entryOf(route: Route): Prefix | undefined {
    if (!isToTell(route) || !this.#isExchanged(route)) return undefined;
    if (!this.#isEnd(route)) return route.prefix;
    const key = prefixKey(route.prefix);
    const end = this.#ends.get(key);
    this.#ends.delete(key);
    return end;
  }

  /** Whether another address is to be told for a route than the one that is; the route itself need not have changed. */
  isOutdated(route: Route, link: string): boolean {
    if (!isToTell(route) || route.target.name !== link || !this.#isExchanged(route) || !this.#isEnd(route)) return false;
    const told = this.#ends.get(prefixKey(route.prefix));
    const address = this.#around.ownAddressIn(route.prefix, link);
    return told === undefined || address === undefined ? told !== address : !sameAddress(told.address, address);
  }

  /** A link has two ends: each is reached as a host, and there is no network. */
  #isEnd({ origin, target }: RouteToTell): boolean {
    return this.#settings.features.tellOwnEnds && origin === 'connected' && this.#around.isPointToPoint(target.name);
  }

  #endOf({ prefix, target }: RouteToTell): Prefix | undefined {
    const address = this.#around.ownAddressIn(prefix, target.name);
    const end = address && prefixOf(address, ADDRESS_BITS);
    if (end) this.#ends.set(prefixKey(prefix), end);
    return end;
  }

  /** What management enters is meant; the addresses of interfaces come from elsewhere. */
  #isExchanged({ prefix, origin }: RouteToTell): boolean {
    return origin !== 'connected' || this.#settings.features.exchangeSiteLocal || !isSiteLocal(prefix);
  }

  /** Metric and tag: those that the settings have for the prefix, or else by the network that it leads through. */
  #termsOf({ prefix, origin, target, metric = 0 }: RouteToTell): Required<OwnRouteTerms> {
    const { ownRoutes, interfaces, routeTag, features } = this.#settings;
    const isCounted = features.heedHopCounts && origin !== 'connected';
    const usual = isCounted ? Math.min(Math.max(metric, 1), INFINITY) : (interfaces.get(target.name)?.cost ?? 1);
    return { metric: usual, routeTag, ...ownRoutes?.get(prefixKey(prefix)) };
  }
}

/** What is on every link is told on none (RFC 2080 section 2.5.2). */
const isToTell = (route: Route): route is RouteToTell =>
  route.origin !== 'ripng' && route.target.kind === 'interface' && route.zone === undefined;
