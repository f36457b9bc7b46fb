import { arm, disarm, send, stay } from '../../engine/machine.js';
import { addressKey, type Address } from '../../net/address.js';
import { after, times, ZERO, type Duration, type Instant } from '../../time.js';
import {
  answerTimer,
  listened,
  unanswered,
  withGroups,
  type ListenedGroup,
  type ListenerEnv,
  type ListenerMessage,
  type ListenerState,
  type ListenerStep,
  type Out,
} from './listener-state.js';
import { wantsNothing, type SourceFilter } from './source-filter.js';

/** RFC 2710 sections 4 and 5: a listener of version 1, to which every source of a group is the same. */

/** RFC 2710 section 7.10: the Unsolicited Report Interval of version 1, ten times that of version 2. */
const REPORT_INTERVAL_FACTOR = 10;

const unsolicitedDelay = (env: ListenerEnv): Duration =>
  env.uniform(ZERO, times(env.variables.constants.UNSOLICITED_REPORT_INTERVAL, REPORT_INTERVAL_FACTOR));

/** Starts or stops listening; a change of sources is neither. */
export function changed1(state: ListenerState, known: ListenedGroup, filter: SourceFilter, env: ListenerEnv): ListenerStep {
  const next = { ...known, filter };
  const was = !wantsNothing(known.filter);
  if (was === !wantsNothing(filter)) return stay(withGroups(state, [next]));
  return was ? stopped(state, next, env) : reported1(state, [next], env);
}

/** Reports at once, and again as often as robustness asks for (RFC 2710 section 4). */
export function reported1(state: ListenerState, groups: readonly ListenedGroup[], env: ListenerEnv): ListenerStep {
  const repeats = env.variables.constants.ROBUSTNESS_VARIABLE - 1;
  const delayed = groups.map((group) => waiting(group, repeats, repeats > 0 ? after(env.now, unsolicitedDelay(env)) : undefined));
  return {
    state: withGroups(state, delayed),
    outputs: [...groups.map(({ group }) => send({ kind: 'report1', group } as const)), ...delayed.map(timerOf)],
  };
}

const waiting = (group: ListenedGroup, repeats: number, at: Instant | undefined): ListenedGroup => ({
  ...unanswered(group),
  repeats,
  isLastReporter: true,
  ...(at !== undefined && { answer: { at, sources: [] } }),
});

const timerOf = ({ group, answer }: ListenedGroup): Out =>
  answer === undefined ? disarm(answerTimer(group)) : arm(answerTimer(group), answer.at);

/** RFC 2710 section 4: nothing need be said when another node reported last. */
function stopped(state: ListenerState, known: ListenedGroup, env: ListenerEnv): ListenerStep {
  const { group, isLastReporter } = known;
  const isNeeded = isLastReporter || !env.variables.features.omitNeedlessDone;
  const outputs: Out[] = [disarm(answerTimer(group))];
  if (isNeeded) outputs.push(send({ kind: 'done', group } as const));
  return { state: withGroups(state, [unanswered(known)]), outputs };
}

/** Each group that is asked for waits for a time of its own; a wait that is under way is cut short at most. */
export function queried1(state: ListenerState, query: Extract<ListenerMessage, { kind: 'query' }>, env: ListenerEnv): ListenerStep {
  const { group, maximumResponseDelay } = query;
  const latest = after(env.now, maximumResponseDelay);
  const asked = listened(state).filter((one) => group === undefined || addressKey(one.group) === addressKey(group));
  const delayed = asked
    .filter(({ answer }) => answer === undefined || latest < answer.at)
    .map((one) => ({ ...one, answer: { at: after(env.now, env.uniform(ZERO, maximumResponseDelay)), sources: [] } }));
  return { state: withGroups(state, delayed), outputs: delayed.map(timerOf) };
}

/** The delay is over. */
export function answer1(state: ListenerState, known: ListenedGroup, env: ListenerEnv): ListenerStep {
  const { group } = known;
  const repeats = Math.max(0, known.repeats - 1);
  const next = waiting(known, repeats, repeats > 0 ? after(env.now, unsolicitedDelay(env)) : undefined);
  return { state: withGroups(state, [next]), outputs: [send({ kind: 'report1', group } as const), timerOf(next)] };
}

/** Another node's report makes ours needless. */
export function heard1(state: ListenerState, group: Address): ListenerStep {
  const known = state.groups.get(addressKey(group));
  if (known?.answer === undefined) return stay(state);
  const next = { ...unanswered(known), repeats: 0, isLastReporter: false };
  return { state: withGroups(state, [next]), outputs: [disarm(answerTimer(group))] };
}
