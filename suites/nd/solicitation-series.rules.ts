import { elapsed, formatDuration, START, times, type Duration, type Instant } from '../../reference/time.js';
import { recent } from '../kit/recent.js';
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
import { checksumOf, COPY, isCopy, MEMORY, REMEMBERED } from '../kit/sightings.js';
import { MAX_MULTICAST_SOLICIT, MAX_UNICAST_SOLICIT } from './constants.js';
import { judgeEarly } from './retrans-timer.js';

/** Solicitations further apart than this many times RetransTimer are not retransmissions. */
const RETRANSMISSION_STRETCH = 1.5;

const OTHER_SEARCH = undecided('the neighbor was heard in between, or looked for in another way: this may be another search for it');

/**
 * What a node sent to find or probe one neighbour: solicitations from one address, one RetransTimer after the other, without
 * an answer, are a series.
 */
interface Pursuit {
  readonly sender: ObservedNode;
  readonly segment: Segment;
  readonly target: string;
  at: Instant;
  frame: number;
  checksum: number | undefined;
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
    const key = pursuitKey(sender, packet.sourceKey, target);
    const checksum = checksumOf(packet);
    const pursuit = this.pursuits.get(key);
    if (!pursuit) {
      const back = wayBack(packet);
      return this.pursuits.put(key, { sender, segment, target, at, frame, checksum, firstFrame: frame, multicast, back, count: 1 });
    }
    const rate = multicast ? this.sinks.multicastRate : this.sinks.unicastRate;
    if (isCopy(packet, pursuit)) return rate.undecided(sender, frame, COPY);
    judgeRate(rate, packet, pursuit, pursuit.multicast === multicast);
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
    pursuit.checksum = checksum;
    this.pursuits.put(key, pursuit);
  }

  /** An answer ends the series of whoever gets it; only those that end in silence show when a node gives up. */
  private answered(packet: ObservedPacket): void {
    for (const receiver of packet.segment.ownersOf(packet.destinationKey)) {
      const pursuit = this.pursuits.get(pursuitKey(receiver, packet.destinationKey, packet.targetKey));
      if (!pursuit) continue;
      if (pursuit.count > MAX_UNICAST_SOLICIT) this.conclude(pursuit);
      pursuit.count = 0;
    }
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
    this.sinks.unicastCount.missing(
      sender,
      frame,
      broken(`${count} unanswered probes one after the other, 3 at most wanted without longer waits`),
      [back],
    );
  }
}

/**
 * RFC 4861 section 7.2.2 limits retransmissions, and section 7.3.3 what a cache entry lets out: after an answer the entry may
 * be gone, and another one begin.
 */
function judgeRate(rate: RuleSink, packet: ObservedPacket, last: Pursuit, sameKind: boolean): void {
  const { sender, frame, segment, at } = packet;
  if (at < last.at) return;
  const interval = elapsed(last.at, at);
  if (interval + segment.uncertainty >= segment.retransTimer) return rate.kept(sender, frame);
  const isHeard = (segment.lastUseOf(last.target) ?? -Infinity) >= last.at;
  if (last.count === 0 || !sameKind || isHeard) return rate.undecided(sender, frame, OTHER_SEARCH);
  const text = `${formatDuration(interval)} after the last solicitation for that neighbor, wanted ${formatDuration(segment.retransTimer)} or more`;
  judgeEarly(rate, packet, last.at, broken(text, undefined, [last.frame]), waysOfAnswer(packet));
}

/** Who was never seen to hold the address was not captured, or is not there. */
function waysOfAnswer({ segment, targetKey, from: to }: ObservedPacket): readonly Way[] {
  const [owner] = segment.ownersOf(targetKey);
  return [{ segment, from: owner ? segment.stationOf(owner, targetKey) : targetKey, to }];
}

/** Between two solicitations of a series. */
const longestGap = ({ retransTimer }: Segment): Duration => times(retransTimer, RETRANSMISSION_STRETCH);

const pursuitKey = (by: ObservedNode, source: string, target: string): string => target + source + String.fromCharCode(by.id);

export const solicitationSeries: Conversation = conversation({
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
      // Who is told to probe more often may (RFC 7048 section 3); only that the waits should grow is left.
      requirement: 'nud-backoff-7048',
      title: 'gives up after three probes, or sends further ones less often',
      spoiltByCopies: true,
    },
  },
  watch: (sinks) => new SolicitationWatcher(sinks),
});
