import { addressFromOctets, formatAddress, type Address } from '../../reference/net/address.js';
import { equalOctets } from '../../reference/net/octets.js';
import { formatLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { longest, milliseconds, seconds, shortest, type Duration, type Instant } from '../../reference/time.js';
import type { ObservedNode, Segment, Station, Way } from '../../suites/kit/rule.js';
import type { InterfaceNames } from '../links/frames.js';
import { AddressKeys } from './address-keys.js';
import type { LinkStarts } from './link-starts.js';
import { Scores } from './tally.js';
import { roomForWays, Ways, type Room } from './ways.js';

/** RFC 4861 section 10. */
const RETRANS_TIMER = seconds(1);

const MAX_NODES = 1_024;
const MAX_SEGMENTS = 256;
const MAX_TUNNELS = 64;
const MAX_ADDRESSES = 16_384;
const MAX_ADDRESSES_PER_NODE = 64;
const MAX_LINK_LAYER_ADDRESSES = 8;
const MAX_OWNERS = 4;
const MAX_HOP_LIMITS = 16;
const RECENT_NODES = 256;
/** The id of the one that stands for the rest; nodes count from 1. */
const REST = 0;

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
  routerUntil = -Infinity;

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

type SegmentFacts = Pick<Segment, 'hasLinkLayer' | 'isTunnel' | 'startedAt' | 'uncertainty'> & { readonly room: Room };

/** No absence is told in a tunnel, so nobody asks which ways packets went there. */
const NO_ROOM: Room = { left: 0 };

export class JudgedSegment implements Segment {
  retransTimer: Duration = RETRANS_TIMER;
  longestRetransTimer: Duration = RETRANS_TIMER;
  readonly advertisedHopLimits = new Set<number>();
  readonly byLinkLayer = new Map<number, JudgedNode>();
  /** The nodes that sent last, by a part of their link-layer address. */
  readonly recentNodes = Array<JudgedNode | undefined>(RECENT_NODES).fill(undefined);
  readonly byAddress = new Map<string, JudgedNode>();
  readonly ownerships = new Map<string, Ownership>();
  readonly hasLinkLayer: boolean;
  readonly isTunnel: boolean;
  readonly startedAt: Instant;
  readonly uncertainty: Duration;
  readonly ways: Ways;
  /** Frames show both link-layer addresses: stations are known by them, and else by the addresses of the packets. */
  showsDestinations = false;

  constructor(
    readonly id: number,
    readonly name: string,
    { hasLinkLayer, isTunnel, startedAt, uncertainty, room }: SegmentFacts,
  ) {
    this.hasLinkLayer = hasLinkLayer;
    this.isTunnel = isTunnel;
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

  noteRetransTimer(advertisedMs: number): void {
    if (advertisedMs === 0) return;
    const advertised = milliseconds(advertisedMs);
    this.retransTimer = shortest(this.retransTimer, advertised);
    this.longestRetransTimer = longest(this.longestRetransTimer, advertised);
  }

  noteHopLimit(advertised: number): void {
    if (advertised > 0 && this.advertisedHopLimits.size < MAX_HOP_LIMITS) this.advertisedHopLimits.add(advertised);
  }
}

/** The first interface of a file goes without saying. */
const numberAsName: InterfaceNames = (interfaceId, index) =>
  index === undefined && interfaceId === 0 ? '' : `interface ${index ?? interfaceId}`;

/** The links and nodes of a capture. Tables are bounded: what does not fit is counted to one node, "further nodes". */
export class NodeTable {
  readonly segments = new Map<string | number, JudgedSegment>();
  readonly nodes: JudgedNode[] = [];
  readonly keys = new AddressKeys();
  /** Senders that have no entry of their own. */
  further = 0;
  private rest: JudgedNode | undefined;
  private addresses = 0;
  private readonly room = roomForWays();
  private tunnels = 0;

  constructor(
    private readonly starts: Pick<LinkStarts, 'of'>,
    private readonly uncertainty: Duration,
    private readonly rules: number,
    readonly nameOf: InterfaceNames = numberAsName,
  ) {}

  /** A link as interface `captured` shows it. */
  segment(key: string | number, captured: number, name: () => string, hasLinkLayer: boolean): JudgedSegment {
    const known = this.segments.get(key);
    if (known) return known;
    const full = this.segments.size >= MAX_SEGMENTS;
    const startedAt = this.starts.of(captured);
    const made = this.made(full ? 'further links' : name(), { hasLinkLayer, isTunnel: false, startedAt, room: this.room });
    if (full) return this.segments.get('rest') ?? this.keep('rest', made);
    return this.keep(key, made);
  }

  /** The virtual link of a tunnel that `outside` is seen to carry; undefined where there are more than are told apart. */
  tunnel(key: string, { startedAt }: Segment, name: () => string): JudgedSegment | undefined {
    const known = this.segments.get(key);
    if (known || this.tunnels >= MAX_TUNNELS || this.segments.size >= MAX_SEGMENTS) return known;
    this.tunnels += 1;
    return this.keep(key, this.made(name(), { hasLinkLayer: false, isTunnel: true, startedAt, room: NO_ROOM }));
  }

  private made(name: string, facts: Omit<SegmentFacts, 'uncertainty'>): JudgedSegment {
    return new JudgedSegment(this.segments.size + 1, name, { ...facts, uncertainty: this.uncertainty });
  }

  private keep(key: string | number, segment: JudgedSegment): JudgedSegment {
    this.segments.set(key, segment);
    return segment;
  }

  byLinkLayer(segment: JudgedSegment, address: Uint8Array, at: Instant): JudgedNode {
    const slot = ((address[5] as number) | ((address[4] as number) << 8)) & (RECENT_NODES - 1);
    const recent = segment.recentNodes[slot];
    if (recent?.linkLayerAddress && equalOctets(recent.linkLayerAddress, address)) return recent;
    const key = numberOf(address);
    const known = segment.byLinkLayer.get(key);
    if (known) {
      segment.recentNodes[slot] = known;
      return known;
    }
    const made = this.make(segment, () => formatLinkLayerAddress(address), address.slice(), at);
    if (made !== this.rest) segment.byLinkLayer.set(key, made);
    return made;
  }

  byAddress(segment: JudgedSegment, key: string, address: Uint8Array, at: Instant): JudgedNode {
    const known = segment.byAddress.get(key);
    if (known) return known;
    const made = this.make(segment, () => formatAddress(address), undefined, at);
    if (made === this.rest) return made;
    segment.byAddress.set(key, made);
    made.addresses.set(key, addressFromOctets(address.slice()));
    return made;
  }

  private make(segment: JudgedSegment, name: () => string, linkLayerAddress: Uint8Array | undefined, at: Instant): JudgedNode {
    if (this.nodes.length >= MAX_NODES) {
      this.further += 1;
      this.rest ??= new JudgedNode(REST, 'further nodes', segment, undefined, at, this.rules);
      return this.rest;
    }
    const node = new JudgedNode(this.nodes.length + 1, name(), segment, linkLayerAddress, at, this.rules);
    this.nodes.push(node);
    return node;
  }

  /** Every node, the one that stands for the rest included. */
  all(): readonly JudgedNode[] {
    return this.rest ? [...this.nodes, this.rest] : this.nodes;
  }

  /** Notes another packet of the holder of an address; false when that is not all there is to note. */
  stillOwns(node: JudgedNode, ownership: Ownership | undefined, at: Instant, from: Uint8Array | undefined): boolean {
    if (ownership?.owners[0] !== node) return false;
    if (from && ownership.linkLayerAddresses[0] !== numberOf(from)) return false;
    ownership.lastUse = at;
    return true;
  }

  /** Notes that a node holds an address; `from` is the link-layer address that came with it. */
  own(node: JudgedNode, key: string, address: Uint8Array, at: Instant, from: Uint8Array | undefined): void {
    const ownership = this.ownership(node.segment, key);
    if (!ownership || node === this.rest) return;
    ownership.lastUse = at;
    if (from) noteLinkLayer(ownership, numberOf(from));
    if (ownership.owners[0] === node) return;
    if (!ownership.owners.includes(node) && ownership.owners.length < MAX_OWNERS) ownership.owners.push(node);
    if (!node.addresses.has(key) && node.addresses.size < MAX_ADDRESSES_PER_NODE)
      node.addresses.set(key, addressFromOctets(address.slice()));
  }

  /** Notes a link-layer address that a message names for an address. */
  claim(segment: JudgedSegment, key: string, linkLayerAddress: Uint8Array): void {
    const ownership = this.ownership(segment, key);
    if (ownership) noteLinkLayer(ownership, numberOf(linkLayerAddress));
  }

  private ownership(segment: JudgedSegment, key: string): Ownership | undefined {
    const known = segment.ownerships.get(key);
    if (known || this.addresses >= MAX_ADDRESSES) return known;
    const made: Ownership = { owners: [], linkLayerAddresses: [], lastUse: undefined };
    segment.ownerships.set(key, made);
    this.addresses += 1;
    return made;
  }
}

function noteLinkLayer({ linkLayerAddresses: known }: Ownership, address: number): void {
  if (known[0] === address || known.includes(address)) return;
  if (known.length < MAX_LINK_LAYER_ADDRESSES) known.push(address);
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
