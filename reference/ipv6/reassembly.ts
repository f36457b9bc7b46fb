import { addressKey } from '../net/address.js';
import { concat } from '../net/octets.js';
import { after } from '../time.js';
import { Fragment } from '../wire/extension-headers.js';
import { decodePacket, type Layer } from '../wire/frame.js';
import { valueAt } from '../wire/paths.js';
import { addPiece, completed, EMPTY_BUFFER, type FragmentBuffer, type Piece } from './fragment-buffer.js';
import { processHeaders } from './header-chain.js';
import { ERRONEOUS_FIELD } from './malformed-header.js';
import { pointerTo } from './pointers.js';
import type { Ipv6Interface, ReceivedPacket } from './services.js';

/** RFC 8200 section 4.5: offsets count units of eight octets; no packet is longer than this. */
const UNIT = 8;
const LARGEST_PAYLOAD = 65_535;

/** RFC 4443 sections 3.3 and 3.4, RFC 8200 section 4.5. */
const REASSEMBLY_TIME_EXCEEDED = 1;
const INCOMPLETE_HEADER_CHAIN = 3;

interface Pending {
  readonly buffer: FragmentBuffer;
  /** The fragment with offset zero, and where its Fragment header was announced. */
  readonly first?: { readonly packet: ReceivedPacket; readonly layer: Layer; readonly announcedBy: string };
  /** RFC 5722 section 4: fragments overlapped, and those still to come are discarded as well. */
  readonly spoiled?: true;
  readonly cancel: () => void;
}

/** Puts fragments together again (RFC 8200 section 4.5), bounded in number of packets and of fragments. */
export class Reassembly {
  readonly #iface: Ipv6Interface;
  readonly #pending = new Map<string, Pending>();
  /** Fragments that wait, of all packets. */
  #waiting = 0;

  constructor(iface: Ipv6Interface) {
    this.#iface = iface;
  }

  take(packet: ReceivedPacket, layer: Layer, announcedBy: string): void {
    this.#iface.context.count('ipv6.fragments');
    const piece = pieceOf(packet, layer, announcedBy);
    if (piece === undefined) return;
    const { identification } = layer.value as Fragment;
    const key = `${addressKey(packet.source)}${addressKey(packet.destination)}${identification}`;
    const known = this.#pending.get(key) ?? this.#begin(key);
    if (known === undefined) return;
    const buffer = this.#bufferWith(key, known, piece);
    if (buffer === undefined) return;
    const first = piece.start === 0 ? { packet, layer, announcedBy } : known.first;
    this.#pending.set(key, { ...known, buffer, ...(first && { first }) });
    this.#waiting += buffer.pieces.length - known.buffer.pieces.length;
    const payload = completed(buffer);
    if (payload === undefined || first === undefined) return;
    this.#drop(key);
    this.#deliver(first, payload);
  }

  stop(): void {
    for (const { cancel } of this.#pending.values()) cancel();
    this.#pending.clear();
    this.#waiting = 0;
  }

  /**
   * The time runs from the first fragment to arrive; later ones do not restart it. Both limits are asked about packets that
   * begin: what has begun can be completed however full it is, up to its own FRAGMENTS_PER_PACKET_LIMIT.
   */
  #begin(key: string): Pending | undefined {
    const { context, name, variables } = this.#iface;
    const { REASSEMBLY_LIMIT, FRAGMENT_LIMIT } = variables.constants;
    if (this.#pending.size >= REASSEMBLY_LIMIT || this.#waiting >= FRAGMENT_LIMIT) {
      context.refuse('reassembly-limit', name);
      return undefined;
    }
    const at = after(context.now(), variables.constants.REASSEMBLY_TIMEOUT);
    const pending: Pending = { buffer: EMPTY_BUFFER, cancel: context.environment.schedule(at, () => this.#expire(key)) };
    this.#pending.set(key, pending);
    return pending;
  }

  /** The buffer with one more piece; undefined when the piece, or with it the whole packet, is discarded. */
  #bufferWith(key: string, known: Pending, piece: Piece): FragmentBuffer | undefined {
    const { context, name, variables } = this.#iface;
    if (known.spoiled) {
      context.refuse('fragment-overlap', name);
      return undefined;
    }
    const added = addPiece(known.buffer, piece);
    if (added.kind === 'overlap' && context.refuse('fragment-overlap', name)) this.#spoil(key, known);
    if (added.kind !== 'added') return undefined;
    if (added.buffer.pieces.length <= variables.constants.FRAGMENTS_PER_PACKET_LIMIT) return added.buffer;
    context.refuse('reassembly-limit', name);
    this.#drop(key);
    return undefined;
  }

  #spoil(key: string, known: Pending): void {
    this.#waiting -= known.buffer.pieces.length;
    this.#pending.set(key, { buffer: EMPTY_BUFFER, cancel: known.cancel, spoiled: true });
  }

  #drop(key: string): Pending | undefined {
    const dropped = this.#pending.get(key);
    dropped?.cancel();
    this.#waiting -= dropped?.buffer.pieces.length ?? 0;
    this.#pending.delete(key);
    return dropped;
  }

  #expire(key: string): void {
    const { context, name, errors } = this.#iface;
    const { first, spoiled } = this.#drop(key) ?? {};
    if (!spoiled && context.refuse('reassembly-timeout', name) && first !== undefined)
      errors.report(first.packet, { kind: 'time-exceeded', code: REASSEMBLY_TIME_EXCEEDED });
  }

  #deliver({ packet, layer, announcedBy }: NonNullable<Pending['first']>, payload: Uint8Array): void {
    const { context, name } = this.#iface;
    const octets = rebuilt(packet, layer, announcedBy, payload);
    if (octets === undefined) return void context.refuse('fragment-overflow', name);
    context.count('ipv6.reassembled');
    const whole = { ...packet, decoded: decodePacket(octets), octets, fragmented: true };
    processHeaders(whole, (piece, header, announced) => this.take(piece, header, announced));
  }
}

/** The payload of a fragment that obeys RFC 8200 section 4.5. */
function pieceOf(packet: ReceivedPacket, layer: Layer, announcedBy: string): Piece | undefined {
  const { context, name, errors } = packet.iface;
  const { fragmentOffset, moreFragments } = layer.value as Fragment;
  const octets = packet.octets.subarray(layer.offset + layer.length - packet.decoded.packetOffset);
  const start = fragmentOffset * UNIT;
  if (moreFragments && octets.length % UNIT !== 0 && context.refuse('fragment-length', name, `${octets.length}`)) {
    errors.report(packet, { kind: 'parameter-problem', code: ERRONEOUS_FIELD, pointer: pointerTo(packet, 'ipv6.payloadLength') });
    return undefined;
  }
  if (start + octets.length > LARGEST_PAYLOAD && context.refuse('fragment-overflow', name)) {
    errors.report(packet, { kind: 'parameter-problem', code: ERRONEOUS_FIELD, pointer: pointerTo(packet, 'fragment.fragmentOffset') });
    return undefined;
  }
  if (moreFragments && octets.length === 0 && context.refuse('fragment-empty', name)) return undefined;
  const hasUpperLayer = packet.decoded.layers.indexOf(layer) < packet.decoded.layers.length - 1;
  if (start === 0 && isCutInHeaders(packet, hasUpperLayer) && context.refuse('fragment-header-chain', name, announcedBy)) {
    errors.report(packet, { kind: 'parameter-problem', code: INCOMPLETE_HEADER_CHAIN, pointer: 0 });
    return undefined;
  }
  return { start, octets, last: !moreFragments };
}

/** RFC 7112 section 5: whether the first fragment ends before the upper-layer header begins. */
function isCutInHeaders(packet: ReceivedPacket, hasUpperLayer: boolean): boolean {
  const last = packet.decoded.layers.at(-1);
  const endsInExtension = last !== undefined && ['hopByHop', 'destinationOptions', 'fragment'].includes(last.name);
  return !hasUpperLayer || endsInExtension || last?.message.family === 'routing';
}

/** The packet as it was before it was cut; undefined when it would be too long. */
function rebuilt(first: ReceivedPacket, layer: Layer, announcedBy: string, payload: Uint8Array): Uint8Array | undefined {
  const { decoded } = first;
  const { nextHeader } = layer.value as Fragment;
  const octets = concat(first.octets.subarray(0, layer.offset - decoded.packetOffset), payload);
  const length = valueAt(decoded, 'ipv6.payloadLength');
  const announcement = valueAt(decoded, announcedBy);
  const header = valueAt(decoded, 'ipv6');
  if (!length.found || !announcement.found || !header.found) return undefined;
  const payloadLength = octets.length - header.octets;
  if (payloadLength > LARGEST_PAYLOAD) return undefined;
  octets[announcement.offset - decoded.packetOffset] = nextHeader;
  const at = length.offset - decoded.packetOffset;
  octets[at] = payloadLength >> 8;
  octets[at + 1] = payloadLength & 0xff;
  return octets;
}
