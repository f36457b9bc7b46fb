import { arm, disarm, event, send, stay, type Env, type Machine, type Step } from '../engine/machine.js';
import { after, times, ZERO, type Duration } from '../time.js';
import type { InterfaceVariables } from './interface-variables.js';

/**
 * A host looking for routers on one interface: RFC 4861 section 6.3.7, and with the feature `resilientSolicitations` the
 * endless back-off of RFC 7559, which has the algorithm from RFC 3315 section 14.
 */
export type SolicitorState =
  | { readonly phase: 'delaying' }
  | { readonly phase: 'soliciting'; readonly sent: number; readonly wait: Duration }
  | { readonly phase: 'finished'; readonly found: boolean };

/** A valid Router Advertisement; `offersRouter` when its Router Lifetime is not zero. */
export interface Advertised {
  readonly offersRouter: boolean;
}

export interface Solicitation {
  readonly kind: 'solicitation';
}

export interface SolicitorEvent {
  readonly name: 'discovery-finished';
  readonly found: boolean;
}

type SolicitorStep = Step<SolicitorState, Solicitation, SolicitorEvent>;
type SolicitorEnv = Env<InterfaceVariables>;

const SOLICIT = 'solicit';

/** Without `delayed` the first solicitation goes out at once: a random delay was already part of address detection. */
export const routerSolicitor = (options: {
  readonly delayed: boolean;
}): Machine<SolicitorState, Advertised, never, Solicitation, SolicitorEvent, InterfaceVariables> => ({
  name: 'nd.host.router-solicitor',

  start(env) {
    if (!options.delayed) return solicit(0, ZERO, env);
    const wait = env.uniform(ZERO, env.variables.constants.MAX_RTR_SOLICITATION_DELAY);
    return { state: { phase: 'delaying' }, outputs: [arm(SOLICIT, after(env.now, wait))] };
  },

  step(state, input, env) {
    if (state.phase === 'finished') return stay(state);
    if (input.kind === 'frame')
      // An advertisement that comes before the first solicitation does not cancel it: the host SHOULD still send one.
      return state.phase === 'soliciting' && input.frame.offersRouter ? finish(true) : stay(state);
    if (input.kind !== 'timer') return stay(state);
    return state.phase === 'delaying' ? solicit(0, ZERO, env) : solicit(state.sent, state.wait, env);
  },
});

function solicit(before: number, previous: Duration, env: SolicitorEnv): SolicitorStep {
  const { constants, features } = env.variables;
  if (!features.resilientSolicitations && before === constants.MAX_RTR_SOLICITATIONS) return finish(false);
  const sent = before + 1;
  const wait = features.resilientSolicitations ? backOff(previous, env) : fixedWait(sent, env);
  return {
    state: { phase: 'soliciting', sent, wait },
    outputs: [send({ kind: 'solicitation' }), arm(SOLICIT, after(env.now, wait))],
  };
}

/** The last wait is the short one: no answer within MAX_RTR_SOLICITATION_DELAY means "no routers". */
const fixedWait = (sent: number, env: SolicitorEnv): Duration =>
  sent === env.variables.constants.MAX_RTR_SOLICITATIONS
    ? env.variables.constants.MAX_RTR_SOLICITATION_DELAY
    : env.variables.constants.RTR_SOLICITATION_INTERVAL;

/** RFC 3315 section 14: IRT, then twice the wait before, each varied by RAND; never above MRT, varied too. */
function backOff(previous: Duration, env: SolicitorEnv): Duration {
  const { IRT, MRT, RAND } = env.variables.constants;
  const vary = (base: Duration, factor: number): Duration => env.uniform(times(base, factor - RAND), times(base, factor + RAND));
  const wait = previous === 0 ? vary(IRT, 1) : vary(previous, 2);
  return wait > MRT ? vary(MRT, 1) : wait;
}

const finish = (found: boolean): SolicitorStep => ({
  state: { phase: 'finished', found },
  outputs: [disarm(SOLICIT), event({ name: 'discovery-finished', found })],
});
