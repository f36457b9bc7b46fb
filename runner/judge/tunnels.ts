import { isMulticast } from '../../reference/net/address.js';
import { addressText } from '../../reference/net/address-text.js';
import { isIpv4, isIpv4Multicast } from '../../reference/net/ipv4-address.js';
import { elapsed, seconds, type Instant } from '../../reference/time.js';
import type { DecodedFrame, Layer } from '../../reference/wire/frame.js';
import { Ipv4 } from '../../reference/wire/ipv4.js';
import { Ipv6, IPV6_HEADER_OCTETS } from '../../reference/wire/ipv6.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { digest } from '../../suites/kit/digest.js';
import { recent } from '../../suites/kit/recent.js';
import type { NodeTable } from './node-table.js';
import { isPart, linkView, packetAt, type JudgedFrame, type LinkView, type Observed } from './observe.js';
import { addReason, type ReasonCount } from './tally.js';

/** From in front of a router to behind it. */
const PASSAGE = seconds(1);
const MAX_PASSAGES = 1_024;
const MAX_JOINED = 256;
/** What a packet is known again by. */
const COMPARED_OCTETS = 256;
const IPV6_VERSION = 6;

const FRAGMENTED = 'the packet around it is a fragment';
const HEADERLESS = 'its IPv6 header is not there, or not all of it';
const CONTRADICTORY = 'its length and that of the packet around it contradict each other';
const TO_GROUP = 'the packet around it goes to a group, not to the end of a tunnel';
const TOO_MANY = 'there are more tunnels than are told apart';
const SEEN = 'it was captured before, on the other side of a router';

/** The header of a packet that has another one inside. */
interface Carrier {
  readonly at: number;
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  readonly hops: number;
  /** By its own length, whether all was captured or not. */
  readonly endsAt: number;
  isFragment: boolean;
}

/** A packet that went through a tunnel of late. */
interface Passed {
  readonly at: Instant;
  /** The hop limit outside. */
  readonly hops: number;
  /** The tunnel, as it was captured there. */
  readonly tunnel: string;
}

/** A packet inside another one, as if it had been captured by itself. */
class Inside implements DecodedFrame {
  readonly octets: Uint8Array;
  readonly layers: readonly Layer[];
  readonly stopped: DecodedFrame['stopped'];

  constructor(
    private readonly whole: DecodedFrame,
    at: number,
    readonly packetOffset: number,
    readonly packetEnd: number,
  ) {
    this.octets = whole.octets;
    this.layers = whole.layers.slice(at);
    this.stopped = whole.stopped;
  }

  get rest(): Uint8Array {
    return this.whole.rest;
  }
}

/** IPv6 in IPv4 (RFC 4213), as far as there is more of it than a later fragment. */
export function isIpv6InIpv4({ layers }: DecodedFrame): boolean {
  for (let i = 0; i < layers.length; i++) if (startsIpv6InIpv4(layers[i] as Layer)) return true;
  return false;
}

function startsIpv6InIpv4({ message, value, partial }: Layer): boolean {
  if (message !== Ipv4 || partial) return false;
  const { protocol, fragmentOffset } = value as Ipv4;
  return protocol === PROTOCOL.ipv6 && fragmentOffset === 0;
}

/**
 * The packets inside packets: IPv6 in IPv4 (RFC 4213) and IPv6 in IPv6 (RFC 2473). What goes between two addresses in
 * packets of theirs goes over one virtual link, whose nodes have no link-layer addresses (RFC 4213 section 3.8).
 */
export class Tunnels {
  /** Packets that were judged. */
  packets = 0;
  unjudged: readonly ReasonCount[] = [];
  /** By the ends of the tunnel and the octets. */
  private readonly passed = recent<Passed>({
    lifetime: PASSAGE,
    limit: MAX_PASSAGES,
    stampOf: ({ at }) => at,
  });

  /** Tunnels that were captured on several links, and under which other of their keys they are known. */
  private readonly knownAs = new Map<string, string>();

  /** Those of a frame, from the outside in: the first is inside the packet that is on the link itself. */
  inside(frame: JudgedFrame, decoded: DecodedFrame, table: NodeTable): readonly Observed[] {
    const { layers } = decoded;
    const found: Observed[] = [];
    let outermost: Carrier | undefined;
    let carrier: Carrier | undefined;
    for (let at = 0; at < layers.length; at++) {
      const layer = layers[at] as Layer;
      if (carrier && layer.message === Ipv6) {
        const packet = this.packet(at, frame, decoded, { outermost: outermost ?? carrier, carrier, table });
        if (typeof packet === 'string') return this.leave(found, packet, frame.no);
        found.push(packet);
        carrier = undefined;
      }
      if (carrier && isPart(layer)) carrier.isFragment = true;
      const next = carrierAt(at, layer);
      if (!next) continue;
      if (carrier?.isFragment) next.isFragment = true;
      outermost ??= next;
      carrier = next;
    }
    return carrier && startsIpv6InIpv4(layers[carrier.at] as Layer) ? this.leave(found, HEADERLESS, frame.no) : found;
  }

  private leave(found: readonly Observed[], why: string, firstFrame: number): readonly Observed[] {
    this.unjudged = addReason(this.unjudged, { why, count: 1, firstFrame });
    return found;
  }

  /** The packet whose header is the layer `at`, or why it is not judged. */
  private packet(
    at: number,
    frame: JudgedFrame,
    decoded: DecodedFrame,
    { outermost, carrier, table }: { readonly outermost: Carrier; readonly carrier: Carrier; readonly table: NodeTable },
  ): Observed | string {
    const header = decoded.layers[at] as Layer;
    if (carrier.isFragment) return FRAGMENTED;
    if (header.partial || (header.value as Ipv6).version !== IPV6_VERSION) return HEADERLESS;
    const endsAt = endOf(header, carrier);
    const isCut = frame.originalLength > frame.octets.length;
    if (endsAt > carrier.endsAt || (!isCut && carrier.endsAt > decoded.octets.length)) return CONTRADICTORY;
    if (isGroup(carrier)) return TO_GROUP;
    const link = linkView(frame, decoded.layers, outermost.at, table);
    const { way, key, ends } = endsOf(carrier);
    const tunnel = this.rootOf(`${link.segment.id} through ${key}`);
    const inside = new Inside(decoded, at, header.offset, Math.min(endsAt, decoded.octets.length));
    if (this.wasSeen(inside, way, { at: frame.at, hops: outermost.hops, tunnel })) return SEEN;
    const segment = table.tunnel(tunnel, link.segment, () => nameOf(link, ends));
    if (!segment) return TOO_MANY;
    this.packets += 1;
    return packetAt(0, frame, inside, { segment, source: undefined, destination: undefined, outgoing: link.outgoing }, table);
  }

  /**
   * A router lowers the hop limit outside and nothing inside; who sends the same again sends it with the same hop limit.
   * Both sides may be captured, as two links or as one: then the packets of either direction belong to the one tunnel.
   */
  private wasSeen({ octets, packetOffset, packetEnd }: Inside, way: string, now: Passed): boolean {
    const { hash } = digest(octets.subarray(packetOffset, Math.min(packetEnd, packetOffset + COMPARED_OCTETS)));
    const key = way + String.fromCharCode(packetEnd - packetOffset, hash >>> 16, hash & 0xffff);
    this.passed.advance(now.at);
    const before = this.passed.get(key);
    if (before && before.hops !== now.hops && Math.abs(elapsed(before.at, now.at)) <= PASSAGE) {
      this.join(now.tunnel, this.rootOf(before.tunnel));
      return true;
    }
    this.passed.put(key, now);
    return false;
  }

  private join(tunnel: string, other: string): void {
    if (tunnel !== other && this.knownAs.size < MAX_JOINED) this.knownAs.set(tunnel, other);
  }

  private rootOf(tunnel: string): string {
    let root = tunnel;
    for (let next = this.knownAs.get(root); next !== undefined; next = this.knownAs.get(root)) root = next;
    return root;
  }
}

function carrierAt(at: number, { message, value, offset, partial }: Layer): Carrier | undefined {
  if (partial) return undefined;
  if (message === Ipv6) {
    const { source, destination, hopLimit, payloadLength } = value as Ipv6;
    return { at, source, destination, hops: hopLimit, endsAt: offset + IPV6_HEADER_OCTETS + payloadLength, isFragment: false };
  }
  if (message !== Ipv4) return undefined;
  const { source, destination, timeToLive, totalLength, moreFragments, fragmentOffset } = value as Ipv4;
  const isFragment = moreFragments || fragmentOffset !== 0;
  return { at, source, destination, hops: timeToLive, endsAt: offset + totalLength, isFragment };
}

/** A jumbogram says in an option how long it is; in a tunnel it can only fill the packet around it. */
function endOf({ offset, value }: Layer, { endsAt }: Carrier): number {
  const { payloadLength, nextHeader } = value as Ipv6;
  return payloadLength === 0 && nextHeader === PROTOCOL.hopByHop ? endsAt : offset + IPV6_HEADER_OCTETS + payloadLength;
}

const isGroup = ({ destination }: Carrier): boolean => (isIpv4(destination) ? isIpv4Multicast(destination) : isMulticast(destination));

const octetsAsText = (address: Uint8Array): string => String.fromCharCode(...address);

interface Ends {
  /** From one to the other. */
  readonly way: string;
  /** The same whichever of them sends. */
  readonly key: string;
  /** In the order of the key. */
  readonly ends: readonly [Uint8Array, Uint8Array];
}

function endsOf({ source, destination }: Carrier): Ends {
  const [from, to] = [octetsAsText(source), octetsAsText(destination)];
  const way = from + to;
  return from <= to ? { way, key: way, ends: [source, destination] } : { way, key: to + from, ends: [destination, source] };
}

function nameOf({ segment }: LinkView, ends: Ends['ends']): string {
  return [segment.name, `tunnel ${ends.map(addressText).join(' - ')}`].filter(Boolean).join(' ');
}

/** Whether the virtual link of a tunnel is called so: by the addresses of its ends. */
export const isTunnelName = (name: string): boolean => /(^| )tunnel [\da-f.:]+ - [\da-f.:]+$/.test(name);
