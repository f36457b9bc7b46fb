import type { Address } from '../../reference/net/address.js';
import type { Prefix } from '../../reference/net/prefix.js';

/**
 * A tunnel whose packets leave by the link (RFC 2473): its interface is up, has its addresses, and packets for its routes
 * go into it. What is left out is the device's own choice.
 */
export interface AddTunnel {
  readonly kind: 'add-tunnel';
  readonly link: string;
  /** What later actions call the tunnel's interface. */
  readonly name: string;
  /** The protocol of tunnel packets. */
  readonly family: 'ipv6';
  /** An address of the device on the link, and the node at the other end. */
  readonly local: Address;
  readonly remote: Address;
  readonly addresses: readonly { readonly address: Address; readonly prefixLength: number }[];
  readonly routes: readonly Prefix[];
  /** Of the tunnel header. */
  readonly hopLimit?: number;
  readonly trafficClass?: number | 'copied';
  readonly flowLabel?: number;
  /** RFC 2473 section 6.6. */
  readonly encapsulationLimit?: number | 'none';
  /** What becomes of the marks of congestion in the Traffic Class (gif of KAME). */
  readonly ecn?: 'ignored' | 'carried';
}

export interface RemoveTunnel {
  readonly kind: 'remove-tunnel';
  readonly link: string;
  readonly name: string;
}
