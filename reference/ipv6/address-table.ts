import { addressKey, isLinkLocal, solicitedNodeMulticast, type Address } from '../net/address.js';
import type { CandidateSource } from './source-selection.js';

/** What an address of an interface can be (RFC 4862 section 2, RFC 4429 section 1.3). */
export type AddressPhase = 'tentative' | 'optimistic' | 'preferred' | 'deprecated' | 'duplicated';

/** `subnet-router`: the anycast address that a router has in each subnet (RFC 4291 section 2.6.1). */
export type AddressOrigin = 'link-local' | 'autoconfigured' | 'temporary' | 'manual' | 'subnet-router';

export interface NewAddress {
  readonly address: Address;
  readonly prefixLength: number;
  readonly origin: AddressOrigin;
  readonly anycast: boolean;
  /** Its preferred lifetime was zero from the start (RFC 4862 section 5.5.4). */
  readonly deprecated?: boolean;
}

export interface InterfaceAddress extends NewAddress {
  /** The outcome of Duplicate Address Detection so far; `optimistic`: none yet, but the address is used (RFC 4429). */
  readonly detection: 'tentative' | 'optimistic' | 'unique' | 'duplicate';
  /** Its preferred lifetime is over. */
  readonly deprecated: boolean;
}

export const phaseOf = (entry: InterfaceAddress): AddressPhase =>
  isUndecided(entry) ? entry.detection : entry.detection === 'duplicate' ? 'duplicated' : entry.deprecated ? 'deprecated' : 'preferred';

export const isOptimistic = (entry: InterfaceAddress | undefined): boolean => entry?.detection === 'optimistic';

/** Duplicate Address Detection goes on (RFC 4862 section 5.4, RFC 4429 section 3.3). */
export const isUndecided = (
  entry: InterfaceAddress | undefined,
): entry is InterfaceAddress & { readonly detection: 'tentative' | 'optimistic' } =>
  entry?.detection === 'tentative' || isOptimistic(entry);

/** RFC 4429 section 1.3: an Optimistic address is assigned, too. */
export const isAssigned = (entry: InterfaceAddress | undefined): entry is InterfaceAddress =>
  entry?.detection === 'unique' || isOptimistic(entry);

/** RFC 4429 section 2.1 has a choice of addresses treat an Optimistic one as if it were Deprecated. */
const asCandidate = (entry: InterfaceAddress): CandidateSource => ({
  address: entry.address,
  prefixLength: entry.prefixLength,
  deprecated: entry.deprecated || isOptimistic(entry),
  temporary: entry.origin === 'temporary',
  optimistic: isOptimistic(entry),
});

/** The addresses of one interface, bounded, in order of arrival. */
export class AddressTable {
  readonly #limit: number;
  readonly #entries = new Map<string, InterfaceAddress>();
  /** Solicited-node groups of tentative and assigned addresses, with how many addresses share each. */
  readonly #groups = new Map<string, number>();
  #candidates: readonly CandidateSource[] | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isFull(): boolean {
    return this.#entries.size >= this.#limit;
  }

  list(): readonly InterfaceAddress[] {
    return [...this.#entries.values()];
  }

  find(address: Address): InterfaceAddress | undefined {
    return this.#entries.get(addressKey(address));
  }

  /** Adds an address, tentative; false when it is there already or the table is full. */
  add(address: NewAddress): boolean {
    const key = addressKey(address.address);
    if (this.isFull || this.#entries.has(key)) return false;
    this.#put(key, { deprecated: false, detection: 'tentative', ...address });
    return true;
  }

  change(address: Address, change: Partial<Pick<InterfaceAddress, 'detection' | 'deprecated'>>): InterfaceAddress | undefined {
    const entry = this.find(address);
    if (entry === undefined) return undefined;
    const changed = { ...entry, ...change };
    this.#put(addressKey(address), changed);
    return changed;
  }

  remove(address: Address): InterfaceAddress | undefined {
    const entry = this.find(address);
    if (entry === undefined) return undefined;
    this.#entries.delete(addressKey(address));
    this.#countGroup(entry, -1);
    this.#candidates = undefined;
    return entry;
  }

  /** The link-local address that is assigned, if any. */
  linkLocal(): Address | undefined {
    for (const entry of this.#entries.values())
      if (entry.detection === 'unique' && !entry.anycast && isLinkLocal(entry.address)) return entry.address;
    return undefined;
  }

  /** RFC 6724 section 4: assigned unicast addresses; an anycast address is not offered as a source. */
  candidates(): readonly CandidateSource[] {
    return (this.#candidates ??= [...this.#entries.values()].filter((entry) => isAssigned(entry) && !entry.anycast).map(asCandidate));
  }

  /** Whether packets to a solicited-node group are for an address here, tentative ones included (RFC 4862 section 5.4.2). */
  answersTo(group: Address): boolean {
    return this.#groups.has(addressKey(group));
  }

  #put(key: string, entry: InterfaceAddress): void {
    const before = this.#entries.get(key);
    if (before !== undefined) this.#countGroup(before, -1);
    this.#entries.set(key, entry);
    this.#countGroup(entry, 1);
    this.#candidates = undefined;
  }

  #countGroup(entry: InterfaceAddress, by: 1 | -1): void {
    if (entry.detection === 'duplicate') return;
    const key = addressKey(solicitedNodeMulticast(entry.address));
    const count = (this.#groups.get(key) ?? 0) + by;
    if (count > 0) this.#groups.set(key, count);
    else this.#groups.delete(key);
  }
}
