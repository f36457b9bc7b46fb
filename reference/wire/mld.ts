import { addressesCountedBy, bits, flag, ipv6Address, octetsCountedBy, recordsCountedBy, surplus, u16, u8 } from './kit/field.js';
import { message, type Draft, type Value } from './kit/message.js';
import { icmpv6Header } from './icmpv6-header.js';
import { builder } from './layer-draft.js';
import { PROTOCOL } from './protocol-numbers.js';

/** RFC 2710 section 3 and RFC 3810 section 5: sent with hop limit 1. */
const traits = { family: 'icmpv6', nextHeader: PROTOCOL.icmpv6, hopLimit: 1 } as const;

const version1 = {
  maximumResponseDelay: u16({ unit: 'ms' }),
  reserved: u16(),
  multicastAddress: ipv6Address(),
  surplus: surplus({ title: 'Octets beyond the format' }),
};

/** A query of 24 octets is version 1, one of 28 or more is version 2 (RFC 3810 section 8.1). */
export const MulticastListenerQuery = message('multicastListenerQuery', 'RFC2710:3', { ...icmpv6Header(130), ...version1 }, traits);
export type MulticastListenerQuery = Value<typeof MulticastListenerQuery>;
export type MulticastListenerQueryDraft = Draft<typeof MulticastListenerQuery>;
export const multicastListenerQuery = builder(MulticastListenerQuery);

export const MulticastListenerReport = message('multicastListenerReport', 'RFC2710:3', { ...icmpv6Header(131), ...version1 }, traits);
export type MulticastListenerReport = Value<typeof MulticastListenerReport>;
export type MulticastListenerReportDraft = Draft<typeof MulticastListenerReport>;
export const multicastListenerReport = builder(MulticastListenerReport);

export const MulticastListenerDone = message('multicastListenerDone', 'RFC2710:3', { ...icmpv6Header(132), ...version1 }, traits);
export type MulticastListenerDone = Value<typeof MulticastListenerDone>;
export type MulticastListenerDoneDraft = Draft<typeof MulticastListenerDone>;
export const multicastListenerDone = builder(MulticastListenerDone);

export const MulticastListenerQuery2 = message(
  'multicastListenerQuery2',
  'RFC3810:5.1',
  {
    ...icmpv6Header(130),
    maximumResponseCode: u16(),
    reserved: u16(),
    multicastAddress: ipv6Address(),
    reserved2: bits(4, { title: 'Reserved' }),
    suppress: flag({ title: 'Suppress router-side processing' }),
    querierRobustness: bits(3, { initial: 2 }),
    queryIntervalCode: u8({ initial: 125 }),
    numberOfSources: u16({ counts: 'sources' }),
    sources: addressesCountedBy('numberOfSources'),
    surplus: surplus({ title: 'Additional data' }),
  },
  { ...traits, title: 'Multicast Listener Query, version 2' },
);
export type MulticastListenerQuery2 = Value<typeof MulticastListenerQuery2>;
export type MulticastListenerQuery2Draft = Draft<typeof MulticastListenerQuery2>;
export const multicastListenerQuery2 = builder(MulticastListenerQuery2);

/** RFC 3810 section 5.2.12. */
const RECORD_TYPES = {
  1: 'MODE_IS_INCLUDE',
  2: 'MODE_IS_EXCLUDE',
  3: 'CHANGE_TO_INCLUDE_MODE',
  4: 'CHANGE_TO_EXCLUDE_MODE',
  5: 'ALLOW_NEW_SOURCES',
  6: 'BLOCK_OLD_SOURCES',
};

export const MulticastAddressRecord = message('multicastAddressRecord', 'RFC3810:5.2', {
  recordType: u8({ initial: 4, words: RECORD_TYPES }),
  auxDataLength: u8({ counts: 'auxData', unitOctets: 4, unit: 'x 4 octets' }),
  numberOfSources: u16({ counts: 'sources' }),
  multicastAddress: ipv6Address(),
  sources: addressesCountedBy('numberOfSources'),
  auxData: octetsCountedBy('auxDataLength', { title: 'Auxiliary data' }),
});
export type MulticastAddressRecord = Value<typeof MulticastAddressRecord>;
export type MulticastAddressRecordDraft = Draft<typeof MulticastAddressRecord>;

export const MulticastListenerReport2 = message(
  'multicastListenerReport2',
  'RFC3810:5.2',
  {
    ...icmpv6Header(143),
    reserved: u16(),
    numberOfRecords: u16({ counts: 'records' }),
    records: recordsCountedBy('numberOfRecords', MulticastAddressRecord),
    surplus: surplus({ title: 'Additional data' }),
  },
  { ...traits, title: 'Multicast Listener Report, version 2' },
);
export type MulticastListenerReport2 = Value<typeof MulticastListenerReport2>;
export type MulticastListenerReport2Draft = Draft<typeof MulticastListenerReport2>;
export const multicastListenerReport2 = builder(MulticastListenerReport2);

/** RFC 3810 section 5.1.3: the delay in milliseconds that a Maximum Response Code of 16 bits stands for. */
export const responseDelayOfCode = (code: number): number =>
  code < 0x8000 ? code : ((code & 0x0fff) | 0x1000) << (((code >> 12) & 7) + 3);

/** RFC 3810 section 5.1.9: the interval in seconds that a Querier's Query Interval Code of 8 bits stands for. */
export const queryIntervalOfCode = (code: number): number => (code < 0x80 ? code : ((code & 0x0f) | 0x10) << (((code >> 4) & 7) + 3));
