import { octets, u16, u32, u8 } from './kit/field.js';
import { message, type Value } from './kit/message.js';
import { builder } from './layer-draft.js';
import { ETHER_TYPE } from './ethernet.js';

/** Link types as registered for capture files (LINKTYPE_ values). */
export const LINK_TYPE = { null: 0, ethernet: 1, raw: 101, loop: 108, linuxCooked: 113, rawIpv6: 229, linuxCooked2: 276 } as const;

const PACKET_TYPES = { 0: 'to us', 1: 'broadcast', 2: 'multicast', 3: 'to another host', 4: 'sent by us' };

/** LINKTYPE_LINUX_SLL: what Linux gives for a capture on the device "any". */
export const LinuxCooked = message('linuxCooked', '', {
  packetType: u16({ words: PACKET_TYPES }),
  hardwareType: u16({ initial: 1, title: 'ARPHRD type' }),
  addressLength: u16({ initial: 6 }),
  address: octets(8),
  etherType: u16({ title: 'EtherType', auto: 'etherType', initial: ETHER_TYPE.ipv6, hex: true }),
});
export type LinuxCooked = Value<typeof LinuxCooked>;
export const linuxCooked = builder(LinuxCooked);

/** LINKTYPE_LINUX_SLL2. */
export const LinuxCooked2 = message(
  'linuxCooked2',
  '',
  {
    etherType: u16({ title: 'EtherType', auto: 'etherType', initial: ETHER_TYPE.ipv6, hex: true }),
    reserved: u16(),
    interfaceIndex: u32(),
    hardwareType: u16({ initial: 1, title: 'ARPHRD type' }),
    packetType: u8({ words: PACKET_TYPES }),
    addressLength: u8({ initial: 6 }),
    address: octets(8),
  },
  { title: 'Linux cooked, version 2' },
);
export type LinuxCooked2 = Value<typeof LinuxCooked2>;
export const linuxCooked2 = builder(LinuxCooked2);

/** LINKTYPE_NULL and LINKTYPE_LOOP: an address family in the byte order of the capturing host, or big-endian. */
export const Loopback = message('loopback', '', { addressFamily: u32({ initial: 30, hex: true }) });
export type Loopback = Value<typeof Loopback>;
export const loopback = builder(Loopback);

/** AF_INET6 of Linux, NetBSD and OpenBSD, FreeBSD, and Darwin. */
const INET6_FAMILIES: readonly number[] = [10, 24, 28, 30];

/** True for the IPv6 address family of any system in either byte order. */
export const isInet6Family = (family: number): boolean => INET6_FAMILIES.includes(family) || INET6_FAMILIES.includes(family >>> 24);
