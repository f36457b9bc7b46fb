import { formatAddress, isLinkLocal, sameAddress, type Address } from '../net/address.js';
import type { LinkLayerAddress } from '../net/link-layer-address.js';
import { commonPrefixLength, formatPrefix, type Prefix } from '../net/prefix.js';
import type { Instant } from '../time.js';
import { AddressAssignment } from './address-assignment.js';
import { AddressTable, type InterfaceAddress } from './address-table.js';
import { announcements } from './announcements.js';
import { Autoconfiguration } from './autoconfiguration.js';
import type { Features } from './behaviour.js';
import type { Ipv6Constants } from './constants.js';
import { DefaultRouterList } from './default-router-list.js';
import { DestinationCache } from './destination-cache.js';
import { rateLimiter, type RateLimiter } from './error-limiter.js';
import { errors } from './errors.js';
import { attachSubnet, detachSubnet } from './forwarding/attached-subnets.js';
import type { TakeFragment } from './header-chain.js';
import type { IdentifierSource } from './identifiers.js';
import { initialVariables, withBaseReachableTime, type InterfaceVariables } from './interface-variables.js';
import { receiveFrame, receiveOwn } from './ipv6-input.js';
import { NeighborCache } from './neighbor-cache.js';
import type { ConfiguredAddress, PrefixSwitch } from './node-configuration.js';
import { nodeInformation } from './node-information.js';
import { Output } from './output.js';
import { pathMtu } from './path-mtu.js';
import { PrefixAdvertisers } from './prefix-advertisers.js';
import { PrefixList } from './prefix-list.js';
import { ProxyTable } from './proxy-table.js';
import { Reassembly } from './reassembly.js';
import { ResolverConfiguration } from './resolver-configuration.js';
import { Advertising } from './router-advertising/advertising.js';
import type { AdvertisingConfiguration } from './router-advertising/advertising-configuration.js';
import { routerDiscovery } from './router-discovery.js';
import { Routes } from './routes.js';
import { becomeHost, becomeRouter, joinRouterGroups } from './routing-role.js';
import type { HostVariables, Ipv6Interface, LinkService, NodeContext } from './services.js';
import { ScopeZones } from '../multicast/forwarding/scope-zones.js';
import { Groups } from '../multicast/listener/groups.js';

export interface InterfaceSettings {
  readonly name: string;
  readonly index: number;
  readonly link: (iface: Ipv6Interface) => LinkService;
  readonly linkLayerAddress: LinkLayerAddress;
  readonly identifiers: IdentifierSource;
  readonly addresses: readonly ConfiguredAddress[];
  readonly temporaryAddressesFor: readonly PrefixSwitch[];
  /** RFC 4007 section 6, by scope. */
  readonly zones?: Readonly<Record<number, number>>;
  readonly variables: Pick<InterfaceVariables, 'isRouter' | 'linkMtu' | 'dupAddrDetectTransmits' | 'constants' | 'features'>;
  readonly advertising?: AdvertisingConfiguration | undefined;
}

/** Variables that system management has set: they survive a restart of the interface, what routers advertised does not. */
export type ManagedVariables = Partial<
  Pick<
    InterfaceVariables,
    | 'linkMtu'
    | 'curHopLimit'
    | 'dupAddrDetectTransmits'
    | 'retransTimer'
    | 'baseReachableTime'
    | 'optimisticDad'
    | 'temporaryAddresses'
    | 'tempPreferredLifetime'
    | 'tempValidLifetime'
  >
> & { readonly constants?: Partial<Ipv6Constants>; readonly features?: Partial<Features> };

/**
 * An interface with its protocols. They are parts of one object because they are parts of one state: each part gets
 * the interface and reaches the others through the services that it offers.
 */
export class Interface implements Ipv6Interface {
  readonly name: string;
  readonly index: number;
  readonly context: NodeContext;
  readonly link: LinkService;
  readonly addresses: AddressTable;
  readonly destinations: DestinationCache;
  readonly routers: DefaultRouterList;
  readonly prefixes: PrefixList;
  readonly proxies: ProxyTable;
  readonly advertisers: PrefixAdvertisers;
  readonly groups: Ipv6Interface['groups'];
  readonly zones: ScopeZones;
  readonly neighbors: Ipv6Interface['neighbors'];
  readonly routes: Ipv6Interface['routes'];
  readonly output: Ipv6Interface['output'];
  readonly assignment: Ipv6Interface['assignment'];
  readonly autoconfiguration: Ipv6Interface['autoconfiguration'];
  readonly discovery: Ipv6Interface['discovery'];
  readonly advertising: Ipv6Interface['advertising'];
  readonly announcements: Ipv6Interface['announcements'];
  readonly errors: Ipv6Interface['errors'];
  readonly pathMtu: Ipv6Interface['pathMtu'];
  readonly resolver: ResolverConfiguration;
  readonly nodeInformation: Ipv6Interface['nodeInformation'];
  readonly redirectLimiter: RateLimiter;
  readonly #settings: InterfaceSettings;
  readonly #reassembly: Reassembly;
  readonly #configured: ConfiguredAddress[];
  readonly #takeFragment: TakeFragment = (packet, layer, announcedBy) => this.#reassembly.take(packet, layer, announcedBy);
  #managed: ManagedVariables = {};
  #isRouter: boolean;
  #linkLayerAddress: LinkLayerAddress;
  #variables: InterfaceVariables;
  #state: Ipv6Interface['state'] = 'down';
  #hasSent = false;
  #hasBegunDiscovery = false;

  constructor(context: NodeContext, settings: InterfaceSettings) {
    this.context = context;
    this.name = settings.name;
    this.index = settings.index;
    this.#settings = settings;
    this.#configured = [...settings.addresses];
    this.#isRouter = settings.variables.isRouter;
    this.#linkLayerAddress = settings.linkLayerAddress;
    this.#variables = initialVariables(settings.variables, context.now(), context.environment.random);
    const { constants } = settings.variables;
    const schedule = (at: Instant, action: () => void): (() => void) => context.environment.schedule(at, action);
    this.addresses = new AddressTable(constants.ADDRESS_LIMIT);
    this.destinations = new DestinationCache(
      constants.DESTINATION_CACHE_LIMIT,
      () => context.count('destination-cache.evicted'),
      context.now,
    );
    this.routers = new DefaultRouterList({
      limit: constants.DEFAULT_ROUTER_LIMIT,
      schedule,
      removed: ({ address }) => this.#routerRemoved(address),
      refused: () => context.count('default-routers.refused'),
    });
    this.prefixes = new PrefixList({
      limit: constants.PREFIX_LIST_LIMIT,
      schedule,
      changed: (prefix, onLink) => this.#prefixChanged(prefix, onLink),
      refused: () => context.count('prefixes.refused'),
    });
    this.link = settings.link(this);
    this.proxies = new ProxyTable(constants.PROXY_LIMIT, () => this.groups);
    this.advertisers = new PrefixAdvertisers({
      limit: constants.PREFIX_ADVERTISER_LIMIT,
      schedule,
      changed: (prefix) => this.routes.redoFrom(prefix),
      refused: () => context.count('prefix-advertisers.refused'),
    });
    this.output = new Output(this, () => (this.#hasSent = true));
    this.groups = new Groups(this);
    this.zones = new ScopeZones(settings.index, settings.zones);
    this.neighbors = new NeighborCache(this);
    this.routes = new Routes(this);
    this.autoconfiguration = new Autoconfiguration(this, settings);
    this.assignment = new AddressAssignment(this, {
      assigned: (entry) => this.#assigned(entry),
      removed: (entry) => {
        if (this.#variables.isRouter && !entry.anycast) detachSubnet(this, entry);
        this.advertising.review();
        this.#tellOfAddress('address-removed', entry);
      },
      duplicated: ({ address }) => this.autoconfiguration.duplicated(address),
    });
    this.discovery = routerDiscovery(this);
    this.advertising = new Advertising(this);
    this.announcements = announcements(this);
    this.errors = errors(this);
    this.pathMtu = pathMtu(this);
    this.resolver = new ResolverConfiguration(this);
    this.nodeInformation = nodeInformation(this);
    this.redirectLimiter = rateLimiter({ capacity: constants.REDIRECT_BUCKET, perSecond: constants.REDIRECTS_PER_SECOND }, context.now);
    this.#reassembly = new Reassembly(this);
    const accepted = settings.advertising && this.advertising.configure(settings.advertising);
    if (accepted?.ok === false) throw new Error(`${this.name}: ${accepted.error}`);
  }

  get linkLayerAddress(): LinkLayerAddress {
    return this.#linkLayerAddress;
  }

  get variables(): InterfaceVariables {
    return this.#variables;
  }

  get mtu(): number {
    return this.link.mtu(this.#variables.linkMtu);
  }

  get state(): Ipv6Interface['state'] {
    return this.#state;
  }

  get hasSent(): boolean {
    return this.#hasSent;
  }

  /** RFC 4862 section 5.3: the link-local address and all configured ones, each through detection. */
  up(): void {
    if (this.#state !== 'down') return;
    this.renewVariables();
    this.#state = 'up';
    this.#hasSent = false;
    this.#hasBegunDiscovery = false;
    this.context.event('interface-up', this.name, '');
    this.context.interfaceChanges.tell({ kind: 'up', name: this.name });
    if (this.#variables.isRouter) joinRouterGroups(this);
    this.proxies.begin();
    this.context.udp.begin(this);
    if (this.link.isConfiguredAutomatically) this.autoconfiguration.begin();
    for (const address of this.#configured) this.#assign(address, true);
  }

  /** Everything learned is forgotten. */
  down(): void {
    if (this.#state === 'down') return;
    this.#stop();
    for (const entry of this.addresses.list()) {
      const removed = this.addresses.remove(entry.address);
      if (this.#variables.isRouter && !entry.anycast) detachSubnet(this, entry);
      // One for all routers of a subnet may have gone with it.
      if (removed) this.#tellOfAddress('address-removed', removed);
    }
    this.#state = 'down';
    this.context.event('interface-down', this.name, '');
    this.context.interfaceChanges.tell({ kind: 'down', name: this.name });
    this.context.links.tell(this.name, false);
  }

  disable(): void {
    this.#stop();
    this.#state = 'disabled';
    this.context.event('ipv6-disabled', this.name, 'duplicate link-local address');
    this.context.interfaceChanges.tell({ kind: 'down', name: this.name });
    this.context.links.tell(this.name, false);
  }

  receive(octets: Uint8Array): void {
    receiveFrame(this, octets, this.#takeFragment);
  }

  loopBack(packet: Uint8Array): void {
    const { context } = this;
    context.environment.schedule(context.now(), () => receiveOwn(this, packet, this.#takeFragment));
  }

  get configuredAddresses(): readonly ConfiguredAddress[] {
    return this.#configured;
  }

  addAddress(address: ConfiguredAddress): boolean {
    if (this.#configured.some((known) => sameAddress(known.address, address.address))) return false;
    if (this.#state === 'up' && !this.#assign(address, !this.#hasSent)) return false;
    this.#configured.push(address);
    return true;
  }

  /**
   * Whether an address is the interface's, by configuration or otherwise, tentative ones included. One that was found to be
   * another node's is not (RFC 4862 section 5.4.5).
   */
  hasAddress(address: Address): boolean {
    const entry = this.addresses.find(address);
    if (entry !== undefined) return entry.detection !== 'duplicate';
    return this.#configured.some((known) => sameAddress(known.address, address));
  }

  removeAddress(address: Address): boolean {
    const index = this.#configured.findIndex((known) => sameAddress(known.address, address));
    if (index >= 0) this.#configured.splice(index, 1);
    return this.assignment.remove(address) || index >= 0;
  }

  /** A new MAC, as after a hot swap (RFC 4861 section 7.2.6). Addresses stay. */
  setLinkLayerAddress(address: LinkLayerAddress): void {
    this.#linkLayerAddress = address;
    if (this.#state === 'up') this.announcements.newLinkLayerAddress();
  }

  manage(variables: ManagedVariables): void {
    const { constants, features } = this.#managed;
    this.#managed = {
      ...{ ...this.#managed, ...variables },
      constants: { ...constants, ...variables.constants },
      features: { ...features, ...variables.features },
    };
    this.#apply(this.#managed);
    if (this.#hasBegunDiscovery && this.#state === 'up') this.nodeInformation.begin();
  }

  update(variables: Partial<InterfaceVariables>): void {
    this.#variables = { ...this.#variables, ...variables };
  }

  setBaseReachableTime(base: InterfaceVariables['baseReachableTime']): void {
    this.#variables = withBaseReachableTime(this.#variables, base, this.context.now(), this.context.environment.random);
  }

  /** RFC 4861 section 6.2.5, and back: the protocols go on, each in its new part. */
  enableForwarding(isRouter: boolean): void {
    if (this.#isRouter === isRouter) return;
    this.#isRouter = isRouter;
    this.renewVariables();
    this.context.event(isRouter ? 'became-router' : 'became-host', this.name, '');
    if (this.#state !== 'up') return;
    if (isRouter) becomeRouter(this);
    else becomeHost(this);
  }

  renewVariables(): void {
    const { context } = this;
    const given = { ...this.#settings.variables, isRouter: this.#isRouter };
    this.#variables = initialVariables(given, context.now(), context.environment.random);
    this.#apply(this.advertising.hostVariables);
    this.#apply(this.#managed);
  }

  #apply({ baseReachableTime, constants, features, ...rest }: ManagedVariables & HostVariables): void {
    this.update({
      ...rest,
      constants: { ...this.#variables.constants, ...constants },
      features: { ...this.#variables.features, ...features },
    });
    if (baseReachableTime !== undefined) this.setBaseReachableTime(baseReachableTime);
  }

  #assign({ address, prefixLength, anycast }: ConfiguredAddress, delayed: boolean): boolean {
    return this.assignment.assign({ address, prefixLength, origin: 'manual', anycast: anycast ?? false }, { delayed });
  }

  #assigned(entry: InterfaceAddress): void {
    this.#tellOfAddress('address-assigned', entry);
    if (entry.anycast) return;
    if (this.#variables.isRouter) attachSubnet(this, entry);
    if (!isLinkLocal(entry.address)) {
      if (this.#variables.isRouter) this.advertising.review();
      if (this.#variables.features.announceNewAddresses) this.announcements.newAddress(entry.address);
      return;
    }
    if (!this.#hasBegunDiscovery) this.#beginOnLink();
    if (this.#variables.isRouter) this.advertising.review();
  }

  #tellOfAddress(kind: 'address-assigned' | 'address-removed', { address, prefixLength }: InterfaceAddress): void {
    this.context.interfaceChanges.tell({ kind, name: this.name, address, prefixLength });
  }

  /** There is a link-local address now, for the first time. */
  #beginOnLink(): void {
    this.#hasBegunDiscovery = true;
    this.nodeInformation.begin();
    this.context.links.tell(this.name, true);
    this.groups.reportAgain();
    if (this.#variables.isRouter) return;
    // RFC 4861 section 6.3.7: no second random delay after that of Duplicate Address Detection.
    this.discovery.begin({ delayed: this.#variables.dupAddrDetectTransmits === 0 });
  }

  /** RFC 4861 section 6.3.5. */
  #routerRemoved(address: Address): void {
    this.routes.routerRemoved(address);
    this.context.event('router-removed', this.name, formatAddress(address));
  }

  /** RFC 5942 section 4: what is on-link changed, so the next hops of covered destinations are found anew. */
  #prefixChanged(prefix: Prefix, onLink: boolean): void {
    this.destinations.forget((entry) => entry.source === 'route' && commonPrefixLength(prefix.address, entry.destination) >= prefix.length);
    this.context.event(onLink ? 'prefix-on-link' : 'prefix-off-link', this.name, formatPrefix(prefix));
  }

  #stop(): void {
    for (const part of [
      this.advertising,
      this.routes,
      this.resolver,
      this.nodeInformation,
      this.discovery,
      this.autoconfiguration,
      this.assignment,
      this.announcements,
      this.neighbors,
      this.proxies,
      this.groups,
      this.#reassembly,
    ])
      part.stop();
    this.routers.clear();
    this.prefixes.clear();
    this.advertisers.clear();
    this.destinations.clear();
    this.pathMtu.clear();
  }
}
