import type { Address } from '../../reference/net/address.js';
import type { Prefix } from '../../reference/net/prefix.js';
import type { Duration } from '../../reference/time.js';

/**
 * What a router is told to advertise on a link, under the names of RFC 4861 section 6.2.1. What is left out has the RFC's
 * default, but for AdvPrefixList, which a test always gives: what the device would put there is its own business.
 */
export interface AdvertisingSettings {
  readonly maxRtrAdvInterval?: Duration;
  readonly minRtrAdvInterval?: Duration;
  readonly advManagedFlag?: boolean;
  readonly advOtherConfigFlag?: boolean;
  /** Octets; 0 sends no MTU option. */
  readonly advLinkMtu?: number;
  readonly advReachableTime?: Duration;
  readonly advRetransTimer?: Duration;
  readonly advCurHopLimit?: number;
  readonly advDefaultLifetime?: Duration;
  readonly advPrefixList: readonly AdvertisedPrefixSettings[];
  /** RFC 4191 section 2.2. */
  readonly advDefaultPreference?: AdvertisedPreference;
  readonly advRouteList?: readonly AdvertisedRouteSettings[];
  /** RFC 8106 sections 5.1 and 5.2. */
  readonly advRdnssList?: readonly { readonly addresses: readonly Address[]; readonly lifetime?: AdvertisedLifetime }[];
  readonly advDnsslList?: readonly { readonly names: readonly string[]; readonly lifetime?: AdvertisedLifetime }[];
  /** RFC 4861 section 6.2.6: solicitations with a source address are answered to it alone. */
  readonly advSolicitedUnicast?: boolean;
}

export type AdvertisedPreference = 'high' | 'medium' | 'low';
/** Whole seconds. */
export type AdvertisedLifetime = Duration | 'infinite';

export interface AdvertisedPrefixSettings {
  readonly prefix: Prefix;
  readonly advValidLifetime?: AdvertisedLifetime;
  readonly advPreferredLifetime?: AdvertisedLifetime;
  readonly advOnLinkFlag?: boolean;
  readonly advAutonomousFlag?: boolean;
  /** Section 6.2.1: the lifetimes decrement in real time. */
  readonly validDecrements?: boolean;
  readonly preferredDecrements?: boolean;
}

export interface AdvertisedRouteSettings {
  readonly prefix: Prefix;
  readonly preference?: AdvertisedPreference;
  readonly lifetime?: AdvertisedLifetime;
}
