import '../ledger/ledger.js';
import { address, ALL_NODES, formatAddress, isMulticast, UNSPECIFIED, type Address } from '../../reference/net/address.js';
import { elapsed, formatDuration, milliseconds, seconds } from '../../reference/time.js';
import { QTYPE } from '../../reference/wire/node-information.js';
import { suite } from '../kit/conformance.js';
import { satisfies } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { assignOnLink } from '../nd/routers.js';
import { beginTemporary } from '../slaac/temporary.js';
import { addressesIn, ask, groupOf, informationTest, learnName, OUTCOME, type Query } from './node-information.js';

/** [Query Response Interval] of RFC 3810 section 9.3, which RFC 4620 section 5 names. */
const QUERY_RESPONSE_INTERVAL = seconds(10);

/** RFC 4291 section 2.7.1: a router is in it. */
const ALL_ROUTERS_OF_THE_SITE = address('ff05::2');

suite('Node Information Queries: who is asked, and who asks', () => {
  const toGroups: readonly (readonly [string, string, string, (t: TestContext) => Promise<Address>])[] = [
    ['group', 'the group of its name', 'icmp-ni-group', async (t) => groupOf(await learnName(t))],
    ['all-nodes', 'all nodes', 'icmp-ni-other-groups', () => Promise.resolve(ALL_NODES)],
  ];
  for (const [id, title, requirement, destinationOf] of toGroups)
    informationTest({
      id: `multicast-${id}`,
      title: `a query to ${title} is answered from a unicast address`,
      requirement,
      async run(t) {
        const { sent, answered } = await ask(t, {}, { destination: await destinationOf(t) });
        const reply = await t.expect(
          'Node Information Reply',
          { ...answered, 'icmpv6.code': OUTCOME.successful },
          {
            since: sent,
            within: QUERY_RESPONSE_INTERVAL,
          },
        );
        t.require('a unicast source', reply, { 'ipv6.source': satisfies<Address>('unicast', (source) => !isMulticast(source)) });
      },
    });

  informationTest({
    id: 'multicast-delay',
    title: 'replies to multicast queries are delayed at random',
    requirement: 'icmp-ni-mcast-delay',
    async run(t) {
      const group = groupOf(await learnName(t));
      const queries: Query[] = [];
      for (let i = 0; i < 8; i++) queries.push(await ask(t, {}, { destination: group }));
      const replies = queries.map(({ answered }) => ({ ...answered, 'icmpv6.code': OUTCOME.successful }));
      const [first] = queries as [Query];
      const received = await t.expectInAnyOrder('a reply to each', replies, { since: first.sent, within: QUERY_RESPONSE_INTERVAL });
      const delays = received.map((reply, i) => elapsed(queries[i]?.sent.at ?? first.sent.at, reply.at));
      const spread = Math.max(...delays) - Math.min(...delays);
      // Eight times drawn evenly from ten seconds: less than half a second is one chance in more than ten millions.
      t.check('the replies to multicast queries are delayed at random', {
        holds: spread > milliseconds(500),
        found: `delays of ${delays.map(formatDuration).join(', ')}`,
        frames: received,
      });
    },
  });

  informationTest({
    id: 'wide-group',
    title: 'a query to the group of all routers of the site, which is not of link-local scope, is discarded',
    requirement: 'icmp-ni-foreign-subject',
    role: 'router',
    async run(t) {
      const { sent, reply } = await ask(t, {}, { destination: ALL_ROUTERS_OF_THE_SITE });
      await t.expectNone('a Node Information Reply', reply, { since: sent, for: QUERY_RESPONSE_INTERVAL });
    },
  });

  informationTest({
    id: 'from-unspecified',
    title: 'a query from the unspecified address is not answered',
    requirement: 'hdr-src-unspecified-echo',
    async run(t) {
      const { sent, reply } = await ask(t, {}, { source: UNSPECIFIED });
      await t.expectNone('a Node Information Reply', reply, { since: sent, for: ANSWER_TIME });
    },
  });

  for (const [id, given] of [
    ['name', {}],
    ['addresses', { qtype: QTYPE.nodeAddresses, globalScope: true }],
  ] as const)
    informationTest({
      id: `global-source-${id}`,
      title: `a query for the ${id} is not answered when it comes from a global-scope address`,
      requirement: 'icmp-ni-global-refused',
      role: 'host',
      actions: ['add-address'],
      async run(t) {
        const device = await assignOnLink(t);
        const { sent, reply } = await ask(t, { ...given, data: device }, { source: t.tester.address, destination: device });
        const answer = { ...reply, 'icmpv6.code': OUTCOME.successful };
        await t.expectNone('an answer', answer, { since: sent, for: ANSWER_TIME });
      },
    });

  informationTest({
    id: 'rate',
    title: 'of 200 queries of an unknown Qtype in less than a second, not every one is answered',
    requirement: 'icmp-ni-rate',
    async run(t) {
      const queries: Query[] = [];
      for (let i = 0; i < 200; i++) {
        queries.push(await ask(t, { qtype: 99 }));
        await t.elapse(milliseconds(1));
      }
      await t.elapse(ANSWER_TIME);
      const answered = queries.map(({ reply }) => t.allReceived(reply)).filter(({ length }) => length > 0);
      t.note(`${answered.length} of ${queries.length} were answered`);
      if (answered.length === 0) await t.proveAlive();
      t.check(`not every one of ${queries.length} queries is answered`, {
        holds: answered.length < queries.length,
        found: 'all of them were answered: there is no limit',
        frames: answered.flat().slice(-1),
      });
    },
  });
});

suite('Node Information Queries: temporary addresses', () => {
  informationTest({
    id: 'privacy-not-told',
    title: 'a temporary address is not told beside the public ones',
    requirement: 'icmp-ni-privacy',
    role: 'host',
    actions: ['set-variable'],
    async run(t) {
      const { stable, temporary } = await beginTemporary(t);
      const { sent, answered } = await ask(t, { qtype: QTYPE.nodeAddresses, globalScope: true });
      const reply = await t.expect(
        'Node Information Reply',
        { ...answered, 'icmpv6.code': OUTCOME.successful },
        {
          since: sent,
          within: ANSWER_TIME,
        },
      );
      const told = addressesIn(reply);
      t.check(`the reply tells ${formatAddress(stable)}, and not the temporary ${formatAddress(temporary)}`, {
        holds: told.includes(formatAddress(stable)) && !told.includes(formatAddress(temporary)),
        found: `it tells ${told.join(', ') || 'no address'}`,
        frames: [reply],
      });
    },
  });

  for (const [id, given] of [
    ['name', {}],
    ['addresses', { qtype: QTYPE.nodeAddresses, globalScope: true, linkLocal: true }],
  ] as const)
    informationTest({
      id: `privacy-subject-${id}`,
      title: `a query for the ${id} whose subject is a temporary address is not answered`,
      requirement: 'icmp-ni-privacy-query',
      role: 'host',
      actions: ['set-variable'],
      async run(t) {
        const { temporary } = await beginTemporary(t);
        const { sent, reply } = await ask(t, { ...given, data: temporary });
        await t.expectNone('an answer', { ...reply, 'icmpv6.code': OUTCOME.successful }, { since: sent, for: ANSWER_TIME });
      },
    });
});
