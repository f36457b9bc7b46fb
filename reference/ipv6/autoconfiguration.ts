import { runMachine, type RunningMachine } from '../engine/run-machine.js';
import { addressKey, formatAddress, withInterfaceIdentifier, type Address } from '../net/address.js';
import { ADDRESS_BITS, formatPrefix, type Prefix } from '../net/prefix.js';
import { after, ZERO } from '../time.js';
import { addressLifetime, type AdvertisedLifetimes, type LifetimeEvent, type LifetimeState } from './address-lifetime.js';
import { phaseOf, type AddressOrigin } from './address-table.js';
import { identifierFor, type IdentifierSource } from './identifiers.js';
import type { InterfaceSettings } from './interface.js';
import { machineSurroundings } from './machine-surroundings.js';
import type { AutoconfigurationService, Ipv6Interface } from './services.js';
import { TemporaryAddresses } from './temporary-addresses.js';
import { LINK_LOCAL_PREFIX } from './well-known-prefixes.js';

type AddressLife = RunningMachine<LifetimeState, AdvertisedLifetimes, never>;

/** The address that was last formed for a prefix. */
interface Formed {
  readonly prefix: Prefix;
  readonly origin: AddressOrigin;
  readonly address: Address;
  readonly dadCounter: number;
  /** Tentative addresses tried so far (RFC 7217 section 6). */
  readonly tries: number;
  readonly life: AddressLife | undefined;
  readonly cancelRetry?: () => void;
}

type Attempt = Pick<Formed, 'prefix' | 'origin' | 'dadCounter' | 'tries' | 'life'> & { readonly delayed: boolean };

/** RFC 4291 section 2.5.1: 64 bits outside 000/3. */
const IDENTIFIER_BITS = 64;

/** Stateless address autoconfiguration of one interface: RFC 4862 sections 5.3, 5.4.5 and 5.5.3; temporary addresses beside it. */
export class Autoconfiguration implements AutoconfigurationService {
  readonly #iface: Ipv6Interface;
  readonly #source: IdentifierSource;
  readonly #formed = new Map<string, Formed>();
  readonly #temporary: TemporaryAddresses;

  constructor(iface: Ipv6Interface, settings: Pick<InterfaceSettings, 'identifiers' | 'temporaryAddressesFor'>) {
    this.#iface = iface;
    this.#source = settings.identifiers;
    this.#temporary = new TemporaryAddresses(iface, settings.temporaryAddressesFor);
  }

  begin(): void {
    this.#form({ prefix: LINK_LOCAL_PREFIX, origin: 'link-local', dadCounter: 0, tries: 0, life: undefined, delayed: true });
  }

  advertised(prefix: Prefix, lifetimes: AdvertisedLifetimes, { multicast }: { readonly multicast: boolean }): void {
    const { context, name, addresses, hasSent } = this.#iface;
    const text = formatPrefix(prefix);
    if (exceeds(lifetimes.preferred, lifetimes.valid) && context.refuse('pio-preferred-exceeds-valid', name, text)) return;
    const delayed = multicast || !hasSent;
    const known = this.#formed.get(text);
    if (known?.life !== undefined) {
      known.life.receive(lifetimes);
      return this.#temporary.advertised(prefix, lifetimes, known.life, { delayed });
    }
    if (lifetimes.valid === 0 && context.refuse('pio-unknown-zero-lifetime', name, text)) return;
    if (prefix.length + IDENTIFIER_BITS !== ADDRESS_BITS && context.refuse('pio-prefix-length', name, text)) return;
    if (addresses.isFull) return context.count('addresses.refused');
    const life = this.#live(prefix, lifetimes);
    this.#form({ prefix, origin: 'autoconfigured', dadCounter: 0, tries: 0, life, delayed });
    this.#temporary.advertised(prefix, lifetimes, life, { delayed });
  }

  duplicated(address: Address): void {
    if (this.#temporary.duplicated(address)) return;
    const entry = [...this.#formed.values()].find((formed) => addressKey(formed.address) === addressKey(address));
    if (entry === undefined) return;
    const { disableOnDuplicate, retryIdentifiers } = this.#iface.variables.features;
    // RFC 4862 section 5.4.5: where the hardware address itself is in doubt no other address would help. To RFC 2462 none ever did.
    const isFinal = this.#source.kind === 'eui64' || !retryIdentifiers;
    if (entry.origin === 'link-local' && isFinal && disableOnDuplicate) return this.#iface.disable();
    this.#retry(entry);
  }

  lifetimeOf(address: Address): LifetimeState | undefined {
    const formed = [...this.#formed.values()].find((one) => addressKey(one.address) === addressKey(address));
    return formed === undefined ? this.#temporary.lifetimeOf(address) : formed.life?.state;
  }

  identifierIn(prefix: Prefix): Uint8Array | undefined {
    return identifierFor(this.#source, this.#iface, prefix.address, 0)?.identifier;
  }

  stop(): void {
    for (const entry of this.#formed.values()) {
      entry.life?.stop();
      entry.cancelRetry?.();
    }
    this.#formed.clear();
    this.#temporary.stop();
  }

  /** Forms prefix + identifier and has it assigned; an earlier attempt for the prefix is replaced. */
  #form({ prefix, origin, dadCounter, tries, life, delayed }: Attempt): void {
    const found = identifierFor(this.#source, this.#iface, prefix.address, dadCounter);
    if (found === undefined) return;
    const address = withInterfaceIdentifier(prefix.address, found.identifier);
    this.#formed.set(formatPrefix(prefix), { prefix, origin, address, dadCounter: found.dadCounter, tries: tries + 1, life });
    const deprecated = life?.state.phase === 'deprecated';
    const entry = { address, prefixLength: prefix.length, origin, anycast: false, deprecated };
    if (this.#iface.assignment.assign(entry, { delayed })) return;
    // Somebody configured the same address by hand: it is theirs.
    life?.stop();
    this.#formed.delete(formatPrefix(prefix));
  }

  /** RFC 7217 section 6: another identifier, after a random wait, for a limited number of times. */
  #retry(entry: Formed): void {
    const { context, name, variables } = this.#iface;
    const { IDGEN_RETRIES, IDGEN_DELAY } = variables.constants;
    if (this.#source.kind !== 'stable' || !variables.features.retryIdentifiers || entry.tries >= IDGEN_RETRIES)
      return context.event('address-given-up', name, formatPrefix(entry.prefix));
    const at = after(context.now(), context.environment.random.uniform(ZERO, IDGEN_DELAY));
    const cancelRetry = context.environment.schedule(at, () => {
      this.#iface.assignment.remove(entry.address);
      this.#form({ ...entry, dadCounter: entry.dadCounter + 1, delayed: false });
    });
    this.#formed.set(formatPrefix(entry.prefix), { ...entry, cancelRetry });
  }

  #live(prefix: Prefix, lifetimes: AdvertisedLifetimes): AddressLife {
    return runMachine(addressLifetime(lifetimes), {
      send: () => undefined,
      event: (event) => this.#age(prefix, event),
      ...machineSurroundings(this.#iface),
    });
  }

  #age(prefix: Prefix, event: LifetimeEvent): void {
    const { addresses, assignment, context, name } = this.#iface;
    const entry = this.#formed.get(formatPrefix(prefix));
    if (entry === undefined) return;
    if (event.name === 'invalid') {
      entry.cancelRetry?.();
      this.#formed.delete(formatPrefix(prefix));
      assignment.remove(entry.address);
      this.#temporary.withdrawn(prefix);
      return;
    }
    if (event.name === 'succession') return;
    const changed = addresses.change(entry.address, { deprecated: event.name === 'deprecated' });
    if (changed?.detection === 'unique') context.event(`address-${phaseOf(changed)}`, name, formatAddress(entry.address));
  }
}

/** RFC 4862 section 5.5.3(c). */
const exceeds = (preferred: AdvertisedLifetimes['preferred'], valid: AdvertisedLifetimes['valid']): boolean =>
  valid !== 'infinite' && (preferred === 'infinite' || preferred > valid);
