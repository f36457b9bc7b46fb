import { ANY_GROUP, ANY_ROUTER, undecided, type ObservedPacket, type RuleSink, type Violation, type Way } from '../kit/rule.js';
import type { Instant } from '../../reference/time.js';

const UNKNOWN = undecided('a router may have advertised a shorter Retrans Timer before the capture began');

/**
 * Judges what came sooner than RetransTimer after something at `since`. A node keeps a value that it was told until it is told
 * another one (RFC 4861 section 6.3.4), so the default is certain only of a node that came up during the capture, if no
 * Router Advertisement escaped that. With `ways` something else that was not seen would excuse the packet as well.
 */
export function judgeEarly(sink: RuleSink, packet: ObservedPacket, since: Instant, violation: Violation, ways?: readonly Way[]): void {
  const { sender, frame, segment } = packet;
  if (!segment.knowsRetransTimer(sender, since)) {
    if (!sender.cameUp) return sink.undecided(sender, frame, UNKNOWN);
    return sink.missing(sender, frame, violation, [...(ways ?? []), { segment, from: ANY_ROUTER, to: ANY_GROUP }]);
  }
  if (ways) sink.missing(sender, frame, violation, ways);
  else sink.broken(sender, frame, violation);
}
