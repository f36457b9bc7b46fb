import { isMulticast } from '../../reference/net/address.js';
import { after, elapsed, formatDuration, milliseconds, seconds, type Duration } from '../../reference/time.js';
import type { RouterAdvertisement } from '../../reference/wire/nd.js';
import { recent } from '../kit/recent.js';
import { broken, conversation, type Conversation, type ObservedPacket, type RuleSink, type Way } from '../kit/rule.js';
import { COPY, isCopy, nodeKey, senderKey, sightingOf, sightings, stampOf, REMEMBERED, type Sighting } from '../kit/sightings.js';
import { judgeEarly } from './retrans-timer.js';

/** RFC 4861 section 10. */
const MIN_DELAY_BETWEEN_RAS = seconds(3);
/** RFC 6275 section 7.5: what routers for mobile nodes may go down to; they announce it by the Advertisement Interval option. */
const MIN_DELAY_BETWEEN_RAS_MOBILE = milliseconds(30);

/** Judges the distance to the sighting before; stamps that go backwards say nothing. */
function judgeInterval(sink: RuleSink, packet: ObservedPacket, last: Sighting | undefined, bound: Duration, what: string): void {
  if (!last || packet.at < last.at) return;
  const interval = elapsed(last.at, packet.at);
  if (interval + packet.segment.uncertainty >= bound) return sink.kept(packet.sender, packet.frame);
  if (isCopy(packet, last)) return sink.undecided(packet.sender, packet.frame, COPY);
  const text = `${formatDuration(interval)} after ${what}, wanted ${formatDuration(bound)} or more`;
  sink.broken(packet.sender, packet.frame, broken(text, undefined, [last.frame]));
}

/** Nobody knows which options there are behind the end of one that was cut. */
const mayBeMobile = ({ whole, message }: ObservedPacket): boolean =>
  !whole || (message.value as RouterAdvertisement).options.some(({ kind }) => kind === 'advertisementInterval');

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
        const bound = mayBeMobile(packet) ? MIN_DELAY_BETWEEN_RAS_MOBILE : MIN_DELAY_BETWEEN_RAS;
        judgeInterval(rate, packet, last.get(senderKey(packet)), bound, 'the last multicast Router Advertisement');
        last.put(senderKey(packet), sightingOf(packet));
      },
      finish: () => undefined,
    };
  },
});

const NO_WAYS: readonly Way[] = [];

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
        const key = packet.targetKey + nodeKey(packet);
        const before = last.get(key);
        last.put(key, sightingOf(packet));
        if (!before || packet.at < before.at) return;
        if (after(before.at, packet.segment.retransTimer) <= packet.at + packet.segment.uncertainty)
          return spacing.kept(packet.sender, packet.frame);
        if (isCopy(packet, before)) return spacing.undecided(packet.sender, packet.frame, COPY);
        const text = `${formatDuration(elapsed(before.at, packet.at))} after the last one`;
        // A solicitation from :: that the capture lost would make it an answer.
        judgeEarly(spacing, packet, before.at, broken(text, undefined, [before.frame]), NO_WAYS);
      },
      finish: () => undefined,
    };
  },
});
