import { addressFromOctets, formatAddress } from '../../reference/net/address.js';
import { formatLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { equalOctets } from '../../reference/net/octets.js';
import type { Duration, Instant } from '../../reference/time.js';
import type { Segment } from '../../suites/kit/rule.js';
import type { InterfaceNames } from '../links/frames.js';
import { AddressKeys } from './address-keys.js';
import type { LinkStarts } from './link-starts.js';
import {
  JudgedNode,
  JudgedSegment,
  MAX_LINK_LAYER_ADDRESSES,
  numberOf,
  RECENT_NODES,
  REST,
  type Ownership,
  type SegmentFacts,
} from './nodes.js';
import { roomForWays, type Room } from './ways.js';

export const MAX_NODES = 1_024;
const MAX_SEGMENTS = 256;
const MAX_TUNNELS = 64;
const MAX_ADDRESSES = 16_384;
const MAX_ADDRESSES_PER_NODE = 64;
const MAX_OWNERS = 4;

/** No absence is told in a tunnel, so nobody asks which ways packets went there. */
const NO_ROOM: Room = { left: 0 };

/** The first interface of a file goes without saying. */
const numberAsName: InterfaceNames = (interfaceId, index) =>
  index === undefined && interfaceId === 0 ? '' : `interface ${index ?? interfaceId}`;

/** The links and nodes of a capture. Tables are bounded: what does not fit is counted to one node, "further nodes". */
export class NodeTable {
  readonly segments = new Map<string | number, JudgedSegment>();
  readonly nodes: JudgedNode[] = [];
  readonly keys = new AddressKeys();
  /** Packets of senders that have no entry of their own. */
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
  segment(key: string | number, captured: number, name: () => string, hasLinkLayer: boolean, maybeSeveral = false): JudgedSegment {
    const isFull = this.segments.size >= MAX_SEGMENTS;
    const known = this.segments.get(key) ?? (isFull ? this.segments.get('rest') : undefined);
    if (known) return known;
    const startedAt = this.starts.of(captured);
    const made = this.made(isFull ? 'further links' : name(), { hasLinkLayer, isTunnel: false, maybeSeveral, startedAt, room: this.room });
    return this.keep(isFull ? 'rest' : key, made);
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
