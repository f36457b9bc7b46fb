import { addressKey, type Address } from '../net/address.js';
import type { LinkLayerAddress } from '../net/link-layer-address.js';
import type { Instant } from '../time.js';

/** A neighbour whose link-layer address was set by hand: no message changes it, and it is not probed. */
export interface StaticNeighbor {
  readonly address: Address;
  readonly linkLayerAddress: LinkLayerAddress;
  readonly until: Instant | 'never';
}

interface Entry extends StaticNeighbor {
  readonly cancel: () => void;
}

/** The neighbours of one interface that were set by hand, bounded. They outlive a restart of the interface. */
export class StaticNeighbors {
  readonly #limit: number;
  readonly #schedule: (at: Instant, action: () => void) => () => void;
  readonly #entries = new Map<string, Entry>();

  constructor(limit: number, schedule: (at: Instant, action: () => void) => () => void) {
    this.#limit = limit;
    this.#schedule = schedule;
  }

  list(): readonly StaticNeighbor[] {
    return [...this.#entries.values()];
  }

  find(address: Address): StaticNeighbor | undefined {
    return this.#entries.size === 0 ? undefined : this.#entries.get(addressKey(address));
  }

  /** Adds a neighbour, or changes it; false when there is no room. */
  add(neighbor: StaticNeighbor): boolean {
    const key = addressKey(neighbor.address);
    const known = this.#entries.get(key);
    if (known === undefined && this.#entries.size >= this.#limit) return false;
    known?.cancel();
    const { until } = neighbor;
    const cancel = until === 'never' ? () => undefined : this.#schedule(until, () => this.remove(neighbor.address));
    this.#entries.set(key, { ...neighbor, cancel });
    return true;
  }

  /** True when it was there. */
  remove(address: Address): boolean {
    const key = addressKey(address);
    this.#entries.get(key)?.cancel();
    return this.#entries.delete(key);
  }
}
