import { u16, u8, type NumberField } from './kit/field.js';

export const ICMPV6_TYPE_WORDS: Readonly<Record<number, string>> = {
  1: 'Destination Unreachable',
  2: 'Packet Too Big',
  3: 'Time Exceeded',
  4: 'Parameter Problem',
  128: 'Echo Request',
  129: 'Echo Reply',
  130: 'Multicast Listener Query',
  131: 'Multicast Listener Report',
  132: 'Multicast Listener Done',
  133: 'Router Solicitation',
  134: 'Router Advertisement',
  135: 'Neighbor Solicitation',
  136: 'Neighbor Advertisement',
  137: 'Redirect',
  138: 'Router Renumbering',
  139: 'Node Information Query',
  140: 'Node Information Reply',
  143: 'Multicast Listener Report, version 2',
};

/** RFC 4443 section 2.1: the octets that every ICMPv6 message begins with. */
export const icmpv6Header = (
  type: number,
  codes: Readonly<Record<number, string>> = {},
): { readonly type: NumberField; readonly code: NumberField; readonly checksum: NumberField } => ({
  type: u8({ initial: type, words: ICMPV6_TYPE_WORDS }),
  code: u8({ words: codes }),
  checksum: u16({ auto: 'checksum', hex: true }),
});
