import '../ledger/ledger.js';
import { seconds } from '../../reference/time.js';
import { errorTo } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import { not } from '../kit/match.js';
import type { Sent } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { datagram, sendPiece, thirds, type Cut, type Datagram } from './fragments.js';
import { linkLocalEnds } from './probes.js';

/** One fragment, whose octets may be others than those of the packet. */
interface Piece {
  readonly cut: Cut;
  readonly swapped?: true;
  /** Says that it is the last although more octets exist. */
  readonly last?: true;
}

const cuts = (...list: readonly Cut[]): readonly Piece[] => list.map((cut) => ({ cut }));

/**
 * But for `sent-again` the first fragment comes before the overlap only: by RFC 8200 section 4.5, unlike RFC 5722 section 4,
 * those that come afterwards may be the beginning of another packet, and without a first one that brings no error either.
 */
const overlaps: Readonly<Record<string, { requirement: string; title: string; pieces: readonly Piece[] }>> = {
  partial: { requirement: 'frag-overlap-partial', title: 'the last shares eight octets with the first', pieces: cuts([0, 24], [16, 48]) },
  'partial-reverse': {
    requirement: 'frag-overlap-partial',
    title: 'the first shares eight octets with the last, which came before it',
    pieces: cuts([16, 48], [0, 24]),
  },
  'partial-middle': {
    requirement: 'frag-overlap-partial',
    title: 'the middle one shares octets with both others',
    pieces: cuts([0, 24], [32, 48], [16, 40]),
  },
  'other-data': {
    requirement: 'frag-overlap-total-differs',
    title: 'a second copy of the middle one has other data',
    pieces: [{ cut: [0, 16] }, { cut: [16, 32] }, { cut: [16, 32], swapped: true }, { cut: [32, 48] }],
  },
  enclosing: {
    requirement: 'frag-overlap-enclosing',
    title: 'one encloses another, which came before it',
    pieces: cuts([0, 8], [16, 24], [8, 32], [32, 48]),
  },
  enclosed: {
    requirement: 'frag-overlap-enclosing',
    title: 'one is enclosed by another, which came before it',
    pieces: cuts([0, 8], [8, 32], [16, 24], [32, 48]),
  },
  'rest-afterwards': {
    requirement: 'frag-overlap-after',
    title: 'two overlap before all have come',
    pieces: cuts([0, 24], [16, 40], [40, 48]),
  },
  'sent-again': {
    requirement: 'frag-overlap-resent',
    title: 'two overlap and the whole of it is sent once more',
    pieces: cuts([0, 24], [16, 48], [0, 24], [24, 48]),
  },
  'two-ends': {
    requirement: 'frag-overlap-last-len',
    title: 'two say that they are the last and share octets',
    pieces: [{ cut: [0, 24] }, { cut: [32, 48] }, { cut: [32, 40], last: true }, { cut: [24, 32] }],
  },
};

/** RFC 5722 section 4 wants silence; after the time for reassembly nothing can come any more. */
const FOR_GOOD = seconds(70);

suite('Fragments that overlap', () => {
  for (const [name, { requirement, title, pieces }] of Object.entries(overlaps))
    conformance({
      id: `ipv6.overlapping-fragments.${name}`,
      title: `when ${title}, the packet is silently discarded`,
      requirement,
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const echo = datagram(t, linkLocalEnds(t));
        const sent: Sent[] = [];
        for (const { cut, swapped, last } of pieces) {
          const details = { ...(swapped && { octets: wordsSwapped(echo, cut) }), ...(last && { fields: { moreFragments: false } }) };
          sent.push(await sendPiece(t, echo, cut, details));
        }
        const forbidden = [echo.reply, errorTo(echo.source)];
        await t.expectNone('a reply or an error', forbidden, { since: sent[0] as Sent, for: FOR_GOOD });
      },
    });

  conformance({
    id: 'ipv6.overlapping-fragments.same-again',
    title: 'a copy of a fragment does not make a wrong packet, and brings no error',
    requirement: 'frag-overlap-exact-dup',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const echo = datagram(t, linkLocalEnds(t));
      const [first, second, third] = thirds as readonly [Cut, Cut, Cut];
      let sent: Sent | undefined;
      for (const cut of [first, second, second, third]) sent = await sendPiece(t, echo, cut);
      const wrong = [{ ...echo.reply, 'echoReply.data': not(echo.whole['echoReply.data'] ?? 0) }, errorTo(echo.source)];
      await t.expectNone('a reply with other data, or an error', wrong, { since: sent as Sent, for: ANSWER_TIME });
    },
  });
});

/** Other octets with the same checksum: whichever copy a device takes, the message looks right. */
function wordsSwapped(of: Datagram, [from, to]: Cut): Uint8Array {
  const octets = of.payload.slice(from, to);
  const [a = 0, b = 0, c = 0, d = 0] = octets;
  octets.set([c, d, a, b]);
  return octets;
}
