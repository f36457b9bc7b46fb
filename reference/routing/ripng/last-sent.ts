import { UNSPECIFIED } from '../../net/address.js';
import type { RouteTableEntry } from '../../wire/ripng.js';

const EMPTY: RouteTableEntry = { prefix: UNSPECIFIED, routeTag: 0, prefixLength: 0, metric: 0 };

/** The one buffer that all messages of a process are made in: a short message leaves the end of a longer one before it. */
export class LastSent {
  #entries: readonly RouteTableEntry[] = [];

  sent(entries: readonly RouteTableEntry[]): void {
    this.#entries = [...entries, ...this.#entries.slice(entries.length)];
  }

  first(count: number): readonly RouteTableEntry[] {
    return Array.from({ length: count }, (_, i) => this.#entries[i] ?? EMPTY);
  }
}
