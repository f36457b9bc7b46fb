import { formatAddress, isLinkLocal, isMulticast, isUnspecified, type Address } from '../../net/address.js';
import { milliseconds } from '../../time.js';
import { HopByHop } from '../../wire/extension-headers.js';
import { layer as layerOf, type Layer } from '../../wire/frame.js';
import { MulticastListenerQuery, MulticastListenerQuery2, MulticastListenerReport, responseDelayOfCode } from '../../wire/mld.js';
import type { ReceivedPacket } from '../../ipv6/services.js';
import type { ListenerMessage } from './listener-state.js';

type Query = Extract<ListenerMessage, { kind: 'query' }>;

/** RFC 3810 section 6.2, and RFC 2710 section 5 for version 1. Messages for routers are discarded. */
export function receiveListenerMessage(packet: ReceivedPacket, layer: Layer): void {
  const { iface } = packet;
  if (layer.message === MulticastListenerReport) {
    const { multicastAddress: group } = layer.value as MulticastListenerReport;
    if (comesFromLink(packet)) iface.groups.receive({ kind: 'report', group });
    return;
  }
  if (layer.message === MulticastListenerQuery) {
    const { maximumResponseDelay, multicastAddress, surplus } = layer.value as MulticastListenerQuery;
    if (surplus !== undefined && iface.context.refuse('mld-length', iface.name)) return;
    return receiveQuery(packet, multicastAddress, { version: 1, maximumResponseDelay: milliseconds(maximumResponseDelay) });
  }
  if (layer.message === MulticastListenerQuery2) {
    const { maximumResponseCode, multicastAddress, sources } = layer.value as MulticastListenerQuery2;
    // RFC 2710 section 3.4: to a node of version 1 the field is linear, and what follows the group is nothing.
    if (!iface.variables.features.listenerVersion2)
      return receiveQuery(packet, multicastAddress, { version: 1, maximumResponseDelay: milliseconds(maximumResponseCode) });
    const maximumResponseDelay = milliseconds(responseDelayOfCode(maximumResponseCode));
    return receiveQuery(packet, multicastAddress, { version: 2, maximumResponseDelay, sources: sources });
  }
  iface.context.refuse('mld-not-for-listeners', iface.name, layer.name);
}

function receiveQuery(packet: ReceivedPacket, group: Address, query: Omit<Query, 'kind' | 'group'>): void {
  const { iface } = packet;
  const { context, name } = iface;
  if (packet.hopLimit !== MulticastListenerQuery2.traits.hopLimit && context.refuse('mld-hop-limit', name, `${packet.hopLimit}`)) return;
  if (!comesFromLink(packet)) return;
  const alerted = layerOf(packet.decoded, HopByHop)?.options?.some(({ kind }) => kind === 'routerAlert') ?? false;
  if (!alerted && context.refuse('mld-router-alert', name)) return;
  const isGeneral = isUnspecified(group);
  if (!isGeneral && !isMulticast(group) && context.refuse('mld-group', name, formatAddress(group))) return;
  iface.groups.receive({ kind: 'query', ...query, ...(!isGeneral && { group }) });
}

/** RFC 3810 section 5.1.14 for queries, RFC 2710 section 5 for reports too. */
function comesFromLink({ iface, source }: ReceivedPacket): boolean {
  return isLinkLocal(source) || !iface.context.refuse('mld-source', iface.name, formatAddress(source));
}
