import '../ledger/ledger.js';
import { ALL_MLDV2_ROUTERS, ALL_NODES, UNSPECIFIED, solicitedNodeMulticast, type Address } from '../../reference/net/address.js';
import { milliseconds, seconds } from '../../reference/time.js';
import { hopByHop } from '../../reference/wire/extension-headers.js';
import { frame, type FrameDraft } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { padN, routerAlert } from '../../reference/wire/ipv6-options.js';
import { multicastListenerReport2 } from '../../reference/wire/mld.js';
import { conformance, suite } from '../kit/conformance.js';
import type { Neighbor, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ask, listenerWith, query1, query2, QUERY_DELAY, type QueryDetails } from './listener.js';
import { anythingAbout, expectEachReported, RECORD, reportOnly, reportWith } from './records.js';

/** Longer than an answer at once takes, short against the delay that it is drawn from. */
const NOTICEABLE = milliseconds(60);
const SAMPLES = 5;

suite('Multicast listener: General Queries', () => {
  conformance({
    id: 'mld.query.general',
    title: 'a General Query is answered with every group that is listened to, within the maximum response delay',
    requirement: 'mld-general-query-response',
    role: 'node',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['join-group'],
    async run(t) {
      const { querier, groups } = await listenerWith(t, 3);
      const sent = await ask(t, querier, 'General Query', query2(querier));
      await expectEachReported(t, [...groups, solicitedNodeMulticast(t.dut.linkLocal)], { since: sent, within: QUERY_DELAY });
    },
  });

  conformance({
    id: 'mld.query.general-delayed',
    title: 'General Queries are answered after random delays, not at once',
    requirement: 'v2h-gq-not-immediate',
    role: 'node',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['join-group'],
    async run(t) {
      const { querier, groups } = await listenerWith(t, 1);
      const delay = seconds(2);
      const [group] = groups as readonly [Address];
      const wanted = reportWith({ type: RECORD.isExclude, group });
      let isDelayed = false;
      for (let sample = 0; sample < SAMPLES && !isDelayed; sample++) {
        const sent = await ask(t, querier, 'General Query', query2(querier, { delay }));
        isDelayed = (await t.expect('the answer', wanted, { since: sent, within: delay })).at - sent.at > NOTICEABLE;
      }
      if (isDelayed) return;
      const last = await ask(t, querier, 'General Query', query2(querier, { delay }));
      await t.expectNone('an answer at once', wanted, { since: last, for: NOTICEABLE });
    },
  });

  conformance({
    id: 'mld.query.general-twice',
    title: 'two General Queries in a row are answered once',
    requirement: 'v2h-pending-earlier-kept',
    role: 'node',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['join-group'],
    async run(t) {
      const { querier, groups } = await listenerWith(t, 1);
      const [group] = groups as readonly [Address];
      const wanted = reportWith({ type: RECORD.isExclude, group });
      const delay = seconds(2);
      await ask(t, querier, 'General Query', query2(querier, { delay }));
      const second = await ask(t, querier, 'another one', query2(querier, { delay }));
      const answer = await t.expect('one answer', wanted, { since: second, within: delay });
      await t.expectNone('another answer', wanted, { since: answer, for: delay });
    },
  });
});

suite('Multicast listener: queries about a group', () => {
  conformance({
    id: 'mld.query.group',
    title: 'a query about a group is answered with that group, within the maximum response delay, and with no other',
    requirement: 'mld-specific-query',
    role: 'node',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['join-group'],
    async run(t) {
      const { querier, groups } = await listenerWith(t, 2);
      const [group, other] = groups as readonly [Address, Address];
      const sent = await ask(t, querier, 'a query about one group', query2(querier, { group }));
      await t.expect('its state', reportOnly(group, { type: RECORD.isExclude }), { since: sent, within: QUERY_DELAY });
      await t.expectNone('anything about the other', anythingAbout(other), { since: sent, for: seconds(2) });
    },
  });

  conformance({
    id: 'mld.query.other-group',
    title: 'a query about a group that nobody listens to is not answered',
    requirement: 'mld-specific-query',
    role: 'node',
    testbed: oneLink,
    actions: ['join-group', 'leave-group'],
    async run(t) {
      const { querier, groups } = await listenerWith(t, 2);
      const [group, left] = groups as readonly [Address, Address];
      await t.do({ kind: 'leave-group', link: 'link0', group: left });
      await t.elapse(seconds(3));
      // To a group that is joined, so that the query gets in.
      const sent = await ask(t, querier, 'a query about the group that was left', query2(querier, { group: left, destination: group }));
      await t.expectNone('a report', anythingAbout(left), { since: sent, for: seconds(2) });
      await t.given('the device answers about the other one', async () => {
        const control = await ask(t, querier, 'a query about the other', query2(querier, { group }));
        await t.expect('its state', anythingAbout(group), { since: control, within: QUERY_DELAY });
      });
    },
  });

  conformance({
    id: 'mld.query.not-suppressed',
    title: "another node's report of version 2 does not make the own one needless",
    requirement: 'v2h-query-no-suppression',
    role: 'node',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['join-group'],
    async run(t) {
      const { querier, groups } = await listenerWith(t, 1);
      const [group] = groups as readonly [Address];
      const delay = seconds(4);
      const sent = await ask(t, querier, 'a query about the group', query2(querier, { group, delay }));
      const listener = t.neighbor({ name: 'another listener' });
      await t.send("another listener's report", reportBy(listener, group), { from: listener });
      await t.expect('its own report', reportOnly(group, { type: RECORD.isExclude }), { since: sent, within: delay });
    },
  });
});

const reportBy = (listener: Neighbor, group: Address): FrameDraft =>
  frame(
    ipv6({ source: listener.linkLocal, destination: ALL_MLDV2_ROUTERS }),
    hopByHop({ options: [routerAlert()] }),
    multicastListenerReport2({ records: [{ recordType: RECORD.isExclude, multicastAddress: group }] }),
  );

interface OddQuery {
  readonly requirement: string;
  readonly title: string;
  readonly draft: (querier: Neighbor, t: TestContext, group: Address) => FrameDraft;
}

const accepted: Readonly<Record<string, OddQuery>> = {
  'to-link-local': {
    requirement: 'mld-query-any-dst',
    title: 'a General Query to the link-local address',
    draft: (querier, t) => query2(querier, { destination: t.dut.linkLocal }),
  },
  'to-group': {
    requirement: 'mld-query-any-dst',
    title: 'a General Query to a group that is listened to',
    draft: (querier, _t, group) => query2(querier, { destination: group }),
  },
  'about-group-to-all-nodes': {
    requirement: 'mld-query-any-dst',
    title: 'a query about the group to all nodes',
    draft: (querier, _t, group) => query2(querier, { group, destination: ALL_NODES }),
  },
  code: { requirement: 'env-code-zero', title: 'a query with code 5', draft: (querier) => query2(querier, {}, { code: 5 }) },
  reserved: {
    requirement: 'env-reserved-zero',
    title: 'a query with reserved bits set',
    draft: (querier) => query2(querier, {}, { reserved: 0xffff, reserved2: 0xf }),
  },
  'suppress-flag': {
    requirement: 'v2h-s-flag-not-for-hosts',
    title: 'a query with the S flag, which is for routers',
    draft: (querier, _t, group) => query2(querier, { group }, { suppress: true }),
  },
  'extra-octets': {
    requirement: 'v2h-query-extra-bytes',
    title: 'a query with octets behind its format',
    draft: (querier) => query2(querier, {}, { surplus: new Uint8Array(12) }),
  },
};

suite('Multicast listener: queries that are answered all the same', () => {
  for (const [name, { requirement, title, draft }] of Object.entries(accepted))
    conformance({
      id: `mld.accepted.${name}`,
      title: `${title} is answered`,
      requirement,
      role: 'node',
      testbed: oneLink,
      profiles: ['current'],
      actions: ['join-group'],
      async run(t) {
        const { querier, groups } = await listenerWith(t, 1);
        const [group] = groups as readonly [Address];
        const sent = await ask(t, querier, title, draft(querier, t, group));
        await expectEachReported(t, [group], { since: sent, within: QUERY_DELAY });
      },
    });
});

const withHeader = (header: NonNullable<QueryDetails['header']>) => (querier: Neighbor) => query2(querier, { header, delay: AT_ONCE });
const AT_ONCE = milliseconds(1);
const SHORT_QUERY = 20;

const refused: Readonly<Record<string, OddQuery>> = {
  'hop-limit-2': { requirement: 'mld-invalid-hl', title: 'a query with hop limit 2', draft: withHeader({ hopLimit: 2 }) },
  'hop-limit-255': { requirement: 'mld-invalid-hl', title: 'a query with hop limit 255', draft: withHeader({ hopLimit: 255 }) },
  'source-unspecified': { requirement: 'mld-invalid-hl', title: 'a query from ::', draft: withHeader({ source: UNSPECIFIED }) },
  'source-global': {
    requirement: 'mld-invalid-hl',
    title: 'a query from a global address',
    draft: (querier) => query2(querier, { header: { source: querier.address }, delay: AT_ONCE }),
  },
  'no-router-alert': {
    requirement: 'mld-invalid-nora',
    title: 'a query without Router Alert option',
    draft: (querier) => query2(querier, { before: [hopByHop({ options: [padN(6)] })], delay: AT_ONCE }),
  },
  'no-hop-by-hop': {
    requirement: 'mld-invalid-nora',
    title: 'a query without Hop-by-Hop Options header',
    draft: (querier) => query2(querier, { before: [], delay: AT_ONCE }),
  },
  'checksum-wrong': {
    requirement: 'env-checksum-recv',
    title: 'a query with a wrong checksum',
    draft: (querier) => query2(querier, { delay: AT_ONCE }, { checksum: 0x1234 }),
  },
  'length-26': {
    requirement: 'v2h-query-length-version',
    title: 'a query of 26 octets, of no version',
    draft: (querier) => query1(querier, { delay: AT_ONCE }, { surplus: new Uint8Array(2) }),
  },
  'length-20': {
    requirement: 'env-v1-length-short',
    title: 'a query of 20 octets',
    draft: (querier) => cutShort(query1(querier, { delay: AT_ONCE })),
  },
};

/** The message ends early; the lengths around it say so. */
function cutShort(draft: FrameDraft): FrameDraft {
  const [header, options, message] = draft.layers;
  if (!header || !options || !message) throw new Error('a query has three layers');
  return frame(header, options, { ...message, sent: SHORT_QUERY });
}

suite('Multicast listener: queries that are discarded', () => {
  for (const [name, { requirement, title, draft }] of Object.entries(refused))
    conformance({
      id: `mld.refused.${name}`,
      title: `${title} is not answered`,
      requirement,
      role: 'node',
      testbed: oneLink,
      profiles: ['current'],
      actions: ['join-group'],
      async run(t) {
        const { querier, groups } = await listenerWith(t, 1);
        const [group] = groups as readonly [Address];
        const sent = await t.send(title, draft(querier, t, group), { from: querier });
        await t.expectNone('a report', anythingAbout(group), { since: sent, for: seconds(1) });
        const right = await ask(t, querier, 'a query with nothing wrong', query2(querier, { group }));
        await t.expect('a report', anythingAbout(group), { since: right, within: QUERY_DELAY });
      },
    });
});
