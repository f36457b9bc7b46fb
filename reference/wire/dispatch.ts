import type { AnyMessage } from './kit/message.js';
import {
  DestinationOptions,
  Fragment,
  HopByHop,
  NoNextHeader,
  Routing0,
  Routing2,
  Routing4,
  RoutingUnknown,
  UnknownUpperLayer,
} from './extension-headers.js';
import { DestinationUnreachable, EchoReply, EchoRequest, PacketTooBig, ParameterProblem, TimeExceeded, UnknownIcmpv6 } from './icmpv6.js';
import { ICMPV4_MESSAGES, UnknownIcmpv4 } from './icmpv4.js';
import { Ipv4 } from './ipv4.js';
import { Ipv6 } from './ipv6.js';
import {
  MulticastListenerDone,
  MulticastListenerQuery,
  MulticastListenerQuery2,
  MulticastListenerReport,
  MulticastListenerReport2,
} from './mld.js';
import { NodeInformationQuery, NodeInformationReply, nodeInformationReplyAt } from './node-information.js';
import { NeighborAdvertisement, NeighborSolicitation, Redirect, RouterAdvertisement, RouterSolicitation } from './nd.js';
import { PROTOCOL } from './protocol-numbers.js';
import { Ripng } from './ripng.js';
import { RouterRenumberingCommand, RouterRenumberingResult, SequenceNumberReset } from './router-renumbering.js';
import { Udp } from './udp.js';

const ICMPV6_MESSAGES: readonly AnyMessage[] = [
  DestinationUnreachable,
  PacketTooBig,
  TimeExceeded,
  ParameterProblem,
  EchoRequest,
  EchoReply,
  MulticastListenerQuery,
  MulticastListenerReport,
  MulticastListenerDone,
  RouterSolicitation,
  RouterAdvertisement,
  NeighborSolicitation,
  NeighborAdvertisement,
  Redirect,
  NodeInformationQuery,
  NodeInformationReply,
  MulticastListenerReport2,
];

const BY_ICMPV6_TYPE: readonly AnyMessage[] = Array.from({ length: 256 }, (_, type) => {
  const described = ICMPV6_MESSAGES.find(({ fields }) => fields['type']?.kind === 'number' && fields['type'].initial === type);
  return described ?? UnknownIcmpv6;
});

const QUERY_TYPE = 130;
/** RFC 3810 section 8.1: a query of at least 28 octets is of version 2. */
const QUERY2_OCTETS = 28;

const RENUMBERING_TYPE = 138;
/** RFC 2894 section 3: "The three types of messages are distinguished [by] the ICMPv6 "Code" field". */
const BY_RENUMBERING_CODE = new Map<number | undefined, AnyMessage>([
  [0, RouterRenumberingCommand],
  [1, RouterRenumberingResult],
  [255, SequenceNumberReset],
]);
const REPLY_TYPE = 140;

/** The description of an ICMPv6 message of `size` octets. */
function icmpv6Message(octets: Uint8Array, at: number, size: number): AnyMessage {
  const type = octets[at] as number;
  if (type === QUERY_TYPE && size >= QUERY2_OCTETS) return MulticastListenerQuery2;
  if (type === RENUMBERING_TYPE && size > 1) return BY_RENUMBERING_CODE.get(octets[at + 1]) ?? UnknownIcmpv6;
  if (type === REPLY_TYPE) return nodeInformationReplyAt(octets, at, size);
  return BY_ICMPV6_TYPE[type] ?? UnknownIcmpv6;
}

const BY_ROUTING_TYPE = new Map<number, AnyMessage>([
  [0, Routing0],
  [2, Routing2],
  [4, Routing4],
]);

const BY_ICMPV4_TYPE = new Map<number, AnyMessage>(ICMPV4_MESSAGES.map((described) => [described.fields.type.initial, described]));

/** The structure at `at` that a Protocol field of IPv4 announces. IPv6's extension headers are none there. */
export function announcedByIpv4(protocol: number, octets: Uint8Array, at: number, end: number): AnyMessage {
  switch (protocol) {
    case PROTOCOL.icmpv4:
      return (at < end ? BY_ICMPV4_TYPE.get(octets[at] as number) : undefined) ?? UnknownIcmpv4;
    case PROTOCOL.ipv4:
      return Ipv4;
    case PROTOCOL.ipv6:
      return Ipv6;
    case PROTOCOL.udp:
      return Udp;
    default:
      return UnknownUpperLayer;
  }
}

/**
 * The structure at `at` that a Next Header value announces. What is not in this list is not an extension header:
 * its octets are an upper layer that is not understood.
 */
export function announcedMessage(nextHeader: number, octets: Uint8Array, at: number, end: number): AnyMessage {
  switch (nextHeader) {
    case PROTOCOL.icmpv6:
      return at < end ? icmpv6Message(octets, at, end - at) : UnknownIcmpv6;
    case PROTOCOL.hopByHop:
      return HopByHop;
    case PROTOCOL.destinationOptions:
      return DestinationOptions;
    case PROTOCOL.routing:
      return (at + 2 < end ? BY_ROUTING_TYPE.get(octets[at + 2] as number) : undefined) ?? RoutingUnknown;
    case PROTOCOL.fragment:
      return Fragment;
    case PROTOCOL.udp:
      return Udp;
    case PROTOCOL.ipv6:
      return Ipv6;
    case PROTOCOL.ipv4:
      return Ipv4;
    case PROTOCOL.noNextHeader:
      return NoNextHeader;
    default:
      return UnknownUpperLayer;
  }
}

/** By port: what the data of a datagram to it, or else from it, is. */
const BY_PORT = new Map<number, AnyMessage>([[521, Ripng]]);

/** The message that a datagram carries, by the ports of its header at `at`; undefined where no description knows it. */
export function carriedMessage(octets: Uint8Array, at: number): AnyMessage | undefined {
  const portAt = (place: number): number => ((octets[place] as number) << 8) | (octets[place + 1] as number);
  return BY_PORT.get(portAt(at + 2)) ?? BY_PORT.get(portAt(at));
}
