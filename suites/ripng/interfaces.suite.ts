import '../ledger/ledger.js';
import { isLinkLocal, linkLocalAddress, sameAddress, type Address } from '../../reference/net/address.js';
import { minutes, seconds, sum, type Instant } from '../../reference/time.js';
import { conformance, suite } from '../kit/conformance.js';
import { oneOf, present } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { addressIn, assignAll, sitePrefix } from '../nd/device-addresses.js';
import { reportOf } from '../nd/listener-reports.js';
import { ALL_RIP_ROUTERS, INFINITY, LONGEST_INTERVAL, REQUEST, TRIGGER_TIME } from './constants.js';
import { declared, destination, givenRipng, startRipng } from './ground.js';
import { ask, route, tell, WHOLE_TABLE } from './messages.js';
import { expectAnswered, expectBy, expectTold, givenLearned } from './outcomes.js';
import { telling, update } from './told.js';

const COMING_UP = seconds(10);
const DOWN_AND_UP = [...declared.actions, 'interface-down', 'interface-up'] as const;

/** The near link goes down for a while; just before it comes up again. */
async function takeDownAndUp(t: TestContext): Promise<Instant> {
  await t.do({ kind: 'interface-down', link: 'link0' });
  await t.elapse(seconds(5));
  const since = t.now();
  await t.do({ kind: 'interface-up', link: 'link0' });
  return since;
}

suite('RIPng: links that come and go', () => {
  for (const link of ['link0', 'link1'])
    conformance({
      ...declared,
      id: `ripng.interfaces.group-${link}`,
      title: `a router that begins to speak RIPng joins the group of all RIP routers on ${link}`,
      requirement: 'rip-if-mld',
      actions: [...declared.actions, 'stop-ripng'],
      async run(t) {
        await givenRipng(t);
        await t.do({ kind: 'stop-ripng', link: 'link0' });
        await t.elapse(seconds(10));
        const since = t.now();
        await startRipng(t);
        await t.expect('a report of the group', reportOf(ALL_RIP_ROUTERS), { since, within: COMING_UP, link });
      },
    });

  for (const of of ['learned', 'direct'] as const)
    conformance({
      ...declared,
      id: `ripng.interfaces.down-${of}`,
      title: `the ${of === 'learned' ? 'routes learned on' : 'subnet of'} a link that goes down is told with metric 16 on others`,
      requirement: 'rip-if-down',
      actions: [...declared.actions, 'interface-down'],
      async run(t) {
        const ground = await givenRipng(t);
        await givenLearned(t, ground.one, destination(t), 2);
        const prefix = of === 'learned' ? destination(t) : ground.near.prefix;
        const since = t.now();
        await t.do({ kind: 'interface-down', link: 'link0' });
        await expectTold(t, since, [{ prefix, metric: INFINITY }], { within: sum(TRIGGER_TIME, seconds(1)) });
      },
    });

  conformance({
    ...declared,
    id: 'ripng.interfaces.up-request',
    title: 'on a link that comes up the router asks for tables',
    requirement: 'rip-if-up',
    actions: DOWN_AND_UP,
    async run(t) {
      await givenRipng(t);
      const since = await takeDownAndUp(t);
      await t.expect(
        'a request to the group',
        { 'ipv6.destination': ALL_RIP_ROUTERS, 'ripng.command': REQUEST },
        { since, within: COMING_UP, link: 'link0' },
      );
    },
  });

  conformance({
    ...declared,
    id: 'ripng.interfaces.up-group',
    title: 'on a link that comes up the router joins the group of all RIP routers',
    requirement: 'rip-if-up',
    actions: DOWN_AND_UP,
    async run(t) {
      await givenRipng(t);
      const since = await takeDownAndUp(t);
      await t.expect('a report of the group', reportOf(ALL_RIP_ROUTERS), { since, within: COMING_UP, link: 'link0' });
    },
  });

  conformance({
    ...declared,
    id: 'ripng.interfaces.up-learning',
    title: 'on a link that has come up again routes are learned',
    requirement: 'rip-if-up',
    actions: DOWN_AND_UP,
    async run(t) {
      const ground = await givenRipng(t);
      await takeDownAndUp(t);
      await t.elapse(COMING_UP);
      await t.state('link0');
      const sent = await tell(t, ground.one, [route(destination(t), 2)]);
      await expectTold(t, sent, [{ prefix: destination(t), metric: 3 }]);
      await expectBy(t, ground, ground.one, destination(t));
    },
  });
});

suite('RIPng: addresses that come and go', () => {
  conformance({
    ...declared,
    id: 'ripng.interfaces.new-address',
    title: 'the subnet of an address that the router is given is told on other links',
    requirement: 'rip-if-newaddr',
    async run(t) {
      await givenRipng(t);
      const prefix = sitePrefix(t, 3);
      const since = t.now();
      await assignAll(t, [{ address: addressIn(t, prefix) }]);
      await expectTold(t, since, [{ prefix, metric: 1 }], { within: LONGEST_INTERVAL });
    },
  });

  conformance({
    ...declared,
    id: 'ripng.interfaces.removed-address',
    title: 'the subnet of an address that the router loses is told with metric 16',
    requirement: 'rip-if-deladdr',
    actions: [...declared.actions, 'remove-address'],
    async run(t) {
      const ground = await givenRipng(t);
      const since = t.now();
      await t.do({ kind: 'remove-address', link: 'link0', address: ground.near.device });
      await expectTold(t, since, [{ prefix: ground.near.prefix, metric: INFINITY }], { within: LONGEST_INTERVAL });
    },
  });

  conformance({
    ...declared,
    id: 'ripng.interfaces.no-link-local',
    title: 'on a link where it has no link-local address the router sends no updates',
    requirement: 'rip-if-nolinklocal',
    actions: [...declared.actions, 'remove-address'],
    async run(t) {
      const ground = await givenRipng(t);
      for (const address of t.dut.on('link1').addresses.filter(isLinkLocal)) await t.do({ kind: 'remove-address', link: 'link1', address });
      const proof = async (): Promise<void> => {
        const sent = await tell(t, ground.one, [route(destination(t), 2)]);
        await t.expect('an update on the other link', update(t, 'link0'), { since: sent, within: LONGEST_INTERVAL, link: 'link0' });
      };
      await t.expectNone(
        'an update',
        { ripng: present },
        { since: t.now(), for: sum(LONGEST_INTERVAL, LONGEST_INTERVAL), link: 'link1', proof },
      );
    },
  });

  conformance({
    ...declared,
    id: 'ripng.interfaces.one-source',
    title: 'of two link-local addresses the router sends its updates from one',
    requirement: 'rip-src-stable',
    async run(t) {
      const second = linkLocalAddress(t.random.octets(8));
      await assignAll(t, [{ address: second, link: 'link1' }]);
      const { near } = await givenRipng(t);
      const direct = { ...update(t, 'link1'), ...telling({ prefix: near.prefix, metric: 1 }) };
      const first = await t.expect('a regular update', direct, { since: t.now(), within: LONGEST_INTERVAL, link: 'link1' });
      const source = first.get('ipv6.source') as Address;
      const other = { ripng: present, 'ipv6.source': oneOf(...t.dut.on('link1').addresses.filter((one) => !sameAddress(one, source))) };
      await t.expectNone('an update from another address', other, {
        since: first,
        for: sum(LONGEST_INTERVAL, LONGEST_INTERVAL),
        link: 'link1',
      });
    },
  });
});

suite('RIPng: links that take part by half, or not', () => {
  conformance({
    ...declared,
    id: 'ripng.interfaces.silent',
    title: 'on a link where it only listens the router learns, and sends nothing',
    requirement: 'rip-silent',
    async run(t) {
      const ground = await givenRipng(t, { near: { speaks: false } });
      await givenLearned(t, ground.one, destination(t), 2);
      await t.expectNone('an update', { ripng: present }, { since: t.now(), for: minutes(1.5), link: 'link0' });
      await expectBy(t, ground, ground.one, destination(t));
    },
  });

  conformance({
    ...declared,
    id: 'ripng.interfaces.deaf-response',
    title: 'what comes by a link on which it does not listen teaches the router nothing',
    requirement: 'rip-rx-passive-if',
    async run(t) {
      const ground = await givenRipng(t, { near: { listens: false } });
      const sent = await tell(t, ground.one, [route(destination(t), 2)]);
      await t.expectNone('an update with the route', telling({ prefix: destination(t) }), {
        since: sent,
        for: TRIGGER_TIME,
        link: 'link1',
        proof: () => expectAnswered(t, ground, ground.beyond),
      });
    },
  });

  conformance({
    ...declared,
    id: 'ripng.interfaces.deaf-request',
    title: 'a request by a link on which it does not listen gets no answer',
    requirement: 'rip-req-passive-if',
    async run(t) {
      const ground = await givenRipng(t, { near: { listens: false } });
      const header = { destination: t.dut.linkLocal };
      const sent = await ask(t, ground.one, [WHOLE_TABLE], { header });
      const answer = { 'ipv6.destination': ground.one.linkLocal, ripng: present };
      await t.expectNone('an answer', answer, { since: sent, for: seconds(10), proof: () => expectAnswered(t, ground, ground.beyond) });
    },
  });
});
