import { bits, flag, ipv4AddressField, surplus, u16, u8 } from './kit/field.js';
import { message, type Draft, type Value } from './kit/message.js';
import { builder } from './layer-draft.js';
import { ETHER_TYPE } from './ethernet.js';
import { PROTOCOL, PROTOCOL_WORDS } from './protocol-numbers.js';

/** The reserved bit is the first of the flags; the two others say what may be and what was done to the packet. */
export const Ipv4 = message(
  'ipv4',
  'RFC791:3.1',
  {
    version: bits(4, { initial: 4 }),
    headerLength: bits(4, { title: 'Internet header length', auto: 'length', unit: 'x 4 octets' }),
    typeOfService: u8({ hex: true }),
    totalLength: u16({ auto: 'remainder', unit: 'octets' }),
    identification: u16({ hex: true }),
    reserved: flag(),
    dontFragment: flag(),
    moreFragments: flag(),
    fragmentOffset: bits(13, { unit: 'x 8 octets' }),
    timeToLive: u8({ initial: 64 }),
    protocol: u8({ auto: 'nextHeader', initial: PROTOCOL.noNextHeader, words: PROTOCOL_WORDS }),
    checksum: u16({ title: 'Header checksum', auto: 'checksum', hex: true }),
    source: ipv4AddressField(),
    destination: ipv4AddressField(),
    options: surplus(),
  },
  {
    title: 'IPv4',
    nextHeader: PROTOCOL.ipv4,
    etherType: ETHER_TYPE.ipv4,
    checksum: 'structure',
    extent: { field: 'headerLength', unit: 4, base: 0, fill: 'zeros' },
  },
);
export type Ipv4 = Value<typeof Ipv4>;
export type Ipv4Draft = Draft<typeof Ipv4>;
export const ipv4 = builder(Ipv4);
