import type { Behaviour } from '../../ipv6/behaviour.js';
import { RIPNG_CONSTANTS } from './constants.js';
import type { RipngFeatures } from './features.js';
import type { RipngInterfaceSettings, RipngSettings } from './settings.js';

const POISONING: RipngInterfaceSettings = { cost: 1, splitHorizon: 'poisoned-reverse', listens: true, speaks: true };
const ROUTE6D_INTERFACE: RipngInterfaceSettings = { ...POISONING, splitHorizon: 'split-horizon', staticRoutes: 'none' };

/**
 * RFC 2080 section 2.6 calls poisoned reverse "the preferred method"; KAME's route6d has split horizon alone, and tells of routes set
 * by hand when it is asked to.
 */
export const RIPNG_INTERFACE: Readonly<Record<Behaviour, RipngInterfaceSettings>> = {
  current: POISONING,
  book: POISONING,
  kame: ROUTE6D_INTERFACE,
  'kame-book': ROUTE6D_INTERFACE,
};

/** As RFC 2080 has it. RFC 4291 section 2.5.7 has site-local prefixes treated as global. */
const RFC_2080: RipngFeatures = {
  heedNextHops: true,
  nameOwnNextHop: false,
  exchangeSiteLocal: true,
  installRoutes: true,
  ageStaticRoutes: false,
  capPackets: false,
  splitOwnSubnets: false,
  newestFirst: false,
  tellOwnEnds: false,
  acceptDefaultAlone: false,
  lookUpEverywhere: false,
  changeByDeleting: false,
  heedHopCounts: false,
  heedDeletions: false,
  leaveRoutes: false,
  switchToEqualMetric: true,
  ageWithUpdates: false,
  useLostRoutes: false,
  poisonRestartsTimeout: false,
  renewRouteTags: true,
  limitTriggeredUpdates: true,
  leaveToRegularUpdates: false,
  triggerWhereHeard: true,
  triggerForNextHops: true,
  checkSourcePort: true,
  checkHopLimit: true,
  checkMetrics: true,
  checkPrefixLengths: true,
  maskBeforeChecks: true,
  nameEveryNextHop: false,
  fillPacketsOffLink: false,
  answerWithLastSent: false,
};

/** The habits of KAME's route6d. */
const ROUTE6D: RipngFeatures = {
  ...RFC_2080,
  exchangeSiteLocal: false,
  capPackets: true,
  splitOwnSubnets: true,
  newestFirst: true,
  tellOwnEnds: true,
  acceptDefaultAlone: true,
  lookUpEverywhere: true,
  changeByDeleting: true,
  heedHopCounts: true,
  heedDeletions: true,
  leaveRoutes: true,
  ageWithUpdates: true,
  useLostRoutes: true,
  poisonRestartsTimeout: true,
  renewRouteTags: false,
  limitTriggeredUpdates: false,
  leaveToRegularUpdates: true,
  triggerWhereHeard: false,
  triggerForNextHops: false,
};

/** With what its authors, or readers of their listings, call defects. */
const ROUTE6D_OF_THE_BOOK: RipngFeatures = {
  ...ROUTE6D,
  checkSourcePort: false,
  checkHopLimit: false,
  checkMetrics: false,
  checkPrefixLengths: false,
  maskBeforeChecks: false,
  nameEveryNextHop: true,
  fillPacketsOffLink: true,
  answerWithLastSent: true,
};

export const RIPNG_FEATURES: Readonly<Record<Behaviour, RipngFeatures>> = {
  current: RFC_2080,
  book: RFC_2080,
  kame: ROUTE6D,
  'kame-book': ROUTE6D_OF_THE_BOOK,
};

/** RIPng on interfaces, as it is where nothing else is said. */
export const ripngOn = (interfaces: readonly string[], behaviour: Behaviour = 'current'): RipngSettings => ({
  constants: RIPNG_CONSTANTS,
  features: RIPNG_FEATURES[behaviour],
  routeTag: 0,
  interfaces: new Map(interfaces.map((name) => [name, RIPNG_INTERFACE[behaviour]])),
});
