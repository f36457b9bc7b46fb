import type { Env, Output, Step } from '../../engine/machine.js';
import { addressKey, type Address } from '../../net/address.js';
import { microseconds, type Duration, type Instant } from '../../time.js';
import type { InterfaceVariables } from '../../ipv6/interface-variables.js';
import { NO_SOURCE, wantsNothing, type SourceFilter } from './source-filter.js';

/** The listener part of Multicast Listener Discovery on one interface. */
export interface ListenerState {
  /** RFC 3810 section 8.2.1: the Host Compatibility Mode. */
  readonly version: 1 | 2;
  readonly groups: ReadonlyMap<string, ListenedGroup>;
  /** RFC 3810 section 6.2: the Interface Timer, by which a General Query is answered. */
  readonly answerAt?: Instant;
  /** When the changes that are not yet told often enough are told again. */
  readonly repeatAt?: Instant;
}

export interface ListenedGroup {
  readonly group: Address;
  /** Of the interface. A group that nobody wants any more stays until that is told often enough. */
  readonly filter: SourceFilter;
  /** RFC 3810 section 6.1: the Filter Mode Retransmission Counter. */
  readonly modeReports: number;
  /** RFC 3810 section 6.1: the Retransmission List, each source with its counter. */
  readonly sourceReports: readonly SourceReport[];
  /** The Multicast Address Timer (RFC 3810 section 6.2), or the delay timer of RFC 2710 section 4. */
  readonly answer?: PendingAnswer;
  /** Version 1: unsolicited reports that are still to come. */
  readonly repeats: number;
  /** Version 1: RFC 2710 section 5, "the flag that we were the last node to report". */
  readonly isLastReporter: boolean;
}

export interface SourceReport {
  readonly source: Address;
  readonly left: number;
}

export interface PendingAnswer {
  readonly at: Instant;
  /** Those that were asked for; none when the whole group was. */
  readonly sources: readonly Address[];
}

export type ListenerMessage =
  /** Valid. Without a group it asks for all. */
  | {
      readonly kind: 'query';
      readonly version: 1 | 2;
      readonly group?: Address;
      /** Of a query for certain sources of the group. */
      readonly sources?: readonly Address[];
      readonly maximumResponseDelay: Duration;
    }
  /** A report of version 1 by another node. */
  | { readonly kind: 'report'; readonly group: Address };

export type ListenerCommand =
  /** What the interface wants of a group is another thing from now on. */
  | { readonly kind: 'listen'; readonly group: Address; readonly filter: SourceFilter }
  /** A valid link-local address is there at last: RFC 3590 section 4 and RFC 3810 section 5.2.13 have all groups reported again. */
  | { readonly kind: 'report-again' };

/** RFC 3810 section 5.2.12. */
export type RecordType =
  'MODE_IS_INCLUDE' | 'MODE_IS_EXCLUDE' | 'CHANGE_TO_INCLUDE_MODE' | 'CHANGE_TO_EXCLUDE_MODE' | 'ALLOW_NEW_SOURCES' | 'BLOCK_OLD_SOURCES';

export interface GroupRecord {
  readonly type: RecordType;
  readonly group: Address;
  readonly sources: readonly Address[];
}

export type ListenerSent =
  { readonly kind: 'report2'; readonly records: readonly GroupRecord[] } | { readonly kind: 'report1' | 'done'; readonly group: Address };

/** More sources were asked for than are kept: the whole group is reported instead. */
export interface ListenerEvent {
  readonly name: 'queried-sources-overflow';
  readonly group: Address;
}

export type ListenerStep = Step<ListenerState, ListenerSent, ListenerEvent>;
export type ListenerEnv = Env<InterfaceVariables>;
export type Out = Output<ListenerSent, ListenerEvent>;

/** Names of the timers; that of a group's answer has the group's key behind it. */
export const REPEAT = 'repeat';
export const ANSWER = 'answer';
export const OLDER_QUERIER = 'older-querier';
export const answerTimer = (group: Address): string => `${ANSWER} ${addressKey(group)}`;

/** The range of a random delay has open ends: nothing is repeated, and no General Query answered, at once. */
export const MOMENT = microseconds(1);

export const newGroup = (group: Address): ListenedGroup => ({
  group,
  filter: NO_SOURCE,
  modeReports: 0,
  sourceReports: [],
  repeats: 0,
  isLastReporter: true,
});

export const listened = (state: ListenerState): readonly ListenedGroup[] =>
  [...state.groups.values()].filter(({ filter }) => !wantsNothing(filter));

export const hasChanges = ({ modeReports, sourceReports }: ListenedGroup): boolean => modeReports > 0 || sourceReports.length > 0;

/** The state with these groups in place of what they were; those that nobody wants and of which nothing is to be told disappear. */
export function withGroups(state: ListenerState, changed: readonly ListenedGroup[]): ListenerState {
  const groups = new Map(state.groups);
  for (const one of changed) {
    if (wantsNothing(one.filter) && !hasChanges(one)) groups.delete(addressKey(one.group));
    else groups.set(addressKey(one.group), one);
  }
  return { ...state, groups };
}

export function unanswered<T extends { readonly answer?: PendingAnswer }>(group: T): Omit<T, 'answer'> {
  const { answer: _answered, ...rest } = group;
  return rest;
}
