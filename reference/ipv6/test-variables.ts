import { seededRandom } from '../engine/random.js';
import { START } from '../time.js';
import { FEATURES, type Features } from './behaviour.js';
import { IPV6_CONSTANTS, type Ipv6Constants } from './constants.js';
import { initialVariables, type InterfaceVariables } from './interface-variables.js';

/** Variables for driving one machine alone: defaults, ReachableTime at exactly its base. */
export function variablesFor(
  given: Partial<InterfaceVariables> & { readonly set?: Partial<Ipv6Constants>; readonly with?: Partial<Features> } = {},
): InterfaceVariables {
  const { set, with: features, ...variables } = given;
  const constants = { ...IPV6_CONSTANTS, ...set };
  const initial = initialVariables(
    { isRouter: false, linkMtu: constants.LINK_MTU, dupAddrDetectTransmits: 1, constants, features: { ...FEATURES.current, ...features } },
    START,
    seededRandom(1),
  );
  return { ...initial, reachableTime: constants.REACHABLE_TIME, ...variables };
}
