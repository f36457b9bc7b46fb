import type { Address } from '../../reference/net/address.js';
import { concat } from '../../reference/net/octets.js';
import { fragment } from '../../reference/wire/extension-headers.js';
import { decodePacket, frame, raw, type DecodedFrame, type FrameDraft, type LayerDraft } from '../../reference/wire/frame.js';
import { echoRequest, packetTooBig } from '../../reference/wire/icmpv6.js';
import { IPV6_HEADER_OCTETS, ipv6 } from '../../reference/wire/ipv6.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { sameOctets } from '../kit/check.js';
import { absent, between, present, type Match } from '../kit/match.js';
import type { Neighbor, Received, Sent, TestContext } from '../kit/test-context.js';
import { ANSWER_TIME, LINK_MTU, MINIMUM_MTU } from '../nd/constants.js';

/** Of ICMPv6 Echo, of ICMPv6 errors, and of UDP. */
const UPPER_HEADER = 8;
const FRAGMENT_HEADER = 8;
const FRAGMENT_UNIT = 8;
const IDENTIFIER = 0x704d;

/** Two ends of a conversation, and the node that hands the device the packets of the far one. */
export interface Path {
  readonly device: Address;
  readonly remote: Address;
  readonly from: Neighbor;
}

/** What the device sent as one packet: whole, or in fragments in the order of arrival. */
export interface LargePacket {
  readonly frames: readonly Received[];
  readonly isWhole: boolean;
}

const exchanges = new WeakMap<TestContext, number>();

/** Octets that differ from place to place, so that fragments put together wrongly show. */
const pattern = (octets: number): Uint8Array => Uint8Array.from({ length: octets }, (_, i) => (i * 7 + (i >> 8)) & 0xff);

/** A question of some protocol above IPv6 that is answered with the same data, behind a header of eight octets. */
export interface Conversation {
  readonly title: string;
  readonly protocol: number;
  /** `number` tells the exchanges of a test apart. */
  question(number: number, data: Uint8Array): LayerDraft;
  /** How the answer is known, when it comes in one packet. */
  answer(number: number): Match;
  /** The name of the answer's layer. */
  readonly answered: string;
}

const echo: Conversation = {
  title: 'Echo Request',
  protocol: PROTOCOL.icmpv6,
  question: (sequence, data) => echoRequest({ identifier: IDENTIFIER, sequence, data }),
  answer: (sequence) => ({ 'echoReply.sequence': sequence, 'echoReply.identifier': IDENTIFIER }),
  answered: 'echoReply',
};

/** A question whose packet is so many octets long, in as few frames as the link takes. */
function requestOf(
  { device, remote }: Path,
  octets: number,
  number: number,
  by: Conversation,
): { readonly frames: readonly FrameDraft[]; readonly data: Uint8Array } {
  const data = pattern(octets - IPV6_HEADER_OCTETS - UPPER_HEADER);
  const header = { source: remote, destination: device };
  const whole = frame(ipv6(header), by.question(number, data));
  if (octets <= LINK_MTU) return { frames: [whole], data };
  const payload = whole.packet.subarray(IPV6_HEADER_OCTETS);
  const size = Math.floor((LINK_MTU - IPV6_HEADER_OCTETS - FRAGMENT_HEADER) / FRAGMENT_UNIT) * FRAGMENT_UNIT;
  const frames: FrameDraft[] = [];
  for (let at = 0; at < payload.length; at += size) {
    const fields = {
      nextHeader: by.protocol,
      fragmentOffset: at / FRAGMENT_UNIT,
      moreFragments: at + size < payload.length,
      identification: number,
    };
    frames.push(frame(ipv6(header), fragment(fields), raw(payload.slice(at, at + size), by.protocol)));
  }
  return { frames, data };
}

/** The far end asks with a packet of so many octets, and the device answers with as many, in one packet or in fragments. */
export async function exchange(t: TestContext, path: Path, octets: number, by = echo): Promise<LargePacket> {
  const number = (exchanges.get(t) ?? 0) + 1;
  exchanges.set(t, number);
  const { frames, data } = requestOf(path, octets, number, by);
  let sent: Sent | undefined;
  for (const [i, draft] of frames.entries())
    sent = await t.send(`${by.title} of ${octets} octets${frames.length > 1 ? `, fragment ${i + 1}` : ''}`, draft, { from: path.from });
  const whole: Match = { ...by.answer(number), 'ipv6.destination': path.remote, fragment: absent };
  const packet = await receive(t, { whole, to: path.remote, since: sent as Sent, protocol: by.protocol });
  requireContent(t, packet, data, by);
  return packet;
}

interface Awaited {
  readonly whole: Match;
  readonly to: Address;
  readonly since: Sent | Received | ReturnType<TestContext['now']>;
  /** ICMPv6 when left out. */
  readonly protocol?: number;
}

/** One packet of the device, or all its fragments: in order, without a gap, each within what the link takes. */
export async function receive(t: TestContext, { whole, to, since, protocol = PROTOCOL.icmpv6 }: Awaited): Promise<LargePacket> {
  const fragmentTo = { 'fragment.fragmentOffset': 0, 'ipv6.destination': to };
  const first = await t.expect('the packet, or its first fragment', [whole, fragmentTo], { since, within: ANSWER_TIME });
  if (!hasFragment(first)) return { frames: [first], isWhole: true };
  const frames = [first];
  for (let last = first; last.get('fragment.moreFragments') === true;) {
    const offset = (last.get('fragment.fragmentOffset') as number) + fragmentData(last).length / FRAGMENT_UNIT;
    const next = { 'fragment.identification': first.get('fragment.identification') as number, 'fragment.fragmentOffset': offset };
    last = await t.expect('the next fragment', { ...next, 'ipv6.destination': to }, { since, within: ANSWER_TIME });
    frames.push(last);
  }
  const form = {
    'ipv6.source': first.get('ipv6.source') as Address,
    'ipv6.hopLimit': first.get('ipv6.hopLimit') as number,
    'fragment.nextHeader': protocol,
    'fragment.reserved': 0,
    'fragment.reserved2': 0,
  };
  for (const one of frames) t.require('the headers of every fragment', one, form);
  return { frames, isWhole: false };
}

const hasFragment = ({ decoded }: Received): boolean => decoded.layers.some(({ name }) => name === 'fragment');

const packetOf = ({ decoded }: Received): Uint8Array => decoded.octets.subarray(decoded.packetOffset);

function fragmentData(received: Received): Uint8Array {
  const length = received.get('ipv6.payloadLength') as number;
  return packetOf(received).subarray(IPV6_HEADER_OCTETS + FRAGMENT_HEADER, IPV6_HEADER_OCTETS + length);
}

/** The packet as it is, or put together from its fragments. */
export function putTogether({ frames, isWhole }: LargePacket, protocol: number = PROTOCOL.icmpv6): DecodedFrame {
  const [first] = frames as readonly [Received];
  const header = { source: first.get('ipv6.source') as Address, destination: first.get('ipv6.destination') as Address };
  return decodePacket(isWhole ? packetOf(first) : frame(ipv6(header), raw(concat(...frames.map(fragmentData)), protocol)).packet);
}

/** The packet is the answer with the right checksum and the data asked for. */
function requireContent(t: TestContext, packet: LargePacket, data: Uint8Array, { answered, protocol }: Conversation): void {
  const answer = putTogether(packet, protocol).layers.find(({ name }) => name === answered);
  const { frames } = packet;
  t.check('the answer that the fragments make has the right checksum', {
    holds: answer?.checksum === 'good',
    found: answer === undefined ? 'the fragments do not make the answer' : 'its checksum is wrong',
    frames,
  });
  const got = (answer?.value as { readonly data?: Uint8Array } | undefined)?.data ?? new Uint8Array();
  t.check('the answer has the data of the request', sameOctets(got, data, frames));
}

/** The packet went as one, without a Fragment header. */
export function requireWhole(t: TestContext, { frames }: LargePacket, octets: number): void {
  for (const one of frames)
    t.require(`one packet of ${octets} octets`, one, { fragment: absent, 'ipv6.payloadLength': octets - IPV6_HEADER_OCTETS });
}

/** The packet went in pieces, each at most so many octets long, and no smaller than a path of 1280 octets asks for. */
export function requireFragments(t: TestContext, { frames }: LargePacket, mtu: number): void {
  for (const one of frames) {
    t.require(`no longer than ${mtu} octets`, one, { fragment: present, 'ipv6.payloadLength': between(0, mtu - IPV6_HEADER_OCTETS) });
  }
}

/** No frame is longer than this. */
export function requireAtMost(t: TestContext, { frames }: LargePacket, mtu: number): void {
  for (const one of frames) t.require(`no longer than ${mtu} octets`, one, { 'ipv6.payloadLength': between(0, mtu - IPV6_HEADER_OCTETS) });
}

export interface TooBig {
  readonly mtu: number;
  readonly code?: number;
  /** Default: the link-local address of the node that sends it. */
  readonly source?: Address;
  /** Instead of the packet that the device sent. */
  readonly quoted?: Uint8Array;
  readonly from?: Neighbor;
}

/** A node on the path says that a packet of the device did not fit its next link. */
export function sendTooBig(
  t: TestContext,
  path: Path,
  packet: LargePacket,
  { mtu, code = 0, source, quoted, from = path.from }: TooBig,
): Promise<Sent> {
  const room = MINIMUM_MTU - IPV6_HEADER_OCTETS - UPPER_HEADER;
  const invokingPacket = (quoted ?? packetOf(packet.frames[0] as Received)).slice(0, room);
  const draft = frame(ipv6({ source: source ?? from.linkLocal, destination: path.device }), packetTooBig({ code, mtu, invokingPacket }));
  return t.send(`Packet Too Big, MTU ${mtu}`, draft, { from });
}
