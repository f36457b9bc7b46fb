import { after, elapsed, seconds, type Instant } from '../../reference/time.js';
import { digest, sameDigest, type Digest } from '../kit/digest.js';
import { recent } from '../kit/recent.js';
import {
  broken,
  conversation,
  undecided,
  type Conversation,
  type ObservedPacket,
  type RuleSink,
  type Station,
  type Undecided,
} from '../kit/rule.js';
import { MAX_TRANSLATED } from './fragments.rules.js';
import { fragmentOf, type FragmentSeen } from './headers-seen.js';

/** What "sent recently" is taken for (RFC 8200 section 4.5): half the time that a receiver may take to reassemble. */
const RECENTLY = seconds(30);
/** The fragments of one packet leave together; what comes later under the same identification is another packet. */
const TOGETHER = seconds(1);
const MAX_DATAGRAMS = 1_024;
const MAX_PAIRS = 1_024;
/** More than the fragments of 65,535 octets over the smallest MTU. */
const MAX_PARTS = 64;
/** Of so many identifications drawn at random (RFC 7739) two hardly ever agree. */
const MAX_DRAWN = 512;
const ONE_CHANCE = 1;

interface Part {
  readonly start: number;
  readonly end: number;
  /** Absent where not all of it was captured. */
  readonly data: Digest | undefined;
}

/** A packet that is sent in fragments. */
interface Datagram {
  at: Instant;
  readonly frame: number;
  readonly from: Station;
  readonly parts: Part[];
  octets: number;
  /** What it will have, once the last fragment was seen. */
  length: number | undefined;
}

/** Packets in fragments from one address to another, of late. */
interface Pair {
  at: Instant;
  readonly since: Instant;
  datagrams: number;
  reuses: number;
}

const isComplete = ({ octets, length }: Datagram): boolean => octets === length;

const TRANSLATED = undecided('an identification of 16 bits may come from an IPv4 packet');
const ELSEWHERE = undecided('the fragments came from several stations');
const BY_CHANCE = undecided('by chance an identification may come again');

const pairKey = ({ segment, sourceKey, destinationKey }: ObservedPacket): string =>
  String.fromCharCode(segment.id) + sourceKey + destinationKey;
const datagramKey = (pair: string, identification: number): string =>
  pair + String.fromCharCode(identification >>> 16, identification & 0xffff);

function partOf({ decoded: { octets: captured } }: ObservedPacket, { start, octets, startsAt, endsAt }: FragmentSeen): Part {
  const data = endsAt <= captured.length ? digest(captured.subarray(startsAt, endsAt)) : undefined;
  return { start, end: start + octets, data };
}

const overlapped = (parts: readonly Part[], { start, end }: Part): Part | undefined =>
  parts.find((one) => one.start < end && start < one.end);

type Sinks = Readonly<Record<'overlap' | 'identification', RuleSink>>;

class FragmentWatcher {
  private readonly datagrams = recent<Datagram>({ lifetime: RECENTLY, limit: MAX_DATAGRAMS, stampOf: ({ at }) => at });
  private readonly pairs = recent<Pair>({ lifetime: RECENTLY, limit: MAX_PAIRS, stampOf: ({ at }) => at });

  constructor(private readonly sinks: Sinks) {}

  see(packet: ObservedPacket): void {
    const seen = packet.fragment ? fragmentOf(packet) : undefined;
    if (!seen || seen.octets === 0) return;
    this.datagrams.advance(packet.at);
    this.pairs.advance(packet.at);
    const pair = pairKey(packet);
    const key = datagramKey(pair, seen.header.identification);
    const known = this.datagrams.get(key);
    const part = partOf(packet, seen);
    if (!known || elapsed(known.at, packet.at) > RECENTLY) return this.begin(key, pair, packet, seen, part);
    const other = overlapped(known.parts, part);
    if (!other) return this.add(known, packet, seen, part);
    if (isSame(other, part)) return;
    if (isComplete(known) || elapsed(known.at, packet.at) > TOGETHER) return this.reuse(key, pair, packet, seen, part, known);
    this.overlap(known, packet, seen, part, other);
  }

  finish(): void {
    // What is incomplete in the end shows nothing.
  }

  private begin(key: string, pairOf: string, packet: ObservedPacket, seen: FragmentSeen, part: Part): void {
    const { at, frame, from } = packet;
    const pair = this.pairOf(pairOf, at);
    if (pair.datagrams > 0) this.sinks.identification.kept(packet.sender, frame);
    pair.datagrams += 1;
    this.start(key, { at, frame, from, parts: [], octets: 0, length: undefined }, packet, seen, part);
  }

  private start(key: string, datagram: Datagram, packet: ObservedPacket, seen: FragmentSeen, part: Part): void {
    this.datagrams.put(key, datagram);
    this.add(datagram, packet, seen, part);
  }

  private add(datagram: Datagram, { at, sender, frame }: ObservedPacket, { header }: FragmentSeen, part: Part): void {
    datagram.at = at;
    if (datagram.parts.length >= MAX_PARTS) return;
    datagram.parts.push(part);
    datagram.octets += part.end - part.start;
    if (!header.moreFragments) datagram.length = part.end;
    if (isComplete(datagram)) this.sinks.overlap.kept(sender, frame);
  }

  private overlap(known: Datagram, packet: ObservedPacket, { header }: FragmentSeen, part: Part, other: Part): void {
    const { overlap } = this.sinks;
    const doubt = doubtAbout(known, packet, header.identification);
    if (doubt) return overlap.undecided(packet.sender, packet.frame, doubt);
    const text = `octets ${part.start} to ${part.end - 1} after ${other.start} to ${other.end - 1} of the same packet`;
    overlap.broken(packet.sender, packet.frame, broken(text, 'fragment.fragmentOffset', [known.frame]));
  }

  /** Another packet has the identification of one that was sent in full, or a while ago. */
  private reuse(key: string, pairOf: string, packet: ObservedPacket, seen: FragmentSeen, part: Part, known: Datagram): void {
    const { identification: sink } = this.sinks;
    const { at, sender, frame, from } = packet;
    const { identification } = seen.header;
    const pair = this.pairOf(pairOf, at);
    pair.reuses += 1;
    const isChance = pair.reuses <= ONE_CHANCE || pair.datagrams > MAX_DRAWN;
    const doubt = doubtAbout(known, packet, identification) ?? (isChance ? BY_CHANCE : undefined);
    const text = `identification 0x${identification.toString(16)} again, after ${pair.reuses - 1} of other packets`;
    if (doubt) sink.undecided(sender, frame, doubt);
    else sink.broken(sender, frame, broken(text, 'fragment.identification', [known.frame]));
    this.start(key, { at, frame, from, parts: [], octets: 0, length: undefined }, packet, seen, part);
  }

  private pairOf(key: string, at: Instant): Pair {
    const known = this.pairs.get(key);
    const pair = known && at <= after(known.since, RECENTLY) ? known : { at, since: at, datagrams: 0, reuses: 0 };
    pair.at = at;
    this.pairs.put(key, pair);
    return pair;
  }
}

/** The same fragment, captured twice, or cut so that nobody knows. */
const isSame = (a: Part, b: Part): boolean => a.start === b.start && a.end === b.end && (!a.data || !b.data || sameDigest(a.data, b.data));

function doubtAbout(known: Datagram, packet: ObservedPacket, identification: number): Undecided | undefined {
  if (identification <= MAX_TRANSLATED) return TRANSLATED;
  return known.from === packet.from ? undefined : ELSEWHERE;
}

/** Fragments of one packet, and of packets after one another (RFC 8200 section 4.5, RFC 5722 section 4). */
export const fragmentedDatagrams: Conversation = conversation({
  on: ['Fragment header'],
  rules: {
    overlap: { id: 'ipv6.fragment.no-overlap', requirement: 'fragtx-no-nonoverlap', title: 'sends no overlapping fragments' },
    identification: {
      id: 'ipv6.fragment.identification',
      requirement: 'frag-id-unique',
      title: 'gives packets of late to the same destination identifications of their own',
    },
  },
  watch: (sinks) => new FragmentWatcher(sinks),
});
