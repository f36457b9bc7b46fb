import { arm, disarm, event, stay, type Env, type Machine, type Output, type Step } from '../../engine/machine.js';
import { sameAddress, type Address } from '../../net/address.js';
import { after, elapsed, sum, times, type Instant } from '../../time.js';
import { INFINITY, type RipngConstants } from './constants.js';
import type { RouteFeatures, TriggerFeatures } from './features.js';

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
  /** When the timeout was last initialized, or would have been. */
  readonly refreshedAt: Instant;
  /** It cannot be used, whatever is told of it. */
  readonly isWithdrawn?: true;
}

/** Something outside has made the route unusable: its interface went down. Or its age is to be looked at. */
export type LearnedRouteCommand = { readonly kind: 'withdraw' } | { readonly kind: 'look-at-age' };

/** The route change flag is to be set, and an update to be triggered where that is said; or the route is to be forgotten. */
type LearnedRouteEvent = { readonly name: 'changed'; readonly triggers: boolean } | { readonly name: 'deleted' };

export interface LearnedRouteVariables {
  readonly constants: RipngConstants;
  readonly features: RouteFeatures & Pick<TriggerFeatures, 'triggerForNextHops'>;
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
    if (input.kind === 'command') {
      if (input.command.kind === 'look-at-age') return lookAtAge(state, env);
      return withdraw(state, env);
    }
    if (input.kind === 'timer') return input.id === TIMEOUT ? timeOut(state, env) : forget(state);
    const offer = input.frame;
    const isOfItsRouter = isFromSameRouter(state, offer);
    if (!isValid) return offer.metric < INFINITY ? adopt(isOfItsRouter ? renewed(state, offer, env) : offer, env) : stay(state);
    return isOfItsRouter ? renew(state, offer, env) : compare(state, offer, env);
  },
});

const forget = (state: LearnedRoute): RouteStep => ({ state, outputs: [event({ name: 'deleted' })] });
const changed = (triggers: boolean): Output<never, LearnedRouteEvent> => event({ name: 'changed', triggers });

const isFromSameRouter = (route: LearnedRoute, offer: Offer): boolean =>
  route.interfaceName === offer.interfaceName && sameAddress(route.nextHop, offer.nextHop);

/** What is taken over of an offer of the router that the route leads to. */
const renewed = (route: LearnedRoute, offer: Offer, { variables: { features } }: RouteEnv): Offer =>
  features.renewRouteTags ? offer : { ...offer, routeTag: route.routeTag };

/** An offer of the router that the route leads to: it counts, be it better or worse. */
function renew(route: LearnedRoute, heard: Offer, env: RouteEnv): RouteStep {
  const offer = renewed(route, heard, env);
  if (offer.metric >= INFINITY) return env.variables.features.poisonRestartsTimeout ? adopt(offer, env) : beginDeletion(route, env);
  if (offer.metric !== route.metric || offer.routeTag !== route.routeTag) return adopt(offer, env);
  return { state: { ...route, refreshedAt: env.now }, outputs: startTimeout(env) };
}

/** An offer of another router: it counts when it is better, or as good and the route has not been heard of for long. */
function compare(route: LearnedRoute, offer: Offer, env: RouteEnv): RouteStep {
  if (offer.metric < route.metric) return adopt(offer, env);
  const { constants, features } = env.variables;
  const isHalfWay = 2 * elapsed(route.refreshedAt, env.now) >= constants.TIMEOUT;
  const isTaken = features.switchToEqualMetric && isHalfWay && offer.metric === route.metric;
  return isTaken ? adopt(offer, env, features.triggerForNextHops) : stay(route);
}

const adopt = (offer: Offer, env: RouteEnv, triggers = true): RouteStep => ({
  state: { ...offer, refreshedAt: env.now },
  outputs: [disarm(GARBAGE_COLLECTION), ...startTimeout(env), changed(triggers)],
});

const startTimeout = ({ now, variables: { constants, features } }: RouteEnv): readonly Output<never, never>[] =>
  features.ageWithUpdates ? [] : [arm(TIMEOUT, after(now, constants.TIMEOUT))];

/** A route that is lost may be in use all the same. */
function withdraw(route: LearnedRoute, env: RouteEnv): RouteStep {
  const state: LearnedRoute = { ...route, isWithdrawn: true };
  if (route.metric < INFINITY) return beginDeletion(state, env);
  const isNews = env.variables.features.useLostRoutes && !route.isWithdrawn;
  return isNews ? { state, outputs: [changed(false)] } : stay(route);
}

/** The route may have been called unreachable before. */
const timeOut = (route: LearnedRoute, env: RouteEnv): RouteStep => beginDeletion(route, env, route.metric < INFINITY);

/** Section 2.3. */
function beginDeletion(route: LearnedRoute, env: RouteEnv, triggers = true): RouteStep {
  const { now, variables } = env;
  const { TIMEOUT: timeout, GARBAGE_COLLECTION: more } = variables.constants;
  const lost: LearnedRoute = { ...route, metric: INFINITY };
  // Whose age alone counts is as old from here on as if it had timed out now.
  if (variables.features.ageWithUpdates)
    return { state: { ...lost, refreshedAt: after(now, times(timeout, -1)) }, outputs: [changed(triggers)] };
  return { state: lost, outputs: [disarm(TIMEOUT), arm(GARBAGE_COLLECTION, after(now, more)), changed(triggers)] };
}

/** The regular update that is due tells of the loss: none needs to be triggered. */
function lookAtAge(route: LearnedRoute, { now, variables: { constants } }: RouteEnv): RouteStep {
  const age = elapsed(route.refreshedAt, now);
  if (age > sum(constants.TIMEOUT, constants.GARBAGE_COLLECTION)) return forget(route);
  if (age <= constants.TIMEOUT || route.metric >= INFINITY) return stay(route);
  return { state: { ...route, metric: INFINITY }, outputs: [changed(false)] };
}
