import type { Address } from '../../reference/net/address.js';
import type { Duration, Instant } from '../../reference/time.js';
import type { DecodedFrame, Layer } from '../../reference/wire/frame.js';
import type { Ipv6 } from '../../reference/wire/ipv6.js';

/**
 * Passive rules: what the sender of a frame must do, judged from any capture, with nobody asked and nothing sent. A rule
 * names a line of the requirement ledger, as a test does. Rules are synchronous and see the frames in the order of the
 * capture; what they keep of a packet they copy.
 */
export interface RuleDeclaration {
  /** `protocol.subject.case`, never changed: `nd.neighbor-solicitation.hop-limit`. */
  readonly id: string;
  /** A slug of the requirement ledger; its level decides between FAIL, WARN and a remark. */
  readonly requirement: string;
  /** What the sender does, as a sentence without a subject: `is sent with hop limit 255`. */
  readonly title: string;
  /**
   * A frame that the capture holds twice would break it: it says nothing about captures that double their frames, nor about
   * those that may show several links as one.
   */
  readonly spoiltByCopies?: true;
  /**
   * It takes a packet for sent when it was captured, or for received by who it went to: it says nothing about packets that
   * were captured on their way, in a tunnel, nor where several links may look like one. Nor do rules that copies spoil.
   */
  readonly spoiltByDelay?: true;
}

/** Packets of whatever kind that carry extension headers, or a Fragment header among them. */
export type HeaderOccasion = 'extension headers' | 'Fragment header';

/** Which packets a rule is asked about. */
export type Occasions = readonly (PacketKind | HeaderOccasion)[] | 'every packet';

/** A rule that one packet alone decides. */
export interface FrameRule extends RuleDeclaration {
  readonly on: Occasions;
  /** What it must be able to read. A rule about the message does not run on messages that are cut, fragmented or malformed. */
  readonly reads: 'headers' | 'message';
  check(packet: ObservedPacket): Outcome;
  /** Where it says yes the rule is kept. Asked once for all rules that share it: nearly every packet is as usual. */
  readonly usual?: (packet: ObservedPacket) => boolean;
}

/** Rules about what follows what, which share one memory of the packets seen. */
export interface Conversation {
  readonly on: Occasions;
  readonly rules: Readonly<Record<string, RuleDeclaration>>;
  watch(sinkOf: (rule: string) => RuleSink): Watcher;
}

/** A conversation whose rules are known by name: `watch` gets a sink for each. */
export function conversation<N extends string>(declared: {
  readonly on: Conversation['on'];
  readonly rules: Readonly<Record<N, RuleDeclaration>>;
  watch(sinks: Readonly<Record<N, RuleSink>>): Watcher;
}): Conversation {
  const names = Object.keys(declared.rules) as N[];
  return {
    on: declared.on,
    rules: declared.rules,
    watch: (sinkOf) => declared.watch(Object.fromEntries(names.map((name) => [name, sinkOf(name)])) as Record<N, RuleSink>),
  };
}

/** Sees the packets that it asked for, cut and malformed ones too (`packet.whole`). */
export interface Watcher {
  see(packet: ObservedPacket): void;
  /** The capture is over, with a last frame at `end`: what is still open then cannot be decided any more. */
  finish(end: Instant): void;
}

export type PassiveRule = FrameRule | Conversation;

/** Puts a violation into words when these are wanted: of what a node does again and again only the first few are kept. */
export type InWords = () => Violation;

/** Where the findings of a conversation rule go, each to the node whose doing it is. */
export interface RuleSink {
  kept(by: ObservedNode, frame: number): void;
  broken(by: ObservedNode, frame: number, violation: Violation): void;
  /**
   * Something that had to come was not seen: a violation only where the capture is known to have lost nothing, and only
   * if frames were captured, sooner or later, on every way that it may have come.
   */
  missing(by: ObservedNode, frame: number, violation: Violation | InWords, ways?: readonly Way[]): void;
  /** An opportunity that says nothing either way; without a node where it is not known whose it was. */
  undecided(by: ObservedNode | undefined, frame: number, why: Undecided): void;
}

/** `undefined`: the packet gives no opportunity to keep or break the rule. */
export type Outcome = undefined | typeof KEPT | Violation | Undecided;

export const KEPT = 'kept';

export interface Violation {
  readonly outcome: 'broken';
  /** In words, with what was there and what was wanted. */
  readonly text: string;
  /** The field at fault, where it is one. */
  readonly path?: string;
  /** Further frames that belong to the evidence. */
  readonly frames?: readonly number[];
}

export interface Undecided {
  readonly outcome: 'undecided';
  /** Why this opportunity says nothing either way; one of few texts, since they are counted. */
  readonly why: string;
}

export const broken = (text: string, path?: string, frames?: readonly number[]): Violation => ({
  outcome: 'broken',
  text,
  ...(path !== undefined && { path }),
  ...(frames && { frames }),
});

export const undecided = (why: string): Undecided => ({ outcome: 'undecided', why });

/** How rules tell packets apart; a packet is of one kind. */
export type PacketKind =
  | 'router-solicitation'
  | 'router-advertisement'
  /** A Neighbor Solicitation from the unspecified address. */
  | 'dad-solicitation'
  | 'multicast-solicitation-link-local'
  | 'multicast-solicitation-global'
  | 'unicast-solicitation'
  | 'neighbor-advertisement'
  | 'redirect'
  | 'echo-request'
  | 'echo-reply'
  | 'icmpv6-error'
  | 'mld-query'
  | 'mld-report'
  | 'mld-done'
  | 'router-renumbering'
  | 'node-information-query'
  | 'node-information-reply'
  | 'other-icmpv6'
  | 'udp'
  /** A UDP datagram from or to port 521; the message is its UDP header. */
  | 'ripng'
  /** Another packet, of IPv6 or IPv4, is inside; the message is its header. */
  | 'tunnelled'
  | 'other';

/** Who a frame comes from or goes to on its link; to be compared only. */
export type Station = number | string;

/** Where multicast frames go, whatever the group. */
export const ANY_GROUP: Station = -1;

/** Where Router Advertisements come from, whichever router sends them. */
export const ANY_ROUTER: Station = -2;

/**
 * One direction between two stations. A tap, the mirror of a switch port or one link of an aggregate may show the one
 * direction and not the other, or of some nodes their multicast alone; no count of lost frames says so.
 */
export interface Way {
  readonly segment: Segment;
  readonly from: Station;
  readonly to: Station;
}

/** The way of a unicast answer to a unicast packet. */
export const wayBack = ({ segment, from, to }: ObservedPacket): Way => ({ segment, from: to, to: from });

export const NEIGHBOR_SOLICITATIONS = [
  'dad-solicitation',
  'multicast-solicitation-link-local',
  'multicast-solicitation-global',
  'unicast-solicitation',
] as const satisfies readonly PacketKind[];

export const NEIGHBOR_DISCOVERY = [
  'router-solicitation',
  'router-advertisement',
  ...NEIGHBOR_SOLICITATIONS,
  'neighbor-advertisement',
  'redirect',
] as const satisfies readonly PacketKind[];

export const MLD = ['mld-query', 'mld-report', 'mld-done'] as const satisfies readonly PacketKind[];

export const ICMPV6 = [
  ...NEIGHBOR_DISCOVERY,
  ...MLD,
  'echo-request',
  'echo-reply',
  'icmpv6-error',
  'router-renumbering',
  'node-information-query',
  'node-information-reply',
  'other-icmpv6',
] as const satisfies readonly PacketKind[];

export const UDP = ['udp', 'ripng'] as const satisfies readonly PacketKind[];

/** One IPv6 packet of a capture. Octets are views that hold while the rule looks at it. */
export interface ObservedPacket {
  /** Number of the frame in the capture, from 1. */
  readonly frame: number;
  readonly at: Instant;
  readonly kind: PacketKind;
  readonly segment: Segment;
  /** Whose doing the packet is: the sender on the link, or for packets that may have been forwarded the owner of the source address. */
  readonly sender: ObservedNode;
  /** Absent on links without link-layer addresses; the destination also where the capture format drops it. */
  readonly linkSource: Uint8Array | undefined;
  readonly linkDestination: Uint8Array | undefined;
  readonly from: Station;
  readonly to: Station;
  readonly decoded: DecodedFrame;
  readonly ipv6: Ipv6;
  readonly source: Address;
  readonly destination: Address;
  /** Strings equal for equal addresses. */
  readonly sourceKey: string;
  readonly destinationKey: string;
  /** Key of the Target Address, for whole Neighbor Solicitations and Advertisements; empty for others. */
  readonly targetKey: string;
  /** The message that the packet carries: the layer after the last extension header, or the last one understood. */
  readonly message: Layer;
  /** The message is here entire and well-formed, so every field of it can be read. */
  readonly whole: boolean;
  /** The capture kept only the first octets of the packet. */
  readonly cut: boolean;
  /** A fragment of a larger packet; an atomic fragment (offset 0, no more to come) is not. */
  readonly fragment: boolean;
  /** The packet has a Fragment header, be it of a fragment or an atomic one. */
  readonly hasFragmentHeader: boolean;
  /** What stands between the IPv6 header and the message, as far as it was captured. */
  readonly extensionHeaders: readonly Layer[];
  readonly hasExtensionHeaders: boolean;
  /** The source is the unspecified address. */
  readonly fromUnspecified: boolean;
  /** The packet was sent by the capturing machine, whose NIC may complete checksums later. */
  readonly outgoing: boolean;
  /** Octets of the whole IPv6 packet as its header says. */
  readonly packetOctets: number;
}

/** A node of the link, known by its link-layer address, or a correspondent known by its address only. */
export interface ObservedNode {
  readonly id: number;
  /** As reports call it. */
  readonly name: string;
  readonly linkLayerAddress: Uint8Array | undefined;
  readonly firstSeen: Instant;
  readonly lastSeen: Instant;
  /** The capture shows its interface come up: its first packet came from ::, to join a group or to test a link-local address. */
  readonly cameUp: boolean;
  /** The last Router Advertisement of the node named a Router Lifetime that has not run out by then. */
  isAdvertisingRouter(at: Instant): boolean;
  /** The same of the Router Advertisements from that address alone. */
  advertisesFrom(addressKey: string, at: Instant): boolean;
  /** The node sent unicast packets from this address. */
  usesAddress(key: string): boolean;
}

/** One link as far as the capture tells links apart (VLAN, interface), or the virtual one that a tunnel is. */
export interface Segment {
  readonly id: number;
  /** Empty where the capture has one link only. */
  readonly name: string;
  /** Nodes here have link-layer addresses that the capture shows. */
  readonly hasLinkLayer: boolean;
  /** Of a tunnel: its packets were captured on their way, where they may have been lost, delayed or doubled. */
  readonly isTunnel: boolean;
  /** Stamp of the first frame of its link's capture. */
  readonly startedAt: Instant;
  /** By how much a stamp may be off; every bound on time is relaxed by it. */
  readonly uncertainty: Duration;
  /**
   * The shortest RetransTimer that a node here may be using, by what the capture shows: the default, or less where a router
   * advertised less. Before the capture began a router may have advertised less than that; see `knowsRetransTimer`.
   */
  readonly retransTimer: Duration;
  /** The longest: the default, or more where a router advertised more (RFC 4861 section 6.3.4). */
  readonly longestRetransTimer: Duration;
  /**
   * What a node uses as its RetransTimer since then was advertised in this capture: to all nodes or, if it is a router, by
   * itself (RFC 4861 sections 6.2.1 and 6.3.4).
   */
  knowsRetransTimer(node: ObservedNode, since: Instant): boolean;
  /** Values other than 0 of Cur Hop Limit that routers advertised here. */
  readonly advertisedHopLimits: ReadonlySet<number>;
  /** Such a value was advertised to all nodes in this capture, so that what they use is none from before it. */
  readonly knowsHopLimit: boolean;
  /** The nodes that were seen to hold an address (by Neighbor Discovery, or by using a link-local one); usually one. */
  ownersOf(addressKey: string): readonly ObservedNode[];
  /** The node that sent Neighbor Discovery, or from a link-local address, from there. */
  nodeAt(linkLayerAddress: Uint8Array): ObservedNode | undefined;
  /** When an owner last used the address as source, or advertised it. */
  lastUseOf(addressKey: string): Instant | undefined;
  /** Who a node is as an end of ways, when it uses that address. */
  stationOf(node: ObservedNode, addressKey: string): Station;
  /** A frame was captured on that way so far. */
  isHeard(way: Pick<Way, 'from' | 'to'>): boolean;
  /** True for a link-layer address that was claimed for an address, by whomsoever, or used with it; undefined when none is known. */
  isLinkLayerAddressOf(addressKey: string, linkLayerAddress: Uint8Array): boolean | undefined;
}

const ID = /^[a-z][a-z0-9]*(\.[a-z0-9]+(-[a-z0-9]+)*){2,}$/;

/** The declarations of a rule or of the rules of a conversation. */
export const declarationsOf = (rule: PassiveRule): readonly RuleDeclaration[] => ('rules' in rule ? Object.values(rule.rules) : [rule]);

/** Checks a rule list at load: ids well-formed and used once, requirements in the ledger. Throws with every problem named. */
export function passiveRules(list: readonly PassiveRule[], hasRequirement: (slug: string) => boolean): readonly PassiveRule[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const rule of list.flatMap(declarationsOf)) {
    if (!ID.test(rule.id)) problems.push(`rule id "${rule.id}" is not of the form protocol.subject.case`);
    if (seen.has(rule.id)) problems.push(`rule id "${rule.id}" is used twice`);
    seen.add(rule.id);
    if (!hasRequirement(rule.requirement)) problems.push(`rule ${rule.id}: the ledger has no requirement "${rule.requirement}"`);
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return list;
}
