import type { Layer } from '../wire/frame.js';
import type { Udp } from '../wire/udp.js';
import type { ReceivedPacket } from './services.js';

/** RFC 4443 section 3.1, code 4. */
const PORT_UNREACHABLE = 4;

/** UDP without any listener: every datagram that is whole finds its port closed. */
export function receiveUdp(packet: ReceivedPacket, layer: Layer): void {
  const { context, name } = packet.iface;
  const { destinationPort, checksum } = layer.value as Partial<Udp>;
  if (layer.partial && context.refuse('udp-length', name)) return;
  // RFC 8200 section 8.1: the checksum is not optional, and a received zero is logged.
  if (checksum === 0) {
    if (context.refuse('udp-checksum-zero', name)) return;
  } else if (layer.checksum === 'bad' && context.refuse('udp-checksum', name)) return;
  if (context.refuse('udp-port-closed', name, `port ${destinationPort}`))
    packet.iface.errors.report(packet, { kind: 'destination-unreachable', code: PORT_UNREACHABLE });
}
