import { isLinkLocal } from '../../reference/net/address.js';
import { after, minutes, type Instant } from '../../reference/time.js';
import { textOfKey } from '../kit/packet-keys.js';
import { recent } from '../kit/recent.js';
import {
  broken,
  conversation,
  MLD,
  NEIGHBOR_DISCOVERY,
  undecided,
  type Conversation,
  type ObservedNode,
  type ObservedPacket,
  type RuleSink,
} from '../kit/rule.js';
import { hasKnownSender } from './listeners-seen.js';
import { recordsOf, type RecordSeen } from './records-seen.js';

/** No RFC says when; a node that took longer would be without its groups for that time. */
const PATIENCE = minutes(1);
const OPEN_NODES = 4_096;
const MAX_GROUPS = 64;

interface Newcomer {
  readonly node: ObservedNode;
  /** Reported from the unspecified address, with the frame of that. */
  readonly groups: Map<string, number>;
  /** Last of interest: the last such report, then the first packet from a link-local address. */
  at: Instant;
  hasAddress: boolean;
}

/** RFC 3590 section 4, RFC 3810 section 5.2.13: routers discard reports from the unspecified address, so they are made again. */
class NewcomerWatcher {
  private readonly newcomers = recent<Newcomer>({
    lifetime: PATIENCE,
    limit: OPEN_NODES,
    stampOf: ({ at }) => at,
    onLeave: (newcomer, why) => why === 'expired' && this.conclude(newcomer),
  });

  constructor(private readonly again: RuleSink) {}

  see(packet: ObservedPacket): void {
    this.newcomers.advance(packet.at);
    if (!packet.segment.hasLinkLayer) return;
    const isReport = packet.kind === 'mld-report' || packet.kind === 'mld-done';
    if (!isReport && !isLinkLocal(packet.source)) return;
    const key = String.fromCharCode(packet.sender.id);
    const newcomer = this.newcomers.get(key);
    const records = isReport && packet.whole && hasKnownSender(packet) ? recordsOf(packet) : [];
    if (packet.fromUnspecified) this.early(packet, key, newcomer, records);
    else if (newcomer && isLinkLocal(packet.source)) this.late(packet, key, newcomer, records);
  }

  finish(end: Instant): void {
    this.newcomers.finish(end);
  }

  private early(
    { sender: node, frame, at }: ObservedPacket,
    key: string,
    known: Newcomer | undefined,
    records: readonly RecordSeen[],
  ): void {
    const newcomer = known ?? { node, groups: new Map<string, number>(), at, hasAddress: false };
    newcomer.at = at;
    // It has none any more: its reports from now on count.
    newcomer.hasAddress = false;
    for (const { group, listens } of records) {
      if (listens === false) newcomer.groups.delete(group);
      else if (newcomer.groups.size < MAX_GROUPS) newcomer.groups.set(group, frame);
    }
    this.newcomers.put(key, newcomer);
  }

  private late({ frame, at }: ObservedPacket, key: string, newcomer: Newcomer, records: readonly RecordSeen[]): void {
    if (!newcomer.hasAddress) {
      newcomer.hasAddress = true;
      newcomer.at = at;
      this.newcomers.put(key, newcomer);
    }
    for (const { group, listens } of records) if (newcomer.groups.delete(group) && listens !== false) this.again.kept(newcomer.node, frame);
    if (newcomer.groups.size === 0) this.newcomers.remove(key);
  }

  private conclude({ node, groups, at, hasAddress }: Newcomer): void {
    for (const [group, frame] of groups) {
      if (!hasAddress) this.again.undecided(node, frame, undecided('no link-local address of the node was seen in use'));
      else if (node.lastSeen <= after(at, PATIENCE))
        this.again.undecided(node, frame, undecided('nothing was seen from the listener afterwards'));
      else this.again.missing(node, frame, broken(`${textOfKey(group)} not reported again from a link-local address`));
    }
  }
}

export const firstReports: Conversation = conversation({
  on: [...NEIGHBOR_DISCOVERY, ...MLD],
  rules: {
    again: {
      id: 'mld.report.again-with-address',
      requirement: 'mld-rereport-after-ll',
      title: 'reports its groups again once it has a link-local address',
    },
  },
  watch: ({ again }) => new NewcomerWatcher(again),
});
