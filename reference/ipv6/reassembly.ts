import { addressKey } from '../net/address.js';
import { concat } from '../net/octets.js';
import { after } from '../time.js';
import { Fragment } from '../wire/extension-headers.js';
import { decodePacket, type Layer } from '../wire/frame.js';
import { valueAt } from '../wire/paths.js';
import { addPiece, completed, EMPTY_BUFFER, type FragmentBuffer, type Piece } from './fragment-buffer.js';
import { processHeaders } from './header-chain.js';
import { pointerTo } from './pointers.js';
import type { Ipv6Interface, ReceivedPacket } from './services.js';

/** RFC 8200 section 4.5: offsets count units of eight octets; no packet is longer than this. */
const UNIT = 8;
const LARGEST_PAYLOAD = 65_535;

/** RFC 4443 sections 3.3 and 3.4, RFC 8200 section 4.5. */
const REASSEMBLY_TIME_EXCEEDED = 1;
const ERRONEOUS_FIELD = 0;
const INCOMPLETE_HEADER_CHAIN = 3;

interface Pending {
  readonly buffer: FragmentBuffer;
  /** The fragment with offset zero, and where its Fragment header was announced. */
  readonly first?: { readonly packet: ReceivedPacket; readonly layer: Layer; readonly announcedBy: string };
  /** RFC 5722 section 4: fragments overlapped, and those still to come are discarded as well. */
  readonly spoiled?: true;
  readonly cancel: () => void;
}

export interface Reassembly {
  take(packet: ReceivedPacket, layer: Layer, announcedBy: string): void;
  stop(): void;
}

/** Puts fragments together again (RFC 8200 section 4.5), bounded in number of packets and of fragments. */
export function reassembly(iface: Ipv6Interface): Reassembly {
  const { context, name } = iface;
  const pending = new Map<string, Pending>();

  const drop = (key: string): void => {
    pending.get(key)?.cancel();
    pending.delete(key);
  };

  const expire = (key: string): void => {
    const { first, spoiled } = pending.get(key) ?? {};
    pending.delete(key);
    if (!spoiled && context.refuse('reassembly-timeout', name) && first !== undefined)
      iface.errors.report(first.packet, { kind: 'time-exceeded', code: REASSEMBLY_TIME_EXCEEDED });
  };

  const begin = (key: string): Pending | undefined => {
    if (pending.size >= iface.variables.constants.REASSEMBLY_LIMIT) {
      context.refuse('reassembly-limit', name);
      return undefined;
    }
    // From the first fragment to arrive; later ones do not restart it.
    const at = after(context.now(), iface.variables.constants.REASSEMBLY_TIMEOUT);
    return { buffer: EMPTY_BUFFER, cancel: context.environment.schedule(at, () => expire(key)) };
  };

  const take: Reassembly['take'] = (packet, layer, announcedBy) => {
    const piece = pieceOf(packet, layer, announcedBy);
    if (piece === undefined) return;
    const { identification } = layer.value as Fragment;
    const key = `${addressKey(packet.source)}${addressKey(packet.destination)}${identification}`;
    const known = pending.get(key) ?? begin(key);
    if (known === undefined) return;
    pending.set(key, known);
    if (known.spoiled) return void context.refuse('fragment-overlap', name);
    const added = addPiece(known.buffer, piece);
    if (added.kind === 'repeated') return;
    if (added.kind === 'overlap') {
      if (context.refuse('fragment-overlap', name)) pending.set(key, { buffer: EMPTY_BUFFER, cancel: known.cancel, spoiled: true });
      return;
    }
    if (added.buffer.pieces.length > iface.variables.constants.FRAGMENTS_PER_PACKET_LIMIT) {
      context.refuse('reassembly-limit', name);
      return drop(key);
    }
    const first = piece.start === 0 ? { packet, layer, announcedBy } : known.first;
    pending.set(key, { ...known, buffer: added.buffer, ...(first && { first }) });
    const payload = completed(added.buffer);
    if (payload === undefined || first === undefined) return;
    drop(key);
    deliver(first, payload);
  };

  const deliver = ({ packet, layer, announcedBy }: NonNullable<Pending['first']>, payload: Uint8Array): void => {
    const octets = rebuilt(packet, layer, announcedBy, payload);
    if (octets === undefined) return void context.refuse('fragment-overflow', name);
    context.count('ipv6.reassembled');
    processHeaders({ ...packet, decoded: decodePacket(octets), octets, fragmented: true }, take);
  };

  return {
    take,
    stop() {
      for (const { cancel } of pending.values()) cancel();
      pending.clear();
    },
  };
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
