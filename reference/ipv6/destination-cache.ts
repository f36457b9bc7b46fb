import { addressKey, sameAddress, type Address } from '../net/address.js';
import { prefixContains, type Prefix } from '../net/prefix.js';
import type { Instant } from '../time.js';

/** What the node knows about the way to one destination (RFC 4861 section 5.1). */
export interface Destination {
  readonly destination: Address;
  readonly nextHop: Address;
  /** `redirect` entries hold until their neighbour fails; `route` entries until the routes change. */
  readonly source: 'route' | 'redirect';
  /** The source of packets that the entry is for; all of them when left out (RFC 8028 section 3.4). */
  readonly from?: Address;
  /** Routers that would be the next hop if they could be reached. */
  readonly avoided?: readonly Address[];
  /** The router that sent the Redirect. */
  readonly redirectedBy?: Address;
  /** When a Redirect ends by itself. */
  readonly until?: Instant;
}

const keyOf = (destination: Address, from: Address | undefined): string =>
  from === undefined ? addressKey(destination) : `${addressKey(destination)} ${addressKey(from)}`;

/** The Destination Cache of one interface, bounded: the entry used longest ago makes room. */
export class DestinationCache {
  readonly #limit: number;
  readonly #evicted: () => void;
  readonly #now: () => Instant;
  readonly #entries = new Map<string, Destination>();
  /** How many entries each destination has. */
  readonly #sources = new Map<string, number>();

  /** `evicted` is told of every entry that had to make room. */
  constructor(limit: number, evicted: () => void, now: () => Instant) {
    this.#limit = limit;
    this.#evicted = evicted;
    this.#now = now;
  }

  get size(): number {
    return this.#entries.size;
  }

  list(): readonly Destination[] {
    return [...this.#entries.values()].filter((entry) => !this.#hasEnded(entry));
  }

  /** The entry for packets of a source, or else the one for all sources; it counts as used now. */
  use(destination: Address, from?: Address): Destination | undefined {
    const entry = this.peek(destination, from);
    if (entry === undefined) return undefined;
    const key = keyOf(destination, entry.from);
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  peek(destination: Address, from?: Address): Destination | undefined {
    return (from && this.#current(keyOf(destination, from))) ?? this.#current(addressKey(destination));
  }

  /** Whether packets were sent to the destination, from whichever source. */
  knows(destination: Address): boolean {
    return (this.#sources.get(addressKey(destination)) ?? 0) > 0;
  }

  /** An entry for all sources takes the place of those for single ones. */
  put(entry: Destination): void {
    const key = keyOf(entry.destination, entry.from);
    if (entry.from === undefined && this.knows(entry.destination))
      this.forget((other) => sameAddress(other.destination, entry.destination));
    this.#delete(key);
    if (this.#entries.size >= this.#limit) this.#evictOldest();
    this.#entries.set(key, entry);
    this.#count(entry, 1);
  }

  /** Forgets the next hop of every destination that goes through a neighbour: next-hop determination runs again. */
  forgetThrough(nextHop: Address): void {
    this.forget((entry) => sameAddress(entry.nextHop, nextHop));
  }

  forget(choose: (entry: Destination) => boolean): void {
    for (const [key, entry] of this.#entries) if (choose(entry)) this.#delete(key);
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
    this.#sources.clear();
  }

  /** Nobody is told when an entry ends: it is not there any more when somebody asks. */
  #current(key: string): Destination | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || !this.#hasEnded(entry)) return entry;
    this.#delete(key);
    return undefined;
  }

  #hasEnded({ until }: Destination): boolean {
    return until !== undefined && this.#now() >= until;
  }

  #delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#count(entry, -1);
  }

  #count({ destination }: Destination, change: number): void {
    const key = addressKey(destination);
    const count = (this.#sources.get(key) ?? 0) + change;
    if (count > 0) this.#sources.set(key, count);
    else this.#sources.delete(key);
  }

  #evictOldest(): void {
    const oldest = this.#entries.keys().next();
    if (oldest.done) return;
    this.#delete(oldest.value);
    this.#evicted();
  }
}
