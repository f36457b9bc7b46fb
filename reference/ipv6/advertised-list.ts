import type { Until } from './lifetime-table.js';

interface Entry<V> {
  readonly key: string;
  readonly value: V;
  readonly until: Until;
  readonly cancel: () => void;
}

export interface AdvertisedListOptions<V> {
  readonly limit: number;
  readonly keyOf: (value: V) => string;
  readonly schedule: (at: Extract<Until, number>, action: () => void) => () => void;
  /** Told of every value that had to make room, or found none. */
  readonly evicted: () => void;
}

/**
 * One of the two lists of RFC 8106 section 6: what came last stands first, in the order in which its option has it; what is
 * known keeps its place. Bounded: the entry that expires first makes room, of several the oldest.
 */
export class AdvertisedList<V> {
  readonly #options: AdvertisedListOptions<V>;
  #entries: readonly Entry<V>[] = [];

  constructor(options: AdvertisedListOptions<V>) {
    this.#options = options;
  }

  list(): readonly V[] {
    return this.#entries.map(({ value }) => value);
  }

  entries(): readonly { readonly value: V; readonly until: Until }[] {
    return this.#entries.map(({ value, until }) => ({ value, until }));
  }

  /** The values of one option: section 6.2, steps (b) to (d). */
  advertise(values: readonly V[], until: Until | 'withdrawn'): void {
    const offered = new Map(values.map((value) => [this.#options.keyOf(value), value]));
    if (until === 'withdrawn') return this.#drop((entry) => offered.has(entry.key));
    this.#entries = this.#entries.map((entry) => (offered.delete(entry.key) ? this.#renewed(entry, until) : entry));
    const added = [...offered].slice(0, this.#options.limit);
    for (let surplus = offered.size - added.length; surplus > 0; surplus--) this.#options.evicted();
    while (this.#entries.length + added.length > this.#options.limit) this.#evict();
    this.#entries = [...added.map(([key, value]) => this.#entry(key, value, until)), ...this.#entries];
  }

  clear(): void {
    this.#drop(() => true);
  }

  #entry(key: string, value: V, until: Until): Entry<V> {
    const expire = (): void => this.#drop((entry) => entry.key === key);
    return { key, value, until, cancel: until === 'never' ? () => undefined : this.#options.schedule(until, expire) };
  }

  #renewed({ key, value, cancel }: Entry<V>, until: Until): Entry<V> {
    cancel();
    return this.#entry(key, value, until);
  }

  #evict(): void {
    const end = ({ until }: Entry<V>): number => (until === 'never' ? Infinity : until);
    const first = this.#entries.reduce((soonest, entry) => (end(entry) <= end(soonest) ? entry : soonest));
    this.#drop((entry) => entry === first);
    this.#options.evicted();
  }

  #drop(isDropped: (entry: Entry<V>) => boolean): void {
    for (const entry of this.#entries) if (isDropped(entry)) entry.cancel();
    this.#entries = this.#entries.filter((entry) => !isDropped(entry));
  }
}
