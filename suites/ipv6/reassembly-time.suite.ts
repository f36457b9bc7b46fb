import '../ledger/ledger.js';
import { seconds, sum } from '../../reference/time.js';
import { REASSEMBLY_TIMEOUT } from '../icmpv6/causes.js';
import { errorTo } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import type { Match } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { datagram, piece, sendPiece, sendPieces, thirds, type Cut, type Datagram } from './fragments.js';
import { QUOTE_ROOM } from './outcomes.js';
import { globalEnds, linkLocalEnds, type Ends } from './probes.js';

const [first, second, third] = thirds as readonly [Cut, Cut, Cut];

/** RFC 8200 section 4.5 gives no bound for how late the end of the 60 seconds is noticed; a tenth is granted. */
const NOTICED = seconds(6);
const EXPIRY = [REASSEMBLY_TIMEOUT, sum(REASSEMBLY_TIMEOUT, NOTICED)] as const;
const ALMOST = seconds(59);
const LATE_BUT_IN_TIME = seconds(55);
const AFTER_50_S = seconds(50);
const EXPIRED = sum(REASSEMBLY_TIMEOUT, seconds(5));
const WELL_EXPIRED = seconds(70);

/** RFC 4443 section 3.3, code 1: about the fragment with offset zero. */
const exceeded = (of: Datagram, cut: Cut = first): Match => ({
  'ipv6.source': of.destination,
  'ipv6.destination': of.source,
  'timeExceeded.code': 1,
  'timeExceeded.unused': 0,
  'timeExceeded.invokingPacket': piece(of, ...cut).upTo(QUOTE_ROOM),
});

const scopes = {
  'link-local': { role: 'node', actions: [], ends: (t: TestContext): Promise<Ends> => Promise.resolve(linkLocalEnds(t)) },
  global: { role: 'node', actions: ['add-address'], ends: globalEnds },
} as const;

suite('Reassembly: the sixty seconds', () => {
  for (const [scope, { role, actions, ends }] of Object.entries(scopes)) {
    conformance({
      id: `ipv6.reassembly-time.given-up-${scope}`,
      title: `a packet between ${scope} addresses is given up after 60 s, and not before`,
      requirement: scope === 'global' ? 'frag-timeout-60-first' : 'frag-timeout-linklocal',
      role,
      testbed: oneLink,
      actions,
      async run(t) {
        const echo = datagram(t, await ends(t));
        const sent = await sendPiece(t, echo, first);
        await t.expectNone('an error before the time is over', errorTo(echo.source), { since: sent, for: ALMOST, proof: 'none' });
        await t.optionally('Time Exceeded', exceeded(echo), { since: sent, between: EXPIRY });
        const late = await sendPieces(t, echo, [second, third]);
        await t.expectNone('a reply, or another error', [echo.reply, errorTo(echo.source)], { since: late, for: ANSWER_TIME });
      },
    });

    conformance({
      id: `ipv6.reassembly-time.reported-${scope}`,
      title: `the end of the time is reported once, from the ${scope} address`,
      requirement: 'err-reassembly',
      role,
      testbed: oneLink,
      actions,
      async run(t) {
        const echo = datagram(t, await ends(t));
        const sent = await sendPiece(t, echo, first);
        await t.expect('Time Exceeded', exceeded(echo), { since: sent, between: EXPIRY });
        await t.expectNone('another error', errorTo(echo.source), { since: sent, for: WELL_EXPIRED });
      },
    });
  }

  for (const [name, { title, cuts }] of Object.entries({
    'no-first-link-local': { title: 'the later fragments', cuts: [second, third] },
    'no-first-last-alone': { title: 'the last fragment', cuts: [third] },
  } satisfies Readonly<Record<string, { title: string; cuts: readonly Cut[] }>>))
    conformance({
      id: `ipv6.reassembly-time.${name}`,
      title: `when only ${title} came, nothing is reported`,
      requirement: 'frag-timeout-nofirst',
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const echo = datagram(t, linkLocalEnds(t));
        const sent = await sendPieces(t, echo, cuts);
        await t.expectNone('an error', errorTo(echo.source), { since: sent, for: WELL_EXPIRED });
      },
    });

  conformance({
    id: 'ipv6.reassembly-time.late-but-in-time',
    title: 'a packet that becomes whole after 55 s is taken in',
    requirement: 'frag-within-60',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const echo = datagram(t, linkLocalEnds(t));
      await sendPieces(t, echo, [first, second]);
      await t.elapse(LATE_BUT_IN_TIME);
      await t.expect('Echo Reply', echo.whole, { since: await sendPiece(t, echo, third), within: ANSWER_TIME });
    },
  });

  conformance({
    id: 'ipv6.reassembly-time.too-late',
    title: 'the last fragment, 65 s after the others, does not make the packet whole',
    requirement: 'frag-after-60',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const echo = datagram(t, linkLocalEnds(t));
      await sendPieces(t, echo, [first, second]);
      await t.elapse(EXPIRED);
      await t.expectNone('a reply', echo.reply, { since: await sendPiece(t, echo, third), for: ANSWER_TIME });
    },
  });

  conformance({
    id: 'ipv6.reassembly-time.not-restarted',
    title: 'a fragment after 50 s does not make the time begin anew',
    requirement: 'frag-timer-not-restarted',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const echo = datagram(t, linkLocalEnds(t));
      await sendPiece(t, echo, first);
      await t.elapse(AFTER_50_S);
      await sendPiece(t, echo, second);
      await t.elapse(seconds(15));
      await t.expectNone('a reply', echo.reply, { since: await sendPiece(t, echo, third), for: ANSWER_TIME });
    },
  });

  conformance({
    id: 'ipv6.reassembly-time.quotes-first',
    title: 'what is reported quotes the fragment with offset zero, although it came last',
    requirement: 'frag-error-quotes-first',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const echo = datagram(t, linkLocalEnds(t));
      const sent = await sendPiece(t, echo, third);
      await sendPiece(t, echo, first);
      const error = await t.optionally('Time Exceeded', { 'timeExceeded.code': 1 }, { since: sent, between: EXPIRY });
      if (!error) return t.skip('the device does not report the end of a reassembly');
      t.require('destination and quote', error, exceeded(echo));
    },
  });
});
