import { Ethernet, PppoeSession, VlanTag } from './ethernet.js';
import {
  DestinationOptions,
  Fragment,
  FragmentPayload,
  HopByHop,
  NoNextHeader,
  Routing0,
  Routing2,
  Routing4,
  RoutingUnknown,
  UnknownUpperLayer,
} from './extension-headers.js';
import { DestinationUnreachable, EchoReply, EchoRequest, PacketTooBig, ParameterProblem, TimeExceeded, UnknownIcmpv6 } from './icmpv6.js';
import { Arp } from './arp.js';
import { ICMPV4_MESSAGES, UnknownIcmpv4 } from './icmpv4.js';
import { Ipv4 } from './ipv4.js';
import { Ipv6 } from './ipv6.js';
import { Ipv6Options } from './ipv6-options.js';
import type { AnyMessage } from './kit/message.js';
import type { AnyTlvFamily } from './kit/tlv.js';
import { LinuxCooked, LinuxCooked2, Loopback } from './link-headers.js';
import {
  MulticastAddressRecord,
  MulticastListenerDone,
  MulticastListenerQuery,
  MulticastListenerQuery2,
  MulticastListenerReport,
  MulticastListenerReport2,
} from './mld.js';
import { NeighborAdvertisement, NeighborSolicitation, Redirect, RouterAdvertisement, RouterSolicitation } from './nd.js';
import { NdOptions } from './nd-options.js';
import { NodeAddress, NodeAddressesReply, NodeInformationQuery, NodeInformationReply, NodeNameReply } from './node-information.js';
import { Ripng, RouteTableEntry } from './ripng.js';
import {
  MatchReport,
  PrefixControlOperations,
  RouterRenumberingCommand,
  RouterRenumberingResult,
  SequenceNumberReset,
  UsePrefixPart,
} from './router-renumbering.js';
import { SegmentRoutingTlvs } from './segment-routing-tlvs.js';
import { Udp } from './udp.js';

/** Every message that can be a layer of a frame. */
export const MESSAGES: readonly AnyMessage[] = [
  Ethernet,
  VlanTag,
  PppoeSession,
  LinuxCooked,
  LinuxCooked2,
  Loopback,
  Ipv6,
  HopByHop,
  DestinationOptions,
  Routing0,
  Routing2,
  Routing4,
  RoutingUnknown,
  Fragment,
  FragmentPayload,
  NoNextHeader,
  UnknownUpperLayer,
  DestinationUnreachable,
  PacketTooBig,
  TimeExceeded,
  ParameterProblem,
  EchoRequest,
  EchoReply,
  MulticastListenerQuery,
  MulticastListenerQuery2,
  MulticastListenerReport,
  MulticastListenerDone,
  MulticastListenerReport2,
  RouterSolicitation,
  RouterAdvertisement,
  NeighborSolicitation,
  NeighborAdvertisement,
  Redirect,
  NodeInformationQuery,
  NodeInformationReply,
  NodeNameReply,
  NodeAddressesReply,
  RouterRenumberingCommand,
  RouterRenumberingResult,
  SequenceNumberReset,
  UnknownIcmpv6,
  Udp,
  Ripng,
  Arp,
  Ipv4,
  ...ICMPV4_MESSAGES,
  UnknownIcmpv4,
];

/** Structures that occur only within a message. */
export const RECORDS: readonly AnyMessage[] = [MulticastAddressRecord, NodeAddress, UsePrefixPart, MatchReport, RouteTableEntry];

export const OPTION_FAMILIES: readonly AnyTlvFamily[] = [Ipv6Options, SegmentRoutingTlvs, NdOptions, PrefixControlOperations];
