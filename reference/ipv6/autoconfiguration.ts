import { runMachine, type RunningMachine } from '../engine/run-machine.js';
import { addressKey, formatAddress, withInterfaceIdentifier, type Address } from '../net/address.js';
import { formatPrefix, type Prefix } from '../net/prefix.js';
import { after, ZERO } from '../time.js';
import { addressLifetime, type AdvertisedLifetimes, type LifetimeEvent, type LifetimeState } from './address-lifetime.js';
import { phaseOf, type AddressOrigin } from './address-table.js';
import { identifierFor, type IdentifierSource } from './identifiers.js';
import { LINK_LOCAL_PREFIX } from './well-known-prefixes.js';
import type { AutoconfigurationService, Ipv6Interface } from './services.js';

/** The address that was last formed for a prefix. */
interface Formed {
  readonly prefix: Prefix;
  readonly origin: AddressOrigin;
  readonly address: Address;
  readonly dadCounter: number;
  /** Tentative addresses tried so far (RFC 7217 section 6). */
  readonly tries: number;
  readonly lifetime: RunningMachine<LifetimeState, AdvertisedLifetimes, never> | undefined;
  readonly cancelRetry?: () => void;
}

/** RFC 4291 section 2.5.1: 64 bits outside 000/3. */
const IDENTIFIER_BITS = 64;
const ADDRESS_BITS = 128;

/** Stateless address autoconfiguration of one interface: RFC 4862 sections 5.3, 5.4.5 and 5.5.3. */
export function autoconfiguration(iface: Ipv6Interface, source: IdentifierSource): AutoconfigurationService {
  const { context, name } = iface;
  const formed = new Map<string, Formed>();

  const formationOf = (address: Address): Formed | undefined => {
    for (const entry of formed.values()) if (addressKey(entry.address) === addressKey(address)) return entry;
    return undefined;
  };

  /** Forms prefix + identifier and has it assigned; the old attempt for the prefix is replaced. */
  const form = (
    attempt: Pick<Formed, 'prefix' | 'origin' | 'tries' | 'lifetime'> & { readonly counter: number; readonly delayed: boolean },
  ): void => {
    const found = identifierFor(source, iface, attempt.prefix.address, attempt.counter);
    if (found === undefined) return;
    const { prefix, origin, tries, lifetime } = attempt;
    const address = withInterfaceIdentifier(prefix.address, found.identifier);
    formed.set(formatPrefix(prefix), { prefix, origin, address, dadCounter: found.dadCounter, tries: tries + 1, lifetime });
    const deprecated = lifetime?.state.phase === 'deprecated';
    const entry = { address, prefixLength: prefix.length, origin, anycast: false, deprecated };
    if (iface.assignment.assign(entry, { delayed: attempt.delayed })) return;
    // Somebody configured the same address by hand: it is theirs.
    lifetime?.stop();
    formed.delete(formatPrefix(prefix));
  };

  const live = (prefix: Prefix, lifetimes: AdvertisedLifetimes): RunningMachine<LifetimeState, AdvertisedLifetimes, never> =>
    runMachine(addressLifetime(lifetimes), {
      now: () => context.now(),
      schedule: (at, action) => context.environment.schedule(at, action),
      random: context.environment.random,
      variables: () => iface.variables,
      send: () => undefined,
      event: (event) => age(prefix, event),
    });

  const age = (prefix: Prefix, event: LifetimeEvent): void => {
    const entry = formed.get(formatPrefix(prefix));
    if (entry === undefined) return;
    if (event.name === 'invalid') {
      entry.cancelRetry?.();
      formed.delete(formatPrefix(prefix));
      iface.assignment.remove(entry.address);
      return;
    }
    const changed = iface.addresses.change(entry.address, { deprecated: event.name === 'deprecated' });
    if (changed?.detection === 'unique') context.event(`address-${phaseOf(changed)}`, name, formatAddress(entry.address));
  };

  /** RFC 7217 section 6: another identifier, after a random wait, for a limited number of times. */
  const retry = (entry: Formed): void => {
    const { IDGEN_RETRIES, IDGEN_DELAY } = iface.variables.constants;
    if (source.kind !== 'stable' || entry.tries >= IDGEN_RETRIES) {
      context.event('address-given-up', name, formatPrefix(entry.prefix));
      return;
    }
    const at = after(context.now(), context.environment.random.uniform(ZERO, IDGEN_DELAY));
    const again = () => {
      iface.assignment.remove(entry.address);
      form({ ...entry, counter: entry.dadCounter + 1, delayed: false });
    };
    formed.set(formatPrefix(entry.prefix), { ...entry, cancelRetry: context.environment.schedule(at, again) });
  };

  return {
    begin() {
      form({ prefix: LINK_LOCAL_PREFIX, origin: 'link-local', tries: 0, lifetime: undefined, counter: 0, delayed: true });
    },
    advertised(prefix, lifetimes, { multicast }) {
      if (exceeds(lifetimes.preferred, lifetimes.valid) && context.refuse('pio-preferred-exceeds-valid', name, formatPrefix(prefix)))
        return;
      const known = formed.get(formatPrefix(prefix));
      if (known !== undefined) return known.lifetime?.receive(lifetimes);
      if (lifetimes.valid === 0 && context.refuse('pio-unknown-zero-lifetime', name, formatPrefix(prefix))) return;
      if (prefix.length + IDENTIFIER_BITS !== ADDRESS_BITS && context.refuse('pio-prefix-length', name, formatPrefix(prefix))) return;
      if (iface.addresses.isFull) return context.count('addresses.refused');
      const lifetime = live(prefix, lifetimes);
      form({ prefix, origin: 'autoconfigured', tries: 0, lifetime, counter: 0, delayed: multicast || !iface.hasSent });
    },
    duplicated(address) {
      const entry = formationOf(address);
      if (entry === undefined) return;
      // RFC 4862 section 5.4.5: the hardware address itself is in doubt, so no other address would help.
      const hardware = entry.origin === 'link-local' && source.kind === 'eui64';
      if (hardware && iface.variables.features.disableOnDuplicate) return iface.disable();
      retry(entry);
    },
    stop() {
      for (const entry of formed.values()) {
        entry.lifetime?.stop();
        entry.cancelRetry?.();
      }
      formed.clear();
    },
  };
}

/** RFC 4862 section 5.5.3(c). */
const exceeds = (preferred: AdvertisedLifetimes['preferred'], valid: AdvertisedLifetimes['valid']): boolean =>
  valid !== 'infinite' && (preferred === 'infinite' || preferred > valid);
