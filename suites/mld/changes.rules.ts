import { after, elapsed, seconds, type Instant } from '../../reference/time.js';
import { textOfKey } from '../kit/packet-keys.js';
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
import { hasKnownSender } from './listeners-seen.js';
import { queryOf, RECORD, recordsOf, type RecordSeen } from './records-seen.js';

/** RFC 3810 section 9.11: repetitions follow each other after random times up to this. */
const UNSOLICITED_REPORT_INTERVAL = seconds(1);
/** A capture that begins in the middle of repetitions shows the last of them as if it were the first. */
const REPETITIONS_LAST = seconds(2);
const MAX_CHANGES = 16_384;
const MAX_SEGMENTS = 256;

/** The last change of a group that a node reported, and how often. */
interface Change {
  readonly group: string;
  readonly segment: Segment;
  type: number;
  frame: number;
  at: Instant;
  count: number;
  /** And no repetition of one before the capture. */
  isFirst: boolean;
}

interface Listener {
  readonly node: ObservedNode;
  readonly changes: Map<string, Change>;
}

const isChange = ({ version, type }: RecordSeen): boolean => version === 2 && type >= RECORD.toInclude;
const isOver = ({ at, segment }: Change, now: Instant): boolean => now > after(after(at, UNSOLICITED_REPORT_INTERVAL), segment.uncertainty);

/** RFC 3810 section 6.1: a State Change Report is sent [Robustness Variable] times. */
class ChangeWatcher {
  private readonly listeners = new Map<number, Listener>();
  private size = 0;
  /** Since when something else than the usual is wanted on a link: a query of version 1, or of Robustness Variable 1. */
  private readonly others = new Map<number, Instant>();

  constructor(private readonly repeated: RuleSink) {}

  see(packet: ObservedPacket): void {
    if (packet.kind === 'mld-query') return this.query(packet);
    if (!packet.whole || packet.message.checksum === 'bad' || !hasKnownSender(packet)) return;
    for (const record of recordsOf(packet)) if (isChange(record)) this.change(packet, record);
  }

  finish(end: Instant): void {
    for (const { node, changes } of this.listeners.values())
      for (const change of changes.values()) if (isOver(change, end)) this.conclude(node, change);
  }

  private query(packet: ObservedPacket): void {
    const query = queryOf(packet);
    if ((query?.version === 1 || query?.robustness === 1) && this.others.size < MAX_SEGMENTS && !this.others.has(packet.segment.id))
      this.others.set(packet.segment.id, packet.at);
  }

  private change({ sender: node, frame, at, segment }: ObservedPacket, { group, type }: RecordSeen): void {
    const listener = this.listeners.get(node.id) ?? { node, changes: new Map<string, Change>() };
    const known = listener.changes.get(group);
    const isFirst = elapsed(segment.startedAt, at) >= REPETITIONS_LAST;
    if (!known) {
      if (this.size >= MAX_CHANGES) return;
      this.size += 1;
      this.listeners.set(node.id, listener);
      listener.changes.set(group, { group, segment, type, frame, at, count: 1, isFirst });
      return;
    }
    const isLate = isOver(known, at);
    if (isLate) this.conclude(node, known);
    if (!isLate && known.type === type) {
      known.count += 1;
      if (known.count === 2) this.repeated.kept(node, frame);
    } else {
      // Another change of the group ends the repetition of the one before.
      known.count = 1;
      known.type = type;
      known.frame = frame;
      known.isFirst = isFirst;
    }
    known.at = at;
  }

  private conclude(node: ObservedNode, { group, frame, segment, isFirst, at, count }: Change): void {
    const over = after(at, UNSOLICITED_REPORT_INTERVAL);
    if (count > 1 || (this.others.get(segment.id) ?? Infinity) <= over) return;
    if (!isFirst) return this.repeated.undecided(node, frame, undecided('the capture may begin in the middle of the repetitions'));
    if (node.lastSeen <= over) return this.repeated.undecided(node, frame, undecided('nothing was seen from the listener afterwards'));
    this.repeated.missing(node, frame, () => broken(`change of ${textOfKey(group)} not reported again within a second`));
  }
}

export const changeRepetition: Conversation = conversation({
  on: ['mld-query', 'mld-report', 'mld-done'],
  rules: {
    repeated: { id: 'mld.change.repeated', requirement: 'mld-unsolicited-repeat', title: 'reports a change again within a second' },
  },
  watch: ({ repeated }) => new ChangeWatcher(repeated),
});
