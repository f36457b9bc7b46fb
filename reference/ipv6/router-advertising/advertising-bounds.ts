import { formatAddress, isLinkLocal, isMulticast } from '../../net/address.js';
import { formatPrefix, prefixContains } from '../../net/prefix.js';
import { inSeconds, milliseconds, seconds, times, type Duration } from '../../time.js';
import { IPV6_HEADER_OCTETS } from '../../wire/ipv6.js';
import type { Lifetime } from '../address-lifetime.js';
import type { Features } from '../behaviour.js';
import type { Ipv6Constants } from '../constants.js';
import type { AdvertisingConfiguration, AdvertisingVariables, PrefixVariables } from './advertising-configuration.js';

/** A variable that has a value which the RFCs rule out. */
export interface AdvertisingProblem {
  /** Where it stands in the configuration: `advPrefixList`, 0, `advPreferredLifetime`. */
  readonly path: readonly [keyof AdvertisingConfiguration, ...(string | number)[]];
  /** What is wanted instead. */
  readonly says: string;
  readonly cite: string;
}

interface Limits {
  readonly features: Features;
  readonly constants: Ipv6Constants;
}

/* RFC 4861 section 6.2.1 */
const LEAST_MAX_INTERVAL = seconds(4);
export const LEAST_MIN_INTERVAL = seconds(3);
export const LARGEST_MIN_FACTOR = 0.75;
/** RFC 4861 section 6.2.1, before RFC 8319 section 4 raised both to what 16 bits hold. */
const FORMER_LARGEST_INTERVAL = seconds(1_800);
const FORMER_LARGEST_LIFETIME = seconds(9_000);
const LARGEST_REACHABLE_TIME = milliseconds(3_600_000);
/** RFC 4191 section 4. */
const MOST_ROUTES = 17;

const problem = (path: AdvertisingProblem['path'], says: string, cite: string): AdvertisingProblem => ({ path, says, cite });

/** `true` stands for a bound that is kept. */
type Check = AdvertisingProblem | true;
const broken = (checks: readonly Check[]): readonly AdvertisingProblem[] => checks.filter((check) => check !== true);

/** The bounds of RFC 4861 section 6.2.1 and of the RFCs that added options. */
export function beyondBounds(of: AdvertisingVariables, limits: Limits): readonly AdvertisingProblem[] {
  return [
    ...broken(intervals(of, limits)),
    ...broken(values(of, limits)),
    ...(of.advPrefixList ?? []).flatMap((entry, i, all) => broken(prefixBounds(entry, i, all))),
    ...broken(routeBounds(of)),
    ...broken(homeAgentBounds(of)),
  ];
}

function intervals(of: AdvertisingVariables, { features, constants }: Limits): readonly Check[] {
  const { maxRtrAdvInterval: max, minRtrAdvInterval: min, advDefaultLifetime: lifetime } = of;
  const [cite, largest, longest] = features.longRouterLifetimes
    ? ['RFC8319:4', constants.LARGEST_ROUTER_LIFETIME, constants.LARGEST_ROUTER_LIFETIME]
    : ['RFC4861:6.2.1', FORMER_LARGEST_INTERVAL, FORMER_LARGEST_LIFETIME];
  // The other two bounds depend on this one.
  if (max < LEAST_MAX_INTERVAL || max > largest)
    return [problem(['maxRtrAdvInterval'], `is ${inWords(LEAST_MAX_INTERVAL)} to ${inWords(largest)}, not ${inWords(max)}`, cite)];
  const largestMin = times(max, LARGEST_MIN_FACTOR);
  const minimum = `is ${inWords(LEAST_MIN_INTERVAL)} to 0.75 times maxRtrAdvInterval, here ${inWords(largestMin)}, not ${inWords(min)}`;
  const lasting = `is 0 s, or between maxRtrAdvInterval (${inWords(max)}) and ${inWords(longest)}, not ${inWords(lifetime)}`;
  return [
    (min >= LEAST_MIN_INTERVAL && min <= largestMin) || problem(['minRtrAdvInterval'], minimum, 'RFC4861:6.2.1'),
    lifetime === 0 || (lifetime >= max && lifetime <= longest) || problem(['advDefaultLifetime'], lasting, cite),
  ];
}

function values({ advReachableTime, advLinkMtu }: AdvertisingVariables, { constants }: Limits): readonly Check[] {
  const { MINIMUM_MTU, LINK_MTU } = constants;
  return [
    advReachableTime <= LARGEST_REACHABLE_TIME ||
      problem(['advReachableTime'], `is at most ${inWords(LARGEST_REACHABLE_TIME)}, not ${inWords(advReachableTime)}`, 'RFC4861:6.2.1'),
    advLinkMtu === 0 ||
      (advLinkMtu >= MINIMUM_MTU && advLinkMtu <= LINK_MTU) ||
      problem(['advLinkMtu'], `is 0, or ${MINIMUM_MTU} to ${LINK_MTU} octets on this link, not ${advLinkMtu}`, 'RFC4861:6.3.4'),
  ];
}

function prefixBounds(entry: PrefixVariables, i: number, all: readonly PrefixVariables[]): readonly Check[] {
  const { prefix, advValidLifetime: valid, advPreferredLifetime: preferred, routerAddress } = entry;
  const text = formatPrefix(prefix);
  return [
    !isLinkLocal(prefix.address) ||
      problem(['advPrefixList', i, 'prefix'], `${text} is link-local, which is not advertised`, 'RFC4861:6.2.1'),
    !isMulticast(prefix.address) || problem(['advPrefixList', i, 'prefix'], `${text} is no prefix of unicast addresses`, 'RFC4861:4.6.2'),
    asNumber(preferred) <= asNumber(valid) ||
      problem(
        ['advPrefixList', i, 'advPreferredLifetime'],
        `is at most advValidLifetime (${inWords(valid)}), not ${inWords(preferred)}`,
        'RFC4861:6.2.1',
      ),
    all.findIndex((other) => formatPrefix(other.prefix) === text) === i ||
      problem(['advPrefixList', i, 'prefix'], `${text} is there twice`, 'RFC4861:6.2.1'),
    routerAddress === undefined ||
      prefixContains(prefix, routerAddress) ||
      problem(['advPrefixList', i, 'routerAddress'], `${formatAddress(routerAddress)} is not in ${text}`, 'RFC6275:7.2'),
  ];
}

const routeBounds = ({ advRouteList }: AdvertisingVariables): readonly Check[] => [
  advRouteList.length <= MOST_ROUTES ||
    problem(['advRouteList'], `has at most ${MOST_ROUTES} routes, not ${advRouteList.length}`, 'RFC4191:4'),
  ...advRouteList.map(({ prefix }, i) => {
    const text = formatPrefix(prefix);
    const first = advRouteList.findIndex((other) => formatPrefix(other.prefix) === text);
    return first === i || problem(['advRouteList', i, 'prefix'], `${text} is there twice`, 'RFC4191:2.3');
  }),
];

function homeAgentBounds({ advHomeAgentFlag, advHomeAgentInformation, advPrefixList = [] }: AdvertisingVariables): readonly Check[] {
  return [
    !advHomeAgentFlag ||
      advPrefixList.some(({ routerAddress }) => routerAddress !== undefined) ||
      problem(['advHomeAgentFlag'], 'needs an entry of advPrefixList with a routerAddress', 'RFC6275:7.2'),
    advHomeAgentInformation === undefined ||
      advHomeAgentFlag ||
      problem(['advHomeAgentInformation'], 'needs advHomeAgentFlag', 'RFC6275:7.4'),
    advHomeAgentInformation === undefined ||
      advHomeAgentInformation.lifetime > 0 ||
      problem(['advHomeAgentInformation', 'lifetime'], 'is not 0 s', 'RFC6275:7.4'),
  ];
}

const SIXTEEN_BITS = 0xffff;
const THIRTY_TWO_BITS = 0xffff_ffff;
/** No option can be split, so each of them has to fit the smallest packet that carries it: 1280 octets less headers and a link-layer address. */
const LARGEST_OPTION = 1_280 - IPV6_HEADER_OCTETS - 16 - 8;
const RDNSS_HEADER = 8;
const ADDRESS_OCTETS = 16;
const MOST_SERVERS = Math.floor((LARGEST_OPTION - RDNSS_HEADER) / ADDRESS_OCTETS);
const OPTION_HEADER = 2;
const PREF64_LENGTHS = [32, 40, 48, 56, 64, 96];

/** What no message could carry, whoever wants it. */
export function beyondFields(of: AdvertisingVariables): readonly AdvertisingProblem[] {
  const { advCurHopLimit, advDefaultLifetime, advReachableTime, advRetransTimer, advHomeAgentInformation: home } = of;
  const within = (name: keyof AdvertisingConfiguration, value: number, most: number, unit: string): Check =>
    (Number.isInteger(value) && value >= 0 && value <= most) ||
    problem([name], `is a whole number of ${unit}, at most ${most}`, 'RFC4861:4.2');
  return broken([
    within('advCurHopLimit', advCurHopLimit, 0xff, 'hops'),
    within('advLinkMtu', of.advLinkMtu, THIRTY_TWO_BITS, 'octets'),
    within('advDefaultLifetime', inSeconds(advDefaultLifetime), SIXTEEN_BITS, 'seconds'),
    within('advReachableTime', advReachableTime / milliseconds(1), THIRTY_TWO_BITS, 'milliseconds'),
    within('advRetransTimer', advRetransTimer / milliseconds(1), THIRTY_TWO_BITS, 'milliseconds'),
    ...(home ? [within('advHomeAgentInformation', inSeconds(home.lifetime), SIXTEEN_BITS, 'seconds')] : []),
    ...(home ? [within('advHomeAgentInformation', home.preference, SIXTEEN_BITS, 'preference')] : []),
    ...lifetimesOf(of).map(([path, lifetime]) => lifetimeField(path, lifetime)),
    ...of.advRdnssList.map(
      ({ addresses }, i): Check =>
        (addresses.length > 0 && addresses.length <= MOST_SERVERS && !addresses.some(isMulticast)) ||
        problem(['advRdnssList', i, 'addresses'], `has 1 to ${MOST_SERVERS} unicast addresses`, 'RFC8106:5.1'),
    ),
    ...of.advDnsslList.map(
      ({ names }, i): Check =>
        (names.length > 0 && names.every(isDomainName) && octetsOf(names) <= LARGEST_OPTION - RDNSS_HEADER) ||
        problem(['advDnsslList', i, 'names'], 'has one domain name or more that fit one packet', 'RFC8106:5.2'),
    ),
    of.advCaptivePortal === undefined ||
      (/^[!-~]+$/.test(of.advCaptivePortal) && of.advCaptivePortal.length <= LARGEST_OPTION - OPTION_HEADER) ||
      problem(['advCaptivePortal'], 'is a URI that fits one packet', 'RFC8910:2.3'),
    ...of.advPref64List.map(
      ({ prefix }, i): Check =>
        PREF64_LENGTHS.includes(prefix.length) ||
        problem(['advPref64List', i, 'prefix'], `has a length of ${PREF64_LENGTHS.join(', ')}, not ${prefix.length}`, 'RFC8781:4'),
    ),
  ]);
}

function lifetimesOf(of: AdvertisingVariables): readonly (readonly [AdvertisingProblem['path'], Lifetime])[] {
  return [
    ...(of.advPrefixList ?? []).flatMap(({ advValidLifetime, advPreferredLifetime }, i) => [
      [['advPrefixList', i, 'advValidLifetime'], advValidLifetime] as const,
      [['advPrefixList', i, 'advPreferredLifetime'], advPreferredLifetime] as const,
    ]),
    ...of.advRouteList.map(({ lifetime }, i) => [['advRouteList', i, 'lifetime'], lifetime] as const),
    ...of.advRdnssList.map(({ lifetime }, i) => [['advRdnssList', i, 'lifetime'], lifetime] as const),
    ...of.advDnsslList.map(({ lifetime }, i) => [['advDnsslList', i, 'lifetime'], lifetime] as const),
    ...of.advPref64List.map(({ lifetime }, i) => [['advPref64List', i, 'lifetime'], lifetime] as const),
  ];
}

/** 0xffffffff stands for infinity, so no number of seconds may reach it. */
const lifetimeField = (path: AdvertisingProblem['path'], lifetime: Lifetime): Check =>
  lifetime === 'infinite' ||
  (Number.isInteger(inSeconds(lifetime)) && lifetime >= 0 && inSeconds(lifetime) < THIRTY_TWO_BITS) ||
  problem(path, 'is a whole number of seconds below 4294967295, or infinite', 'RFC4861:4.6.2');

/** RFC 1035 section 3.1: labels of 1 to 63 octets, 255 in all. */
const isDomainName = (name: string): boolean => /^([!-\-/-[\]-~]{1,63}\.)*[!-\-/-[\]-~]{1,63}$/.test(name) && octetsOf([name]) <= 255;

/** Octets of names in labels: one length octet each, and the root's. */
const octetsOf = (names: readonly string[]): number => names.reduce((octets, name) => octets + name.length + 2, 0);

const asNumber = (lifetime: Lifetime): number => (lifetime === 'infinite' ? Infinity : lifetime);
const inWords = (lifetime: Lifetime | Duration): string => (lifetime === 'infinite' ? 'infinite' : `${inSeconds(lifetime)} s`);

/** `maxRtrAdvInterval is 4 s to 18 h, not 2 s (RFC 8319 section 4)`. */
export function inOneLine({ path, says, cite }: AdvertisingProblem): string {
  const [, rfc = '', section = ''] = /^RFC(\d+):(.+)$/.exec(cite) ?? [];
  return `${path.join('.')} ${says} (RFC ${rfc} section ${section})`;
}
