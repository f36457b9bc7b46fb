import '../ledger/ledger.js';
import { ALL_NODES, ALL_ROUTERS, solicitedNodeMulticast, type Address } from '../../reference/net/address.js';
import { milliseconds, seconds, sum, type Duration } from '../../reference/time.js';
import { hopByHop } from '../../reference/wire/extension-headers.js';
import { frame, type FrameDraft } from '../../reference/wire/frame.js';
import { ipv6, type Ipv6Draft } from '../../reference/wire/ipv6.js';
import { routerAlert } from '../../reference/wire/ipv6-options.js';
import { multicastListenerDone, multicastListenerReport } from '../../reference/wire/mld.js';
import { conformance, suite } from '../kit/conformance.js';
import { absent, type Match } from '../kit/match.js';
import type { Neighbor, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { begunSince } from '../nd/commanded.js';
import { ANSWER_TIME } from '../nd/constants.js';
import {
  ask,
  freshGroup,
  freshGroups,
  listening,
  newQuerier,
  OLDER_VERSION_QUERIER_TIMEOUT,
  query1,
  query2,
  QUERY_DELAY,
  speakVersion2,
  UNSOLICITED_REPORT_INTERVAL_1,
} from './listener.js';
import { anythingAbout, RECORD, reportedIn1, reportedIn2, reportOnly } from './records.js';

/** A querier of version 1 has asked, so that the device speaks version 1; what it answered is over. */
async function speakVersion1(t: TestContext): Promise<Neighbor> {
  const querier = newQuerier(t);
  await t.given('the device speaks version 1', async () => {
    const group = solicitedNodeMulticast(t.dut.linkLocal);
    const sent = await ask(t, querier, 'a query of version 1', query1(querier, { group, delay: milliseconds(10) }));
    await t.expect('a report of version 1', reportedIn1(group), { since: sent, within: ANSWER_TIME });
  });
  return querier;
}

/** Longer than all that a device of version 1 repeats. */
const SETTLING_TIME_1 = sum(UNSOLICITED_REPORT_INTERVAL_1, seconds(1));

async function listening1(t: TestContext, count: number): Promise<{ readonly querier: Neighbor; readonly groups: readonly Address[] }> {
  const querier = await speakVersion1(t);
  const groups = freshGroups(t, count);
  await listening(t, groups);
  await t.elapse(SETTLING_TIME_1);
  return { querier, groups };
}

const FORM: Match = {
  'ipv6.hopLimit': 1,
  'hopByHop.options.routerAlert.value': 0,
  'icmpv6.code': 0,
  'multicastListenerReport.maximumResponseDelay': 0,
  'multicastListenerReport.reserved': 0,
  'multicastListenerReport.surplus': absent,
};

suite('Multicast listener beside a querier of version 1', () => {
  conformance({
    id: 'mld.version1.general',
    title: 'a General Query of version 1 is answered with a report of version 1 for every group, within the maximum response delay',
    requirement: 'mld-v1-compat',
    role: 'node',
    testbed: oneLink,
    actions: ['join-group'],
    async run(t) {
      const querier = newQuerier(t);
      const groups = freshGroups(t, 2);
      await listening(t, groups);
      const delay = seconds(2);
      const sent = await ask(t, querier, 'General Query of version 1', query1(querier, { delay }));
      const all = [...groups, solicitedNodeMulticast(t.dut.linkLocal)];
      await t.expectInAnyOrder(
        'a report for each group',
        all.map((group) => ({ ...reportedIn1(group), 'ipv6.destination': group })),
        { since: sent, within: delay },
      );
    },
  });

  conformance({
    id: 'mld.version1.form',
    title: 'a report of version 1 is well formed, and comes from the link-local address',
    requirement: 'env-v1-length-send',
    role: 'node',
    testbed: oneLink,
    actions: ['join-group'],
    async run(t) {
      const { querier, groups } = await listening1(t, 1);
      const [group] = groups as readonly [Address];
      const sent = await ask(t, querier, 'a query of version 1', query1(querier, { group }));
      const report = await t.expect('its report', reportedIn1(group), { since: sent, within: QUERY_DELAY });
      t.require('form of the report', report, { ...FORM, 'ipv6.source': t.dut.linkLocal });
    },
  });

  conformance({
    id: 'mld.version1.group',
    title: 'a query of version 1 about a group is answered with that group, and with no other',
    requirement: 'v1h-masq-answer',
    role: 'node',
    testbed: oneLink,
    actions: ['join-group'],
    async run(t) {
      const { querier, groups } = await listening1(t, 2);
      const [group, other] = groups as readonly [Address, Address];
      const sent = await ask(t, querier, 'a query of version 1', query1(querier, { group }));
      await t.expect('its report', reportedIn1(group), { since: sent, within: QUERY_DELAY });
      await t.expectNone('anything about the other', anythingAbout(other), { since: sent, for: seconds(2) });
    },
  });

  conformance({
    id: 'mld.version1.at-once',
    title: 'a query of version 1 with a delay of zero is answered at once',
    requirement: 'v1h-mrd-zero',
    role: 'node',
    testbed: oneLink,
    actions: ['join-group'],
    async run(t) {
      const { querier, groups } = await listening1(t, 1);
      const [group] = groups as readonly [Address];
      const sent = await ask(t, querier, 'a query of version 1', query1(querier, { group }, { maximumResponseDelay: 0 }));
      await t.expect('its report', reportedIn1(group), { since: sent, within: milliseconds(100) });
    },
  });

  conformance({
    id: 'mld.version1.version2-query',
    title: 'a query of version 2 is answered in version 1 then',
    requirement: 'compat-host-v2-query-in-v1-mode',
    role: 'node',
    testbed: oneLink,
    actions: ['join-group'],
    async run(t) {
      const { querier, groups } = await listening1(t, 1);
      const [group] = groups as readonly [Address];
      const sent = await ask(t, querier, 'a query of version 2', query2(querier, { group }));
      await t.expect('a report of version 1', reportedIn1(group), { since: sent, within: QUERY_DELAY });
      await t.expectNone('one of version 2', reportedIn2(group), { since: sent, for: seconds(2) });
    },
  });

  conformance({
    id: 'mld.version1.cancels',
    title: 'the change to version 1 cancels an answer of version 2 that was pending',
    requirement: 'compat-host-mode-switch-cancel',
    role: 'node',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['join-group'],
    async run(t) {
      const querier = newQuerier(t);
      await speakVersion2(t, querier);
      const groups = freshGroups(t, 2);
      await listening(t, groups);
      const [group, other] = groups as readonly [Address, Address];
      const delay = seconds(4);
      await ask(t, querier, 'General Query of version 2', query2(querier, { delay }));
      const sent = await ask(t, querier, 'a query of version 1 about one group', query1(querier, { group: other }));
      const old = [reportedIn2(group), reportedIn2(other)];
      await t.expectNone('an answer of version 2', old, { since: sent, for: sum(delay, seconds(1)) });
    },
  });

  conformance({
    id: 'mld.version1.timeout',
    title: 'version 1 is spoken for 260 s after the last query of version 1, then version 2 again',
    requirement: 'compat-host-back',
    role: 'node',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['join-group'],
    lasts: OLDER_VERSION_QUERIER_TIMEOUT,
    async run(t) {
      const { querier, groups } = await listening1(t, 1);
      const [group] = groups as readonly [Address];
      const last = await ask(t, querier, 'the last query of version 1', query1(querier, { group, delay: seconds(10) }));
      await elapseUntil(t, last.at, sum(OLDER_VERSION_QUERIER_TIMEOUT, milliseconds(-3_000)));
      const early = await ask(t, querier, 'a query of version 2, soon before', query2(querier, { group }));
      await t.expect('a report of version 1', reportedIn1(group), { since: early, within: QUERY_DELAY });
      await elapseUntil(t, last.at, sum(OLDER_VERSION_QUERIER_TIMEOUT, seconds(1)));
      const late = await ask(t, querier, 'a query of version 2, soon after', query2(querier, { group }));
      await t.expect('a report of version 2', reportOnly(group, { type: RECORD.isExclude }), { since: late, within: QUERY_DELAY });
    },
  });
});

const elapseUntil = (t: TestContext, from: number, time: Duration): Promise<void> => t.elapse((from + time - t.now()) as Duration);

const reportBy = (listener: Neighbor, group: Address, header: Ipv6Draft = {}): FrameDraft =>
  frame(
    ipv6({ source: listener.linkLocal, destination: group, ...header }),
    hopByHop({ options: [routerAlert()] }),
    multicastListenerReport({ multicastAddress: group }),
  );

/** To all nodes, so that the device hears it. */
const doneBy = (listener: Neighbor, group: Address): FrameDraft =>
  frame(
    ipv6({ source: listener.linkLocal, destination: ALL_NODES }),
    hopByHop({ options: [routerAlert()] }),
    multicastListenerDone({ multicastAddress: group }),
  );

const MUCH_TIME = seconds(4);

suite('Multicast listener of version 1: reports of others', () => {
  conformance({
    id: 'mld.version1.suppressed',
    title: "another node's report makes the own one needless",
    requirement: 'mld-v1-suppress',
    role: 'node',
    testbed: oneLink,
    actions: ['join-group'],
    async run(t) {
      const { querier, groups } = await listening1(t, 1);
      const [group] = groups as readonly [Address];
      const listener = t.neighbor({ name: 'another listener' });
      await ask(t, querier, 'a query of version 1', query1(querier, { group, delay: MUCH_TIME }));
      const sent = await t.send("another listener's report", reportBy(listener, group), { from: listener });
      await t.expectNone('its own report', anythingAbout(group), { since: sent, for: MUCH_TIME });
    },
  });

  conformance({
    id: 'mld.version1.not-suppressed',
    title: 'a report from a global address is none, and makes no other one needless',
    requirement: 'v1h-report-valid',
    role: 'node',
    testbed: oneLink,
    actions: ['join-group'],
    async run(t) {
      const { querier, groups } = await listening1(t, 1);
      const [group] = groups as readonly [Address];
      const listener = t.neighbor({ name: 'another listener' });
      const asked = await ask(t, querier, 'a query of version 1', query1(querier, { group, delay: MUCH_TIME }));
      await t.send('a report from a global address', reportBy(listener, group, { source: listener.address }), { from: listener });
      await t.expect('its own report', reportedIn1(group), { since: asked, within: MUCH_TIME });
    },
  });
});

suite('Multicast listener of version 1: changes', () => {
  conformance({
    id: 'mld.version1.join',
    title: 'a new group is reported at once, to the group itself',
    requirement: 'v1h-join-report',
    role: 'node',
    testbed: oneLink,
    actions: ['join-group'],
    async run(t) {
      await speakVersion1(t);
      const group = freshGroup(t);
      const before = t.now();
      await t.do({ kind: 'join-group', link: 'link0', group });
      await t.expect('a report', { ...reportedIn1(group), 'ipv6.destination': group }, begunSince(t, before));
    },
  });

  conformance({
    id: 'mld.version1.join-repeated',
    title: 'the report of a new group is repeated within ten seconds',
    requirement: 'v1h-join-repeat',
    role: 'node',
    testbed: oneLink,
    actions: ['join-group'],
    async run(t) {
      await speakVersion1(t);
      const group = freshGroup(t);
      const before = t.now();
      await t.do({ kind: 'join-group', link: 'link0', group });
      const first = await t.expect('a report', reportedIn1(group), begunSince(t, before));
      await t.expect('the report once more', reportedIn1(group), { since: first, within: UNSOLICITED_REPORT_INTERVAL_1 });
    },
  });

  conformance({
    id: 'mld.version1.leave',
    title: 'leaving a group is told once, to the routers of the link',
    requirement: 'v1h-leave-done',
    role: 'node',
    testbed: oneLink,
    actions: ['join-group', 'leave-group'],
    async run(t) {
      const { groups } = await listening1(t, 1);
      const [group] = groups as readonly [Address];
      const done: Match = { 'multicastListenerDone.multicastAddress': group };
      const before = t.now();
      await t.do({ kind: 'leave-group', link: 'link0', group });
      const told = await t.expect('Done', { ...done, 'ipv6.destination': ALL_ROUTERS }, begunSince(t, before));
      t.require('form of the message', told, {
        'ipv6.hopLimit': 1,
        'hopByHop.options.routerAlert.value': 0,
        'icmpv6.code': 0,
        'multicastListenerDone.maximumResponseDelay': 0,
        'multicastListenerDone.reserved': 0,
      });
      await t.expectNone('Done once more', done, { since: told, for: seconds(3) });
    },
  });

  conformance({
    id: 'mld.version1.done-ignored',
    title: "another node's Done changes nothing: the next query is answered as before",
    requirement: 'v1h-done-ignored-by-host',
    role: 'node',
    testbed: oneLink,
    actions: ['join-group'],
    async run(t) {
      const { querier, groups } = await listening1(t, 1);
      const [group] = groups as readonly [Address];
      const listener = t.neighbor({ name: 'another listener' });
      await t.send('Done by another listener', doneBy(listener, group), { from: listener });
      const sent = await ask(t, querier, 'a query of version 1', query1(querier, { group }));
      await t.expect('its report', reportedIn1(group), { since: sent, within: QUERY_DELAY });
    },
  });
});
