import { quotedPacket, rest, u16, u32 } from './kit/field.js';
import { message, type Draft, type Value } from './kit/message.js';
import { icmpv6Header } from './icmpv6-header.js';
import { builder } from './layer-draft.js';
import { PROTOCOL } from './protocol-numbers.js';

const traits = { family: 'icmpv6', nextHeader: PROTOCOL.icmpv6 } as const;
const invokingPacket = quotedPacket({ title: 'Invoking packet' });

/** Codes 0 to 6 of RFC 4443 section 3.1; 7 of the IANA registry; 8 of RFC 8883 section 3.1. */
const UNREACHABLE_CODES = {
  0: 'no route to destination',
  1: 'administratively prohibited',
  2: 'beyond scope of source address',
  3: 'address unreachable',
  4: 'port unreachable',
  5: 'source address failed ingress/egress policy',
  6: 'reject route to destination',
  7: 'error in source routing header',
  8: 'headers too long',
};

export const DestinationUnreachable = message(
  'destinationUnreachable',
  'RFC4443:3.1',
  { ...icmpv6Header(1, UNREACHABLE_CODES), unused: u32(), invokingPacket },
  traits,
);
export type DestinationUnreachable = Value<typeof DestinationUnreachable>;
export type DestinationUnreachableDraft = Draft<typeof DestinationUnreachable>;
export const destinationUnreachable = builder(DestinationUnreachable);

export const PacketTooBig = message(
  'packetTooBig',
  'RFC4443:3.2',
  { ...icmpv6Header(2), mtu: u32({ title: 'MTU', initial: 1280, unit: 'octets' }), invokingPacket },
  traits,
);
export type PacketTooBig = Value<typeof PacketTooBig>;
export type PacketTooBigDraft = Draft<typeof PacketTooBig>;
export const packetTooBig = builder(PacketTooBig);

const EXCEEDED_CODES = { 0: 'hop limit exceeded in transit', 1: 'fragment reassembly time exceeded' };

export const TimeExceeded = message(
  'timeExceeded',
  'RFC4443:3.3',
  { ...icmpv6Header(3, EXCEEDED_CODES), unused: u32(), invokingPacket },
  traits,
);
export type TimeExceeded = Value<typeof TimeExceeded>;
export type TimeExceededDraft = Draft<typeof TimeExceeded>;
export const timeExceeded = builder(TimeExceeded);

/** Codes 0 to 2 of RFC 4443 section 3.4; 3 of RFC 7112 section 5; 4 of RFC 8754; 5 to 10 of RFC 8883 sections 2.2 to 2.7. */
const PROBLEM_CODES = {
  0: 'erroneous header field',
  1: 'unrecognized Next Header type',
  2: 'unrecognized IPv6 option',
  3: 'first fragment has incomplete header chain',
  4: 'SR upper-layer header error',
  5: 'unrecognized Next Header type by intermediate node',
  6: 'extension header too big',
  7: 'extension header chain too long',
  8: 'too many extension headers',
  9: 'too many options in extension header',
  10: 'option too big',
};

export const ParameterProblem = message(
  'parameterProblem',
  'RFC4443:3.4',
  { ...icmpv6Header(4, PROBLEM_CODES), pointer: u32({ unit: 'octets into the invoking packet' }), invokingPacket },
  traits,
);
export type ParameterProblem = Value<typeof ParameterProblem>;
export type ParameterProblemDraft = Draft<typeof ParameterProblem>;
export const parameterProblem = builder(ParameterProblem);

const echo = { identifier: u16({ hex: true }), sequence: u16({ title: 'Sequence number' }), data: rest() };

export const EchoRequest = message('echoRequest', 'RFC4443:4.1', { ...icmpv6Header(128), ...echo }, traits);
export type EchoRequest = Value<typeof EchoRequest>;
export type EchoRequestDraft = Draft<typeof EchoRequest>;
export const echoRequest = builder(EchoRequest);

export const EchoReply = message('echoReply', 'RFC4443:4.2', { ...icmpv6Header(129), ...echo }, traits);
export type EchoReply = Value<typeof EchoReply>;
export type EchoReplyDraft = Draft<typeof EchoReply>;
export const echoReply = builder(EchoReply);

/** An ICMPv6 message of a type that is not described here. */
export const UnknownIcmpv6 = message(
  'unknownIcmpv6',
  'RFC4443:2.1',
  { ...icmpv6Header(200), body: rest() },
  { ...traits, title: 'ICMPv6, unknown type' },
);
export type UnknownIcmpv6 = Value<typeof UnknownIcmpv6>;
export type UnknownIcmpv6Draft = Draft<typeof UnknownIcmpv6>;
export const unknownIcmpv6 = builder(UnknownIcmpv6);
