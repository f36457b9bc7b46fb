import type { Address } from '../../reference/net/address.js';
import type { Ipv4Address, Ipv4Prefix } from '../../reference/net/ipv4-address.js';
import type { Prefix } from '../../reference/net/prefix.js';

/**
 * A tunnel whose packets leave by the link, of IPv6 (RFC 2473) or IPv4 (RFC 4213) packets: its interface is up, has its
 * addresses, and packets for its routes go into it. What is left out is the device's own choice.
 */
export type AddTunnel = AddIpv6Tunnel | AddIpv4Tunnel;

export interface AddIpv6Tunnel extends AnyTunnel {
  readonly family: 'ipv6';
  /** An address of the device on the link, and the node at the other end. */
  readonly local: Address;
  readonly remote: Address;
  readonly flowLabel?: number;
  /** RFC 2473 section 6.6. */
  readonly encapsulationLimit?: number | 'none';
}

export interface AddIpv4Tunnel extends AnyTunnel {
  readonly family: 'ipv4';
  readonly local: Ipv4Address;
  readonly remote: Ipv4Address;
  /** RFC 4213 section 3.2: a fixed tunnel MTU, or the one that the path has. */
  readonly mtu?: number | 'dynamic';
}

interface AnyTunnel {
  readonly kind: 'add-tunnel';
  readonly link: string;
  /** What later actions call the tunnel's interface. */
  readonly name: string;
  readonly addresses: readonly { readonly address: Address; readonly prefixLength: number }[];
  readonly routes: readonly Prefix[];
  /** The same for IPv4 packets inside. */
  readonly ipv4Addresses?: readonly Ipv4Prefix[];
  readonly ipv4Routes?: readonly Ipv4Prefix[];
  /** Of the tunnel header. */
  readonly hopLimit?: number;
  readonly trafficClass?: number | 'copied';
  /** What becomes of the marks of congestion in the Traffic Class (gif of KAME). */
  readonly ecn?: 'ignored' | 'carried';
}

export interface RemoveTunnel {
  readonly kind: 'remove-tunnel';
  readonly link: string;
  readonly name: string;
}

/** An IPv4 address for the link, where tunnels over IPv4 begin; and its end. */
export interface AddIpv4Address {
  readonly kind: 'add-ipv4-address';
  readonly link: string;
  readonly address: Ipv4Address;
  readonly prefixLength: number;
}

export interface RemoveIpv4Address {
  readonly kind: 'remove-ipv4-address';
  readonly link: string;
  readonly address: Ipv4Address;
}
