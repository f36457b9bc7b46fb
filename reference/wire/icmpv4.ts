import { quotedPacket, rest, u16, u32, u8 } from './kit/field.js';
import { message, type Draft, type Value } from './kit/message.js';
import { builder } from './layer-draft.js';
import { PROTOCOL } from './protocol-numbers.js';

const TYPE_WORDS = {
  0: 'Echo Reply',
  3: 'Destination Unreachable',
  5: 'Redirect',
  8: 'Echo Request',
  11: 'Time Exceeded',
  12: 'Parameter Problem',
};

const UNREACHABLE_CODES = {
  0: 'net unreachable',
  1: 'host unreachable',
  2: 'protocol unreachable',
  3: 'port unreachable',
  4: 'fragmentation needed and DF set',
  5: 'source route failed',
};

/** The checksum covers the message alone: there is no pseudo-header. */
const traits = { family: 'icmpv4', nextHeader: PROTOCOL.icmpv4, checksum: 'structure' } as const;

const header = (type: number, codes: Readonly<Record<number, string>> = {}) => ({
  type: u8({ initial: type, words: TYPE_WORDS }),
  code: u8({ words: codes }),
  checksum: u16({ auto: 'checksum', hex: true }),
});

const invokingPacket = quotedPacket({ title: 'Internet header and data of the packet' });

/** Of RFC 792; the second half of what is unused there is the MTU of the next hop where the code is 4 (RFC 1191 section 4). */
export const Icmpv4DestinationUnreachable = message(
  'icmpv4DestinationUnreachable',
  'RFC792',
  { ...header(3, UNREACHABLE_CODES), unused: u16(), nextHopMtu: u16({ title: 'Next-hop MTU', unit: 'octets' }), invokingPacket },
  { ...traits, title: 'ICMPv4 Destination Unreachable' },
);
export type Icmpv4DestinationUnreachable = Value<typeof Icmpv4DestinationUnreachable>;
export const icmpv4DestinationUnreachable = builder(Icmpv4DestinationUnreachable);

export const Icmpv4TimeExceeded = message(
  'icmpv4TimeExceeded',
  'RFC792',
  { ...header(11, { 0: 'time to live exceeded in transit', 1: 'fragment reassembly time exceeded' }), unused: u32(), invokingPacket },
  { ...traits, title: 'ICMPv4 Time Exceeded' },
);
export type Icmpv4TimeExceeded = Value<typeof Icmpv4TimeExceeded>;
export const icmpv4TimeExceeded = builder(Icmpv4TimeExceeded);

const echo = { identifier: u16({ hex: true }), sequence: u16(), data: rest() };

export const Icmpv4EchoRequest = message(
  'icmpv4EchoRequest',
  'RFC792',
  { ...header(8), ...echo },
  { ...traits, title: 'ICMPv4 Echo Request' },
);
export type Icmpv4EchoRequest = Value<typeof Icmpv4EchoRequest>;
export const icmpv4EchoRequest = builder(Icmpv4EchoRequest);

export const Icmpv4EchoReply = message('icmpv4EchoReply', 'RFC792', { ...header(0), ...echo }, { ...traits, title: 'ICMPv4 Echo Reply' });
export type Icmpv4EchoReply = Value<typeof Icmpv4EchoReply>;
export const icmpv4EchoReply = builder(Icmpv4EchoReply);

/** An ICMPv4 message of a type that is not described here. */
export const UnknownIcmpv4 = message(
  'unknownIcmpv4',
  'RFC792',
  { ...header(200), body: rest() },
  { ...traits, title: 'ICMPv4, unknown type' },
);
export type UnknownIcmpv4 = Value<typeof UnknownIcmpv4>;
export type UnknownIcmpv4Draft = Draft<typeof UnknownIcmpv4>;
export const unknownIcmpv4 = builder(UnknownIcmpv4);

/** Every described message, by its type. */
export const ICMPV4_MESSAGES = [Icmpv4EchoReply, Icmpv4DestinationUnreachable, Icmpv4EchoRequest, Icmpv4TimeExceeded] as const;
