import type { ConfiguredAddress } from '../node-configuration.js';
import type { PrefixVariables } from '../router-advertising/advertising-configuration.js';

/** What Router Renumbering can change of an interface (RFC 2894 section 4.4). */
export interface PrefixConfiguration {
  readonly prefixes: readonly ConfiguredPrefix[];
  readonly addresses: readonly ConfiguredAddress[];
}

/** A prefix of an interface: one that it advertises, or the subnet of an address that it does not advertise. */
export interface ConfiguredPrefix extends PrefixVariables {
  readonly isAdvertised: boolean;
}
