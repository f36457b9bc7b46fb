import { ALL_MLDV2_ROUTERS, ALL_ROUTERS, formatAddress, sameAddress } from '../../reference/net/address.js';
import type {
  MulticastAddressRecord,
  MulticastListenerDone,
  MulticastListenerReport,
  MulticastListenerReport2,
} from '../../reference/wire/mld.js';
import { broken, KEPT, undecided, type FrameRule, type ObservedPacket, type Outcome } from '../kit/rule.js';
import { RECORD } from './constants.js';

const isVersion2 = ({ message }: ObservedPacket): boolean => message.name === 'multicastListenerReport2';
const version1 = (packet: ObservedPacket): MulticastListenerReport & MulticastListenerDone =>
  packet.message.value as MulticastListenerReport & MulticastListenerDone;

/** RFC 3810 section 5.2.14, RFC 2710 section 8. */
function goesTo({ destination }: ObservedPacket, wanted: Uint8Array): Outcome {
  if (sameAddress(destination, wanted)) return KEPT;
  return broken(`goes to ${formatAddress(destination)}, wanted ${formatAddress(wanted)}`, 'ipv6.destination');
}

/** Asks the records of two types for their sources; undefined where there is none of these types. */
function haveSources(packet: ObservedPacket, type: number, orType: number, says: (group: string) => string): Outcome {
  if (!isVersion2(packet)) return undefined;
  const { records } = packet.message.value as MulticastListenerReport2;
  let outcome: Outcome;
  for (let i = 0; i < records.length; i++) {
    const { recordType, sources, multicastAddress } = records[i] as MulticastAddressRecord;
    if (recordType !== type && recordType !== orType) continue;
    if (sources.length === 0)
      return broken(says(formatAddress(multicastAddress)), `multicastListenerReport2.records[${i}].numberOfSources`);
    outcome = KEPT;
  }
  return outcome;
}

/** RFC 2710 sections 3.4 to 3.7: what a report of version 1 has beside the group. */
function hasNothingElse(packet: ObservedPacket): Outcome {
  if (isVersion2(packet)) return undefined;
  const { maximumResponseDelay, reserved, surplus } = version1(packet);
  const { name } = packet.message;
  if (maximumResponseDelay !== 0) return broken(`Maximum Response Delay ${maximumResponseDelay}, wanted 0`, `${name}.maximumResponseDelay`);
  if (reserved !== 0) return broken(`reserved field ${reserved}, wanted 0`, `${name}.reserved`);
  return surplus === undefined || surplus.length === 0 ? KEPT : broken(`${surplus.length} octets behind the group`, `${name}.surplus`);
}

/** The first bit of the Reserved field: reports of an extension of MLD announce by it what is behind their records. */
const MAY_BE_EXTENDED = 0x8000;
const EXTENDED = undecided('the report may be of an extension of MLD, which has more behind the records');

/** RFC 3810 sections 5.2.1, 5.2.10 and 5.2.11: what a report of version 2 has beside its records. */
function hasRecordsAlone(packet: ObservedPacket): Outcome {
  if (!isVersion2(packet)) return undefined;
  const { code, reserved, records, surplus } = packet.message.value as MulticastListenerReport2;
  if (code !== 0) return broken(`reserved octet ${code}, wanted 0`, 'multicastListenerReport2.code');
  if ((reserved & ~MAY_BE_EXTENDED) !== 0)
    return broken(`reserved field 0x${reserved.toString(16)}, wanted 0`, 'multicastListenerReport2.reserved');
  for (let i = 0; i < records.length; i++) {
    const { auxDataLength } = records[i] as MulticastAddressRecord;
    if (auxDataLength !== 0)
      return broken(`${auxDataLength * 4} octets of auxiliary data, wanted none`, `multicastListenerReport2.records[${i}].auxDataLength`);
  }
  if (reserved !== 0) return EXTENDED;
  return surplus === undefined || surplus.length === 0
    ? KEPT
    : broken(`${surplus.length} octets behind the last record`, 'multicastListenerReport2.surplus');
}

/** What the reports of listeners look like in their versions. */
export const reportFormatRules: readonly FrameRule[] = [
  {
    id: 'mld.report.destination',
    requirement: 'v2h-report-dst-src',
    title: 'sends reports of version 2 to ff02::16',
    on: ['mld-report'],
    reads: 'message',
    check: (packet) => (isVersion2(packet) ? goesTo(packet, ALL_MLDV2_ROUTERS) : undefined),
  },
  {
    id: 'mld.report.destination-version1',
    requirement: 'mld-v1-report-destination',
    title: 'sends reports of version 1 to the group that they name',
    on: ['mld-report'],
    reads: 'message',
    check: (packet) => (isVersion2(packet) ? undefined : goesTo(packet, version1(packet).multicastAddress)),
  },
  {
    id: 'mld.done.destination',
    requirement: 'mld-v1-done-destination',
    title: 'sends Done messages to ff02::2',
    on: ['mld-done'],
    reads: 'message',
    check: (packet) => goesTo(packet, ALL_ROUTERS),
  },
  {
    id: 'mld.report.fields-version1',
    requirement: 'env-v1-length-send',
    title: 'has nothing but the group in messages of version 1',
    on: ['mld-report', 'mld-done'],
    reads: 'message',
    check: hasNothingElse,
  },
  {
    id: 'mld.report.nothing-else',
    requirement: 'v2h-report-nothing-else',
    title: 'has no auxiliary data in reports of version 2, nothing behind the records and zeros where a field is reserved',
    on: ['mld-report'],
    reads: 'message',
    check: hasRecordsAlone,
  },
  {
    id: 'mld.report.include-has-sources',
    requirement: 'v2h-is-in-never-empty',
    title: 'names sources where it says MODE_IS_INCLUDE',
    on: ['mld-report'],
    reads: 'message',
    check: (packet) => haveSources(packet, RECORD.isInclude, RECORD.isInclude, (group) => `MODE_IS_INCLUDE without a source, of ${group}`),
  },
  {
    id: 'mld.report.change-has-sources',
    requirement: 'v2h-two-records',
    title: 'names sources where it allows or blocks some',
    on: ['mld-report'],
    reads: 'message',
    check: (packet) => haveSources(packet, RECORD.allow, RECORD.block, (group) => `a change of sources without a source, of ${group}`),
  },
];
