import type { Address } from '../../reference/net/address.js';
import { formatAddress } from '../../reference/net/address.js';
import { equalOctets } from '../../reference/net/octets.js';
import type { Duration } from '../../reference/time.js';
import { absent, satisfies, type Match } from '../kit/match.js';
import type { Cause, Received, TestContext } from '../kit/test-context.js';
import { RECORD } from './constants.js';

const NAMES: Readonly<Record<number, string>> = {
  1: 'MODE_IS_INCLUDE',
  2: 'MODE_IS_EXCLUDE',
  3: 'CHANGE_TO_INCLUDE_MODE',
  4: 'CHANGE_TO_EXCLUDE_MODE',
  5: 'ALLOW_NEW_SOURCES',
  6: 'BLOCK_OLD_SOURCES',
};

interface GroupRecord {
  readonly recordType: number;
  readonly multicastAddress: Uint8Array;
  readonly sources: readonly Uint8Array[];
}

/** A record as it is wanted: with these sources and no others, in whatever order. */
export interface WantedRecord {
  readonly type: number;
  readonly group: Address;
  readonly sources?: readonly Address[];
}

const isRecord = (record: GroupRecord, { type, group, sources = [] }: WantedRecord): boolean =>
  record.recordType === type &&
  equalOctets(record.multicastAddress, group) &&
  record.sources.length === sources.length &&
  sources.every((wanted) => record.sources.some((one) => equalOctets(one, wanted)));

const inWords = ({ type, group, sources = [] }: WantedRecord): string =>
  `${NAMES[type]} ${formatAddress(group)} {${sources.map(formatAddress).join(', ')}}`;

/** A report of version 2 with all these records, and perhaps others. */
export const reportWith = (...wanted: readonly WantedRecord[]): Match => ({
  'multicastListenerReport2.records': satisfies<readonly GroupRecord[]>(wanted.map(inWords).join(' and '), (records) =>
    wanted.every((one) => records.some((record) => isRecord(record, one))),
  ),
});

/** A report of version 2 that says of a group these things and nothing else. */
export const reportOnly = (group: Address, ...wanted: readonly Omit<WantedRecord, 'group'>[]): Match => ({
  'multicastListenerReport2.records': satisfies<readonly GroupRecord[]>(
    wanted.map((one) => inWords({ ...one, group })).join(' and ') + ', and nothing else about the group',
    (records) => {
      const own = records.filter((record) => equalOctets(record.multicastAddress, group));
      return own.length === wanted.length && wanted.every((one) => own.some((record) => isRecord(record, { ...one, group })));
    },
  ),
});

/** RFC 3810 sections 5.2.1, 5.2.10 and 5.2.11: what a report of version 2 must not have. */
export const nothingElse: Match = {
  'multicastListenerReport2.reserved': 0,
  'multicastListenerReport2.records': satisfies<readonly { readonly auxData: Uint8Array }[]>('records without auxiliary data', (records) =>
    records.every(({ auxData }) => auxData.length === 0),
  ),
  'multicastListenerReport2.surplus': absent,
};

/** Any record about a group. */
export const reportedIn2 = (group: Address): Match => ({
  'multicastListenerReport2.records': satisfies<readonly GroupRecord[]>(`a record of ${formatAddress(group)}`, (records) =>
    records.some(({ multicastAddress }) => equalOctets(multicastAddress, group)),
  ),
});

export const reportedIn1 = (group: Address): Match => ({ 'multicastListenerReport.multicastAddress': group });

/** Anything at all that is said about a group, in either version. */
export const anythingAbout = (group: Address): readonly Match[] => [
  reportedIn2(group),
  reportedIn1(group),
  { 'multicastListenerDone.multicastAddress': group },
];

/** Each group is reported, in one report or in several: RFC 3810 section 6.3 leaves that open. `around`: fields of every report. */
export async function expectEachReported(
  t: TestContext,
  groups: readonly Address[],
  window: { readonly since: Cause; readonly within: Duration },
  around: Match = {},
): Promise<readonly Received[]> {
  const reports: Received[] = [];
  let left = groups;
  while (left.length > 0) {
    const wanted = left.map((group) => ({ ...around, ...reportWith({ type: RECORD.isExclude, group }) }));
    const report = await t.expect('a report with the state of a group', wanted, window);
    reports.push(report);
    const records = report.get('multicastListenerReport2.records') as readonly GroupRecord[];
    left = left.filter((group) => !records.some((record) => isRecord(record, { type: RECORD.isExclude, group })));
  }
  return reports;
}
