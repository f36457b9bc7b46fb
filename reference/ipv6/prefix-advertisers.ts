import { addressKey, type Address } from '../net/address.js';
import { formatPrefix, prefixContains, type Prefix } from '../net/prefix.js';
import { LifetimeTable, type LifetimeTableOptions, type Until } from './lifetime-table.js';

interface Advertised {
  readonly prefix: Prefix;
  readonly router: Address;
}

type Options = Pick<LifetimeTableOptions<Advertised>, 'limit' | 'schedule' | 'refused'> & {
  /** Told when a router has begun or ceased to advertise a prefix. */
  readonly changed: (prefix: Prefix) => void;
};

/**
 * Which routers advertised which prefixes, whatever their flags (RFC 8028 sections 2.1 and 3.1), bounded: what rule 5.5 of
 * RFC 6724 section 5 asks for, and the choice of the first hop (RFC 8028 section 3.2).
 */
export class PrefixAdvertisers {
  readonly #table: LifetimeTable<Advertised>;
  readonly #changed: Options['changed'];

  constructor({ changed, ...options }: Options) {
    this.#changed = changed;
    this.#table = new LifetimeTable({ ...options, removed: ({ prefix }) => changed(prefix) });
  }

  get size(): number {
    return this.#table.size;
  }

  note(prefix: Prefix, router: Address, until: Until | 'withdrawn'): void {
    const key = `${formatPrefix(prefix)} ${addressKey(router)}`;
    if (until === 'withdrawn') return void this.#table.delete(key);
    const isNew = !this.#table.has(key);
    if (this.#table.set(key, { prefix, router }, until) && isNew) this.#changed(prefix);
  }

  list(): readonly { readonly prefix: Prefix; readonly router: Address }[] {
    return this.#table.list();
  }

  /** The routers that advertise the longest prefix of an address. */
  of(address: Address): readonly Address[] {
    const covering = this.#table.list().filter(({ prefix }) => prefixContains(prefix, address));
    const longest = Math.max(...covering.map(({ prefix }) => prefix.length));
    return covering.filter(({ prefix }) => prefix.length === longest).map(({ router }) => router);
  }

  clear(): void {
    this.#table.clear();
  }
}
