import { addressKey, isMulticast } from '../../reference/net/address.js';
import { after, elapsed, formatDuration, milliseconds, minutes, seconds, times, type Duration, type Instant } from '../../reference/time.js';
import type { NeighborAdvertisement, NeighborSolicitation, RouterAdvertisement } from '../../reference/wire/nd.js';
import { recent, type Recent } from '../kit/recent.js';
import { broken, conversation, undecided, type Conversation, type ObservedNode, type ObservedPacket, type RuleSink, type Segment } from '../kit/rule.js';

/** RFC 4861 section 10. */
const MIN_DELAY_BETWEEN_RAS = seconds(3);
const RTR_SOLICITATION_INTERVAL = seconds(4);
const MAX_MULTICAST_SOLICIT = 3;
const MAX_UNICAST_SOLICIT = 3;
/** RFC 6275 section 7.5: what routers for mobile nodes may go down to; they announce it by the Advertisement Interval option. */
const MIN_DELAY_BETWEEN_RAS_MOBILE = milliseconds(30);
/** RFC 7559 section 2 takes the interval of RFC 3315 section 14, which varies by a tenth. */
const EARLIEST_ROUTER_SOLICITATION = times(RTR_SOLICITATION_INTERVAL, 0.9);
/** Solicitations further apart than this many times RetransTimer are not retransmissions. */
const RETRANSMISSION_STRETCH = 1.5;

const REMEMBERED = 16_384;
const MEMORY = minutes(5);

interface Sighting {
  readonly at: Instant;
  readonly frame: number;
}

const segmentKey = (segment: Segment): string => String.fromCharCode(segment.id);
const nodeKey = (packet: ObservedPacket): string => `${segmentKey(packet.segment)}${packet.sender.id}|`;

/** Judges the distance to the sighting before; stamps that go backwards say nothing. */
function judgeInterval(sink: RuleSink, packet: ObservedPacket, last: Sighting | undefined, bound: Duration, what: string): void {
  if (!last || packet.at < last.at) return;
  const interval = elapsed(last.at, packet.at);
  if (interval + packet.segment.uncertainty >= bound) return sink.kept(packet.sender, packet.frame);
  const text = `${formatDuration(interval)} after ${what}, wanted ${formatDuration(bound)} or more`;
  sink.broken(packet.sender, packet.frame, broken(text, undefined, [last.frame]));
}

/** Solicitations of one node for one target, one RetransTimer after the other, without an answer. */
interface Series {
  readonly sender: ObservedNode;
  readonly frame: number;
  readonly segment: Segment;
  readonly target: string;
  readonly multicast: boolean;
  count: number;
  lastAt: Instant;
}

type SolicitationSinks = Readonly<Record<'multicastRate' | 'unicastRate' | 'multicastCount' | 'unicastCount', RuleSink>>;

class SolicitationWatcher {
  private readonly last = recent<Sighting>({ lifetime: MEMORY, limit: REMEMBERED });
  private readonly series: Recent<Series>;

  constructor(private readonly sinks: SolicitationSinks) {
    this.series = recent<Series>({
      lifetime: seconds(30),
      limit: REMEMBERED,
      onLeave: (series, why) => why === 'expired' && this.conclude(series),
    });
  }

  see(packet: ObservedPacket): void {
    this.last.advance(packet.at);
    this.series.advance(packet.at);
    if (!packet.whole) return;
    if (packet.kind === 'neighbor-advertisement') return this.answered(packet);
    const { target } = packet.message.value as NeighborSolicitation;
    const key = nodeKey(packet) + addressKey(target);
    const multicast = packet.kind !== 'unicast-solicitation';
    const before = this.last.get(key);
    const rate = multicast ? this.sinks.multicastRate : this.sinks.unicastRate;
    judgeInterval(rate, packet, before, packet.segment.retransTimer, 'the last solicitation for that neighbour');
    this.last.put(key, packet.at, { at: packet.at, frame: packet.frame });
    this.count(packet, key, addressKey(target), multicast);
  }

  finish(end: Instant): void {
    this.series.advance(end);
    this.series.finish();
  }

  private count(packet: ObservedPacket, key: string, target: string, multicast: boolean): void {
    const longest = times(packet.segment.retransTimer, RETRANSMISSION_STRETCH);
    const series = this.series.get(key);
    if (series && series.multicast === multicast && elapsed(series.lastAt, packet.at) <= longest) {
      series.count += 1;
      series.lastAt = packet.at;
      this.series.put(key, packet.at, series);
      return;
    }
    if (series) this.conclude(series);
    const { sender, frame, segment, at } = packet;
    this.series.put(key, at, { sender, frame, segment, target, multicast, count: 1, lastAt: at });
  }

  /** An answer ends the series of whoever gets it. */
  private answered(packet: ObservedPacket): void {
    const { target } = packet.message.value as NeighborAdvertisement;
    const [receiver] = packet.segment.ownersOf(packet.destinationKey);
    if (!receiver) return;
    const series = this.series.remove(`${segmentKey(packet.segment)}${receiver.id}|${addressKey(target)}`);
    if (series) this.conclude(series);
  }

  private conclude({ sender, frame, segment, target, multicast, count }: Series): void {
    if (multicast) {
      if (count <= MAX_MULTICAST_SOLICIT) return this.sinks.multicastCount.kept(sender, frame);
      // Traffic that goes on begins a new resolution as soon as the old one has failed, and no frame shows where.
      return this.sinks.multicastCount.undecided(sender, frame, undecided('further packets to the neighbour may have begun another resolution'));
    }
    if (count <= MAX_UNICAST_SOLICIT) return this.sinks.unicastCount.kept(sender, frame);
    if (segment.ownersOf(target).length === 0)
      return this.sinks.unicastCount.undecided(sender, frame, undecided('nothing of the neighbour was captured, answers of it neither'));
    this.sinks.unicastCount.missing(sender, frame, broken(`${count} unanswered probes one after the other, 3 at most wanted`));
  }
}

export const solicitationIntervals: Conversation = conversation({
  on: ['multicast-solicitation-link-local', 'multicast-solicitation-global', 'unicast-solicitation', 'neighbor-advertisement'],
  rules: {
    multicastRate: { id: 'nd.address-resolution.interval', requirement: 'ar-ns-interval', title: 'solicits a neighbour at most once per RetransTimer', spoiltByCopies: true },
    unicastRate: { id: 'nd.unreachability-detection.interval', requirement: 'nud-probe-rate', title: 'probes a neighbour at most once per RetransTimer', spoiltByCopies: true },
    multicastCount: { id: 'nd.address-resolution.count', requirement: 'ar-ns-max3', title: 'gives up after three multicast solicitations' },
    unicastCount: { id: 'nd.unreachability-detection.count', requirement: 'nud-probe-count', title: 'gives up after three probes', spoiltByCopies: true },
  },
  watch: (sinks) => new SolicitationWatcher(sinks),
});

/** RFC 4861 section 6.3.7; a node that tests its link-local address begins anew. */
export const routerSolicitationIntervals: Conversation = conversation({
  on: ['router-solicitation', 'dad-solicitation'],
  rules: {
    interval: { id: 'nd.router-solicitation.interval', requirement: 'rs-max3', title: 'solicits routers at most every 4 s', spoiltByCopies: true },
  },
  watch({ interval }) {
    const last = recent<Sighting>({ lifetime: MEMORY, limit: REMEMBERED });
    return {
      see(packet) {
        last.advance(packet.at);
        if (packet.kind === 'dad-solicitation') return void last.remove(nodeKey(packet));
        judgeInterval(interval, packet, last.get(nodeKey(packet)), EARLIEST_ROUTER_SOLICITATION, 'the last Router Solicitation');
        last.put(nodeKey(packet), packet.at, { at: packet.at, frame: packet.frame });
      },
      finish: () => undefined,
    };
  },
});

/** RFC 4861 section 6.2.6. */
export const advertisementIntervals: Conversation = conversation({
  on: ['router-advertisement'],
  rules: {
    rate: { id: 'nd.router-advertisement.interval', requirement: 'rtr-ra-rate', title: 'multicasts Router Advertisements at most every 3 s', spoiltByCopies: true },
  },
  watch({ rate }) {
    const last = recent<Sighting>({ lifetime: MEMORY, limit: REMEMBERED });
    return {
      see(packet) {
        last.advance(packet.at);
        if (!isMulticast(packet.destination)) return;
        const options = packet.whole ? (packet.message.value as RouterAdvertisement).options : [];
        const isMobile = options.some(({ kind }) => kind === 'advertisementInterval');
        const bound = isMobile ? MIN_DELAY_BETWEEN_RAS_MOBILE : MIN_DELAY_BETWEEN_RAS;
        judgeInterval(rate, packet, last.get(nodeKey(packet)), bound, 'the last multicast Router Advertisement');
        last.put(nodeKey(packet), packet.at, { at: packet.at, frame: packet.frame });
      },
      finish: () => undefined,
    };
  },
});

/** How long after a solicitation from :: a multicast advertisement may be its answer. */
const ANSWERS_DAD = seconds(5);

/** RFC 4861 section 7.2.6. */
export const unsolicitedIntervals: Conversation = conversation({
  on: ['neighbor-advertisement', 'dad-solicitation'],
  rules: {
    spacing: { id: 'nd.unsolicited-advertisement.interval', requirement: 'ar-unsol-na-spacing', title: 'spaces unsolicited advertisements by RetransTimer', spoiltByCopies: true },
  },
  watch({ spacing }) {
    const last = recent<Sighting>({ lifetime: MEMORY, limit: REMEMBERED });
    const tested = recent<true>({ lifetime: ANSWERS_DAD, limit: REMEMBERED });
    return {
      see(packet) {
        last.advance(packet.at);
        tested.advance(packet.at);
        if (!packet.whole) return;
        const { target } = packet.message.value as NeighborSolicitation | NeighborAdvertisement;
        const asked = segmentKey(packet.segment) + addressKey(target);
        if (packet.kind === 'dad-solicitation') return tested.put(asked, packet.at, true);
        if (!isMulticast(packet.destination) || packet.fromUnspecified || tested.get(asked)) return;
        const key = nodeKey(packet) + addressKey(target);
        const before = last.get(key);
        last.put(key, packet.at, { at: packet.at, frame: packet.frame });
        if (!before || packet.at < before.at) return;
        if (after(before.at, packet.segment.retransTimer) <= packet.at + packet.segment.uncertainty) return spacing.kept(packet.sender, packet.frame);
        // A solicitation from :: that the capture lost would make it an answer.
        const text = `${formatDuration(elapsed(before.at, packet.at))} after the last one`;
        spacing.missing(packet.sender, packet.frame, broken(text, undefined, [before.frame]));
      },
      finish: () => undefined,
    };
  },
});
