import type { Instant } from '../time.js';

/** When something that was advertised ends; `never` for an infinite lifetime. */
export type Until = Instant | 'never';

export interface LifetimeTableOptions<V> {
  readonly limit: number;
  readonly schedule: (at: Instant, action: () => void) => () => void;
  /** Told of every value that leaves the table, by expiry or by order; not by `clear`. */
  readonly removed: (value: V) => void;
  /** Told of every value that found no place. */
  readonly refused: () => void;
}

interface Entry<V> {
  readonly value: V;
  readonly until: Until;
  readonly cancel: (() => void) | undefined;
}

/** Values under keys, each with an end: what routers advertise. Bounded; in the order in which they first came. */
export class LifetimeTable<V> {
  readonly #options: LifetimeTableOptions<V>;
  readonly #entries = new Map<string, Entry<V>>();

  constructor(options: LifetimeTableOptions<V>) {
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  list(): readonly V[] {
    return [...this.#entries.values()].map((entry) => entry.value);
  }

  entries(): readonly { readonly value: V; readonly until: Until }[] {
    return [...this.#entries.values()].map(({ value, until }) => ({ value, until }));
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  get(key: string): V | undefined {
    return this.#entries.get(key)?.value;
  }

  /** Adds a value, or puts it in the place of the one under its key, whose end no longer counts; false when there is no room. */
  set(key: string, value: V, until: Until): boolean {
    const known = this.#entries.get(key);
    if (known === undefined && this.#entries.size >= this.#options.limit) {
      this.#options.refused();
      return false;
    }
    known?.cancel?.();
    const cancel = until === 'never' ? undefined : this.#options.schedule(until, () => this.delete(key));
    this.#entries.set(key, { value, until, cancel });
    return true;
  }

  /** True when it was there. */
  delete(key: string): boolean {
    const entry = this.#entries.get(key);
    if (entry === undefined) return false;
    entry.cancel?.();
    this.#entries.delete(key);
    this.#options.removed(entry.value);
    return true;
  }

  clear(): void {
    for (const entry of this.#entries.values()) entry.cancel?.();
    this.#entries.clear();
  }
}
