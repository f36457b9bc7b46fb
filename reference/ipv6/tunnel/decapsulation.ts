import { internetChecksum } from '../../net/checksum.js';
import type { Layer } from '../../wire/frame.js';
import { Ipv4 } from '../../wire/ipv4.js';
import { Ipv6 } from '../../wire/ipv6.js';
import { innerTrafficClass } from './congestion-marks.js';
import type { Tunnel } from './tunnel.js';

/** A packet as it came out of a tunnel, and the Traffic Class (or Type of Service) that it had outside. */
export interface Unpacked {
  /** A copy of its own. */
  readonly octets: Uint8Array;
  readonly layer: Layer;
  readonly outerClass: number;
}

/**
 * The packet inside a tunnel packet, as it continues from the tunnel's interface (RFC 2473 section 3.3). Nothing of the
 * outer headers has an effect on it but a mark of congestion.
 */
export function innerPacket({ configuration }: Tunnel, { octets, layer, outerClass }: Unpacked): Uint8Array {
  const { ecn } = configuration;
  if (layer.partial || ecn !== 'carried') return octets;
  if (layer.message === Ipv6) return withTrafficClass(octets, innerTrafficClass((layer.value as Ipv6).trafficClass, outerClass, ecn));
  return withTypeOfService(octets, layer.value as Ipv4, innerTrafficClass((layer.value as Ipv4).typeOfService, outerClass, ecn));
}

/** RFC 8200 section 3: the eight bits behind the version. */
function withTrafficClass(octets: Uint8Array, trafficClass: number): Uint8Array {
  const [first = 0, second = 0] = octets;
  octets[0] = (first & 0xf0) | (trafficClass >> 4);
  octets[1] = ((trafficClass & 0x0f) << 4) | (second & 0x0f);
  return octets;
}

const CHECKSUM_AT = 10;

/** RFC 791 section 3.1: the second octet, which the header checksum covers. */
function withTypeOfService(octets: Uint8Array, { headerLength }: Ipv4, typeOfService: number): Uint8Array {
  octets[1] = typeOfService;
  octets.fill(0, CHECKSUM_AT, CHECKSUM_AT + 2);
  const checksum = internetChecksum(octets, 0, headerLength * 4);
  octets[CHECKSUM_AT] = checksum >> 8;
  octets[CHECKSUM_AT + 1] = checksum & 0xff;
  return octets;
}
