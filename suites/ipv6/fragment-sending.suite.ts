import '../ledger/ledger.js';
import { hex } from '../../reference/net/octets.js';
import { frame } from '../../reference/wire/frame.js';
import { echoReply, packetTooBig } from '../../reference/wire/icmpv6.js';
import { IPV6_HEADER_OCTETS, ipv6 } from '../../reference/wire/ipv6.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { conformance, suite } from '../kit/conformance.js';
import { absent, between, present, satisfies, type Match } from '../kit/match.js';
import type { Neighbor, Received, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { ECHO_HEADER, FRAGMENT_UNIT } from './fragments.js';
import { expectReply, QUOTE_ROOM } from './outcomes.js';
import { echoBehind, IDENTIFIER, type Ends, type Probe } from './probes.js';

const LINK_MTU = 1500;
const MINIMUM_MTU = 1280;
const LARGEST_DATA = LINK_MTU - IPV6_HEADER_OCTETS - ECHO_HEADER;

/** An Echo Request of 1500 octets from a node, and its reply in fragments. */
interface Fragmented {
  readonly probe: Probe;
  readonly data: Uint8Array;
  /** In the order of their offsets. */
  readonly fragments: readonly Received[];
}

const ends = (t: TestContext, node: Neighbor): Ends => ({ source: node.linkLocal, destination: t.dut.linkLocal });
const fragmentTo = (node: Neighbor, given: Match = {}): Match => ({ 'ipv6.destination': node.linkLocal, fragment: present, ...given });

/** Makes the device reply to a node in fragments: by a Packet Too Big, unless it never sends so much in one piece. */
async function shortenPath(t: TestContext, node: Neighbor): Promise<void> {
  const large = echoBehind(t, ends(t, node), [], { data: t.random.octets(LARGEST_DATA) });
  const sent = await t.send('Echo Request of 1500 octets', large.frame, { from: node });
  const reply = await t.expect('Echo Reply', { ...large.reply, 'ipv6.destination': node.linkLocal }, { since: sent, within: ANSWER_TIME });
  if ((reply.get('ipv6.payloadLength') as number) + IPV6_HEADER_OCTETS <= MINIMUM_MTU) return;
  const { octets, packetOffset } = reply.decoded;
  const invokingPacket = octets.slice(packetOffset, packetOffset + QUOTE_ROOM);
  const router = t.neighbor({ name: 'router on the way' });
  const tooBig = frame(
    ipv6({ source: router.linkLocal, destination: t.dut.linkLocal }),
    packetTooBig({ mtu: MINIMUM_MTU, invokingPacket }),
  );
  await t.send('Packet Too Big', tooBig, { from: router });
}

async function askLarge(t: TestContext, node: Neighbor): Promise<Fragmented> {
  const data = t.random.octets(LARGEST_DATA);
  const probe = echoBehind(t, ends(t, node), [], { data });
  const sent = await t.send('Echo Request of 1500 octets', probe.frame, { from: node });
  await t.expect('the last fragment of a reply', fragmentTo(node, { 'fragment.moreFragments': false }), {
    since: sent,
    within: ANSWER_TIME,
  });
  await t.elapse(ANSWER_TIME);
  const fragments = [...t.allReceived(fragmentTo(node), sent)];
  return { probe, data, fragments: fragments.sort((a, b) => offsetOf(a) - offsetOf(b)) };
}

async function replyInFragments(t: TestContext): Promise<Fragmented> {
  await shortenPath(t, t.tester);
  return askLarge(t, t.tester);
}

const offsetOf = (fragment: Received): number => (fragment.get('fragment.fragmentOffset') as number) * FRAGMENT_UNIT;
/** Octets behind the Fragment header, the only one before them. */
const octetsOf = (fragment: Received): number => (fragment.get('ipv6.payloadLength') as number) - FRAGMENT_HEADER;
const FRAGMENT_HEADER = 8;

/** What the fragments carry together: the Echo Reply with its header and checksum. */
function replyPayload(t: TestContext, { probe, data }: Fragmented): Uint8Array {
  const sequence = probe.reply['echoReply.sequence'] as number;
  const reply = echoReply({ identifier: IDENTIFIER, sequence, data });
  return frame(ipv6({ source: t.dut.linkLocal, destination: probe.source }), reply).packet.slice(IPV6_HEADER_OCTETS);
}

/** What each fragment must have, its place among them given. */
type FragmentCheck = (fragment: Received, place: { readonly index: number; readonly of: Fragmented; readonly t: TestContext }) => Match;

const isLast = (index: number, { fragments }: Fragmented): boolean => index === fragments.length - 1;

const checks: Readonly<Record<string, { requirement: string; title: string; check: FragmentCheck }>> = {
  size: {
    requirement: 'fragtx-over-pmtu',
    title: 'is no larger than the path MTU',
    check: () => ({ 'ipv6.payloadLength': between(FRAGMENT_HEADER + 1, MINIMUM_MTU - IPV6_HEADER_OCTETS) }),
  },
  units: {
    requirement: 'fragtx-mult8',
    title: 'carries a multiple of eight octets, unless it is the last',
    check: (_fragment, { index, of }) =>
      isLast(index, of)
        ? {}
        : { 'ipv6.payloadLength': satisfies<number>('a multiple of eight', (length) => (length - FRAGMENT_HEADER) % FRAGMENT_UNIT === 0) },
  },
  identity: {
    requirement: 'fragtx-same-id',
    title: 'has the Identification, the addresses, the hop limit and the Next Header of the first',
    check: (_fragment, { of, t }) => ({
      'fragment.identification': (of.fragments[0] as Received).get('fragment.identification') as number,
      'fragment.nextHeader': PROTOCOL.icmpv6,
      'ipv6.nextHeader': PROTOCOL.fragment,
      'ipv6.source': t.dut.linkLocal,
      'ipv6.destination': of.probe.source,
      // RFC 8200 section 4.5: the IPv6 header is that of the packet, but for its Payload Length and Next Header.
      'ipv6.hopLimit': (of.fragments[0] as Received).get('ipv6.hopLimit') as number,
    }),
  },
  offsets: {
    requirement: 'fragtx-offsets',
    title: 'begins where the one before ends, with M set on all but the last, and reserved bits zero',
    check: (_fragment, { index, of }) => {
      const before = of.fragments[index - 1];
      return {
        'fragment.fragmentOffset': before ? (offsetOf(before) + octetsOf(before)) / FRAGMENT_UNIT : 0,
        'fragment.moreFragments': !isLast(index, of),
        'fragment.reserved': 0,
        'fragment.reserved2': 0,
      };
    },
  },
  content: {
    requirement: 'fragtx-over-pmtu',
    title: 'carries its part of the reply',
    check: (fragment, { index, of, t }) => {
      const part = replyPayload(t, of).slice(offsetOf(fragment), offsetOf(fragment) + octetsOf(fragment));
      if (index > 0) return { 'fragmentPayload.data': part };
      const [high = 0, low = 0] = part.slice(2);
      return { ...of.probe.reply, 'echoReply.code': 0, 'echoReply.checksum': (high << 8) | low, 'echoReply.data': part.slice(ECHO_HEADER) };
    },
  },
};

suite('Fragments that the device sends', () => {
  for (const [name, { requirement, title, check }] of Object.entries(checks))
    conformance({
      id: `ipv6.fragment-sending.${name}`,
      title: `after a Packet Too Big each fragment of a reply ${title}`,
      requirement,
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const of = await replyInFragments(t);
        for (const [index, fragment] of of.fragments.entries())
          t.require(`fragment ${index + 1} of ${of.fragments.length} ${title}`, fragment, check(fragment, { index, of, t }));
        const octets = of.fragments.reduce((sum, fragment) => sum + octetsOf(fragment), 0);
        t.check(`the fragments carry the ${LARGEST_DATA + ECHO_HEADER} octets of the Echo Reply, each once`, {
          holds: octets === LARGEST_DATA + ECHO_HEADER,
          found: `together they carry ${octets} octets`,
          frames: of.fragments,
        });
      },
    });

  conformance({
    id: 'ipv6.fragment-sending.chain',
    title: 'the first fragment of a reply has the header of the Echo Reply',
    requirement: 'fragtx-chain-in-first',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const { probe, fragments } = await replyInFragments(t);
      t.require('the Echo Reply header', fragments[0] as Received, { ...probe.reply, 'fragment.fragmentOffset': 0 });
    },
  });

  conformance({
    id: 'ipv6.fragment-sending.no-overlap',
    title: 'no two fragments of a reply share an octet',
    requirement: 'fragtx-no-nonoverlap',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const { fragments } = await replyInFragments(t);
      for (const [index, fragment] of fragments.entries()) {
        const next = fragments[index + 1];
        const end = offsetOf(fragment) + octetsOf(fragment);
        if (next)
          t.check(`fragment ${index + 2} begins no earlier than fragment ${index + 1} ends`, {
            holds: offsetOf(next) >= end,
            found: `it begins at octet ${offsetOf(next)} of the reply, the one before it ends at octet ${end}`,
            frames: [fragment, next],
          });
      }
    },
  });
});

const REPLIES = 6;

const identificationsIn = (asked: readonly Fragmented[]): readonly number[] =>
  asked.map(({ fragments }) => (fragments[0] as Received).get('fragment.identification') as number);

suite('Identification of the fragments that the device sends', () => {
  conformance({
    id: 'ipv6.fragment-sending.identification-unique',
    title: 'replies one after the other have different Identifications',
    requirement: 'frag-id-unique',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      await shortenPath(t, t.tester);
      const asked: Fragmented[] = [];
      for (let i = 0; i < REPLIES; i++) asked.push(await askLarge(t, t.tester));
      const values = identificationsIn(asked);
      t.check(`${REPLIES} different Identifications in ${REPLIES} replies`, {
        holds: new Set(values).size === REPLIES,
        found: `${values.map(hex32).join(', ')}: ${new Set(values).size} different ones`,
        frames: asked.map(({ fragments }) => fragments[0] as Received),
      });
    },
  });

  conformance({
    id: 'ipv6.fragment-sending.identification-not-counted',
    title: 'replies to two nodes in turn do not show one counter',
    requirement: 'frag-id-unpredictable',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const nodes = [t.tester, t.neighbor()];
      for (const node of nodes) await shortenPath(t, node);
      const asked: Fragmented[] = [];
      for (let i = 0; i < REPLIES; i++) asked.push(await askLarge(t, nodes[i % nodes.length] as Neighbor));
      const values = identificationsIn(asked);
      const steps = values.slice(1).map((value, i) => (value - (values[i] as number)) >>> 0);
      const isCounter = new Set(steps).size === 1;
      t.check('Identifications that are not one step from each to the next', {
        holds: !isCounter,
        found: `${values.map(hex32).join(', ')}: each is ${steps[0]} more than the one before`,
        frames: asked.map(({ fragments }) => fragments[0] as Received),
      });
    },
  });

  conformance({
    id: 'ipv6.fragment-sending.no-atomic',
    title: 'a Packet Too Big of less than 1280 octets does not put Fragment headers into small packets',
    requirement: 'frag-atomic-never-sent',
    role: 'node',
    testbed: oneLink,
    profiles: ['current'],
    async run(t) {
      const before = await expectReply(t, 'Echo Request', echoBehind(t, ends(t, t.tester), []));
      const { octets, packetOffset } = before.decoded;
      const tooBig = packetTooBig({ mtu: LESS_THAN_MINIMUM, invokingPacket: octets.slice(packetOffset) });
      await t.send('Packet Too Big of 1000', frame(ipv6({ source: t.tester.linkLocal, destination: t.dut.linkLocal }), tooBig));
      await expectReply(t, 'Echo Request', echoBehind(t, ends(t, t.tester), []), { fragment: absent });
    },
  });
});

const LESS_THAN_MINIMUM = 1000;

const hex32 = (value: number): string => hex(Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value));
