import type { Layer } from '../../wire/frame.js';
import { Ipv6 } from '../../wire/ipv6.js';
import type { ReceivedPacket } from '../services.js';
import { innerTrafficClass } from './congestion-marks.js';
import type { Tunnel } from './tunnel.js';

/**
 * The packet inside a tunnel packet, as it continues from the tunnel's interface (RFC 2473 section 3.3). Nothing of the
 * outer headers has an effect on it but a mark of congestion.
 */
export function innerPacket({ configuration }: Tunnel, packet: ReceivedPacket, layer: Layer): Uint8Array {
  const { decoded } = packet;
  const octets = packet.octets.slice(layer.offset - decoded.packetOffset);
  if (layer.partial || configuration.ecn !== 'carried') return octets;
  const outer = decoded.layers.find(({ message }) => message === Ipv6)?.value as Ipv6;
  const inner = layer.value as Ipv6;
  return withTrafficClass(octets, innerTrafficClass(inner.trafficClass, outer.trafficClass, configuration.ecn));
}

/** RFC 8200 section 3: the eight bits behind the version. */
function withTrafficClass(octets: Uint8Array, trafficClass: number): Uint8Array {
  const [first = 0, second = 0] = octets;
  octets[0] = (first & 0xf0) | (trafficClass >> 4);
  octets[1] = ((trafficClass & 0x0f) << 4) | (second & 0x0f);
  return octets;
}
