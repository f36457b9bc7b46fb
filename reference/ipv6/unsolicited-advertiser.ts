import { arm, event, send, stay, type Env, type Machine, type Step } from '../engine/machine.js';
import { after, type Duration } from '../time.js';
import type { InterfaceVariables } from './interface-variables.js';

/**
 * Tells the link about one address unasked: up to MAX_NEIGHBOR_ADVERTISEMENT Neighbor Advertisements, RetransTimer
 * apart. RFC 4861 section 7.2.6 after a change of the link-layer address, RFC 9131 section 6.1.2 for a new address.
 */
export type AdvertiserState = { readonly phase: 'announcing'; readonly sent: number } | { readonly phase: 'finished' };

export interface Announcement {
  readonly kind: 'announcement';
}

export interface AdvertiserEvent {
  readonly name: 'finished';
}

type AdvertiserStep = Step<AdvertiserState, Announcement, AdvertiserEvent>;

const ANNOUNCE = 'announce';

/** The first advertisement waits a random time up to `spread`, which keeps those of several addresses apart. */
export const unsolicitedAdvertiser = (options: {
  readonly spread: Duration;
}): Machine<AdvertiserState, never, never, Announcement, AdvertiserEvent, InterfaceVariables> => ({
  name: 'nd.unsolicited-advertiser',

  start(env) {
    if (options.spread === 0) return announce(0, env);
    const wait = env.uniform(0 as Duration, options.spread);
    return { state: { phase: 'announcing', sent: 0 }, outputs: [arm(ANNOUNCE, after(env.now, wait))] };
  },

  step: (state, input, env) => (input.kind === 'timer' && state.phase === 'announcing' ? announce(state.sent, env) : stay(state)),
});

function announce(before: number, env: Env<InterfaceVariables>): AdvertiserStep {
  const sent = before + 1;
  const announcement = send({ kind: 'announcement' } as const);
  if (sent >= env.variables.constants.MAX_NEIGHBOR_ADVERTISEMENT)
    return { state: { phase: 'finished' }, outputs: [announcement, event({ name: 'finished' })] };
  return { state: { phase: 'announcing', sent }, outputs: [announcement, arm(ANNOUNCE, after(env.now, env.variables.retransTimer))] };
}
