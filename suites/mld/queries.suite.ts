import '../ledger/ledger.js';
import { ALL_MLDV2_ROUTERS, solicitedNodeMulticast, type Address } from '../../reference/net/address.js';
import { milliseconds, seconds } from '../../reference/time.js';
import { hopByHop } from '../../reference/wire/extension-headers.js';
import { frame, type FrameDraft } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { routerAlert } from '../../reference/wire/ipv6-options.js';
import { multicastListenerReport2 } from '../../reference/wire/mld.js';
import { conformance, suite } from '../kit/conformance.js';
import type { Neighbor } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { RECORD } from './constants.js';
import { ask, listenerWith, query2, QUERY_DELAY } from './listener.js';
import { anythingAbout, expectEachReported, reportOnly, reportWith } from './records.js';

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
      const [group] = groups;
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
      const [group] = groups;
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
      const [group, other] = groups;
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
      const [group, left] = groups;
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
      const [group] = groups;
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
