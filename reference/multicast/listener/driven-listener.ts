import { drive, type Dice } from '../../engine/drive.js';
import { address, type Address } from '../../net/address.js';
import { seconds } from '../../time.js';
import { variablesFor } from '../../ipv6/test-variables.js';
import type { GroupRecord, ListenerMessage, ListenerSent } from './listener-state.js';
import { multicastListener } from './multicast-listener.js';
import { sourceFilter, type SourceFilter } from './source-filter.js';

/** The listener alone, and what it says in short words: for tests. */
export const ONE = address('ff02::1:ff00:1');
export const TWO = address('ff02::1:ff00:2');
export const NOBODYS = address('ff02::1:ff00:3');
export const [A, B, C, D] = ['a', 'b', 'c', 'd'].map((last) => address(`2001:db8::${last}`)) as [Address, Address, Address, Address];
export const include = (...sources: Address[]): SourceFilter => sourceFilter('include', sources);
export const exclude = (...sources: Address[]): SourceFilter => sourceFilter('exclude', sources);

export const listener = (dice: Dice = 'latest', over: Parameters<typeof variablesFor>[0] = {}) =>
  drive(multicastListener, { dice, variables: variablesFor(over) });
export type DrivenListener = ReturnType<typeof listener>;

const SHORT: Readonly<Record<GroupRecord['type'], string>> = {
  MODE_IS_INCLUDE: 'IS_IN',
  MODE_IS_EXCLUDE: 'IS_EX',
  CHANGE_TO_INCLUDE_MODE: 'TO_IN',
  CHANGE_TO_EXCLUDE_MODE: 'TO_EX',
  ALLOW_NEW_SOURCES: 'ALLOW',
  BLOCK_OLD_SOURCES: 'BLOCK',
};

/** `TO_EX 1 a b`: the type, the last octet of the group, and those of the sources. */
const recordInWords = ({ type, group, sources }: GroupRecord): string =>
  [SHORT[type], group[15], ...sources.map((source) => (source[15] ?? 0).toString(16))].join(' ');
export const words = (sent: ListenerSent): string =>
  sent.kind === 'report2' ? sent.records.map(recordInWords).join(', ') : `${sent.kind} ${sent.group[15]}`;

/** What was sent since, each with its second, to the millisecond. */
export const reports = (driven: DrivenListener, after = -1): readonly string[] =>
  driven
    .sent()
    .filter((one) => one.at > after)
    .map((one) => `${Math.round(one.at / 1_000) / 1_000} ${words(one.frame)}`);

export const query = (version: 1 | 2, delay: number, group?: Address, ...sources: Address[]): ListenerMessage => ({
  ...{ kind: 'query', version, maximumResponseDelay: seconds(delay) },
  ...(group && { group }),
  ...(sources.length > 0 && { sources }),
});

export const wish = (driven: DrivenListener, filter: SourceFilter, group: Address = ONE): void =>
  driven.command({ kind: 'listen', group, filter });
