import { runMachine, type RunningMachine } from '../engine/run-machine.js';
import { formatAddress, sameAddress, type Address } from '../net/address.js';
import { formatPrefix, prefixContains, type Prefix } from '../net/prefix.js';
import { after, times, ZERO, type Duration } from '../time.js';
import {
  addressLifetime,
  regenAdvance,
  remainingLifetimes,
  type AdvertisedLifetimes,
  type Lifetime,
  type LifetimeBounds,
  type LifetimeEvent,
  type LifetimeState,
} from './address-lifetime.js';
import { phaseOf } from './address-table.js';
import { machineSurroundings } from './machine-surroundings.js';
import type { PrefixSwitch } from './node-configuration.js';
import type { Ipv6Interface } from './services.js';
import { randomAddress } from './temporary-identifier.js';

type Life = RunningMachine<LifetimeState, AdvertisedLifetimes, never>;

interface Temporary {
  readonly address: Address;
  readonly life: Life;
}

/** The temporary addresses of one prefix. */
interface Generation {
  readonly prefix: Prefix;
  /** Of the prefix itself: from it new addresses take their lifetimes. Another one after the prefix was formed from anew. */
  prefixLife: Life;
  /** In the order in which they were formed; only the last one gets a successor. */
  held: readonly Temporary[];
  /** Attempts in a row that ended as duplicates. */
  conflicts: number;
  /** There were too many of them: no more is tried on this link. */
  isGivenUp: boolean;
}

/** Temporary addresses of one interface beside its stable ones: RFC 8981 sections 3.4 to 3.7. */
export class TemporaryAddresses {
  readonly #iface: Ipv6Interface;
  readonly #switches: readonly PrefixSwitch[];
  readonly #generations = new Map<string, Generation>();

  constructor(iface: Ipv6Interface, switches: readonly PrefixSwitch[]) {
    this.#iface = iface;
    this.#switches = switches;
  }

  /** A Prefix Information option for autoconfiguration came; `prefixLife` has taken it in already. */
  lifetimeOf(address: Address): LifetimeState | undefined {
    for (const { held } of this.#generations.values()) for (const one of held) if (sameAddress(one.address, address)) return one.life.state;
    return undefined;
  }

  advertised(prefix: Prefix, lifetimes: AdvertisedLifetimes, prefixLife: Life, { delayed }: { readonly delayed: boolean }): void {
    const generation = this.#generations.get(formatPrefix(prefix)) ?? { prefix, prefixLife, held: [], conflicts: 0, isGivenUp: false };
    this.#generations.set(formatPrefix(prefix), generation);
    generation.prefixLife = prefixLife;
    for (const { life } of generation.held) life.receive(lifetimes);
    if (!generation.held.some(({ life }) => life.state.phase === 'preferred')) this.#generate(generation, { delayed });
  }

  /** True when the address was a temporary one: another is tried in its place, for a limited number of times (section 3.4). */
  duplicated(address: Address): boolean {
    const generation = this.#ownerOf(address);
    if (generation === undefined) return false;
    const { context, name, variables } = this.#iface;
    this.#forget(generation, address);
    generation.conflicts++;
    generation.isGivenUp = generation.conflicts > variables.constants.TEMP_IDGEN_RETRIES;
    if (generation.isGivenUp) context.event('temporary-addresses-given-up', name, formatPrefix(generation.prefix));
    else this.#generate(generation, { delayed: false });
    return true;
  }

  /** The prefix is valid no more, and with it none of its temporary addresses. */
  withdrawn(prefix: Prefix): void {
    const generation = this.#generations.get(formatPrefix(prefix));
    for (const { address } of generation?.held ?? []) if (generation) this.#forget(generation, address);
    this.#generations.delete(formatPrefix(prefix));
  }

  stop(): void {
    for (const { held } of this.#generations.values()) for (const { life } of held) life.stop();
    this.#generations.clear();
  }

  #ownerOf(address: Address): Generation | undefined {
    return [...this.#generations.values()].find(({ held }) => held.some((one) => sameAddress(one.address, address)));
  }

  /** Section 3.4 from step 4 on. */
  #generate(generation: Generation, { delayed }: { readonly delayed: boolean }): void {
    const { addresses, assignment, context, variables } = this.#iface;
    if (generation.isGivenUp || !this.#isEnabled(generation.prefix)) return;
    const bounds = this.#bounds();
    const lifetimes = this.#lifetimesUnder(generation, bounds);
    // Step 5; a lifetime of zero is among those that are too short.
    if (!exceeds(lifetimes.preferred, regenAdvance(variables))) return;
    this.#makeRoom(generation);
    if (addresses.isFull || generation.held.length >= variables.constants.TEMPORARY_ADDRESS_LIMIT)
      return context.count('addresses.refused');
    const address = randomAddress(generation.prefix.address, context.environment.random, addresses.list());
    const life = runMachine(addressLifetime(lifetimes, bounds), {
      ...machineSurroundings(this.#iface),
      send: () => undefined,
      event: (event) => this.#age(generation, address, event),
    });
    generation.held = [...generation.held, { address, life }];
    assignment.assign({ address, prefixLength: generation.prefix.length, origin: 'temporary', anycast: false }, { delayed });
  }

  /** DESYNC_FACTOR is drawn for each address, and "MUST be smaller than (TEMP_PREFERRED_LIFETIME - REGEN_ADVANCE)" (section 3.8). */
  #bounds(): LifetimeBounds {
    const { context, variables } = this.#iface;
    const { tempPreferredLifetime, tempValidLifetime, constants } = variables;
    const room = Math.max(0, tempPreferredLifetime - regenAdvance(variables) - 1) as Duration;
    const most = Math.min(times(tempPreferredLifetime, constants.MAX_DESYNC_FACTOR), room) as Duration;
    const desync = context.environment.random.uniform(ZERO, most);
    const now = context.now();
    return { validUntil: after(now, tempValidLifetime), preferredUntil: after(now, (tempPreferredLifetime - desync) as Duration) };
  }

  #lifetimesUnder({ prefixLife }: Generation, { preferredUntil }: LifetimeBounds): AdvertisedLifetimes {
    const now = this.#iface.context.now();
    const { valid, preferred } = remainingLifetimes(prefixLife.state, now);
    const bound = (preferredUntil - now) as Duration;
    return { valid, preferred: exceeds(preferred, bound) ? bound : preferred };
  }

  /** Section 3.5: a deprecated address may be removed, the oldest first. */
  #makeRoom(generation: Generation): void {
    if (generation.held.length < this.#iface.variables.constants.TEMPORARY_ADDRESS_LIMIT) return;
    const oldest = generation.held.find(({ life }) => life.state.phase === 'deprecated');
    if (oldest === undefined) return;
    this.#iface.context.count('temporary-addresses.evicted');
    this.#forget(generation, oldest.address);
  }

  #forget(generation: Generation, address: Address): void {
    generation.held.find((one) => sameAddress(one.address, address))?.life.stop();
    generation.held = generation.held.filter((one) => !sameAddress(one.address, address));
    this.#iface.assignment.remove(address);
  }

  #age(generation: Generation, address: Address, event: LifetimeEvent): void {
    if (event.name === 'invalid') return this.#forget(generation, address);
    if (event.name !== 'succession') this.#note(address, event.name === 'deprecated');
    if (event.name === 'preferred') return;
    // A successor is due in good time before the end, and at the latest when the end has come (section 3.5).
    const last = generation.held.at(-1);
    if (last === undefined || !sameAddress(last.address, address)) return;
    generation.conflicts = 0;
    this.#generate(generation, { delayed: false });
  }

  #note(address: Address, deprecated: boolean): void {
    const { addresses, context, name } = this.#iface;
    const changed = addresses.change(address, { deprecated });
    if (changed?.detection === 'unique') context.event(`address-${phaseOf(changed)}`, name, formatAddress(address));
  }

  /** Section 3.7: the setting of a prefix counts more than that of the interface. */
  #isEnabled(prefix: Prefix): boolean {
    let longest: PrefixSwitch | undefined;
    for (const one of this.#switches)
      if (prefixContains(one.prefix, prefix.address) && one.prefix.length >= (longest?.prefix.length ?? 0)) longest = one;
    return longest?.enabled ?? this.#iface.variables.temporaryAddresses;
  }
}

const exceeds = (lifetime: Lifetime, bound: Duration): boolean => lifetime === 'infinite' || lifetime > bound;
