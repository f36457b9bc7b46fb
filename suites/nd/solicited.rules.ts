import { ALL_NODES, formatAddress, isLinkLocal, isMulticast, sameAddress } from '../../reference/net/address.js';
import { formatLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { after, before, milliseconds, seconds, sum, times, type Instant } from '../../reference/time.js';
import type { NeighborAdvertisement } from '../../reference/wire/nd.js';
import { textOfKey } from '../kit/packet-keys.js';
import { recent } from '../kit/recent.js';
import {
  ANY_GROUP,
  broken,
  conversation,
  NEIGHBOR_SOLICITATIONS,
  undecided,
  wayBack,
  type Conversation,
  type ObservedNode,
  type ObservedPacket,
  type RuleSink,
  type Segment,
  type Station,
} from '../kit/rule.js';
import { MAX_MULTICAST_SOLICIT } from './constants.js';

/**
 * How long a solicitation may wait for its advertisement: an anycast or proxy delay of a second (RFC 4861 sections 7.2.7 and
 * 7.2.8), or three solicitations of the node asked, when it has to find the solicitor first (section 7.2.4).
 */
const PATIENCE = seconds(5);
/** An answer that comes so soon is to the solicitation before it: a node does not send another one in another way meanwhile. */
const AT_ONCE = milliseconds(100);
const OPEN_TARGETS = 16_384;
const OPEN_PER_TARGET = 8;
/** Of an address under test, as many as are usual at most; RFC 4862 section 5.1 leaves their number to the node. */
const PROBES = 3;
/** How long a test is remembered: while what came during it may still wait to be judged. */
const TESTS_REMEMBERED = times(PATIENCE, 3);
/** RFC 4291 section 2.6. */
const ANYCAST = undecided('it may be an anycast address, which looks like a unicast one');
const OPTIMISTIC = undecided('the address was being tested, and an optimistic one is advertised with O=0 (RFC 4429 section 3.3)');
const SLOW = undecided('a router advertised a longer Retrans Timer: the answer may have to wait for the address of who asks');

interface Solicitation {
  readonly frame: number;
  readonly at: Instant;
  readonly kind: 'dad' | 'multicast' | 'unicast';
  readonly segment: Segment;
  readonly target: string;
  readonly solicitor: ObservedNode;
  readonly from: Station;
  readonly source: string;
  answered: boolean;
}

type Sinks = Readonly<Record<'multicast' | 'unicast' | 'dad' | 'unsolicited' | 'override' | 'knownNeighbor', RuleSink>>;

const hasTarget = (advertisement: NeighborAdvertisement): boolean =>
  advertisement.options.some(({ kind }) => kind === 'targetLinkLayerAddress');
const TLLA = 'neighborAdvertisement.options.targetLinkLayerAddress';
const hasZeroIdentifier = (address: Uint8Array): boolean => address.subarray(8, 16).every((octet) => octet === 0);

const isValid = ({ whole, ipv6, message }: ObservedPacket): boolean =>
  whole && ipv6.hopLimit === 255 && message.checksum !== 'bad' && (message.value as { readonly code: number }).code === 0;

class SolicitedWatcher {
  private readonly open = recent<Solicitation[]>({
    lifetime: PATIENCE,
    limit: OPEN_TARGETS,
    stampOf: (list) => (list[list.length - 1] as Solicitation).at,
    onLeave: (list, why) => why === 'expired' && list.forEach((solicitation) => this.conclude(solicitation)),
  });

  /** The last probe of a node for an address. */
  private readonly tests = recent<Instant>({ lifetime: TESTS_REMEMBERED, limit: OPEN_TARGETS, stampOf: (at) => at });

  constructor(private readonly sinks: Sinks) {}

  see(packet: ObservedPacket): void {
    this.open.advance(packet.at);
    this.tests.advance(packet.at);
    if (!packet.whole) return;
    if (packet.kind === 'neighbor-advertisement') this.advertisement(packet);
    else this.solicitation(packet);
  }

  finish(end: Instant): void {
    this.open.finish(end);
  }

  private solicitation(packet: ObservedPacket): void {
    if (packet.kind === 'unicast-solicitation') this.knowsNeighbor(packet);
    if (!isValid(packet)) return;
    const kind = packet.fromUnspecified ? 'dad' : isMulticast(packet.destination) ? 'multicast' : 'unicast';
    const { frame, at, segment, sender: solicitor, from, sourceKey: source, targetKey: target } = packet;
    if (kind === 'dad') this.tests.put(testKey(target, solicitor), at);
    const fresh: Solicitation = { frame, at, kind, segment, target, solicitor, from, source, answered: false };
    const key = keyOf(packet);
    // Those that wait for longer than the patience leave with the table's own clock only when nobody asks again.
    const waiting = this.open.get(key)?.filter((one) => after(one.at, PATIENCE) >= at || this.conclude(one));
    this.open.put(key, waiting ? [...waiting.slice(1 - OPEN_PER_TARGET), fresh] : [fresh]);
  }

  /** RFC 4861 section 7.3.3: a probe goes to the link-layer address in the cache, which came from the neighbour. */
  private knowsNeighbor(packet: ObservedPacket): void {
    const { linkDestination, segment, sender, frame } = packet;
    if (!linkDestination) return;
    const isKnown = segment.isLinkLayerAddressOf(packet.destinationKey, linkDestination);
    if (isKnown === undefined) return;
    if (isKnown) return this.sinks.knownNeighbor.kept(sender, frame);
    const text = `asks ${formatAddress(packet.destination)} at ${formatLinkLayerAddress(linkDestination)}, which nobody named as its address`;
    this.sinks.knownNeighbor.missing(sender, frame, broken(text, 'ethernet.destination'), [wayBack(packet)]);
  }

  private advertisement(packet: ObservedPacket): void {
    const advertisement = packet.message.value as NeighborAdvertisement;
    const open = this.open.get(keyOf(packet)) ?? NOTHING_ASKED;
    if (isMulticast(packet.destination)) return this.toMulticast(packet, advertisement, open);
    const asked = open.filter(({ source, kind }) => kind !== 'dad' && source === packet.destinationKey);
    if (asked.length > 0) this.toSolicitor(packet, advertisement, asked);
    else this.toNobody(packet, advertisement);
  }

  private toMulticast(packet: ObservedPacket, advertisement: NeighborAdvertisement, open: readonly Solicitation[]): void {
    const asked = open.filter(({ kind, solicitor }) => kind === 'dad' && solicitor.id !== packet.sender.id);
    if (asked.length === 0) return;
    for (const one of asked) one.answered = true;
    const { sender, frame, segment, destination } = packet;
    const { dad } = this.sinks;
    if (!sameAddress(destination, ALL_NODES))
      return dad.broken(
        sender,
        frame,
        broken(`goes to ${formatAddress(destination)}, wanted ff02::1`, 'ipv6.destination', framesOf(asked)),
      );
    if (advertisement.solicited)
      return dad.broken(
        sender,
        frame,
        broken('S=1 in the answer to a solicitation from ::', 'neighborAdvertisement.solicited', framesOf(asked)),
      );
    if (segment.hasLinkLayer && !hasTarget(advertisement))
      return dad.broken(sender, frame, broken('has no target link-layer address option', TLLA, framesOf(asked)));
    dad.kept(sender, frame);
    this.override(packet, advertisement);
  }

  private toSolicitor(packet: ObservedPacket, advertisement: NeighborAdvertisement, asked: readonly Solicitation[]): void {
    for (const one of asked) one.answered = true;
    const byMulticast = asked.every(({ kind }) => kind === 'multicast');
    const sink = byMulticast ? this.sinks.multicast : this.sinks.unicast;
    const { sender, frame } = packet;
    if (!advertisement.solicited)
      return sink.broken(sender, frame, broken('S=0 in the answer to a solicitation', 'neighborAdvertisement.solicited', framesOf(asked)));
    if (byMulticast && packet.segment.hasLinkLayer && !hasTarget(advertisement)) {
      const violation = broken('has no target link-layer address option, the solicitation was multicast', TLLA, framesOf(asked));
      if (asked.some(({ at }) => packet.at <= after(at, AT_ONCE))) return sink.broken(sender, frame, violation);
      // A unicast solicitation that was not captured would be answered like that.
      return sink.missing(sender, frame, violation, [wayBack(packet)]);
    }
    sink.kept(sender, frame);
    this.override(packet, advertisement);
  }

  /** Anycast addresses and addresses of others (proxies) are advertised with O=0: only a node that sends from the target is judged. */
  private override(packet: ObservedPacket, advertisement: NeighborAdvertisement): void {
    const { sender, frame } = packet;
    const { target, override } = advertisement;
    const path = 'neighborAdvertisement.override';
    if (!packet.segment.hasLinkLayer || hasZeroIdentifier(target) || !sameAddress(target, packet.source)) return;
    if (override === hasTarget(advertisement)) return this.sinks.override.kept(sender, frame);
    if (override) return this.sinks.override.broken(sender, frame, broken('O=1 without a target link-layer address', path));
    if (!isLinkLocal(target)) return this.sinks.override.undecided(sender, frame, ANYCAST);
    if (this.isTentative(packet.segment, packet.targetKey, sender, packet.at))
      return this.sinks.override.undecided(sender, frame, OPTIMISTIC);
    this.sinks.override.broken(sender, frame, broken('O=0 with the target link-layer address', path));
  }

  private toNobody(packet: ObservedPacket, { solicited }: NeighborAdvertisement): void {
    const { sender, frame, segment } = packet;
    const { unsolicited } = this.sinks;
    if (!solicited) return unsolicited.kept(sender, frame);
    if (packet.at < after(segment.startedAt, PATIENCE))
      return unsolicited.undecided(sender, frame, undecided('the solicitation may have come before the capture began'));
    if (segment.ownersOf(packet.destinationKey).length === 0)
      return unsolicited.undecided(sender, frame, undecided('nothing of the solicitor was captured'));
    if (answersLate(segment)) return unsolicited.undecided(sender, frame, SLOW);
    const text = `S=1 to ${formatAddress(packet.destination)}, which did not ask`;
    const asks = wayBack(packet);
    unsolicited.missing(sender, frame, broken(text, 'neighborAdvertisement.solicited'), [asks, { ...asks, to: ANY_GROUP }]);
  }

  /** A solicitation whose time is over; false, so that it can end a filter. */
  private conclude({ answered, segment, target, at, frame, kind, solicitor, from: asker }: Solicitation): false {
    const [owner, second] = segment.ownersOf(target);
    if (answered || !owner || second || owner.id === solicitor.id) return false;
    const sink = this.sinks[kind];
    if (owner.firstSeen > at || (segment.lastUseOf(target) ?? 0) <= at)
      sink.undecided(owner, frame, undecided('nothing was seen from that address afterwards'));
    else if (this.isTentative(segment, target, owner, at)) sink.undecided(owner, frame, undecided('the address was being tested'));
    else if (answersLate(segment)) sink.undecided(owner, frame, SLOW);
    else {
      const way = { segment, from: segment.stationOf(owner, target), to: kind === 'dad' ? ANY_GROUP : asker };
      sink.missing(owner, frame, broken(`solicitation for ${textOfKey(target)} not answered`), [way]);
    }
    return false;
  }

  /** Around the last probe for an address it is tentative, and nobody answers for it (RFC 4862 section 5.4.3). */
  private isTentative({ longestRetransTimer, uncertainty }: Segment, target: string, owner: ObservedNode, at: Instant): boolean {
    const tested = this.tests.get(testKey(target, owner));
    if (tested === undefined) return false;
    return at >= before(tested, times(longestRetransTimer, PROBES)) && at <= after(tested, sum(longestRetransTimer, uncertainty));
  }
}

/** Who has to find the solicitor first may take longer than is waited for. */
const answersLate = ({ longestRetransTimer }: Segment): boolean => times(longestRetransTimer, MAX_MULTICAST_SOLICIT) > PATIENCE;

const testKey = (target: string, { id }: ObservedNode): string => target + String.fromCharCode(id);

const framesOf = (list: readonly Solicitation[]): readonly number[] => list.map(({ frame }) => frame);
const NOTHING_ASKED: readonly Solicitation[] = [];

/** Links with the same addresses on them are rare, and told apart by a longer key then. */
const keyOf = ({ segment, targetKey }: ObservedPacket): string =>
  segment.id === 1 ? targetKey : targetKey + String.fromCharCode(segment.id);

/** RFC 4861 sections 7.2.4 and 7.2.6. */
export const solicitedConversation: Conversation = conversation({
  on: [...NEIGHBOR_SOLICITATIONS, 'neighbor-advertisement'],
  rules: {
    multicast: {
      id: 'nd.solicited.answer-to-multicast',
      requirement: 'ar-ns-answer-unicast-src',
      title: 'answers multicast solicitations: S=1, to the solicitor, with its link-layer address',
    },
    unicast: {
      id: 'nd.solicited.answer-to-unicast',
      requirement: 'ar-ns-answer-unicast-ns',
      title: 'answers unicast solicitations: S=1, to the solicitor',
    },
    dad: {
      id: 'nd.solicited.answer-to-dad',
      requirement: 'ar-ns-answer-dad',
      title: 'answers solicitations from ::: S=0, to ff02::1, with its link-layer address',
    },
    unsolicited: { id: 'nd.solicited.only-when-asked', requirement: 'ar-unsol-na-s0', title: 'sets S only in answers' },
    override: {
      id: 'nd.solicited.override',
      requirement: 'nd-advertisement-override',
      title: 'sets O when it names its link-layer address, and only then',
    },
    knownNeighbor: {
      id: 'nd.unicast-solicitation.known-neighbor',
      requirement: 'nud-probe-unicast',
      title: 'probes the link-layer address that the neighbor named',
    },
  },
  watch: (sinks) => new SolicitedWatcher(sinks),
});
