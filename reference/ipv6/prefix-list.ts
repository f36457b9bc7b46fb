import type { Address } from '../net/address.js';
import { formatPrefix, prefixContains, type Prefix } from '../net/prefix.js';
import { LifetimeTable, type LifetimeTableOptions, type Until } from './lifetime-table.js';

type Options = Pick<LifetimeTableOptions<Prefix>, 'limit' | 'schedule' | 'refused'> & {
  /** Told when a prefix becomes on-link or ceases to be. */
  readonly changed: (prefix: Prefix, onLink: boolean) => void;
};

/** The on-link prefixes of one interface (RFC 4861 sections 5.1 and 6.3.4), bounded. The link-local prefix is not among them. */
export class PrefixList {
  readonly #changed: Options['changed'];
  readonly #table: LifetimeTable<Prefix>;

  constructor({ changed, ...options }: Options) {
    this.#changed = changed;
    this.#table = new LifetimeTable({ ...options, removed: (prefix) => changed(prefix, false) });
  }

  list(): readonly Prefix[] {
    return this.#table.list();
  }

  entries(): readonly { readonly prefix: Prefix; readonly until: Until }[] {
    return this.#table.entries().map(({ value, until }) => ({ prefix: value, until }));
  }

  has(prefix: Prefix): boolean {
    return this.#table.has(formatPrefix(prefix));
  }

  /** Adds a prefix or resets its invalidation timer. */
  advertise(prefix: Prefix, until: Until): void {
    const isNew = !this.has(prefix);
    if (this.#table.set(formatPrefix(prefix), prefix, until) && isNew) this.#changed(prefix, true);
  }

  remove(prefix: Prefix): void {
    this.#table.delete(formatPrefix(prefix));
  }

  clear(): void {
    this.#table.clear();
  }

  covers(address: Address): boolean {
    return this.list().some((prefix) => prefixContains(prefix, address));
  }
}
