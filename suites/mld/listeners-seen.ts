import { isLinkLocal } from '../../reference/net/address.js';
import { elapsed, seconds, type Instant } from '../../reference/time.js';
import type { ObservedNode, ObservedPacket } from '../kit/rule.js';
import { ALL_NODES_KEY } from './constants.js';
import type { RecordSeen } from './records-seen.js';

const MAX_LISTENERS = 1_024;
const MAX_GROUPS = 64;
/** A node that tests its link-local address has just come up; what it reported longer ago is forgotten. */
const START_LASTS = seconds(5);

/** A node and the groups that it said it listens to. */
export interface ListenerSeen {
  readonly node: ObservedNode;
  readonly segment: number;
  /** When each was reported last. */
  readonly groups: Map<string, Instant>;
  /** Of its last report. */
  version: 1 | 2;
}

/** Who listens to what on the links of a capture, by what the nodes report. Bounded: those that do not fit are not judged. */
export class ListenersSeen {
  private readonly byNode = new Map<number, ListenerSeen>();

  on(segment: number): readonly ListenerSeen[] {
    return [...this.byNode.values()].filter((listener) => listener.segment === segment);
  }

  note({ sender: node, segment, at }: ObservedPacket, records: readonly RecordSeen[]): void {
    const known = this.byNode.get(node.id) ?? this.admit(node, segment.id);
    if (!known) return;
    for (const { group, listens, version } of records) {
      known.version = version;
      if (group === ALL_NODES_KEY || listens === undefined) continue;
      if (!listens) known.groups.delete(group);
      else if (known.groups.size < MAX_GROUPS || known.groups.has(group)) known.groups.set(group, at);
    }
  }

  /** RFC 2710 section 4: of several who stop listening, only the one that reported last need say so. */
  doneOnLink(segment: number, group: string): void {
    for (const listener of this.on(segment)) if (listener.version === 1) listener.groups.delete(group);
  }

  restarted(node: ObservedNode, at: Instant): void {
    const groups = this.byNode.get(node.id)?.groups ?? new Map<string, Instant>();
    for (const [group, reported] of groups) if (elapsed(reported, at) > START_LASTS) groups.delete(group);
  }

  private admit(node: ObservedNode, segment: number): ListenerSeen | undefined {
    if (this.byNode.size >= MAX_LISTENERS) return undefined;
    const made: ListenerSeen = { node, segment, groups: new Map(), version: 2 };
    this.byNode.set(node.id, made);
    return made;
  }
}

/** Nodes without link-layer addresses cannot be told apart while they speak from the unspecified address. */
export const hasKnownSender = ({ fromUnspecified, segment }: ObservedPacket): boolean => !fromUnspecified || segment.hasLinkLayer;

/** A node tests its link-local address: it has come up. */
export function isStart({ kind, message }: ObservedPacket): boolean {
  const { target } = message.value as { readonly target?: Uint8Array };
  return kind === 'dad-solicitation' && target !== undefined && isLinkLocal(target);
}
