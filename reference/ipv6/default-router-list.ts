import { addressKey, type Address } from '../net/address.js';
import type { Instant } from '../time.js';

/** RFC 4191 section 2.1; the reserved value counts as medium. */
export type RouterPreference = 'high' | 'medium' | 'low';

export interface DefaultRouter {
  readonly address: Address;
  readonly preference: RouterPreference;
  readonly until: Instant;
}

interface Entry extends DefaultRouter {
  readonly cancel: () => void;
}

const RANK: Readonly<Record<RouterPreference, number>> = { high: 2, medium: 1, low: 0 };

/** The Default Router List of one interface (RFC 4861 sections 5.1 and 6.3.4 to 6.3.6), bounded. */
export class DefaultRouterList {
  readonly #limit: number;
  readonly #schedule: (at: Instant, action: () => void) => () => void;
  readonly #removed: (router: DefaultRouter) => void;
  readonly #refused: () => void;
  readonly #entries = new Map<string, Entry>();
  #turn = 0;

  /**
   * `removed` is told of every router that leaves the list, by expiry or by order; `refused` of every one that found no
   * place (section 6.3.4 asks for at least two).
   */
  constructor(options: {
    readonly limit: number;
    readonly schedule: (at: Instant, action: () => void) => () => void;
    readonly removed: (router: DefaultRouter) => void;
    readonly refused: () => void;
  }) {
    this.#limit = options.limit;
    this.#schedule = options.schedule;
    this.#removed = options.removed;
    this.#refused = options.refused;
  }

  get size(): number {
    return this.#entries.size;
  }

  list(): readonly DefaultRouter[] {
    return [...this.#entries.values()];
  }

  has(address: Address): boolean {
    return this.#entries.has(addressKey(address));
  }

  /** Adds a router or resets its lifetime; true when it is new. */
  advertise(router: DefaultRouter): boolean {
    const key = addressKey(router.address);
    const known = this.#entries.get(key);
    if (known === undefined && this.#entries.size >= this.#limit) {
      this.#refused();
      return false;
    }
    known?.cancel();
    this.#entries.set(key, { ...router, cancel: this.#schedule(router.until, () => this.remove(router.address)) });
    return known === undefined;
  }

  /** True when it was in the list. */
  remove(address: Address): boolean {
    const key = addressKey(address);
    const entry = this.#entries.get(key);
    if (entry === undefined) return false;
    entry.cancel();
    this.#entries.delete(key);
    this.#removed(entry);
    return true;
  }

  clear(): void {
    for (const entry of this.#entries.values()) entry.cancel();
    this.#entries.clear();
  }

  /**
   * Section 6.3.6: a router that is reachable or probably reachable, the most preferred first (RFC 4191 section 3.2);
   * when there is none, all in turn, so that each gets probed. `advance` false only looks.
   */
  select(
    isReachable: (router: Address) => boolean,
    options: { readonly preferences: boolean; readonly advance: boolean },
  ): Address | undefined {
    let best: Entry | undefined;
    for (const entry of this.#entries.values()) {
      if (!isReachable(entry.address)) continue;
      if (best === undefined || (options.preferences && RANK[entry.preference] > RANK[best.preference])) best = entry;
    }
    if (best !== undefined) return best.address;
    const all = [...this.#entries.values()];
    const turn = all[this.#turn % Math.max(1, all.length)];
    if (options.advance) this.#turn++;
    return turn?.address;
  }
}
