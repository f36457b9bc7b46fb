import { arm, disarm, stay, type Machine } from '../../engine/machine.js';
import { addressKey } from '../../net/address.js';
import { after, sum, times } from '../../time.js';
import type { InterfaceVariables } from '../../ipv6/interface-variables.js';
import { answerAll, answerOne, queried } from './listener-answers.js';
import { changed, repeatChanges, tell, toldAgain } from './listener-changes.js';
import { answer1, changed1, heard1, queried1, reported1 } from './listener-version1.js';
import {
  ANSWER,
  listened,
  newGroup,
  OLDER_QUERIER,
  REPEAT,
  answerTimer,
  type ListenerCommand,
  type ListenerEnv,
  type ListenerEvent,
  type ListenerMessage,
  type ListenerSent,
  type ListenerState,
  type ListenerStep,
} from './listener-state.js';
import { sameFilter } from './source-filter.js';

/**
 * The listener part of Multicast Listener Discovery on one interface: RFC 3810 section 6, and RFC 2710 section 4 while a
 * querier of version 1 is present (RFC 3810 section 8.2.1) or where version 2 is switched off.
 */
export const multicastListener: Machine<ListenerState, ListenerMessage, ListenerCommand, ListenerSent, ListenerEvent, InterfaceVariables> =
  {
    name: 'mld.listener',

    start: (env) => stay({ version: env.variables.features.listenerVersion2 ? 2 : 1, groups: new Map() }),

    step(state, input, env) {
      if (input.kind === 'command') return commanded(state, input.command, env);
      if (input.kind === 'timer') return expired(state, input.id, env);
      const { frame } = input;
      if (frame.kind === 'report') return state.version === 1 ? heard1(state, frame.group) : stay(state);
      const mode = frame.version === 1 && env.variables.features.listenerVersion2 ? enterVersion1(state, env) : stay(state);
      return andThen(mode, (next) => (next.version === 1 ? queried1(next, frame, env) : queried(next, frame, env)));
    },
  };

const andThen = (first: ListenerStep, second: (state: ListenerState) => ListenerStep): ListenerStep => {
  const { state, outputs } = second(first.state);
  return { state, outputs: [...first.outputs, ...outputs] };
};

function commanded(state: ListenerState, command: ListenerCommand, env: ListenerEnv): ListenerStep {
  const { ROBUSTNESS_VARIABLE } = env.variables.constants;
  if (command.kind === 'report-again') {
    const groups = listened(state);
    if (groups.length === 0) return stay(state);
    if (state.version === 1) return reported1(state, groups, env);
    return tell(
      state,
      groups.map((group) => toldAgain(group, ROBUSTNESS_VARIABLE)),
      env,
    );
  }
  const { group, filter } = command;
  const known = state.groups.get(addressKey(group)) ?? newGroup(group);
  if (sameFilter(known.filter, filter)) return stay(state);
  return state.version === 1 ? changed1(state, known, filter, env) : tell(state, [changed(known, filter, ROBUSTNESS_VARIABLE)], env);
}

function expired(state: ListenerState, timer: string, env: ListenerEnv): ListenerStep {
  if (timer === OLDER_QUERIER) return changeVersion(state, 2);
  if (timer === REPEAT) return repeatChanges(state, env);
  if (timer === ANSWER) return answerAll(state);
  const known = state.groups.get(timer.slice(ANSWER.length + 1));
  if (known === undefined) return stay(state);
  return state.version === 1 ? answer1(state, known, env) : answerOne(state, known);
}

/** RFC 3810 sections 8.2.1 and 9.12; the Query Interval is the default one, for a query of version 1 does not tell its own. */
function enterVersion1(state: ListenerState, env: ListenerEnv): ListenerStep {
  const { ROBUSTNESS_VARIABLE, QUERY_INTERVAL, QUERY_RESPONSE_INTERVAL } = env.variables.constants;
  const timeout = sum(times(QUERY_INTERVAL, ROBUSTNESS_VARIABLE), QUERY_RESPONSE_INTERVAL);
  const timer = arm(OLDER_QUERIER, after(env.now, timeout));
  if (state.version === 1) return { state, outputs: [timer] };
  return andThen(changeVersion(state, 1), (next) => ({ state: next, outputs: [timer] }));
}

/** RFC 3810 section 8.2.1: a change of version cancels all pending responses and retransmissions. */
function changeVersion(state: ListenerState, version: 1 | 2): ListenerStep {
  const calm = listened(state).map(({ group, filter }) => [addressKey(group), { ...newGroup(group), filter }] as const);
  const timers = [...state.groups.values()].map(({ group }) => disarm(answerTimer(group)));
  return { state: { version, groups: new Map(calm) }, outputs: [disarm(REPEAT), disarm(ANSWER), ...timers] };
}
