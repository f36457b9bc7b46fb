import { arm, disarm, send } from '../../engine/machine.js';
import { addressKey, type Address } from '../../net/address.js';
import { after } from '../../time.js';
import {
  hasChanges,
  MOMENT,
  REPEAT,
  withGroups,
  type GroupRecord,
  type ListenedGroup,
  type ListenerEnv,
  type ListenerState,
  type ListenerStep,
} from './listener-state.js';
import { difference, wants, type SourceFilter } from './source-filter.js';

/** RFC 3810 section 6.1: what has to be told, and how often, when what is wanted of a group changes. */
export function changed(known: ListenedGroup, filter: SourceFilter, robustness: number): ListenedGroup {
  // A record with the new mode has all the sources: earlier changes need no records of their own any more.
  if (filter.mode !== known.filter.mode) return { ...known, filter, modeReports: robustness, sourceReports: [] };
  const touched = difference(known.filter.sources, filter.sources);
  const keys = new Set(touched.map(addressKey));
  const others = known.sourceReports.filter(({ source }) => !keys.has(addressKey(source)));
  return { ...known, filter, sourceReports: [...others, ...touched.map((source) => ({ source, left: robustness }))] };
}

/** Everything that is wanted of a group, to be told as if it were new. */
export const toldAgain = (known: ListenedGroup, robustness: number): ListenedGroup =>
  known.filter.mode === 'exclude'
    ? { ...known, modeReports: robustness, sourceReports: [] }
    : { ...known, sourceReports: known.filter.sources.map((source) => ({ source, left: robustness })) };

/**
 * Tells the changes of some groups now, and again within the Unsolicited Report Interval until each was told often enough.
 * One timer serves all groups: the soonest of what they ask for.
 */
export function tell(state: ListenerState, groups: readonly ListenedGroup[], env: ListenerEnv): ListenerStep {
  const told = withGroups(state, groups.map(toldOnce));
  const records = groups.flatMap(changeRecords);
  const outputs = records.length > 0 ? [send({ kind: 'report2', records } as const)] : [];
  const { repeatAt: earlier, ...rest } = told;
  if (![...told.groups.values()].some(hasChanges)) return { state: rest, outputs: [...outputs, disarm(REPEAT)] };
  const due = after(env.now, env.uniform(MOMENT, env.variables.constants.UNSOLICITED_REPORT_INTERVAL));
  if (earlier !== undefined && earlier > env.now && earlier <= due) return { state: told, outputs };
  return { state: { ...rest, repeatAt: due }, outputs: [...outputs, arm(REPEAT, due)] };
}

/** The Retransmission Timer has run out (RFC 3810 section 6.3, number 4). */
export const repeatChanges = (state: ListenerState, env: ListenerEnv): ListenerStep => {
  const { repeatAt: _passed, ...rest } = state;
  return tell(rest, [...state.groups.values()].filter(hasChanges), env);
};

function changeRecords({ group, filter, modeReports, sourceReports }: ListenedGroup): readonly GroupRecord[] {
  if (modeReports > 0) {
    const type = filter.mode === 'include' ? 'CHANGE_TO_INCLUDE_MODE' : 'CHANGE_TO_EXCLUDE_MODE';
    return [{ type, group, sources: filter.sources }];
  }
  const touched = sourceReports.map(({ source }) => source);
  const record = (type: GroupRecord['type'], sources: readonly Address[]): readonly GroupRecord[] =>
    sources.length > 0 ? [{ type, group, sources }] : [];
  return [
    ...record(
      'ALLOW_NEW_SOURCES',
      touched.filter((source) => wants(filter, source)),
    ),
    ...record(
      'BLOCK_OLD_SOURCES',
      touched.filter((source) => !wants(filter, source)),
    ),
  ];
}

function toldOnce(known: ListenedGroup): ListenedGroup {
  if (known.modeReports > 0) return { ...known, modeReports: known.modeReports - 1 };
  const sourceReports = known.sourceReports.map(({ source, left }) => ({ source, left: left - 1 })).filter(({ left }) => left > 0);
  return { ...known, sourceReports };
}
