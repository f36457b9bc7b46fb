import '../ledger/ledger.js';
import { ALL_ROUTERS } from '../../reference/net/address.js';
import { seconds } from '../../reference/time.js';
import { conformance, suite } from '../kit/conformance.js';
import { type Match } from '../kit/match.js';
import { oneLink } from '../kit/testbed.js';
import { wellPadded } from '../ipv6/padding.js';
import { begunSince } from '../nd/commanded.js';
import { UNSOLICITED_REPORT_INTERVAL_1 } from './constants.js';
import { freshGroup } from './listener.js';
import { reportedIn1 } from './records.js';
import { speakVersion1, listening1 } from './version1.js';

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
      const [group] = groups;
      const done: Match = { 'multicastListenerDone.multicastAddress': group };
      const before = t.now();
      await t.do({ kind: 'leave-group', link: 'link0', group });
      const told = await t.expect('Done', { ...done, 'ipv6.destination': ALL_ROUTERS }, begunSince(t, before));
      t.require('form of the message', told, {
        'ipv6.source': t.dut.linkLocal,
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
    id: 'mld.version1.padding',
    title: 'the Router Alert option of a report, and of Done, is padded with zeros',
    requirement: 'opt-pad-tx',
    role: 'node',
    testbed: oneLink,
    actions: ['join-group', 'leave-group'],
    async run(t) {
      await speakVersion1(t);
      const group = freshGroup(t);
      const joined = t.now();
      await t.do({ kind: 'join-group', link: 'link0', group });
      const report = await t.expect('a report', reportedIn1(group), begunSince(t, joined));
      t.require('options of the report', report, { 'hopByHop.options': wellPadded });
      const left = t.now();
      await t.do({ kind: 'leave-group', link: 'link0', group });
      const done = await t.expect('Done', { 'multicastListenerDone.multicastAddress': group }, begunSince(t, left));
      t.require('options of Done', done, { 'hopByHop.options': wellPadded });
    },
  });
});
