import '../ledger/ledger.js';
import { elapsed, sum } from '../../reference/time.js';
import { REJECTED } from '../forwarding/refusals.js';
import { conformance, suite } from '../kit/conformance.js';
import type { Cause, TestContext } from '../kit/test-context.js';
import { addressIn, remoteAddress } from '../nd/device-addresses.js';
import { DEFAULT_ROUTE } from '../nd/routers.js';
import { INFINITY, LONGEST_INTERVAL, TRIGGER_TIME } from './constants.js';
import { declared, destination, notForRoute6d } from './ground.js';
import { GIVEN_UP_BY, givenNetwork, OFFERED_ANEW } from './played-ground.js';
import type { NetworkPlan, RouterPlan } from './played-network.js';
import { expectRegular } from './played-outcomes.js';
import { behind, expectNoWay, expectWay, hostOn } from './played-packets.js';
import { otherRegion, outside, region, UPLINK } from './played-sites.js';
import { mentioning, telling, update, type Told } from './told.js';

const leafRouter = (t: TestContext, number: number, routeTag = 0): RouterPlan => ({
  links: ['link1'],
  has: [{ prefix: destination(t, number), routeTag }],
});

/** The device distributes between the core (link0: A) and three leaf routers (link1: D, E and F). */
const distribution = (t: TestContext): NetworkPlan => ({
  routers: {
    A: { links: ['link0'], has: [UPLINK, { prefix: outside(t), metric: 3, routeTag: 0xbeef }] },
    D: leafRouter(t, 1, 0x0d0d),
    E: leafRouter(t, 2, 0x0e0e),
    F: leafRouter(t, 3),
  },
});

suite('RIPng: a router between core and leaves', () => {
  conformance({
    ...declared,
    id: 'ripng.hierarchy.leaves-told',
    title: 'the core is told of every leaf with its route tag, and packets for each go to its router',
    requirement: 'rip-tag-preserve',
    async run(t) {
      const { network, near } = await givenNetwork(t, distribution(t));
      await expectRegular(t, network, 'link0', [
        { prefix: destination(t, 1), metric: 2, routeTag: 0x0d0d },
        { prefix: destination(t, 2), metric: 2, routeTag: 0x0e0e },
        { prefix: destination(t, 3), metric: 2, routeTag: 0 },
      ]);
      for (const [number, name] of [
        [1, 'D'],
        [2, 'E'],
        [3, 'F'],
      ] as const)
        await expectWay(t, network, hostOn(near), addressIn(t, destination(t, number)), { link: 'link1', by: [name] });
    },
  });

  conformance({
    ...declared,
    id: 'ripng.hierarchy.core-told',
    title: 'the leaves are told of the default route and of what the core lists, with its route tag',
    requirement: 'rip-tag-preserve',
    async run(t) {
      const { network, far } = await givenNetwork(t, distribution(t));
      await expectRegular(t, network, 'link1', [
        { prefix: DEFAULT_ROUTE, metric: 2, routeTag: 0 },
        { prefix: outside(t), metric: 4, routeTag: 0xbeef },
      ]);
      for (const address of [addressIn(t, outside(t)), remoteAddress(t)])
        await expectWay(t, network, hostOn(far), address, { link: 'link0', by: ['A'] });
    },
  });

  conformance({
    ...declared,
    id: 'ripng.hierarchy.tag-of-the-new-way',
    title: 'when the way to a destination changes, the route tag of the new way is told',
    requirement: 'rip-upd-better-other',
    async run(t) {
      const plan = distribution(t);
      const other = { links: ['link0'], has: [{ prefix: outside(t), metric: 9, routeTag: 0x0101 }] };
      const { network, far } = await givenNetwork(t, { routers: { ...plan.routers, B: other } });
      const lost = await network.lose('A', outside(t));
      await network.expectTold('the leaves are told of the new way', [{ prefix: outside(t), metric: 10, routeTag: 0x0101 }], {
        ...{ since: lost, link: 'link1' },
        within: sum(OFFERED_ANEW, TRIGGER_TIME),
      });
      await expectWay(t, network, hostOn(far), addressIn(t, outside(t)), { link: 'link0', by: ['B'] });
      const since = await network.gain('A', outside(t), { metric: 3, routeTag: 0xcafe });
      await network.expectTold('and of the old one', [{ prefix: outside(t), metric: 4, routeTag: 0xcafe }], { since, link: 'link1' });
      await expectWay(t, network, hostOn(far), addressIn(t, outside(t)), { link: 'link0', by: ['A'] });
    },
  });

  conformance({
    ...declared,
    id: 'ripng.hierarchy.default-overrides-nothing',
    title: 'the default route of the core, with the best metric, takes no packet that a leaf or a region is listed for',
    requirement: 'rip-upd-longest-match',
    async run(t) {
      const plan: NetworkPlan = {
        routers: {
          A: { links: ['link0'], has: [UPLINK] },
          G: { links: ['link1', 'cable'] },
          H: { links: ['cable'], has: [{ prefix: region(t), metric: 9 }] },
          I: { links: ['link0', 'other'] },
          J: { links: ['other'], has: [{ prefix: destination(t, 7), metric: 13 }] },
        },
      };
      const { network, near, far } = await givenNetwork(t, plan);
      await expectWay(t, network, hostOn(near), addressIn(t, destination(t, 1)), { link: 'link1', by: ['G', 'H'] });
      await expectWay(t, network, hostOn(far), addressIn(t, destination(t, 7)), { link: 'link0', by: ['I', 'J'] });
      await expectWay(t, network, hostOn(far), addressIn(t, destination(t, 0x107)), { link: 'link0', by: ['A'] });
    },
  });

  conformance({
    ...declared,
    ...notForRoute6d,
    id: 'ripng.hierarchy.down-to-the-default',
    title: 'when a leaf is lost its packets take the route of the region, and when that is lost the default route',
    requirement: 'rip-upd-poison-same',
    async run(t) {
      const plan: NetworkPlan = {
        routers: {
          A: { links: ['link0'], has: [UPLINK] },
          B: { links: ['link0'], has: [{ prefix: region(t), metric: 4 }] },
          D: leafRouter(t, 1),
        },
      };
      const { network, near, far } = await givenNetwork(t, plan);
      const address = addressIn(t, destination(t, 1));
      await expectWay(t, network, hostOn(near), address, { link: 'link1', by: ['D'] });
      const leafLost = await network.lose('D', destination(t, 1));
      await network.expectTold('the core is told', [{ prefix: destination(t, 1), metric: INFINITY }], { since: leafLost, link: 'link0' });
      await expectWay(t, network, hostOn(far), address, { link: 'link0', by: ['B'] });
      const regionLost = await network.lose('B', region(t));
      await network.expectTold('the leaves are told', [{ prefix: region(t), metric: INFINITY }], { since: regionLost, link: 'link1' });
      await expectWay(t, network, hostOn(far), address, { link: 'link0', by: ['A'] });
      const since = await network.gain('D', destination(t, 1));
      await network.expectTold('the core is told of the leaf', [{ prefix: destination(t, 1), metric: 2 }], { since, link: 'link0' });
      await expectWay(t, network, hostOn(near), address, { link: 'link1', by: ['D'] });
    },
  });

  conformance({
    ...declared,
    id: 'ripng.hierarchy.branch-silent',
    title: 'when one leaf router falls silent its leaf is lost, and no other',
    requirement: 'rip-timer-independent',
    async run(t) {
      const { network, near } = await givenNetwork(t, distribution(t));
      network.mute('E');
      const since = t.now();
      await network.expectTold('the core is told of the loss', [{ prefix: destination(t, 2), metric: INFINITY }], {
        ...{ since, link: 'link0' },
        within: GIVEN_UP_BY,
      });
      for (const number of [1, 3])
        await t.expectNone(
          'the loss of another',
          { ...update(t, 'link0'), ...telling({ prefix: destination(t, number), metric: INFINITY }) },
          // That of the silent one has just been told.
          { since, for: elapsed(since, t.now()), link: 'link0', proof: 'none' },
        );
      await expectWay(t, network, hostOn(near), addressIn(t, destination(t, 1)), { link: 'link1', by: ['D'] });
      await expectWay(t, network, hostOn(near), addressIn(t, destination(t, 3)), { link: 'link1', by: ['F'] });
    },
  });
});

suite('RIPng: aggregates', () => {
  const aggregated = (t: TestContext) => ({ near: { aggregates: [{ prefix: region(t), metric: 1, routeTag: 0x0a9 }] } });
  const leaves = (t: TestContext): readonly Told[] => [1, 2, 3, 4].map((number) => ({ prefix: destination(t, number) }));

  conformance({
    ...declared,
    id: 'ripng.hierarchy.aggregate',
    title:
      'where the router is to tell of a region it tells of that, with its route tag, and of none of the leaves within it; elsewhere of the leaves',
    requirement: 'rip-aggregate',
    async run(t) {
      const plan = distribution(t);
      const { network, near } = await givenNetwork(t, plan, aggregated(t));
      await expectRegular(t, network, 'link0', [{ prefix: region(t), metric: 1, routeTag: 0x0a9 }], leaves(t));
      await expectRegular(t, network, 'link1', [{ prefix: DEFAULT_ROUTE }], [{ prefix: region(t) }]);
      await expectWay(t, network, behind(t, network.neighbor('A', 'link0'), outside(t)), addressIn(t, destination(t, 2)), {
        link: 'link1',
        by: ['E'],
      });
      await expectWay(t, network, hostOn(near), addressIn(t, destination(t, 1)), { link: 'link1', by: ['D'] });
    },
  });

  conformance({
    ...declared,
    id: 'ripng.hierarchy.aggregate-hides-changes',
    title: 'a leaf that comes or goes within the region is not told to the core, but packets follow it',
    requirement: 'rip-aggregate',
    async run(t) {
      const { network, near } = await givenNetwork(t, distribution(t), aggregated(t));
      const since: Cause = await network.gain('F', destination(t, 4));
      await network.run(LONGEST_INTERVAL);
      await expectWay(t, network, hostOn(near), addressIn(t, destination(t, 4)), { link: 'link1', by: ['F'] });
      await network.lose('D', destination(t, 1));
      await network.run(sum(LONGEST_INTERVAL, LONGEST_INTERVAL));
      for (const number of [1, 4])
        await t.expectNone(
          `an update with leaf ${number}`,
          { ...update(t, 'link0'), ...mentioning(destination(t, number)) },
          {
            ...{ since, for: sum(LONGEST_INTERVAL, LONGEST_INTERVAL), link: 'link0' },
            proof: async () => {
              const told = { ...update(t, 'link0'), ...telling({ prefix: region(t) }) };
              await t.expect('an update with the region', told, { since, within: sum(LONGEST_INTERVAL, LONGEST_INTERVAL), link: 'link0' });
            },
          },
        );
    },
  });

  conformance({
    ...declared,
    id: 'ripng.hierarchy.aggregate-hole',
    title:
      'a packet for a leaf of the region that is not there is refused by a route to nowhere, and does not take the default route back to the core',
    requirement: 'rip-upd-longest-match',
    actions: [...declared.actions, 'add-route'],
    async run(t) {
      const { network, near, far } = await givenNetwork(t, distribution(t), aggregated(t));
      await t.do({ kind: 'add-route', link: 'link1', prefix: region(t), reject: true });
      await network.run(TRIGGER_TIME);
      await expectNoWay(t, { near, far }, addressIn(t, destination(t, 9)), REJECTED);
      await expectWay(t, network, hostOn(near), addressIn(t, destination(t, 3)), { link: 'link1', by: ['F'] });
      await expectWay(t, network, hostOn(far), addressIn(t, destination(t, 0x109)), { link: 'link0', by: ['A'] });
    },
  });

  conformance({
    ...declared,
    id: 'ripng.hierarchy.two-aggregates',
    title: 'packets for two regions go to the router of each, and those for a leaf that has moved to where it is listed',
    requirement: 'rip-upd-longest-match',
    async run(t) {
      const [first, second] = [region(t), otherRegion(t)];
      const moved = destination(t, 5);
      const plan: NetworkPlan = {
        routers: {
          B: { links: ['link0'], has: [{ prefix: first }] },
          C: { links: ['link1'], has: [{ prefix: second }, { prefix: moved, metric: 8 }] },
        },
      };
      const { network, near, far } = await givenNetwork(t, plan);
      await expectWay(t, network, hostOn(far), addressIn(t, destination(t, 1)), { link: 'link0', by: ['B'] });
      await expectWay(t, network, hostOn(near), addressIn(t, outside(t)), { link: 'link1', by: ['C'] });
      await expectWay(t, network, hostOn(near), addressIn(t, moved), { link: 'link1', by: ['C'] });
    },
  });
});
