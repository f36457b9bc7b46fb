import { after, seconds, times, type Instant } from '../../reference/time.js';
import { textOfKey } from '../kit/packet-keys.js';
import { broken, conversation, undecided, type Conversation, type ObservedPacket, type RuleSink, type Segment } from '../kit/rule.js';
import { ALL_NODES_KEY, RECORD } from './constants.js';
import { hasKnownSender, isStart, ListenersSeen, type ListenerSeen } from './listeners-seen.js';
import { queryOf, recordsOf, type QuerySeen, type RecordSeen } from './records-seen.js';

/** How long an answer that comes too late is still waited for. */
const PATIENCE = seconds(1);
/** Timers of general-purpose kernels are late by up to an eighth of what they were set to: those of Linux, by one step of its timer wheel. */
const COARSENESS = 1 / 8;
const OPEN_QUERIES = 64;

/** An answer that a listener owes. */
interface Owed {
  readonly listener: ListenerSeen;
  readonly group: string;
}

interface OpenQuery {
  readonly frame: number;
  readonly deadline: Instant;
  /** Until then it may be that only a timer is coarse. */
  readonly coarseDeadline: Instant;
  readonly segment: Segment;
  readonly isGeneral: boolean;
  owed: Owed[];
}

type Sinks = Readonly<Record<'general' | 'specific', RuleSink>>;

/** RFC 3810 sections 6.2 and 6.3: who said that it listens to a group says so again when it is asked. */
class AnswerWatcher {
  private readonly listeners = new ListenersSeen();
  private readonly open: OpenQuery[] = [];

  constructor(private readonly sinks: Sinks) {}

  see(packet: ObservedPacket): void {
    if (this.open.length > 0) this.expire(packet.at);
    if (!packet.whole || packet.message.checksum === 'bad' || !hasKnownSender(packet)) return;
    if (packet.kind === 'mld-query') this.query(packet);
    else if (packet.kind === 'dad-solicitation') this.start(packet);
    else this.report(packet);
  }

  finish(end: Instant): void {
    this.expire(end);
  }

  private query(packet: ObservedPacket): void {
    const query = queryOf(packet);
    if (!query || query.asksForSources || this.open.length >= OPEN_QUERIES || !isForEverybody(packet, query)) return;
    const { frame, at, segment, sender } = packet;
    const owed = this.listeners
      .on(segment.id)
      .filter(({ node }) => node.id !== sender.id)
      .flatMap((listener) => [...listener.groups.keys()].map((group): Owed => ({ listener, group })))
      .filter(({ group }) => query.group === undefined || query.group === group);
    if (owed.length === 0) return;
    const deadline = after(after(at, query.longestDelay), segment.uncertainty);
    const coarseDeadline = after(deadline, times(query.longestDelay, COARSENESS));
    this.open.push({ frame, deadline, coarseDeadline, segment, isGeneral: query.group === undefined, owed });
  }

  private report(packet: ObservedPacket): void {
    const records = recordsOf(packet);
    this.listeners.note(packet, records);
    if (packet.kind === 'mld-done') for (const { group } of records) this.listeners.doneOnLink(packet.segment.id, group);
    for (const query of this.open) {
      if (query.segment.id !== packet.segment.id) continue;
      for (const record of records) query.owed = query.owed.filter((owed) => !this.settles(packet, query, owed, record));
    }
  }

  /** Whether nothing more is to be expected of what was owed. */
  private settles(packet: ObservedPacket, query: OpenQuery, { listener, group }: Owed, record: RecordSeen): boolean {
    if (group !== record.group) return false;
    if (listener.node.id !== packet.sender.id) {
      // RFC 2710 section 4: in version 1 the report of another node makes the own one needless; RFC 3810 section 8.2.2 allows it in version 2.
      return record.version === 1;
    }
    if (!listener.groups.has(group)) return true;
    // A change that is reported meanwhile, or again, is no answer (section 6.3).
    if (record.type !== RECORD.isInclude && record.type !== RECORD.isExclude) return false;
    const sink = this.sinkOf(query);
    if (packet.at <= query.deadline) sink.kept(listener.node, packet.frame);
    else if (packet.at <= query.coarseDeadline)
      sink.undecided(listener.node, query.frame, undecided('late by no more than the timers of many kernels are coarse'));
    else sink.missing(listener.node, query.frame, broken(`query about ${textOfKey(group)} answered too late`, undefined, [packet.frame]));
    return true;
  }

  /** What comes up has forgotten that it was asked. */
  private start(packet: ObservedPacket): void {
    if (!isStart(packet)) return;
    this.listeners.restarted(packet.sender, packet.at);
    for (const query of this.open) query.owed = query.owed.filter(({ listener }) => listener.node.id !== packet.sender.id);
  }

  private expire(now: Instant): void {
    for (let i = this.open.length - 1; i >= 0; i--) {
      const query = this.open[i] as OpenQuery;
      if (after(query.coarseDeadline, PATIENCE) >= now) continue;
      this.open.splice(i, 1);
      for (const owed of query.owed) this.conclude(query, owed);
    }
  }

  private conclude(query: OpenQuery, { listener: { node }, group }: Owed): void {
    const sink = this.sinkOf(query);
    if (node.lastSeen <= query.deadline)
      return sink.undecided(node, query.frame, undecided('nothing was seen from the listener afterwards'));
    sink.missing(node, query.frame, broken(`${textOfKey(group)} not reported when asked for`));
  }

  private sinkOf({ isGeneral }: OpenQuery): RuleSink {
    return isGeneral ? this.sinks.general : this.sinks.specific;
  }
}

/** Sent to where every listener that is meant hears it: RFC 3810 section 5.1.15. */
const isForEverybody = ({ destinationKey }: ObservedPacket, { group }: QuerySeen): boolean =>
  destinationKey === ALL_NODES_KEY || destinationKey === group;

export const listenerAnswers: Conversation = conversation({
  on: ['mld-query', 'mld-report', 'mld-done', 'dad-solicitation'],
  rules: {
    general: {
      id: 'mld.general-query.answered',
      requirement: 'mld-general-query-response',
      title: 'answers General Queries with every group that it listens to, in time',
    },
    specific: {
      id: 'mld.specific-query.answered',
      requirement: 'mld-specific-query',
      title: 'answers queries about a group that it listens to, in time',
    },
  },
  watch: (sinks) => new AnswerWatcher(sinks),
});
