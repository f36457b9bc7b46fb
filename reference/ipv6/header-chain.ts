import { isMulticast } from '../net/address.js';
import { DestinationOptions, Fragment, HopByHop, NoNextHeader } from '../wire/extension-headers.js';
import type { Layer } from '../wire/frame.js';
import { Ipv6 } from '../wire/ipv6.js';
import { PadN, type Ipv6Option } from '../wire/ipv6-options.js';
import { PROTOCOL } from '../wire/protocol-numbers.js';
import { Udp } from '../wire/udp.js';
import { receiveIcmpv6 } from './icmpv6-input.js';
import { mayBeFragment, mayHaveJumboOption, understandsJumbograms } from './jumbograms.js';
import { pointerTo } from './pointers.js';
import type { ReceivedPacket } from './services.js';
import { receiveUdp } from '../transport/udp/udp-input.js';

/** RFC 4443 section 3.4: codes of Parameter Problem. */
const ERRONEOUS_FIELD = 0;
const UNRECOGNIZED_NEXT_HEADER = 1;
const UNRECOGNIZED_OPTION = 2;

/** Takes a packet that is a fragment; `announcedBy` is the path of the Next Header field before the Fragment header. */
export type TakeFragment = (packet: ReceivedPacket, layer: Layer, announcedBy: string) => void;

/** Processes the headers of a packet strictly in order (RFC 8200 section 4) and delivers what they carry. */
export function processHeaders(packet: ReceivedPacket, takeFragment: TakeFragment): void {
  const { layers } = packet.decoded;
  const first = layers.findIndex(({ message }) => message === Ipv6) + 1;
  const seen = new Map<string, number>();
  let announcedBy = 'ipv6.nextHeader';
  let fragmented = packet.fragmented;
  for (let index = first; index < layers.length; index++) {
    const layer = layers[index] as Layer;
    if (!isExtensionHeader(layer))
      return deliver(fragmented === packet.fragmented ? packet : { ...packet, fragmented }, layer, announcedBy);
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

/** What a router looks at in a packet for somebody else, where it is configured to: its Hop-by-Hop Options (RFC 8200 section 4.3). */
export function hopByHopPasses(packet: ReceivedPacket): boolean {
  const { layers } = packet.decoded;
  const next = layers[layers.findIndex(({ message }) => message === Ipv6) + 1];
  return next?.message !== HopByHop || passes(packet, next, `${next.name}[0]`);
}

const isExtensionHeader = (layer: Layer): boolean =>
  layer.message === HopByHop || layer.message === DestinationOptions || layer.message === Fragment || layer.message.family === 'routing';

/** Whether processing goes on behind an extension header. */
function passes(packet: ReceivedPacket, layer: Layer, name: string): boolean {
  if (layer.message === HopByHop || layer.message === DestinationOptions) {
    const { options = [] } = layer.value as { readonly options?: readonly Ipv6Option[] };
    for (const [index, option] of options.entries())
      if (!optionPasses(packet, layer, option, `${name}.options[${index}].type`)) return false;
    if (layer.partial) return malformed(packet);
  }
  if (layer.message.family === 'routing') return routingPasses(packet, layer, name);
  return !layer.partial || malformed(packet);
}

/** Options that have a meaning in both headers; the limit of RFC 2473 concerns tunnel entries only, and its type says "skip" anyway. */
const UNDERSTOOD: ReadonlySet<string> = new Set(['pad1', 'padN']);

function optionPasses(packet: ReceivedPacket, { message }: Layer, { kind, type }: Ipv6Option, path: string): boolean {
  if (UNDERSTOOD.has(kind) || (message === HopByHop && kind === 'routerAlert')) return true;
  const isLength = message === HopByHop && kind === 'jumboPayload' && understandsJumbograms(packet.iface);
  return isLength ? mayHaveJumboOption(packet, pointerTo(packet, path)) : mayPass(packet, type, path);
}

/** RFC 8200 section 4.2: what the two highest bits of an unrecognized option's type want done. */
function mayPass(packet: ReceivedPacket, type: number, path: string): boolean {
  const { context, name } = packet.iface;
  const detail = `type 0x${type.toString(16)}`;
  const report = (evenToMulticast: boolean): void =>
    packet.iface.errors.report(packet, {
      kind: 'parameter-problem',
      code: UNRECOGNIZED_OPTION,
      pointer: pointerTo(packet, path),
      evenToMulticast,
    });
  switch (type >> 6) {
    case 0:
      return true;
    case 1:
      return !context.refuse('option-discard', name, detail);
    case 2:
      if (!context.refuse('option-report', name, detail)) return true;
      report(true);
      return false;
    default:
      if (!context.refuse('option-report-unicast', name, detail)) return true;
      if (!isMulticast(packet.destination) || !context.refuse('error-multicast-destination', name)) report(false);
      return false;
  }
}

/** RFC 8200 section 4.4 and RFC 5095 section 3: no routing type is recognized here. */
function routingPasses(packet: ReceivedPacket, layer: Layer, name: string): boolean {
  const { context, name: port } = packet.iface;
  const { segmentsLeft = 0, routingType } = layer.value as { readonly segmentsLeft?: number; readonly routingType?: number };
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

/** An extension header or an option that runs past its end: RFC 4443 section 3.4. Never passes. */
function malformed(packet: ReceivedPacket): false {
  const { stopped, packetOffset } = packet.decoded;
  const { context, name } = packet.iface;
  const isOption = stopped?.path.includes('.options') ?? false;
  context.refuse(isOption ? 'option-malformed' : 'header-truncated', name, stopped?.path);
  const start = (stopped?.offset ?? packetOffset) - packetOffset;
  packet.iface.errors.report(packet, {
    kind: 'parameter-problem',
    code: ERRONEOUS_FIELD,
    pointer: start + lengthOffset(stopped?.path ?? ''),
  });
  return false;
}

/** What is wrong with a structure that does not fit is the field with its length. */
function lengthOffset(path: string): number {
  const field = path.endsWith(']')
    ? PadN.compiled.layout.offsets.get('length')
    : path.includes('.')
      ? undefined
      : DestinationOptions.compiled.layout.offsets.get('hdrExtLen');
  return field?.offset ?? 0;
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
