import { formatAddress, isLinkLocal, isUnspecified, type Address } from '../net/address.js';
import { milliseconds, type Duration } from '../time.js';
import { HopByHop } from '../wire/extension-headers.js';
import { layer as layerOf, type Layer } from '../wire/frame.js';
import { MulticastListenerQuery, MulticastListenerQuery2, MulticastListenerReport } from '../wire/mld.js';
import type { ReceivedPacket } from './services.js';

/** RFC 3810 section 6.2, and RFC 2710 section 4 for version 1. Messages for routers are discarded. */
export function receiveListenerMessage(packet: ReceivedPacket, layer: Layer): void {
  const { iface } = packet;
  if (layer.message === MulticastListenerReport) {
    const { multicastAddress: group } = layer.value as MulticastListenerReport;
    return iface.groups.receive({ kind: 'report', group });
  }
  if (layer.message === MulticastListenerQuery) {
    const { maximumResponseDelay, multicastAddress, surplus } = layer.value as MulticastListenerQuery;
    if (surplus !== undefined && iface.context.refuse('mld-length', iface.name)) return;
    return receiveQuery(packet, 1, milliseconds(maximumResponseDelay), multicastAddress);
  }
  if (layer.message === MulticastListenerQuery2) {
    const { maximumResponseCode, multicastAddress } = layer.value as MulticastListenerQuery2;
    return receiveQuery(packet, 2, maximumResponseDelay(maximumResponseCode), multicastAddress);
  }
  iface.context.refuse('mld-not-for-listeners', iface.name, layer.name);
}

function receiveQuery(packet: ReceivedPacket, version: 1 | 2, maximumResponseDelay: Duration, group: Address): void {
  const { iface } = packet;
  const { context, name } = iface;
  if (packet.hopLimit !== MulticastListenerQuery2.traits.hopLimit && context.refuse('mld-hop-limit', name, `${packet.hopLimit}`)) return;
  if (!isLinkLocal(packet.source) && context.refuse('mld-source', name, formatAddress(packet.source))) return;
  const alerted = layerOf(packet.decoded, HopByHop)?.options?.some(({ kind }) => kind === 'routerAlert') ?? false;
  if (!alerted && context.refuse('mld-router-alert', name)) return;
  iface.groups.receive({ kind: 'query', version, maximumResponseDelay, ...(!isUnspecified(group) && { group }) });
}

/** RFC 3810 section 5.1.3: from 32768 on, (mant | 0x1000) << (exp + 3). */
function maximumResponseDelay(code: number): Duration {
  if (code < 0x8000) return milliseconds(code);
  return milliseconds(((code & 0x0fff) | 0x1000) << (((code >> 12) & 0x7) + 3));
}
