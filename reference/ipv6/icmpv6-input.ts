import type { AnyMessage } from '../wire/kit/message.js';
import type { Layer } from '../wire/frame.js';
import { DestinationUnreachable, EchoReply, EchoRequest, PacketTooBig, ParameterProblem, TimeExceeded } from '../wire/icmpv6.js';
import {
  MulticastListenerDone,
  MulticastListenerQuery,
  MulticastListenerQuery2,
  MulticastListenerReport,
  MulticastListenerReport2,
} from '../wire/mld.js';
import { NeighborAdvertisement, NeighborSolicitation, Redirect, RouterAdvertisement, RouterSolicitation } from '../wire/nd.js';
import { NodeAddressesReply, NodeInformationQuery, NodeInformationReply, NodeNameReply } from '../wire/node-information.js';
import { receiveEchoReply, receiveEchoRequest } from './echo-input.js';
import { FIRST_INFORMATIONAL_TYPE, receiveError } from './error-input.js';
import { receiveListenerMessage } from '../multicast/listener/mld-input.js';
import { receiveNeighborAdvertisement } from './neighbor-advertisement-input.js';
import { receiveNeighborSolicitation } from './neighbor-solicitation-input.js';
import { receiveNodeInformationQuery, receiveNodeInformationReply } from './node-information.js';
import { receiveRedirect } from './redirect-input.js';
import { receiveRouterAdvertisement } from './router-advertisement-input.js';
import { receiveRouterSolicitation } from './router-solicitation-input.js';
import { pointerTo } from './pointers.js';
import type { ReceivedPacket } from './services.js';

type Receiver = (packet: ReceivedPacket, layer: Layer) => void;

/** Neighbor Discovery messages check their own checksum and length, under names of their own. */
const NEIGHBOR_DISCOVERY = new Map<AnyMessage, Receiver>([
  [NeighborSolicitation, receiveNeighborSolicitation],
  [NeighborAdvertisement, receiveNeighborAdvertisement],
  [RouterAdvertisement, receiveRouterAdvertisement],
  [RouterSolicitation, receiveRouterSolicitation],
  [Redirect, receiveRedirect],
]);

const OTHERS = new Map<AnyMessage, Receiver>([
  [EchoRequest, receiveEchoRequest],
  [EchoReply, receiveEchoReply],
  [DestinationUnreachable, receiveError],
  [PacketTooBig, receiveError],
  [TimeExceeded, receiveError],
  [ParameterProblem, receiveError],
  [MulticastListenerQuery, receiveListenerMessage],
  [MulticastListenerQuery2, receiveListenerMessage],
  [MulticastListenerReport, receiveListenerMessage],
  [MulticastListenerReport2, receiveListenerMessage],
  [MulticastListenerDone, receiveListenerMessage],
]);

/** RFC 4620; a node that does not take part knows none of them, but for replies to what it asked others. */
const NODE_INFORMATION = new Map<AnyMessage, Receiver>([
  [NodeInformationQuery, receiveNodeInformationQuery],
  [NodeInformationReply, receiveNodeInformationReply],
  [NodeNameReply, receiveNodeInformationReply],
  [NodeAddressesReply, receiveNodeInformationReply],
]);

/** RFC 4443 sections 2.3 and 2.4. */
export function receiveIcmpv6(packet: ReceivedPacket, layer: Layer): void {
  const { context, name } = packet.iface;
  const discovery = NEIGHBOR_DISCOVERY.get(layer.message);
  const { type } = layer.value as { readonly type: number };
  context.count('icmpv6.in');
  context.count(`icmpv6.in.type-${type}`);
  if (discovery !== undefined) return discovery(packet, layer);
  if (layer.checksum === 'bad' && context.refuse('icmpv6-checksum', name, layer.name)) return;
  if (context.renumbering.isFor(packet.iface, layer)) return context.renumbering.receive(packet, layer);
  if (layer.partial) return void context.refuse('icmpv6-truncated', name, layer.name);
  const receive = OTHERS.get(layer.message) ?? (knowsNodeInformation(packet, layer) ? NODE_INFORMATION.get(layer.message) : undefined);
  if (receive !== undefined) return receive(packet, layer);
  if (type < FIRST_INFORMATIONAL_TYPE) return receiveUnknownError(packet, type);
  // Section 2.4(b). A node that does not keep silent complains about the type.
  if (!context.refuse('icmpv6-unknown-informational', name, `type ${type}`))
    packet.iface.errors.report(packet, { kind: 'parameter-problem', code: 0, pointer: pointerTo(packet, 'icmpv6.type') });
}

const knowsNodeInformation = ({ iface }: ReceivedPacket, { value }: Layer): boolean => {
  const { nonce } = value as { readonly nonce?: Uint8Array };
  return iface.variables.features.nodeInformation || (nonce !== undefined && iface.context.information.isAwaited(nonce));
};

/** Section 2.4(a): passed on to the upper layer; what it quotes is not looked for here. */
function receiveUnknownError(packet: ReceivedPacket, type: number): void {
  packet.iface.context.event('icmpv6-error', packet.iface.name, `unknown type ${type}`);
}
