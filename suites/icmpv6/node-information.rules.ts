import { seconds, type Instant } from '../../reference/time.js';
import {
  QTYPE,
  type NodeAddressesReply,
  type NodeInformationQuery,
  type NodeInformationReply,
  type NodeNameReply,
} from '../../reference/wire/node-information.js';
import { recent } from '../kit/recent.js';
import {
  broken,
  conversation,
  KEPT,
  undecided,
  type Conversation,
  type FrameRule,
  type ObservedPacket,
  type Outcome,
  type RuleSink,
} from '../kit/rule.js';

/** A reply to a multicast query is delayed by up to the Query Response Interval, 10 s (RFC 4620 section 5). */
const PATIENCE = seconds(20);
const OPEN_QUERIES = 16_384;
const REPLIERS = 256;

/** RFC 4620 sections 6.3 and 6.4; a reply has Truncated of its own. */
const FLAGS = ['globalScope', 'siteLocal', 'linkLocal', 'compatible', 'all'] as const;
const DEFINED: Readonly<Record<number, ReadonlySet<string>>> = {
  [QTYPE.nodeAddresses]: new Set([...FLAGS, 'truncated']),
  [QTYPE.ipv4Addresses]: new Set(['all', 'truncated']),
};

type Opening = Pick<NodeInformationReply, (typeof FLAGS)[number] | 'truncated' | 'qtype' | 'code' | 'unused' | 'nonce'>;
const openingOf = (packet: ObservedPacket): Opening => packet.message.value as NodeInformationReply;

interface Query {
  readonly frame: number;
  readonly at: Instant;
  readonly query: Pick<NodeInformationQuery, (typeof FLAGS)[number] | 'qtype'>;
  /** The same query was sent so many times. */
  asked: number;
  /** Replies by the number of the node. */
  readonly replies: Map<number, number>;
}

type Sinks = Readonly<Record<'once' | 'flags', RuleSink>>;

const keyOf = (packet: ObservedPacket, querier: string): string =>
  querier + String.fromCharCode(packet.segment.id, ...openingOf(packet).nonce);

/** RFC 4620 section 5: queries and replies find each other by the nonce. */
class NodeInformationWatcher {
  private readonly queries = recent<Query>({ lifetime: PATIENCE, limit: OPEN_QUERIES, stampOf: ({ at }) => at });

  constructor(private readonly sinks: Sinks) {}

  see(packet: ObservedPacket): void {
    this.queries.advance(packet.at);
    if (!packet.whole || packet.message.checksum === 'bad') return;
    if (packet.kind === 'node-information-reply') return this.reply(packet);
    const { frame, at } = packet;
    const { qtype, globalScope, siteLocal, linkLocal, compatible, all } = openingOf(packet);
    const key = keyOf(packet, packet.sourceKey);
    const known = this.queries.get(key);
    const query = { qtype, globalScope, siteLocal, linkLocal, compatible, all };
    this.queries.put(key, { frame, at, query, asked: (known?.asked ?? 0) + 1, replies: known?.replies ?? new Map<number, number>() });
  }

  finish(end: Instant): void {
    this.queries.finish(end);
  }

  private reply(packet: ObservedPacket): void {
    const { sender, frame } = packet;
    const asked = this.queries.get(keyOf(packet, packet.destinationKey));
    if (!asked) return this.sinks.once.undecided(sender, frame, undecided('the query was not captured'));
    const count = (asked.replies.get(sender.id) ?? 0) + 1;
    if (count > 1 || asked.replies.size < REPLIERS) asked.replies.set(sender.id, count);
    if (count > asked.asked) this.sinks.once.broken(sender, frame, broken(`reply ${count} to one query`, undefined, [asked.frame]));
    else this.sinks.once.kept(sender, frame);
    this.flags(packet, asked);
  }

  private flags({ sender, frame, message }: ObservedPacket, { query, frame: queryFrame }: Query): void {
    if (message.name !== 'nodeAddressesReply' || query.qtype !== QTYPE.nodeAddresses) return;
    const reply = message.value as NodeAddressesReply;
    const wrong = FLAGS.find((flag) => reply[flag] !== query[flag]);
    if (!wrong) return this.sinks.flags.kept(sender, frame);
    const text = `${wrong} is ${reply[wrong] ? 'set' : 'clear'}, in the query it is not so`;
    this.sinks.flags.broken(sender, frame, broken(text, `${message.name}.${wrong}`, [queryFrame]));
  }
}

export const nodeInformationConversation: Conversation = conversation({
  on: ['node-information-query', 'node-information-reply'],
  rules: {
    once: {
      id: 'icmpv6.node-information.once',
      requirement: 'icmp-ni-once',
      title: 'answers a Node Information Query once',
      spoiltByCopies: true,
    },
    flags: {
      id: 'icmpv6.node-information.flags',
      requirement: 'icmp-ni-flags-copied',
      title: 'copies the flags of a Node Addresses query',
    },
  },
  watch: (sinks) => new NodeInformationWatcher(sinks),
});

function undefinedFlagsAreZero(packet: ObservedPacket): Outcome {
  const { name } = packet.message;
  const opening = openingOf(packet);
  if (opening.unused !== 0) return broken('undefined flags are set', `${name}.unused`);
  const wrong = [...FLAGS, 'truncated' as const].find((flag) => opening[flag] && DEFINED[opening.qtype]?.has(flag) !== true);
  return wrong === undefined ? KEPT : broken(`${wrong} is set, Qtype ${opening.qtype} does not define it`, `${name}.${wrong}`);
}

function timesToLiveAreZero({ message }: ObservedPacket): Outcome {
  if (message.name === 'nodeNameReply') {
    const { timeToLive } = message.value as NodeNameReply;
    return timeToLive === 0 ? KEPT : broken(`TTL ${timeToLive}, wanted 0`, `${message.name}.timeToLive`);
  }
  if (message.name !== 'nodeAddressesReply') return undefined;
  const { addresses } = message.value as NodeAddressesReply;
  const at = addresses.findIndex(({ timeToLive }) => timeToLive !== 0);
  if (at >= 0) return broken(`TTL ${addresses[at]?.timeToLive}, wanted 0`, `${message.name}.addresses[${at}].timeToLive`);
  return addresses.length > 0 ? KEPT : undefined;
}

const onReply = (rule: Omit<FrameRule, 'on' | 'reads'>): FrameRule => ({ ...rule, on: ['node-information-reply'], reads: 'message' });

export const nodeInformationRules: readonly FrameRule[] = [
  onReply({
    id: 'icmpv6.node-information.undefined-flags',
    requirement: 'icmp-ni-undefined-flags',
    title: 'leaves flags zero that the Qtype does not define',
    check: undefinedFlagsAreZero,
  }),
  onReply({
    id: 'icmpv6.node-information.time-to-live',
    requirement: 'icmp-ni-ttl-zero',
    title: 'replies with TTL fields of zero',
    check: timesToLiveAreZero,
  }),
];
