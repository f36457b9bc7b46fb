import type { Address } from '../../reference/net/address.js';
import { formatLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { longest, milliseconds, seconds, shortest, START, type Duration, type Instant } from '../../reference/time.js';
import type { ObservedNode, Segment, Station, Way } from '../../suites/kit/rule.js';
import { Scores } from './tally.js';
import { Ways, type Room } from './ways.js';

/** RFC 4861 section 10. */
const RETRANS_TIMER = seconds(1);

export const MAX_LINK_LAYER_ADDRESSES = 8;
const MAX_HOP_LIMITS = 16;
const MAX_ROUTER_ADDRESSES = 8;
export const NEVER = -Infinity;
export const RECENT_NODES = 256;
/** The id of the one that stands for the rest; nodes count from 1. */
export const REST = 0;

/** What was seen of one sender, with the findings about it. */
export class JudgedNode implements ObservedNode {
  readonly scores: Scores;
  readonly addresses = new Map<string, Address>();
  readonly roles = new Set<string>();
  /** For a node known by its address: the link-layer addresses that its packets came from. */
  readonly via = new Map<number, string>();
  private lastVia = NaN;
  frames = 0;
  lastSeen: Instant;
  private routerUntil: number = NEVER;
  /** By the address that it advertises itself from. */
  private readonly routersUntil = new Map<string, number>();
  cameUp = false;
  /** Since when it advertises a RetransTimer other than 0. */
  namesRetransTimerSince = Infinity;

  constructor(
    readonly id: number,
    readonly name: string,
    readonly segment: JudgedSegment,
    readonly linkLayerAddress: Uint8Array | undefined,
    readonly firstSeen: Instant,
    rules: number,
  ) {
    this.lastSeen = firstSeen;
    this.scores = new Scores(rules);
  }

  isAdvertisingRouter(at: Instant): boolean {
    return at <= this.routerUntil;
  }

  advertisesFrom(addressKey: string, at: Instant): boolean {
    return at <= (this.routersUntil.get(addressKey) ?? NEVER);
  }

  noteRouter(addressKey: string, until: number): void {
    this.routerUntil = until;
    if (this.routersUntil.size < MAX_ROUTER_ADDRESSES || this.routersUntil.has(addressKey)) this.routersUntil.set(addressKey, until);
  }

  /** A router that tests the address of its advertisements comes up anew, and may route nothing yet (RFC 4861 section 6.2.2). */
  noteTest(addressKey: string): void {
    if (!this.routersUntil.has(addressKey)) return;
    this.routersUntil.set(addressKey, NEVER);
    this.routerUntil = NEVER;
  }

  usesAddress(key: string): boolean {
    return this.addresses.has(key);
  }

  /** It stands for all senders that found no room in the table. */
  get isMany(): boolean {
    return this.id === REST;
  }

  noteVia(linkSource: Uint8Array): void {
    const key = numberOf(linkSource);
    if (key === this.lastVia) return;
    this.lastVia = key;
    if (!this.via.has(key) && this.via.size < MAX_LINK_LAYER_ADDRESSES) this.via.set(key, formatLinkLayerAddress(linkSource));
  }
}

/** Who holds an address, and under which link-layer addresses it is known. */
export interface Ownership {
  readonly owners: JudgedNode[];
  /** As numbers, the one seen last first of all. */
  readonly linkLayerAddresses: number[];
  lastUse: Instant | undefined;
}

const NOBODY: readonly ObservedNode[] = [];

export type SegmentFacts = Pick<Segment, 'hasLinkLayer' | 'isTunnel' | 'startedAt' | 'uncertainty'> & {
  /** The capture format does not tell the interfaces of a machine apart: the frames may be of several links. */
  readonly maybeSeveral?: boolean;
  readonly room: Room;
};

export class JudgedSegment implements Segment {
  retransTimer: Duration = RETRANS_TIMER;
  longestRetransTimer: Duration = RETRANS_TIMER;
  /** Since when a RetransTimer other than 0 is advertised to all nodes. */
  private retransTimerSince = Infinity;
  knowsHopLimit = false;
  readonly advertisedHopLimits = new Set<number>();
  readonly byLinkLayer = new Map<number, JudgedNode>();
  /** The nodes that sent last, by a part of their link-layer address. */
  readonly recentNodes = Array<JudgedNode | undefined>(RECENT_NODES).fill(undefined);
  readonly byAddress = new Map<string, JudgedNode>();
  readonly ownerships = new Map<string, Ownership>();
  readonly hasLinkLayer: boolean;
  readonly isTunnel: boolean;
  readonly maybeSeveral: boolean;
  readonly startedAt: Instant;
  readonly uncertainty: Duration;
  readonly ways: Ways;
  /** Frames show both link-layer addresses: stations are known by them, and else by the addresses of the packets. */
  showsDestinations = false;

  constructor(
    readonly id: number,
    readonly name: string,
    { hasLinkLayer, isTunnel, maybeSeveral = false, startedAt, uncertainty, room }: SegmentFacts,
  ) {
    this.hasLinkLayer = hasLinkLayer;
    this.isTunnel = isTunnel;
    this.maybeSeveral = maybeSeveral;
    this.startedAt = startedAt;
    this.uncertainty = uncertainty;
    this.ways = new Ways(room);
  }

  stationOf({ linkLayerAddress }: ObservedNode, addressKey: string): Station {
    return this.showsDestinations && linkLayerAddress ? numberOf(linkLayerAddress) : addressKey;
  }

  isHeard({ from, to }: Pick<Way, 'from' | 'to'>): boolean {
    return this.ways.isHeard(from, to);
  }

  ownersOf(addressKey: string): readonly ObservedNode[] {
    return this.ownerships.get(addressKey)?.owners ?? NOBODY;
  }

  nodeAt(linkLayerAddress: Uint8Array): ObservedNode | undefined {
    return this.byLinkLayer.get(numberOf(linkLayerAddress));
  }

  lastUseOf(addressKey: string): Instant | undefined {
    return this.ownerships.get(addressKey)?.lastUse;
  }

  isLinkLayerAddressOf(addressKey: string, linkLayerAddress: Uint8Array): boolean | undefined {
    const known = this.ownerships.get(addressKey)?.linkLayerAddresses;
    return known && known.length > 0 ? known.includes(numberOf(linkLayerAddress)) : undefined;
  }

  /** `by` and `at` only of a whole advertisement that went to all nodes. */
  noteRetransTimer(advertisedMs: number, by?: JudgedNode, at: Instant = START): void {
    if (advertisedMs === 0) return;
    const advertised = milliseconds(advertisedMs);
    if (by) {
      by.namesRetransTimerSince = Math.min(by.namesRetransTimerSince, at);
      this.retransTimerSince = Math.min(this.retransTimerSince, at);
    }
    this.retransTimer = shortest(this.retransTimer, advertised);
    this.longestRetransTimer = longest(this.longestRetransTimer, advertised);
  }

  knowsRetransTimer(node: ObservedNode, since: Instant): boolean {
    const { roles, namesRetransTimerSince } = node as JudgedNode;
    // What a node says it knows already; what it is told may be on its way still.
    return roles.has('router') ? since >= namesRetransTimerSince : since - this.uncertainty >= this.retransTimerSince;
  }

  /** `known` where it is certain that a router advertised it. */
  noteHopLimit(advertised: number, known: boolean): void {
    if (known && advertised > 0) this.knowsHopLimit = true;
    if (advertised > 0 && this.advertisedHopLimits.size < MAX_HOP_LIMITS) this.advertisedHopLimits.add(advertised);
  }
}

/** A key for six octets; other lengths are folded into it. */
export function numberOf(linkLayerAddress: Uint8Array): number {
  const a = linkLayerAddress;
  if (a.length === 6) {
    const high = ((a[0] as number) << 16) | ((a[1] as number) << 8) | (a[2] as number);
    return high * 0x1_00_00_00 + (((a[3] as number) << 16) | ((a[4] as number) << 8) | (a[5] as number));
  }
  let value = 0;
  for (let i = 0; i < linkLayerAddress.length; i++) value = (value * 256 + (linkLayerAddress[i] as number)) % 0x1_0000_0000_0000;
  return value;
}
