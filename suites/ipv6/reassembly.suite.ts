import '../ledger/ledger.js';
import { hopByHop } from '../../reference/wire/extension-headers.js';
import { padN, unknownIpv6Option } from '../../reference/wire/ipv6-options.js';
import { IPV6_HEADER_OCTETS } from '../../reference/wire/ipv6.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { errorTo } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import { absent, type Match } from '../kit/match.js';
import type { Sent, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { assignOnLink } from '../nd/routers.js';
import { datagram, PIECE, sendPiece, sendPieces, thirds, type Cut, type Datagram, type PieceDetails } from './fragments.js';
import { echoBehind, globalEnds, linkLocalEnds } from './probes.js';
import { expectReply } from './outcomes.js';

async function expectWhole(t: TestContext, sent: Sent, of: Datagram, given: Match = of.whole): Promise<void> {
  await t.expect('Echo Reply with all the data', given, { since: sent, within: ANSWER_TIME });
  await t.expectNone('an error', errorTo(of.source), { since: sent, for: ANSWER_TIME });
}

/** Neither a reply nor, before the time for reassembly is over, an error. */
async function expectNothing(t: TestContext, sent: Sent, of: Datagram): Promise<void> {
  await t.expectNone('a reply or an error', [of.reply, errorTo(of.source)], { since: sent, for: ANSWER_TIME });
}

const [first, second, third] = thirds as readonly [Cut, Cut, Cut];

const orders: Readonly<Record<string, { requirement: string; title: string; cuts: readonly Cut[] }>> = {
  'in-order': { requirement: 'frag-reassemble-inorder', title: 'in order', cuts: [first, second, third] },
  reverse: { requirement: 'frag-reassemble-reverse', title: 'in reverse order', cuts: [third, second, first] },
  'middle-last': { requirement: 'frag-reassemble-reverse', title: 'the middle one last', cuts: [first, third, second] },
  'last-first': { requirement: 'frag-reassemble-reverse', title: 'the last one first', cuts: [third, first, second] },
  two: { requirement: 'frag-reassemble-inorder', title: 'two of unequal length', cuts: [first, [PIECE, 3 * PIECE]] },
  eighths: {
    requirement: 'frag-reassemble-inorder',
    title: 'of eight octets each',
    cuts: Array.from({ length: 6 }, (_, i) => [8 * i, 8 * i + 8] as const),
  },
};

suite('Reassembly: orders', () => {
  for (const [name, { requirement, title, cuts }] of Object.entries(orders))
    conformance({
      id: `ipv6.reassembly.${name}`,
      title: `fragments that come ${title} are put together`,
      requirement,
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const echo = datagram(t, linkLocalEnds(t));
        await expectWhole(t, await sendPieces(t, echo, cuts), echo);
      },
    });

  conformance({
    id: 'ipv6.reassembly.global',
    title: 'fragments between global addresses are put together',
    requirement: 'frag-reassemble-inorder',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const echo = datagram(t, await globalEnds(t));
      await expectWhole(t, await sendPieces(t, echo, thirds), echo);
    },
  });

  conformance({
    id: 'ipv6.reassembly.interleaved',
    title: 'fragments of two packets that come in turn are put together to both',
    requirement: 'frag-reassemble-interleaved',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const [one, other] = [datagram(t, linkLocalEnds(t)), datagram(t, linkLocalEnds(t))];
      let sent: Sent | undefined;
      for (const cut of thirds) for (const echo of [one, other]) sent = await sendPiece(t, echo, cut);
      await t.expectInAnyOrder('both Echo Replies', [one.whole, other.whole], { since: sent as Sent, within: ANSWER_TIME });
    },
  });

  conformance({
    id: 'ipv6.reassembly.interleaved-sources',
    title: 'fragments of two senders with the same Identification are put together to two packets',
    requirement: 'frag-key-src',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const ends = linkLocalEnds(t);
      const identification = t.random.uint32();
      const one = datagram(t, ends, { identification });
      const other = datagram(t, { ...ends, source: t.neighbor().linkLocal }, { identification });
      let sent: Sent | undefined;
      for (const cut of thirds) for (const echo of [one, other]) sent = await sendPiece(t, echo, cut);
      await t.expectInAnyOrder('both Echo Replies', [one.whole, other.whole], { since: sent as Sent, within: ANSWER_TIME });
    },
  });
});

/** One packet, of which the last fragment belongs elsewhere by one field of three. */
const mixed: Readonly<Record<string, { requirement: string; title: string; other: (t: TestContext) => PieceDetails }>> = {
  identification: {
    requirement: 'frag-key-id',
    title: 'Identification',
    other: (t) => ({ fields: { identification: t.random.uint32() } }),
  },
  source: { requirement: 'frag-key-src', title: 'source', other: (t) => ({ header: { source: t.neighbor().linkLocal } }) },
};

suite('Reassembly: what belongs together', () => {
  for (const [name, { requirement, title, other }] of Object.entries(mixed))
    conformance({
      id: `ipv6.reassembly.other-${name}`,
      title: `fragments with another ${title} are not put together`,
      requirement,
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const echo = datagram(t, linkLocalEnds(t));
        await sendPieces(t, echo, [first, second]);
        await expectNothing(t, await sendPiece(t, echo, third, other(t)), echo);
      },
    });

  conformance({
    id: 'ipv6.reassembly.other-destination',
    title: 'fragments to different addresses of the device are not put together',
    requirement: 'frag-key-dst',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const destination = await assignOnLink(t);
      const echo = datagram(t, linkLocalEnds(t));
      await sendPieces(t, echo, [first, second]);
      await expectNothing(t, await sendPiece(t, echo, third, { header: { destination } }), echo);
    },
  });
});

const padding = hopByHop({ options: [padN(6)] });
const discarding = hopByHop({ options: [unknownIpv6Option(0x5b, new Uint8Array(4))] });
const plain: PieceDetails = {};

interface FieldRow {
  readonly requirement: string;
  readonly title: string;
  readonly details: readonly [PieceDetails, PieceDetails, PieceDetails];
}

const everywhere = (details: PieceDetails): FieldRow['details'] => [details, details, details];

const fields: Readonly<Record<string, FieldRow>> = {
  'reserved-bits': {
    requirement: 'frag-reserved-ignored',
    title: 'all reserved bits set',
    details: everywhere({ fields: { reserved: 0xff, reserved2: 3 } }),
  },
  'next-header-of-later': {
    requirement: 'frag-nexthdr-from-first',
    title: 'another Next Header in the later ones',
    details: [plain, { fields: { nextHeader: PROTOCOL.udp } }, { fields: { nextHeader: PROTOCOL.noNextHeader } }],
  },
  'headers-of-later': {
    requirement: 'frag-unfrag-part-from-first',
    title: 'Hop-by-Hop Options in the later ones only',
    details: [plain, { before: [padding] }, { before: [padding] }],
  },
  'headers-of-first': {
    requirement: 'frag-unfrag-part-from-first',
    title: 'Hop-by-Hop Options in the first one only',
    details: [{ before: [padding] }, plain, plain],
  },
  'hop-limits': {
    requirement: 'frag-unfrag-part-from-first',
    title: 'different hop limits and traffic classes',
    details: [plain, { header: { hopLimit: 3 } }, { header: { trafficClass: 0x20 } }],
  },
};

suite('Reassembly: fields that may differ', () => {
  for (const [name, { requirement, title, details }] of Object.entries(fields))
    conformance({
      id: `ipv6.reassembly.${name}`,
      title: `fragments with ${title} are put together`,
      requirement,
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const echo = datagram(t, linkLocalEnds(t));
        await sendPiece(t, echo, first, details[0]);
        await sendPiece(t, echo, second, details[1]);
        await expectWhole(t, await sendPiece(t, echo, third, details[2]), echo);
      },
    });

  conformance({
    id: 'ipv6.reassembly.discarded-fragment',
    title: 'a later fragment with an option that says discard does not become part of the packet',
    requirement: 'frag-unfrag-part-from-first',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const echo = datagram(t, linkLocalEnds(t));
      await sendPieces(t, echo, [first, second]);
      await expectNothing(t, await sendPiece(t, echo, third, { before: [discarding] }), echo);
    },
  });
});

/** RFC 8200 section 5: what every node must be able to put together. */
const LARGEST_CERTAIN = 1500;

suite('Reassembly: lengths', () => {
  for (const octets of [3 * PIECE - 5, 3 * PIECE - 15])
    conformance({
      id: `ipv6.reassembly.odd-end-${octets}`,
      title: `a packet whose last fragment makes it ${octets} octets long comes out with that length`,
      requirement: 'frag-payload-length-computed',
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const echo = datagram(t, linkLocalEnds(t), { octets });
        await expectWhole(t, await sendPieces(t, echo, [first, second, [2 * PIECE, octets]]), echo);
      },
    });

  for (const [name, cuts] of Object.entries({
    'largest-of-two': [
      [0, 1232],
      [1232, LARGEST_CERTAIN - IPV6_HEADER_OCTETS],
    ],
    'largest-of-three': [
      [0, 496],
      [496, 992],
      [992, LARGEST_CERTAIN - IPV6_HEADER_OCTETS],
    ],
  } satisfies Readonly<Record<string, readonly Cut[]>>))
    conformance({
      id: `ipv6.reassembly.${name}`,
      title: `a packet of ${LARGEST_CERTAIN} octets in ${cuts.length} fragments is put together`,
      requirement: 'frag-1500-min',
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const echo = datagram(t, linkLocalEnds(t), { octets: LARGEST_CERTAIN - IPV6_HEADER_OCTETS });
        // The reply may itself come in fragments, and then has part of the data in each.
        const { 'echoReply.data': _, ...reply } = echo.whole;
        await expectWhole(t, await sendPieces(t, echo, cuts), echo, reply);
      },
    });
});

const atomic: PieceDetails = { fields: { fragmentOffset: 0, moreFragments: false } };

suite('Reassembly: atomic fragments', () => {
  for (const scope of ['link-local', 'global'] as const)
    conformance({
      id: `ipv6.reassembly.atomic-${scope}`,
      title: `an atomic fragment to a ${scope} address is a whole packet, answered by one without Fragment header`,
      requirement: 'frag-atomic-offset0-m0',
      role: 'node',
      testbed: oneLink,
      actions: scope === 'global' ? ['add-address'] : [],
      async run(t) {
        const echo = datagram(t, scope === 'global' ? await globalEnds(t) : linkLocalEnds(t));
        await expectWhole(t, await sendPiece(t, echo, [0, 3 * PIECE]), echo, { ...echo.whole, fragment: absent });
      },
    });

  for (const [name, { requirement, early, late }] of Object.entries({
    'atomic-amid-later': { requirement: 'frag-atomic-isolated', early: [second, third], late: [first] },
    'atomic-amid-first': { requirement: 'frag-atomic-queue-kept', early: [first], late: [second, third] },
  } satisfies Readonly<Record<string, { requirement: string; early: readonly Cut[]; late: readonly Cut[] }>>))
    conformance({
      id: `ipv6.reassembly.${name}`,
      title: `an atomic fragment with the Identification of a packet that lacks ${name.endsWith('later') ? 'its first' : 'later'} fragments leaves that alone`,
      requirement,
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const echo = datagram(t, linkLocalEnds(t));
        const lone = datagram(t, linkLocalEnds(t), { identification: echo.identification });
        await sendPieces(t, echo, early);
        const between = await sendPiece(t, lone, [0, 3 * PIECE], atomic);
        await t.expect('Echo Reply to the atomic fragment', lone.whole, { since: between, within: ANSWER_TIME });
        await expectWhole(t, await sendPieces(t, echo, late), echo);
      },
    });
});

/** More than any device would keep for one peer. */
const FLOOD = 1000;

suite('Reassembly: packets that never become whole', () => {
  conformance({
    id: 'ipv6.reassembly.flood',
    title: `after ${FLOOD} first fragments of different packets the device answers`,
    requirement: 'frag-limit-dos',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      for (let i = 0; i < FLOOD; i++) await sendPiece(t, datagram(t, linkLocalEnds(t)), first);
      await expectReply(t, 'Echo Request after the flood', echoBehind(t, linkLocalEnds(t), []));
    },
  });
});
