import '../ledger/ledger.js';
import { address } from '../../reference/net/address.js';
import { prefixOf } from '../../reference/net/prefix.js';
import { cargo, expectForwarded, transit } from '../forwarding/transit.js';
import { reversed } from '../forwarding/topology.js';
import { conformance, suite } from '../kit/conformance.js';
import type { TestContext } from '../kit/test-context.js';
import { addressIn, remoteAddress, sibling } from '../nd/device-addresses.js';
import { DEFAULT_ROUTE } from '../nd/routers.js';
import { INFINITY, LONGEST_INTERVAL, NO_TRIGGER } from './constants.js';
import { declared, destination, givenRipng, routerOn, type Ground, notForRoute6d } from './ground.js';
import { route, tell } from './messages.js';
import { expectBy, expectNoRoute, expectTold, expectUnchanged, givenLearned } from './outcomes.js';
import { mentioning } from './told.js';

suite('RIPng: which route packets take', () => {
  conformance({
    ...declared,
    id: 'ripng.selection.default-route',
    title: 'packets that no other route is for take a learned default route, others do not',
    requirement: 'rip-upd-default',
    async run(t) {
      const ground = await givenRipng(t);
      const sent = await tell(t, ground.one, [route(DEFAULT_ROUTE, 1)]);
      await expectTold(t, sent, [{ prefix: DEFAULT_ROUTE, metric: 2 }]);
      await givenLearned(t, ground.two, destination(t), 9);
      await expectBy(t, ground, ground.one, DEFAULT_ROUTE, remoteAddress(t));
      await expectBy(t, ground, ground.two, destination(t));
    },
  });

  conformance({
    ...declared,
    ...notForRoute6d,
    id: 'ripng.selection.default-route-lost',
    title: 'a default route that is called unreachable is used no more',
    requirement: 'rip-upd-default',
    async run(t) {
      const ground = await givenRipng(t);
      await givenLearned(t, ground.one, DEFAULT_ROUTE, 1);
      const sent = await tell(t, ground.one, [route(DEFAULT_ROUTE, INFINITY)]);
      await expectTold(t, sent, [{ prefix: DEFAULT_ROUTE, metric: INFINITY }]);
      await expectNoRoute(t, ground, destination(t));
    },
  });

  for (const length of [65, 96, 127, 128])
    conformance({
      ...declared,
      id: `ripng.selection.longest-match-${length}`,
      title: `of a /64 of metric 1 and a /${length} of metric 10 within it, packets take the longer where it is inside, and only there`,
      requirement: 'rip-upd-longest-match',
      async run(t) {
        const ground = await givenRipng(t);
        const outer = destination(t);
        const inner = prefixOf(addressIn(t, outer), length);
        const sent = await tell(t, ground.one, [route(outer, 1)]);
        await tell(t, ground.two, [route(inner, 10)]);
        await expectTold(t, sent, [{ prefix: outer, metric: 2 }]);
        await t.elapse(NO_TRIGGER);
        await expectBy(t, ground, ground.two, inner);
        await expectBy(t, ground, ground.one, outer, addressIn(t, sibling(inner)));
      },
    });

  conformance({
    ...declared,
    id: 'ripng.selection.gateway-zones',
    title: 'routers of the same link-local address on two links are two routers',
    requirement: 'rip-upd-gateway-zone',
    async run(t) {
      const ground = await givenRipng(t, { linkLocal: address('fe80::1') });
      await givenLearned(t, ground.one, destination(t, 1), 2);
      await givenLearned(t, ground.beyond, destination(t, 2), 2, 'link0');
      await expectBy(t, ground, ground.one, destination(t, 1));
      await expectBy(t, ground, ground.beyond, destination(t, 2));
    },
  });

  conformance({
    ...declared,
    id: 'ripng.selection.gateway-zones-poison',
    title: 'a router of the same link-local address on another link does not take a route away',
    requirement: 'rip-upd-gateway-zone',
    async run(t) {
      const ground = await givenRipng(t, { linkLocal: address('fe80::1') });
      await givenLearned(t, ground.one, destination(t), 2);
      const sent = await tell(t, ground.beyond, [route(destination(t), INFINITY)]);
      await expectUnchanged(t, ground, sent, { prefix: destination(t), metric: 3 });
      await expectBy(t, ground, ground.one, destination(t));
    },
  });

  for (const metric of [1, 15, INFINITY])
    conformance({
      ...declared,
      id: `ripng.selection.direct-${metric}`,
      title: `a subnet of the router stays reachable on its link when a neighbor tells of it with metric ${metric}`,
      requirement: 'rip-upd-direct-priority',
      async run(t) {
        const ground = await givenRipng(t);
        const sent = await tell(t, ground.beyond, [route(ground.near.prefix, metric)]);
        await expectUnchanged(t, ground, sent, { prefix: ground.near.prefix, metric: 1 });
        const topology = reversed(ground);
        await expectForwarded(t, topology, 'packet for the node on the near link', transit(topology, [cargo(t)]));
      },
    });

  conformance({
    ...declared,
    id: 'ripng.selection.static',
    title: 'a static route is used whatever a neighbor tells of its destination',
    requirement: 'rip-upd-static-priority',
    actions: [...declared.actions, 'add-route'],
    async run(t) {
      const ground = await givenRipng(t);
      const third = routerOn(t, 'link0', 'third router');
      await t.do({ kind: 'add-route', link: 'link0', prefix: destination(t), gateway: third.linkLocal });
      await tell(t, ground.one, [route(destination(t), 1)]);
      await t.elapse(NO_TRIGGER);
      await expectBy(t, ground, third, destination(t));
    },
  });

  conformance({
    ...declared,
    id: 'ripng.selection.tag-changed',
    title: 'a route tag that its router changes is told on',
    requirement: 'rip-upd-tag-change',
    async run(t) {
      const ground = await givenRipng(t);
      const told = (routeTag: number) => ({ prefix: destination(t), metric: 3, routeTag });
      const first = await tell(t, ground.one, [route(destination(t), 2, { routeTag: 1 })]);
      await expectTold(t, first, [told(1)]);
      const second = await tell(t, ground.one, [route(destination(t), 2, { routeTag: 2 })]);
      await expectTold(t, second, [told(2)], { within: LONGEST_INTERVAL });
    },
  });
});

/** By a link of so high a cost nothing is learned: the proof comes by the other one, which costs 1. */
async function expectLearningBeyond(t: TestContext, { beyond }: Ground): Promise<void> {
  const sent = await tell(t, beyond, [route(destination(t, 2), 2)]);
  await expectTold(t, sent, [{ prefix: destination(t, 2), metric: 3 }], { link: 'link0' });
}

suite('RIPng: costs that make a destination unreachable', () => {
  for (const [cost, metric] of [
    [10, 6],
    [10, 15],
    [15, 1],
    [1, 15],
  ] as const) {
    conformance({
      ...declared,
      id: `ripng.selection.saturated-${cost}-${metric}`,
      title: `an unknown destination of metric ${metric} by a link of cost ${cost} is not learned`,
      requirement: 'rip-upd-saturate',
      async run(t) {
        const ground = await givenRipng(t, { near: { cost } });
        const sent = await tell(t, ground.one, [route(destination(t), metric)]);
        await t.expectNone('an update with the route', mentioning(destination(t)), {
          since: sent,
          for: NO_TRIGGER,
          link: 'link1',
          proof: () => expectLearningBeyond(t, ground),
        });
        await expectNoRoute(t, ground, destination(t));
      },
    });
  }

  conformance({
    ...declared,
    ...notForRoute6d,
    id: 'ripng.selection.saturated-known',
    title: 'a route whose metric its router raises so that the sum is over 16 has metric 16',
    requirement: 'rip-upd-saturate',
    async run(t) {
      const ground = await givenRipng(t, { near: { cost: 10 } });
      await t.given('the device learns the route', async () => {
        const sent = await tell(t, ground.one, [route(destination(t), 5)]);
        await expectTold(t, sent, [{ prefix: destination(t), metric: 15 }]);
      });
      const sent = await tell(t, ground.one, [route(destination(t), 12)]);
      await expectTold(t, sent, [{ prefix: destination(t), metric: INFINITY }]);
      await expectNoRoute(t, ground, destination(t));
    },
  });
});
