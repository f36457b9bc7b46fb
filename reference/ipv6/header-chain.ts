import { DestinationOptions, Fragment, HopByHop, isExtensionHeader, NoNextHeader, Routing0 } from '../wire/extension-headers.js';
import type { Layer } from '../wire/frame.js';
import { Ipv6 } from '../wire/ipv6.js';
import { PROTOCOL } from '../wire/protocol-numbers.js';
import { Udp } from '../wire/udp.js';
import { receiveIcmpv6 } from './icmpv6-input.js';
import { mayBeFragment } from './jumbograms.js';
import { ERRONEOUS_FIELD, malformed } from './malformed-header.js';
import { optionsPass } from './option-input.js';
import { pointerTo } from './pointers.js';
import type { ReceivedPacket } from './services.js';
import { followSourceRoute } from './source-route.js';
import { receiveUdp } from '../transport/udp/udp-input.js';

/** RFC 4443 section 3.4: codes of Parameter Problem. */
const UNRECOGNIZED_NEXT_HEADER = 1;

/** Takes a packet that is a fragment; `announcedBy` is the path of the Next Header field before the Fragment header. */
export type TakeFragment = (packet: ReceivedPacket, layer: Layer, announcedBy: string) => void;

/** Processes the headers of a packet strictly in order (RFC 8200 section 4) and delivers what they carry. */
export function processHeaders(packet: ReceivedPacket, takeFragment: TakeFragment): void {
  const { layers } = packet.decoded;
  const first = layers.findIndex(({ message }) => message === Ipv6) + 1;
  const limit = packet.iface.variables.constants.EXTENSION_HEADER_LIMIT || Infinity;
  const seen = new Map<string, number>();
  let announcedBy = 'ipv6.nextHeader';
  let fragmented = packet.fragmented;
  for (let index = first; index < layers.length; index++) {
    const layer = layers[index] as Layer;
    if (!isExtensionHeader(layer))
      return deliver(fragmented === packet.fragmented ? packet : { ...packet, fragmented }, layer, announcedBy);
    if (index - first >= limit) return void packet.iface.context.refuse('header-limit', packet.iface.name);
    const nth = seen.get(layer.name) ?? 0;
    seen.set(layer.name, nth + 1);
    const name = `${layer.name}[${nth}]`;
    if (layer.message === HopByHop && index > first) return unrecognizedNextHeader(packet, announcedBy);
    if (!passes(packet, layer, name)) return;
    if (layer.message === Fragment) {
      if (!mayBeFragment(packet, layer.offset - packet.decoded.packetOffset)) return;
      fragmented = true;
      const { fragmentOffset, moreFragments } = layer.value as Fragment;
      // RFC 6946 section 4: an atomic fragment is a whole packet, whatever else is being put together.
      if (fragmentOffset !== 0 || moreFragments) return takeFragment(packet, layer, announcedBy);
    }
    announcedBy = `${name}.nextHeader`;
  }
  truncated(packet, announcedBy);
}

/** Whether processing goes on behind an extension header. */
function passes(packet: ReceivedPacket, layer: Layer, name: string): boolean {
  if (layer.message === HopByHop || layer.message === DestinationOptions) return optionsPass(packet, layer, name);
  if (layer.message.family === 'routing') return routingPasses(packet, layer, name);
  return !layer.partial || malformed(packet);
}

/** RFC 8200 section 4.4 and RFC 5095 section 3: no routing type is recognized here, but for type 0 where RFC 2460 rules. */
function routingPasses(packet: ReceivedPacket, layer: Layer, name: string): boolean {
  const { context, name: port, variables } = packet.iface;
  const { segmentsLeft = 0, routingType } = layer.value as { readonly segmentsLeft?: number; readonly routingType?: number };
  if (segmentsLeft > 0 && layer.message === Routing0 && !layer.partial && variables.features.sourceRoutes) {
    followSourceRoute(packet, layer, name);
    return false;
  }
  if (segmentsLeft > 0 && context.refuse('routing-segments-left', port, `type ${routingType}`)) {
    packet.iface.errors.report(packet, {
      kind: 'parameter-problem',
      code: ERRONEOUS_FIELD,
      pointer: pointerTo(packet, `${name}.routingType`),
    });
    return false;
  }
  return !layer.partial || malformed(packet);
}

function deliver(packet: ReceivedPacket, layer: Layer, announcedBy: string): void {
  const { context, name } = packet.iface;
  const receive = layer.message.family === 'icmpv6' ? receiveIcmpv6 : layer.message === Udp ? receiveUdp : undefined;
  if (receive !== undefined) {
    context.count('ipv6.delivered');
    return receive(packet, layer);
  }
  if (context.tunnels.receive(packet, layer)) return context.count('ipv6.delivered');
  if (layer.message === NoNextHeader && context.refuse('no-next-header', name)) return;
  unrecognizedNextHeader(packet, announcedBy);
}

function unrecognizedNextHeader(packet: ReceivedPacket, announcedBy: string): void {
  const { context, name, errors } = packet.iface;
  if (!context.refuse('next-header-unrecognized', name, announcedBy)) return;
  errors.report(packet, { kind: 'parameter-problem', code: UNRECOGNIZED_NEXT_HEADER, pointer: pointerTo(packet, announcedBy) });
}

/** Nothing was found behind the last header: the packet ends where it announces more, or the chain is too long. */
function truncated(packet: ReceivedPacket, announcedBy: string): void {
  const { context, name } = packet.iface;
  const { stopped } = packet.decoded;
  if (stopped?.kind === 'limit') return void context.refuse('header-limit', name);
  const last = nextHeaderAt(packet, announcedBy);
  if (last === PROTOCOL.icmpv6) return void context.refuse('icmpv6-truncated', name);
  if (last === PROTOCOL.udp) return void context.refuse('udp-length', name);
  malformed(packet);
}

function nextHeaderAt(packet: ReceivedPacket, path: string): number | undefined {
  const offset = pointerTo(packet, path);
  return packet.decoded.octets[packet.decoded.packetOffset + offset];
}
