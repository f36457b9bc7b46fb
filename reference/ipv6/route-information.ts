import { addressKey, sameAddress, type Address } from '../net/address.js';
import { formatPrefix, type Prefix } from '../net/prefix.js';
import type { ListChange, RouterPreference } from './default-router-list.js';
import { LifetimeTable, type LifetimeTableOptions, type Until } from './lifetime-table.js';

/** What a Route Information option says: the prefix is reached through the router that sent it. */
export interface InformedRoute {
  readonly prefix: Prefix;
  readonly router: Address;
  readonly preference: RouterPreference;
}

/** A route of the table, and when it ends. */
export interface LastingRoute extends InformedRoute {
  readonly until: Until;
}

const keyOf = ({ prefix, router }: Pick<InformedRoute, 'prefix' | 'router'>): string => `${formatPrefix(prefix)} ${addressKey(router)}`;

/**
 * The more specific routes of a host of type C (RFC 4191 section 3.1), bounded. Its routes for ::/0 are the Default
 * Router List.
 */
export class RouteInformationTable {
  readonly #table: LifetimeTable<InformedRoute>;

  constructor(options: LifetimeTableOptions<InformedRoute>) {
    this.#table = new LifetimeTable(options);
  }

  list(): readonly LastingRoute[] {
    return this.#table.entries().map(({ value, until }) => ({ until, ...value }));
  }

  /** "A route is located in the Routing Table based on the prefix, prefix length, and next-hop router." */
  advertise(route: InformedRoute, until: Until): ListChange {
    const key = keyOf(route);
    const known = this.#table.get(key);
    if (!this.#table.set(key, route, until)) return 'refused';
    if (known === undefined) return 'added';
    return known.preference === route.preference ? 'unchanged' : 'changed';
  }

  remove(prefix: Prefix, router: Address): void {
    this.#table.delete(keyOf({ prefix, router }));
  }

  through(router: Address): readonly InformedRoute[] {
    return this.#table.list().filter((route) => sameAddress(route.router, router));
  }

  clear(): void {
    this.#table.clear();
  }
}
