import { formatAddress, isUnspecified } from '../net/address.js';
import type { LinkLayerAddress } from '../net/link-layer-address.js';
import type { Layer } from '../wire/frame.js';
import { EchoReply, echoReply, EchoRequest } from '../wire/icmpv6.js';
import { answerSource } from './output.js';
import type { ReceivedPacket } from './services.js';

/** RFC 4443 section 4.2: identifier, sequence number and data go back as they came. */
export function receiveEchoRequest(packet: ReceivedPacket, layer: Layer): void {
  const { iface } = packet;
  if (isUnspecified(packet.source) && iface.context.refuse('echo-source-unspecified', iface.name)) return;
  const { identifier, sequence, data } = layer.value as EchoRequest;
  const source = answerSource(iface, packet);
  iface.output.send({
    destination: packet.source,
    ...(source && { source }),
    layers: [echoReply({ identifier, sequence, data })],
    // Only a careless node gets here: nothing but the frame's source says where such a reply could go.
    ...(isUnspecified(packet.source) && { linkLayerDestination: packet.linkLayerSource as LinkLayerAddress }),
  });
}

/** An Echo Reply reaches whoever sent the request: here, the node's events. */
export function receiveEchoReply(packet: ReceivedPacket, layer: Layer): void {
  const { identifier, sequence, data } = layer.value as EchoReply;
  const { source, destination, hopLimit, iface } = packet;
  iface.context.echo.answered(identifier, { kind: 'reply', link: iface.name, source, destination, hopLimit, sequence, data });
  const detail = `from ${formatAddress(source)} identifier ${identifier} sequence ${sequence}, ${data.length} octets`;
  iface.context.event('echo-reply', iface.name, detail);
}
