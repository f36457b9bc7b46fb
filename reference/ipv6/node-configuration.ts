import type { Address } from '../net/address.js';
import type { Ipv4Constants } from '../ipv4/constants.js';
import type { Ipv4Address, Ipv4Prefix } from '../net/ipv4-address.js';
import type { LinkLayerAddress } from '../net/link-layer-address.js';
import type { Prefix } from '../net/prefix.js';
import type { MulticastRoute } from '../multicast/forwarding/multicast-routes.js';
import type { Behaviour, Features } from './behaviour.js';
import type { Ipv6Constants } from './constants.js';
import type { DiscardReason } from './discard-reasons.js';
import type { RouteDistances } from './forwarding/routing-table.js';
import type { AdvertisingConfiguration } from './router-advertising/advertising-configuration.js';
import type { PolicyTable } from './policy-table.js';
import type { RipngSettings } from '../routing/ripng/settings.js';
import type { UdpConstants } from '../transport/udp/constants.js';
import type { TunnelConfiguration } from './tunnel/tunnel-configuration.js';

export interface NodeConfiguration {
  readonly name: string;
  readonly role: 'host' | 'router';
  readonly behaviour: Behaviour;
  readonly interfaces: readonly InterfaceConfiguration[];
  /** Beside those that the addresses of a router's interfaces bring. */
  readonly routes?: readonly ConfiguredRoute[];
  /** How far routes may be trusted by where they come from; what is left out is by default. */
  readonly routeDistances?: Partial<RouteDistances>;
  /** Where packets go that nothing else says anything about: RFC 4007 section 6 calls it the default zone. */
  readonly defaultInterface?: string;
  /** Where a router sends packets to groups. */
  readonly multicastRoutes?: readonly MulticastRoute[];
  /** Without it RIPng does not run. */
  readonly ripng?: RipngSettings;
  /** For all interfaces that have none of their own. */
  readonly advertising?: AdvertisingConfiguration;
  /** For all interfaces; what an interface sets itself counts more. */
  readonly constants?: Partial<Ipv6Constants>;
  readonly ipv4Constants?: Partial<Ipv4Constants>;
  readonly udpConstants?: Partial<UdpConstants>;
  /** Departures from the behaviour set. */
  readonly features?: Partial<Features>;
  /**
   * Whether a router takes Router Renumbering Commands (RFC 2894) that nobody has authenticated, as test networks need it:
   * section 3 has them all authenticated by IP Security. Without this setting they are silently discarded.
   */
  readonly routerRenumbering?: 'unauthenticated';
  /** Of address selection (RFC 6724 section 2.1), in place of the default one. */
  readonly policyTable?: PolicyTable;
  /** Checks that are switched off: a node with a fault, for the self-check of test suites. */
  readonly ignoring?: ReadonlySet<DiscardReason>;
}

/** An interface, by the kind of its link. */
export type InterfaceConfiguration = EthernetConfiguration | LineConfiguration | TunnelInterfaceConfiguration;

export interface EthernetConfiguration extends AnyInterfaceConfiguration {
  readonly kind?: 'ethernet';
  readonly linkLayerAddress: LinkLayerAddress;
  /** RFC 7217 by default. */
  readonly interfaceIdentifier?: 'eui64' | 'stable';
}

/** A line to one other node, or the loopback interface: identifiers are stable, for no hardware has one to offer. */
export interface LineConfiguration extends AnyInterfaceConfiguration {
  readonly kind: 'point-to-point' | 'loopback';
}

/** `mtu` fixes the tunnel MTU; without it the path to the other end decides. */
export interface TunnelInterfaceConfiguration extends AnyInterfaceConfiguration {
  readonly kind: 'tunnel';
  readonly tunnel: TunnelConfiguration;
}

interface AnyInterfaceConfiguration {
  /** Names the port of the environment, and is the Net_Iface of RFC 7217. */
  readonly name: string;
  /** Octets after the link-layer header; LINK_MTU by default. */
  readonly mtu?: number;
  /** For stable identifiers, 16 octets or more; drawn at random when left out. */
  readonly secretKey?: Uint8Array;
  readonly networkIdentifier?: string;
  readonly addresses?: readonly ConfiguredAddress[];
  /** Where temporary addresses are wanted or not, whatever the interface does otherwise; the longest prefix counts (RFC 8981 section 3.7). */
  readonly temporaryAddressesFor?: readonly PrefixSwitch[];
  readonly dupAddrDetectTransmits?: number;
  /** Which zone of each scope from 3 to 13 the interface belongs to, where not all are one (RFC 4007 section 6). */
  readonly zones?: Readonly<Record<number, number>>;
  /** RFC 4861 section 6.2.1; heeded while the node is a router. */
  readonly advertising?: AdvertisingConfiguration;
  /** As much IPv4 as tunnels need: below them, and inside. */
  readonly ipv4Addresses?: readonly Ipv4Prefix[];
  /** What is reached by the interface: through a router, or at neighbours there. */
  readonly ipv4Routes?: readonly { readonly prefix: Ipv4Prefix; readonly gateway?: Ipv4Address }[];
  readonly constants?: Partial<Ipv6Constants>;
  readonly features?: Partial<Features>;
}

export interface PrefixSwitch {
  readonly prefix: Prefix;
  readonly enabled: boolean;
}

/** A static route: through a router on a link, to neighbours there, or to nowhere: with an error or without one. */
export interface ConfiguredRoute {
  readonly prefix: Prefix;
  readonly link: string;
  readonly gateway?: Address;
  readonly reject?: true;
  readonly blackhole?: true;
  readonly distance?: number;
  readonly metric?: number;
}

export interface ConfiguredAddress {
  readonly address: Address;
  readonly prefixLength: number;
  readonly anycast?: boolean;
}
