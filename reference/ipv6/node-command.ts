import type { Address } from '../net/address.js';
import type { Ipv4Address } from '../net/ipv4-address.js';
import type { LinkLayerAddress } from '../net/link-layer-address.js';
import type { Prefix } from '../net/prefix.js';
import type { MulticastOrder } from '../multicast/forwarding/multicast-orders.js';
import type { PrivacyPreference } from './address-selection.js';
import type { Features } from './behaviour.js';
import type { NeighborOrder } from './management/neighbor-orders.js';
import type { NodeOrder } from './management/node-orders.js';
import type { ConfiguredAddress, ConfiguredRoute } from './node-configuration.js';
import type { ProgramOrder } from '../transport/udp/udp-programs.js';
import type { AdvertisingConfiguration } from './router-advertising/advertising-configuration.js';
import type { AddTunnel, RemoveTunnel } from './tunnel/tunnel-commands.js';

/** Orders of system management. */
export type NodeCommand = InterfaceOrder | NodeOrder;

/** For one interface. */
export type InterfaceOrder =
  | NeighborOrder
  | ProgramOrder
  | MulticastOrder
  /** Takes the interface down and up: caches are emptied, Duplicate Address Detection runs again. */
  | { readonly kind: 'reset' | 'interface-down' | 'interface-up'; readonly link: string }
  | ({ readonly kind: 'add-address'; readonly link: string } & ConfiguredAddress)
  | { readonly kind: 'remove-address'; readonly link: string; readonly address: Address }
  | { readonly kind: 'ping'; readonly link: string; readonly destination: Address; readonly source?: Address; readonly dataOctets?: number }
  /** From whichever interface: a link-local address names none of several (RFC 4007 section 6). */
  | { readonly kind: 'ping-without-zone'; readonly link: string; readonly destination: Address }
  /** The order of several destinations is the node's to find (RFC 6724 section 6); the first one is pinged. */
  | { readonly kind: 'ping-first-of'; readonly link: string; readonly destinations: readonly Address[] }
  /** A ping of an application that has a preference of its own (RFC 6724 section 5 rule 7). */
  | { readonly kind: 'ping-preferring'; readonly link: string; readonly destination: Address; readonly prefers: PrivacyPreference }
  | { readonly kind: 'set-variable'; readonly link: string; readonly variable: NodeVariable; readonly value: number }
  | { readonly kind: 'set-link-layer-address'; readonly link: string; readonly address: LinkLayerAddress }
  /** A static route: to a router on the link, to neighbours there, or to nowhere (`reject`, `blackhole`). */
  | (ConfiguredRoute & { readonly kind: 'add-route' })
  /** Set by hand, or by a program. */
  | { readonly kind: 'remove-route'; readonly link: string; readonly prefix: Prefix; readonly origin?: 'program' }
  | { readonly kind: 'add-ipv4-address'; readonly link: string; readonly address: Ipv4Address; readonly prefixLength: number }
  | { readonly kind: 'remove-ipv4-address'; readonly link: string; readonly address: Ipv4Address }
  /** A tunnel whose packets leave by the interface, and its end. */
  | AddTunnel
  | RemoveTunnel
  | { readonly kind: 'set-feature'; readonly link: string; readonly feature: keyof Features; readonly value: boolean }
  /** One that holds from then on, also of what has begun. */
  | { readonly kind: 'set-constant'; readonly link: string; readonly constant: SettableConstant; readonly value: number }
  /** Looks for routers once more (RFC 4861 section 6.3.7). */
  | { readonly kind: 'solicit-routers'; readonly link: string }
  /** AdvSendAdvertisements becomes TRUE, with these variables in place of the earlier ones; or FALSE (RFC 4861 section 6.2). */
  | { readonly kind: 'advertise'; readonly link: string; readonly configuration: AdvertisingConfiguration }
  | { readonly kind: 'stop-advertising'; readonly link: string }
  /** Forwarding is turned on or off, on all interfaces (RFC 4861 section 6.2.5). */
  | { readonly kind: 'become-router' | 'become-host'; readonly link: string }
  /** Router Renumbering is accepted from anybody, none so far (RFC 2894 section 4.1); or not at all. */
  | { readonly kind: 'accept-renumbering' | 'refuse-renumbering'; readonly link: string };

/** Constants that are asked for whenever they count; times in microseconds, as everywhere. */
export type SettableConstant =
  | 'EXTENSION_HEADER_LIMIT'
  | 'FRAGMENT_LIMIT'
  | 'FRAGMENTS_PER_PACKET_LIMIT'
  | 'REASSEMBLY_LIMIT'
  | 'REDIRECT_TIMEOUT'
  | 'DELAY_FIRST_PROBE_TIME'
  | 'MAX_UNICAST_SOLICIT'
  | 'MAX_MULTICAST_SOLICIT';

/** RFC 4862 section 5.1, RFC 4429, RFC 4861 section 6.3.2, RFC 8981 sections 3.7 and 3.8; times in milliseconds, linkMtu in octets, 1 for yes. */
export type NodeVariable =
  | 'linkMtu'
  | 'curHopLimit'
  | 'dupAddrDetectTransmits'
  | 'retransTimerMs'
  | 'baseReachableTimeMs'
  | 'optimisticDad'
  | 'temporaryAddresses'
  | 'tempPreferredLifetimeMs'
  | 'tempValidLifetimeMs'
  | 'acceptAdvertisements'
  | 'acceptRedirects'
  | 'unreachabilityDetection'
  | 'useDeprecatedSources';
