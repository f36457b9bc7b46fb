import { after, elapsed, seconds, type Instant } from '../../reference/time.js';
import { textOfKey } from '../kit/packet-keys.js';
import { recent } from '../kit/recent.js';
import { broken, conversation, undecided, type Conversation, type ObservedNode, type ObservedPacket, type RuleSink } from '../kit/rule.js';
import { hasKnownSender } from './listeners-seen.js';
import { queryOf, RECORD, recordsOf, type RecordSeen } from './records-seen.js';

/** RFC 3810 section 9.11: repetitions follow each other after random times up to this. */
const UNSOLICITED_REPORT_INTERVAL = seconds(1);
/** A capture that begins in the middle of repetitions shows the last of them as if it were the first. */
const REPETITIONS_LAST = seconds(2);
const PATIENCE = seconds(3);
const OPEN_CHANGES = 16_384;
const MAX_SEGMENTS = 256;

/** A change that was reported, and how often. */
interface Change {
  readonly node: ObservedNode;
  readonly group: string;
  readonly type: number;
  readonly frame: number;
  readonly segment: number;
  /** And no repetition of one before the capture. */
  readonly isFirst: boolean;
  at: Instant;
  count: number;
}

const isChange = ({ version, type }: RecordSeen): boolean => version === 2 && type >= RECORD.toInclude;

/** RFC 3810 section 6.1: a State Change Report is sent [Robustness Variable] times. */
class ChangeWatcher {
  private readonly changes = recent<Change>({
    lifetime: PATIENCE,
    limit: OPEN_CHANGES,
    stampOf: ({ at }) => at,
    onLeave: (change, why) => why === 'expired' && this.conclude(change),
  });
  /** Links where something else than the usual is wanted: queries of version 1, or of Robustness Variable 1. */
  private readonly others = new Map<number, Instant>();

  constructor(private readonly repeated: RuleSink) {}

  see(packet: ObservedPacket): void {
    this.changes.advance(packet.at);
    if (packet.kind === 'mld-query') this.query(packet);
    else if (packet.whole && packet.message.checksum !== 'bad' && hasKnownSender(packet))
      for (const record of recordsOf(packet)) this.record(packet, record);
  }

  finish(end: Instant): void {
    this.changes.finish(end);
  }

  private query(packet: ObservedPacket): void {
    const query = queryOf(packet);
    if ((query?.version === 1 || query?.robustness === 1) && this.others.size < MAX_SEGMENTS) this.others.set(packet.segment.id, packet.at);
  }

  private record(packet: ObservedPacket, record: RecordSeen): void {
    const { sender: node, frame, at, segment } = packet;
    const key = String.fromCharCode(node.id) + record.group;
    if (!isChange(record)) return;
    const known = this.changes.get(key);
    const goesOn = known?.type === record.type && at <= after(after(known.at, UNSOLICITED_REPORT_INTERVAL), segment.uncertainty);
    if (known && goesOn) {
      known.at = at;
      known.count += 1;
      if (known.count === 2) this.repeated.kept(node, frame);
      return this.changes.put(key, known);
    }
    // Another change of the group ends the repetition of the one before.
    if (known?.type === record.type) this.conclude(known);
    const isFirst = elapsed(segment.startedAt, at) >= REPETITIONS_LAST;
    this.changes.put(key, { node, group: record.group, type: record.type, frame, segment: segment.id, isFirst, at, count: 1 });
  }

  private conclude({ node, group, frame, segment, isFirst, at, count }: Change): void {
    if (count > 1 || this.others.has(segment)) return;
    if (!isFirst) return this.repeated.undecided(node, frame, undecided('the capture may begin in the middle of the repetitions'));
    if (node.lastSeen <= after(at, UNSOLICITED_REPORT_INTERVAL))
      return this.repeated.undecided(node, frame, undecided('nothing was seen from the listener afterwards'));
    this.repeated.missing(node, frame, broken(`change of ${textOfKey(group)} not reported again within a second`));
  }
}

export const changeRepetition: Conversation = conversation({
  on: ['mld-query', 'mld-report', 'mld-done'],
  rules: {
    repeated: { id: 'mld.change.repeated', requirement: 'mld-unsolicited-repeat', title: 'reports a change again within a second' },
  },
  watch: ({ repeated }) => new ChangeWatcher(repeated),
});
