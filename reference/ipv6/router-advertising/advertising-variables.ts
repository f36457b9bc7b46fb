import { failed, ok, type Result } from '../../net/result.js';
import { inSeconds, longest, seconds, times, type Duration } from '../../time.js';
import type { Features } from '../behaviour.js';
import type { Ipv6Constants } from '../constants.js';
import type { AdvertisedPrefix, AdvertisingConfiguration, AdvertisingVariables, PrefixVariables } from './advertising-configuration.js';
import { beyondBounds, beyondFields, LARGEST_MIN_FACTOR, LEAST_MIN_INTERVAL, type AdvertisingProblem } from './advertising-bounds.js';

const DEFAULT_MAX_INTERVAL = seconds(600);
/** RFC 4861 section 6.2.1: from which MaxRtrAdvInterval on a third of it is the default. */
const THIRD_FROM = seconds(9);
const DEFAULT_MIN_FACTOR = 0.33;
/** Router Lifetime, and by RFC 8106 sections 5.1 and 5.2 and RFC 8781 section 4.1 the lifetimes of other options, in MaxRtrAdvIntervals. */
const DEFAULT_LIFETIME_FACTOR = 3;
const DEFAULT_VALID_LIFETIME = seconds(2_592_000);
const DEFAULT_PREFERRED_LIFETIME = seconds(604_800);
const DEFAULT_HOP_LIMIT = 64;
/** RFC 8781 section 4.1. */
const LARGEST_PREF64_LIFETIME = seconds(65_528);

const shorter = (a: Duration, b: Duration): Duration => (a < b ? a : b);

/** Fills in the defaults and checks the bounds; with the feature `advertisingBounds` off, only what the fields can hold. */
export function advertisingVariables(
  given: AdvertisingConfiguration,
  { features, constants }: { readonly features: Features; readonly constants: Ipv6Constants },
): Result<AdvertisingVariables, readonly AdvertisingProblem[]> {
  const variables = withDefaults(given, constants);
  const impossible = beyondFields(variables);
  const problems = impossible.length === 0 && features.advertisingBounds ? beyondBounds(variables, { features, constants }) : impossible;
  return problems.length === 0 ? ok(variables) : failed(problems);
}

function withDefaults(given: AdvertisingConfiguration, constants: Ipv6Constants): AdvertisingVariables {
  const maxRtrAdvInterval = given.maxRtrAdvInterval ?? DEFAULT_MAX_INTERVAL;
  // The fields count whole seconds, and the factor is the least that RFC 8106 section 5.1 wants.
  const lifetime = seconds(Math.ceil(inSeconds(times(maxRtrAdvInterval, DEFAULT_LIFETIME_FACTOR))));
  const advDefaultLifetime = given.advDefaultLifetime ?? shorter(lifetime, constants.LARGEST_ROUTER_LIFETIME);
  const { advHomeAgentInformation: home } = given;
  return {
    advSendAdvertisements: given.advSendAdvertisements ?? false,
    maxRtrAdvInterval,
    minRtrAdvInterval: given.minRtrAdvInterval ?? defaultMinInterval(maxRtrAdvInterval),
    advManagedFlag: given.advManagedFlag ?? false,
    advOtherConfigFlag: given.advOtherConfigFlag ?? false,
    advLinkMtu: given.advLinkMtu ?? 0,
    advReachableTime: given.advReachableTime ?? seconds(0),
    advRetransTimer: given.advRetransTimer ?? seconds(0),
    advCurHopLimit: given.advCurHopLimit ?? DEFAULT_HOP_LIMIT,
    advDefaultLifetime,
    advPrefixList: given.advPrefixList?.map(prefixVariables),
    advDefaultPreference: given.advDefaultPreference ?? 'medium',
    advRouteList: (given.advRouteList ?? []).map((route) => ({ preference: 'medium', lifetime: advDefaultLifetime, ...route })),
    advRdnssList: (given.advRdnssList ?? []).map((servers) => ({ lifetime, ...servers })),
    advDnsslList: (given.advDnsslList ?? []).map((list) => ({ lifetime, ...list })),
    advHomeAgentFlag: given.advHomeAgentFlag ?? false,
    advIntervalOption: given.advIntervalOption ?? false,
    advHomeAgentInformation: home && { preference: home.preference ?? 0, lifetime: home.lifetime ?? advDefaultLifetime },
    advCaptivePortal: given.advCaptivePortal,
    advPref64List: (given.advPref64List ?? []).map((one) => ({ lifetime: shorter(lifetime, LARGEST_PREF64_LIFETIME), ...one })),
    advSourceLinkLayerAddress: given.advSourceLinkLayerAddress ?? true,
    advSolicitedUnicast: given.advSolicitedUnicast ?? false,
    clockSkew: given.clockSkew ?? seconds(0),
  };
}

/**
 * RFC 4861 section 6.2.1 gives MaxRtrAdvInterval itself as the default below 9 s, and a third of it from there on: both
 * break the bounds of the same section (at most 0.75 times MaxRtrAdvInterval, at least 3 s), which are a MUST and decide.
 */
function defaultMinInterval(maxRtrAdvInterval: Duration): Duration {
  const factor = maxRtrAdvInterval >= THIRD_FROM ? DEFAULT_MIN_FACTOR : LARGEST_MIN_FACTOR;
  return longest(LEAST_MIN_INTERVAL, times(maxRtrAdvInterval, factor));
}

export const prefixVariables = (given: AdvertisedPrefix): PrefixVariables => ({
  advValidLifetime: DEFAULT_VALID_LIFETIME,
  advPreferredLifetime: DEFAULT_PREFERRED_LIFETIME,
  advOnLinkFlag: true,
  advAutonomousFlag: true,
  validDecrements: false,
  preferredDecrements: false,
  ...given,
});
