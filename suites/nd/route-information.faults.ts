import { hours } from '../../reference/time.js';
import type { NdOption, NdOptionDraft } from '../../reference/wire/nd-options.js';
import { configure, fault, faults, type Fault } from '../kit/faults.js';
import { mishearing, mishearingAll } from './misheard-options.js';

const INFINITE_S = 0xffff_ffff;
const HALF_THE_BITS = 64;

type RouteInformation = Extract<NdOption, { kind: 'routeInformation' }>;

const misreading = (title: string, change: (option: RouteInformation) => NdOptionDraft | undefined): Fault =>
  fault(title, mishearing('routeInformation', change));

const typeB = misreading('is deaf to Route Information', () => undefined);
const withoutPreference = misreading('takes every route for one of medium preference', (option) => ({ ...option, preference: 0 }));
const withoutDefault = misreading('is deaf to options for ::/0', (option) => (option.prefixLength === 0 ? undefined : option));
const withoutZero = misreading('takes a Route Lifetime of 0 for half an hour', (option) => ({
  ...option,
  routeLifetime: option.routeLifetime || 1800,
}));
const neverShorter = misreading('never shortens a Route Lifetime', (option) => ({
  ...option,
  routeLifetime: Math.max(option.routeLifetime, 1800),
}));
const shortPrefixes = misreading('knows prefixes of 64 bits at most', (option) => ({
  ...option,
  prefixLength: Math.min(option.prefixLength, HALF_THE_BITS),
}));
const shortMemory = misreading('forgets routes after three seconds', (option) => ({
  ...option,
  routeLifetime: Math.min(option.routeLifetime, 3),
}));
const wholeSites = misreading('takes every prefix for one of 48 bits', (option) => ({
  ...option,
  prefixLength: Math.min(option.prefixLength, 48),
}));

const coarse = misreading('takes every prefix for one of 40 bits', (option) => ({
  ...option,
  prefixLength: Math.min(option.prefixLength, 40),
}));

/** A route must outlast the Router Lifetime of the same advertisement. */
const byTheHeader = fault(
  'ends a route with the Router Lifetime',
  mishearingAll(
    () => (options, routerLifetime) =>
      options.map((option) =>
        option.kind === 'routeInformation' ? { ...option, routeLifetime: Math.min(option.routeLifetime, routerLifetime) } : option,
      ),
  ),
);

/** What was told of before is taken back by an advertisement that says nothing of it. */
const forgetful = fault(
  'takes an advertisement without routes for one that takes them back',
  mishearingAll(() => {
    let told: readonly NdOptionDraft[] = [];
    return (options) => {
      const heard = options as readonly NdOptionDraft[];
      const routes = heard.filter(({ kind }) => kind === 'routeInformation');
      if (routes.length === 0) return [...heard, ...told];
      told = routes.map((option) => ({ ...option, routeLifetime: 0 }));
      return heard;
    };
  }),
);

const trusting = fault('never doubts that a router is reachable', configure({ constants: { DELAY_FIRST_PROBE_TIME: hours(1) } }));

faults('nd.route-information', {
  'no-route': fault('takes a destination without route for on-link', configure({ features: { assumeOnLink: true } })),
  'prefix-48': typeB,
  'prefix-63': wholeSites,
  'prefix-64': wholeSites,
  'prefix-65': shortPrefixes,
  'prefix-96': shortPrefixes,
  'prefix-127': shortPrefixes,
  'prefix-128': shortPrefixes,
  '49-over-48-first': wholeSites,
  '64-over-48-last': wholeSites,
  '128-over-64-first': shortPrefixes,
  'reserved-fields': misreading('drops an option whose Reserved fields are not zero', (option) =>
    option.reserved1 === 0 ? option : undefined,
  ),
  'bits-beyond': misreading('looks at the bits beyond the prefix when a route is taken back', (option) =>
    option.routeLifetime === 0 && option.prefix.at(-1) === 0 ? undefined : option,
  ),
  'options-16': misreading('heeds prefixes that are even only', (option) => (((option.prefix[7] ?? 0) & 1) === 0 ? option : undefined)),
  'high-over-medium-last': withoutPreference,
  'high-over-low-last': withoutPreference,
  'medium-over-low-last': withoutPreference,
  'default-lower': withoutDefault,
  'default-lower-8-octets': withoutDefault,
  'default-lower-16-octets': withoutDefault,
  'default-higher': withoutDefault,
  'default-higher-than-medium': withoutDefault,
  'default-alone': withoutDefault,
  'default-taken-back': withoutDefault,
  'default-outlasts-header': withoutDefault,
  'default-ends-before-header': withoutDefault,
  zero: withoutZero,
  'zero-other-router': withoutZero,
  'zero-other-prefix': wholeSites,
  'unknown-zero': withoutZero,
  'moves-back': withoutZero,
  expiry: neverShorter,
  refresh: shortMemory,
  shortened: neverShorter,
  'no-longer-infinite': neverShorter,
  'router-lifetime-over': byTheHeader,
  'missing-option': forgetful,
  'moves-to-longer-prefix': wholeSites,
  'moves-to-better-preference': withoutPreference,
  'others-stay': coarse,
  'moves-back-at-expiry': neverShorter,
  infinite: misreading('takes an infinite lifetime for a day', (option) => ({
    ...option,
    routeLifetime: option.routeLifetime === INFINITE_S ? 86_400 : option.routeLifetime,
  })),
  'unreachable-to-default': trusting,
  'unreachable-to-shorter': trusting,
  'unreachable-to-less-preferred': trusting,
});
