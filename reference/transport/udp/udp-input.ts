import { isMulticast } from '../../net/address.js';
import { layer as layerOf, type DecodedFrame, type Layer } from '../../wire/frame.js';
import { Ipv6 } from '../../wire/ipv6.js';
import { datagramData, Udp } from '../../wire/udp.js';
import { understandsJumbograms } from '../../ipv6/jumbograms.js';
import type { PacketError, ReceivedPacket, Ipv6Interface } from '../../ipv6/services.js';

/** RFC 4443 section 3.1, code 4. */
const PORT_UNREACHABLE = 4;

/** Checks a datagram (RFC 768, RFC 8200 section 8.1), and hands it to who listens at its port. */
export function receiveUdp(packet: ReceivedPacket, layer: Layer): void {
  const { context, name } = packet.iface;
  const datagram = layer.value as Partial<Udp>;
  context.count('udp.in');
  // RFC 768: the length counts the header too. RFC 2675 section 4: zero stands for all there is, even outside of jumbograms.
  const isNothing = datagram.length === 0 && !understandsUdpJumbograms(packet.iface);
  if ((layer.partial || isNothing) && context.refuse('udp-length', name, `${datagram.length}`)) return;
  // RFC 8200 section 8.1: the checksum is not optional, and a received zero is logged.
  if (datagram.checksum === 0) {
    if (context.refuse('udp-checksum-zero', name)) return;
  } else if (layer.checksum === 'bad' && context.refuse('udp-checksum', name)) return;
  if (isHeard(packet, datagram)) return;
  if (isMulticast(packet.destination)) context.count('udp.unheard.multicast');
  if (context.refuse('udp-port-closed', name, `port ${datagram.destinationPort}`))
    packet.iface.errors.report(packet, { kind: 'destination-unreachable', code: PORT_UNREACHABLE });
}

/** RFC 2675 section 4 speaks to nodes that understand jumbograms. */
export const understandsUdpJumbograms = (iface: Ipv6Interface): boolean =>
  iface.variables.features.udpJumbograms && understandsJumbograms(iface);

function isHeard(packet: ReceivedPacket, { sourcePort, destinationPort }: Partial<Udp>): boolean {
  const data = datagramData(packet.decoded);
  if (sourcePort === undefined || destinationPort === undefined || data === undefined) return false;
  const { iface, source, destination, hopLimit, decoded } = packet;
  const trafficClass = layerOf(decoded, Ipv6)?.trafficClass ?? 0;
  const datagram = { source, sourcePort, destination, link: iface.name, hopLimit, trafficClass, octets: data };
  return iface.context.udp.receive(datagram, destinationPort);
}

/**
 * RFC 4443 section 2.4(d): hands an error about a packet of this node to the socket that the packet came from. False when it
 * was no datagram of any.
 */
export function udpFailed(iface: Ipv6Interface, quoted: DecodedFrame, error: PacketError): boolean {
  const header = layerOf(quoted, Ipv6);
  // A quote is seldom whole: the ports are enough.
  const { sourcePort, destinationPort }: Partial<Udp> = layerOf(quoted, Udp) ?? {};
  const data = datagramData(quoted) ?? new Uint8Array();
  if (header === undefined || sourcePort === undefined || destinationPort === undefined) return false;
  const { source, destination } = header;
  return iface.context.udp.failed(sourcePort, { ...error, source, destination, destinationPort, link: iface.name, quoted: data });
}
