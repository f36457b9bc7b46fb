import { after, elapsed, minutes, seconds, START, type Instant } from '../../reference/time.js';
import { textOfKey } from '../kit/packet-keys.js';
import { recent } from '../kit/recent.js';
import {
  broken,
  conversation,
  undecided,
  type Conversation,
  type ObservedNode,
  type ObservedPacket,
  type RuleSink,
  type Segment,
} from '../kit/rule.js';
import { RECORD, UNSOLICITED_REPORT_INTERVAL } from './constants.js';
import { hasKnownSender } from './listeners-seen.js';
import { queryOf, recordsOf, type RecordSeen } from './records-seen.js';

/** A capture that begins in the middle of repetitions shows the last of them as if it were the first. */
const REPETITIONS_LAST = seconds(2);
/** How long a sign of life is waited for: where nobody asks, listeners are quiet for long. */
const PATIENCE = minutes(60);
const MAX_CHANGES = 16_384;
const MAX_SEGMENTS = 256;

/** The last change of a group that a node reported, and how often. */
interface Change {
  readonly node: ObservedNode;
  readonly group: string;
  readonly segment: Segment;
  type: number;
  frame: number;
  at: Instant;
  count: number;
  /** And no repetition of one before the capture. */
  isFirst: boolean;
}

const isChange = ({ version, type }: RecordSeen): boolean => version === 2 && type >= RECORD.toInclude;
/** RFC 3810 section 9.11: repetitions follow each other after random times up to this interval. */
const isOver = ({ at, segment }: Change, now: Instant): boolean => now > after(after(at, UNSOLICITED_REPORT_INTERVAL), segment.uncertainty);

/** RFC 3810 section 6.1: a State Change Report is sent [Robustness Variable] times. */
class ChangeWatcher {
  private readonly changes = recent<Change>({
    lifetime: PATIENCE,
    limit: MAX_CHANGES,
    stampOf: ({ at }) => at,
    onLeave: (change) => isOver(change, this.now) && this.conclude(change),
  });
  private now = START;
  /** Since when something else than the usual is wanted on a link: a query of version 1, or of Robustness Variable 1. */
  private readonly others = new Map<number, Instant>();

  constructor(private readonly repeated: RuleSink) {}

  see(packet: ObservedPacket): void {
    this.now = packet.at;
    this.changes.advance(packet.at);
    if (packet.kind === 'mld-query') return this.query(packet);
    if (!packet.whole || packet.message.checksum === 'bad' || !hasKnownSender(packet)) return;
    for (const record of recordsOf(packet)) if (isChange(record)) this.change(packet, record);
  }

  finish(end: Instant): void {
    this.now = end;
    this.changes.finish(end);
  }

  private query(packet: ObservedPacket): void {
    const query = queryOf(packet);
    if ((query?.version === 1 || query?.robustness === 1) && this.others.size < MAX_SEGMENTS && !this.others.has(packet.segment.id))
      this.others.set(packet.segment.id, packet.at);
  }

  private change({ sender: node, frame, at, segment }: ObservedPacket, { group, type }: RecordSeen): void {
    const key = String.fromCharCode(node.id) + group;
    const known = this.changes.get(key);
    const isLate = known !== undefined && isOver(known, at);
    if (isLate) this.conclude(known);
    // Another change of the group ends the repetition of the one before.
    if (!known || isLate || known.type !== type) {
      const isFirst = elapsed(segment.startedAt, at) >= REPETITIONS_LAST;
      this.changes.put(key, { node, group, segment, type, frame, at, count: 1, isFirst });
      return;
    }
    known.count += 1;
    known.at = at;
    this.changes.put(key, known);
    if (known.count === 2) this.repeated.kept(node, frame);
  }

  private conclude({ node, group, frame, segment, isFirst, at, count }: Change): void {
    const over = after(at, UNSOLICITED_REPORT_INTERVAL);
    if (count > 1 || (this.others.get(segment.id) ?? Infinity) <= over) return;
    if (!isFirst) return this.repeated.undecided(node, frame, undecided('the capture may begin in the middle of the repetitions'));
    if (node.lastSeen <= over) return this.repeated.undecided(node, frame, undecided('nothing was seen from the listener afterwards'));
    this.repeated.missing(node, frame, () => broken(`change of ${textOfKey(group)} not reported again within a second`));
  }
}

export const changeRepetition: Conversation = conversation({
  on: ['mld-query', 'mld-report'],
  rules: {
    repeated: { id: 'mld.change.repeated', requirement: 'mld-unsolicited-repeat', title: 'reports a change again within a second' },
  },
  watch: ({ repeated }) => new ChangeWatcher(repeated),
});
