import { arm, disarm, event, stay, type Env, type Machine, type Step } from '../../engine/machine.js';
import { sameAddress, type Address } from '../../net/address.js';
import { after, elapsed, type Instant } from '../../time.js';
import { INFINITY, type RipngConstants } from './constants.js';

/** What a neighbour says of a destination, with the cost of the network that it came by added (RFC 2080 section 2.4.2). */
export interface Offer {
  /** 1 to 16. */
  readonly metric: number;
  readonly routeTag: number;
  /** The router that sent the response, or the next hop that it named (section 2.1.1). */
  readonly nextHop: Address;
  /** The interface that the response came by; next hops of different links differ. */
  readonly interfaceName: string;
}

/**
 * A destination learned from neighbours: RFC 2080 sections 2.3 and 2.4.2. A route of metric 16 is being deleted: it
 * is advertised until its garbage-collection timer expires, and used no more.
 */
export interface LearnedRoute extends Offer {
  /** When the timeout was last initialized. */
  readonly refreshedAt: Instant;
}

/** Something outside has made the route unusable: its interface went down. */
export type LearnedRouteCommand = { readonly kind: 'withdraw' };

/** The route change flag is to be set and an update to be triggered; or the route is to be forgotten. */
export type LearnedRouteEvent = { readonly name: 'changed' } | { readonly name: 'deleted' };

export interface LearnedRouteVariables {
  readonly constants: RipngConstants;
  /** Section 2.4.2: a route half-way to its timeout makes room for another as good; "optional, but highly recommended". */
  readonly switchToEqualMetric: boolean;
}

type RouteStep = Step<LearnedRoute, never, LearnedRouteEvent>;
type RouteEnv = Env<LearnedRouteVariables>;

const TIMEOUT = 'timeout';
const GARBAGE_COLLECTION = 'garbage-collection';

/** `first` is below infinity: there is no point in a route that cannot be used. */
export const learnedRoute = (
  first: Offer,
): Machine<LearnedRoute, Offer, LearnedRouteCommand, never, LearnedRouteEvent, LearnedRouteVariables> => ({
  name: 'ripng.learned-route',

  start: (env) => adopt(first, env),

  step(state, input, env) {
    const isValid = state.metric < INFINITY;
    if (input.kind === 'command') return isValid ? beginDeletion(state, env) : stay(state);
    if (input.kind === 'timer') return input.id === TIMEOUT ? beginDeletion(state, env) : { state, outputs: [event({ name: 'deleted' })] };
    const offer = input.frame;
    if (!isValid) return offer.metric < INFINITY ? adopt(offer, env) : stay(state);
    return isFromSameRouter(state, offer) ? renew(state, offer, env) : compare(state, offer, env);
  },
});

const isFromSameRouter = (route: LearnedRoute, offer: Offer): boolean =>
  route.interfaceName === offer.interfaceName && sameAddress(route.nextHop, offer.nextHop);

/** An offer of the router that the route leads to: it counts, be it better or worse. */
function renew(route: LearnedRoute, offer: Offer, env: RouteEnv): RouteStep {
  if (offer.metric >= INFINITY) return beginDeletion(route, env);
  if (offer.metric !== route.metric || offer.routeTag !== route.routeTag) return adopt(offer, env);
  return { state: { ...route, refreshedAt: env.now }, outputs: [startTimeout(env)] };
}

/** An offer of another router: it counts when it is better, or as good and the route has not been heard of for long. */
function compare(route: LearnedRoute, offer: Offer, env: RouteEnv): RouteStep {
  if (offer.metric < route.metric) return adopt(offer, env);
  const { constants, switchToEqualMetric } = env.variables;
  const isHalfWay = 2 * elapsed(route.refreshedAt, env.now) >= constants.TIMEOUT;
  return switchToEqualMetric && isHalfWay && offer.metric === route.metric ? adopt(offer, env) : stay(route);
}

const adopt = (offer: Offer, env: RouteEnv): RouteStep => ({
  state: { ...offer, refreshedAt: env.now },
  outputs: [disarm(GARBAGE_COLLECTION), startTimeout(env), event({ name: 'changed' })],
});

const startTimeout = (env: RouteEnv): ReturnType<typeof arm> => arm(TIMEOUT, after(env.now, env.variables.constants.TIMEOUT));

/** Section 2.3. */
const beginDeletion = (route: LearnedRoute, env: RouteEnv): RouteStep => ({
  state: { ...route, metric: INFINITY },
  outputs: [
    disarm(TIMEOUT),
    arm(GARBAGE_COLLECTION, after(env.now, env.variables.constants.GARBAGE_COLLECTION)),
    event({ name: 'changed' }),
  ],
});
