import { addressKey, isLinkLocal, isUnspecified } from '../../reference/net/address.js';
import { milliseconds, seconds, sum, times, type Duration } from '../../reference/time.js';
import type { Ipv6Option } from '../../reference/wire/ipv6-options.js';
import {
  queryIntervalOfCode,
  responseDelayOfCode,
  type MulticastListenerQuery,
  type MulticastListenerQuery2,
  type MulticastListenerReport,
  type MulticastListenerReport2,
} from '../../reference/wire/mld.js';
import type { ObservedPacket } from '../kit/rule.js';
import { RECORD } from './constants.js';

/** RFC 2711 section 2.1: the value that announces Multicast Listener Discovery. */
const ROUTER_ALERT_MLD = 0;

export function alertsRouters({ decoded }: ObservedPacket): boolean {
  const header = decoded.layers.find(({ name }) => name === 'hopByHop');
  const options = (header?.value as { readonly options?: readonly Ipv6Option[] } | undefined)?.options ?? [];
  return options.some((option) => option.kind === 'routerAlert' && option.value === ROUTER_ALERT_MLD);
}

/** What a report says about one group. */
export interface RecordSeen {
  readonly group: string;
  /** Of version 2; a report of version 1 counts as one that the group is listened to, a Done as the opposite. */
  readonly type: number;
  readonly version: 1 | 2;
  /** Whether the node listens afterwards; undefined where only a part of the sources was blocked. */
  readonly listens: boolean | undefined;
}

const listensAfter = (type: number, sources: number): boolean | undefined => {
  if (type === RECORD.block) return undefined;
  return type === RECORD.toInclude || type === RECORD.isInclude ? sources > 0 : true;
};

/** Several rules ask about the same packet, one after the other. */
let lastAsked: { readonly value: unknown; readonly records: readonly RecordSeen[] } = { value: undefined, records: [] };

/** The groups of a whole report or Done message. */
export function recordsOf(packet: ObservedPacket): readonly RecordSeen[] {
  const { value } = packet.message;
  if (lastAsked.value !== value) lastAsked = { value, records: readRecords(packet) };
  return lastAsked.records;
}

function readRecords({ kind, message }: ObservedPacket): readonly RecordSeen[] {
  if (message.name === 'multicastListenerReport2')
    return (message.value as MulticastListenerReport2).records
      .filter(({ recordType }) => recordType >= RECORD.isInclude && recordType <= RECORD.block)
      .map(({ recordType: type, multicastAddress, sources }) => ({
        group: addressKey(multicastAddress),
        type,
        version: 2,
        listens: listensAfter(type, sources.length),
      }));
  const group = addressKey((message.value as MulticastListenerReport).multicastAddress);
  const done = kind === 'mld-done';
  return [{ group, type: done ? RECORD.toInclude : RECORD.isExclude, version: 1, listens: !done }];
}

export interface QuerySeen {
  readonly version: 1 | 2;
  /** Undefined for a General Query. */
  readonly group: string | undefined;
  readonly asksForSources: boolean;
  readonly longestDelay: Duration;
  /** RFC 3810 section 9.12, of a query of version 2. */
  readonly olderQuerierTimeout: Duration | undefined;
  /** 0 where the query does not say. */
  readonly robustness: number;
}

/** A query that a listener must not discard: RFC 3810 section 6.2, RFC 2710 section 5. Undefined for any other. */
export function queryOf(packet: ObservedPacket): QuerySeen | undefined {
  const { message, ipv6, source } = packet;
  if (!packet.whole || message.checksum === 'bad' || ipv6.hopLimit !== 1 || !isLinkLocal(source) || !alertsRouters(packet))
    return undefined;
  if (message.name === 'multicastListenerQuery') {
    const { maximumResponseDelay, multicastAddress, surplus } = message.value as MulticastListenerQuery;
    // RFC 3810 section 8.1: neither of version 1 nor of version 2.
    if (surplus !== undefined && surplus.length > 0) return undefined;
    const longestDelay = milliseconds(maximumResponseDelay);
    return {
      version: 1,
      group: groupOf(multicastAddress),
      asksForSources: false,
      longestDelay,
      olderQuerierTimeout: undefined,
      robustness: 0,
    };
  }
  const query = message.value as MulticastListenerQuery2;
  const longestDelay = milliseconds(responseDelayOfCode(query.maximumResponseCode));
  const interval = seconds(queryIntervalOfCode(query.queryIntervalCode));
  return {
    version: 2,
    group: groupOf(query.multicastAddress),
    asksForSources: query.sources.length > 0,
    longestDelay,
    olderQuerierTimeout: sum(times(interval, query.querierRobustness), longestDelay),
    robustness: query.querierRobustness,
  };
}

const groupOf = (group: Uint8Array): string | undefined => (isUnspecified(group) ? undefined : addressKey(group));
