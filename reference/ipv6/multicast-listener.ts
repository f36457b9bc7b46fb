import { arm, disarm, send, stay, type Env, type Machine, type Output, type Step } from '../engine/machine.js';
import { addressKey, type Address } from '../net/address.js';
import { after, sum, times, ZERO, type Duration, type Instant } from '../time.js';
import type { InterfaceVariables } from './interface-variables.js';

/**
 * The listener part of Multicast Listener Discovery on one interface, for any-source memberships: RFC 3810 section 6,
 * and RFC 2710 section 4 while a querier of version 1 is present (RFC 3810 section 8.2.1).
 */
export interface ListenerState {
  readonly version: 1 | 2;
  readonly groups: ReadonlyMap<string, Membership>;
  /** When the answer to a General Query is due (version 2). */
  readonly answerAt?: Instant;
}

export interface Membership {
  readonly group: Address;
  /** A group that was left stays until its change has been reported often enough. */
  readonly listening: boolean;
  /** Reports of the latest change that are still to be sent. */
  readonly changesLeft: number;
  readonly answerAt?: Instant;
}

export type ListenerMessage =
  /** Valid. Without a group it asks for all. */
  | { readonly kind: 'query'; readonly version: 1 | 2; readonly group?: Address; readonly maximumResponseDelay: Duration }
  /** A report of version 1 by another node. */
  | { readonly kind: 'report'; readonly group: Address };

export type ListenerCommand =
  | { readonly kind: 'join' | 'leave'; readonly group: Address }
  /** A valid link-local address is there at last: RFC 3590 section 4 has all groups reported again. */
  | { readonly kind: 'report-again' };

/** RFC 3810 section 5.2.12, as far as memberships of any source need it. */
export type RecordType = 'MODE_IS_EXCLUDE' | 'CHANGE_TO_INCLUDE_MODE' | 'CHANGE_TO_EXCLUDE_MODE';

export type ListenerSent =
  | { readonly kind: 'report2'; readonly records: readonly { readonly type: RecordType; readonly group: Address }[] }
  | { readonly kind: 'report1' | 'done'; readonly group: Address };

type ListenerStep = Step<ListenerState, ListenerSent, never>;
type ListenerEnv = Env<InterfaceVariables>;
type Out = Output<ListenerSent, never>;

const CHANGE = 'change';
const ANSWER = 'answer';
const OLDER_QUERIER = 'older-querier';

/** RFC 2710 section 7.10: the Unsolicited Report Interval of version 1. */
const VERSION_1_REPORT_FACTOR = 10;

export const multicastListener: Machine<ListenerState, ListenerMessage, ListenerCommand, ListenerSent, never, InterfaceVariables> = {
  name: 'mld.listener',
  start: () => stay({ version: 2, groups: new Map() }),
  step(state, input, env) {
    if (input.kind === 'frame') return input.frame.kind === 'query' ? queried(state, input.frame, env) : reported(state, input.frame.group);
    if (input.kind === 'command') return commanded(state, input.command, env);
    if (input.id === OLDER_QUERIER) return changeVersion(state, 2);
    return input.id === CHANGE ? repeatChanges(state, env) : answer(state, input.id);
  },
};

function commanded(state: ListenerState, command: ListenerCommand, env: ListenerEnv): ListenerStep {
  if (command.kind === 'report-again') {
    const again = [...state.groups.values()]
      .filter(({ listening }) => listening)
      .map(({ group }) => announced(state.version, group, true, env));
    return again.length === 0 ? stay(state) : report(withGroups(state, again), again, env);
  }
  const known = state.groups.get(addressKey(command.group));
  const listening = command.kind === 'join';
  if ((known?.listening ?? false) === listening) return stay(state);
  const member = announced(state.version, command.group, listening, env);
  return report(withGroups(state, [member]), [member], env);
}

/** RFC 2710 section 4 says Done once; every other change is said ROBUSTNESS_VARIABLE times. */
const announced = (version: 1 | 2, group: Address, listening: boolean, env: ListenerEnv): Membership => ({
  group,
  listening,
  changesLeft: version === 1 && !listening ? 1 : env.variables.constants.ROBUSTNESS_VARIABLE,
});

/** Section 6.1: a change is reported at once, and repeated until ROBUSTNESS_VARIABLE reports have said it. */
function report(state: ListenerState, members: readonly Membership[], env: ListenerEnv): ListenerStep {
  const told = members.map((member) => ({ ...member, changesLeft: member.changesLeft - 1 }));
  const next = withGroups(state, told);
  const pending = [...next.groups.values()].some(({ changesLeft }) => changesLeft > 0);
  const interval = times(env.variables.constants.UNSOLICITED_REPORT_INTERVAL, state.version === 1 ? VERSION_1_REPORT_FACTOR : 1);
  const timer = pending ? arm(CHANGE, after(env.now, env.uniform(ZERO, interval))) : disarm(CHANGE);
  return { state: next, outputs: [...changeReports(state.version, told), timer] };
}

function changeReports(version: 1 | 2, members: readonly Membership[]): readonly Out[] {
  if (version === 1) return members.map(({ group, listening }) => send({ kind: listening ? 'report1' : 'done', group } as const));
  const type = (listening: boolean) => (listening ? 'CHANGE_TO_EXCLUDE_MODE' : 'CHANGE_TO_INCLUDE_MODE') as RecordType;
  return [send({ kind: 'report2', records: members.map(({ group, listening }) => ({ type: type(listening), group })) } as const)];
}

function repeatChanges(state: ListenerState, env: ListenerEnv): ListenerStep {
  const due = [...state.groups.values()].filter(({ changesLeft }) => changesLeft > 0);
  return due.length === 0 ? stay(state) : report(state, due, env);
}

/** Section 6.2. Answers to a group's query are timed per group, those to a General Query of version 2 together. */
function queried(before: ListenerState, query: Extract<ListenerMessage, { kind: 'query' }>, env: ListenerEnv): ListenerStep {
  const changed = query.version === 1 ? enterVersion1(before, env) : { state: before, outputs: [] };
  const { state } = changed;
  const due = after(env.now, env.uniform(ZERO, query.maximumResponseDelay));
  if (state.answerAt !== undefined && state.answerAt <= due) return changed;
  const general = query.group === undefined;
  if (general && state.version === 2 && state.groups.size > 0)
    return { state: { ...state, answerAt: due }, outputs: [...changed.outputs, arm(ANSWER, due)] };
  const asked = [...state.groups].filter(([key, { listening }]) => listening && (general || key === addressKey(query.group)));
  const sooner = asked.filter(([, member]) => member.answerAt === undefined || member.answerAt > due);
  const draws = sooner.map(([key, member]) => {
    // Section 4 of RFC 2710: a delay of its own for each group.
    const at = general ? after(env.now, env.uniform(ZERO, query.maximumResponseDelay)) : due;
    return { member: { ...member, answerAt: at }, timer: arm(`${ANSWER} ${key}`, at) };
  });
  return {
    state: withGroups(
      state,
      draws.map(({ member }) => member),
    ),
    outputs: [...changed.outputs, ...draws.map(({ timer }) => timer)],
  };
}

/** Section 6.3: what is listened to now is reported. */
function answer(state: ListenerState, timer: string): ListenerStep {
  if (timer === ANSWER) {
    const { answerAt: _answered, ...rest } = state;
    const listening = [...state.groups.values()].filter((member) => member.listening);
    return listening.length === 0 ? stay(rest) : { state: rest, outputs: [currentState(listening)] };
  }
  const member = state.groups.get(timer.slice(ANSWER.length + 1));
  if (member === undefined) return stay(state);
  const { answerAt: _answered, ...rest } = member;
  const next = withGroups(state, [rest]);
  if (!member.listening) return stay(next);
  return { state: next, outputs: [state.version === 1 ? send({ kind: 'report1', group: member.group } as const) : currentState([member])] };
}

const currentState = (members: readonly Membership[]): Out =>
  send({ kind: 'report2', records: members.map(({ group }) => ({ type: 'MODE_IS_EXCLUDE' as const, group })) });

/** RFC 2710 section 4: in version 1 somebody else's report makes ours needless. */
function reported(state: ListenerState, group: Address): ListenerStep {
  const key = addressKey(group);
  const member = state.groups.get(key);
  if (state.version === 2 || member?.answerAt === undefined) return stay(state);
  const { answerAt: _suppressed, ...rest } = member;
  return { state: withGroups(state, [rest]), outputs: [disarm(`${ANSWER} ${key}`)] };
}

/** RFC 3810 sections 8.2.1 and 9.12. */
function enterVersion1(state: ListenerState, env: ListenerEnv): ListenerStep {
  const { ROBUSTNESS_VARIABLE, QUERY_INTERVAL, QUERY_RESPONSE_INTERVAL } = env.variables.constants;
  const timeout = sum(times(QUERY_INTERVAL, ROBUSTNESS_VARIABLE), QUERY_RESPONSE_INTERVAL);
  const timer = arm(OLDER_QUERIER, after(env.now, timeout));
  if (state.version === 1) return { state, outputs: [timer] };
  const changed = changeVersion(state, 1);
  return { state: changed.state, outputs: [...changed.outputs, timer] };
}

/** Section 8.2.1: a change of version cancels all pending responses and retransmissions. */
function changeVersion(state: ListenerState, version: 1 | 2): ListenerStep {
  const calm = [...state.groups].filter(([, { listening }]) => listening);
  const groups = new Map(calm.map(([key, { group, listening }]) => [key, { group, listening, changesLeft: 0 }]));
  const timers = [...state.groups.keys()].map((key) => disarm(`${ANSWER} ${key}`));
  return { state: { version, groups }, outputs: [disarm(CHANGE), disarm(ANSWER), ...timers] };
}

/** The state with these memberships replaced; one that was left and has nothing more to report disappears. */
function withGroups(state: ListenerState, members: readonly Membership[]): ListenerState {
  const groups = new Map(state.groups);
  for (const member of members) {
    if (member.listening || member.changesLeft > 0) groups.set(addressKey(member.group), member);
    else groups.delete(addressKey(member.group));
  }
  return { ...state, groups };
}
