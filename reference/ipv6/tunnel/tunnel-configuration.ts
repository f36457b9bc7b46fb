import type { Address } from '../../net/address.js';
import type { EcnMode } from './congestion-marks.js';

/** The end points and the state variables of a tunnel at its entry (RFC 2473 section 6). */
export interface TunnelConfiguration {
  /** The protocol of tunnel packets. */
  readonly family: 'ipv6';
  /** The interface that tunnel packets leave by, unless a router's routes name another. */
  readonly over: string;
  /** The address of this node that tunnel packets come from: the entry-point, or the exit-point of those that arrive. */
  readonly local: Address;
  /** The node at the other end. */
  readonly remote: Address;
  /** RFC 2473 section 6.3: that of other packets by default. */
  readonly hopLimit?: number;
  /** RFC 2473 section 6.4: zero by default, or that of the packet inside. */
  readonly trafficClass?: number | 'copied';
  /** RFC 2473 section 6.5: zero by default. */
  readonly flowLabel?: number;
  /** RFC 2473 section 6.6: how many further encapsulations are permitted; 4 by default. */
  readonly encapsulationLimit?: number | 'none';
  /** What becomes of the marks of congestion; ignored by default. */
  readonly ecn?: EcnMode;
}
