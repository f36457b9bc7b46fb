import '../ledger/ledger.js';
import { solicitedNodeMulticast } from '../../reference/net/address.js';
import { milliseconds, seconds, sum } from '../../reference/time.js';
import { conformance, suite } from '../kit/conformance.js';
import { elapseUntil } from '../kit/elapse-until.js';
import { absent, type Match } from '../kit/match.js';
import { oneLink } from '../kit/testbed.js';
import { OLDER_VERSION_QUERIER_PRESENT_TIMEOUT, RECORD } from './constants.js';
import { ask, freshGroups, listening, newQuerier, query1, query2, QUERY_DELAY, speakVersion2 } from './listener.js';
import { anythingAbout, reportedIn1, reportedIn2, reportOnly } from './records.js';
import { listening1 } from './version1.js';

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
      const [group] = groups;
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
      const [group, other] = groups;
      const sent = await ask(t, querier, 'a query of version 1', query1(querier, { group }));
      const report = await t.expect('its report', reportedIn1(group), { since: sent, within: QUERY_DELAY });
      await t.expectNone('anything about the other', anythingAbout(other), { since: sent, for: seconds(2) });
      await t.expectNone('the report once more', reportedIn1(group), { since: report, for: seconds(2) });
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
      const [group] = groups;
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
      const [group] = groups;
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
      const [group, other] = groups;
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
    lasts: OLDER_VERSION_QUERIER_PRESENT_TIMEOUT,
    async run(t) {
      const { querier, groups } = await listening1(t, 1);
      const [group] = groups;
      const last = await ask(t, querier, 'the last query of version 1', query1(querier, { group, delay: seconds(10) }));
      await elapseUntil(t, last.at, sum(OLDER_VERSION_QUERIER_PRESENT_TIMEOUT, milliseconds(-3_000)));
      const early = await ask(t, querier, 'a query of version 2, soon before', query2(querier, { group }));
      await t.expect('a report of version 1', reportedIn1(group), { since: early, within: QUERY_DELAY });
      await elapseUntil(t, last.at, sum(OLDER_VERSION_QUERIER_PRESENT_TIMEOUT, seconds(1)));
      const late = await ask(t, querier, 'a query of version 2, soon after', query2(querier, { group }));
      await t.expect('a report of version 2', reportOnly(group, { type: RECORD.isExclude }), { since: late, within: QUERY_DELAY });
    },
  });
});
