import { needsZone, type Address } from '../../net/address.js';
import { formatPrefix, prefixKey, type Prefix } from '../../net/prefix.js';
import { PrefixTrie } from '../../net/prefix-trie.js';

/**
 * How far a route may be trusted, by where it comes from: of several for one prefix the one of the least distance is used.
 * `program`: entered by a program that says no more of it.
 */
export const DEFAULT_DISTANCES = {
  connected: 0,
  static: 10,
  program: 20,
  'ospf-intra-area': 30,
  'ospf-inter-area': 40,
  ebgp: 50,
  ripng: 60,
  ibgp: 70,
} as const;
export type RouteOrigin = keyof typeof DEFAULT_DISTANCES;
export type RouteDistances = Readonly<Record<RouteOrigin, number>>;
export const ROUTE_ORIGINS = Object.keys(DEFAULT_DISTANCES) as readonly RouteOrigin[];

export interface Route {
  readonly prefix: Prefix;
  readonly origin: RouteOrigin;
  /**
   * Through an interface: to the router named, or to the destination itself where that is a neighbour. `reject`: packets
   * are refused (RFC 4443 section 3.1, code 6). `blackhole`: they are discarded, and nobody is told.
   */
  readonly target: RouteTarget;
  /**
   * The link of a prefix that is on every link (RFC 4007 section 6), by the name of the interface; only such prefixes have
   * one, and without it they are never used.
   */
  readonly zone?: string;
  /** In place of the distance of its origin. */
  readonly distance?: number;
  /** Of routes at the same distance the smallest is used; 0 when left out. */
  readonly metric?: number;
  /** RTV_* bits of the metrics that whoever entered it wants left as they are; nothing here changes metrics by itself. */
  readonly lockedMetrics?: number;
}

export type RouteTarget =
  | { readonly kind: 'interface'; readonly name: string; readonly gateway?: Address }
  | { readonly kind: 'reject' }
  | { readonly kind: 'blackhole' };

/** Which routes a table has for a prefix in a zone. */
export type RouteKey = Pick<Route, 'prefix' | 'zone'>;

/** The routes of a node, with longest-prefix match in each zone. One route for each prefix and origin. */
export class RoutingTable {
  readonly #distances: RouteDistances;
  readonly #global = new ZoneRoutes();
  /** By the name of the link. */
  readonly #zones = new Map<string, ZoneRoutes>();

  constructor(distances: Partial<RouteDistances> = {}) {
    this.#distances = { ...DEFAULT_DISTANCES, ...distances };
  }

  /** The number of prefixes. */
  get size(): number {
    return this.#parts().reduce((sum, part) => sum + part.inUse.size, 0);
  }

  /** Adds a route; one of the same prefix and origin makes room. */
  add(route: Route): void {
    const part = this.#partFor(route);
    const best = part.inUse.get(route.prefix);
    if (best === undefined) part.inUse.set(route.prefix, route);
    else part.put(route.prefix, this.#inOrder([...part.candidates(route.prefix).filter(({ origin }) => origin !== route.origin), route]));
  }

  /** The route that was there. */
  remove(prefix: Prefix, origin: RouteOrigin, zone?: string): Route | undefined {
    const part = this.#partOf(zone);
    const candidates = part?.candidates(prefix) ?? [];
    const removed = candidates.find((route) => route.origin === origin);
    if (removed === undefined) return undefined;
    part?.put(
      prefix,
      candidates.filter((route) => route !== removed),
    );
    if (zone !== undefined && part?.inUse.size === 0) this.#zones.delete(zone);
    return removed;
  }

  /** The route for a destination; for one that is on every link the zone says which is meant. */
  lookup(destination: Address, zone?: string): Route | undefined {
    return this.#partOf(needsZone(destination) ? (zone ?? '') : undefined)?.inUse.longestMatch(destination);
  }

  /** The route in use for exactly this prefix. */
  inUse({ prefix, zone }: RouteKey): Route | undefined {
    return this.#partOf(zone)?.inUse.get(prefix);
  }

  /** Every route, those not in use too, by prefix; the one in use comes first. */
  list(): readonly Route[] {
    return this.#parts().flatMap((part) => [...part.inUse.entries()].flatMap(([prefix]) => part.candidates(prefix)));
  }

  /** The routes in use, by prefix. */
  *listInUse(): IterableIterator<Route> {
    for (const part of this.#parts()) for (const [, route] of part.inUse.entries()) yield route;
  }

  #parts(): readonly ZoneRoutes[] {
    return [this.#global, ...this.#zones.values()];
  }

  #partOf(zone: string | undefined): ZoneRoutes | undefined {
    return zone === undefined ? this.#global : this.#zones.get(zone);
  }

  #partFor({ zone }: Route): ZoneRoutes {
    if (zone === undefined) return this.#global;
    const part = this.#zones.get(zone) ?? new ZoneRoutes();
    this.#zones.set(zone, part);
    return part;
  }

  #inOrder(routes: readonly Route[]): readonly Route[] {
    const distance = (route: Route): number => route.distance ?? this.#distances[route.origin];
    return [...routes].sort(
      (a, b) =>
        distance(a) - distance(b) || (a.metric ?? 0) - (b.metric ?? 0) || ROUTE_ORIGINS.indexOf(a.origin) - ROUTE_ORIGINS.indexOf(b.origin),
    );
  }
}

/** The routes of one zone. */
class ZoneRoutes {
  readonly inUse = new PrefixTrie<Route>();
  /** By prefix: the routes that stand back behind the one in use. */
  readonly #others = new Map<string, readonly Route[]>();

  /** The best one first. */
  candidates(prefix: Prefix): readonly Route[] {
    const best = this.inUse.get(prefix);
    return best === undefined ? [] : [best, ...(this.#others.get(prefixKey(prefix)) ?? [])];
  }

  put(prefix: Prefix, [best, ...others]: readonly Route[]): void {
    if (best === undefined) this.inUse.delete(prefix);
    else this.inUse.set(prefix, best);
    if (others.length > 0) this.#others.set(prefixKey(prefix), others);
    else this.#others.delete(prefixKey(prefix));
  }
}

/** `2001:db8:1::/64 connected`. */
export const formatRoute = ({ prefix, origin, zone }: Route): string =>
  `${formatPrefix(prefix)}${zone === undefined ? '' : `%${zone}`} ${origin}`;
