import { formatAddress, isLinkLocal, isLoopback, isMulticast, multicastScope } from '../../reference/net/address.js';
import { equalOctets } from '../../reference/net/octets.js';
import { isGroupAddress } from '../../reference/net/link-layer-address.js';
import { elapsed, seconds, type Instant } from '../../reference/time.js';
import type { EchoRequest } from '../../reference/wire/icmpv6.js';
import { digest } from '../kit/digest.js';
import { recent } from '../kit/recent.js';
import { broken, conversation, undecided, type Conversation, type ObservedPacket, type RuleSink, type Segment } from '../kit/rule.js';

/** How long a packet may take from one link to the next, resolution of the next hop apart. */
const ON_THE_WAY = seconds(1);
const MAX_PACKETS = 4_096;
const LINK_LOCAL_SCOPE = 2;

/** One packet on one link. */
interface Sighting {
  readonly at: Instant;
  readonly frame: number;
  readonly segment: Segment;
  readonly hopLimit: number;
  readonly linkSource: Uint8Array;
  readonly linkDestination: Uint8Array | undefined;
}

const NO_ROUTER = undecided('what stands between the links was not seen to advertise itself as a router on both: it may be a proxy');

/** The same for a packet on all links, but for its hop limit; requests and replies are told apart by their addresses and data. */
function keyOf(packet: ObservedPacket): string | undefined {
  if (!packet.whole || packet.hasExtensionHeaders || packet.cut) return undefined;
  const { identifier, sequence } = packet.message.value as EchoRequest;
  const { hash, octets } = digest(packet.decoded.octets.subarray(packet.message.offset, packet.decoded.packetEnd));
  return packet.sourceKey + packet.destinationKey + String.fromCharCode(identifier, sequence, octets, hash >>> 16, hash & 0xffff);
}

type Rule = 'decremented' | 'usedUp' | 'source' | 'fromUnspecified' | 'fromLoopback' | 'fromGroup' | 'destination' | 'toLoopback' | 'group';
type Sinks = Readonly<Record<Rule, RuleSink>>;

class ForwardingWatcher {
  private readonly seen = recent<Sighting>({ lifetime: ON_THE_WAY, limit: MAX_PACKETS, stampOf: ({ at }) => at });
  private hasSeveralLinks = false;

  constructor(private readonly sinks: Sinks) {}

  see(packet: ObservedPacket): void {
    const { segment, linkSource, linkDestination, at, frame } = packet;
    // Links are numbered as they appear: in most captures there is one, and nothing to do.
    if (segment.id > 1) this.hasSeveralLinks = true;
    if (!this.hasSeveralLinks || !linkSource || packet.kind === 'router-advertisement') return;
    const key = keyOf(packet);
    if (key === undefined) return;
    this.seen.advance(at);
    const before = this.seen.get(key);
    const { hopLimit } = packet.ipv6;
    this.seen.put(key, { at, frame, segment, hopLimit, linkSource: linkSource.slice(), linkDestination: linkDestination?.slice() });
    if (before && isAnother(before, packet)) this.forwarded(packet, before, linkSource);
  }

  finish(): void {
    // What was not forwarded was dropped, or went elsewhere.
  }

  private forwarded(packet: ObservedPacket, before: Sighting, linkSource: Uint8Array): void {
    const by = packet.segment.nodeAt(linkSource);
    const { frame, ipv6 } = packet;
    const { decremented, usedUp } = this.sinks;
    const frames = [before.frame];
    if (ipv6.hopLimit < before.hopLimit) {
      if (by) decremented.kept(by, frame);
      if (ipv6.hopLimit === before.hopLimit - 1) this.scopes(packet, by, frames);
    }
    const isWrong = isNotLower(before.hopLimit, ipv6.hopLimit);
    const isUsedUp = before.hopLimit <= 1 && (isWrong || ipv6.hopLimit < before.hopLimit);
    if (!isWrong && !isUsedUp) return;
    const text = `arrived with hop limit ${before.hopLimit}, left with ${ipv6.hopLimit}`;
    const isRouter = by?.isAdvertisingRouter(packet.at) === true && cameToRouter(before, packet.at);
    for (const sink of [...(isWrong ? [decremented] : []), ...(isUsedUp ? [usedUp] : [])]) {
      if (by && isRouter) sink.broken(by, frame, broken(text, 'ipv6.hopLimit', frames));
      else sink.undecided(by, frame, NO_ROUTER);
    }
  }

  /** That the hop limit is one less shows that the packet was forwarded, and is not another one that looks alike. */
  private scopes(packet: ObservedPacket, by: ReturnType<Segment['nodeAt']>, frames: readonly number[]): void {
    if (!by) return;
    const { source, destination, frame } = packet;
    const text = `${formatAddress(source)} to ${formatAddress(destination)} on another link`;
    const tell = (sink: RuleSink, isWrong: boolean, path: string): void =>
      isWrong ? sink.broken(by, frame, broken(text, path, frames)) : sink.kept(by, frame);
    const { sinks } = this;
    tell(sinks.source, isLinkLocal(source), 'ipv6.source');
    tell(sinks.fromUnspecified, packet.fromUnspecified, 'ipv6.source');
    tell(sinks.fromLoopback, isLoopback(source), 'ipv6.source');
    tell(sinks.fromGroup, isMulticast(source), 'ipv6.source');
    tell(sinks.destination, isLinkLocal(destination), 'ipv6.destination');
    tell(sinks.toLoopback, isLoopback(destination), 'ipv6.destination');
    if (isMulticast(destination)) tell(sinks.group, multicastScope(destination) <= LINK_LOCAL_SCOPE, 'ipv6.destination');
  }
}

/** A higher hop limit means that the stamps of two links are out of order, unless it was counted down from 0. */
const isNotLower = (before: number, now: number): boolean => now === before || (before === 0 && now === 255);

/** On another link and from another station: bridges, and captures at several places of one link, change nothing. */
const isAnother = (before: Sighting, { segment, at, linkSource }: ObservedPacket): boolean =>
  before.segment !== segment && elapsed(before.at, at) <= ON_THE_WAY && !!linkSource && !equalOctets(before.linkSource, linkSource);

/** Where it came from it went to a router: a proxy of RFC 4389 passes on advertisements to one side only. */
function cameToRouter({ linkDestination, segment }: Sighting, at: Instant): boolean {
  if (!linkDestination || isGroupAddress(linkDestination)) return false;
  return segment.nodeAt(linkDestination)?.isAdvertisingRouter(at) === true;
}

/** What shows of forwarding in a capture of several links (RFC 8200 section 3, RFC 4291 sections 2.5.2, 2.5.3, 2.5.6 and 2.7). */
export const forwardingConversation: Conversation = conversation({
  on: ['echo-request', 'echo-reply', 'router-advertisement'],
  rules: {
    decremented: {
      id: 'forwarding.hop-limit.decremented',
      requirement: 'hdr-hl-decrement',
      title: 'forwards packets with a lower hop limit',
    },
    usedUp: {
      id: 'forwarding.hop-limit.used-up',
      requirement: 'hdr-hl-one-router',
      title: 'forwards no packet whose hop limit is used up',
    },
    source: {
      id: 'forwarding.source.not-link-local',
      requirement: 'fwd-src-linklocal-no',
      title: 'forwards nothing from a link-local address to another link',
    },
    fromUnspecified: {
      id: 'forwarding.source.not-unspecified',
      requirement: 'fwd-src-unspecified-no',
      title: 'forwards nothing from the unspecified address',
    },
    fromLoopback: {
      id: 'forwarding.source.not-loopback',
      requirement: 'fwd-src-loopback-no',
      title: 'forwards nothing from the loopback address',
    },
    fromGroup: {
      id: 'forwarding.source.not-multicast',
      requirement: 'fwd-src-mcast-no',
      title: 'forwards nothing from a multicast address',
    },
    destination: {
      id: 'forwarding.destination.not-link-local',
      requirement: 'fwd-dst-linklocal-no',
      title: 'forwards nothing to a link-local address on another link',
    },
    toLoopback: {
      id: 'forwarding.destination.not-loopback',
      requirement: 'fwd-dst-loopback-no',
      title: 'forwards nothing to the loopback address',
    },
    group: {
      id: 'forwarding.group.not-link-local',
      requirement: 'fwd-dst-mcast-link-no',
      title: 'forwards no multicast of link-local scope to another link',
    },
  },
  watch: (sinks) => new ForwardingWatcher(sinks),
});
