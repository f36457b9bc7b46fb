import { addressKey, type Address } from '../net/address.js';
import { formatPrefix, prefixContains, type Prefix } from '../net/prefix.js';
import type { Instant } from '../time.js';

interface Entry {
  readonly prefix: Prefix;
  readonly router: Address;
  readonly until: Instant | 'never';
}

/**
 * Which routers advertised which prefixes (RFC 8028 section 3.1), bounded: what rule 5.5 of RFC 6724 section 5 asks for.
 * Entries that have expired make room first; one that finds no room is refused.
 */
export class PrefixAdvertisers {
  readonly #limit: number;
  readonly #now: () => Instant;
  readonly #refused: () => void;
  readonly #entries = new Map<string, Entry>();

  constructor(options: { readonly limit: number; readonly now: () => Instant; readonly refused: () => void }) {
    this.#limit = options.limit;
    this.#now = options.now;
    this.#refused = options.refused;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** A router advertised a prefix, until an instant; it takes the prefix back by an instant that is now. */
  note(prefix: Prefix, router: Address, until: Instant | 'never'): void {
    const key = `${formatPrefix(prefix)} ${addressKey(router)}`;
    if (until !== 'never' && until <= this.#now()) return void this.#entries.delete(key);
    if (!this.#entries.has(key) && this.#entries.size >= this.#limit) this.#dropExpired();
    if (!this.#entries.has(key) && this.#entries.size >= this.#limit) return this.#refused();
    this.#entries.set(key, { prefix, router, until });
  }

  list(): readonly { readonly prefix: Prefix; readonly router: Address }[] {
    return [...this.#entries.values()].filter(({ until }) => !this.#isOver(until));
  }

  /** The routers that advertise the longest prefix of an address. */
  of(address: Address): readonly Address[] {
    let longest = -1;
    let routers: Address[] = [];
    for (const { prefix, router, until } of this.#entries.values()) {
      if (prefix.length < longest || this.#isOver(until) || !prefixContains(prefix, address)) continue;
      if (prefix.length > longest) routers = [];
      longest = prefix.length;
      routers.push(router);
    }
    return routers;
  }

  clear(): void {
    this.#entries.clear();
  }

  #isOver(until: Instant | 'never'): boolean {
    return until !== 'never' && until <= this.#now();
  }

  #dropExpired(): void {
    for (const [key, { until }] of this.#entries) if (this.#isOver(until)) this.#entries.delete(key);
  }
}
