import { addressKey, type Address } from '../../net/address.js';
import { formatPrefix, type Prefix } from '../../net/prefix.js';
import { PrefixTrie } from '../../net/prefix-trie.js';

/** Where a route comes from. Of several for one prefix the one that stands first here is used. */
export const ROUTE_ORIGINS = ['connected', 'static', 'ripng'] as const;
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
  readonly #inUse = new PrefixTrie<Route>();
  /** By prefix: the routes that stand back behind the one in use. */
  readonly #others = new Map<string, readonly Route[]>();

  /** The number of prefixes. */
  get size(): number {
    return this.#inUse.size;
  }

  /** Adds a route; one of the same prefix and origin makes room. */
  add(route: Route): void {
    this.#put(route.prefix, [...this.#without(route.prefix, route.origin), route]);
  }

  /** The route that was there. */
  remove(prefix: Prefix, origin: RouteOrigin): Route | undefined {
    const removed = this.#candidates(prefix).find((route) => route.origin === origin);
    if (removed) this.#put(prefix, this.#without(prefix, origin));
    return removed;
  }

  /** The route for a destination. */
  lookup(destination: Address): Route | undefined {
    return this.#inUse.longestMatch(destination);
  }

  /** Every route, those not in use too, by prefix. */
  list(): readonly Route[] {
    return [...this.#inUse.entries()].flatMap(([prefix]) => this.#candidates(prefix));
  }

  #put(prefix: Prefix, routes: readonly Route[]): void {
    const [best, ...others] = [...routes].sort((a, b) => ROUTE_ORIGINS.indexOf(a.origin) - ROUTE_ORIGINS.indexOf(b.origin));
    if (best === undefined) this.#inUse.delete(prefix);
    else this.#inUse.set(prefix, best);
    if (others.length > 0) this.#others.set(keyOf(prefix), others);
    else this.#others.delete(keyOf(prefix));
  }

  #without(prefix: Prefix, origin: RouteOrigin): readonly Route[] {
    return this.#candidates(prefix).filter((route) => route.origin !== origin);
  }

  #candidates(prefix: Prefix): readonly Route[] {
    const best = this.#inUse.get(prefix);
    return best === undefined ? [] : [best, ...(this.#others.get(keyOf(prefix)) ?? [])];
  }
}

const keyOf = ({ address, length }: Prefix): string => `${addressKey(address)}/${length}`;

/** `2001:db8:1::/64 connected`. */
export const formatRoute = ({ prefix, origin }: Route): string => `${formatPrefix(prefix)} ${origin}`;
