import type { Address } from '../../net/address.js';
import { formatPrefix, type Prefix } from '../../net/prefix.js';
import { PrefixTrie } from '../../net/prefix-trie.js';

/** Where a route comes from. Of several for one prefix the one that stands first here is used. */
export const ROUTE_ORIGINS = ['connected', 'static'] as const;
export type RouteOrigin = (typeof ROUTE_ORIGINS)[number];

export interface Route {
  readonly prefix: Prefix;
  readonly origin: RouteOrigin;
  /**
   * Through an interface: to the router named, or to the destination itself where that is a neighbour. `reject`: packets
   * are refused (RFC 4443 section 3.1, code 6).
   */
  readonly target: { readonly kind: 'interface'; readonly name: string; readonly gateway?: Address } | { readonly kind: 'reject' };
}

/** The routes of a node, with longest-prefix match. One route for each prefix and origin. */
export class RoutingTable {
  /** The candidates for each prefix, the one in use first. */
  readonly #byPrefix = new PrefixTrie<readonly Route[]>();

  /** The number of prefixes. */
  get size(): number {
    return this.#byPrefix.size;
  }

  /** Adds a route; one of the same prefix and origin makes room. */
  add(route: Route): void {
    const others = (this.#byPrefix.get(route.prefix) ?? []).filter(({ origin }) => origin !== route.origin);
    this.#byPrefix.set(
      route.prefix,
      [...others, route].sort((a, b) => ROUTE_ORIGINS.indexOf(a.origin) - ROUTE_ORIGINS.indexOf(b.origin)),
    );
  }

  /** True when the route was there. */
  remove(prefix: Prefix, origin: RouteOrigin): boolean {
    const candidates = this.#byPrefix.get(prefix) ?? [];
    const left = candidates.filter((route) => route.origin !== origin);
    if (left.length === candidates.length) return false;
    if (left.length === 0) this.#byPrefix.delete(prefix);
    else this.#byPrefix.set(prefix, left);
    return true;
  }

  /** The route for a destination. */
  lookup(destination: Address): Route | undefined {
    return this.#byPrefix.longestMatch(destination)?.[0];
  }

  /** Every route, those not in use too, by prefix. */
  list(): readonly Route[] {
    return [...this.#byPrefix.entries()].flatMap(([, routes]) => routes);
  }
}

/** `2001:db8:1::/64 connected`. */
export const formatRoute = ({ prefix, origin }: Route): string => `${formatPrefix(prefix)} ${origin}`;
