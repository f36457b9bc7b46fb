import {
  addresses,
  bits,
  coded,
  flag,
  ipv6Address,
  linkLayerAddressToEnd,
  octets,
  quotedPacket,
  rest,
  surplus,
  u16,
  u32,
  u8,
  type NumberField,
  type Fields,
} from './kit/field.js';
import { option, type Draft, type Message, type Value } from './kit/message.js';
import { tlvFamily, type TlvDraft, type TlvValue } from './kit/tlv.js';
import { readNames, writeNames } from './domain-names.js';

type Header = { readonly type: NumberField; readonly length: NumberField };

/** RFC 4861 section 4.6: the length counts units of 8 octets, type and length included. */
const describe = <const N extends string, F extends Fields>(
  name: N,
  type: number,
  cite: string,
  body: F,
  title?: string,
): Message<N, Header & F> =>
  option(
    name,
    cite,
    { type: u8({ initial: type }), length: u8({ auto: 'length', unit: 'x 8 octets' }), ...body },
    { extent: { field: 'length', unit: 8, base: 0, fill: 'zeros' }, ...(title !== undefined && { title }) },
  );

const seconds = { unit: 's' } as const;

export const SourceLinkLayerAddress = describe('sourceLinkLayerAddress', 1, 'RFC4861:4.6.1', {
  linkLayerAddress: linkLayerAddressToEnd({ title: 'Link-layer address' }),
});
export const TargetLinkLayerAddress = describe('targetLinkLayerAddress', 2, 'RFC4861:4.6.1', {
  linkLayerAddress: linkLayerAddressToEnd({ title: 'Link-layer address' }),
});

/** RFC 4861 section 4.6.2, with the R flag of RFC 6275 section 7.2. */
export const PrefixInformation = describe('prefixInformation', 3, 'RFC4861:4.6.2', {
  prefixLength: u8({ initial: 64 }),
  onLink: flag({ initial: true }),
  autonomous: flag({ initial: true }),
  routerAddress: flag(),
  reserved1: bits(5, { title: 'Reserved' }),
  validLifetime: u32({ initial: 2_592_000, ...seconds }),
  preferredLifetime: u32({ initial: 604_800, ...seconds }),
  reserved2: u32({ title: 'Reserved' }),
  prefix: ipv6Address(),
  surplus: surplus(),
});

export const RedirectedHeader = describe('redirectedHeader', 4, 'RFC4861:4.6.3', { reserved: octets(6), packet: quotedPacket() });
export const Mtu = describe(
  'mtu',
  5,
  'RFC4861:4.6.4',
  { reserved: u16(), mtu: u32({ initial: 1500, unit: 'octets' }), surplus: surplus() },
  'MTU',
);
export const AdvertisementInterval = describe('advertisementInterval', 7, 'RFC6275:7.3', {
  reserved: u16(),
  interval: u32({ unit: 'ms' }),
  surplus: surplus(),
});
export const HomeAgentInformation = describe('homeAgentInformation', 8, 'RFC6275:7.4', {
  reserved: u16(),
  preference: u16(),
  lifetime: u16(seconds),
  surplus: surplus(),
});
export const Nonce = describe('nonce', 14, 'RFC3971:5.3.2', { nonce: rest() });

/** The prefix takes 0, 8 or 16 octets; octets that are not sent are zero. */
export const RouteInformation = describe('routeInformation', 24, 'RFC4191:2.3', {
  prefixLength: u8(),
  reserved1: bits(3, { title: 'Reserved' }),
  preference: bits(2, { words: { 0: 'medium', 1: 'high', 2: 'reserved', 3: 'low' } }),
  reserved2: bits(3, { title: 'Reserved' }),
  routeLifetime: u32({ initial: 1800, ...seconds }),
  prefix: rest(),
});

export const Rdnss = describe(
  'rdnss',
  25,
  'RFC8106:5.1',
  { reserved: u16(), lifetime: u32({ initial: 1800, ...seconds }), addresses: addresses(), surplus: surplus() },
  'Recursive DNS Server',
);

/** Names in text form; `padding` is what follows them, zeros when all is well. */
export const Dnssl = describe(
  'dnssl',
  31,
  'RFC8106:5.2',
  {
    reserved: u16(),
    lifetime: u32({ initial: 1800, ...seconds }),
    names: coded<readonly string[]>({ initial: [], read: readNames, write: writeNames, text: (names) => names.join(' ') }),
    padding: surplus(),
  },
  'DNS Search List',
);

/** One character per octet, without the NULs at the end. */
const uri = coded<string>(
  {
    initial: '',
    read(from, start, end) {
      let next = end;
      while (next > start && from[next - 1] === 0) next--;
      return { value: Array.from(from.subarray(start, next), (octet) => String.fromCharCode(octet)).join(''), next };
    },
    write(text) {
      return Uint8Array.from(text, (character) => {
        const code = character.charCodeAt(0);
        if (code > 255) throw new Error(`"${character}" is not one octet`);
        return code;
      });
    },
    text: (text) => text,
  },
  { title: 'URI' },
);

export const CaptivePortal = describe('captivePortal', 37, 'RFC8910:2.3', { uri, padding: surplus() });

/** RFC 8781: the lifetime counts units of 8 seconds; the code 0 to 5 stands for prefix lengths 96, 64, 56, 48, 40, 32. */
export const Pref64 = describe(
  'pref64',
  38,
  'RFC8781:4',
  {
    scaledLifetime: bits(13, { initial: 225, unit: 'x 8 s' }),
    prefixLengthCode: bits(3, { words: { 0: '/96', 1: '/64', 2: '/56', 3: '/48', 4: '/40', 5: '/32' } }),
    prefix: octets(12, { title: 'Highest 96 bits of the prefix' }),
    surplus: surplus(),
  },
  'PREF64',
);

export const UnknownNdOption = describe('unknownOption', 253, 'RFC4861:4.6', { data: rest() });

/** The options of Neighbor Discovery messages, whichever message carries them. */
export const NdOptions = tlvFamily(
  'ndOption',
  [
    SourceLinkLayerAddress,
    TargetLinkLayerAddress,
    PrefixInformation,
    RedirectedHeader,
    Mtu,
    AdvertisementInterval,
    HomeAgentInformation,
    Nonce,
    RouteInformation,
    Rdnss,
    Dnssl,
    CaptivePortal,
    Pref64,
  ],
  UnknownNdOption,
);
export type NdOption = TlvValue<typeof NdOptions>;
export type NdOptionDraft = TlvDraft<typeof NdOptions>;
export type PrefixInformation = Value<typeof PrefixInformation>;
export type PrefixInformationDraft = Draft<typeof PrefixInformation>;

type Tagged<N extends string, M> = { readonly kind: N } & Draft<M>;

const builderOf =
  <N extends string, F extends Fields>(member: Message<N, F>) =>
  (given: Draft<F> = {}): Tagged<N, F> => ({ kind: member.name, ...given });

const builderFrom =
  <N extends string, F extends Fields, K extends keyof F & string>(member: Message<N, F>, main: K) =>
  (value: NonNullable<Draft<F>[K]>, given: Draft<F> = {}): Tagged<N, F> => ({ kind: member.name, [main]: value, ...given });

export const sourceLinkLayerAddress = builderFrom(SourceLinkLayerAddress, 'linkLayerAddress');
export const targetLinkLayerAddress = builderFrom(TargetLinkLayerAddress, 'linkLayerAddress');
export const prefixInformation = builderOf(PrefixInformation);
export const redirectedHeader = builderFrom(RedirectedHeader, 'packet');
export const mtu = builderFrom(Mtu, 'mtu');
export const advertisementInterval = builderFrom(AdvertisementInterval, 'interval');
export const homeAgentInformation = builderOf(HomeAgentInformation);
export const nonce = builderFrom(Nonce, 'nonce');
export const routeInformation = builderOf(RouteInformation);
export const rdnss = builderOf(Rdnss);
export const dnssl = builderOf(Dnssl);
export const captivePortal = builderFrom(CaptivePortal, 'uri');
export const pref64 = builderOf(Pref64);
export const unknownOption = builderOf(UnknownNdOption);

const PREFIX_LENGTHS = [96, 64, 56, 48, 40, 32] as const;

/** RFC 8781 section 4: the prefix length that a code stands for; undefined for the codes 6 and 7, which mean "ignore the option". */
export const pref64PrefixLength = (code: number): number | undefined => PREFIX_LENGTHS[code];

/** RFC 8781 section 4.1: a lifetime in seconds in units of 8 s, rounded up, 65528 s at most. */
export const scaledLifetime = (lifetimeSeconds: number): number => Math.min(8191, Math.ceil(lifetimeSeconds / 8));
