import { arm, event, stay, type Env, type Machine, type Step } from '../../engine/machine.js';
import { after, sum, times, type Instant } from '../../time.js';
import type { RipngConstants } from './constants.js';

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
}

export interface UpdateEvent {
  readonly name: 'regular-update' | 'triggered-update';
}

type ScheduleStep = Step<UpdateSchedule, never, UpdateEvent>;
type ScheduleEnv = Env<RipngConstants>;

const REGULAR = 'regular-update';
const HOLD_OFF = 'hold-off';

export const updateSchedule: Machine<UpdateSchedule, never, Trigger, never, UpdateEvent, RipngConstants> = {
  name: 'ripng.update-schedule',

  start(env) {
    const nextRegularUpdate = regularUpdateAfter(env);
    return {
      state: { nextRegularUpdate, holdOffUntil: undefined, isTriggered: false },
      outputs: [arm(REGULAR, nextRegularUpdate)],
    };
  },

  step(state, input, env) {
    if (input.kind === 'command') return trigger(state, env);
    if (input.kind !== 'timer') return stay(state);
    if (input.id === REGULAR) return updateRegularly(state, env);
    return state.isTriggered ? updateNow(state, env) : { state: { ...state, holdOffUntil: undefined }, outputs: [] };
  },
};

/** A triggered update that has to wait is not sent at all when a regular one comes first, as section 2.5.1 allows. */
function trigger(state: UpdateSchedule, env: ScheduleEnv): ScheduleStep {
  if (state.holdOffUntil === undefined) return updateNow(state, env);
  return { state: { ...state, isTriggered: true }, outputs: [] };
}

function updateNow(state: UpdateSchedule, env: ScheduleEnv): ScheduleStep {
  const { TRIGGERED_UPDATE_DELAY_MIN, TRIGGERED_UPDATE_DELAY_MAX } = env.variables;
  const holdOffUntil = after(env.now, env.uniform(TRIGGERED_UPDATE_DELAY_MIN, TRIGGERED_UPDATE_DELAY_MAX));
  return {
    state: { ...state, holdOffUntil, isTriggered: false },
    outputs: [event({ name: 'triggered-update' }), arm(HOLD_OFF, holdOffUntil)],
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

const regularUpdateAfter = ({ now, uniform, variables }: ScheduleEnv): Instant =>
  after(now, sum(variables.UPDATE_INTERVAL, uniform(times(variables.UPDATE_OFFSET, -1), variables.UPDATE_OFFSET)));
