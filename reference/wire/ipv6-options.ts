import { ipv6Address, rest, surplus, u16, u32, u8, type Fields, type NumberField } from './kit/field.js';
import { option, type Draft, type Message, type MessageTraits } from './kit/message.js';
import { tlvFamily, type TlvDraft, type TlvValue } from './kit/tlv.js';

type Header = { readonly type: NumberField; readonly length: NumberField };

const TYPE_WORDS = {
  0: 'Pad1',
  1: 'PadN',
  4: 'Tunnel Encapsulation Limit',
  5: 'Router Alert',
  0xc2: 'Jumbo Payload',
  0xc9: 'Home Address',
};

/** RFC 8200 section 4.2: the length counts the octets of data. */
const describe = <const N extends string, F extends Fields>(
  name: N,
  type: number,
  cite: string,
  data: F,
  traits: MessageTraits = {},
): Message<N, Header & F> =>
  option(
    name,
    cite,
    { type: u8({ initial: type, hex: true, words: TYPE_WORDS }), length: u8({ auto: 'length', unit: 'octets' }), ...data },
    { ...traits, extent: { field: 'length', unit: 1, base: 2 } },
  );

export const Pad1 = option(
  'pad1',
  'RFC8200:4.2',
  { type: u8({ initial: 0, hex: true, words: TYPE_WORDS }) },
  { title: 'Pad1', padding: true },
);
export const PadN = describe('padN', 1, 'RFC8200:4.2', { data: rest() }, { title: 'PadN', padding: true });
export const TunnelEncapsulationLimit = describe('tunnelEncapsulationLimit', 4, 'RFC2473:4.1.1', {
  limit: u8({ initial: 4 }),
  surplus: surplus(),
});
export const RouterAlert = describe('routerAlert', 5, 'RFC2711:2.1', {
  value: u16({ words: { 0: 'Multicast Listener Discovery', 1: 'RSVP', 2: 'Active Networks' } }),
  surplus: surplus(),
});
export const JumboPayload = describe('jumboPayload', 0xc2, 'RFC2675:2', {
  jumboPayloadLength: u32({ unit: 'octets' }),
  surplus: surplus(),
});
export const HomeAddress = describe('homeAddress', 0xc9, 'RFC6275:6.3', { homeAddress: ipv6Address(), surplus: surplus() });
export const UnknownIpv6Option = describe('unknownOption', 0x1e, 'RFC8200:4.2', { data: rest() });

/** The options of Hop-by-Hop and Destination Options headers. */
export const Ipv6Options = tlvFamily(
  'ipv6Option',
  [Pad1, PadN, TunnelEncapsulationLimit, RouterAlert, JumboPayload, HomeAddress],
  UnknownIpv6Option,
);
export type Ipv6Option = TlvValue<typeof Ipv6Options>;
export type Ipv6OptionDraft = TlvDraft<typeof Ipv6Options>;

type Given<M> = Omit<Draft<M>, 'kind'>;

export const pad1 = (): { readonly kind: 'pad1' } => ({ kind: 'pad1' });
/** Padding of `octets` octets in all, two or more. */
export const padN = (octets: number): { readonly kind: 'padN'; readonly data: Uint8Array } => ({
  kind: 'padN',
  data: new Uint8Array(octets - 2),
});
export const tunnelEncapsulationLimit = (limit: number, given: Given<typeof TunnelEncapsulationLimit> = {}): Ipv6OptionDraft => ({
  kind: 'tunnelEncapsulationLimit',
  limit,
  ...given,
});
/** 0 announces Multicast Listener Discovery. */
export const routerAlert = (value = 0, given: Given<typeof RouterAlert> = {}): Ipv6OptionDraft => ({
  kind: 'routerAlert',
  value,
  ...given,
});
export const jumboPayload = (jumboPayloadLength: number, given: Given<typeof JumboPayload> = {}): Ipv6OptionDraft => ({
  kind: 'jumboPayload',
  jumboPayloadLength,
  ...given,
});
export const homeAddress = (address: Uint8Array, given: Given<typeof HomeAddress> = {}): Ipv6OptionDraft => ({
  kind: 'homeAddress',
  homeAddress: address,
  ...given,
});
export const unknownIpv6Option = (type: number, data: Uint8Array, given: { readonly length?: number } = {}): Ipv6OptionDraft => ({
  kind: 'unknownOption',
  type,
  data,
  ...given,
});
