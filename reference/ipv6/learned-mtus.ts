import { hex } from '../net/octets.js';
import { after, type Duration, type Instant } from '../time.js';

export interface LearnedMtusOptions {
  readonly limit: number;
  /** How long what was learned is believed (RFC 8201 section 5.3). */
  readonly age: Duration;
  now(): Instant;
  evicted(): void;
}

/** What errors have told of paths: one MTU for each destination, of bounded number; the oldest makes room. */
export class LearnedMtus {
  readonly #options: LearnedMtusOptions;
  readonly #learned = new Map<string, { readonly mtu: number; readonly until: Instant }>();

  constructor(options: LearnedMtusOptions) {
    this.#options = options;
  }

  of(destination: Uint8Array): number | undefined {
    if (this.#learned.size === 0) return undefined;
    const key = hex(destination);
    const entry = this.#learned.get(key);
    if (entry === undefined) return undefined;
    if (this.#options.now() < entry.until) return entry.mtu;
    this.#learned.delete(key);
    return undefined;
  }

  learn(destination: Uint8Array, mtu: number): void {
    const { limit, age, now, evicted } = this.#options;
    const key = hex(destination);
    if (!this.#learned.has(key) && this.#learned.size >= limit) {
      const oldest = this.#learned.keys().next();
      if (!oldest.done) this.#learned.delete(oldest.value);
      evicted();
    }
    this.#learned.set(key, { mtu, until: after(now(), age) });
  }

  clear(): void {
    this.#learned.clear();
  }
}
