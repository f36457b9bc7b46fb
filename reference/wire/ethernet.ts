import { bits, ethernetAddress, flag, u16, u8 } from './kit/field.js';
import { message, type Draft, type Value } from './kit/message.js';
import { builder } from './layer-draft.js';

export const ETHER_TYPE = { ipv4: 0x0800, arp: 0x0806, vlan: 0x8100, ipv6: 0x86dd, pppoeSession: 0x8864, providerVlan: 0x88a8 } as const;

const ETHER_TYPE_WORDS = {
  0x0800: 'IPv4',
  0x0806: 'ARP',
  0x8100: 'VLAN tag',
  0x8864: 'PPPoE session',
  0x86dd: 'IPv6',
  0x88a8: 'provider VLAN tag',
};

/** RFC 2464 section 3: the frame that carries IPv6 on Ethernet. */
export const Ethernet = message('ethernet', 'RFC2464:3', {
  destination: ethernetAddress(),
  source: ethernetAddress(),
  etherType: u16({ title: 'EtherType', auto: 'etherType', initial: ETHER_TYPE.ipv6, hex: true, words: ETHER_TYPE_WORDS }),
});
export type Ethernet = Value<typeof Ethernet>;
export type EthernetDraft = Draft<typeof Ethernet>;
export const ethernet = builder(Ethernet);

/** IEEE 802.1Q: the octets after the EtherType 0x8100 (or 0x88a8 for the outer of two tags). */
export const VlanTag = message(
  'vlanTag',
  '',
  {
    priority: bits(3),
    dropEligible: flag(),
    vlanIdentifier: bits(12, { title: 'VLAN identifier' }),
    etherType: u16({ title: 'EtherType', auto: 'etherType', initial: ETHER_TYPE.ipv6, hex: true, words: ETHER_TYPE_WORDS }),
  },
  { title: 'VLAN tag', etherType: ETHER_TYPE.vlan },
);
export type VlanTag = Value<typeof VlanTag>;
export type VlanTagDraft = Draft<typeof VlanTag>;
export const vlanTag = builder(VlanTag);

/** PPP's numbers for what it carries; that of IPv6 is of RFC 5072. */
export const PPP_PROTOCOL = { ipv4: 0x0021, ipv6: 0x0057 } as const;

/** PPPoE: the octets after the EtherType 0x8864 (RFC 2516), up to and with the number that a frame of PPP begins with. */
export const PppoeSession = message(
  'pppoeSession',
  '',
  {
    version: bits(4, { initial: 1 }),
    type: bits(4, { initial: 1 }),
    code: u8(),
    sessionId: u16({ title: 'Session identifier', hex: true }),
    /** Of what comes after it: the number of the protocol belongs to it. */
    length: u16({ auto: 'remainder', minus: 6 }),
    protocol: u16({ title: 'PPP protocol', initial: PPP_PROTOCOL.ipv6, hex: true, words: { 0x0021: 'IPv4', 0x0057: 'IPv6' } }),
  },
  { title: 'PPPoE session', etherType: ETHER_TYPE.pppoeSession },
);
export type PppoeSession = Value<typeof PppoeSession>;
export const pppoeSession = builder(PppoeSession);
