import { addressKey, type Address } from '../net/address.js';
import { LifetimeTable, type LifetimeTableOptions, type Until } from './lifetime-table.js';

/** RFC 4191 section 2.1. */
export type RouterPreference = 'high' | 'medium' | 'low';

export interface DefaultRouter {
  readonly address: Address;
  readonly preference: RouterPreference;
  readonly until: Until;
}

/** What an advertisement did: whether routes through the list may be others than before. */
export type ListChange = 'added' | 'changed' | 'unchanged' | 'refused';

/** The Default Router List of one interface (RFC 4861 sections 5.1, 6.3.4 and 6.3.5), bounded: at least two find a place. */
export class DefaultRouterList {
  readonly #table: LifetimeTable<DefaultRouter>;

  constructor(options: LifetimeTableOptions<DefaultRouter>) {
    this.#table = new LifetimeTable(options);
  }

  get size(): number {
    return this.#table.size;
  }

  list(): readonly DefaultRouter[] {
    return this.#table.list();
  }

  has(address: Address): boolean {
    return this.#table.has(addressKey(address));
  }

  /** Adds a router or resets its lifetime. */
  advertise(router: DefaultRouter): ListChange {
    const key = addressKey(router.address);
    const known = this.#table.get(key);
    if (!this.#table.set(key, router, router.until)) return 'refused';
    if (known === undefined) return 'added';
    return known.preference === router.preference ? 'unchanged' : 'changed';
  }

  /** True when it was in the list. */
  remove(address: Address): boolean {
    return this.#table.delete(addressKey(address));
  }

  clear(): void {
    this.#table.clear();
  }
}
