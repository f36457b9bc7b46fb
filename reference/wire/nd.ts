import { bits, flag, ipv6Address, tlvs, u16, u32, u8 } from './kit/field.js';
import { message, type Draft, type Value } from './kit/message.js';
import { icmpv6Header } from './icmpv6-header.js';
import { builder } from './layer-draft.js';
import { NdOptions } from './nd-options.js';
import { PROTOCOL } from './protocol-numbers.js';

export * from './nd-options.js';

/** RFC 4861: every Neighbor Discovery packet is sent with the largest hop limit, which shows that no router forwarded it. */
const traits = { family: 'icmpv6', nextHeader: PROTOCOL.icmpv6, hopLimit: 255 } as const;
const options = tlvs(NdOptions);

export const RouterSolicitation = message('routerSolicitation', 'RFC4861:4.1', { ...icmpv6Header(133), reserved: u32(), options }, traits);
export type RouterSolicitation = Value<typeof RouterSolicitation>;
export type RouterSolicitationDraft = Draft<typeof RouterSolicitation>;
export const routerSolicitation = builder(RouterSolicitation);

/** RFC 4861 section 4.2, with the flags of RFC 6275 section 7.1 (H), RFC 4191 section 2.2 (Prf) and RFC 4389 (P). */
export const RouterAdvertisement = message(
  'routerAdvertisement',
  'RFC4861:4.2',
  {
    ...icmpv6Header(134),
    curHopLimit: u8({ initial: 64, title: 'Current hop limit' }),
    managed: flag(),
    other: flag(),
    homeAgent: flag(),
    preference: bits(2, { words: { 0: 'medium', 1: 'high', 2: 'reserved', 3: 'low' } }),
    proxy: flag(),
    reserved: bits(2),
    routerLifetime: u16({ initial: 1800, unit: 's' }),
    reachableTime: u32({ unit: 'ms' }),
    retransTimer: u32({ unit: 'ms' }),
    options,
  },
  traits,
);
export type RouterAdvertisement = Value<typeof RouterAdvertisement>;
export type RouterAdvertisementDraft = Draft<typeof RouterAdvertisement>;
export const routerAdvertisement = builder(RouterAdvertisement);

export const NeighborSolicitation = message(
  'neighborSolicitation',
  'RFC4861:4.3',
  { ...icmpv6Header(135), reserved: u32(), target: ipv6Address(), options },
  traits,
);
export type NeighborSolicitation = Value<typeof NeighborSolicitation>;
export type NeighborSolicitationDraft = Draft<typeof NeighborSolicitation>;
export const neighborSolicitation = builder(NeighborSolicitation);

export const NeighborAdvertisement = message(
  'neighborAdvertisement',
  'RFC4861:4.4',
  { ...icmpv6Header(136), router: flag(), solicited: flag(), override: flag(), reserved: bits(29), target: ipv6Address(), options },
  traits,
);
export type NeighborAdvertisement = Value<typeof NeighborAdvertisement>;
export type NeighborAdvertisementDraft = Draft<typeof NeighborAdvertisement>;
export const neighborAdvertisement = builder(NeighborAdvertisement);

export const Redirect = message(
  'redirect',
  'RFC4861:4.5',
  { ...icmpv6Header(137), reserved: u32(), target: ipv6Address(), destination: ipv6Address(), options },
  traits,
);
export type Redirect = Value<typeof Redirect>;
export type RedirectDraft = Draft<typeof Redirect>;
export const redirect = builder(Redirect);
