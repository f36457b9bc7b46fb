import type { Address } from '../net/address.js';
import type { LinkLayerAddress } from '../net/link-layer-address.js';
import type { Duration, Instant } from '../time.js';
import type { ReceivedPacket } from './services.js';
import type { Tunnelled } from './tunnel/tunnel.js';

/**
 * One Neighbor Cache entry: RFC 4861 sections 7.2 and 7.3. Where Appendix C differs from the body (an advertisement
 * without link-layer address, or one that must not override) the body decides.
 */
export type NeighborState =
  /** No entry: "-" in Appendix C. Left by the first packet or link-layer address, entered when a neighbour is given up. */
  | { readonly phase: 'none' }
  | (Common & {
      readonly phase: 'incomplete';
      readonly queue: readonly PendingPacket[];
      readonly solicited: number;
      readonly source: Address;
    })
  | (Resolved & { readonly phase: 'reachable' })
  | (Resolved & { readonly phase: 'stale' })
  | (Resolved & { readonly phase: 'delay'; readonly source: Address })
  | (Resolved & { readonly phase: 'probe'; readonly source: Address; readonly solicited: number })
  /** RFC 7048 section 3: given up, but still sent to; solicited by multicast, ever less often, while packets are sent. */
  | (Resolved & {
      readonly phase: 'unreachable';
      readonly source: Address;
      /** The wait that follows the next solicitation. */
      readonly backOff: Duration;
      /** Whether a packet was sent since the last solicitation; `idle` when no timer runs. */
      readonly use: 'none' | 'some' | 'idle';
    });

export type NeighborPhase = NeighborState['phase'];

export interface Common {
  readonly isRouter: boolean;
  /** When the last solicitation was sent: two are never closer than RetransTimer (RFC 4861 section 7.3.3). */
  readonly solicitedAt?: Instant;
}

export interface Resolved extends Common {
  readonly linkLayerAddress: LinkLayerAddress;
}

export type Incomplete = Extract<NeighborState, { phase: 'incomplete' }>;
export type Stale = Extract<NeighborState, { phase: 'stale' }>;
export type Probe = Extract<NeighborState, { phase: 'probe' }>;
export type Unreachable = Extract<NeighborState, { phase: 'unreachable' }>;
export type Known = Exclude<NeighborState, { phase: 'none' | 'incomplete' }>;

/**
 * A packet for this neighbour: from its IPv6 header on. `inTransit`: as it arrived, when it is forwarded for another node;
 * `tunnelled`: it carries one through a tunnel.
 */
export interface PendingPacket {
  readonly source: Address;
  readonly destination: Address;
  readonly octets: Uint8Array;
  readonly inTransit?: ReceivedPacket;
  readonly tunnelled?: Tunnelled;
}

export type NeighborMessage =
  | {
      readonly kind: 'advertisement';
      readonly router: boolean;
      readonly solicited: boolean;
      readonly override: boolean;
      readonly linkLayerAddress?: LinkLayerAddress;
    }
  /** A Neighbor or Router Solicitation, a Router Advertisement or a Redirect that carries the neighbour's address. */
  | { readonly kind: 'other'; readonly linkLayerAddress: LinkLayerAddress; readonly isRouter?: boolean };

export type NeighborCommand =
  /** `isRouter` counts for a new entry. */
  | { readonly kind: 'transmit'; readonly packet: PendingPacket; readonly isRouter?: boolean }
  /** Advice of an upper layer that packets arrive (RFC 4861 section 7.3.1). */
  | { readonly kind: 'confirm' }
  /**
   * A Router Advertisement, a Redirect to another router or a Router Solicitation without link-layer address (sections
   * 6.3.4, 8.3 and 6.2.6).
   */
  | { readonly kind: 'is-router'; readonly isRouter: boolean }
  /** A single solicitation, to learn whether a router that is not used now has become reachable (RFC 4191 section 3.5). */
  | { readonly kind: 'inquire'; readonly source: Address };

export type NeighborSent =
  | { readonly kind: 'packet'; readonly packet: PendingPacket; readonly to: LinkLayerAddress }
  /** Without `to` it goes to the solicited-node group. */
  | { readonly kind: 'solicitation'; readonly source: Address; readonly to?: LinkLayerAddress };

export type NeighborEvent =
  | { readonly name: 'phase'; readonly from: NeighborPhase; readonly to: NeighborPhase }
  | { readonly name: 'queue-overflow'; readonly packet: PendingPacket }
  | { readonly name: 'resolution-failed'; readonly packets: readonly PendingPacket[] }
  | { readonly name: 'unreachable' }
  | { readonly name: 'router-became-host' };
