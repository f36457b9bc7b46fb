import { formatAddress, isLoopback, isMulticast, isUnspecified, type Address } from '../net/address.js';
import { Routing0 } from '../wire/extension-headers.js';
import type { Layer } from '../wire/frame.js';
import { isV4Mapped, scopeOf } from './address-scope.js';
import { forward, type Onward } from './forwarding/forward.js';
import { hasHopsLeft, oneHopLess } from './forwarding/hop-limit.js';
import { DESTINATION_OFFSET } from './header-offsets.js';
import { ERRONEOUS_FIELD } from './malformed-header.js';
import { pointerTo } from './pointers.js';
import type { ReceivedPacket } from './services.js';

/** Octets of the header in front of the addresses, and of each address. */
const FIXED_OCTETS = Routing0.encode().length;
const ADDRESS_OCTETS = 16;
const SEGMENTS_LEFT_OFFSET = Routing0.compiled.layout.offsets.get('segmentsLeft')?.offset ?? 0;

/**
 * RFC 2460 section 4.4: the packet goes on to the next address of its Routing header of type 0. RFC 5095 withdrew that.
 * Segments are left.
 */
export function followSourceRoute(packet: ReceivedPacket, layer: Layer, path: string): void {
  const { context, name } = packet.iface;
  const { hdrExtLen, segmentsLeft, addresses } = layer.value as Routing0;
  const problem = (field: string): void =>
    packet.iface.errors.report(packet, {
      kind: 'parameter-problem',
      code: ERRONEOUS_FIELD,
      pointer: pointerTo(packet, `${path}.${field}`),
    });
  if (hdrExtLen % 2 !== 0 && context.refuse('source-route-length', name, `${hdrExtLen}`)) return problem('hdrExtLen');
  if (segmentsLeft > addresses.length && context.refuse('source-route-segments', name, `${segmentsLeft}`)) return problem('segmentsLeft');
  const index = Math.max(0, addresses.length - segmentsLeft);
  const next = addresses[index];
  if (next === undefined || !mayGoTo(packet, next)) return;
  resubmit(packet, { destination: next, rewrite: (octets) => swap(octets, layer.offset - packet.decoded.packetOffset, index) });
}

function mayGoTo(packet: ReceivedPacket, next: Address): boolean {
  const { context, name } = packet.iface;
  const text = formatAddress(next);
  if ((isMulticast(next) || isMulticast(packet.destination)) && context.refuse('source-route-multicast', name, text)) return false;
  const isNoNode = isUnspecified(next) || isLoopback(next) || isV4Mapped(next);
  if (isNoNode && context.refuse('source-route-address', name, text)) return false;
  return scopeOf(next) >= scopeOf(packet.destination) || !context.refuse('source-route-scope', name, text);
}

/** Destination and next address change places, and one segment less is left. */
function swap(octets: Uint8Array, header: number, index: number): void {
  const place = header + FIXED_OCTETS + ADDRESS_OCTETS * index;
  const next = octets.slice(place, place + ADDRESS_OCTETS);
  octets.copyWithin(place, DESTINATION_OFFSET, DESTINATION_OFFSET + ADDRESS_OCTETS);
  octets.set(next, DESTINATION_OFFSET);
  octets[header + SEGMENTS_LEFT_OFFSET] = (octets[header + SEGMENTS_LEFT_OFFSET] ?? 0) - 1;
}

/** "Resubmit the packet to the IPv6 module for transmission to the new destination": also by a host, which forwards nothing else. */
function resubmit(packet: ReceivedPacket, onward: Onward): void {
  const { iface, source } = packet;
  const { context, name, neighbors, routes } = iface;
  const { destination } = onward;
  const isOwn = iface.addresses.find(destination) !== undefined || context.routing.holder(destination) !== undefined;
  if (iface.variables.isRouter && !isOwn) return forward(packet, onward);
  if (!hasHopsLeft(packet)) return;
  const octets = oneHopLess(packet);
  onward.rewrite(octets);
  if (isOwn) return iface.loopBack(octets);
  const nextHop = routes.nextHop(destination, source);
  if (nextHop === undefined) return void context.refuse('no-route', name, formatAddress(destination));
  neighbors.transmit(nextHop, { source, destination, octets, inTransit: packet });
}
