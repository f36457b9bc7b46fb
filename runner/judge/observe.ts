import { addressKey, isLinkLocal, isMulticast, isUnspecified, type Address } from '../../reference/net/address.js';
import { isGroupAddress } from '../../reference/net/link-layer-address.js';
import type { Instant } from '../../reference/time.js';
import { decodeFrame, type DecodedFrame, type Layer } from '../../reference/wire/frame.js';
import { Fragment, isExtensionHeader } from '../../reference/wire/extension-headers.js';
import { Ipv6, IPV6_HEADER_OCTETS } from '../../reference/wire/ipv6.js';
import type { LinuxCooked2 } from '../../reference/wire/link-headers.js';
import type { NeighborSolicitation } from '../../reference/wire/nd.js';
import type { Ethernet, VlanTag } from '../../reference/wire/ethernet.js';
import type { CapturedFrame } from '../../suites/kit/captured-frame.js';
import type { FileFrame } from '../links/capture/capture-format.js';
import { ANY_GROUP, type ObservedPacket, type PacketKind, type Station } from '../../suites/kit/rule.js';
import type { AddressKeys } from './address-keys.js';
import type { NodeTable } from './node-table.js';
import { numberOf, type JudgedNode, type JudgedSegment, type Ownership } from './nodes.js';
import { kindOf, type KnownKind } from './packet-kinds.js';

const SENT_BY_US = 4;
const ETHERNET_HARDWARE = 1;
const NO_HEADERS: readonly Layer[] = [];

type Fragmentation = 'none' | 'atomic' | 'fragment';

/** What the headers of a packet say. */
interface Reading {
  readonly ipv6: Ipv6;
  readonly message: Layer;
  readonly known: KnownKind;
  readonly fragmentation: Fragmentation;
  /** Index of the layer behind the IPv6 header. */
  readonly headersAt: number;
  readonly hasExtensionHeaders: boolean;
  readonly sourceKey: string;
  readonly fromUnspecified: boolean;
  /** What is known of the source address. */
  readonly ownership: Ownership | undefined;
}

class Packet implements ObservedPacket {
  readonly frame: number;
  readonly at: Instant;
  readonly kind: PacketKind;
  readonly known: KnownKind;
  readonly segment: JudgedSegment;
  readonly linkSource: Uint8Array | undefined;
  readonly linkDestination: Uint8Array | undefined;
  readonly outgoing: boolean;
  readonly decoded: DecodedFrame;
  readonly ipv6: Ipv6;
  readonly source: Address;
  readonly destination: Address;
  readonly sourceKey: string;
  readonly fromUnspecified: boolean;
  readonly message: Layer;
  readonly whole: boolean;
  readonly cut: boolean;
  readonly fragment: boolean;
  readonly hasFragmentHeader: boolean;
  readonly hasExtensionHeaders: boolean;
  readonly ownership: Ownership | undefined;
  private key: string | undefined;
  private target: string | undefined;
  private headers: readonly Layer[] | undefined;
  private readonly headersAt: number;

  constructor(
    { no, at, originalLength, octets }: JudgedFrame,
    decoded: DecodedFrame,
    { ipv6, message, known, fragmentation, headersAt, hasExtensionHeaders, sourceKey, fromUnspecified, ownership }: Reading,
    { segment, source, destination, outgoing }: LinkView,
    readonly sender: JudgedNode,
    private readonly keys: AddressKeys,
  ) {
    this.frame = no;
    this.at = at;
    this.kind = known.kind;
    this.known = known;
    this.segment = segment;
    this.linkSource = source;
    this.linkDestination = destination;
    this.outgoing = outgoing;
    this.decoded = decoded;
    this.ipv6 = ipv6;
    this.source = ipv6.source;
    this.destination = ipv6.destination;
    this.sourceKey = sourceKey;
    this.fromUnspecified = fromUnspecified;
    this.message = message;
    this.cut = originalLength > octets.length;
    this.fragment = fragmentation === 'fragment';
    this.hasFragmentHeader = fragmentation !== 'none';
    this.headersAt = headersAt;
    this.hasExtensionHeaders = hasExtensionHeaders;
    this.headers = undefined;
    this.whole = !message.partial && decoded.stopped === undefined && !this.fragment && message.message !== Ipv6;
    this.ownership = ownership;
    this.key = undefined;
    this.target = undefined;
  }

  get extensionHeaders(): readonly Layer[] {
    this.headers ??= this.hasExtensionHeaders ? headersFrom(this.decoded.layers, this.headersAt) : NO_HEADERS;
    return this.headers;
  }

  get destinationKey(): string {
    this.key ??= this.keys.of(this.destination);
    return this.key;
  }

  get from(): Station {
    return this.linkSource && this.linkDestination ? numberOf(this.linkSource) : this.sourceKey;
  }

  get to(): Station {
    const { linkSource, linkDestination, destination } = this;
    if (!linkSource || !linkDestination) return isMulticast(destination) ? ANY_GROUP : this.destinationKey;
    return isGroupAddress(linkDestination) ? ANY_GROUP : numberOf(linkDestination);
  }

  get targetKey(): string {
    this.target ??= this.whole && this.known.hasTarget ? this.keys.of((this.message.value as NeighborSolicitation).target) : '';
    return this.target;
  }

  get packetOctets(): number {
    return IPV6_HEADER_OCTETS + this.ipv6.payloadLength;
  }
}

/** Where a frame came from and went, as far as its link type tells. */
export interface LinkView {
  readonly segment: JudgedSegment;
  readonly source: Uint8Array | undefined;
  readonly destination: Uint8Array | undefined;
  readonly outgoing: boolean;
}

/** A frame of any source; files also say which interface it came from. */
export type JudgedFrame = CapturedFrame & Partial<Pick<FileFrame, 'interfaceId'>>;

export type Observed = ObservedPacket & {
  readonly known: KnownKind;
  readonly sender: JudgedNode;
  readonly segment: JudgedSegment;
  readonly ownership: Ownership | undefined;
};

/** Reads a frame as a packet of one of the nodes; undefined when it holds no readable IPv6 header. */
export function observe(frame: JudgedFrame, decoded: DecodedFrame, table: NodeTable): Observed | undefined {
  const { layers } = decoded;
  let at = 0;
  while (at < layers.length && layers[at]?.message !== Ipv6) at += 1;
  const ipv6Layer = layers[at];
  if (!ipv6Layer || ipv6Layer.partial) return undefined;
  return packetAt(at, frame, decoded, linkView(frame, layers, at, table), table);
}

/** The packet whose header is the layer `at` of a frame. */
export function packetAt(at: number, frame: JudgedFrame, decoded: DecodedFrame, link: LinkView, table: NodeTable): Observed {
  const { layers } = decoded;
  const ipv6Layer = layers[at] as Layer;
  const ipv6 = ipv6Layer.value as Ipv6;
  const message = messageAfter(layers, at) ?? ipv6Layer;
  const fromUnspecified = ipv6.source[0] === 0 && isUnspecified(ipv6.source);
  const sourceKey = table.keys.of(ipv6.source);
  const ownership = fromUnspecified ? undefined : link.segment.ownerships.get(sourceKey);
  const known = kindOf(message, ipv6, fromUnspecified);
  const headersAt = at + 1;
  const hasExtensionHeaders = headersAt < layers.length && layers[headersAt] !== message;
  const fragmentation = hasExtensionHeaders ? fragmentationOf(layers, at) : 'none';
  const reading: Reading = { ipv6, message, known, fragmentation, headersAt, hasExtensionHeaders, sourceKey, fromUnspecified, ownership };
  const sender = senderOf(reading, link, frame.at, table);
  sender.frames += 1;
  sender.lastSeen = frame.at;
  if (!sender.linkLayerAddress && link.source) sender.noteVia(link.source);
  const packet = new Packet(frame, decoded, reading, link, sender, table.keys);
  if (sender.frames === 1) sender.cameUp = showsStart(packet);
  if (link.destination) link.segment.showsDestinations = true;
  link.segment.ways.hear(packet.from, packet.to);
  return packet;
}

/** RFC 4862 section 5.4.2: what a node sends first whose interface comes up. */
function showsStart({ fromUnspecified, linkSource, kind, whole, message, sender }: Packet): boolean {
  if (!fromUnspecified || !linkSource || sender.isMany) return false;
  return kind === 'mld-report' || (kind === 'dad-solicitation' && whole && isLinkLocal((message.value as NeighborSolicitation).target));
}

export const decode = (frame: CapturedFrame): DecodedFrame => decodeFrame(frame.octets, frame.linkType);

function messageAfter(layers: readonly Layer[], ipv6At: number): Layer | undefined {
  for (let i = ipv6At + 1; i < layers.length; i++) {
    const layer = layers[i] as Layer;
    if (!isExtensionHeader(layer)) return layer;
  }
  return undefined;
}

function headersFrom(layers: readonly Layer[], from: number): readonly Layer[] {
  let end = from;
  while (end < layers.length && isExtensionHeader(layers[end] as Layer)) end += 1;
  return layers.slice(from, end);
}

function fragmentationOf(layers: readonly Layer[], ipv6At: number): Fragmentation {
  for (let i = ipv6At + 1; i < layers.length; i++) {
    const layer = layers[i] as Layer;
    if (layer.message === Fragment) return isPart(layer) ? 'fragment' : 'atomic';
  }
  return 'none';
}

/** A Fragment header, but that of an atomic fragment. */
export function isPart({ message, value }: Layer): boolean {
  if (message !== Fragment) return false;
  const { fragmentOffset, moreFragments } = value as Partial<Fragment>;
  return fragmentOffset !== 0 || moreFragments !== false;
}

/** The header of the packet stands behind the layers of the link. */
export function linkView(frame: JudgedFrame, layers: readonly Layer[], headerAt: number, table: NodeTable): LinkView {
  const first = layers[0] as Layer;
  const outgoing = frame.direction === 'out';
  const captured = frame.interfaceId ?? 0;
  if (first.name === 'ethernet') {
    const { source, destination } = first.value as Ethernet;
    const segment =
      headerAt === 1
        ? (table.segments.get(captured) ?? table.segment(captured, captured, () => table.nameOf(captured), true))
        : vlanSegment(layers, headerAt, captured, table);
    return { segment, source, destination, outgoing };
  }
  if (first.name === 'linuxCooked' || first.name === 'linuxCooked2') return cookedView(first, captured, table, outgoing);
  const segment = table.segment(`plain ${captured}`, captured, () => table.nameOf(captured), false);
  return { segment, source: undefined, destination: undefined, outgoing };
}

function vlanSegment(layers: readonly Layer[], headerAt: number, captured: number, table: NodeTable): JudgedSegment {
  const tags: number[] = [];
  for (let i = 1; i < headerAt; i++) tags.push((layers[i]?.value as VlanTag).vlanIdentifier);
  const vlan = tags.join('.');
  return table.segment(`${captured} vlan ${vlan}`, captured, () => [table.nameOf(captured), `VLAN ${vlan}`].join(' ').trim(), true);
}

function cookedView(layer: Layer, captured: number, table: NodeTable, outgoing: boolean): LinkView {
  const value = layer.value as LinuxCooked2;
  const isEthernet = value.hardwareType === ETHERNET_HARDWARE && value.addressLength === 6;
  const index = layer.name === 'linuxCooked2' ? value.interfaceIndex : undefined;
  const key = `${captured} cooked ${index ?? ''}${isEthernet ? '' : ' plain'}`;
  // VLAN interfaces and macvlan bridges of one machine share a link-layer address, and version 1 has nothing else to tell them apart.
  const segment = table.segment(key, captured, () => table.nameOf(captured, index), isEthernet, index === undefined);
  const source = isEthernet ? value.address.subarray(0, 6) : undefined;
  return { segment, source, destination: undefined, outgoing: outgoing || value.packetType === SENT_BY_US };
}

function senderOf(reading: Reading, { segment, source }: LinkView, at: Instant, table: NodeTable): JudgedNode {
  const { known, ipv6, sourceKey, fromUnspecified, ownership, message } = reading;
  if (source && (known.staysOnLink || fromUnspecified || isLinkLocal(ipv6.source))) return table.byLinkLayer(segment, source, at);
  if (ownership?.owners.length === 1) return ownership.owners[0] as JudgedNode;
  // Without link-layer addresses, who tests an address is known by that address.
  const target = known.kind === 'dad-solicitation' ? (message.value as Partial<NeighborSolicitation>).target : undefined;
  if (target) return table.byAddress(segment, addressKey(target), target, at);
  return table.byAddress(segment, sourceKey, ipv6.source, at);
}
