import { addresses, addressesCountedBy, bits, flag, ipv6Address, rest, surplus, tlvs, u16, u32, u8 } from './kit/field.js';
import { message, type AnyMessage, type Draft, type Extent, type Value } from './kit/message.js';
import { Ipv6Options } from './ipv6-options.js';
import { builder } from './layer-draft.js';
import { PROTOCOL, PROTOCOL_WORDS } from './protocol-numbers.js';
import { SegmentRoutingTlvs } from './segment-routing-tlvs.js';

const nextHeader = u8({ auto: 'nextHeader', initial: PROTOCOL.noNextHeader, words: PROTOCOL_WORDS });
const hdrExtLen = u8({ title: 'Header extension length', auto: 'length', unit: 'x 8 octets beyond the first 8' });
const extent: Extent = { field: 'hdrExtLen', unit: 8, base: 8 };
const padded: Extent = { ...extent, fill: { padN: 1 } };
const options = { nextHeader, hdrExtLen, options: tlvs(Ipv6Options) };

export const HopByHop = message('hopByHop', 'RFC8200:4.3', options, {
  title: 'Hop-by-Hop Options',
  extent: padded,
  nextHeader: PROTOCOL.hopByHop,
});
export type HopByHop = Value<typeof HopByHop>;
export const hopByHop = builder(HopByHop);

export const DestinationOptions = message('destinationOptions', 'RFC8200:4.6', options, {
  extent: padded,
  nextHeader: PROTOCOL.destinationOptions,
});
export type DestinationOptions = Value<typeof DestinationOptions>;
export const destinationOptions = builder(DestinationOptions);

const routing = { family: 'routing', extent: { ...extent, fill: 'zeros' }, nextHeader: PROTOCOL.routing } as const;
const routingType = (initial: number) => u8({ initial, words: { 0: 'source route', 2: 'Mobile IPv6', 3: 'RPL', 4: 'segment routing' } });

/** Deprecated by RFC 5095: nodes treat it as an unknown type. The layout is that of RFC 2460 section 4.4. */
export const Routing0 = message(
  'routing0',
  'RFC2460:4.4',
  { nextHeader, hdrExtLen, routingType: routingType(0), segmentsLeft: u8(), reserved: u32(), addresses: addresses(), surplus: surplus() },
  { ...routing, title: 'Routing, type 0' },
);
export type Routing0 = Value<typeof Routing0>;
export const routing0 = builder(Routing0);

export const Routing2 = message(
  'routing2',
  'RFC6275:6.4.1',
  {
    nextHeader,
    hdrExtLen,
    routingType: routingType(2),
    segmentsLeft: u8({ initial: 1 }),
    reserved: u32(),
    homeAddress: ipv6Address(),
    surplus: surplus(),
  },
  { ...routing, title: 'Routing, type 2' },
);
export type Routing2 = Value<typeof Routing2>;
export const routing2 = builder(Routing2);

export const Routing4 = message(
  'routing4',
  'RFC8754:2',
  {
    nextHeader,
    hdrExtLen,
    routingType: routingType(4),
    segmentsLeft: u8(),
    lastEntry: u8({ counts: 'segments', plus: -1 }),
    flags: u8({ hex: true }),
    tag: u16({ hex: true }),
    segments: addressesCountedBy('lastEntry'),
    options: tlvs(SegmentRoutingTlvs),
  },
  { ...routing, extent: { ...extent, fill: { padN: 4 } }, title: 'Routing, segment routing' },
);
export type Routing4 = Value<typeof Routing4>;
export const routing4 = builder(Routing4);

export const RoutingUnknown = message(
  'routingUnknown',
  'RFC8200:4.4',
  { nextHeader, hdrExtLen, routingType: u8({ initial: 33 }), segmentsLeft: u8(), data: rest() },
  { ...routing, title: 'Routing, unknown type' },
);
export type RoutingUnknown = Value<typeof RoutingUnknown>;
export const routingUnknown = builder(RoutingUnknown);

export const Fragment = message(
  'fragment',
  'RFC8200:4.5',
  {
    nextHeader,
    reserved: u8(),
    fragmentOffset: bits(13, { unit: 'x 8 octets' }),
    reserved2: bits(2, { title: 'Reserved' }),
    moreFragments: flag(),
    identification: u32({ hex: true }),
  },
  { nextHeader: PROTOCOL.fragment },
);
export type Fragment = Value<typeof Fragment>;
export type FragmentDraft = Draft<typeof Fragment>;
export const fragment = builder(Fragment);

/** Those that packets are walked through (RFC 8200 section 4); what is behind an unknown Next Header value is none. */
export const isExtensionHeader = ({ message }: { readonly message: AnyMessage }): boolean =>
  message === HopByHop || message === DestinationOptions || message === Fragment || message.family === 'routing';

/** What follows a Fragment header with an offset: part of a packet that decodes only when put together. */
export const FragmentPayload = message('fragmentPayload', 'RFC8200:4.5', { data: rest() });
export type FragmentPayload = Value<typeof FragmentPayload>;

export const NoNextHeader = message('noNextHeader', 'RFC8200:4.7', { data: rest() }, { nextHeader: PROTOCOL.noNextHeader });
export type NoNextHeader = Value<typeof NoNextHeader>;
export const noNextHeader = builder(NoNextHeader);

/** A protocol that is not understood here, as announced by the Next Header field before it. */
export const UnknownUpperLayer = message('unknownUpperLayer', '', { data: rest() });
export type UnknownUpperLayer = Value<typeof UnknownUpperLayer>;
