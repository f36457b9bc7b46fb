import { formatAddress, isLinkLocal, isMulticast } from '../../reference/net/address.js';
import { equalOctets } from '../../reference/net/octets.js';
import { times, type Instant } from '../../reference/time.js';
import { sameDigest, type Digest } from '../kit/digest.js';
import { textOfKey } from '../kit/packet-keys.js';
import { recent, type Departure } from '../kit/recent.js';
import {
  broken,
  conversation,
  NEIGHBOR_SOLICITATIONS,
  undecided,
  wayBack,
  type Conversation,
  type FrameRule,
  type ObservedPacket,
  type RuleSink,
  type Segment,
} from '../kit/rule.js';
import { MAX_MULTICAST_SOLICIT } from '../nd/constants.js';
import { dataOf, echoOf, OpenRequests, PATIENCE, type Elsewhere, type Request } from './echo-requests.js';

/** RFC 4861 section 10. */
const ND_HOP_LIMIT = 255;
const OPEN_RESOLUTIONS = 4_096;
const MAX_UNICAST_ADDRESSES = 4_096;

/** Subnet-router anycast (RFC 4291 section 2.6.1) and reserved subnet anycast addresses (RFC 2526 section 2). */
function maybeAnycast(key: string): boolean {
  const identifier = key.slice(4);
  if (identifier === '\0\0\0\0') return true;
  return identifier.startsWith('\ufdff\uffff\uffff') && identifier.charCodeAt(3) >= 0xff80;
}

const addressOn = (segment: Segment, address: string): string => String.fromCharCode(segment.id) + address;

const NO_REQUEST = undecided('no request to that address was captured: it may be lost, or have gone to an anycast address');

type Sinks = Readonly<Record<'linkLocal' | 'global' | 'multicast' | 'source' | 'data', RuleSink>>;

class EchoWatcher {
  private readonly requests = new OpenRequests((list, why) => list.forEach((request) => this.conclude(request, why)));
  /** Neighbours that somebody asks for in vain: who cannot find the requester cannot answer it. */
  private readonly resolving = recent<Instant>({ lifetime: PATIENCE, limit: OPEN_RESOLUTIONS, stampOf: (at) => at });
  /** Who sent Neighbor Solicitations from an address, or tested it: that is done with unicast addresses. */
  private readonly unicast = new Map<string, number>();

  constructor(private readonly sinks: Sinks) {}

  see(packet: ObservedPacket): void {
    // The first frame after a long time may be the one that shows who is still there: it concludes nothing.
    if (packet.kind === 'unicast-solicitation') return this.learn(packet, packet.sourceKey);
    if (packet.kind === 'dad-solicitation') return this.learn(packet, packet.targetKey);
    this.requests.advance(packet.at);
    this.resolving.advance(packet.at);
    switch (packet.kind) {
      case 'echo-request':
        return this.requests.add(packet);
      case 'echo-reply':
        return this.reply(packet);
      case 'neighbor-advertisement':
        this.resolving.remove(packet.targetKey);
        return;
      default:
        if (packet.whole) this.resolving.put(packet.targetKey, packet.at);
        this.learn(packet, packet.sourceKey);
    }
  }

  finish(end: Instant): void {
    this.requests.finish(end);
  }

  private learn({ whole, ipv6, segment, sender }: ObservedPacket, address: string): void {
    const key = addressOn(segment, address);
    if (this.unicast.has(key) || this.unicast.size >= MAX_UNICAST_ADDRESSES) return;
    if (whole && ipv6.hopLimit === ND_HOP_LIMIT) this.unicast.set(key, sender.id);
  }

  private reply(packet: ObservedPacket): void {
    if (packet.fragment) return;
    const exact = this.requests.to(packet, packet.sourceKey);
    if (exact?.[0]?.toMulticast === false) return this.answer(packet, exact);
    const asked = this.requests.of(packet);
    if (asked.length === 0) return this.sinks.data.undecided(packet.sender, packet.frame, undecided('the request was not captured'));
    const toGroups = asked.filter(({ toMulticast }) => toMulticast);
    if (toGroups.length > 0) this.answerToMulticast(packet, toGroups, asked.length > toGroups.length);
    else this.answerFromElsewhere(packet, asked);
  }

  private answer(packet: ObservedPacket, requests: readonly Request[]): void {
    const [request] = requests as readonly [Request];
    this.existence(request).kept(packet.sender, packet.frame);
    this.sinks.source.kept(packet.sender, packet.frame);
    this.compareData(packet, requests, request.answered);
    for (const one of requests) {
      one.answered = true;
      one.elsewhere = undefined;
    }
  }

  private answerToMulticast(packet: ObservedPacket, requests: readonly Request[], toOthersToo: boolean): void {
    this.compareData(packet, requests, toOthersToo);
    const { multicast } = this.sinks;
    if (!isMulticast(packet.source) && !packet.fromUnspecified) return multicast.kept(packet.sender, packet.frame);
    const frames = requests.map(({ frame }) => frame);
    multicast.broken(packet.sender, packet.frame, broken(`answers from ${formatAddress(packet.source)}`, 'ipv6.source', frames));
  }

  /**
   * One reply answers no request to its source: that request may have been lost, and what went to an anycast address is
   * rightly answered from a unicast one (RFC 4443 sections 2.2 and 4.2).
   */
  private answerFromElsewhere(packet: ObservedPacket, asked: readonly Request[]): void {
    const { source, data: dataSink } = this.sinks;
    const data = dataOf(packet);
    const alike = asked.filter((request) => !data || !request.data || sameDigest(data, request.data));
    const request = alike.find((one) => !one.answered && data && one.data && this.isSureOf(packet, one));
    for (const one of alike) one.answered = true;
    if (!request) {
      source.undecided(packet.sender, packet.frame, NO_REQUEST);
      return dataSink.undecided(packet.sender, packet.frame, NO_REQUEST);
    }
    dataSink.kept(packet.sender, packet.frame);
    const text = `answers from ${formatAddress(packet.source)} what went to ${textOfKey(request.destination)}`;
    const violation = broken(text, 'ipv6.source', [request.frame]);
    request.elsewhere = { by: packet.sender, frame: packet.frame, violation, asked: wayBack(packet) };
  }

  /** The request went to the node that answers, and to a unicast address of it. */
  private isSureOf(packet: ObservedPacket, { destination, linkDestination }: Request): boolean {
    const { linkSource, segment, sourceKey, source } = packet;
    if (!linkSource || !linkDestination || !equalOctets(linkSource, linkDestination) || maybeAnycast(destination)) return false;
    const node = segment.nodeAt(linkSource);
    if (!node || this.unicast.get(addressOn(segment, destination)) !== node.id) return false;
    // A router also hands on what others answer.
    return isLinkLocal(source) || segment.ownersOf(sourceKey)[0] === node;
  }

  private compareData(packet: ObservedPacket, requests: readonly Request[], mayAnswerAnother: boolean): void {
    const { data: sink } = this.sinks;
    const got = dataOf(packet);
    const [only, second] = requests;
    if (got && only?.data && !second && sameDigest(got, only.data)) return sink.kept(packet.sender, packet.frame);
    const wanted = requests.flatMap(({ data }) => data ?? []);
    if (!got || wanted.length < requests.length)
      return sink.undecided(packet.sender, packet.frame, undecided('the capture has not all of the data'));
    if (wanted.some((data) => sameDigest(got, data))) return sink.kept(packet.sender, packet.frame);
    const [data, another] = wanted as [Digest, ...Digest[]];
    if (another || mayAnswerAnother)
      return sink.undecided(packet.sender, packet.frame, undecided('several requests have the same identifier and sequence number'));
    const what = got.octets === data.octets ? `${got.octets} octets, changed` : `${got.octets} octets, ${data.octets} were sent`;
    const frames = requests.map(({ frame }) => frame);
    sink.broken(packet.sender, packet.frame, broken(`returns other data: ${what}`, 'echoReply.data', frames));
  }

  private existence(request: Request): RuleSink {
    return request.toLinkLocal ? this.sinks.linkLocal : this.sinks.global;
  }

  private conclude(request: Request, why: Departure): void {
    if (request.elsewhere) this.concludeSource(request.elsewhere, why);
    else if (why === 'expired' && !request.answered && !request.toMulticast) this.concludeSilence(request);
  }

  /** The address that was asked never answered. Until its time is over, that holds only if no request was lost. */
  private concludeSource({ by, frame, violation, asked }: Elsewhere, why: Departure): void {
    if (why === 'expired') this.sinks.source.broken(by, frame, violation);
    else if (why === 'finished') this.sinks.source.missing(by, frame, violation, [asked]);
  }

  /** A request that was never answered, when its time is over. */
  private concludeSilence(request: Request): void {
    const sink = this.existence(request);
    const [owner, second] = request.segment.ownersOf(request.destination);
    if (!owner || second)
      return sink.undecided(undefined, request.frame, undecided('nobody on the link was seen to hold the address asked'));
    const { linkDestination } = request;
    if (linkDestination && owner.linkLayerAddress && !equalOctets(linkDestination, owner.linkLayerAddress)) return;
    if (owner.firstSeen > request.at || (request.segment.lastUseOf(request.destination) ?? 0) <= request.at)
      return sink.undecided(owner, request.frame, undecided('nothing was seen from that address afterwards'));
    if ((this.resolving.get(request.source) ?? -1) >= request.at)
      return sink.undecided(owner, request.frame, undecided('the link-layer address of the requester was asked for in vain'));
    // RFC 4861 section 7.2.2: the answer waits while the requester is looked for, up to three times.
    if (times(request.segment.longestRetransTimer, MAX_MULTICAST_SOLICIT) > PATIENCE)
      return sink.undecided(owner, request.frame, undecided('a router advertised a longer Retrans Timer: the answer may come later'));
    sink.missing(owner, request.frame, broken(`Echo Request to ${textOfKey(request.destination)} not answered`), [request.back]);
  }
}

/** RFC 4443 section 4.2. */
export const echoConversation: Conversation = conversation({
  on: ['echo-request', 'echo-reply', ...NEIGHBOR_SOLICITATIONS, 'neighbor-advertisement'],
  rules: {
    linkLocal: {
      id: 'icmpv6.echo.link-local-answered',
      requirement: 'icmp-echo-linklocal',
      title: 'answers Echo Requests to its link-local address',
    },
    global: { id: 'icmpv6.echo.global-answered', requirement: 'icmp-echo-global', title: 'answers Echo Requests to its other addresses' },
    multicast: {
      id: 'icmpv6.echo.multicast-source',
      requirement: 'icmp-echo-allnodes',
      title: 'answers Echo Requests to multicast from a unicast address',
    },
    source: { id: 'icmpv6.echo.source', requirement: 'icmp-echo-src-equals-dst', title: 'answers from the address that was asked' },
    data: { id: 'icmpv6.echo.data', requirement: 'icmp-echo-id-seq-data', title: 'returns identifier, sequence number and data' },
  },
  watch: (sinks) => new EchoWatcher(sinks),
});

const codeZero = (requirement: string, kind: 'echo-request' | 'echo-reply'): FrameRule => ({
  id: `icmpv6.${kind}.code`,
  requirement,
  title: 'has code 0',
  on: [kind],
  reads: 'message',
  check(packet) {
    const code = echoOf(packet).code ?? 0;
    return code === 0 ? 'kept' : broken(`code ${code}, wanted 0`, `${packet.message.name}.code`);
  },
});

export const echoFormatRules: readonly FrameRule[] = [
  codeZero('icmp-echo-request-origin', 'echo-request'),
  codeZero('icmp-echo-code', 'echo-reply'),
];
