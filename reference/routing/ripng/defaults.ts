import type { Behaviour } from '../../ipv6/behaviour.js';
import { RIPNG_CONSTANTS } from './constants.js';
import type { RipngFeatures, RipngInterfaceSettings, RipngSettings } from './settings.js';

/** RFC 2080 section 2.6 calls poisoned reverse "the preferred method"; KAME's route6d has split horizon alone. */
export const RIPNG_INTERFACE: Readonly<Record<Behaviour, RipngInterfaceSettings>> = {
  current: { cost: 1, splitHorizon: 'poisoned-reverse', listens: true, speaks: true },
  book: { cost: 1, splitHorizon: 'poisoned-reverse', listens: true, speaks: true },
  kame: { cost: 1, splitHorizon: 'split-horizon', listens: true, speaks: true },
};

const EVERYWHERE = { nameOwnNextHop: false, checkHopLimit: true, installRoutes: true, ageStaticRoutes: false };

/** RFC 4291 section 2.5.7 has site-local prefixes treated as global; KAME exchanges them where it is told to. */
export const RIPNG_FEATURES: Readonly<Record<Behaviour, RipngFeatures>> = {
  current: { switchToEqualMetric: true, heedNextHops: true, exchangeSiteLocal: true, ...EVERYWHERE },
  book: { switchToEqualMetric: true, heedNextHops: true, exchangeSiteLocal: true, ...EVERYWHERE },
  kame: { switchToEqualMetric: true, heedNextHops: true, exchangeSiteLocal: false, ...EVERYWHERE },
};

/** RIPng on interfaces, as it is where nothing else is said. */
export const ripngOn = (interfaces: readonly string[], behaviour: Behaviour = 'current'): RipngSettings => ({
  constants: RIPNG_CONSTANTS,
  features: RIPNG_FEATURES[behaviour],
  routeTag: 0,
  interfaces: new Map(interfaces.map((name) => [name, RIPNG_INTERFACE[behaviour]])),
});
