import '../ledger/ledger.js';
import { elapsed, milliseconds, seconds } from '../../reference/time.js';
import { echoBehind, linkLocalEnds, send } from '../ipv6/probes.js';
import { conformance, suite } from '../kit/conformance.js';
import type { Match } from '../kit/match.js';
import type { Sent, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { causes, causing, type CauseName } from './causes.js';
import { expectBounded, FLOOD, flood } from './floods.js';

const errorToTester = (t: TestContext, cause: CauseName): Match => ({ ...causes[cause].error, 'ipv6.destination': t.tester.linkLocal });

async function provoke(t: TestContext, cause: CauseName): Promise<Sent> {
  return send(t, causes[cause].title, causing(t, causes[cause], linkLocalEnds(t)));
}

/** What traceroute sends for one hop, and what RFC 4443 section 2.4(f) suggests as the size of the bucket. */
const TRACEROUTE = 3;
const BUCKET = 10;

/** KAME's errppslimit: 100 in the source, 200 in what is written about it. */
const KAME_LEAST = 100;
const KAME_MOST = 200;
const KAME_BURST = 300;

suite('ICMPv6 errors: how many', () => {
  for (const cause of ['port', 'nh', 'opt11'] as const)
    conformance({
      id: `icmpv6.error-rate.bounded-${cause}`,
      title: `of ${FLOOD} packets with ${causes[cause].title} in about a second, not every one is reported`,
      requirement: 'rate-limit-exists',
      role: 'node',
      testbed: oneLink,
      async run(t) {
        await expectBounded(t, 'errors', () => provoke(t, cause), errorToTester(t, cause));
      },
    });

  conformance({
    id: 'icmpv6.error-rate.burst',
    title: `a burst as traceroute sends it is reported, packet by packet`,
    requirement: 'rate-limit-bucket',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const first = await provoke(t, 'port');
      for (let i = 1; i < BUCKET; i++) await provoke(t, 'port');
      await t.elapse(ANSWER_TIME);
      const reported = t.allReceived(errorToTester(t, 'port'), first);
      t.note(`${reported.length} of ${BUCKET} packets, one right after the other, were reported`);
      t.check(`at least ${TRACEROUTE} errors about ${BUCKET} packets in a burst`, {
        holds: reported.length >= TRACEROUTE,
        found: `${reported.length} came`,
        frames: reported,
      });
    },
  });

  conformance({
    id: 'icmpv6.error-rate.per-second',
    title: `of ${KAME_BURST} packets in a third of a second the first ${KAME_LEAST} are reported, and not more than ${KAME_MOST}`,
    requirement: 'rate-limit-kame-pps',
    role: 'node',
    testbed: oneLink,
    profiles: ['kame'],
    async run(t) {
      // The second that errors before the test are counted in is over: the packets fall into one that the first of them begins.
      await t.elapse(seconds(2));
      const first = await provoke(t, 'port');
      for (let i = 1; i < KAME_BURST; i++) {
        await t.elapse(milliseconds(1));
        await provoke(t, 'port');
      }
      await t.given('the packets were sent within a second', () => Promise.resolve(elapsed(first.at, t.now()) < seconds(1)));
      await t.elapse(ANSWER_TIME);
      const reported = t.allReceived(errorToTester(t, 'port'), first);
      t.check(`${KAME_LEAST} to ${KAME_MOST} errors about ${KAME_BURST} packets`, {
        holds: reported.length >= KAME_LEAST && reported.length <= KAME_MOST,
        found: `${reported.length} came`,
        frames: reported.slice(-1),
      });
    },
  });

  conformance({
    id: 'icmpv6.error-rate.recovers',
    title: 'two seconds after a flood errors are sent again',
    requirement: 'rate-limit-recovery',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      await flood(t, () => provoke(t, 'port'), errorToTester(t, 'port'));
      await t.elapse(seconds(2));
      const sent = await provoke(t, 'port');
      await t.expect('Destination Unreachable', errorToTester(t, 'port'), { since: sent, within: ANSWER_TIME });
    },
  });

  conformance({
    id: 'icmpv6.error-rate.replies-not-limited',
    title: 'a hundred Echo Requests in a second are all answered',
    requirement: 'rate-limit-not-info',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const ends = linkLocalEnds(t);
      const requests = Array.from({ length: 100 }, () => echoBehind(t, ends, []));
      for (const request of requests) {
        await send(t, 'Echo Request', request);
        await t.elapse(milliseconds(10));
      }
      const replies = requests.map(({ reply }) => ({ ...reply, 'ipv6.destination': ends.source }));
      await t.elapse(ANSWER_TIME);
      const answers = replies.map((reply) => t.allReceived(reply));
      const answered = answers.filter(({ length }) => length > 0).length;
      t.check(`a reply to each of ${requests.length} Echo Requests`, {
        holds: answered === requests.length,
        found: `${requests.length - answered} of ${requests.length} requests were not answered, the first of them the ${1 + answers.findIndex(({ length }) => length === 0)}th`,
        frames: answers.flat().slice(-1),
      });
    },
  });
});
