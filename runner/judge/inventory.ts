import { isLinkLocal } from '../../reference/net/address.js';
import { keyWith } from '../../suites/kit/packet-keys.js';
import { formatLinkLayerAddress, isGroupAddress } from '../../reference/net/link-layer-address.js';
import { formatPrefix, prefixOf } from '../../reference/net/prefix.js';
import type { Instant } from '../../reference/time.js';
import { ETHER_TYPE } from '../../reference/wire/ethernet.js';
import type { DecodedFrame, Layer } from '../../reference/wire/frame.js';
import { ICMPV6_TYPE_WORDS } from '../../reference/wire/icmpv6-header.js';
import type { AnyMessage } from '../../reference/wire/kit/message.js';
import type { RouterAdvertisement } from '../../reference/wire/nd.js';
import { PROTOCOL_WORDS } from '../../reference/wire/protocol-numbers.js';
import type { Udp } from '../../reference/wire/udp.js';
import type { CapturedFrame } from '../../suites/kit/captured-frame.js';
import { numberOf, type JudgedSegment } from './nodes.js';
import type { Observed } from './observe.js';
import { notBegun, Unreadables } from './unreadable.js';

const MAX_PROTOCOLS = 256;
const MAX_PREFIXES = 256;
const MAX_DESTINATIONS = 4_096;
const RECENT_DESTINATIONS = 512;
const COPY_WINDOW_US = 10_000;
const REMEMBERED_FRAMES = 4;

const UDP_SERVICES = new Map([
  [53, 'DNS'],
  [123, 'NTP'],
  [500, 'IKE'],
  [521, 'RIPng'],
  [546, 'DHCPv6'],
  [547, 'DHCPv6'],
  [5353, 'mDNS'],
  [5355, 'LLMNR'],
]);

/** Descriptions that stand for several protocols. */
const SEVERAL_PROTOCOLS: ReadonlySet<string> = new Set(['udp', 'unknownUpperLayer', 'unknownIcmpv6', 'ipv6']);

export interface AdvertisedPrefix {
  readonly prefix: string;
  readonly link: string;
  readonly onLink: boolean;
  readonly autonomous: boolean;
  /** Keys of their addresses. */
  readonly routers: Set<string>;
}

/** Whether the link layer announces something else than IPv6, well formed or not; `carries`: there is IPv6 in its packet of IPv4. */
function isOfOtherProtocol(decoded: DecodedFrame, carries: boolean): boolean {
  const { packetOffset, layers, stopped } = decoded;
  if (packetOffset >= 0 || carries) return false;
  if (!stopped) return true;
  return layers.some(({ value }) => 'etherType' in (value as object) && OTHER_PROTOCOLS.has((value as { etherType: number }).etherType));
}

const OTHER_PROTOCOLS: ReadonlySet<number> = new Set([ETHER_TYPE.ipv4, ETHER_TYPE.arp]);

/** What is in a capture, whoever is right or wrong. Tables are bounded. */
export class Inventory {
  frames = 0;
  packets = 0;
  octets = 0;
  notIpv6 = 0;
  cut = 0;
  shortestCut = Infinity;
  /** Frames whose stamp lies before that of the frame before. */
  backwards = 0;
  /** Frames that look like one of the four before, within 10 ms. */
  copies = 0;
  firstAt: Instant | undefined;
  lastAt: Instant | undefined;
  readonly unreadable = new Unreadables();
  readonly linkTypes: { readonly linkType: number; frames: number }[] = [];
  readonly protocols = new Map<string, { packets: number }>();
  private readonly messages = new Map<AnyMessage, { packets: number }>();
  readonly prefixes = new Map<string, AdvertisedPrefix>();
  private readonly destinations = new Map<number, string>();
  /** Destinations seen of late, by the end of their address. */
  private readonly recentDestinations = new Float64Array(RECENT_DESTINATIONS).fill(-1);
  private readonly recent: { hash: number; at: number }[] = Array.from({ length: REMEMBERED_FRAMES }, () => ({ hash: -1, at: 0 }));

  /** `carries`: it has no packet of IPv6 of its own, but one inside its packet of IPv4. */
  addFrame(frame: CapturedFrame, decoded: DecodedFrame, carries: boolean): void {
    this.frames += 1;
    this.octets += frame.originalLength;
    this.countLinkType(frame.linkType);
    this.firstAt ??= frame.at;
    if (this.lastAt !== undefined && frame.at < this.lastAt) this.backwards += 1;
    this.lastAt = frame.at;
    const isCut = frame.originalLength > frame.octets.length;
    if (isCut) {
      this.cut += 1;
      this.shortestCut = Math.min(this.shortestCut, frame.octets.length);
    }
    if (isOfOtherProtocol(decoded, carries)) this.addOther(frame, decoded);
    else if (decoded.stopped && !(isCut && decoded.stopped.kind === 'truncated')) this.unreadable.addStop(frame.no, decoded);
  }

  private countLinkType(linkType: number): void {
    const [first] = this.linkTypes;
    const known = first?.linkType === linkType ? first : this.linkTypes.find((one) => one.linkType === linkType);
    if (known) known.frames += 1;
    else if (this.linkTypes.length < MAX_PROTOCOLS) this.linkTypes.push({ linkType, frames: 1 });
  }

  /** What no description begins may be IPv6 or not: nobody knows. */
  private addOther(frame: CapturedFrame, decoded: DecodedFrame): void {
    const why = notBegun(frame, decoded);
    if (why) this.unreadable.add(frame.no, why);
    else this.notIpv6 += 1;
  }

  addPacket(packet: Observed): void {
    this.packets += 1;
    this.note(packet);
    this.noteDestination(packet);
  }

  /** A frame whose packet of IPv4 has one of IPv6 inside, be it judged or not. */
  addIpv6InIpv4(): void {
    this.packets += 1;
    this.count('IPv6 in IPv4');
  }

  /** A packet inside another one, which is counted already. */
  addInside(packet: Observed): void {
    this.note(packet);
  }

  private note(packet: Observed): void {
    this.countProtocol(packet);
    // A packet in a tunnel begins like many others: what is inside tells it apart.
    if (packet.kind !== 'tunnelled') this.noteCopy(packet);
    if (packet.kind === 'router-advertisement' && packet.whole && isLinkLocal(packet.source)) this.notePrefixes(packet);
  }

  /** Most messages are known by their description, which is quicker than by their name. */
  private countProtocol(packet: Observed): void {
    const { message } = packet.message;
    const known = this.messages.get(message);
    if (known) {
      known.packets += 1;
      return;
    }
    const count = this.count(protocolOf(packet));
    if (count && !SEVERAL_PROTOCOLS.has(message.name)) this.messages.set(message, count);
  }

  /** The count of a protocol, one higher; undefined where there is no room for it. */
  private count(protocol: string): { packets: number } | undefined {
    const known = this.protocols.get(protocol);
    if (known) known.packets += 1;
    else if (this.protocols.size < MAX_PROTOCOLS) this.protocols.set(protocol, { packets: 1 });
    return known ?? this.protocols.get(protocol);
  }

  private noteDestination({ linkDestination }: Observed): void {
    if (!linkDestination || isGroupAddress(linkDestination) || this.destinations.size >= MAX_DESTINATIONS) return;
    const key = numberOf(linkDestination);
    const slot = (((linkDestination[4] as number) << 8) | (linkDestination[5] as number)) % RECENT_DESTINATIONS;
    if (this.recentDestinations[slot] === key) return;
    this.recentDestinations[slot] = key;
    if (!this.destinations.has(key)) this.destinations.set(key, formatLinkLayerAddress(linkDestination));
  }

  /** Link-layer addresses that frames went to, and that no captured frame came from. */
  unheard(segments: Iterable<JudgedSegment>): readonly string[] {
    const sources = new Set(
      [...segments].flatMap(({ byLinkLayer, byAddress }) => [
        ...byLinkLayer.keys(),
        ...[...byAddress.values()].flatMap(({ via }) => [...via.keys()]),
      ]),
    );
    return [...this.destinations].filter(([key]) => !sources.has(key)).map(([, text]) => text);
  }

  /** The share of packets that are copies: a mirror port may deliver both directions, "any" both ends of a bridge. */
  get doublesFrames(): boolean {
    return this.packets >= 10 && this.copies / this.packets > 0.3;
  }

  /** What a router forwards from one link to another is no copy. */
  private noteCopy({ decoded, at, segment }: Observed): void {
    const hash = hashOf(decoded.octets, decoded.packetOffset, segment.id);
    for (let i = 0; i < REMEMBERED_FRAMES; i++) {
      const one = this.recent[i];
      if (one?.hash !== hash || Math.abs(at - one.at) > COPY_WINDOW_US) continue;
      this.copies += 1;
      break;
    }
    const slot = this.recent[this.packets % REMEMBERED_FRAMES];
    if (!slot) return;
    slot.hash = hash;
    slot.at = at;
  }

  private notePrefixes(packet: Observed): void {
    for (const option of (packet.message.value as RouterAdvertisement).options) {
      if (option.kind !== 'prefixInformation' || option.prefixLength > 128) continue;
      const key = keyWith(256 * packet.segment.id + option.prefixLength, option.prefix);
      const known = this.prefixes.get(key);
      if (known) {
        if (known.routers.size < MAX_PREFIXES) known.routers.add(packet.sourceKey);
      } else if (this.prefixes.size < MAX_PREFIXES) {
        const { onLink, autonomous } = option;
        const prefix = formatPrefix(prefixOf(option.prefix, option.prefixLength));
        this.prefixes.set(key, { prefix, link: packet.segment.name, onLink, autonomous, routers: new Set([packet.sourceKey]) });
      }
    }
  }
}

/** Enough of a packet to know it again: its link, the ends of its addresses, and what comes first after the IPv6 header. */
function hashOf(octets: Uint8Array, from: number, link: number): number {
  let hash = octets.length + (link << 20);
  for (let i = from + 20; i < from + 24; i++) hash = Math.imul(hash ^ (octets[i] as number), 0x01000193);
  const to = Math.min(octets.length, from + 52);
  for (let i = from + 36; i < to; i++) hash = Math.imul(hash ^ (octets[i] as number), 0x01000193);
  return hash;
}

function protocolOf(packet: Observed): string {
  const { message } = packet;
  switch (message.name) {
    case 'udp':
      return udpService(message as Layer<Partial<Udp>>);
    case 'unknownUpperLayer':
      return upperLayerOf(packet);
    case 'unknownIcmpv6':
      return `ICMPv6 type ${(message.value as { readonly type?: number }).type ?? 'missing'}`;
    case 'ipv6':
      return message.value !== packet.ipv6 ? 'IPv6 in IPv6' : 'IPv6 alone';
    default: {
      const { type } = message.value as { readonly type?: number };
      return type !== undefined && message.message.family === 'icmpv6'
        ? (ICMPV6_TYPE_WORDS[type] ?? message.message.title)
        : message.message.title;
    }
  }
}

function udpService({ value }: Layer<Partial<Udp>>): string {
  return UDP_SERVICES.get(value.destinationPort ?? -1) ?? UDP_SERVICES.get(value.sourcePort ?? -1) ?? 'UDP';
}

/** The protocol that the last header before the octets not understood announces. */
function upperLayerOf({ decoded, message }: Observed): string {
  const before = decoded.layers[decoded.layers.indexOf(message) - 1]?.value as { readonly nextHeader?: number } | undefined;
  const number = before?.nextHeader;
  return number === undefined ? 'unknown protocol' : (PROTOCOL_WORDS[number] ?? `protocol ${number}`);
}
