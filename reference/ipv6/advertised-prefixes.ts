import { addressKey, sameAddress, type Address } from '../net/address.js';
import { formatPrefix, prefixContains, type Prefix } from '../net/prefix.js';
import { LifetimeTable, type LifetimeTableOptions, type Until } from './lifetime-table.js';

interface AdvertisedPrefix {
  readonly router: Address;
  readonly prefix: Prefix;
}

/** Which router has advertised which prefixes, whatever their flags (RFC 8028 sections 2.1 and 3.1), bounded. */
export class AdvertisedPrefixes {
  readonly #table: LifetimeTable<AdvertisedPrefix>;

  constructor(options: LifetimeTableOptions<AdvertisedPrefix>) {
    this.#table = new LifetimeTable(options);
  }

  get size(): number {
    return this.#table.size;
  }

  /** True when the router had not advertised the prefix. */
  advertise(router: Address, prefix: Prefix, until: Until): boolean {
    const key = keyOf(router, prefix);
    const isNew = !this.#table.has(key);
    return this.#table.set(key, { router, prefix }, until) && isNew;
  }

  remove(router: Address, prefix: Prefix): void {
    this.#table.delete(keyOf(router, prefix));
  }

  /** Whether the router has advertised a prefix of the address. */
  covers(router: Address, address: Address): boolean {
    return this.#table.list().some((one) => sameAddress(one.router, router) && prefixContains(one.prefix, address));
  }

  clear(): void {
    this.#table.clear();
  }
}

const keyOf = (router: Address, prefix: Prefix): string => `${formatPrefix(prefix)} ${addressKey(router)}`;
