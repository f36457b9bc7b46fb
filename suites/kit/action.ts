import type { Address } from '../../reference/net/address.js';
import type { LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import type { Prefix } from '../../reference/net/prefix.js';
import type { AddIpv4Address, AddTunnel, RemoveIpv4Address, RemoveTunnel } from './tunnel-action.js';
import type { AdvertisingSettings } from './advertising.js';
import type { StartRipng, StopRipng } from './ripng-action.js';
import type { ProgramAction } from './program-action.js';

/**
 * What a test may ask of the device under test. An adapter carries out those it can and answers `unsupported` to the
 * rest, which makes the test SKIP. `canary` exists nowhere: an adapter that does not refuse it is not trusted.
 */
export type Action =
  /** (Re)initialise the interface: caches emptied, Duplicate Address Detection runs again. Returns when the link has come up. */
  | { readonly kind: 'reset'; readonly link: string }
  /** Take the interface down, or bring it up again; returns when the link has come up. */
  | { readonly kind: 'interface-down' | 'interface-up'; readonly link: string }
  | {
      readonly kind: 'add-address';
      readonly link: string;
      readonly address: Address;
      readonly prefixLength: number;
      readonly anycast?: boolean;
    }
  | { readonly kind: 'remove-address'; readonly link: string; readonly address: Address }
  | { readonly kind: 'ping'; readonly link: string; readonly destination: Address; readonly source?: Address; readonly dataOctets?: number }
  /** Ping a link-local address as somebody who names no interface for it (RFC 4007 section 6); a device may well refuse. */
  | { readonly kind: 'ping-without-zone'; readonly link: string; readonly destination: Address }
  /** Sort the destinations as for a program that would try them in turn (RFC 6724 section 6), and ping the first one. */
  | { readonly kind: 'ping-first-of'; readonly link: string; readonly destinations: readonly Address[] }
  /** Ping as a program that has asked for public or for temporary source addresses (RFC 6724 section 5 rule 7, RFC 5014). */
  | { readonly kind: 'ping-preferring'; readonly link: string; readonly destination: Address; readonly prefers: 'public' | 'temporary' }
  | { readonly kind: 'set-variable'; readonly link: string; readonly variable: InterfaceVariable; readonly value: number }
  /**
   * A static route: through a router on the link, to neighbours there without one, or to nowhere: with `reject` packets are
   * refused, with `blackhole` they are discarded.
   */
  | {
      readonly kind: 'add-route';
      readonly link: string;
      readonly prefix: Prefix;
      readonly gateway?: Address;
      readonly reject?: true;
      readonly blackhole?: true;
    }
  | { readonly kind: 'remove-route'; readonly link: string; readonly prefix: Prefix }
  /**
   * Send packets for these groups that come in by the link (from one source, or from any) on to other links; or no longer. The
   * link belongs to a zone of a multicast scope (RFC 4007 section 6).
   */
  | {
      readonly kind: 'add-multicast-route';
      readonly link: string;
      readonly groups: Prefix;
      readonly source?: Address;
      readonly to: readonly string[];
    }
  | { readonly kind: 'remove-multicast-route'; readonly link: string; readonly groups: Prefix; readonly source?: Address }
  | { readonly kind: 'set-zone'; readonly link: string; readonly scope: number; readonly zone: number }
  /** Look for routers now, as KAME's `rtsol` does. */
  | { readonly kind: 'solicit-routers'; readonly link: string }
  | { readonly kind: 'set-link-layer-address'; readonly link: string; readonly address: LinkLayerAddress }
  /** Answer Neighbor Solicitations on the link for a node that is elsewhere (RFC 4861 section 7.2.8), or cease to. */
  | { readonly kind: 'add-proxy' | 'remove-proxy'; readonly link: string; readonly address: Address }
  /**
   * Send Router Advertisements on the link as the settings say, in place of those sent before; settings that the RFCs rule
   * out may be refused (`attempt`). Or cease to send them (RFC 4861 section 6.2.5).
   */
  | { readonly kind: 'advertise'; readonly link: string; readonly configuration: AdvertisingSettings }
  | { readonly kind: 'stop-advertising'; readonly link: string }
  /** Stop forwarding, or start again, on every link: the device changes its part while it runs (RFC 4861 section 6.2.5). */
  | { readonly kind: 'become-host' | 'become-router'; readonly link: string }
  /**
   * Take Router Renumbering Commands (RFC 2894) on every link though nobody has authenticated them, with nothing recorded of
   * earlier ones (Recorded Sequence Number zero). Or take none, and remove the prefixes and addresses that they have left.
   */
  | { readonly kind: 'accept-renumbering' | 'refuse-renumbering'; readonly link: string }
  | AddIpv4Address
  | RemoveIpv4Address
  | AddTunnel
  | RemoveTunnel
  | StartRipng
  | StopRipng
  | ProgramAction
  | { readonly kind: 'canary'; readonly link: string };

/**
 * Names of RFC 4862 section 5.1, RFC 4429, RFC 4861 section 6.3.2 and RFC 8981 section 3.8; times in milliseconds, `linkMtu` in
 * octets. `temporaryAddresses` says whether temporary addresses are formed and preferred, 1 or 0: they are not unless a
 * test asks for them. So does `optimisticDad` of the use of autoconfigured addresses before their detection is over. The last
 * four are 1 unless a test wants to see a device with 0: whether it heeds advertisements and Redirects, probes its neighbours,
 * and has deprecated addresses for sources where there is no other (RFC 4862 section 5.5.4).
 */
export type InterfaceVariable =
  | 'linkMtu'
  | 'dupAddrDetectTransmits'
  | 'optimisticDad'
  | 'retransTimerMs'
  | 'baseReachableTimeMs'
  | 'temporaryAddresses'
  | 'tempPreferredLifetimeMs'
  | 'tempValidLifetimeMs'
  | 'acceptAdvertisements'
  | 'acceptRedirects'
  | 'unreachabilityDetection'
  | 'useDeprecatedSources';

export type ActionKind = Action['kind'];

/** Every action that exists. What one adapter has of them it lists itself: a new action must not become a claim unseen. */
export const DEVICE_ACTIONS = [
  'reset',
  'interface-down',
  'interface-up',
  'add-address',
  'remove-address',
  'ping',
  'ping-without-zone',
  'ping-first-of',
  'ping-preferring',
  'set-variable',
  'solicit-routers',
  'set-link-layer-address',
  'add-route',
  'remove-route',
  'add-multicast-route',
  'remove-multicast-route',
  'set-zone',
  'add-proxy',
  'remove-proxy',
  'advertise',
  'stop-advertising',
  'become-host',
  'become-router',
  'accept-renumbering',
  'refuse-renumbering',
  'add-ipv4-address',
  'remove-ipv4-address',
  'add-tunnel',
  'remove-tunnel',
  'start-ripng',
  'stop-ripng',
  'serve-udp-echo',
  'stop-udp-echo',
  'join-group',
  'leave-group',
  'filter-sources',
] as const satisfies readonly ActionKind[];

export interface ActionError {
  readonly kind: 'unsupported' | 'failed';
  readonly action: ActionKind;
  readonly detail: string;
}

/** What the device holds on one link, learnt from it or configured by the user; never computed from its MAC. */
export interface InterfaceState {
  readonly linkLayerAddress: LinkLayerAddress;
  readonly addresses: readonly DeviceAddress[];
  /** What the device's resolver has learnt on the link; left out by an adapter that cannot tell. */
  readonly resolver?: ResolverState;
}

/** DNS servers and search domains in the order in which they are used. */
export interface ResolverState {
  readonly servers: readonly Address[];
  readonly searchList: readonly string[];
}

export interface DeviceAddress {
  readonly address: Address;
  readonly prefixLength: number;
  readonly state: 'tentative' | 'optimistic' | 'preferred' | 'deprecated' | 'duplicated';
}
