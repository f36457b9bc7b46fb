import type { NodeEnvironment } from '../engine/environment.js';
import type { Address } from '../net/address.js';
import type { LinkLayerAddress } from '../net/link-layer-address.js';
import type { Prefix } from '../net/prefix.js';
import type { Result } from '../net/result.js';
import type { Duration, Instant } from '../time.js';
import type { DecodedFrame } from '../wire/frame.js';
import type { LayerDraft } from '../wire/layer-draft.js';
import type { RouterAdvertisement } from '../wire/nd.js';
import type { PrivacyPreference } from './address-selection.js';
import type { AddressTable, NewAddress } from './address-table.js';
import type { AdvertisedLifetimes, LifetimeState } from './address-lifetime.js';
import type { DefaultRouterList } from './default-router-list.js';
import type { DestinationCache } from './destination-cache.js';
import type { DiscardReason } from './discard-reasons.js';
import type { RateLimiter } from './error-limiter.js';
import type { Route, RouteOrigin } from './forwarding/routing-table.js';
import type { DadMessage } from './duplicate-address-detection.js';
import type { InterfaceVariables } from './interface-variables.js';
import type { ListenerMessage } from '../multicast/listener/listener-state.js';
import type { SourceFilter } from '../multicast/listener/source-filter.js';
import type { NeighborMessage, NeighborState, PendingPacket } from './neighbor-entry.js';
import type { EchoClients } from './echo-clients.js';
import type { PolicyTable } from './policy-table.js';
import type { PrefixAdvertisers } from './prefix-advertisers.js';
import type { PrefixList } from './prefix-list.js';
import type { ProxyTable } from './proxy-table.js';
import type { AdvertisingConfiguration } from './router-advertising/advertising-configuration.js';
import type { StaticNeighbor } from './static-neighbors.js';
import type { Datagram, UdpError, UdpService } from '../transport/udp/udp-service.js';

/** What the protocol objects of a node get from it. */
export interface NodeContext {
  readonly environment: NodeEnvironment;
  /** RFC 6724 section 2.1. */
  readonly policyTable: PolicyTable;
  now(): Instant;
  readonly routing: RoutingService;
  readonly echo: EchoClients;
  readonly udp: UdpProtocol;
  /**
   * Says that a packet breaks a rule: counts it and tells why. True when the packet is to be discarded; false when the
   * check is switched off.
   */
  refuse(reason: DiscardReason, port: string, detail?: string): boolean;
  count(name: string, by?: number): void;
  event(name: string, port: string, detail: string): void;
}

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
  readonly context: NodeContext;
  readonly linkLayerAddress: LinkLayerAddress;
  readonly variables: InterfaceVariables;
  /** Nothing is sent or received unless it is `up`; `disabled` after a duplicate link-local address. */
  readonly state: 'down' | 'up' | 'disabled';
  /** Whether anything was sent since the interface came up (RFC 4862 section 5.4.2). */
  readonly hasSent: boolean;
  readonly addresses: AddressTable;
  readonly destinations: DestinationCache;
  readonly routers: DefaultRouterList;
  readonly prefixes: PrefixList;
  readonly proxies: ProxyTable;
  readonly advertisers: PrefixAdvertisers;
  readonly groups: GroupService;
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
  /** RFC 4861 section 8.2: how often the sender of a packet is told a better way. */
  readonly redirectLimiter: RateLimiter;
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
  add(route: Route): void;
  /** True when the route was there. */
  remove(prefix: Prefix, origin: RouteOrigin): boolean;
  list(): readonly Route[];
  /** The way by the routes; undefined when none leads there. */
  wayTo(destination: Address): Way | 'rejected' | undefined;
  /** The interface of a router that holds an address: packets for it are delivered wherever they arrive. */
  holder(address: Address): Ipv6Interface | undefined;
  /** The other interfaces of the node that are up. */
  beside(iface: Ipv6Interface): readonly Ipv6Interface[];
}

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
  nextHop(destination: Address): Address | undefined;
  /** The next hop as it would be, without remembering. */
  currentFirstHop(destination: Address): Address | undefined;
  isOnLink(destination: Address): boolean;
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
}

export interface OutputService {
  /** False when there was no source address or no route. */
  send(packet: OutgoingPacket): boolean;
  /** RFC 6724; undefined when the interface has no address for it. */
  sourceFor(destination: Address, prefers?: PrivacyPreference): Address | undefined;
  /** Puts a finished packet on the link. */
  transmit(to: LinkLayerAddress, packet: Uint8Array): void;
}

export interface AssignmentService {
  /** Adds an address and runs Duplicate Address Detection for it. False when it is there already or there is no room. */
  assign(address: NewAddress, options: { readonly delayed: boolean }): boolean;
  remove(address: Address): boolean;
  /** A valid message about an address that is tentative. */
  receive(target: Address, message: DadMessage): void;
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

export interface PathMtuService {
  /** The largest packet for a destination. */
  to(destination: Address): number;
  /** A Packet Too Big message about a packet of this node. */
  tooBig(destination: Address, mtu: number): void;
  clear(): void;
}
