import { arm, event, send, stay } from '../../engine/machine.js';
import { addressKey, type Address } from '../../net/address.js';
import { after, longest, type Instant } from '../../time.js';
import {
  ANSWER,
  answerTimer,
  listened,
  MOMENT,
  unanswered,
  withGroups,
  type GroupRecord,
  type ListenedGroup,
  type ListenerEnv,
  type ListenerMessage,
  type ListenerState,
  type ListenerStep,
  type Out,
} from './listener-state.js';
import { common, union, wantsNothing, without, type SourceFilter } from './source-filter.js';

type Query = Extract<ListenerMessage, { kind: 'query' }>;

/** RFC 3810 section 6.2: when a query of version 2 is answered, together with those before it. */
export function queried(state: ListenerState, query: Query, env: ListenerEnv): ListenerStep {
  const due = after(env.now, env.uniform(MOMENT, longest(MOMENT, query.maximumResponseDelay)));
  const { group } = query;
  if (group === undefined) {
    const isSooner = state.answerAt !== undefined && state.answerAt <= due;
    if (isSooner || listened(state).length === 0) return stay(state);
    return { state: { ...state, answerAt: due }, outputs: [arm(ANSWER, due)] };
  }
  const known = state.groups.get(addressKey(group));
  const sources = query.sources ?? [];
  if (known === undefined || !concerns(known.filter, sources)) return stay(state);
  // Number 1: a General Query is about to be answered anyway.
  if (state.answerAt !== undefined && state.answerAt <= due) return stay(state);
  return schedule(state, known, { due, sources }, env);
}

const concerns = (filter: SourceFilter, sources: readonly Address[]): boolean =>
  sources.length === 0 ? !wantsNothing(filter) : askedFor(filter, sources).length > 0;

/** Numbers 3 to 5. */
function schedule(
  state: ListenerState,
  known: ListenedGroup,
  { due, sources }: { readonly due: Instant; readonly sources: readonly Address[] },
  env: ListenerEnv,
): ListenerStep {
  const { answer: pending } = known;
  const at = pending === undefined || due < pending.at ? due : pending.at;
  const isWhole = pending !== undefined && (sources.length === 0 || pending.sources.length === 0);
  const recorded = isWhole ? [] : union(pending?.sources ?? [], sources);
  // Section 10.1: only a limited number of sources is kept. To report the whole group tells more, not less.
  const overflows = recorded.length > env.variables.constants.QUERIED_SOURCES_LIMIT;
  const answer = { at, sources: overflows ? [] : recorded };
  const outputs: Out[] = [arm(answerTimer(known.group), at)];
  if (overflows) outputs.push(event({ name: 'queried-sources-overflow', group: known.group }));
  return { state: withGroups(state, [{ ...known, answer }]), outputs };
}

/** RFC 3810 section 6.3: what is wanted now is reported. */
export function answerAll(state: ListenerState): ListenerStep {
  const { answerAt: _answered, ...rest } = state;
  const records = listened(state).map(({ group, filter }) => currentState(group, filter));
  return records.length === 0 ? stay(rest) : { state: rest, outputs: [send({ kind: 'report2', records } as const)] };
}

export function answerOne(state: ListenerState, known: ListenedGroup): ListenerStep {
  const { group, filter, answer } = known;
  const next = withGroups(state, [unanswered(known)]);
  const record = recordFor(group, filter, answer?.sources ?? []);
  return record === undefined ? stay(next) : { state: next, outputs: [send({ kind: 'report2', records: [record] } as const)] };
}

function recordFor(group: Address, filter: SourceFilter, asked: readonly Address[]): GroupRecord | undefined {
  if (asked.length === 0) return wantsNothing(filter) ? undefined : currentState(group, filter);
  const sources = askedFor(filter, asked);
  return sources.length === 0 ? undefined : { type: 'MODE_IS_INCLUDE', group, sources };
}

const currentState = (group: Address, { mode, sources }: SourceFilter): GroupRecord => ({
  type: mode === 'include' ? 'MODE_IS_INCLUDE' : 'MODE_IS_EXCLUDE',
  group,
  sources,
});

/** Those of the sources that are wanted: A*B in INCLUDE mode, B-A in EXCLUDE mode. */
const askedFor = ({ mode, sources }: SourceFilter, asked: readonly Address[]): readonly Address[] =>
  mode === 'include' ? common(asked, sources) : without(asked, sources);
