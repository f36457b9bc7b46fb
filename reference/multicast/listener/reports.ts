import { frame } from '../../wire/frame.js';
import { MulticastAddressRecord, multicastListenerReport2, type MulticastAddressRecordDraft } from '../../wire/mld.js';
import { hopByHop } from '../../wire/extension-headers.js';
import { ipv6 } from '../../wire/ipv6.js';
import { routerAlert } from '../../wire/ipv6-options.js';
import type { GroupRecord, RecordType } from './listener-state.js';

const RECORD_TYPE: Readonly<Record<RecordType, number>> = {
  MODE_IS_INCLUDE: 1,
  MODE_IS_EXCLUDE: 2,
  CHANGE_TO_INCLUDE_MODE: 3,
  CHANGE_TO_EXCLUDE_MODE: 4,
  ALLOW_NEW_SOURCES: 5,
  BLOCK_OLD_SOURCES: 6,
};

/** RFC 2711: in every message, so that routers look at it whatever group it goes to. */
export const alert = hopByHop({ options: [routerAlert()] });

const ADDRESS_OCTETS = 16;
const RECORD_OCTETS = MulticastAddressRecord.encode().length;
const HEADERS = frame(ipv6(), alert, multicastListenerReport2({ records: [] })).packet.length;

/** RFC 3810 section 5.2.15: the records in as many reports as it takes, each within the MTU. */
export function packed(records: readonly GroupRecord[], mtu: number): readonly (readonly MulticastAddressRecordDraft[])[] {
  const room = mtu - HEADERS;
  const reports: MulticastAddressRecordDraft[][] = [];
  let left = 0;
  for (const record of records.flatMap((one) => fitting(one, room))) {
    const octets = RECORD_OCTETS + record.sources.length * ADDRESS_OCTETS;
    if (octets > left) {
      reports.push([]);
      left = room;
    }
    reports.at(-1)?.push(draftOf(record));
    left -= octets;
  }
  return reports;
}

/** A record with too many sources is split; one that excludes sources is cut instead, for halves of it would contradict each other. */
function fitting(record: GroupRecord, room: number): readonly GroupRecord[] {
  const most = Math.floor((room - RECORD_OCTETS) / ADDRESS_OCTETS);
  const { type, sources } = record;
  if (sources.length <= most) return [record];
  if (type === 'MODE_IS_EXCLUDE' || type === 'CHANGE_TO_EXCLUDE_MODE') return [{ ...record, sources: sources.slice(0, most) }];
  const parts: GroupRecord[] = [];
  for (let at = 0; at < sources.length; at += most) parts.push({ ...record, sources: sources.slice(at, at + most) });
  return parts;
}

const draftOf = ({ type, group, sources }: GroupRecord): MulticastAddressRecordDraft => ({
  recordType: RECORD_TYPE[type],
  multicastAddress: group,
  sources,
});
