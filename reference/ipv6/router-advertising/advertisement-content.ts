import type { LinkLayerAddress } from '../../net/link-layer-address.js';
import { inMilliseconds, inSeconds, seconds, type Duration } from '../../time.js';
import { IPV6_HEADER_OCTETS } from '../../wire/ipv6.js';
import { RouterAdvertisement, type RouterAdvertisementDraft } from '../../wire/nd.js';
import {
  advertisementInterval,
  captivePortal,
  dnssl,
  homeAgentInformation,
  mtu,
  pref64,
  pref64PrefixLength,
  prefixInformation,
  rdnss,
  routeInformation,
  scaledLifetime,
  sourceLinkLayerAddress,
  type NdOptionDraft,
} from '../../wire/nd-options.js';
import type { Lifetime } from '../address-lifetime.js';
import type { RouterPreference } from '../default-router-list.js';
import type { AdvertisedRoute, AdvertisingVariables, PrefixVariables } from './advertising-configuration.js';

/** What an advertisement depends on beside its configuration. */
export interface AdvertisementOccasion {
  /** Absent on a link whose nodes have none. */
  readonly linkLayerAddress?: LinkLayerAddress;
  /** Entries of AdvPrefixList, the defaults filled in. */
  readonly prefixes: readonly PrefixVariables[];
  /** Time since the configuration was made: lifetimes that decrement have lost so much. */
  readonly age: Duration;
  readonly linkMtu: number;
}

/** RFC 4191 section 2.1. */
const PREFERENCE: Readonly<Record<RouterPreference, number>> = { medium: 0b00, high: 0b01, low: 0b11 };
const INFINITE_LIFETIME = 0xffff_ffff;
const ADVERTISEMENT_HEADER = 16;

/**
 * The packets that carry all options (RFC 4861 section 6.2.3): one, unless that would exceed the link MTU; then "multiple
 * advertisements can be sent, each containing a subset of the options". Their order is that of the RFCs that defined them.
 */
export function advertisements(of: AdvertisingVariables, occasion: AdvertisementOccasion): readonly RouterAdvertisementDraft[] {
  const everywhere = optionsOfEach(of, occasion);
  const room = occasion.linkMtu - IPV6_HEADER_OCTETS - ADVERTISEMENT_HEADER - sizeOf(everywhere);
  const fields = header(of);
  return inParts(divisibleOptions(of, occasion), room).map((options) => ({ ...fields, options: [...everywhere, ...options] }));
}

/**
 * RFC 4861 section 6.2.5 and RFC 4191 section 4: neither a default router nor one for certain routes any more. Prefixes and
 * servers do not end with the router, and an option that is absent changes nothing (RFC 4861 section 9).
 */
export const finalAdvertisement = (
  of: AdvertisingVariables,
  occasion: Pick<AdvertisementOccasion, 'linkLayerAddress'>,
): RouterAdvertisementDraft => ({
  ...header({ ...of, advDefaultLifetime: seconds(0) }),
  options: [...sourceOption(of, occasion), ...of.advRouteList.map((route) => routeOption({ ...route, lifetime: seconds(0) }))],
});

/** RFC 4213 section 3.8: never on a link whose nodes have no link-layer address, whatever the configuration says. */
const sourceOption = (
  { advSourceLinkLayerAddress }: AdvertisingVariables,
  { linkLayerAddress }: Pick<AdvertisementOccasion, 'linkLayerAddress'>,
): readonly NdOptionDraft[] => (advSourceLinkLayerAddress && linkLayerAddress ? [sourceLinkLayerAddress(linkLayerAddress)] : []);

/** RFC 4191 section 2.2: without a lifetime there is no preference. */
const header = (of: AdvertisingVariables): RouterAdvertisementDraft => ({
  curHopLimit: of.advCurHopLimit,
  managed: of.advManagedFlag,
  other: of.advOtherConfigFlag,
  homeAgent: of.advHomeAgentFlag,
  preference: of.advDefaultLifetime === 0 ? PREFERENCE.medium : PREFERENCE[of.advDefaultPreference],
  routerLifetime: inSeconds(of.advDefaultLifetime),
  reachableTime: inMilliseconds(of.advReachableTime),
  retransTimer: inMilliseconds(of.advRetransTimer),
});

/**
 * What stands in every part: where the router is, and what makes it a home agent. RFC 6275 section 7.2 wants one and the
 * same router address in each part, section 7.4 the home agent's information beside each of them.
 */
function optionsOfEach(of: AdvertisingVariables, occasion: AdvertisementOccasion): readonly NdOptionDraft[] {
  const { advHomeAgentInformation: home } = of;
  const isDefault = home !== undefined && home.preference === 0 && home.lifetime === of.advDefaultLifetime;
  const address = occasion.prefixes.find(({ routerAddress }) => routerAddress !== undefined);
  return [
    ...sourceOption(of, occasion),
    ...(home && !isDefault ? [homeAgentInformation({ preference: home.preference, lifetime: inSeconds(home.lifetime) })] : []),
    ...(address ? [prefixOption(address, occasion.age)] : []),
  ];
}

function divisibleOptions(of: AdvertisingVariables, { prefixes, age }: AdvertisementOccasion): readonly NdOptionDraft[] {
  const inEach = prefixes.find(({ routerAddress }) => routerAddress !== undefined);
  return [
    ...(of.advLinkMtu === 0 ? [] : [mtu(of.advLinkMtu)]),
    ...prefixes.filter((prefix) => prefix !== inEach).map((prefix) => prefixOption(prefix, age)),
    ...(of.advIntervalOption ? [advertisementInterval(inMilliseconds(of.maxRtrAdvInterval))] : []),
    ...of.advRouteList.map(routeOption),
    ...of.advRdnssList.map(({ addresses, lifetime }) => rdnss({ addresses, lifetime: field(lifetime) })),
    ...of.advDnsslList.map(({ names, lifetime }) => dnssl({ names, lifetime: field(lifetime) })),
    ...(of.advCaptivePortal === undefined ? [] : [captivePortal(of.advCaptivePortal)]),
    ...of.advPref64List.map(({ prefix, lifetime }) =>
      pref64({
        prefix: prefix.address.subarray(0, PREF64_OCTETS),
        prefixLengthCode: PREF64_CODES.findIndex((code) => pref64PrefixLength(code) === prefix.length),
        scaledLifetime: scaledLifetime(inSeconds(lifetime)),
      }),
    ),
  ];
}

/** RFC 8781 section 4. */
const PREF64_CODES = [0, 1, 2, 3, 4, 5];
const PREF64_OCTETS = 12;

/** RFC 4861 section 6.2.1: AdvPreferredLifetime is never larger than AdvValidLifetime, also when only that one runs down. */
function prefixOption(entry: PrefixVariables, age: Duration): NdOptionDraft {
  const valid = lifetimeAt(entry.advValidLifetime, entry.validDecrements, age);
  const preferred = lifetimeAt(entry.advPreferredLifetime, entry.preferredDecrements, age);
  return prefixInformation({
    prefix: entry.routerAddress ?? entry.prefix.address,
    prefixLength: entry.prefix.length,
    onLink: entry.advOnLinkFlag,
    autonomous: entry.advAutonomousFlag,
    routerAddress: entry.routerAddress !== undefined,
    validLifetime: field(valid),
    preferredLifetime: entry.validDecrements ? Math.min(field(preferred), field(valid)) : field(preferred),
  });
}

/** What is left of a lifetime after so long, rounded up to a second: zero is told only when it has come. */
export function lifetimeAt(lifetime: Lifetime, decrements: boolean, age: Duration): Lifetime {
  if (lifetime === 'infinite' || !decrements) return lifetime;
  return seconds(Math.max(0, Math.ceil(inSeconds((lifetime - age) as Duration))));
}

/** RFC 4191 section 2.3: as many octets of the prefix as its length asks for. */
function routeOption({ prefix, preference, lifetime }: Required<AdvertisedRoute>): NdOptionDraft {
  const octets = prefix.length === 0 ? 0 : prefix.length <= 64 ? 8 : 16;
  return routeInformation({
    prefixLength: prefix.length,
    preference: PREFERENCE[preference],
    routeLifetime: field(lifetime),
    prefix: prefix.address.subarray(0, octets),
  });
}

const field = (lifetime: Lifetime): number => (lifetime === 'infinite' ? INFINITE_LIFETIME : inSeconds(lifetime));

const sizeOf = (options: readonly NdOptionDraft[]): number => RouterAdvertisement.encode({ options }).length - ADVERTISEMENT_HEADER;

/** Each part as full as it can be; one empty part when there is nothing to tell. */
function inParts(options: readonly NdOptionDraft[], room: number): readonly (readonly NdOptionDraft[])[] {
  const parts: NdOptionDraft[][] = [[]];
  let left = room;
  for (const option of options) {
    const size = sizeOf([option]);
    if (size > left && parts.at(-1)?.length !== 0) {
      parts.push([]);
      left = room;
    }
    parts.at(-1)?.push(option);
    left -= size;
  }
  return parts;
}
