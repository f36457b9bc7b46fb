import { addressKey, solicitedNodeMulticast, type Address } from '../net/address.js';
import type { LinkLayerAddress } from '../net/link-layer-address.js';
import type { GroupService } from './services.js';

/** A node elsewhere that is answered for on this link (RFC 4861 section 7.2.8). */
export interface Proxied {
  readonly address: Address;
  /** What the answers say; the interface's own when left out. */
  readonly linkLayerAddress?: LinkLayerAddress;
}

/** Whom an interface answers for, bounded. It is in the solicited-node group of each while it is up. */
export class ProxyTable {
  readonly #limit: number;
  readonly #groups: () => Pick<GroupService, 'join' | 'leave'>;
  readonly #entries = new Map<string, Proxied>();
  #isUp = false;

  constructor(limit: number, groups: () => Pick<GroupService, 'join' | 'leave'>) {
    this.#limit = limit;
    this.#groups = groups;
  }

  list(): readonly Proxied[] {
    return [...this.#entries.values()];
  }

  find(address: Address): Proxied | undefined {
    return this.#entries.size === 0 ? undefined : this.#entries.get(addressKey(address));
  }

  /** Adds a node, or changes what is said of it; false when there is no room. */
  add(proxied: Proxied): boolean {
    const key = addressKey(proxied.address);
    const isNew = !this.#entries.has(key);
    if (isNew && this.#entries.size >= this.#limit) return false;
    this.#entries.set(key, proxied);
    if (isNew && this.#isUp) this.#groups().join(solicitedNodeMulticast(proxied.address));
    return true;
  }

  /** True when it was there. */
  remove(address: Address): boolean {
    if (!this.#entries.delete(addressKey(address))) return false;
    if (this.#isUp) this.#groups().leave(solicitedNodeMulticast(address));
    return true;
  }

  /** The interface comes up: section 7.2.8 has it join the groups. */
  begin(): void {
    this.#isUp = true;
    for (const { address } of this.#entries.values()) this.#groups().join(solicitedNodeMulticast(address));
  }

  /** The interface forgets its groups by itself; whom it answers for was set by hand and stays. */
  stop(): void {
    this.#isUp = false;
  }
}
