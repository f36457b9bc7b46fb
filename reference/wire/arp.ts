import { ethernetAddress, ipv4AddressField, u16, u8 } from './kit/field.js';
import { message, type Draft, type Value } from './kit/message.js';
import { ETHER_TYPE } from './ethernet.js';
import { builder } from './layer-draft.js';

export const ARP_REQUEST = 1;
export const ARP_REPLY = 2;

/** RFC 826, for IPv4 on Ethernet: the hardware address space 1 and the protocol address space of IPv4. */
export const Arp = message(
  'arp',
  'RFC826',
  {
    hardwareType: u16({ initial: 1, words: { 1: 'Ethernet' } }),
    protocolType: u16({ initial: ETHER_TYPE.ipv4, hex: true, words: { [ETHER_TYPE.ipv4]: 'IPv4' } }),
    hardwareLength: u8({ initial: 6, unit: 'octets' }),
    protocolLength: u8({ initial: 4, unit: 'octets' }),
    operation: u16({ initial: ARP_REQUEST, words: { [ARP_REQUEST]: 'request', [ARP_REPLY]: 'reply' } }),
    senderHardwareAddress: ethernetAddress(),
    senderProtocolAddress: ipv4AddressField(),
    targetHardwareAddress: ethernetAddress(),
    targetProtocolAddress: ipv4AddressField(),
  },
  { title: 'ARP', etherType: ETHER_TYPE.arp },
);
export type Arp = Value<typeof Arp>;
export type ArpDraft = Draft<typeof Arp>;
export const arp = builder(Arp);
