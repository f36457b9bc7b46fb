import { internetChecksum, upperLayerChecksum } from '../net/checksum.js';
import { Ethernet, ethernet, VlanTag, vlanTag } from './ethernet.js';
import { DestinationOptions, Routing4 } from './extension-headers.js';
import { Ipv4 } from './ipv4.js';
import { Ipv6 } from './ipv6.js';
import { misfit, patchNumber } from './kit/compile-encoder.js';
import type { Auto } from './kit/field.js';
import type { LinkedNumber } from './kit/layout.js';
import { putChecksum, type Draft } from './kit/message.js';
import { EncodeMistake, writer, written, type Writer } from './kit/writer.js';
import type { LayerDraft } from './layer-draft.js';
import { valueAt } from './paths.js';
import { decodeFrame, decodePacket } from './decode-frame.js';
import { PROTOCOL } from './protocol-numbers.js';

/** A frame to be sent: its layers and their octets. */
export interface FrameDraft {
  readonly layers: readonly LayerDraft[];
  /** From the first layer as given. */
  readonly octets: Uint8Array;
  /** From the first IPv6 or IPv4 header. */
  readonly packet: Uint8Array;
  /** Octets from the IPv6 header to a field, as Parameter Problem pointers count; throws when the frame has no such field. */
  offsetOf(path: string): number;
  /** The first octets of the packet. */
  upTo(octets: number): Uint8Array;
}

/**
 * Encodes layers into a frame. What a layer leaves out is default or computed: Next Header and EtherType from the layer
 * that follows, lengths from what is sent, hop limit from the message, checksums from the pseudo-header with the final
 * destination. What it gives is literal.
 */
export function frame(...layers: readonly LayerDraft[]): FrameDraft {
  const octets = encodeLayers(layers);
  const packetOffset = octets.offsets[layers.findIndex(isNetwork)] ?? 0;
  const packet = octets.octets.subarray(packetOffset);
  return {
    layers,
    octets: octets.octets,
    packet,
    offsetOf(path) {
      const found = valueAt(layers[0]?.message === Ethernet ? decodeFrame(octets.octets) : decodePacket(octets.octets), path);
      if (!found.found) throw new Error(`the frame has no ${path}`);
      return found.offset - packetOffset;
    },
    upTo: (count) => packet.subarray(0, count),
  };
}

const isNetwork = ({ message }: LayerDraft): boolean => message === Ipv6 || message === Ipv4;

/** The frame with an Ethernet header (and a VLAN tag when given) before its first layer. */
export function withEthernet(
  draft: FrameDraft,
  link: { readonly source: Uint8Array; readonly destination: Uint8Array; readonly vlan?: number | Draft<typeof VlanTag> },
): FrameDraft {
  const { vlan } = link;
  const tags = vlan === undefined ? [] : [vlanTag(typeof vlan === 'number' ? { vlanIdentifier: vlan } : vlan)];
  return frame(ethernet({ source: link.source, destination: link.destination }), ...tags, ...draft.layers);
}

interface Encoded {
  readonly octets: Uint8Array;
  /** Of each layer; one more than there are layers. */
  readonly offsets: readonly number[];
}

function encodeLayers(layers: readonly LayerDraft[]): Encoded {
  const into = writer();
  const offsets: number[] = [];
  for (let i = 0; i < layers.length; i++) {
    const layer = layers[i] as LayerDraft;
    const at = into.length;
    offsets.push(at);
    layer.message.compiled.encode(into, layer.values, layer.message.name);
    patchChain(layers, i, into, at);
    cutTo(into, layer, at);
  }
  offsets.push(into.length);
  const outside = layers.findIndex((layer) => layer.outside);
  const end = outside < 0 ? into.length : (offsets[outside] ?? into.length);
  const octets = written(into);
  for (let i = 0; i < layers.length; i++) patchRemainder(layers[i] as LayerDraft, octets, offsets[i] ?? 0, end);
  for (let i = layers.length - 1; i >= 0; i--) patchChecksum(layers, i, octets, offsets, end);
  return { octets, offsets };
}

/** Fills in what follows from the other layers, but for lengths: what comes next, and the hop limit. */
function patchChain(layers: readonly LayerDraft[], index: number, into: Writer, at: number): void {
  const { message, values } = layers[index] as LayerDraft;
  const { linked } = message.compiled.layout;
  for (let i = 0; i < linked.length; i++) {
    const { name, spec, offset, octets } = linked[i] as LinkedNumber;
    if (values[name] !== undefined) continue;
    const value = chained(layers, index, spec.auto);
    if (value === undefined) continue;
    if (value > 0xffffffff >>> (32 - spec.bits)) misfit(value, spec.bits, `${message.name}.${name}`);
    patchNumber(into.octets, at + offset, octets, value);
  }
}

function chained(layers: readonly LayerDraft[], index: number, auto: Auto | undefined): number | undefined {
  if (auto === 'nextHeader') return layers[index + 1]?.announcedAs ?? PROTOCOL.noNextHeader;
  if (auto === 'etherType') return etherTypeOf(layers[index + 1]);
  return auto === 'hopLimit' ? hopLimitOf(layers, index + 1) : undefined;
}

/** A layer that is announced by both numbers (IPv6 in a tunnel and on a link) has its EtherType in its traits. */
const etherTypeOf = (layer: LayerDraft | undefined): number | undefined => layer?.message.traits.etherType ?? layer?.announcedAs;

function hopLimitOf(layers: readonly LayerDraft[], from: number): number | undefined {
  for (let i = from; i < layers.length; i++) {
    const { message } = layers[i] as LayerDraft;
    if (message === Ipv6) return undefined;
    if (message.traits.hopLimit !== undefined) return message.traits.hopLimit;
  }
  return undefined;
}

function cutTo(into: Writer, layer: LayerDraft, at: number): void {
  if (layer.sent === undefined) return;
  if (layer.sent > into.length - at) throw new EncodeMistake(`cannot cut ${into.length - at} octets to ${layer.sent}`, layer.message.name);
  into.length = at + layer.sent;
}

function patchRemainder(layer: LayerDraft, octets: Uint8Array, at: number, end: number): void {
  const { linked } = layer.message.compiled.layout;
  for (let i = 0; i < linked.length; i++) {
    const { name, spec, offset, octets: size } = linked[i] as LinkedNumber;
    if (spec.auto !== 'remainder' || layer.values[name] !== undefined) continue;
    if (layer.sent !== undefined && layer.sent < offset + size) continue;
    patchNumber(octets, at + offset, size, end - at - (spec.minus ?? 0));
  }
}

function patchChecksum(layers: readonly LayerDraft[], index: number, octets: Uint8Array, offsets: readonly number[], end: number): void {
  const layer = layers[index];
  const at = offsets[index] ?? 0;
  const field = layer?.message.compiled.layout.checksumOffset ?? -1;
  if (!layer || field < 0 || layer.values['checksum'] !== undefined) return;
  if (layer.sent !== undefined && layer.sent < field + 2) return;
  if (layer.message.traits.checksum === 'structure') {
    const to = layer.message === Ipv4 ? (offsets[index + 1] ?? end) : end;
    return putChecksum(octets, at + field, internetChecksum(octets, at, to), layer.message);
  }
  const addresses = pseudoAddresses(layers, index, octets, offsets);
  if (!addresses) return;
  const { source, destination } = addresses;
  const pseudo = { source, destination, nextHeader: layer.message.traits.nextHeader ?? 0 };
  putChecksum(octets, at + field, upperLayerChecksum(octets, at, end, pseudo), layer.message);
}

/** The addresses of the pseudo-header of layer `index`: those of the IPv6 header before it, as Routing headers and Home Address options change them. */
function pseudoAddresses(
  layers: readonly LayerDraft[],
  index: number,
  octets: Uint8Array,
  offsets: readonly number[],
): { readonly source: Uint8Array; readonly destination: Uint8Array } | undefined {
  let header = index - 1;
  while (header >= 0 && !isNetwork(layers[header] as LayerDraft)) header--;
  if (header < 0) return undefined;
  const at = offsets[header] ?? 0;
  if (layers[header]?.message === Ipv4)
    return { source: octets.subarray(at + 12, at + 16), destination: octets.subarray(at + 16, at + 20) };
  if ((offsets[header + 1] ?? 0) - at < 40) return undefined;
  let source = octets.subarray(at + 8, at + 24);
  let destination = octets.subarray(at + 24, at + 40);
  for (const { message, values } of layers.slice(header + 1, index)) {
    if (message === DestinationOptions) source = homeAddressIn(values) ?? source;
    if (message.family === 'routing') destination = finalDestination(message === Routing4, values) ?? destination;
  }
  return { source, destination };
}

function homeAddressIn(values: LayerDraft['values']): Uint8Array | undefined {
  const options = (values['options'] ?? []) as readonly { readonly kind?: string; readonly homeAddress?: Uint8Array }[];
  return options.find(({ kind }) => kind === 'homeAddress')?.homeAddress;
}

/** RFC 8200 section 8.1 and RFC 8754 section 2: the last address of the path, unless no segments are left. */
function finalDestination(isSegmentRouting: boolean, values: LayerDraft['values']): Uint8Array | undefined {
  const addresses = (values['addresses'] ?? values['segments']) as readonly Uint8Array[] | undefined;
  const home = values['homeAddress'] as Uint8Array | undefined;
  if (home) return values['segmentsLeft'] === 0 ? undefined : home;
  if (!addresses || !values['segmentsLeft']) return undefined;
  return isSegmentRouting ? addresses[0] : addresses.at(-1);
}
