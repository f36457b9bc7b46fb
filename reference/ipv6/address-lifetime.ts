import { arm, disarm, event, type Env, type Machine, type Output, type Step } from '../engine/machine.js';
import { after, before, elapsed, seconds, sum, times, ZERO, type Duration, type Instant } from '../time.js';
import type { InterfaceVariables } from './interface-variables.js';

/**
 * The lifetimes of an autoconfigured address: RFC 4862 sections 5.5.3 and 5.5.4. An address that was configured by hand,
 * and the link-local address (section 5.3), have none and need no such machine.
 */
export type LifetimeState =
  | { readonly phase: 'preferred'; readonly validUntil: Deadline; readonly preferredUntil: Deadline }
  | { readonly phase: 'deprecated'; readonly validUntil: Deadline }
  | { readonly phase: 'invalid' };

/** `infinite` stands for the lifetime 0xffffffff (RFC 4861 section 4.6.2). */
export type Lifetime = Duration | 'infinite';
type Deadline = Instant | 'never';

export interface AdvertisedLifetimes {
  readonly valid: Lifetime;
  readonly preferred: Lifetime;
}

/** Beyond which a temporary address is neither valid nor preferred, whatever is advertised (RFC 8981 section 3.4). */
export interface LifetimeBounds {
  readonly validUntil: Instant;
  readonly preferredUntil: Instant;
}

export type LifetimeEvent =
  | { readonly name: 'preferred' }
  | { readonly name: 'deprecated' }
  | { readonly name: 'invalid' }
  /** The successor of a temporary address is due (RFC 8981 section 3.5). */
  | { readonly name: 'succession' };

type LifetimeStep = Step<LifetimeState, never, LifetimeEvent>;
type LifetimeEnv = Env<InterfaceVariables>;
type Out = Output<never, LifetimeEvent>;

const DEPRECATE = 'deprecate';
const INVALIDATE = 'invalidate';
const SUCCEED = 'succeed';

/** Starts with the lifetimes of the Prefix Information option that formed the address; a temporary address has bounds. */
export const addressLifetime = (
  first: AdvertisedLifetimes,
  bounds?: LifetimeBounds,
): Machine<LifetimeState, AdvertisedLifetimes, never, never, LifetimeEvent, InterfaceVariables> => ({
  name: 'addrconf.address-lifetime',
  start: (env) => live(undefined, deadlines(deadline(first.valid, env), first.preferred, bounds, env), env),

  step(state, input, env) {
    if (state.phase === 'invalid') return { state, outputs: [] };
    if (input.kind === 'frame') {
      const { valid, preferred } = input.frame;
      return live(state.phase, deadlines(extended(state.validUntil, valid, env), preferred, bounds, env), env);
    }
    if (input.kind !== 'timer') return { state, outputs: [] };
    if (input.id === SUCCEED) return { state, outputs: [event({ name: 'succession' })] };
    if (input.id === INVALIDATE)
      return { state: { phase: 'invalid' }, outputs: [disarm(DEPRECATE), disarm(SUCCEED), event({ name: 'invalid' })] };
    return { state: { phase: 'deprecated', validUntil: state.validUntil }, outputs: [event({ name: 'deprecated' })] };
  },
});

/** RFC 8981 section 3.8: early enough for every attempt that Duplicate Address Detection may take. */
export const regenAdvance = ({ constants, dupAddrDetectTransmits, retransTimer }: InterfaceVariables): Duration =>
  sum(REGEN_ADVANCE_LEAST, times(retransTimer, constants.TEMP_IDGEN_RETRIES * dupAddrDetectTransmits));

const REGEN_ADVANCE_LEAST = seconds(2);

/** What is left of the lifetimes. */
export function remainingLifetimes(state: LifetimeState, now: Instant): AdvertisedLifetimes {
  const until = (end: Deadline): Lifetime => (end === 'never' ? 'infinite' : elapsed(now, end));
  if (state.phase === 'invalid') return { valid: ZERO, preferred: ZERO };
  return { valid: until(state.validUntil), preferred: state.phase === 'preferred' ? until(state.preferredUntil) : ZERO };
}

/** Section 5.5.3(e): the two-hour rule. No advertisement is authenticated here. */
function extended(current: Deadline, received: Lifetime, env: LifetimeEnv): Deadline {
  const twoHours = env.variables.constants.TWO_HOUR_RULE;
  if (received === 'infinite') return 'never';
  const remaining = current === 'never' ? Infinity : elapsed(env.now, current);
  if (received > twoHours || received > remaining) return after(env.now, received);
  return remaining <= twoHours ? current : after(env.now, twoHours);
}

interface Deadlines {
  readonly validUntil: Deadline;
  readonly preferredUntil: Deadline;
  /** When the successor of a temporary address is due. */
  readonly succession: Deadline;
}

/** The preferred lifetime is always taken over. */
function deadlines(validUntil: Deadline, preferred: Lifetime, bounds: LifetimeBounds | undefined, env: LifetimeEnv): Deadlines {
  const preferredUntil = deadline(preferred, env);
  if (bounds === undefined) return { validUntil, preferredUntil, succession: 'never' };
  const bounded = earlier(preferredUntil, bounds.preferredUntil);
  return {
    validUntil: earlier(validUntil, bounds.validUntil),
    preferredUntil: bounded,
    succession: before(bounded, regenAdvance(env.variables)),
  };
}

/** An address whose preferred lifetime is over, or was zero from the start, is deprecated. */
function live(
  was: LifetimeState['phase'] | undefined,
  { validUntil, preferredUntil, succession }: Deadlines,
  env: LifetimeEnv,
): LifetimeStep {
  const validity = timer(INVALIDATE, validUntil);
  const change = (to: 'preferred' | 'deprecated'): readonly Out[] => (was === to ? [] : [event({ name: to })]);
  if (preferredUntil !== 'never' && preferredUntil <= env.now)
    return { state: { phase: 'deprecated', validUntil }, outputs: [validity, disarm(DEPRECATE), disarm(SUCCEED), ...change('deprecated')] };
  const isDue = succession !== 'never' && succession <= env.now;
  const successor: readonly Out[] = isDue ? [disarm(SUCCEED), event({ name: 'succession' })] : [timer(SUCCEED, succession)];
  return {
    state: { phase: 'preferred', validUntil, preferredUntil },
    outputs: [validity, timer(DEPRECATE, preferredUntil), ...change('preferred'), ...successor],
  };
}

const timer = (id: string, at: Deadline): Out => (at === 'never' ? disarm(id) : arm(id, at));
const deadline = (lifetime: Lifetime, env: LifetimeEnv): Deadline => (lifetime === 'infinite' ? 'never' : after(env.now, lifetime));
const earlier = (one: Deadline, other: Instant): Instant => (one === 'never' || other < one ? other : one);
