import { bits, flag, rest, u32, u8, type NumberField, type Fields } from './kit/field.js';
import { option, type Message, type MessageTraits } from './kit/message.js';
import { tlvFamily, type TlvDraft, type TlvValue } from './kit/tlv.js';

type Header = { readonly type: NumberField; readonly length: NumberField };

const describe = <const N extends string, F extends Fields>(
  name: N,
  type: number,
  cite: string,
  traits: MessageTraits,
  data: F,
): Message<N, Header & F> =>
  option(
    name,
    cite,
    { type: u8({ initial: type }), length: u8({ auto: 'length', unit: 'octets' }), ...data },
    { ...traits, extent: { field: 'length', unit: 1, base: 2 } },
  );

export const SegmentRoutingPad1 = option('pad1', 'RFC8754:2.1.1.1', { type: u8({ initial: 0 }) }, { title: 'Pad1', padding: true });
export const SegmentRoutingPadN = describe('padN', 4, 'RFC8754:2.1.1.2', { title: 'PadN', padding: true }, { data: rest() });
export const SegmentRoutingHmac = describe(
  'hmac',
  5,
  'RFC8754:2.1.2',
  { title: 'HMAC' },
  {
    destinationUnverified: flag({ title: 'D: destination is not verified' }),
    reserved: bits(15),
    keyId: u32({ title: 'HMAC key ID', hex: true }),
    hmac: rest({ title: 'HMAC' }),
  },
);
export const UnknownSegmentRoutingTlv = describe('unknownOption', 0xff, 'RFC8754:2.1', { title: 'Unknown TLV' }, { data: rest() });

/** RFC 8754 section 2.1: the TLVs after the segment list. */
export const SegmentRoutingTlvs = tlvFamily(
  'segmentRoutingTlv',
  [SegmentRoutingPad1, SegmentRoutingPadN, SegmentRoutingHmac],
  UnknownSegmentRoutingTlv,
);
export type SegmentRoutingTlv = TlvValue<typeof SegmentRoutingTlvs>;
export type SegmentRoutingTlvDraft = TlvDraft<typeof SegmentRoutingTlvs>;
