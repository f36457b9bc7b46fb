import '../ledger/ledger.js';
import { seconds } from '../../reference/time.js';
import { conformance, suite } from '../kit/conformance.js';
import { oneLink } from '../kit/testbed.js';
import { ask, query1, QUERY_DELAY } from './listener.js';
import { anythingAbout, reportedIn1 } from './records.js';
import { listening1, reportBy, doneBy } from './version1.js';

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
      const [group] = groups;
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
      const [group] = groups;
      const listener = t.neighbor({ name: 'another listener' });
      const asked = await ask(t, querier, 'a query of version 1', query1(querier, { group }));
      await t.send('a report from a global address', reportBy(listener, group, { source: listener.address }), { from: listener });
      await t.expect('its own report', reportedIn1(group), { since: asked, within: QUERY_DELAY });
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
      const [group] = groups;
      const listener = t.neighbor({ name: 'another listener' });
      await t.send('Done by another listener', doneBy(listener, group), { from: listener });
      const sent = await ask(t, querier, 'a query of version 1', query1(querier, { group }));
      await t.expect('its report', reportedIn1(group), { since: sent, within: QUERY_DELAY });
    },
  });
});
