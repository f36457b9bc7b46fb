import { fragment, type FragmentDraft } from '../../reference/wire/extension-headers.js';
import { frame, raw, type FrameDraft, type LayerDraft } from '../../reference/wire/frame.js';
import { echoRequest } from '../../reference/wire/icmpv6.js';
import { IPV6_HEADER_OCTETS, ipv6, type Ipv6Draft } from '../../reference/wire/ipv6.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { oneOf, type Match } from '../kit/match.js';
import type { Sent, TestContext } from '../kit/test-context.js';
import { answerer, echoBehind, type Ends, type Probe } from './probes.js';

/** RFC 8200 section 4.5: offsets count units of eight octets. */
export const FRAGMENT_UNIT = 8;
export const ECHO_HEADER = frame(echoRequest({})).octets.length;

/** A packet to be sent in fragments. */
export interface Datagram extends Probe {
  readonly identification: number;
  /** What the fragments carry: all behind the IPv6 header. */
  readonly payload: Uint8Array;
  /** The protocol that `payload` begins with. */
  readonly nextHeader: number;
  /** The Echo Reply with all the data, in one piece. */
  readonly whole: Match;
}

export interface DatagramDetails {
  /** Octets that the fragments carry together. */
  readonly octets?: number;
  readonly identification?: number;
  /** Headers in the fragmentable part, before the Echo Request. */
  readonly headers?: readonly LayerDraft[];
}

/** Three fragments of this length make up a datagram, where a test says nothing else. */
export const PIECE = 16;

export function datagram(t: TestContext, ends: Ends, details: DatagramDetails = {}): Datagram {
  const { octets = 3 * PIECE, identification = t.random.uint32(), headers = [] } = details;
  const before = frame(ipv6(), ...headers, echoRequest({})).packet.length - IPV6_HEADER_OCTETS;
  const data = t.random.octets(octets - before);
  const probe = echoBehind(t, ends, headers, { data });
  const whole = { ...probe.reply, 'ipv6.source': oneOf(...answerer(t, ends)), 'ipv6.destination': ends.source, 'echoReply.data': data };
  return {
    identification,
    payload: probe.frame.packet.subarray(IPV6_HEADER_OCTETS),
    nextHeader: headers[0]?.announcedAs ?? PROTOCOL.icmpv6,
    whole,
    ...probe,
  };
}

export interface PieceDetails {
  readonly header?: Ipv6Draft;
  /** Headers before the Fragment header. */
  readonly before?: readonly LayerDraft[];
  readonly fields?: FragmentDraft;
  /** Instead of the datagram's octets. */
  readonly octets?: Uint8Array;
}

/** The octets [from, to) of a datagram in a fragment; the last of them if nothing follows. */
export function piece(of: Datagram, from: number, to: number, details: PieceDetails = {}): FrameDraft {
  const { header = {}, before = [], fields = {}, octets = of.payload.slice(from, to) } = details;
  const { source, destination, identification, nextHeader } = of;
  const moreFragments = to < of.payload.length;
  return frame(
    ipv6({ source, destination, ...header }),
    ...before,
    fragment({ nextHeader, fragmentOffset: from / FRAGMENT_UNIT, moreFragments, identification, ...fields }),
    raw(octets, nextHeader),
  );
}

/** From where to where each fragment goes. */
export type Cut = readonly [from: number, to: number];

export const thirds: readonly Cut[] = [
  [0, PIECE],
  [PIECE, 2 * PIECE],
  [2 * PIECE, 3 * PIECE],
];

/** Sends fragments one right after the other; the last of them counts. */
export async function sendPieces(t: TestContext, of: Datagram, cuts: readonly Cut[], details: PieceDetails = {}): Promise<Sent> {
  let sent: Sent | undefined;
  for (const [from, to] of cuts) sent = await sendPiece(t, of, [from, to], details);
  if (!sent) throw new Error('no fragment to send');
  return sent;
}

export const sendPiece = (t: TestContext, of: Datagram, [from, to]: Cut, details: PieceDetails = {}): Promise<Sent> =>
  t.send(`octets ${from} to ${to} of ${of.payload.length}`, piece(of, from, to, details));
