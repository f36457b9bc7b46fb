import '../ledger/ledger.js';
import { ALL_MLDV2_ROUTERS, ALL_NODES, address, withInterfaceIdentifier, type Address } from '../../reference/net/address.js';
import { milliseconds, seconds, sum } from '../../reference/time.js';
import { question } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import { absent, oneOf } from '../kit/match.js';
import type { Received, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { begunSince } from '../nd/commanded.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { reportForm } from '../nd/listener-reports.js';
import { RECORD, UNSOLICITED_REPORT_INTERVAL } from './constants.js';
import { awaitLinkLocal } from './device.js';
import {
  ask,
  freshGroup,
  freshGroups,
  INTERFACE_LOCAL_GROUP,
  listening,
  newQuerier,
  query2,
  SETTLING_TIME,
  speakVersion2,
} from './listener.js';
import { anythingAbout, nothingElse, reportOnly, reportWith } from './records.js';

/** The device begins to listen to a group; its report of that has come. */
async function expectJoin(t: TestContext, group: Address): Promise<Received> {
  const before = t.now();
  await t.do({ kind: 'join-group', link: 'link0', group });
  return t.expect('a report of the change', reportOnly(group, { type: RECORD.toExclude }), begunSince(t, before));
}

async function expectLeave(t: TestContext, group: Address): Promise<Received> {
  const before = t.now();
  await t.do({ kind: 'leave-group', link: 'link0', group });
  return t.expect('a report of the change', reportOnly(group, { type: RECORD.toInclude }), begunSince(t, before));
}

suite('Multicast listener: changes', () => {
  conformance({
    id: 'mld.change.join',
    title: 'that a program listens to a group is reported at once, as a change to EXCLUDE mode',
    requirement: 'v2h-join-record',
    role: 'node',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['join-group'],
    async run(t) {
      await speakVersion2(t, newQuerier(t));
      await expectJoin(t, freshGroup(t));
    },
  });

  conformance({
    id: 'mld.change.join-repeated',
    title: 'the report of a new group is repeated within a second',
    requirement: 'mld-unsolicited-repeat',
    role: 'node',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['join-group'],
    async run(t) {
      await speakVersion2(t, newQuerier(t));
      const group = freshGroup(t);
      const first = await expectJoin(t, group);
      const again = reportOnly(group, { type: RECORD.toExclude });
      await t.expect('the report once more', again, { since: first, within: UNSOLICITED_REPORT_INTERVAL });
    },
  });

  conformance({
    id: 'mld.change.leave',
    title: 'that nobody listens to a group any more is reported at once, as a change to INCLUDE mode without sources',
    requirement: 'mld-done-on-leave',
    role: 'node',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['join-group', 'leave-group'],
    async run(t) {
      await speakVersion2(t, newQuerier(t));
      const group = freshGroup(t);
      await listening(t, [group]);
      await expectLeave(t, group);
    },
  });

  conformance({
    id: 'mld.change.leave-repeated',
    title: 'the report of a group that was left is repeated within a second',
    requirement: 'v2h-change-retransmit',
    role: 'node',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['join-group', 'leave-group'],
    async run(t) {
      await speakVersion2(t, newQuerier(t));
      const group = freshGroup(t);
      await listening(t, [group]);
      const first = await expectLeave(t, group);
      const again = reportOnly(group, { type: RECORD.toInclude });
      await t.expect('the report once more', again, { since: first, within: UNSOLICITED_REPORT_INTERVAL });
    },
  });

  conformance({
    id: 'mld.change.left-before-repeated',
    title: 'a group that is left at once is reported as left from then on',
    requirement: 'v2h-change-merge-filter-first',
    role: 'node',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['join-group', 'leave-group'],
    async run(t) {
      await speakVersion2(t, newQuerier(t));
      const group = freshGroup(t);
      await expectJoin(t, group);
      const left = await expectLeave(t, group);
      const contrary = reportWith({ type: RECORD.toExclude, group });
      await t.expectNone('a report that it is listened to', contrary, { since: left, for: SETTLING_TIME });
    },
  });

  for (const [name, requirement, title, form] of [
    [
      'form',
      'mld-report-hl1-ra',
      'has hop limit 1 and a Router Alert option, and is well formed',
      { ...reportForm, 'multicastListenerReport2.surplus': absent },
    ],
    [
      'nothing-else',
      'v2h-report-nothing-else',
      'has no auxiliary data, nothing behind its records, and a zero Reserved field',
      nothingElse,
    ],
    ['destination', 'v2h-report-dst-src', 'goes to ff02::16', { 'ipv6.destination': ALL_MLDV2_ROUTERS }],
  ] as const)
    conformance({
      id: `mld.change.${name}`,
      title: `a report ${title}`,
      requirement,
      role: 'node',
      testbed: oneLink,
      profiles: ['current'],
      actions: ['join-group'],
      async run(t) {
        await speakVersion2(t, newQuerier(t));
        t.require(`${name} of the report`, await expectJoin(t, freshGroup(t)), form);
      },
    });

  conformance({
    id: 'mld.change.source',
    title: 'a report comes from the link-local address',
    requirement: 'mld-report-linklocal-src',
    role: 'node',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['join-group'],
    async run(t) {
      await speakVersion2(t, newQuerier(t));
      t.require('the source of the report', await expectJoin(t, freshGroup(t)), { 'ipv6.source': t.dut.linkLocal });
    },
  });
});

const NEVER_REPORTED: Readonly<Record<string, { readonly title: string; readonly group: Address }>> = {
  'all-nodes': { title: 'all nodes', group: ALL_NODES },
  'interface-local': { title: 'a group of the interface alone', group: INTERFACE_LOCAL_GROUP },
};

suite('Multicast listener: groups that are never reported', () => {
  for (const [name, { title, group }] of Object.entries(NEVER_REPORTED))
    conformance({
      id: `mld.never-reported.${name}`,
      title: `${title}: not reported when a program listens, nor when somebody asks`,
      requirement: 'mld-no-allnodes',
      role: 'node',
      testbed: oneLink,
      actions: ['join-group'],
      async run(t) {
        const querier = newQuerier(t);
        const before = t.now();
        await t.do({ kind: 'join-group', link: 'link0', group });
        await t.expectNone('a report of the group', anythingAbout(group), { since: before, for: SETTLING_TIME, proof: 'none' });
        const sent = await ask(t, querier, 'General Query', query2(querier, {}));
        await t.expectNone('a report of the group', anythingAbout(group), { since: sent, for: seconds(2) });
      },
    });

  conformance({
    id: 'mld.scope-f.reported',
    title: 'a group of the reserved scope F is reported, and its packets are taken in, as if its scope were E',
    requirement: 'hdr-mcast-scope-f',
    role: 'node',
    testbed: oneLink,
    actions: ['join-group'],
    async run(t) {
      const group = withInterfaceIdentifier(address('ff1f::'), t.random.octets(8));
      const before = t.now();
      await t.do({ kind: 'join-group', link: 'link0', group });
      await t.expect('a report of the group', anythingAbout(group), begunSince(t, before));
      const asked = question(t, t.tester.linkLocal, group);
      const sent = await t.send('Echo Request to the group', asked.frame);
      await t.expect('Echo Reply', { ...asked.reply, 'ipv6.source': oneOf(...t.dut.addresses) }, { since: sent, within: ANSWER_TIME });
    },
  });
});

suite('Multicast listener: when the interface comes up', () => {
  conformance({
    id: 'mld.start.reported-again',
    title: 'once there is a link-local address, groups joined before are reported from it',
    requirement: 'mld-rereport-after-ll',
    role: 'node',
    testbed: oneLink,
    actions: ['join-group', 'reset'],
    async run(t) {
      const groups = freshGroups(t, 1);
      await listening(t, groups);
      const before = t.now();
      await t.do({ kind: 'reset', link: 'link0' });
      await awaitLinkLocal(t);
      const [group] = groups;
      const wanted = anythingAbout(group).map((match) => ({ ...match, 'ipv6.source': t.dut.linkLocal }));
      const within = sum(begunSince(t, before).within, UNSOLICITED_REPORT_INTERVAL, milliseconds(500));
      await t.expect('a report from the link-local address', wanted, { since: before, within });
    },
  });
});
