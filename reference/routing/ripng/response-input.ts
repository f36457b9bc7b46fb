import { isLinkLocal, isLoopback, isMulticast, isUnspecified, type Address } from '../../net/address.js';
import { ADDRESS_BITS, prefixOf, type Prefix } from '../../net/prefix.js';
import type { RouteTableEntry } from '../../wire/ripng.js';
import { INFINITY, NEXT_HOP_METRIC, RIPNG_PORT } from './constants.js';
import type { RipngDiscardReason } from './discard-rules.js';
import { isOnList, isSiteLocal, passes } from './filters.js';
import type { Offer } from './learned-route.js';
import type { InputChecks, RipngFeatures } from './features.js';
import type { RipngInterfaceSettings } from './settings.js';

/** What is known of a response beside what stands in it. */
export interface ResponseArrival {
  readonly source: Address;
  readonly sourcePort: number;
  readonly destination: Address;
  readonly hopLimit: number;
  readonly interfaceName: string;
  /** The source is an address of this router. */
  readonly isOwn: boolean;
}

/** Counts a discard and says whether it is to be done: false when the check is switched off. */
export type Refuse = (reason: RipngDiscardReason, detail?: string) => boolean;

/** Whether a response counts at all (RFC 2080 section 2.4.2). */
export function isAcceptable(arrival: ResponseArrival, settings: RipngInterfaceSettings, features: RipngFeatures, refuse: Refuse): boolean {
  const { source, sourcePort, destination, hopLimit, isOwn } = arrival;
  if (features.checkSourcePort && sourcePort !== RIPNG_PORT && refuse('ripng-source-port', `port ${sourcePort}`)) return false;
  if (!isLinkLocal(source) && refuse('ripng-source')) return false;
  if (isOwn && refuse('ripng-own-source')) return false;
  // "Queries and their responses may still cross intermediate nodes": those are not multicast.
  const mustBeNear = features.checkHopLimit && isMulticast(destination);
  if (mustBeNear && hopLimit !== 255 && refuse('ripng-hop-limit', `hop limit ${hopLimit}`)) return false;
  const { acceptsFrom, refusesFrom = [] } = settings;
  const isListed = (acceptsFrom === undefined || isOnList(source, acceptsFrom)) && !isOnList(source, refusesFrom);
  return isListed || !refuse('ripng-neighbor');
}

export interface PrefixOffer {
  readonly prefix: Prefix;
  readonly offer: Offer;
}

/** What the entries of a response offer, the cost of the network added; entries that are not valid are passed over one by one. */
export function offersOf(
  entries: readonly RouteTableEntry[],
  arrival: ResponseArrival,
  settings: RipngInterfaceSettings,
  features: RipngFeatures,
  refuse: Refuse,
): readonly PrefixOffer[] {
  const offers: PrefixOffer[] = [];
  let nextHop = arrival.source;
  for (const entry of entries) {
    if (entry.metric === NEXT_HOP_METRIC) {
      if (features.heedNextHops) nextHop = namedNextHop(entry.prefix, arrival.source);
      continue;
    }
    const prefix = validPrefix(entry, features, refuse);
    if (!prefix || (!isLetIn(prefix, settings, features) && refuse('ripng-entry-filtered'))) continue;
    const metric = withCost(entry.metric, settings.cost, features);
    offers.push({ prefix, offer: { metric, routeTag: entry.routeTag, nextHop, interfaceName: arrival.interfaceName } });
  }
  return offers;
}

/** Section 2.4.2: MIN(metric + cost, infinity). */
const withCost = (metric: number, cost: number, { checkMetrics }: InputChecks): number =>
  Math.min(checkMetrics ? metric + cost : (metric + cost) & 0xff, INFINITY);

/** Section 3: "If a list of disallowed prefixes is specified, all other prefixes are allowed." */
const isLetIn = (prefix: Prefix, { accepts, refuses }: RipngInterfaceSettings, { acceptDefaultAlone }: RipngFeatures): boolean =>
  passes(prefix, accepts, acceptDefaultAlone) && (refuses === undefined || !passes(prefix, refuses));

/** Section 2.1.1: an address that is not link-local "should be treated as 0:0:0:0:0:0:0:0", and that is the sender. */
const namedNextHop = (named: Address, sender: Address): Address => (isLinkLocal(named) ? named : sender);

/** Sections 2.2 and 2.4.2. The prefix is looked at as it is meant: bits beyond its length do not count. */
function validPrefix(entry: RouteTableEntry, features: RipngFeatures, refuse: Refuse): Prefix | undefined {
  const { metric, prefixLength } = entry;
  // Whatever comes of the refusal: only `checkPrefixLengths: false` lets such a one pass.
  if (prefixLength > ADDRESS_BITS && features.checkPrefixLengths) return void refuse('ripng-entry-prefix-length', `length ${prefixLength}`);
  const isMetric = metric >= 1 && metric <= INFINITY;
  if (!isMetric && features.checkMetrics && refuse('ripng-entry-metric', `metric ${metric}`)) return undefined;
  const prefix = { address: prefixOf(entry.prefix, Math.min(prefixLength, ADDRESS_BITS)).address, length: prefixLength };
  const isBad = features.maskBeforeChecks ? isForbidden(prefix) : isSpecial(entry.prefix);
  if (isBad && refuse('ripng-entry-prefix')) return undefined;
  if (isSiteLocal(prefix) && !features.exchangeSiteLocal && refuse('ripng-entry-site-local')) return undefined;
  return prefix;
}

const isForbidden = ({ address, length }: Prefix): boolean =>
  length > 0 &&
  (isMulticast(address) || isLinkLocal(address) || (length === ADDRESS_BITS && (isLoopback(address) || isUnspecified(address))));

/** What route6d looks at, whatever the length. */
const isSpecial = (address: Address): boolean => isMulticast(address) || isLinkLocal(address) || isLoopback(address);
