import { foldSum, sumWords } from '../net/checksum.js';
import { Arp } from './arp.js';
import { announcedByIpv4, announcedMessage, carriedMessage } from './dispatch.js';
import { ETHER_TYPE, Ethernet, PPP_PROTOCOL, PppoeSession, VlanTag } from './ethernet.js';
import { DestinationOptions, Fragment, FragmentPayload, HopByHop } from './extension-headers.js';
import { firstPartOf } from './first-fragment.js';
import { Ipv4 } from './ipv4.js';
import { Ipv6 } from './ipv6.js';
import { MAX_LAYERS, MAX_NESTING } from './kit/limits.js';
import type { AnyMessage, DecodeError, Value } from './kit/message.js';
import type { Source } from './kit/source.js';
import type { ChecksumState, DecodedFrame, FirstPart, Layer } from './decoded-frame.js';
import { findOption, jumboLength } from './option-peeks.js';
import { walk } from './kit/walk.js';
import { isInet6Family, LINK_TYPE, LinuxCooked, LinuxCooked2, Loopback } from './link-headers.js';
import { PROTOCOL } from './protocol-numbers.js';
import { Udp, UDP_HEADER_OCTETS } from './udp.js';

export { layer, type ChecksumState, type DecodedFrame, type FirstPart, type Layer } from './decoded-frame.js';

/** Decodes a frame of a link type as registered for capture files, by default Ethernet. Never throws. */
export function decodeFrame(octets: Uint8Array, linkType: number = LINK_TYPE.ethernet): DecodedFrame {
  const walker = new FrameWalker(plain(octets), 0);
  walker.link(linkType);
  return walker.frame;
}

/** Decodes octets that begin with an IPv4 header, by the version there, or else an IPv6 header. Never throws. */
export function decodePacket(octets: Uint8Array): DecodedFrame {
  return decodeNested(plain(octets), 0);
}

/** A packet quoted `depth` levels deep. */
export function decodeNested(octets: Uint8Array, depth: number): DecodedFrame {
  const walker = new FrameWalker(octets, depth);
  walker.packets(0, versionAt(octets, 0) === IPV4_VERSION ? PROTOCOL.ipv4 : PROTOCOL.ipv6);
  return walker.frame;
}

const IPV4_VERSION = 4;
const IPV6_VERSION = 6;

const versionAt = (octets: Uint8Array, at: number): number => (octets[at] ?? 0) >> 4;

/** Views of a Buffer would be Buffers, which compare and print differently. */
const plain = (octets: Uint8Array): Uint8Array =>
  octets.constructor === Uint8Array ? octets : new Uint8Array(octets.buffer, octets.byteOffset, octets.length);

const IPV6_ADDRESS = 16;
const IPV4_ADDRESS = 4;

class Dissection implements DecodedFrame {
  readonly octets: Uint8Array;
  readonly layers: DissectedLayer[] = [];
  readonly depth: number;
  stopped?: DecodeError | undefined;
  packetOffset = -1;
  packetEnd: number;
  restOffset = 0;

  constructor(octets: Uint8Array, depth: number) {
    this.octets = octets;
    this.depth = depth;
    this.packetEnd = octets.length;
  }

  get rest(): Uint8Array {
    return this.octets.subarray(this.restOffset);
  }
}

/** A class, so that a quoted packet is decoded when it is looked at, and once. */
class DissectedLayer implements Layer {
  readonly message: AnyMessage;
  readonly value: object;
  readonly offset: number;
  readonly length: number;
  readonly checksum: ChecksumState | undefined;
  expectedChecksum: number | undefined;
  readonly partial: boolean;
  firstPart: FirstPart | undefined;
  private readonly depth: number;
  private quoted: DecodedFrame | undefined;

  constructor(
    message: AnyMessage,
    value: object,
    offset: number,
    length: number,
    checksum: ChecksumState | undefined,
    partial: boolean,
    depth: number,
  ) {
    this.message = message;
    this.value = value;
    this.offset = offset;
    this.length = length;
    this.partial = partial;
    this.depth = depth;
    this.checksum = checksum;
    this.expectedChecksum = undefined;
    this.firstPart = undefined;
  }

  get name(): string {
    return this.message.name;
  }

  get nested(): DecodedFrame | undefined {
    if (this.quoted || this.depth >= MAX_NESTING) return this.quoted;
    const packet = quotedOctets(this.message, this.value);
    if (packet) this.quoted = decodeNested(packet, this.depth + 1);
    return this.quoted;
  }
}

/** The octets of the packet that a message quotes in a field of its own or in an option. */
function quotedOctets(message: AnyMessage, value: object): Uint8Array | undefined {
  const { quotedField, optionsField } = message.compiled.layout;
  const fields = value as Readonly<Record<string, unknown>>;
  if (quotedField !== undefined) return fields[quotedField] as Uint8Array | undefined;
  if (optionsField === undefined) return undefined;
  const options = fields[optionsField] as readonly { readonly kind: string; readonly packet?: Uint8Array }[] | undefined;
  return options?.find(({ kind }) => kind === 'redirectedHeader')?.packet;
}

/** Walks one frame; `end` shrinks as headers say where the packet ends. */
class FrameWalker implements Source {
  readonly octets: Uint8Array;
  readonly buffer: ArrayBufferLike;
  readonly base: number;
  readonly frame: Dissection;
  private end: number;
  /** All octets of the packet are there, and it is no fragment. */
  private whole = true;
  /** What is at `end` is not the end: further fragments follow. */
  private goesOn = false;
  /** Where the addresses of the pseudo-header stand; -1 when the final destination is not known. */
  private sourceAt = 0;
  private destinationAt = 0;
  private addressOctets = IPV6_ADDRESS;
  /** No header of a packet was met yet. */
  private isOutermost = true;
  private cutShort: DecodeError | undefined;
  private rightChecksum = 0;
  /** What the datagram that was taken last carries. */
  private carried: AnyMessage | undefined;

  constructor(octets: Uint8Array, depth: number) {
    this.octets = octets;
    this.buffer = octets.buffer;
    this.base = octets.byteOffset;
    this.end = octets.length;
    this.frame = new Dissection(octets, depth);
  }

  link(linkType: number): void {
    switch (linkType) {
      case LINK_TYPE.ethernet:
        return this.etherType(Ethernet, 0);
      case LINK_TYPE.linuxCooked:
        return this.etherType(LinuxCooked, 0);
      case LINK_TYPE.linuxCooked2:
        return this.etherType(LinuxCooked2, 0);
      case LINK_TYPE.raw:
      case LINK_TYPE.rawIpv6:
        if (versionAt(this.octets, 0) === IPV6_VERSION) this.packets(0, PROTOCOL.ipv6);
        else if (versionAt(this.octets, 0) === IPV4_VERSION) this.packets(0, PROTOCOL.ipv4);
        return;
      case LINK_TYPE.null:
      case LINK_TYPE.loop: {
        const next = this.take(Loopback, 0);
        if (next > 0 && isInet6Family((this.lastValue() as { addressFamily: number }).addressFamily)) this.packets(next, PROTOCOL.ipv6);
      }
    }
  }

  private etherType(message: AnyMessage, at: number): void {
    const next = this.take(message, at);
    if (next < 0) return;
    switch ((this.lastValue() as { etherType: number }).etherType) {
      case ETHER_TYPE.ipv6:
        return this.packets(next, PROTOCOL.ipv6);
      case ETHER_TYPE.ipv4:
        return this.packets(next, PROTOCOL.ipv4);
      case ETHER_TYPE.arp:
        return void this.take(Arp, next);
      case ETHER_TYPE.pppoeSession:
        return this.pppoe(next);
      case ETHER_TYPE.vlan:
      case ETHER_TYPE.providerVlan:
        return this.frame.layers.length < MAX_LAYERS ? this.etherType(VlanTag, next) : this.tooMany(next);
    }
  }

  private pppoe(at: number): void {
    const next = this.take(PppoeSession, at);
    if (next < 0) return;
    const { protocol } = this.lastValue() as PppoeSession;
    if (protocol === PPP_PROTOCOL.ipv6) this.packets(next, PROTOCOL.ipv6);
    else if (protocol === PPP_PROTOCOL.ipv4) this.packets(next, PROTOCOL.ipv4);
  }

  /** From the header of a packet on; tunnelled packets follow in the same list. */
  packets(from: number, network: typeof PROTOCOL.ipv4 | typeof PROTOCOL.ipv6): void {
    let at = from;
    let protocol: number = network;
    let announced = announcedMessage;
    while (at >= 0) {
      if (this.frame.layers.length >= MAX_LAYERS) return this.tooMany(at);
      const message = announced(protocol, this.octets, at, this.end);
      announced = message === Ipv4 ? announcedByIpv4 : announcedMessage;
      const next = this.take(message, at);
      if (next < 0) break;
      protocol = this.follow(message, at, next);
      if (protocol === FRAGMENT_PAYLOAD) this.take(FragmentPayload, next);
      if (protocol === DATAGRAM_PAYLOAD && this.carried) this.take(this.carried, next);
      at = protocol < 0 ? -1 : next;
    }
    if (this.goesOn && !this.cutShort) this.endFirstFragment();
    if (!this.frame.stopped && this.cutShort) this.frame.stopped = this.cutShort;
  }

  private endFirstFragment(): void {
    const last = this.frame.layers.at(-1);
    const part = last && firstPartOf(last, this.frame.stopped, this.end);
    if (!part) return;
    last.firstPart = part;
    this.frame.stopped = undefined;
  }

  /** What the header at [at, next) announces, negative at the end of the chain. */
  private follow(message: AnyMessage, at: number, next: number): number {
    const o = this.octets;
    if (message === Ipv6) {
      this.enterPacket(at, next);
      return o[at + 6] as number;
    }
    if (message === Ipv4) return this.enterIpv4Packet(at, next);
    if (message === Fragment) {
      const { fragmentOffset, moreFragments } = this.lastValue() as Value<typeof Fragment>;
      if (fragmentOffset !== 0 || moreFragments) this.whole = false;
      this.goesOn = fragmentOffset === 0 && moreFragments;
      return fragmentOffset === 0 ? (o[at] as number) : FRAGMENT_PAYLOAD;
    }
    if (message === HopByHop) return o[at] as number;
    if (message === DestinationOptions) {
      this.noteHomeAddress(at + 2, next);
      return o[at] as number;
    }
    if (message.family === 'routing') {
      this.noteFinalDestination(at);
      return o[at] as number;
    }
    return message === Udp && this.carried ? DATAGRAM_PAYLOAD : -1;
  }

  private enterPacket(at: number, next: number): void {
    this.setAddresses(at + 8, IPV6_ADDRESS);
    const isOuter = this.isOutermost;
    this.isOutermost = false;
    if (isOuter) this.frame.packetOffset = at;
    const o = this.octets;
    let payload = ((o[at + 4] as number) << 8) | (o[at + 5] as number);
    if (payload === 0 && o[at + 6] === PROTOCOL.hopByHop) payload = jumboLength(o, next, this.end);
    const left = this.end - next;
    if (payload <= left) {
      this.end = next + payload;
      this.goesOn = false;
      if (isOuter) this.frame.packetEnd = this.end;
      return;
    }
    this.whole = false;
    if (!this.goesOn) this.cutShort ??= { kind: 'truncated', path: 'ipv6.payloadLength', offset: at + 4, needed: payload, left };
  }

  /** What follows the header; RFC 791 section 3.1 has the fields of fragments in the header itself. */
  private enterIpv4Packet(at: number, next: number): number {
    this.setAddresses(at + 12, IPV4_ADDRESS);
    const { totalLength, moreFragments, fragmentOffset, protocol } = this.lastValue() as Value<typeof Ipv4>;
    if (fragmentOffset !== 0 || moreFragments) this.whole = false;
    const left = this.end - at;
    if (totalLength > left) {
      this.whole = false;
      if (!this.goesOn) this.cutShort ??= { kind: 'truncated', path: 'ipv4.totalLength', offset: at + 2, needed: totalLength, left };
    } else {
      this.end = Math.max(next, at + totalLength);
      this.goesOn = fragmentOffset === 0 && moreFragments;
    }
    if (this.isOutermost) this.frame.packetEnd = this.end;
    this.isOutermost = false;
    return fragmentOffset === 0 ? protocol : FRAGMENT_PAYLOAD;
  }

  private setAddresses(sourceAt: number, octets: number): void {
    this.sourceAt = sourceAt;
    this.destinationAt = sourceAt + octets;
    this.addressOctets = octets;
  }

  /** RFC 8200 section 8.1: the last element of the Routing header while segments are left; of type 4, the first (RFC 8754 section 2). */
  private noteFinalDestination(at: number): void {
    const o = this.octets;
    if (o[at + 3] === 0) return;
    const extraUnits = o[at + 1] as number;
    if (o[at + 2] === 4) this.destinationAt = at + 8;
    else if (o[at + 2] === 0 || o[at + 2] === 2) this.destinationAt = extraUnits >= 2 ? at + 8 + 8 * (extraUnits & ~1) - 16 : -1;
    else this.destinationAt = -1;
  }

  /** RFC 6275 section 11.3.1: upper layers compute their checksum with the home address as source. */
  private noteHomeAddress(from: number, to: number): void {
    const at = findOption(this.octets, from, to, 0xc9);
    if (at >= 0 && this.octets[at + 1] === 16) this.sourceAt = at + 2;
  }

  /** Decodes one layer and appends it; the offset after it, or -1 when the walk ends with it. */
  private take(message: AnyMessage, at: number): number {
    const { measure, decode, layout } = message.compiled;
    const end = measure(this.octets, at, this.end);
    const next = message === Udp && end >= 0 ? this.beginDatagram(at, end) : end;
    const value = next < 0 ? undefined : decode(this, at, next);
    if (value === undefined) return this.takePartial(message, at);
    this.push(message, value, at, next, layout.checksumOffset < 0 ? undefined : this.verify(message, at, end), false);
    return next;
  }

  /** Where the layer of a datagram ends: after its header when a description knows what follows. */
  private beginDatagram(at: number, end: number): number {
    const dataAt = at + UDP_HEADER_OCTETS;
    this.carried = this.whole && end > dataAt ? carriedMessage(this.octets, at) : undefined;
    if (this.carried === undefined) return end;
    this.end = end;
    return dataAt;
  }

  private takePartial(message: AnyMessage, at: number): number {
    const { value, next, error } = walk(message, this.octets, at, this.end);
    if (error) this.frame.stopped = error;
    const checksum = message.compiled.layout.checksumOffset < 0 ? undefined : this.verify(message, at, this.end);
    if (next > at) this.push(message, value, at, next, checksum, true);
    else this.frame.restOffset = next;
    return -1;
  }

  private push(message: AnyMessage, value: object, at: number, next: number, checksum: ChecksumState | undefined, partial: boolean): void {
    const taken = new DissectedLayer(message, value, at, next - at, checksum, partial, this.frame.depth);
    if (checksum === 'bad') taken.expectedChecksum = this.rightChecksum;
    this.frame.layers.push(taken);
    this.frame.restOffset = next;
  }

  private verify(message: AnyMessage, at: number, to: number): ChecksumState {
    const field = at + message.compiled.layout.checksumOffset;
    if (field + 2 > to) return 'unverifiable';
    if (message !== Ipv4 && (!this.whole || this.destinationAt < 0)) return 'unverifiable';
    const o = this.octets;
    // A UDP checksum of zero says "none", which IPv6 forbids (RFC 8200 section 8.1).
    const absent = message.traits.nextHeader === PROTOCOL.udp && o[field] === 0 && o[field + 1] === 0;
    if (absent && this.addressOctets === IPV4_ADDRESS) return 'unverifiable';
    const total = sumWords(o, at, to, message.traits.checksum === 'structure' ? 0 : this.pseudoHeader(message, to - at));
    if (foldSum(total) === 0xffff && !absent) return 'good';
    this.rightChecksum = ~foldSum(total - sumWords(o, field, field + 2, 0)) & 0xffff;
    return 'bad';
  }

  private pseudoHeader(message: AnyMessage, length: number): number {
    const total = (length >>> 16) + (length & 0xffff) + (message.traits.nextHeader ?? 0);
    const withSource = sumWords(this.octets, this.sourceAt, this.sourceAt + this.addressOctets, total);
    return sumWords(this.octets, this.destinationAt, this.destinationAt + this.addressOctets, withSource);
  }

  private lastValue(): object {
    return this.frame.layers[this.frame.layers.length - 1]?.value ?? {};
  }

  private tooMany(at: number): void {
    this.frame.stopped = { kind: 'limit', path: `[${MAX_LAYERS}]`, offset: at, needed: MAX_LAYERS + 1, left: MAX_LAYERS };
  }
}

/** A non-first fragment follows; no protocol number is negative. */
const FRAGMENT_PAYLOAD = -2;
/** A message follows that goes by the ports of the datagram. */
const DATAGRAM_PAYLOAD = -3;
