import { bits, ipv6Address, u16, u8 } from './kit/field.js';
import { message, type Draft, type Value } from './kit/message.js';
import { builder } from './layer-draft.js';
import { PROTOCOL, PROTOCOL_WORDS } from './protocol-numbers.js';
import { ETHER_TYPE } from './ethernet.js';

export const IPV6_HEADER_OCTETS = 40;

export const Ipv6 = message(
  'ipv6',
  'RFC8200:3',
  {
    version: bits(4, { initial: 6 }),
    trafficClass: bits(8, { hex: true }),
    flowLabel: bits(20, { hex: true }),
    payloadLength: u16({ auto: 'remainder', minus: IPV6_HEADER_OCTETS, unit: 'octets' }),
    nextHeader: u8({ auto: 'nextHeader', initial: PROTOCOL.noNextHeader, words: PROTOCOL_WORDS }),
    hopLimit: u8({ auto: 'hopLimit', initial: 64 }),
    source: ipv6Address(),
    destination: ipv6Address(),
  },
  { title: 'IPv6', nextHeader: PROTOCOL.ipv6, etherType: ETHER_TYPE.ipv6 },
);
export type Ipv6 = Value<typeof Ipv6>;
export type Ipv6Draft = Draft<typeof Ipv6>;
export const ipv6 = builder(Ipv6);
