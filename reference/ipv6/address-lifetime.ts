import { arm, disarm, event, type Env, type Machine, type Output, type Step } from '../engine/machine.js';
import { after, elapsed, type Duration, type Instant } from '../time.js';
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

export type LifetimeEvent = { readonly name: 'preferred' } | { readonly name: 'deprecated' } | { readonly name: 'invalid' };

type LifetimeStep = Step<LifetimeState, never, LifetimeEvent>;
type LifetimeEnv = Env<InterfaceVariables>;
type Out = Output<never, LifetimeEvent>;

const DEPRECATE = 'deprecate';
const INVALIDATE = 'invalidate';

/** Starts with the lifetimes of the Prefix Information option that formed the address. */
export const addressLifetime = (
  first: AdvertisedLifetimes,
): Machine<LifetimeState, AdvertisedLifetimes, never, never, LifetimeEvent, InterfaceVariables> => ({
  name: 'addrconf.address-lifetime',
  start: (env) => live(undefined, deadline(first.valid, env), first.preferred, env),

  step(state, input, env) {
    if (state.phase === 'invalid') return { state, outputs: [] };
    if (input.kind === 'frame') return live(state.phase, extended(state.validUntil, input.frame.valid, env), input.frame.preferred, env);
    if (input.kind !== 'timer') return { state, outputs: [] };
    if (input.id === INVALIDATE) return { state: { phase: 'invalid' }, outputs: [disarm(DEPRECATE), event({ name: 'invalid' })] };
    return { state: { phase: 'deprecated', validUntil: state.validUntil }, outputs: [event({ name: 'deprecated' })] };
  },
});

/** Section 5.5.3(e): the two-hour rule. No advertisement is authenticated here. */
function extended(current: Deadline, received: Lifetime, env: LifetimeEnv): Deadline {
  const twoHours = env.variables.constants.TWO_HOUR_RULE;
  if (received === 'infinite') return 'never';
  const remaining = current === 'never' ? Infinity : elapsed(env.now, current);
  if (received > twoHours || received > remaining) return after(env.now, received);
  return remaining <= twoHours ? current : after(env.now, twoHours);
}

/** The preferred lifetime is always taken over; an address whose preferred lifetime is zero is deprecated from the start. */
function live(before: LifetimeState['phase'] | undefined, validUntil: Deadline, preferred: Lifetime, env: LifetimeEnv): LifetimeStep {
  const validity = validUntil === 'never' ? disarm(INVALIDATE) : arm(INVALIDATE, validUntil);
  const change = (to: 'preferred' | 'deprecated'): readonly Out[] => (before === to ? [] : [event({ name: to })]);
  if (preferred === 0)
    return { state: { phase: 'deprecated', validUntil }, outputs: [validity, disarm(DEPRECATE), ...change('deprecated')] };
  const preferredUntil = deadline(preferred, env);
  const preference = preferredUntil === 'never' ? disarm(DEPRECATE) : arm(DEPRECATE, preferredUntil);
  return { state: { phase: 'preferred', validUntil, preferredUntil }, outputs: [validity, preference, ...change('preferred')] };
}

const deadline = (lifetime: Lifetime, env: LifetimeEnv): Deadline => (lifetime === 'infinite' ? 'never' : after(env.now, lifetime));
