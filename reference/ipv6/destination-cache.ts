import { addressKey, sameAddress, type Address } from '../net/address.js';
import { prefixContains, type Prefix } from '../net/prefix.js';

/** What the node knows about the way to one destination (RFC 4861 section 5.1). */
export interface Destination {
  readonly destination: Address;
  readonly nextHop: Address;
  /** `redirect` entries hold until their neighbour fails; `route` entries until the routes change. */
  readonly source: 'route' | 'redirect';
}

/** The Destination Cache of one interface, bounded: the entry used longest ago makes room. */
export class DestinationCache {
  readonly #limit: number;
  readonly #evicted: () => void;
  readonly #entries = new Map<string, Destination>();

  /** `evicted` is told of every entry that had to make room. */
  constructor(limit: number, evicted: () => void) {
    this.#limit = limit;
    this.#evicted = evicted;
  }

  get size(): number {
    return this.#entries.size;
  }

  list(): readonly Destination[] {
    return [...this.#entries.values()];
  }

  /** The entry, which counts as used now. */
  use(destination: Address): Destination | undefined {
    const key = addressKey(destination);
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  peek(destination: Address): Destination | undefined {
    return this.#entries.get(addressKey(destination));
  }

  put(entry: Destination): void {
    const key = addressKey(entry.destination);
    this.#entries.delete(key);
    if (this.#entries.size >= this.#limit) this.#evictOldest();
    this.#entries.set(key, entry);
  }

  /** Forgets the next hop of every destination that goes through a neighbour: next-hop determination runs again. */
  forgetThrough(nextHop: Address): void {
    this.forget((entry) => sameAddress(entry.nextHop, nextHop));
  }

  forget(choose: (entry: Destination) => boolean): void {
    for (const [key, entry] of this.#entries) if (choose(entry)) this.#entries.delete(key);
  }

  /** A route has changed: next-hop determination runs again for what it covers. */
  forgetRoutesInto(prefix: Prefix): void {
    this.forget(({ source, destination }) => source === 'route' && prefixContains(prefix, destination));
  }

  /** Whether a neighbour carries packets for others: it is then taken for a router. */
  routesThrough(neighbor: Address): boolean {
    for (const entry of this.#entries.values())
      if (sameAddress(entry.nextHop, neighbor) && !sameAddress(entry.destination, neighbor)) return true;
    return false;
  }

  clear(): void {
    this.#entries.clear();
  }

  #evictOldest(): void {
    const oldest = this.#entries.keys().next();
    if (oldest.done) return;
    this.#entries.delete(oldest.value);
    this.#evicted();
  }
}
