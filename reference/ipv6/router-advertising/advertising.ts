import { runMachine, type RunningMachine } from '../../engine/run-machine.js';
import { ALL_NODES, formatAddress, isLinkLocal, isUnspecified, sameAddress, type Address } from '../../net/address.js';
import { failed, ok, type Result } from '../../net/result.js';
import { formatPrefix, prefixOf } from '../../net/prefix.js';
import { elapsed, longest, ZERO, type Duration, type Instant } from '../../time.js';
import { routerAdvertisement, type RouterAdvertisement } from '../../wire/nd.js';
import { machineSurroundings } from '../machine-surroundings.js';
import type { Lifetime } from '../address-lifetime.js';
import type { InterfaceVariables } from '../interface-variables.js';
import type { AdvertisingService, HostVariables, Ipv6Interface } from '../services.js';
import { advertisements, finalAdvertisement, type AdvertisementOccasion } from './advertisement-content.js';
import { inOneLine } from './advertising-bounds.js';
import type { AdvertisingConfiguration, AdvertisingVariables, PrefixVariables } from './advertising-configuration.js';
import { advertisingVariables, prefixVariables } from './advertising-variables.js';
import { inconsistencies } from './consistency.js';
import { WithdrawnPrefixes } from './withdrawn-prefixes.js';
import {
  routerAdvertiser,
  type AdvertiserCommand,
  type AdvertiserSent,
  type AdvertiserState,
  type Solicited,
} from './router-advertiser.js';

type Advertiser = RunningMachine<AdvertiserState, Solicited, AdvertiserCommand>;

/** The advertising of one interface (RFC 4861 section 6.2): hosts the machine that says when, and knows what to say. */
export class Advertising implements AdvertisingService {
  readonly #iface: Ipv6Interface;
  #variables: AdvertisingVariables | undefined;
  /** Lifetimes that decrement count from here. */
  #configuredAt: Instant;
  #advertiser: Advertiser | undefined;
  /** The address that packets come from while the interface is an advertising one. */
  #source: Address | undefined;
  #lastMulticast: Instant | undefined;
  #counted:
    { of: AdvertisingVariables; linkMtu: number; addresses: readonly unknown[]; withdrawn: readonly unknown[]; parts: number } | undefined;
  /** What AdvPrefixList had when it was last looked at; nothing while the interface is no advertising one. */
  #listed: readonly PrefixVariables[] = [];
  readonly #withdrawn: WithdrawnPrefixes;

  constructor(iface: Ipv6Interface) {
    this.#iface = iface;
    this.#configuredAt = iface.context.now();
    this.#withdrawn = new WithdrawnPrefixes(() => iface.context.count('withdrawn-prefixes.evicted'));
  }

  configure(configuration: AdvertisingConfiguration): Result<void, string> {
    const checked = advertisingVariables(configuration, this.#iface.variables);
    if (!checked.ok) return failed(checked.error.map(inOneLine).join('; '));
    const wasAdvertising = this.#source !== undefined;
    this.#variables = checked.value;
    this.#configuredAt = this.#iface.context.now();
    if (this.#iface.variables.isRouter) this.#iface.renewVariables();
    this.review();
    if (wasAdvertising && this.#source !== undefined) this.#advertiser?.command({ kind: 'changed' });
    return ok(undefined);
  }

  withdraw(): boolean {
    if (this.#variables?.advSendAdvertisements !== true) return false;
    this.#variables = { ...this.#variables, advSendAdvertisements: false };
    if (this.#iface.variables.isRouter) this.#iface.renewVariables();
    this.review();
    return true;
  }

  get hostVariables(): HostVariables {
    const { iface, variables } = { iface: this.#iface, variables: this.#variables };
    if (variables?.advSendAdvertisements !== true || !iface.variables.isRouter) return {};
    return {
      ...(variables.advCurHopLimit !== 0 && { curHopLimit: variables.advCurHopLimit }),
      ...(variables.advRetransTimer !== 0 && { retransTimer: variables.advRetransTimer }),
      ...(variables.advReachableTime !== 0 && { baseReachableTime: variables.advReachableTime }),
      ...(variables.advLinkMtu !== 0 && { linkMtu: variables.advLinkMtu }),
    };
  }

  get prefixes(): readonly PrefixVariables[] | undefined {
    const age = elapsed(this.#configuredAt, this.#iface.context.now());
    return this.#variables?.advPrefixList?.map((entry) => remaining(entry, age));
  }

  renumber(prefixes: readonly PrefixVariables[]): void {
    const variables = this.#variables ?? silentVariables(this.#iface.variables);
    this.#variables = { ...variables, advPrefixList: prefixes };
    this.#configuredAt = this.#iface.context.now();
    // RFC 2894 section 4.3 says what is advertised now, and nothing beside: what comes back is good, what goes is left out.
    this.#listed = [];
    this.#followPrefixes();
    if (this.#source !== undefined) this.#advertiser?.command({ kind: 'changed' });
  }

  review(): void {
    const source = this.#isAdvertising() ? this.#sourceNow() : undefined;
    const former = this.#source;
    this.#source = source;
    this.#followPrefixes();
    if (former !== undefined && source !== undefined && sameAddress(former, source)) return;
    if (former !== undefined) this.#advertiser?.command({ kind: 'cease' });
    if (source !== undefined) this.#running().command({ kind: 'begin', source });
  }

  solicited(source: Address): void {
    this.#advertiser?.receive({ source: isUnspecified(source) ? undefined : source });
  }

  inspect(source: Address, advertisement: RouterAdvertisement): void {
    const { context, name } = this.#iface;
    if (this.#variables === undefined || this.#source === undefined) return;
    const age = elapsed(this.#configuredAt, context.now());
    const prefixes = this.#prefixList();
    for (const { what, ours, theirs } of inconsistencies({ variables: this.#variables, prefixes, age }, advertisement)) {
      context.count('router-advertisement.inconsistent');
      context.event('router-inconsistent', name, `${formatAddress(source)} says ${what} ${theirs}, this router ${ours}`);
    }
  }

  stop(): void {
    this.#advertiser?.command({ kind: 'cease-at-once' });
    this.#advertiser?.stop();
    this.#advertiser = undefined;
    this.#source = undefined;
    this.#followPrefixes();
  }

  /** RFC 4861 section 6.2.2; a host sends no advertisements (section 6.2.4). */
  #isAdvertising(): boolean {
    const { state, variables } = this.#iface;
    return state === 'up' && variables.isRouter && this.#variables?.advSendAdvertisements === true;
  }

  /** The link-local address by which hosts know this router: as long as there is that one, it stays (section 6.2.8). */
  #sourceNow(): Address | undefined {
    const { addresses } = this.#iface;
    const known = this.#source;
    const isKept = known !== undefined && addresses.candidates().some(({ address }) => sameAddress(address, known));
    return isKept ? known : addresses.linkLocal();
  }

  #running(): Advertiser {
    this.#advertiser ??= runMachine(routerAdvertiser({ lastMulticast: this.#lastMulticast }), {
      ...machineSurroundings(this.#iface),
      variables: () => ({
        advertising: this.#required(),
        parts: this.#parts(),
        constants: this.#iface.variables.constants,
      }),
      send: (sent) => this.#send(sent),
      event: ({ name }) => {
        if (name === 'answers-overflow') this.#iface.context.count('router-solicitations.answered-together');
        else this.#iface.context.event(`router-${name}`, this.#iface.name, '');
      },
    });
    return this.#advertiser;
  }

  /** Asked for at every solicitation, and the same until something changes that the options are made of. */
  #parts(): number {
    const [of, linkMtu, addresses] = [this.#required(), this.#iface.variables.linkMtu, this.#iface.addresses.candidates()];
    const withdrawn = this.#withdrawn.list(this.#iface.context.now());
    const known = this.#counted;
    if (known?.of === of && known.linkMtu === linkMtu && known.addresses === addresses && known.withdrawn === withdrawn) return known.parts;
    this.#counted = { of, linkMtu, addresses, withdrawn, parts: advertisements(of, this.#occasion()).length };
    return this.#counted.parts;
  }

  #required(): AdvertisingVariables {
    if (this.#variables === undefined) throw new Error(`${this.#iface.name} advertises without a configuration`);
    return this.#variables;
  }

  #occasion(): AdvertisementOccasion {
    const { context, link, linkLayerAddress, mtu } = this.#iface;
    const age = elapsed(this.#configuredAt, context.now());
    const prefixes = [...this.#prefixList(), ...this.#withdrawn.list(context.now())];
    return { age, linkMtu: mtu, prefixes, ...(link.hasAddresses && { linkLayerAddress }) };
  }

  #prefixList(): readonly PrefixVariables[] {
    return this.#variables?.advPrefixList ?? this.#subnets();
  }

  /**
   * What took a prefix out of the list, management or the loss of an address, withdraws it. What goes while the interface does not advertise goes unsaid.
   */
  #followPrefixes(): void {
    const { context, variables } = this.#iface;
    const { PREFIX_WITHDRAWAL_TIME: time, WITHDRAWN_PREFIX_LIMIT: limit } = variables.constants;
    const [former, current] = [this.#listed, this.#source === undefined ? [] : this.#prefixList()];
    this.#listed = current;
    if (time > 0 && this.#source !== undefined) this.#withdrawn.change(former, current, { now: context.now(), time, limit });
  }

  /** The default of AdvPrefixList: what the addresses of the interface make on-link. */
  #subnets(): readonly PrefixVariables[] {
    const subnets = this.#iface.addresses
      .candidates()
      .filter(({ address, prefixLength }) => !isLinkLocal(address) && prefixLength < 128)
      .map(({ address, prefixLength }) => prefixOf(address, prefixLength));
    return [...new Map(subnets.map((prefix) => [formatPrefix(prefix), prefixVariables({ prefix })])).values()];
  }

  #send(sent: AdvertiserSent): void {
    const { output } = this.#iface;
    const destination = sent.kind === 'unicast' ? sent.to : ALL_NODES;
    if (sent.kind !== 'unicast') this.#lastMulticast = this.#iface.context.now();
    for (const draft of this.#drafts(sent))
      output.send({ source: sent.source, destination, toNeighbor: true, layers: [routerAdvertisement(draft)] });
  }

  #drafts(sent: AdvertiserSent) {
    const variables = this.#required();
    const occasion = this.#occasion();
    if (sent.kind === 'final') return [finalAdvertisement(variables, occasion)];
    const parts = advertisements(variables, occasion);
    return sent.kind === 'unicast' ? parts : parts.slice(sent.part, sent.part + 1);
  }
}

/** What system management has said nothing about. */
function silentVariables(limits: InterfaceVariables): AdvertisingVariables {
  const defaults = advertisingVariables({}, limits);
  if (!defaults.ok) throw new Error(defaults.error.map(inOneLine).join('; '));
  return defaults.value;
}

/** A prefix with its lifetimes as they are after so long. */
function remaining(entry: PrefixVariables, age: Duration): PrefixVariables {
  const left = (lifetime: Lifetime, decrements: boolean): Lifetime =>
    lifetime === 'infinite' || !decrements ? lifetime : longest(ZERO, (lifetime - age) as Duration);
  return {
    ...entry,
    advValidLifetime: left(entry.advValidLifetime, entry.validDecrements),
    advPreferredLifetime: left(entry.advPreferredLifetime, entry.preferredDecrements),
  };
}
