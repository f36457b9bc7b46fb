import { after, times, type Duration, type Instant } from '../time.js';
import type { Random } from '../engine/random.js';
import type { Features } from './behaviour.js';
import type { Ipv6Constants } from './constants.js';

/** The host variables of one interface (RFC 4861 section 6.3.2, RFC 4862 section 5.1), as one immutable value. */
export interface InterfaceVariables {
  /** RFC 4861 section 6.2.1: packets are forwarded to and from the interface. */
  readonly isRouter: boolean;
  readonly linkMtu: number;
  readonly curHopLimit: number;
  readonly baseReachableTime: Duration;
  /** Drawn anew when the base changes and every few hours. */
  readonly reachableTime: Duration;
  readonly reachableTimeDrawnAt: Instant;
  readonly retransTimer: Duration;
  readonly dupAddrDetectTransmits: number;
  /** RFC 4429: addresses are used from now on before their detection is over, where that does little harm. */
  readonly optimisticDad: boolean;
  /** RFC 8981 section 3.7: whether temporary addresses are formed from now on, and with which lifetimes at most. */
  readonly temporaryAddresses: boolean;
  readonly tempPreferredLifetime: Duration;
  readonly tempValidLifetime: Duration;
  readonly constants: Ipv6Constants;
  readonly features: Features;
}

export function initialVariables(
  given: Pick<InterfaceVariables, 'isRouter' | 'linkMtu' | 'dupAddrDetectTransmits' | 'constants' | 'features'>,
  now: Instant,
  random: Random,
): InterfaceVariables {
  return withBaseReachableTime(
    {
      curHopLimit: given.constants.CUR_HOP_LIMIT,
      baseReachableTime: given.constants.REACHABLE_TIME,
      reachableTime: given.constants.REACHABLE_TIME,
      reachableTimeDrawnAt: now,
      retransTimer: given.constants.RETRANS_TIMER,
      optimisticDad: given.features.optimisticDad,
      temporaryAddresses: given.features.temporaryAddresses,
      tempPreferredLifetime: given.constants.TEMP_PREFERRED_LIFETIME,
      tempValidLifetime: given.constants.TEMP_VALID_LIFETIME,
      ...given,
    },
    given.constants.REACHABLE_TIME,
    now,
    random,
  );
}

/** RFC 4861 section 6.3.4: uniform between MIN_RANDOM_FACTOR and MAX_RANDOM_FACTOR times the base. */
export function withBaseReachableTime(variables: InterfaceVariables, base: Duration, now: Instant, random: Random): InterfaceVariables {
  const { MIN_RANDOM_FACTOR, MAX_RANDOM_FACTOR } = variables.constants;
  const reachableTime = random.uniform(times(base, MIN_RANDOM_FACTOR), times(base, MAX_RANDOM_FACTOR));
  return { ...variables, baseReachableTime: base, reachableTime, reachableTimeDrawnAt: now };
}

/** The variables with a new ReachableTime if the drawn one is some hours old; asked when the value is about to be used. */
export function renewReachableTime(variables: InterfaceVariables, now: Instant, random: Random): InterfaceVariables {
  const due = after(variables.reachableTimeDrawnAt, variables.constants.REACHABLE_TIME_RENEWAL);
  return now < due ? variables : withBaseReachableTime(variables, variables.baseReachableTime, now, random);
}
