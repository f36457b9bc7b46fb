import { equalOctets } from '../../reference/net/octets.js';
import type { Address } from '../../reference/net/address.js';
import { absent, oneOf, satisfies, type Match } from '../kit/match.js';

interface Record {
  readonly recordType: number;
  readonly multicastAddress: Uint8Array;
  readonly sources: readonly unknown[];
  readonly auxData: Uint8Array;
}

/** RFC 3810 section 5.2.12: types 2 and 4 without sources mean that every source is wanted. */
const EXCLUDE_TYPES: readonly number[] = [2, 4];
/** Type 3 without sources means that none is wanted any more. */
const CHANGE_TO_INCLUDE_MODE = 3;

const withRecord = (words: string, group: Address, holds: (record: Record) => boolean): Match => ({
  'multicastListenerReport2.records': satisfies<readonly Record[]>(words, (records) =>
    records.some((record) => equalOctets(record.multicastAddress, group) && holds(record)),
  ),
});

/** A report that tells listeners of a group, in either version of the protocol. */
export const reportOf = (group: Address): readonly Match[] => [
  withRecord('a record that joins the group', group, (record) => EXCLUDE_TYPES.includes(record.recordType)),
  { 'multicastListenerReport.multicastAddress': group },
];

/** The end of listening to a group, in either version. */
export const leaveOf = (group: Address): readonly Match[] => [
  withRecord(
    'a record that leaves the group',
    group,
    (record) => record.recordType === CHANGE_TO_INCLUDE_MODE && record.sources.length === 0,
  ),
  { 'multicastListenerDone.multicastAddress': group },
];

/** What RFC 3810 sections 5 and 5.2 want of every report around its records. */
export const reportForm: Match = {
  'ipv6.hopLimit': 1,
  'icmpv6.code': 0,
  'hopByHop.options.routerAlert.value': 0,
  'multicastListenerReport2.reserved': oneOf(absent, 0),
  'multicastListenerReport2.records': oneOf(
    absent,
    satisfies<readonly Record[]>('records without auxiliary data', (records) => records.every((record) => record.auxData.length === 0)),
  ),
};
