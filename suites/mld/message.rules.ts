import { ALL_NODES, formatAddress, isLinkLocal, multicastScope, sameAddress } from '../../reference/net/address.js';
import type { MulticastListenerReport, MulticastListenerReport2 } from '../../reference/wire/mld.js';
import { broken, KEPT, MLD, type FrameRule, type ObservedPacket, type Outcome } from '../kit/rule.js';
import { alertsRouters } from './records-seen.js';

const INTERFACE_LOCAL = 1;

const fromLinkLocal = ({ source }: ObservedPacket): Outcome =>
  isLinkLocal(source) ? KEPT : broken(`comes from ${formatAddress(source)}`, 'ipv6.source');

/** RFC 3810 section 6: nothing is ever reported about ff02::1 and about groups of scope 0 and 1. */
const isNeverReported = (group: Uint8Array): boolean => multicastScope(group) <= INTERFACE_LOCAL || sameAddress(group, ALL_NODES);

function reportsGroups(packet: ObservedPacket): Outcome {
  const { name } = packet.message;
  const wrong = (group: Uint8Array, path: string): Outcome => broken(`reports ${formatAddress(group)}`, path);
  if (name !== 'multicastListenerReport2') {
    const { multicastAddress } = packet.message.value as MulticastListenerReport;
    return isNeverReported(multicastAddress) ? wrong(multicastAddress, `${name}.multicastAddress`) : KEPT;
  }
  const { records } = packet.message.value as MulticastListenerReport2;
  const at = records.findIndex(({ multicastAddress }) => isNeverReported(multicastAddress));
  const record = records[at];
  return record ? wrong(record.multicastAddress, `${name}.records[${at}].multicastAddress`) : KEPT;
}

/** RFC 3810 section 5 and RFC 2710 section 3: what every Multicast Listener Discovery message looks like. */
export const mldRules: readonly FrameRule[] = [
  {
    id: 'mld.message.hop-limit',
    requirement: 'mld-report-hl1-ra',
    title: 'is sent with hop limit 1',
    on: MLD,
    reads: 'headers',
    check: ({ ipv6 }) => (ipv6.hopLimit === 1 ? KEPT : broken(`hop limit ${ipv6.hopLimit}, wanted 1`, 'ipv6.hopLimit')),
  },
  {
    id: 'mld.message.router-alert',
    requirement: 'mld-report-hl1-ra',
    title: 'carries the Router Alert option',
    on: MLD,
    reads: 'headers',
    check: (packet) => (alertsRouters(packet) ? KEPT : broken('has no Router Alert option with value 0', 'hopByHop.options.routerAlert')),
  },
  {
    id: 'mld.report.source',
    requirement: 'mld-report-linklocal-src',
    title: 'reports from a link-local address, or from ::',
    on: ['mld-report', 'mld-done'],
    reads: 'headers',
    check: (packet) => (packet.fromUnspecified ? KEPT : fromLinkLocal(packet)),
  },
  {
    id: 'mld.query.source',
    requirement: 'mld-query-linklocal-src',
    title: 'asks from a link-local address',
    on: ['mld-query'],
    reads: 'headers',
    check: fromLinkLocal,
  },
  {
    id: 'mld.report.groups',
    requirement: 'mld-no-allnodes',
    title: 'reports neither ff02::1 nor groups of scope 0 or 1',
    on: ['mld-report', 'mld-done'],
    reads: 'message',
    check: reportsGroups,
  },
];
