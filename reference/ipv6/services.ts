import type { NodeEnvironment } from '../engine/environment.js';
import type { Watchers } from '../engine/watchers.js';
import type { Address } from '../net/address.js';
import type { Ipv4Service, Ipv4ToSend, ReceivedIpv4 } from '../ipv4/services.js';
import type { Ipv4Address } from '../net/ipv4-address.js';
import type { LinkLayerAddress } from '../net/link-layer-address.js';
import type { Prefix } from '../net/prefix.js';
import type { Result } from '../net/result.js';
import type { Duration, Instant } from '../time.js';
import type { DecodedFrame, Layer } from '../wire/frame.js';
import type { LayerDraft } from '../wire/layer-draft.js';
import type { RouterAdvertisement } from '../wire/nd.js';
import type { NodeInformationQuery } from '../wire/node-information.js';
import type { PrivacyPreference } from './address-selection.js';
import type { AddressTable, NewAddress } from './address-table.js';
import type { AdvertisedLifetimes, LifetimeState } from './address-lifetime.js';
import type { DefaultRouterList } from './default-router-list.js';
import type { DestinationCache } from './destination-cache.js';
import type { DiscardReason } from './discard-reasons.js';
import type { RateLimiter } from './error-limiter.js';
import type { Route, RouteKey, RouteOrigin } from './forwarding/routing-table.js';
import type { MulticastRoutes } from '../multicast/forwarding/multicast-routes.js';
import type { ScopeZones } from '../multicast/forwarding/scope-zones.js';
import type { DadMessage } from './duplicate-address-detection.js';
import type { InterfaceChange } from './interface-change.js';
import type { InterfaceVariables } from './interface-variables.js';
import type { ListenerMessage } from '../multicast/listener/listener-state.js';
import type { SourceFilter } from '../multicast/listener/source-filter.js';
import type { Until } from './lifetime-table.js';
import type { AdvertisingConfiguration, PrefixVariables } from './router-advertising/advertising-configuration.js';
import type { InformationClients } from './information-clients.js';
import type { EchoClients } from './echo-clients.js';
import type { InformedRoute, LastingRoute } from './route-information.js';
import type { NeighborMessage, NeighborState, PendingPacket } from './neighbor-state.js';
import type { NodeName } from './node-name.js';
import type { PolicyTable } from './policy-table.js';
import type { PrefixAdvertisers } from './prefix-advertisers.js';
import type { PrefixList } from './prefix-list.js';
import type { ProxyTable } from './proxy-table.js';
import type { ConfiguredAddress } from './node-configuration.js';
import type { ResolverConfiguration } from './resolver-configuration.js';
import type { StaticNeighbor } from './static-neighbors.js';
import type { Datagram, UdpError, UdpService } from '../transport/udp/udp-service.js';
import type { Tunnel, Tunnelled } from './tunnel/tunnel.js';
import type { TunnelConfiguration } from './tunnel/tunnel-configuration.js';

/** What the protocol objects of a node get from it. */
export interface NodeContext {
  readonly environment: NodeEnvironment;
  /** RFC 6724 section 2.1. */
  readonly policyTable: PolicyTable;
  now(): Instant;
  readonly routing: RoutingService;
  readonly tunnels: TunnelService;
  readonly ipv4: Ipv4Service;
  readonly echo: EchoClients;
  readonly renumbering: RenumberingService;
  readonly information: InformationClients;
  /** As RFC 4620 tells it; undefined when the configured name is no host name. */
  readonly nodeName: NodeName | undefined;
  interfaces(): Iterable<Ipv6Interface>;
  readonly udp: UdpProtocol;
  /** An interface can be used: it is up and has a link-local address; or it cannot any more. */
  readonly links: Watchers<readonly [link: string, isUsable: boolean]>;
  readonly interfaceChanges: Watchers<readonly [InterfaceChange]>;
  readonly multicastRoutes: MulticastRoutes;
  /**
   * Says that a packet breaks a rule: counts it and tells why. True when the packet is to be discarded; false when the
   * check is switched off.
   */
  refuse(reason: DiscardReason, port: string, detail?: string): boolean;
  count(name: string, by?: number): void;
  event(name: string, port: string, detail: string): void;
}

/** What kind of link an interface is attached to. */
export type LinkKind = 'ethernet' | 'point-to-point' | 'loopback' | 'tunnel';

/**
 * The link below IPv6. Links differ in how a packet goes out, in what arrives, and in whether nodes have addresses there;
 * nothing else asks what kind a link is of.
 */
export interface LinkService {
  readonly kind: LinkKind;
  /** Nodes have link-layer addresses: they are resolved, and told in options. */
  readonly hasAddresses: boolean;
  /** There is one other node at most (RFC 4861 section 3.2). */
  readonly isPointToPoint: boolean;
  /** Packets travel inside of others (RFC 6724 section 6 rule 7: "reached via encapsulation"). */
  readonly encapsulates: boolean;
  /** A link-local address is formed, and routers are looked for. */
  readonly isConfiguredAutomatically: boolean;
  /** The largest packet, where the link itself knows; LinkMTU says so for the rest. */
  mtu(linkMtu: number): number;
  /** Where packets to a group go. */
  groupAddress(group: Address): LinkLayerAddress;
  /** Puts a finished packet on the link. */
  send(to: LinkLayerAddress, packet: PacketToSend): void;
  /** The IPv6 packet in what arrived; undefined when there is none, or when it is not for this node. */
  open(octets: Uint8Array): ArrivedPacket | undefined;
  /** The largest IPv4 packet that the link takes whole. */
  ipv4Mtu(): number;
  /** Hands an IPv4 packet to a node of the link; false when it carries none. */
  sendIpv4(nextHop: Ipv4Address, packet: Ipv4ToSend): boolean;
}

export type PacketToSend = Pick<PendingPacket, 'octets' | 'inTransit' | 'tunnelled'>;

export type ArrivedPacket = Pick<ReceivedPacket, 'decoded' | 'linkLayerSource' | 'linkLayerDestination'>;

/** UDP, as the layer below sees it; what programs use of it is `UdpService`. */
export interface UdpProtocol extends UdpService {
  /** Hands a datagram that passed the checks to who listens at its port; false when nobody does. */
  receive(datagram: Datagram, destinationPort: number): boolean;
  /** An error about a datagram that was sent from a port; false when no socket is there. */
  failed(sourcePort: number, error: UdpError): boolean;
  /** RFC 8201 section 5.2. */
  pathMtuDecreased(path: { readonly destination: Address; readonly link: string; readonly mtu: number }): void;
  /** The interface has come up: the groups of the sockets are joined there. */
  begin(iface: Ipv6Interface): void;
}

/** An error about a packet of this node; without a reporter the node itself found out. */
export interface PacketError {
  /** ICMPv6 type and code. */
  readonly type: number;
  readonly code: number;
  readonly mtu?: number;
  readonly pointer?: number;
  readonly reporter?: Address;
}

/** One interface: its state, its tables, and the services that its protocols offer each other. */
export interface Ipv6Interface {
  readonly name: string;
  /** Numbers the interfaces of a node from 1 on (RFC 3493 section 4). */
  readonly index: number;
  readonly context: NodeContext;
  readonly link: LinkService;
  readonly linkLayerAddress: LinkLayerAddress;
  readonly variables: InterfaceVariables;
  /** The largest packet that leaves by this interface. */
  readonly mtu: number;
  /** Nothing is sent or received unless it is `up`; `disabled` after a duplicate link-local address. */
  readonly state: 'down' | 'up' | 'disabled';
  /** Whether anything was sent since the interface came up (RFC 4862 section 5.4.2). */
  readonly hasSent: boolean;
  readonly addresses: AddressTable;
  /** Those set by hand; they are assigned whenever the interface comes up. */
  readonly configuredAddresses: readonly ConfiguredAddress[];
  readonly destinations: DestinationCache;
  readonly routers: DefaultRouterList;
  readonly prefixes: PrefixList;
  readonly proxies: ProxyTable;
  readonly advertisers: PrefixAdvertisers;
  readonly groups: GroupService;
  /** RFC 4007 section 5: which zones the interface belongs to. */
  readonly zones: ScopeZones;
  readonly neighbors: NeighborService;
  readonly routes: RouteService;
  readonly output: OutputService;
  readonly assignment: AssignmentService;
  readonly autoconfiguration: AutoconfigurationService;
  readonly discovery: DiscoveryService;
  readonly advertising: AdvertisingService;
  readonly announcements: AnnouncementService;
  readonly errors: ErrorService;
  readonly pathMtu: PathMtuService;
  readonly resolver: ResolverConfiguration;
  readonly nodeInformation: NodeInformationService;
  /** RFC 4861 section 8.2: how often the sender of a packet is told a better way. */
  readonly redirectLimiter: RateLimiter;
  /** Configures an address by hand; false when the interface has it already or has no room. */
  addAddress(address: ConfiguredAddress): boolean;
  removeAddress(address: Address): boolean;
  update(variables: Partial<InterfaceVariables>): void;
  /** What management set, or what the interface advertises, has changed: its variables start from there again. */
  renewVariables(): void;
  /** Asks RFC 4861 section 6.3.4 for a new random ReachableTime. */
  setBaseReachableTime(base: Duration): void;
  /** RFC 4862 section 5.4.5. */
  disable(): void;
  /** A packet of this node for itself: it arrives without ever being on the link. */
  loopBack(packet: Uint8Array): void;
}

/** What the interfaces of a node have in common: its routes, and the way from one interface to another. */
export interface RoutingService {
  /** Told of every change of the table; returns what ends it. */
  watch(watcher: RouteWatcher): () => void;
  /** Told when another route is used for a prefix, or the first, or none any more; returns what ends it. */
  watchInUse(watcher: RouteInUseWatcher): () => void;
  add(route: Route): void;
  /** True when the route was there. */
  remove(prefix: Prefix, origin: RouteOrigin, zone?: string): boolean;
  /** Every route, those that others stand before too. */
  list(): readonly Route[];
  listInUse(): Iterable<Route>;
  /** The route in use for exactly this prefix. */
  inUse(key: RouteKey): Route | undefined;
  /** The route in use for a destination; one that is on every link needs its zone. */
  lookup(destination: Address, zone?: string): Route | undefined;
  /** The way by the routes; undefined when none leads there. */
  wayTo(destination: Address): Way | NoWay | undefined;
  /** The interface that speaks to an address: the one that has it, or the one that the routes name. */
  interfaceTo(address: Address): Ipv6Interface | undefined;
  /** The interface of a router that holds an address: packets for it are delivered wherever they arrive. Any node has ::1. */
  holder(address: Address): Ipv6Interface | undefined;
  /** The other interfaces of the node that are up. */
  beside(iface: Ipv6Interface): readonly Ipv6Interface[];
}

/** RFC 2894. */
export interface RenumberingService {
  /** From now on Commands are accepted that nobody has authenticated; none has been so far. */
  accept(): void;
  refuse(): void;
  /** The highest SequenceNumber of a valid message; undefined where none is accepted. */
  readonly recordedSequenceNumber: number | undefined;
  /** Whether a message that arrived on an interface is Router Renumbering, and this node takes it. */
  isFor(iface: Ipv6Interface, layer: Layer): boolean;
  /** A message with a right checksum. */
  receive(packet: ReceivedPacket, layer: Layer): void;
}

/** The tunnels that begin and end at a node. */
export interface TunnelService {
  /** Makes an interface the near side of a tunnel. */
  attach(iface: Ipv6Interface, configuration: TunnelConfiguration): Tunnel;
  /** The tunnel that the interface of that name is the near side of. */
  configurationOf(name: string): TunnelConfiguration | undefined;
  /** The largest packet for a tunnel, never below what every link carries. */
  mtuOf(tunnel: Tunnel): number;
  /** The same for IPv4, which has no such floor. */
  ipv4MtuOf(tunnel: Tunnel): number;
  send(tunnel: Tunnel, packet: PacketToSend): void;
  sendIpv4(tunnel: Tunnel, packet: Ipv4ToSend): void;
  /** Takes a packet that carries another one, found in `layer`; false when no tunnel of this node brings it. */
  receive(packet: ReceivedPacket, layer: Layer): boolean;
  receiveFromIpv4(packet: ReceivedIpv4, layer: Layer): boolean;
  /** Takes an error that quotes a tunnel packet; false when the quoted packet is none. */
  relayError(packet: ReceivedPacket, layer: Layer): boolean;
  relayIpv4Error(packet: ReceivedIpv4, layer: Layer): void;
}
export type RouteWatcher = (route: Route, what: 'route-added' | 'route-removed') => void;

export type RouteInUseWatcher = (before: Route | undefined, after: Route | undefined) => void;

/** The route says: refused, and the sender is told; or discarded. */
export type NoWay = 'rejected' | 'blackholed';

export interface Way {
  readonly iface: Ipv6Interface;
  /** The router on the way, or the destination itself. */
  readonly nextHop: Address;
}

export interface GroupService {
  /** From any source. Counted: a group is left when everybody who joined it has left. */
  join(group: Address): void;
  leave(group: Address): void;
  /**
   * RFC 3810 section 3: what one who listens wants of a group, in place of what it wanted before. False when the interface has
   * no room for the sources.
   */
  listen(who: object, group: Address, filter: SourceFilter): boolean;
  /** Whether packets to the group are for this interface. */
  accepts(group: Address): boolean;
  /** Those that were joined, with how many listen to each, and to which sources of it. */
  list(): readonly { readonly group: Address; readonly members: number; readonly filter: SourceFilter }[];
  receive(message: ListenerMessage): void;
  /** A valid link-local address exists now. */
  reportAgain(): void;
  stop(): void;
}

export interface NeighborService {
  /** Sends a packet to a neighbour, resolving its address first where needed. */
  transmit(neighbor: Address, packet: PendingPacket): void;
  advertised(target: Address, message: Extract<NeighborMessage, { kind: 'advertisement' }>): void;
  /** A message came with the neighbour's link-layer address. */
  learned(neighbor: Address, linkLayerAddress: LinkLayerAddress, isRouter?: boolean): void;
  /** RFC 4861 sections 6.2.6, 6.3.4 and 8.3, for messages without link-layer address. */
  isRouter(neighbor: Address, isRouter: boolean): void;
  /** RFC 4191 section 3.5: a single solicitation, unless the neighbour counts as reachable or is being solicited. */
  inquire(neighbor: Address, source: Address): void;
  /** RFC 4861 section 7.3.1: an upper layer knows that packets arrive. */
  confirm(neighbor: Address): void;
  state(neighbor: Address): NeighborState;
  /** `until`: when its timer runs out, if one is armed. */
  list(): readonly { readonly address: Address; readonly state: NeighborState; readonly until: Instant | undefined }[];
  /** Sets a neighbour by hand; false when there is no room. */
  fix(neighbor: StaticNeighbor): boolean;
  /** Those that were set by hand. */
  fixed(): readonly StaticNeighbor[];
  /** Forgets a neighbour, learned or set by hand; true when it was known. */
  forget(neighbor: Address): boolean;
  /** Forgets what was learned. */
  stop(): void;
}

export interface RouteService {
  /** RFC 4861 section 5.2; remembers the answer in the Destination Cache. Undefined when there is no route. */
  nextHop(destination: Address, source: Address): Address | undefined;
  /** The next hop as it would be, without remembering; for no source in particular when that is left out. */
  currentFirstHop(destination: Address, source?: Address): Address | undefined;
  isOnLink(destination: Address): boolean;
  /** RFC 4861 section 8.3; `source` is that of the packets concerned. */
  redirect(destination: Address, by: { readonly router: Address; readonly target: Address; readonly source: Address }): void;
  /** RFC 4191 section 3.1: a Route Information option for another prefix than ::/0. */
  inform(route: InformedRoute, until: Until): void;
  withdraw(prefix: Prefix, router: Address): void;
  /** Whether a route leads through the neighbour. */
  isRouter(neighbor: Address): boolean;
  /** The neighbour does not answer: its destinations get another next hop. */
  lost(neighbor: Address): void;
  /** The neighbour's link-layer address is known again: destinations that avoided it may return. */
  answered(neighbor: Address): void;
  /** RFC 4861 section 7.3.3. */
  becameHost(neighbor: Address): void;
  /** A router has left the Default Router List (RFC 4861 section 6.3.5). */
  routerRemoved(router: Address): void;
  /** The routes for destinations of this prefix have changed. */
  redo(prefix: Prefix): void;
  /** A router has begun or ceased to advertise a prefix that sources may have. */
  redoFrom(prefix: Prefix): void;
  /** Every route, those for ::/0 first. */
  list(): readonly LastingRoute[];
  stop(): void;
}

/** A packet to be built: what is left out is chosen. */
export interface OutgoingPacket {
  readonly destination: Address;
  readonly source?: Address;
  /** What the application prefers for a source that is chosen. */
  readonly prefers?: PrivacyPreference;
  readonly hopLimit?: number;
  readonly trafficClass?: number;
  readonly flowLabel?: number;
  /** What follows the IPv6 header. */
  readonly layers: readonly LayerDraft[];
  /** Neighbor Discovery answers go straight to the destination, whatever the routes say. */
  readonly toNeighbor?: true;
  /** The link-layer destination is known: probes of Neighbor Unreachability Detection. */
  readonly linkLayerDestination?: LinkLayerAddress;
  /** Octets of the largest packet that may leave, where it is to be smaller than the path allows. */
  readonly largest?: number;
  /** This node gets a copy of what goes to a group that it listens to on the interface. */
  readonly loops?: true;
  /** The packet carries another one through a tunnel; where its route leads into the same tunnel, it leaves as if there were none. */
  readonly tunnelled?: Tunnelled;
}

export interface OutputService {
  /** False when there was no source address or no route. */
  send(packet: OutgoingPacket): boolean;
  /** RFC 6724; undefined when the interface has no address for it. */
  sourceFor(destination: Address, prefers?: PrivacyPreference): Address | undefined;
  /** The largest packet for a destination, by whichever interface it leaves but the one named. */
  pathMtuTo(destination: Address, notThrough: Ipv6Interface): number;
  /** Puts a finished packet on the link. */
  transmit(to: LinkLayerAddress, packet: PacketToSend): void;
}

export interface AssignmentService {
  /** Adds an address and runs Duplicate Address Detection for it. False when it is there already or there is no room. */
  assign(address: NewAddress, options: { readonly delayed: boolean }): boolean;
  remove(address: Address): boolean;
  /** A valid message about an address that is tentative or optimistic. */
  receive(target: Address, message: DadMessage): void;
  /** RFC 4429 section 3.2: a packet from an Optimistic address waits until its detection is over. */
  hold(nextHop: Address, packet: PendingPacket): void;
  stop(): void;
}

export interface AutoconfigurationService {
  /** RFC 4862 section 5.3: forms the link-local address. */
  begin(): void;
  /** RFC 4862 section 5.5.3, for a Prefix Information option with the A flag. */
  advertised(prefix: Prefix, lifetimes: AdvertisedLifetimes, options: { readonly multicast: boolean }): void;
  /** Detection found an address to be a duplicate: RFC 4862 section 5.4.5, RFC 7217 section 6. */
  duplicated(address: Address): void;
  /** Until when an address that it formed is preferred and valid; undefined for one without lifetimes. */
  lifetimeOf(address: Address): LifetimeState | undefined;
  /** What the interface would call itself in a prefix. */
  identifierIn(prefix: Prefix): Uint8Array | undefined;
  stop(): void;
}

export interface DiscoveryService {
  /** RFC 4861 section 6.3.7. */
  begin(options: { readonly delayed: boolean }): void;
  advertised(options: { readonly offersRouter: boolean }): void;
  stop(): void;
}

/** Variables that apply to a router too, derived from what it advertises (RFC 4861 section 6.2.1). */
export type HostVariables = Partial<Pick<InterfaceVariables, 'linkMtu' | 'curHopLimit' | 'retransTimer' | 'baseReachableTime'>>;

export interface AdvertisingService {
  /** Replaces what is advertised (RFC 4861 section 6.2.4, last paragraph); the text says what is out of bounds. */
  configure(configuration: AdvertisingConfiguration): Result<void, string>;
  /** AdvSendAdvertisements becomes FALSE (section 6.2.5); false when it was. */
  withdraw(): boolean;
  readonly hostVariables: HostVariables;
  /** AdvPrefixList with the lifetimes that are left of those that run down; undefined where it is the interface's subnets. */
  readonly prefixes: readonly PrefixVariables[] | undefined;
  /** Takes the place of AdvPrefixList (RFC 2894 section 4.4); lifetimes that decrement do so from now on. */
  renumber(prefixes: readonly PrefixVariables[]): void;
  /** The addresses of the interface, or its part, have changed: it may have become an advertising interface, or ceased. */
  review(): void;
  /** A valid Router Solicitation arrived (section 6.2.6). */
  solicited(source: Address): void;
  /** Section 6.2.7: compares another router's advertisement with this one's. */
  inspect(source: Address, advertisement: RouterAdvertisement): void;
  /** The interface goes down. */
  stop(): void;
}

export interface AnnouncementService {
  /** RFC 9131 section 6.1.2. */
  newAddress(address: Address): void;
  /** RFC 4861 section 7.2.6. */
  newLinkLayerAddress(): void;
  /** Somebody wants the link to be told of an address, the interface's own or one that it answers for; false for any other. */
  byHand(address: Address): boolean;
  stop(): void;
}

/** A packet that arrived, from the outside in. */
export interface ReceivedPacket {
  readonly iface: Ipv6Interface;
  /** Of the frame, or of the packet alone once it was put together from fragments. */
  readonly decoded: DecodedFrame;
  /** From the IPv6 header to the end that the Payload Length gives; as received, for quoting. */
  readonly octets: Uint8Array;
  readonly source: Address;
  readonly destination: Address;
  readonly hopLimit: number;
  readonly linkLayerSource: Uint8Array;
  readonly linkLayerDestination: 'unicast' | 'multicast' | 'broadcast';
  /** The node's own, for itself: it was never on the link. */
  readonly isOwn: boolean;
  /** It came with a Fragment header. */
  readonly fragmented: boolean;
}

export type ErrorMessage =
  | { readonly kind: 'destination-unreachable'; readonly code: number }
  | { readonly kind: 'packet-too-big'; readonly mtu: number }
  | { readonly kind: 'time-exceeded'; readonly code: number }
  /** `evenToMulticast` for an option whose type says so (RFC 4443 section 2.4(e.3)). */
  | { readonly kind: 'parameter-problem'; readonly code: number; readonly pointer: number; readonly evenToMulticast?: boolean };

export interface ErrorService {
  /** Sends an ICMPv6 error about a received packet, unless RFC 4443 section 2.4(e) or (f) forbids it. */
  report(packet: ReceivedPacket, error: ErrorMessage): void;
}

export interface NodeInformationService {
  /** The interface has an address, or the node takes part from now on, or no longer. */
  begin(): void;
  /** RFC 4620 section 5. */
  receive(packet: ReceivedPacket, query: NodeInformationQuery): void;
  stop(): void;
}

export interface PathMtuService {
  /** The largest packet for a destination. */
  to(destination: Address): number;
  /** Packets to the destination carry a Fragment header, whatever their size (RFC 2460 section 5). */
  wantsFragmentHeader(destination: Address): boolean;
  /** A Packet Too Big message about a packet of this node. */
  tooBig(destination: Address, mtu: number): void;
  clear(): void;
}
