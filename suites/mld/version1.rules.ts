import { elapsed, formatDuration, milliseconds, shortest, type Duration, type Instant } from '../../reference/time.js';
import { broken, conversation, type Conversation, type ObservedPacket, type RuleSink } from '../kit/rule.js';
import { ALL_NODES_KEY, OLDER_VERSION_QUERIER_PRESENT_TIMEOUT } from './constants.js';
import { hasKnownSender, isStart } from './listeners-seen.js';
import { queryOf } from './records-seen.js';

/** A report may be on its way while the query comes. */
const CROSSING = milliseconds(100);
const MAX_SEGMENTS = 256;
const MAX_RESTARTED = 1_024;

/** What is known of one link. */
interface Compatibility {
  queriedAt: Instant;
  frame: number;
  querier: number;
  /** The shortest that a listener may have computed. */
  timeout: Duration;
  /** Nodes that came up after the query, and have not heard it. */
  readonly restarted: Set<number>;
}

/** RFC 3810 section 8.2.1: for some time after a query of version 1, version 1 is spoken. */
class Version1Watcher {
  private readonly links = new Map<number, Compatibility>();

  constructor(private readonly spoken: RuleSink) {}

  see(packet: ObservedPacket): void {
    const link = this.links.get(packet.segment.id);
    if (packet.kind === 'mld-query') return this.query(packet, link);
    if (!link || !packet.whole || packet.message.checksum === 'bad' || !hasKnownSender(packet)) return;
    if (isStart(packet) || packet.fromUnspecified) {
      if (link.restarted.size < MAX_RESTARTED) link.restarted.add(packet.sender.id);
    } else if (packet.kind !== 'dad-solicitation') this.report(packet, link);
  }

  finish(): void {
    this.links.clear();
  }

  private query(packet: ObservedPacket, known: Compatibility | undefined): void {
    const query = queryOf(packet);
    if (!query) return;
    const link = known ?? {
      queriedAt: -Infinity as Instant,
      frame: 0,
      querier: 0,
      timeout: OLDER_VERSION_QUERIER_PRESENT_TIMEOUT,
      restarted: new Set<number>(),
    };
    if (this.links.size < MAX_SEGMENTS) this.links.set(packet.segment.id, link);
    link.timeout = shortest(link.timeout, query.olderQuerierTimeout ?? link.timeout);
    // Who asks about a group need not be the querier of the link, but changes what its listeners speak all the same.
    // RFC 3810 section 8.2.1: by being received, and that is certain only of what goes to all nodes.
    if (query.version === 2 || packet.destinationKey !== ALL_NODES_KEY) return;
    link.queriedAt = packet.at;
    link.frame = packet.frame;
    link.querier = packet.sender.id;
    link.restarted.clear();
  }

  private report(packet: ObservedPacket, link: Compatibility): void {
    const { sender, frame, at, segment } = packet;
    const since = elapsed(link.queriedAt, at);
    const { uncertainty } = segment;
    if (since <= CROSSING + uncertainty || since >= link.timeout - uncertainty) return;
    if (sender.id === link.querier || sender.firstSeen >= link.queriedAt || link.restarted.has(sender.id)) return;
    if (packet.message.name !== 'multicastListenerReport2') return this.spoken.kept(sender, frame);
    const text = `reports in version 2, ${formatDuration(since)} after a query of version 1`;
    this.spoken.broken(sender, frame, broken(text, 'multicastListenerReport2.type', [link.frame]));
  }
}

export const version1Conversation: Conversation = conversation({
  on: ['mld-query', 'mld-report', 'mld-done', 'dad-solicitation'],
  rules: {
    spoken: {
      id: 'mld.version1.spoken',
      requirement: 'mld-v1-compat',
      title: 'speaks version 1 after a query of version 1',
      // The query may still be on its way, or never come to the listener.
      spoiltByDelay: true,
    },
  },
  watch: ({ spoken }) => new Version1Watcher(spoken),
});
