import { address, addressKey, formatAddress, isLinkLocal, solicitedNodeMulticast } from '../../reference/net/address.js';
import { after, minutes, seconds, type Instant } from '../../reference/time.js';
import { keyWith } from '../kit/packet-keys.js';
import { recent } from '../kit/recent.js';
import { broken, NEIGHBOR_DISCOVERY, undecided, type ObservedPacket, type PacketKind, type RuleSink } from '../kit/rule.js';
import { groupsJoined } from './joined-groups.js';

/** A probe follows the report within a second (RFC 4862 section 5.4.2), or the second report of a robust listener (RFC 3810 section 9.11). */
const JOINED_EARLIER = seconds(3);
const MEMORY = minutes(10);
const JOINED_GROUPS = 16_384;
const NODES = 1_024;
export const ADDRESSES_PER_NODE = 64;
const LINK_LOCAL_KEY = addressKey(address('fe80::')).slice(0, 4);

const NO_TESTS = undecided('no address of the node was seen tested: its DupAddrDetectTransmits may be 0 (RFC 4862 section 5.4)');
const TOO_MANY = undecided('the node tested more addresses than are remembered');
const SAME_IDENTIFIER = undecided('older nodes test an interface identifier once, for the link-local address');

export type StartSinks = Readonly<Record<'always' | 'join', RuleSink>>;

/** A node whose start the capture shows: its first packet came from ::, about its link-local address. */
interface Start {
  readonly tested: Set<string>;
  readonly judged: Set<string>;
}

const isNd = (kind: PacketKind): boolean => (NEIGHBOR_DISCOVERY as readonly PacketKind[]).includes(kind);

/** What nodes did since they came up: the groups that they joined, and the addresses that they tested. */
export class NodeStarts {
  private readonly joined = recent<Instant>({ lifetime: MEMORY, limit: JOINED_GROUPS, stampOf: (at) => at });
  private readonly starts = new Map<number, Start>();
  /** By the number of the node: its first packet was looked at. */
  private readonly met: boolean[] = [];

  constructor(private readonly sinks: StartSinks) {}

  see(packet: ObservedPacket): void {
    this.joined.advance(packet.at);
    if (this.met[packet.sender.id] !== true) this.meet(packet);
    if (packet.kind === 'mld-report' && packet.whole)
      for (const group of groupsJoined(packet)) this.joined.put(keyWith(packet.sender.id, group), packet.at);
  }

  /** RFC 4862 section 5.4.2: what a node that comes up sends first. */
  private meet(packet: ObservedPacket): void {
    this.met[packet.sender.id] = true;
    if (packet.sender.cameUp && this.starts.size < NODES) this.starts.set(packet.sender.id, { tested: new Set(), judged: new Set() });
  }

  /** When the node last joined the group of the address. */
  joinedAt({ sender }: ObservedPacket, target: Uint8Array): Instant | undefined {
    return this.joined.get(keyWith(sender.id, solicitedNodeMulticast(target)));
  }

  /** The first thing about the address is a report (RFC 4862 section 5.4.2). */
  probe(packet: ObservedPacket, target: Uint8Array): void {
    const { sender, frame } = packet;
    const { join } = this.sinks;
    const start = this.starts.get(sender.id);
    if (start && start.tested.size < ADDRESSES_PER_NODE) start.tested.add(packet.targetKey);
    if (this.joinedAt(packet, target) !== undefined) return join.kept(sender, frame);
    if (!start) return join.undecided(sender, frame, undecided('the node was up before the capture and may be a member already'));
    if (packet.at < after(packet.segment.startedAt, JOINED_EARLIER))
      return join.undecided(sender, frame, undecided('the report may have come before the capture began'));
    join.missing(sender, frame, broken(`no report for ${formatAddress(solicitedNodeMulticast(target))} came before`));
  }

  /** Only sources that must be the node's own: packets from other addresses may be forwarded ones. */
  use(packet: ObservedPacket): void {
    const { sender, frame, source, sourceKey: key } = packet;
    const start = this.starts.size > 0 ? this.starts.get(sender.id) : undefined;
    if (!start || !(isLinkLocal(source) || isNd(packet.kind)) || packet.kind === 'redirect') return;
    if (start.judged.has(key) || start.judged.size >= ADDRESSES_PER_NODE) return;
    start.judged.add(key);
    const { always } = this.sinks;
    if (start.tested.has(key)) return always.kept(sender, frame);
    const doubt = doubtAbout(start, source, key);
    if (doubt) return always.undecided(sender, frame, doubt);
    always.missing(sender, frame, broken(`uses ${formatAddress(source)} without having tested it`, 'ipv6.source'));
  }
}

/** Why an address may rightly be in use that was not seen tested. */
function doubtAbout({ tested }: Start, source: Uint8Array, key: string): typeof NO_TESTS | undefined {
  if (tested.size === 0) return NO_TESTS;
  if (tested.size >= ADDRESSES_PER_NODE) return TOO_MANY;
  // RFC 4862 section 5.4 does not invalidate implementations that do so.
  return !isLinkLocal(source) && hasIdentifierOf(tested, key) ? SAME_IDENTIFIER : undefined;
}

/** Keys have two octets of an address in each character. */
function hasIdentifierOf(tested: ReadonlySet<string>, key: string): boolean {
  const identifier = key.slice(4);
  for (const one of tested) if (one.startsWith(LINK_LOCAL_KEY) && one.endsWith(identifier)) return true;
  return false;
}
