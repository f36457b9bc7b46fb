import '../ledger/ledger.js';
import { destinationOptions } from '../../reference/wire/extension-headers.js';
import { errorTo } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import { not, type Match } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { datagram, piece, PIECE, sendPiece, sendPieces, thirds, type Cut, type Datagram, type PieceDetails } from './fragments.js';
import { ERRONEOUS_FIELD, expectDiscarded, expectProblem, INCOMPLETE_CHAIN, problemMatch, type Problem } from './outcomes.js';
import { paddingOf } from './padding.js';
import { linkLocalEnds, type Probe } from './probes.js';

const [first, second, third] = thirds as readonly [Cut, Cut, Cut];

/** A fragment, to be looked at like any other packet. */
const asProbe = (of: Datagram, cut: Cut, details: PieceDetails = {}): Probe => ({ ...of, frame: piece(of, ...cut, details) });

interface BadFragment {
  readonly requirement: string;
  readonly title: string;
  readonly bad: (t: TestContext, of: Datagram) => Probe;
  readonly problem: Problem;
}

/** RFC 8200 section 4.5: 8191 units, and more octets than the seven that would make 65,535. */
const HIGHEST_OFFSET = 0x1fff;

const badFragments: Readonly<Record<string, BadFragment>> = {
  'length-12': {
    requirement: 'frag-len-not-mult8',
    title: 'a fragment of twelve octets that is not the last',
    bad: (_t, of) => asProbe(of, [0, 12]),
    problem: { code: ERRONEOUS_FIELD, at: 'ipv6.payloadLength' },
  },
  'length-15-later': {
    requirement: 'frag-len-not-mult8',
    title: 'a later fragment of fifteen octets that is not the last',
    bad: (_t, of) => asProbe(of, [PIECE, 2 * PIECE - 1]),
    problem: { code: ERRONEOUS_FIELD, at: 'ipv6.payloadLength' },
  },
  'beyond-65535': {
    requirement: 'frag-offset-overflow',
    title: 'a fragment that would make a packet of more than 65,535 octets',
    bad: (t, of) =>
      asProbe(of, third, { fields: { fragmentOffset: HIGHEST_OFFSET, moreFragments: false }, octets: t.random.octets(4 * PIECE) }),
    problem: { code: ERRONEOUS_FIELD, at: 'fragment.fragmentOffset' },
  },
  'one-beyond-65535': {
    requirement: 'frag-offset-overflow',
    title: 'a fragment that would make a packet of 65,536 octets',
    bad: (t, of) => asProbe(of, third, { fields: { fragmentOffset: HIGHEST_OFFSET, moreFragments: false }, octets: t.random.octets(8) }),
    problem: { code: ERRONEOUS_FIELD, at: 'fragment.fragmentOffset' },
  },
};

suite('Fragments of impossible length or offset', () => {
  for (const [name, { requirement, title, bad, problem }] of Object.entries(badFragments)) {
    conformance({
      id: `ipv6.bad-fragments.${name}`,
      title: `${title} is discarded, and the others make a packet without it`,
      requirement,
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const echo = datagram(t, linkLocalEnds(t));
        await expectDiscarded(t, title, bad(t, echo), problem);
        const sent = await sendPieces(t, echo, thirds);
        await t.expect('Echo Reply', echo.whole, { since: sent, within: ANSWER_TIME });
      },
    });

    conformance({
      id: `ipv6.bad-fragments.${name}-reported`,
      title: `${title} is reported`,
      requirement: 'err-param-0',
      role: 'node',
      testbed: oneLink,
      async run(t) {
        await expectProblem(t, title, bad(t, datagram(t, linkLocalEnds(t))), problem);
      },
    });
  }

  conformance({
    id: 'ipv6.bad-fragments.up-to-65535',
    title: 'a fragment that ends with octet 65,535 brings no error',
    requirement: 'frag-offset-overflow',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const echo = datagram(t, linkLocalEnds(t));
      const fields = { fragmentOffset: HIGHEST_OFFSET, moreFragments: false };
      const sent = await sendPiece(t, echo, third, { fields, octets: t.random.octets(7) });
      await t.expectNone('an error', errorTo(echo.source), { since: sent, for: ANSWER_TIME });
    },
  });

  conformance({
    id: 'ipv6.bad-fragments.empty',
    title: 'a fragment without a single octet does not make a wrong packet of the others',
    requirement: 'frag-len-zero',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const echo = datagram(t, linkLocalEnds(t));
      await sendPiece(t, echo, first);
      await sendPiece(t, echo, [PIECE, PIECE]);
      const sent = await sendPieces(t, echo, [second, third]);
      const wrong: readonly Match[] = [{ ...echo.reply, 'echoReply.data': not(echo.whole['echoReply.data'] ?? 0) }, errorTo(echo.source)];
      await t.expectNone('a reply with other data, or an error', wrong, { since: sent, for: ANSWER_TIME });
    },
  });
});

const OPTIONS = 32;
const options = destinationOptions({ options: paddingOf(OPTIONS - 2) });
const chained = (t: TestContext): Datagram => datagram(t, linkLocalEnds(t), { headers: [options], octets: OPTIONS + 3 * PIECE });

/** Where a first fragment ends that lacks the upper-layer header. */
const short: Readonly<Record<string, { title: string; end: number }>> = {
  'within-options': { title: 'within Destination Options', end: 16 },
  'behind-options': { title: 'with the Destination Options header', end: OPTIONS },
};
const INCOMPLETE: Problem = { code: INCOMPLETE_CHAIN, at: 0 };

suite('First fragments without the whole header chain', () => {
  for (const [name, { title, end }] of Object.entries(short)) {
    conformance({
      id: `ipv6.bad-fragments.chain-ends-${name}`,
      title: `a first fragment that ends ${title} is reported`,
      requirement: 'frag-firstchain-incomplete',
      role: 'node',
      testbed: oneLink,
      async run(t) {
        await expectProblem(t, 'first fragment without Echo Request', asProbe(chained(t), [0, end]), INCOMPLETE);
      },
    });

    conformance({
      id: `ipv6.bad-fragments.chain-completed-${name}`,
      title: `what a first fragment that ends ${title} lacks is not delivered when it comes in the second`,
      requirement: 'frag-chain-in-later',
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const echo = chained(t);
        const sent = await sendPiece(t, echo, [0, end]);
        await sendPiece(t, echo, [end, echo.payload.length]);
        await t.optionally('Parameter Problem', problemMatch(t, asProbe(echo, [0, end]), INCOMPLETE), { since: sent, within: ANSWER_TIME });
        await t.expectNone('a reply, or another error', [echo.reply, errorTo(echo.source)], { since: sent, for: ANSWER_TIME });
      },
    });
  }

  conformance({
    id: 'ipv6.bad-fragments.chain-tiny',
    title: 'a first fragment of eight octets of Destination Options brings no other error',
    requirement: 'frag-tiny-first-echo',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      await expectDiscarded(t, 'first fragment of eight octets', asProbe(chained(t), [0, 8]), INCOMPLETE);
    },
  });

  conformance({
    id: 'ipv6.bad-fragments.chain-whole',
    title: 'a first fragment that ends with the upper-layer header is taken in',
    requirement: 'frag-reassemble-inorder',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const echo = chained(t);
      const sent = await sendPieces(t, echo, [
        [0, OPTIONS + 8],
        [OPTIONS + 8, echo.payload.length],
      ]);
      await t.expect('Echo Reply', echo.whole, { since: sent, within: ANSWER_TIME });
    },
  });
});
