import { rateLimiter, type RateLimiter } from '../ipv6/error-limiter.js';
import type { NodeContext } from '../ipv6/services.js';
import { isIpv4Multicast, numberOf } from '../net/ipv4-address.js';
import { frame, layer as layerOf, type Layer, type LayerDraft } from '../wire/frame.js';
import { Ipv4 } from '../wire/ipv4.js';
import {
  Icmpv4DestinationUnreachable,
  Icmpv4EchoRequest,
  icmpv4DestinationUnreachable,
  icmpv4EchoReply,
  icmpv4TimeExceeded,
} from '../wire/icmpv4.js';
import { PROTOCOL } from '../wire/protocol-numbers.js';
import type { Ipv4Constants } from './constants.js';
import { carriedLayer, isForMany } from './ipv4-input.js';
import type { Ipv4Error, Ipv4Service, ReceivedIpv4 } from './services.js';

/** RFC 792: the header and 64 bits of data; RFC 1812 section 4.3.2.3 wants as much as fits in 576 octets. */
const LARGEST_ERROR = 576;
const BEFORE_QUOTE = 28;
const FRAGMENTATION_NEEDED = 4;
/** RFC 1122 section 3.2.2: of the types that exist, the queries. */
const QUERIES: ReadonlySet<number> = new Set([0, 8, 13, 14, 15, 16, 17, 18]);

/** ICMPv4 of a node: echo, and errors about packets in transit. */
export class Icmpv4 {
  readonly #service: Ipv4Service;
  readonly #limiter: RateLimiter;

  constructor(context: NodeContext, service: Ipv4Service, constants: Ipv4Constants) {
    this.#service = service;
    this.#limiter = rateLimiter({ capacity: constants.ERROR_BUCKET, perSecond: constants.ERRORS_PER_SECOND }, context.now);
  }

  receive(packet: ReceivedIpv4, layer: Layer): void {
    const { context, name } = packet.iface;
    context.count(`icmpv4.in.${layer.name}`);
    if (layer.checksum === 'bad' && context.refuse('icmpv4-checksum', name)) return;
    if (layer.partial) return void context.refuse('icmpv4-truncated', name);
    if (layer.message === Icmpv4EchoRequest) return this.#answer(packet, layer.value as Icmpv4EchoRequest);
    this.#heedTooBig(layer);
    if (layer.nested !== undefined) context.tunnels.relayIpv4Error(packet, layer);
  }

  /** RFC 1191 section 3: about a packet of this node. An MTU of zero comes from a router that does not know better. */
  #heedTooBig({ message, value, nested }: Layer): void {
    if (message !== Icmpv4DestinationUnreachable || nested === undefined) return;
    const { code, nextHopMtu } = value as Icmpv4DestinationUnreachable;
    const quoted = layerOf(nested, Ipv4);
    const isOwn = quoted !== undefined && 'destination' in quoted && this.#service.holds(quoted.source);
    if (code === FRAGMENTATION_NEEDED && nextHopMtu > 0 && isOwn) this.#service.tooBig(quoted.destination, nextHopMtu);
  }

  report(packet: ReceivedIpv4, error: Ipv4Error): void {
    if (mustNotBeAnswered(packet, this.#service)) return;
    if (!this.#limiter.take() && packet.iface.context.refuse('error-rate', packet.iface.name)) return;
    this.#say(packet, errorMessage(error, packet.octets.subarray(0, LARGEST_ERROR - BEFORE_QUOTE)));
  }

  #answer(packet: ReceivedIpv4, { identifier, sequence, data }: Icmpv4EchoRequest): void {
    const { source, destination } = packet.header;
    const payload = frame(icmpv4EchoReply({ identifier, sequence, data })).octets;
    this.#service.send({ source: destination, destination: source, protocol: PROTOCOL.icmpv4, payload });
  }

  #say(packet: ReceivedIpv4, message: LayerDraft): void {
    this.#service.send({ destination: packet.header.source, protocol: PROTOCOL.icmpv4, payload: frame(message).octets });
  }
}

function errorMessage(error: Ipv4Error, invokingPacket: Uint8Array): LayerDraft {
  switch (error.kind) {
    case 'unreachable':
      return icmpv4DestinationUnreachable({ code: error.code, invokingPacket });
    case 'too-big':
      return icmpv4DestinationUnreachable({ code: FRAGMENTATION_NEEDED, nextHopMtu: error.mtu, invokingPacket });
    case 'time-exceeded':
      return icmpv4TimeExceeded({ invokingPacket });
  }
}

/** RFC 1122 section 3.2.2: errors, packets for many, fragments but the first, and sources that name no single node. */
function mustNotBeAnswered(packet: ReceivedIpv4, service: Ipv4Service): boolean {
  const { header } = packet;
  const carried = carriedLayer(packet);
  const type = carried?.message.family === 'icmpv4' ? (carried.value as { readonly type?: number }).type : undefined;
  const isError = type !== undefined && !QUERIES.has(type);
  const hasNoSender = numberOf(header.source) === 0 || isIpv4Multicast(header.source);
  const isForbidden = isError || hasNoSender || header.fragmentOffset !== 0 || isForMany(packet, service);
  return isForbidden && packet.iface.context.refuse('icmpv4-error-forbidden', packet.iface.name);
}
