import { arm, event, stay, type Env, type Machine, type Step } from '../../engine/machine.js';
import { after, elapsed, sum, times, type Instant } from '../../time.js';
import type { RipngConstants } from './constants.js';
import type { TriggerFeatures } from './features.js';

/**
 * When updates go out: every 30 seconds with a random offset (RFC 2080 section 2.3), and when routes have changed, but no
 * sooner than 1 to 5 seconds after the triggered update before (section 2.5.1).
 */
export interface UpdateSchedule {
  readonly nextRegularUpdate: Instant;
  /** Until when a further triggered update waits; undefined when the next may go out at once. */
  readonly holdOffUntil: Instant | undefined;
  /** Routes have changed since the last update. */
  readonly isTriggered: boolean;
}

/** Routes have changed. */
export interface Trigger {
  readonly kind: 'trigger';
  /** By a message that came by this interface, where that matters. */
  readonly heardOn?: string;
}

export type UpdateEvent =
  | { readonly name: 'regular-update' }
  | { readonly name: 'triggered-update'; readonly heardOn?: string }
  /** What has changed is left to the regular update, which tells of everything. */
  | { readonly name: 'triggered-update-left-out' };

interface ScheduleVariables {
  readonly constants: RipngConstants;
  readonly features: Pick<TriggerFeatures, 'limitTriggeredUpdates' | 'leaveToRegularUpdates'>;
}

type ScheduleStep = Step<UpdateSchedule, never, UpdateEvent>;
type ScheduleEnv = Env<ScheduleVariables>;

const REGULAR = 'regular-update';
const HOLD_OFF = 'hold-off';

export const updateSchedule: Machine<UpdateSchedule, never, Trigger, never, UpdateEvent, ScheduleVariables> = {
  name: 'ripng.update-schedule',

  start(env) {
    const nextRegularUpdate = regularUpdateAfter(env);
    return {
      state: { nextRegularUpdate, holdOffUntil: undefined, isTriggered: false },
      outputs: [arm(REGULAR, nextRegularUpdate)],
    };
  },

  step(state, input, env) {
    if (input.kind === 'command') return trigger(state, input.command, env);
    if (input.kind !== 'timer') return stay(state);
    if (input.id === REGULAR) return updateRegularly(state, env);
    return state.isTriggered ? updateNow(state, {}, env) : { state: { ...state, holdOffUntil: undefined }, outputs: [] };
  },
};

/** A triggered update that has to wait is not sent at all when a regular one comes first, as section 2.5.1 allows. */
function trigger(state: UpdateSchedule, { heardOn }: Trigger, env: ScheduleEnv): ScheduleStep {
  const { constants, features } = env.variables;
  const isRegularNear = elapsed(env.now, state.nextRegularUpdate) <= constants.TRIGGERED_UPDATE_DELAY_MAX;
  if (features.leaveToRegularUpdates && isRegularNear) return { state, outputs: [event({ name: 'triggered-update-left-out' })] };
  if (state.holdOffUntil === undefined) return updateNow(state, { ...(heardOn !== undefined && { heardOn }) }, env);
  return { state: { ...state, isTriggered: true }, outputs: [] };
}

function updateNow(state: UpdateSchedule, news: Pick<Trigger, 'heardOn'>, env: ScheduleEnv): ScheduleStep {
  const update = event({ name: 'triggered-update' as const, ...news });
  const { constants, features } = env.variables;
  if (!features.limitTriggeredUpdates) return { state, outputs: [update] };
  const { TRIGGERED_UPDATE_DELAY_MIN, TRIGGERED_UPDATE_DELAY_MAX } = constants;
  const holdOffUntil = after(env.now, env.uniform(TRIGGERED_UPDATE_DELAY_MIN, TRIGGERED_UPDATE_DELAY_MAX));
  return {
    state: { ...state, holdOffUntil, isTriggered: false },
    outputs: [update, arm(HOLD_OFF, holdOffUntil)],
  };
}

/** It carries every change; the hold-off after a triggered update goes on, since it limits the next one. */
function updateRegularly(state: UpdateSchedule, env: ScheduleEnv): ScheduleStep {
  const nextRegularUpdate = regularUpdateAfter(env);
  return {
    state: { ...state, nextRegularUpdate, isTriggered: false },
    outputs: [event({ name: 'regular-update' }), arm(REGULAR, nextRegularUpdate)],
  };
}

const regularUpdateAfter = ({ now, uniform, variables: { constants } }: ScheduleEnv): Instant =>
  after(now, sum(constants.UPDATE_INTERVAL, uniform(times(constants.UPDATE_OFFSET, -1), constants.UPDATE_OFFSET)));
