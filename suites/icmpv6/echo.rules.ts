import { formatAddress, isLinkLocal, isMulticast } from '../../reference/net/address.js';
import { equalOctets } from '../../reference/net/octets.js';
import { seconds, times, type Instant } from '../../reference/time.js';
import type { EchoReply, EchoRequest } from '../../reference/wire/icmpv6.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { digest, sameDigest, type Digest } from '../kit/digest.js';
import { textOfKey } from '../kit/packet-keys.js';
import { recent } from '../kit/recent.js';
import {
  broken,
  conversation,
  undecided,
  wayBack,
  type Conversation,
  type FrameRule,
  type ObservedPacket,
  type RuleSink,
  type Segment,
  type Way,
} from '../kit/rule.js';
import { MAX_MULTICAST_SOLICIT } from '../nd/constants.js';

/** How long an answer may take; no RFC says, and paths over the world take a second at most. */
const PATIENCE = seconds(10);
const OPEN_REQUESTS = 65_536;
const OPEN_RESOLUTIONS = 4_096;
/** Requests to different addresses with the same identifier and sequence number. */
const OPEN_PER_KEY = 8;

interface Request {
  readonly frame: number;
  readonly at: Instant;
  readonly segment: Segment;
  readonly source: string;
  readonly destination: string;
  readonly toMulticast: boolean;
  readonly toLinkLocal: boolean;
  readonly linkDestination: Uint8Array | undefined;
  readonly back: Way;
  /** Requests are compared with their answers without being kept; absent where not all of the data was captured. */
  readonly data: Digest | undefined;
  answered: boolean;
}

/** Subnet-router anycast (RFC 4291 section 2.6.1) and reserved subnet anycast addresses (RFC 2526 section 2). */
function maybeAnycast(key: string): boolean {
  const identifier = key.slice(4);
  if (identifier === '\0\0\0\0') return true;
  return identifier.startsWith('\ufdff\uffff\uffff') && identifier.charCodeAt(3) >= 0xff80;
}

const echoOf = (packet: ObservedPacket): Partial<EchoRequest & EchoReply> => packet.message.value as Partial<EchoRequest & EchoReply>;

function keyOf(packet: ObservedPacket, requester: string): string | undefined {
  const { identifier, sequence } = echoOf(packet);
  if (identifier === undefined || sequence === undefined) return undefined;
  return requester + String.fromCharCode(packet.segment.id, identifier, sequence);
}

/** Extension headers and fragments may rightly keep a request from being answered, a bad checksum must. */
const isPlainRequest = (packet: ObservedPacket): boolean =>
  packet.ipv6.nextHeader === PROTOCOL.icmpv6 &&
  packet.message.checksum !== 'bad' &&
  !packet.fragment &&
  (packet.whole || packet.cut) &&
  !packet.fromUnspecified &&
  !isMulticast(packet.source);

type Sinks = Readonly<Record<'linkLocal' | 'global' | 'multicast' | 'source' | 'data', RuleSink>>;

class EchoWatcher {
  private readonly requests = recent<Request[]>({
    lifetime: PATIENCE,
    limit: OPEN_REQUESTS,
    stampOf: (list) => (list[list.length - 1] as Request).at,
    onLeave: (list, why) => why === 'expired' && list.forEach((request) => this.conclude(request)),
  });
  /** Neighbours that somebody asks for in vain: who cannot find the requester cannot answer it. */
  private readonly resolving = recent<Instant>({ lifetime: PATIENCE, limit: OPEN_RESOLUTIONS, stampOf: (at) => at });

  constructor(private readonly sinks: Sinks) {}

  see(packet: ObservedPacket): void {
    this.requests.advance(packet.at);
    this.resolving.advance(packet.at);
    switch (packet.kind) {
      case 'echo-request':
        return this.request(packet);
      case 'echo-reply':
        return this.reply(packet);
      case 'neighbor-advertisement':
        this.resolving.remove(packet.targetKey);
        return;
      default:
        if (packet.whole) this.resolving.put(packet.targetKey, packet.at);
    }
  }

  finish(end: Instant): void {
    this.requests.finish(end);
  }

  private request(packet: ObservedPacket): void {
    const key = keyOf(packet, packet.sourceKey);
    if (key === undefined || !isPlainRequest(packet)) return;
    const { data } = echoOf(packet);
    const request: Request = {
      frame: packet.frame,
      at: packet.at,
      segment: packet.segment,
      source: packet.sourceKey,
      destination: packet.destinationKey,
      toMulticast: isMulticast(packet.destination),
      toLinkLocal: isLinkLocal(packet.destination),
      linkDestination: packet.linkDestination?.slice(),
      back: wayBack(packet),
      data: packet.whole && data ? digest(data) : undefined,
      answered: false,
    };
    const open = this.requests.get(key)?.filter(({ destination }) => destination !== request.destination);
    this.requests.put(key, open ? [...open.slice(1 - OPEN_PER_KEY), request] : [request]);
  }

  private reply(packet: ObservedPacket): void {
    const key = packet.fragment ? undefined : keyOf(packet, packet.destinationKey);
    if (key === undefined) return;
    const open = this.requests.get(key) ?? [];
    const exact = open.find(({ destination }) => destination === packet.sourceKey);
    const request = exact ?? open.find(({ toMulticast }) => toMulticast) ?? open[0];
    if (!request) return this.sinks.data.undecided(packet.sender, packet.frame, undecided('the request was not captured'));
    request.answered = true;
    this.compareData(packet, request);
    if (request.toMulticast) return this.answerToMulticast(packet, request);
    if (exact) return this.answer(packet, request);
    if (maybeAnycast(request.destination))
      return this.sinks.source.undecided(packet.sender, packet.frame, undecided('the request went to an anycast address'));
    const text = `answers from ${formatAddress(packet.source)} what went to ${textOfKey(request.destination)}`;
    this.sinks.source.broken(packet.sender, packet.frame, broken(text, 'ipv6.source', [request.frame]));
  }

  private answer(packet: ObservedPacket, request: Request): void {
    this.existence(request).kept(packet.sender, packet.frame);
    this.sinks.source.kept(packet.sender, packet.frame);
  }

  private answerToMulticast(packet: ObservedPacket, request: Request): void {
    if (!isMulticast(packet.source) && !packet.fromUnspecified) return this.sinks.multicast.kept(packet.sender, packet.frame);
    this.sinks.multicast.broken(
      packet.sender,
      packet.frame,
      broken(`answers from ${formatAddress(packet.source)}`, 'ipv6.source', [request.frame]),
    );
  }

  private compareData(packet: ObservedPacket, request: Request): void {
    const { data } = echoOf(packet);
    const { data: sink } = this.sinks;
    if (!packet.whole || !data || !request.data)
      return sink.undecided(packet.sender, packet.frame, undecided('the capture has not all of the data'));
    const got = digest(data);
    if (sameDigest(got, request.data)) return sink.kept(packet.sender, packet.frame);
    const what =
      got.octets === request.data.octets ? `${got.octets} octets, changed` : `${got.octets} octets, ${request.data.octets} were sent`;
    sink.broken(packet.sender, packet.frame, broken(`returns other data: ${what}`, 'echoReply.data', [request.frame]));
  }

  private existence(request: Request): RuleSink {
    return request.toLinkLocal ? this.sinks.linkLocal : this.sinks.global;
  }

  /** A request that was never answered, when its time is over. */
  private conclude(request: Request): void {
    if (request.answered || request.toMulticast) return;
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
  on: ['echo-request', 'echo-reply', 'multicast-solicitation-link-local', 'multicast-solicitation-global', 'neighbor-advertisement'],
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
