import type { Ipv4Address, Ipv4Prefix } from '../net/ipv4-address.js';
import type { LinkLayerAddress } from '../net/link-layer-address.js';
import type { DecodedFrame, Layer } from '../wire/frame.js';
import type { Ipv4 } from '../wire/ipv4.js';
import type { Ipv6Interface } from '../ipv6/services.js';
import type { Tunnelled } from '../ipv6/tunnel/tunnel.js';
import type { Ipv4Constants } from './constants.js';

/** As much of IPv4 as tunnels need: below them, and for packets inside them. */
export interface Ipv4Service {
  readonly constants: Ipv4Constants;
  /** False when the interface has the address already, or none can be. */
  addAddress(iface: Ipv6Interface, prefix: Ipv4Prefix): boolean;
  removeAddress(iface: Ipv6Interface, address: Ipv4Address): boolean;
  addRoute(route: Ipv4Route): void;
  /** The interface is gone, with its addresses and routes. */
  forget(iface: Ipv6Interface): void;
  addressesOf(iface: Ipv6Interface): readonly Ipv4Prefix[];
  /** Whether the node has the address. */
  holds(address: Ipv4Address): boolean;
  /** A frame that announces IPv4 or ARP; false when the interface speaks no IPv4. */
  receiveFrame(iface: Ipv6Interface, decoded: DecodedFrame): boolean;
  /** A packet that came out of a tunnel. */
  receivePacket(iface: Ipv6Interface, octets: Uint8Array): void;
  send(packet: OutgoingIpv4): boolean;
  /** Hands a packet to a neighbour whose link-layer address may have to be found first. */
  resolve(iface: Ipv6Interface, neighbor: Ipv4Address, packet: Ipv4ToSend): void;
  /** The largest packet for a destination. */
  pathMtuTo(destination: Ipv4Address): number;
  /** An error said that a packet of this node did not fit its path. */
  tooBig(destination: Ipv4Address, mtu: number): void;
  /** Sends an error about a packet, unless it must not be answered with one. */
  report(packet: ReceivedIpv4, error: Ipv4Error): void;
}

export interface Ipv4Route {
  readonly prefix: Ipv4Prefix;
  /** The name of the interface. */
  readonly link: string;
  readonly gateway?: Ipv4Address;
}

/** An IPv4 packet that arrived, or one that a tunnel error quotes. */
export interface ReceivedIpv4 {
  readonly iface: Ipv6Interface;
  readonly decoded: DecodedFrame;
  readonly network: Layer;
  readonly header: Ipv4;
  /** From the header to the end that the total length gives. */
  readonly octets: Uint8Array;
}

export type Ipv4Error =
  | { readonly kind: 'unreachable'; readonly code: number }
  | { readonly kind: 'too-big'; readonly mtu: number }
  | { readonly kind: 'time-exceeded' };

/** A packet to be built: a finished payload, or a packet for another node. */
export interface OutgoingIpv4 {
  readonly source?: Ipv4Address;
  readonly destination: Ipv4Address;
  readonly protocol: number;
  readonly payload: Uint8Array;
  readonly timeToLive?: number;
  readonly typeOfService?: number;
  readonly dontFragment?: boolean;
  /** The packet carries another one through a tunnel. */
  readonly tunnelled?: Tunnelled;
}

export interface Ipv4ToSend {
  /** From the IPv4 header on. */
  readonly octets: Uint8Array;
  /** The packet as it arrived, when it is forwarded for another node. */
  readonly inTransit?: ReceivedIpv4;
  readonly tunnelled?: Tunnelled;
}

/** What an interface's address resolution learns and asks. */
export interface ArpService {
  transmit(neighbor: Ipv4Address, packet: Ipv4ToSend): void;
  receive(decoded: DecodedFrame, own: readonly Ipv4Prefix[]): void;
  list(): readonly { readonly address: Ipv4Address; readonly linkLayerAddress?: LinkLayerAddress }[];
  stop(): void;
}
