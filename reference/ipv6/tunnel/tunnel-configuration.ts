import type { Address } from '../../net/address.js';
import type { Ipv4Address } from '../../net/ipv4-address.js';
import type { EcnMode } from './congestion-marks.js';

/** The end points and the state variables of a tunnel at its entry, by the protocol of its packets. */
export type TunnelConfiguration = Ipv6TunnelConfiguration | Ipv4TunnelConfiguration;

interface AnyTunnelConfiguration {
  /** The interface that tunnel packets leave by, unless routes name another. */
  readonly over: string;
  /** RFC 2473 section 6.3, RFC 4213 section 3.3: that of other packets by default. */
  readonly hopLimit?: number;
  /** RFC 2473 section 6.4: zero by default, or that of the packet inside. In IPv4 it is the Type of Service. */
  readonly trafficClass?: number | 'copied';
  /** What becomes of the marks of congestion; ignored by default. */
  readonly ecn?: EcnMode;
}

/** RFC 2473 section 6. */
export interface Ipv6TunnelConfiguration extends AnyTunnelConfiguration {
  readonly family: 'ipv6';
  /** The address of this node that tunnel packets come from: the entry-point, or the exit-point of those that arrive. */
  readonly local: Address;
  /** The node at the other end. */
  readonly remote: Address;
  /** RFC 2473 section 6.5: zero by default. */
  readonly flowLabel?: number;
  /** RFC 2473 section 6.6: how many further encapsulations are permitted; 4 by default. */
  readonly encapsulationLimit?: number | 'none';
}

/** RFC 4213 section 3. */
export interface Ipv4TunnelConfiguration extends AnyTunnelConfiguration {
  readonly family: 'ipv4';
  readonly local: Ipv4Address;
  readonly remote: Ipv4Address;
  /** RFC 4213 section 3.2.2: the tunnel MTU follows the IPv4 path; else it is the interface's own. */
  readonly dynamicMtu?: true;
}
