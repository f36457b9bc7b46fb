import { addressKey, isLinkLocal, isMulticast, sameAddress } from '../../reference/net/address.js';
import { elapsed, minutes, seconds, sum, type Instant } from '../../reference/time.js';
import { layer } from '../../reference/wire/frame.js';
import type { PacketTooBig } from '../../reference/wire/icmpv6.js';
import { Ipv6 } from '../../reference/wire/ipv6.js';
import type { RouterAdvertisement } from '../../reference/wire/nd.js';
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
import { MINIMUM_MTU } from '../nd/constants.js';

/** RFC 8201 section 4: no larger packet is tried for so long after a Packet Too Big message. */
const NO_INCREASE = minutes(5);
/** What was on its way already when the message came. */
const GRACE = seconds(1);
/** How long a message about a packet may take to come back. */
const PATIENCE = seconds(5);
const MAX_PATHS = 1_024;
/** What a quote has to hold for a node to know its own packet: the header and what the first fragment has of the message. */
const QUOTED_OCTETS = 48;

const NEARBY = undecided('sent within a second of the message');
const OTHER_FLOW = undecided('the message was about another flow, which may have a path of its own');
const MAYBE_LOST = undecided('one message alone may have got lost behind the place of capture');

/** A packet that a path may be too narrow for. */
interface Sent {
  readonly at: Instant;
  readonly octets: number;
  readonly flowLabel: number;
  readonly from: Station;
}

/** What Packet Too Big messages told the sender of a path. */
interface Path {
  readonly mtu: number;
  /** Of the first message that said so, and of the last. */
  readonly learntAt: Instant;
  readonly at: Instant;
  readonly frame: number;
  readonly flowLabel: number;
  readonly from: Station;
  readonly messages: number;
}

const pathKey = (segment: number, source: string, destination: string): string => String.fromCharCode(segment) + source + destination;

/** Segments of TCP and datagrams of UDP may be larger in a capture than on the link, where the network card cuts them. */
const isAsSent = ({ kind, fragment }: ObservedPacket): boolean => fragment || kind === 'echo-request' || kind === 'echo-reply';
const hasRoutingHeader = (packet: ObservedPacket): boolean => packet.extensionHeaders.some(({ message }) => message.family === 'routing');

type Sinks = Readonly<Record<'global' | 'linkLocal', RuleSink>>;

class PathWatcher {
  private readonly sent = recent<Sent>({ lifetime: PATIENCE, limit: MAX_PATHS, stampOf: ({ at }) => at });
  private readonly paths = recent<Path>({ lifetime: NO_INCREASE, limit: MAX_PATHS, stampOf: ({ at }) => at });
  /** By the number of the segment: since then paths may be others, or a node may have started anew. */
  private readonly changedAt = new Map<number, Instant>();

  constructor(private readonly sinks: Sinks) {}

  see(packet: ObservedPacket): void {
    switch (packet.kind) {
      case 'dad-solicitation':
      case 'redirect':
        this.changedAt.set(packet.segment.id, packet.at);
        return;
      case 'router-advertisement':
        if ((packet.message.value as Partial<RouterAdvertisement>).routerLifetime === 0) this.changedAt.set(packet.segment.id, packet.at);
        return;
      case 'icmpv6-error':
        return this.told(packet);
      default:
        if (packet.packetOctets > MINIMUM_MTU || packet.fragment) this.sends(packet);
    }
  }

  finish(): void {
    // A path that nothing more was sent on shows nothing.
  }

  /** A message counts that the node cannot refuse: about a packet that it was just seen to send, and delivered to it. */
  private told(packet: ObservedPacket): void {
    const { message, segment, at } = packet;
    if (message.name !== 'packetTooBig' || !isAcceptable(packet)) return;
    const { mtu } = message.value as PacketTooBig;
    const quoted = message.nested && layer(message.nested, Ipv6);
    if (mtu < MINIMUM_MTU || !quoted || (message.nested?.octets.length ?? 0) < QUOTED_OCTETS) return;
    if (!sameAddress(quoted.source, packet.destination)) return;
    const key = pathKey(segment.id, packet.destinationKey, addressKey(quoted.destination));
    this.sent.advance(at);
    this.paths.advance(at);
    const sent = this.sent.get(key);
    if (!sent || sent.octets !== 40 + quoted.payloadLength || sent.octets <= mtu || sent.from !== packet.to) return;
    const known = this.pathAt(key, packet);
    const isNews = !known || mtu < known.mtu;
    this.paths.put(key, {
      mtu: isNews ? mtu : known.mtu,
      learntAt: isNews ? at : known.learntAt,
      at,
      frame: packet.frame,
      flowLabel: sent.flowLabel,
      from: sent.from,
      messages: isNews ? 1 : known.messages + (isCopy(known, packet) ? 0 : 1),
    });
  }

  private sends(packet: ObservedPacket): void {
    if (!isAsSent(packet) || isMulticast(packet.destination) || hasRoutingHeader(packet)) return;
    const { at, from, packetOctets: octets, ipv6, segment } = packet;
    const key = pathKey(segment.id, packet.sourceKey, packet.destinationKey);
    this.sent.advance(at);
    this.paths.advance(at);
    const path = this.pathAt(key, packet);
    if (path && path.from === from) this.judge(packet, path);
    this.sent.put(key, { at, octets, flowLabel: ipv6.flowLabel, from });
  }

  private judge(packet: ObservedPacket, path: Path): void {
    const sink = isLinkLocal(packet.destination) ? this.sinks.linkLocal : this.sinks.global;
    const { sender, frame, packetOctets: octets } = packet;
    if (octets <= path.mtu) return sink.kept(sender, frame);
    const doubt = doubtAbout(packet, path);
    if (doubt) return sink.undecided(sender, frame, doubt);
    sink.broken(sender, frame, broken(`${octets} octets, at most ${path.mtu} wanted`, 'ipv6.payloadLength', [path.frame]));
  }

  private pathAt(key: string, { at, segment }: ObservedPacket): Path | undefined {
    const path = this.paths.get(key);
    if (!path || sum(elapsed(path.at, at), segment.uncertainty) >= NO_INCREASE) return undefined;
    return path.at > (this.changedAt.get(segment.id) ?? -1) ? path : undefined;
  }
}

const isAcceptable = ({ whole, hasExtensionHeaders, message, fromUnspecified, source }: ObservedPacket): boolean =>
  whole && !hasExtensionHeaders && message.checksum === 'good' && !fromUnspecified && !isMulticast(source);

/** The same message, captured twice. */
const isCopy = (known: Path, { at, segment }: ObservedPacket): boolean => elapsed(known.at, at) <= segment.uncertainty;

function doubtAbout({ at, ipv6, segment }: ObservedPacket, path: Path): Undecided | undefined {
  if (elapsed(path.learntAt, at) < sum(GRACE, segment.uncertainty)) return NEARBY;
  if (ipv6.flowLabel !== path.flowLabel) return OTHER_FLOW;
  return path.messages > 1 ? undefined : MAYBE_LOST;
}

/** RFC 8201 section 4. */
export const pathMtuConversation: Conversation = conversation({
  on: ['icmpv6-error', 'echo-request', 'echo-reply', 'Fragment header', 'dad-solicitation', 'redirect', 'router-advertisement'],
  rules: {
    global: {
      id: 'pmtu.packet-too-big.reduces',
      requirement: 'pmtu-reduce-offlink',
      title: 'sends no larger packets than Packet Too Big messages allow, for five minutes',
      // In a tunnel the message may be lost before it comes to the sender, every time.
      spoiltByDelay: true,
    },
    linkLocal: {
      id: 'pmtu.packet-too-big.reduces-link-local',
      requirement: 'pmtu-reduce-onlink-ll',
      title: 'sends no larger packets to link-local addresses than Packet Too Big messages allow, for five minutes',
      spoiltByDelay: true,
    },
  },
  watch: (sinks) => new PathWatcher(sinks),
});
