import { isMulticast } from '../../reference/net/address.js';
import {
  after,
  elapsed,
  formatDuration,
  milliseconds,
  minutes,
  seconds,
  START,
  times,
  type Duration,
  type Instant,
} from '../../reference/time.js';
import type { RouterAdvertisement } from '../../reference/wire/nd.js';
import { recent, type Recent } from '../kit/recent.js';
import {
  broken,
  conversation,
  undecided,
  wayBack,
  type Conversation,
  type ObservedNode,
  type ObservedPacket,
  type RuleSink,
  type Segment,
  type Way,
} from '../kit/rule.js';

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
const MEMORY = minutes(1);

interface Sighting {
  readonly at: Instant;
  readonly frame: number;
}

const nodeKey = (packet: ObservedPacket): string => String.fromCharCode(packet.sender.id);
const stampOf = ({ at }: Sighting): Instant => at;
const sightings = (): Recent<Sighting> => recent<Sighting>({ lifetime: MEMORY, limit: REMEMBERED, stampOf });
const sightingOf = ({ at, frame }: ObservedPacket): Sighting => ({ at, frame });

/** Judges the distance to the sighting before; stamps that go backwards say nothing. */
function judgeInterval(sink: RuleSink, packet: ObservedPacket, last: Sighting | undefined, bound: Duration, what: string): void {
  if (!last || packet.at < last.at) return;
  const interval = elapsed(last.at, packet.at);
  if (interval + packet.segment.uncertainty >= bound) return sink.kept(packet.sender, packet.frame);
  const text = `${formatDuration(interval)} after ${what}, wanted ${formatDuration(bound)} or more`;
  sink.broken(packet.sender, packet.frame, broken(text, undefined, [last.frame]));
}

/** What a node sent to find or probe one neighbour: solicitations one RetransTimer after the other, without an answer, are a series. */
interface Pursuit {
  readonly sender: ObservedNode;
  readonly segment: Segment;
  readonly target: string;
  at: Instant;
  frame: number;
  firstFrame: number;
  multicast: boolean;
  /** Of the answer to the first. */
  back: Way;
  /** 0 after an answer. */
  count: number;
}

type SolicitationSinks = Readonly<Record<'multicastRate' | 'unicastRate' | 'multicastCount' | 'unicastCount', RuleSink>>;

class SolicitationWatcher {
  private readonly pursuits = recent<Pursuit>({
    lifetime: MEMORY,
    limit: REMEMBERED,
    stampOf: ({ at }) => at,
    onLeave: (pursuit) => elapsed(pursuit.at, this.now) > longestGap(pursuit.segment) && this.conclude(pursuit),
  });
  private now = START;

  constructor(private readonly sinks: SolicitationSinks) {}

  see(packet: ObservedPacket): void {
    this.now = packet.at;
    this.pursuits.advance(packet.at);
    if (!packet.whole) return;
    if (packet.kind === 'neighbor-advertisement') this.answered(packet);
    else this.solicitation(packet);
  }

  finish(end: Instant): void {
    this.now = end;
    this.pursuits.finish(end);
  }

  private solicitation(packet: ObservedPacket): void {
    const { sender, frame, segment, at, targetKey: target } = packet;
    const multicast = packet.kind !== 'unicast-solicitation';
    const key = pursuitKey(sender, target);
    const pursuit = this.pursuits.get(key);
    if (!pursuit) {
      const back = wayBack(packet);
      return this.pursuits.put(key, { sender, segment, target, at, frame, firstFrame: frame, multicast, back, count: 1 });
    }
    const rate = multicast ? this.sinks.multicastRate : this.sinks.unicastRate;
    judgeInterval(rate, packet, pursuit, segment.retransTimer, 'the last solicitation for that neighbor');
    const goesOn = pursuit.count > 0 && pursuit.multicast === multicast && elapsed(pursuit.at, at) <= longestGap(segment);
    if (!goesOn) {
      this.conclude(pursuit);
      pursuit.firstFrame = frame;
      pursuit.multicast = multicast;
      pursuit.back = wayBack(packet);
      pursuit.count = 0;
    }
    pursuit.count += 1;
    pursuit.at = at;
    pursuit.frame = frame;
    this.pursuits.put(key, pursuit);
  }

  /** An answer ends the series of whoever gets it. */
  private answered(packet: ObservedPacket): void {
    const [receiver] = packet.segment.ownersOf(packet.destinationKey);
    const pursuit = receiver && this.pursuits.get(pursuitKey(receiver, packet.targetKey));
    if (pursuit) this.conclude(pursuit);
  }

  private conclude(pursuit: Pursuit): void {
    const { sender, firstFrame: frame, segment, target, multicast, back, count } = pursuit;
    pursuit.count = 0;
    if (count === 0) return;
    if (multicast) {
      if (count <= MAX_MULTICAST_SOLICIT) return this.sinks.multicastCount.kept(sender, frame);
      // Traffic that goes on begins a new resolution as soon as the old one has failed, and no frame shows where.
      return this.sinks.multicastCount.undecided(
        sender,
        frame,
        undecided('further packets to the neighbor may have begun another resolution'),
      );
    }
    if (count <= MAX_UNICAST_SOLICIT) return this.sinks.unicastCount.kept(sender, frame);
    if (segment.ownersOf(target).length === 0)
      return this.sinks.unicastCount.undecided(sender, frame, undecided('nothing of the neighbor was captured, answers of it neither'));
    this.sinks.unicastCount.missing(sender, frame, broken(`${count} unanswered probes one after the other, 3 at most wanted`), [back]);
  }
}

/** Between two solicitations of a series. */
const longestGap = ({ retransTimer }: Segment): Duration => times(retransTimer, RETRANSMISSION_STRETCH);

const pursuitKey = (by: ObservedNode, target: string): string => target + String.fromCharCode(by.id);

export const solicitationIntervals: Conversation = conversation({
  on: ['multicast-solicitation-link-local', 'multicast-solicitation-global', 'unicast-solicitation', 'neighbor-advertisement'],
  rules: {
    multicastRate: {
      id: 'nd.address-resolution.interval',
      requirement: 'ar-ns-interval',
      title: 'solicits a neighbor at most once per RetransTimer',
      spoiltByCopies: true,
    },
    unicastRate: {
      id: 'nd.unreachability-detection.interval',
      requirement: 'nud-probe-rate',
      title: 'probes a neighbor at most once per RetransTimer',
      spoiltByCopies: true,
    },
    multicastCount: { id: 'nd.address-resolution.count', requirement: 'ar-ns-max3', title: 'gives up after three multicast solicitations' },
    unicastCount: {
      id: 'nd.unreachability-detection.count',
      requirement: 'nud-probe-count',
      title: 'gives up after three probes',
      spoiltByCopies: true,
    },
  },
  watch: (sinks) => new SolicitationWatcher(sinks),
});

/** RFC 4861 section 6.3.7; a node that tests its link-local address begins anew. */
export const routerSolicitationIntervals: Conversation = conversation({
  on: ['router-solicitation', 'dad-solicitation'],
  rules: {
    interval: {
      id: 'nd.router-solicitation.interval',
      requirement: 'rs-max3',
      title: 'solicits routers at most every 4 s',
      spoiltByCopies: true,
    },
  },
  watch({ interval }) {
    const last = sightings();
    return {
      see(packet) {
        last.advance(packet.at);
        if (packet.kind === 'dad-solicitation') return void last.remove(nodeKey(packet));
        judgeInterval(interval, packet, last.get(nodeKey(packet)), EARLIEST_ROUTER_SOLICITATION, 'the last Router Solicitation');
        last.put(nodeKey(packet), sightingOf(packet));
      },
      finish: () => undefined,
    };
  },
});

/** RFC 4861 section 6.2.6. */
export const advertisementIntervals: Conversation = conversation({
  on: ['router-advertisement'],
  rules: {
    rate: {
      id: 'nd.router-advertisement.interval',
      requirement: 'rtr-ra-rate',
      title: 'multicasts Router Advertisements at most every 3 s',
      spoiltByCopies: true,
    },
  },
  watch({ rate }) {
    const last = sightings();
    return {
      see(packet) {
        last.advance(packet.at);
        if (!isMulticast(packet.destination)) return;
        const options = packet.whole ? (packet.message.value as RouterAdvertisement).options : [];
        const isMobile = options.some(({ kind }) => kind === 'advertisementInterval');
        const bound = isMobile ? MIN_DELAY_BETWEEN_RAS_MOBILE : MIN_DELAY_BETWEEN_RAS;
        judgeInterval(rate, packet, last.get(nodeKey(packet)), bound, 'the last multicast Router Advertisement');
        last.put(nodeKey(packet), sightingOf(packet));
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
    spacing: {
      id: 'nd.unsolicited-advertisement.interval',
      requirement: 'ar-unsol-na-spacing',
      title: 'spaces unsolicited advertisements by RetransTimer',
      spoiltByCopies: true,
    },
  },
  watch({ spacing }) {
    const last = sightings();
    const tested = recent<Sighting>({ lifetime: ANSWERS_DAD, limit: REMEMBERED, stampOf });
    return {
      see(packet) {
        last.advance(packet.at);
        tested.advance(packet.at);
        if (!packet.whole) return;
        if (packet.kind === 'dad-solicitation') return tested.put(packet.targetKey, sightingOf(packet));
        if (!isMulticast(packet.destination) || packet.fromUnspecified || tested.get(packet.targetKey)) return;
        const key = pursuitKey(packet.sender, packet.targetKey);
        const before = last.get(key);
        last.put(key, sightingOf(packet));
        if (!before || packet.at < before.at) return;
        if (after(before.at, packet.segment.retransTimer) <= packet.at + packet.segment.uncertainty)
          return spacing.kept(packet.sender, packet.frame);
        // A solicitation from :: that the capture lost would make it an answer.
        const text = `${formatDuration(elapsed(before.at, packet.at))} after the last one`;
        spacing.missing(packet.sender, packet.frame, broken(text, undefined, [before.frame]));
      },
      finish: () => undefined,
    };
  },
});
