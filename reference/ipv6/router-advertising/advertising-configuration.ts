import type { Address } from '../../net/address.js';
import type { Prefix } from '../../net/prefix.js';
import type { Duration } from '../../time.js';
import type { Lifetime } from '../address-lifetime.js';
import type { RouterPreference } from '../default-router-list.js';

/**
 * What system management says of one interface of a router: the variables of RFC 4861 section 6.2.1, and what later RFCs
 * added to Router Advertisements. What is left out has the RFC's default.
 */
export interface AdvertisingConfiguration {
  /** "MUST be FALSE by default so that a node will not accidentally start acting as a router". */
  readonly advSendAdvertisements?: boolean;
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
  /** The subnets of the interface's addresses when left out. */
  readonly advPrefixList?: readonly AdvertisedPrefix[];

  /** RFC 4191 section 2.2: `medium` by default, as section 4 wants it. */
  readonly advDefaultPreference?: RouterPreference;
  readonly advRouteList?: readonly AdvertisedRoute[];
  /** RFC 8106. */
  readonly advRdnssList?: readonly AdvertisedDnsServers[];
  readonly advDnsslList?: readonly AdvertisedSearchList[];
  /** RFC 6275 sections 7.1, 7.3 and 7.4. */
  readonly advHomeAgentFlag?: boolean;
  readonly advIntervalOption?: boolean;
  readonly advHomeAgentInformation?: { readonly preference?: number; readonly lifetime?: Duration };
  /** RFC 8910 section 2.3. */
  readonly advCaptivePortal?: string;
  /** RFC 8781. */
  readonly advPref64List?: readonly AdvertisedNat64Prefix[];

  /** RFC 4861 section 6.2.3 allows the link-layer address to be left out. */
  readonly advSourceLinkLayerAddress?: boolean;
  /** RFC 4861 section 6.2.6: solicitations with a source address are answered to it alone. */
  readonly advSolicitedUnicast?: boolean;
  /** RFC 4861 section 6.2.7: by how much lifetimes that run down may differ between routers. */
  readonly clockSkew?: Duration;
}

/** An entry of AdvPrefixList. */
export interface AdvertisedPrefix {
  readonly prefix: Prefix;
  readonly advValidLifetime?: Lifetime;
  readonly advPreferredLifetime?: Lifetime;
  readonly advOnLinkFlag?: boolean;
  readonly advAutonomousFlag?: boolean;
  /** RFC 4861 section 6.2.1: the lifetime "decrements in real time" from the configuration on. */
  readonly validDecrements?: boolean;
  readonly preferredDecrements?: boolean;
  /** RFC 6275 section 7.2: an address of this router in the prefix, sent whole with the R flag. */
  readonly routerAddress?: Address;
}

/** RFC 4191 section 2.3. */
export interface AdvertisedRoute {
  readonly prefix: Prefix;
  readonly preference?: RouterPreference;
  /** AdvDefaultLifetime when left out. */
  readonly lifetime?: Lifetime;
}

export interface AdvertisedDnsServers {
  readonly addresses: readonly Address[];
  readonly lifetime?: Lifetime;
}

export interface AdvertisedSearchList {
  readonly names: readonly string[];
  readonly lifetime?: Lifetime;
}

export interface AdvertisedNat64Prefix {
  readonly prefix: Prefix;
  readonly lifetime?: Duration;
}

type Given = Required<Omit<AdvertisingConfiguration, 'advPrefixList' | 'advHomeAgentInformation' | 'advCaptivePortal'>>;

/** The configuration with all defaults filled in and all bounds kept. */
export interface AdvertisingVariables extends Omit<Given, 'advRouteList' | 'advRdnssList' | 'advDnsslList' | 'advPref64List'> {
  /** Undefined stands for the subnets of the interface's addresses. */
  readonly advPrefixList: readonly PrefixVariables[] | undefined;
  readonly advRouteList: readonly Required<AdvertisedRoute>[];
  readonly advRdnssList: readonly Required<AdvertisedDnsServers>[];
  readonly advDnsslList: readonly Required<AdvertisedSearchList>[];
  readonly advPref64List: readonly Required<AdvertisedNat64Prefix>[];
  readonly advHomeAgentInformation: { readonly preference: number; readonly lifetime: Duration } | undefined;
  readonly advCaptivePortal: string | undefined;
}

export type PrefixVariables = Required<Omit<AdvertisedPrefix, 'routerAddress'>> & Pick<AdvertisedPrefix, 'routerAddress'>;
