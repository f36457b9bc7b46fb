import type { Address } from '../net/address.js';
import { commonPrefixLength, formatPrefix, type Prefix } from '../net/prefix.js';
import type { Instant } from '../time.js';

interface Entry {
  readonly prefix: Prefix;
  readonly until: Instant | 'never';
  readonly cancel: (() => void) | undefined;
}

/** The on-link prefixes of one interface (RFC 4861 sections 5.1 and 6.3.4), bounded. The link-local prefix is not among them. */
export class PrefixList {
  readonly #limit: number;
  readonly #schedule: (at: Instant, action: () => void) => () => void;
  readonly #changed: (prefix: Prefix, onLink: boolean) => void;
  readonly #refused: () => void;
  readonly #entries = new Map<string, Entry>();

  /** `changed` is told when a prefix becomes on-link or ceases to be; `refused` of every one that found no place. */
  constructor(options: {
    readonly limit: number;
    readonly schedule: (at: Instant, action: () => void) => () => void;
    readonly changed: (prefix: Prefix, onLink: boolean) => void;
    readonly refused: () => void;
  }) {
    this.#limit = options.limit;
    this.#schedule = options.schedule;
    this.#changed = options.changed;
    this.#refused = options.refused;
  }

  list(): readonly Prefix[] {
    return [...this.#entries.values()].map((entry) => entry.prefix);
  }

  entries(): readonly { readonly prefix: Prefix; readonly until: Instant | 'never' }[] {
    return [...this.#entries.values()].map(({ prefix, until }) => ({ prefix, until }));
  }

  has(prefix: Prefix): boolean {
    return this.#entries.has(formatPrefix(prefix));
  }

  /** Adds a prefix or resets its invalidation timer; `never` for an infinite lifetime. */
  advertise(prefix: Prefix, until: Instant | 'never'): void {
    const key = formatPrefix(prefix);
    const known = this.#entries.get(key);
    if (known === undefined && this.#entries.size >= this.#limit) {
      this.#refused();
      return;
    }
    known?.cancel?.();
    const cancel = until === 'never' ? undefined : this.#schedule(until, () => this.remove(prefix));
    this.#entries.set(key, { prefix, until, cancel });
    if (known === undefined) this.#changed(prefix, true);
  }

  remove(prefix: Prefix): void {
    const key = formatPrefix(prefix);
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    entry.cancel?.();
    this.#entries.delete(key);
    this.#changed(prefix, false);
  }

  clear(): void {
    for (const entry of this.#entries.values()) entry.cancel?.();
    this.#entries.clear();
  }

  covers(address: Address): boolean {
    for (const { prefix } of this.#entries.values()) if (commonPrefixLength(prefix.address, address) >= prefix.length) return true;
    return false;
  }
}
