import '../ledger/ledger.js';
import { sum } from '../../reference/time.js';
import { conformance, suite } from '../kit/conformance.js';
import type { TestContext } from '../kit/test-context.js';
import { addressIn, remoteAddress } from '../nd/device-addresses.js';
import { DEFAULT_ROUTE } from '../nd/routers.js';
import { LONGEST_INTERVAL, TIMEOUT, TRIGGER_TIME } from './constants.js';
import { declared, declaredWithThree, destination } from './ground.js';
import { GIVEN_UP_BY, givenLargerNetwork, givenNetwork, OFFERED_ANEW, type NetworkSettings, type Surroundings } from './played-ground.js';
import type { NetworkPlan, RouterPlan } from './played-network.js';
import { expectGivenUp, expectRegular } from './played-outcomes.js';
import { expectTaken, expectWay, hostOn } from './played-packets.js';

/** The device, B and C, each with a link to both others; the destination is at B. */
const triangle = (t: TestContext): NetworkPlan => ({
  routers: { B: { links: ['link0', 'cable'], has: [{ prefix: destination(t) }] }, C: { links: ['link1', 'cable'] } },
});

/** The device, B, C and D in a circle, with the destination at one of the others. */
const square = (t: TestContext, at: 'B' | 'C', costs: RouterPlan['costs'] = {}): NetworkPlan => {
  const router = (name: string, ...links: readonly string[]): RouterPlan => ({
    ...{ links, costs },
    ...(name === at && { has: [{ prefix: destination(t) }] }),
  });
  return { routers: { C: router('C', 'bc', 'cd'), B: router('B', 'link0', 'bc'), D: router('D', 'link1', 'cd') } };
};

const poisoned: NetworkSettings = { near: { splitHorizon: 'poisoned-reverse' }, far: { splitHorizon: 'poisoned-reverse' } };

const AFTER_SILENCE = sum(GIVEN_UP_BY, OFFERED_ANEW, TRIGGER_TIME);
const AFTER_LOSS = sum(OFFERED_ANEW, TRIGGER_TIME);

/** The way by B, and that by the routers on the other link. */
const goesByB = (t: TestContext, { network, far }: Surroundings) =>
  expectWay(t, network, hostOn(far), addressIn(t, destination(t)), { link: 'link0', by: ['B'] });
const goesRound = (t: TestContext, { network, near }: Surroundings, ...by: [string, ...string[]]) =>
  expectWay(t, network, hostOn(near), addressIn(t, destination(t)), { link: 'link1', by });

interface Circle {
  readonly title: string;
  readonly plan: (t: TestContext) => NetworkPlan;
  readonly round: [string, ...string[]];
  /** What the device tells of the destination when it goes by the other side. */
  readonly metric: number;
}

const circles: Readonly<Record<string, Circle>> = {
  triangle: { title: 'three routers', plan: triangle, round: ['C', 'B'], metric: 3 },
  square: { title: 'four routers', plan: (t) => square(t, 'B'), round: ['D', 'C', 'B'], metric: 4 },
};

suite('RIPng: circles of routers', () => {
  for (const [name, { title, plan, round, metric }] of Object.entries(circles)) {
    conformance({
      ...declared,
      id: `ripng.loop.${name}-shortest`,
      title: `in a circle of ${title} packets take the short side, whatever the long one offers`,
      requirement: 'rip-upd-worse-other',
      async run(t) {
        const surroundings = await givenNetwork(t, plan(t));
        await expectRegular(t, surroundings.network, 'link1', [{ prefix: destination(t), metric: 2 }]);
        await goesByB(t, surroundings);
      },
    });

    conformance({
      ...declared,
      id: `ripng.loop.${name}-side-silent`,
      title: `in a circle of ${title} packets take the long side when the short one falls silent, and the short one when it is back`,
      requirement: 'rip-fail-over',
      async run(t) {
        const surroundings = await givenNetwork(t, plan(t));
        const { network } = surroundings;
        network.mute('B', 'link0');
        const since = t.now();
        const told = [{ prefix: destination(t), metric }];
        await network.expectTold('the short side is told of the long one', told, { since, link: 'link0', within: AFTER_SILENCE });
        await goesRound(t, surroundings, ...round);
        network.unmute('B', 'link0');
        await network.run(TRIGGER_TIME);
        await goesByB(t, surroundings);
      },
    });

    conformance({
      ...declared,
      id: `ripng.loop.${name}-network-lost`,
      title: `in a circle of ${title} with poisoned reverse nobody counts when the router of the destination loses it`,
      requirement: 'rip-no-counting',
      async run(t) {
        const { network } = await givenNetwork(t, plan(t), poisoned);
        const since = await network.lose('B', destination(t));
        await expectGivenUp(t, network, destination(t), since);
        await t.given('nobody has the way', () => Promise.resolve(network.carry('B', addressIn(t, destination(t))).end === 'no route'));
      },
    });
  }

  conformance({
    ...declared,
    id: 'ripng.loop.square-opposite',
    title:
      'in a circle of four with the destination opposite, packets take the dear side when the cheap one loses it, and the cheap one again',
    requirement: 'rip-fail-over',
    async run(t) {
      const surroundings = await givenNetwork(t, square(t, 'C', { cd: 2 }));
      const { network, far } = surroundings;
      const goesByTheCheap = () => expectWay(t, network, hostOn(far), addressIn(t, destination(t)), { link: 'link0', by: ['B', 'C'] });
      await goesByTheCheap();
      const since = t.now();
      await network.cut('bc');
      await network.expectTold('the cheap side is told of the dear one', [{ prefix: destination(t), metric: 4 }], {
        ...{ since, link: 'link0' },
        within: AFTER_LOSS,
      });
      await goesRound(t, surroundings, 'D', 'C');
      network.mend('bc');
      await network.run(AFTER_LOSS);
      await goesByTheCheap();
    },
  });

  conformance({
    ...declared,
    id: 'ripng.loop.square-transit',
    title: 'in a circle of four broken between two others, these reach each other by the device',
    requirement: 'rip-upd-new',
    async run(t) {
      const plan = square(t, 'B');
      const { network } = await givenNetwork(t, plan);
      const since = t.now();
      await network.cut('bc');
      await network.expectTold('the far side is told of the destination', [{ prefix: destination(t), metric: 2 }], {
        since,
        link: 'link1',
        within: LONGEST_INTERVAL,
      });
      await network.run(OFFERED_ANEW);
      await t.given('the far side goes by the device', () =>
        Promise.resolve(network.carry('C', addressIn(t, destination(t))).end === 'back at the device'),
      );
      const from = { neighbor: network.neighbor('D', 'link1'), address: remoteAddress(t) };
      await expectWay(t, network, from, addressIn(t, destination(t)), { link: 'link0', by: ['B'] });
    },
  });
});

/** A way out at A; B and the device are both on A's link and on one of their own. */
const sharedLink: NetworkPlan = {
  routers: { A: { links: ['link0'], has: [{ prefix: DEFAULT_ROUTE, metric: 2 }] }, B: { links: ['link0', 'link1'] } },
};

suite('RIPng: two routers side by side', () => {
  conformance({
    ...declared,
    id: 'ripng.loop.side-by-side-default',
    title: 'of two routers between the same two links, the one does not go by the other where the uplink is on the first',
    requirement: 'rip-upd-worse-other',
    async run(t) {
      const { network, far } = await givenNetwork(t, sharedLink);
      await expectRegular(t, network, 'link1', [{ prefix: DEFAULT_ROUTE, metric: 3 }]);
      await expectWay(t, network, hostOn(far), remoteAddress(t), { link: 'link0', by: ['A'] });
    },
  });

  conformance({
    ...declared,
    id: 'ripng.loop.side-by-side-silent',
    title: 'when the device hears nothing on the link of the uplink any more it goes by its twin, and by the uplink when that is back',
    requirement: 'rip-fail-over',
    async run(t) {
      const surroundings = await givenNetwork(t, sharedLink);
      const { network, near, far } = surroundings;
      network.isolate('link0');
      const since = t.now();
      await network.expectTold('the first link is offered the way by the twin', [{ prefix: DEFAULT_ROUTE, metric: 4 }], {
        since,
        link: 'link0',
        within: AFTER_SILENCE,
      });
      await expectWay(t, network, hostOn(near), remoteAddress(t), { link: 'link1', by: ['B', 'A'] });
      network.rejoin('link0');
      await network.run(sum(OFFERED_ANEW, TRIGGER_TIME));
      await expectWay(t, network, hostOn(far), remoteAddress(t), { link: 'link0', by: ['A'] });
    },
  });

  conformance({
    ...declared,
    id: 'ripng.loop.side-by-side-lost',
    title: 'when the uplink loses the way out, neither of two routers side by side takes it from the other',
    requirement: 'rip-no-counting',
    async run(t) {
      const { network } = await givenNetwork(t, sharedLink, poisoned);
      const since = await network.lose('A', DEFAULT_ROUTE);
      await expectGivenUp(t, network, DEFAULT_ROUTE, since);
    },
  });

  conformance({
    ...declared,
    id: 'ripng.loop.equal-routers-silent',
    title: 'of two routers that offer the same, the other is taken when the one in use falls silent',
    requirement: 'rip-fail-over',
    async run(t) {
      const has = [{ prefix: destination(t) }];
      const { network, near } = await givenNetwork(t, { routers: { B: { links: ['link1'], has }, C: { links: ['link1'], has } } });
      const to = addressIn(t, destination(t));
      // RFC 2080 lets the device take either.
      const first = await expectTaken(t, network, hostOn(near), to, { link: 'link1', of: ['B', 'C'] });
      network.mute(first);
      await network.run(sum(TIMEOUT, LONGEST_INTERVAL, OFFERED_ANEW, TRIGGER_TIME));
      await expectWay(t, network, hostOn(near), to, { link: 'link1', by: [first === 'B' ? 'C' : 'B'] });
    },
  });
});

/** Figure 1-8 of the book in our words: the destination at N; P is near it, Q three times as far; the device serves a third link. */
const propagation = (t: TestContext): NetworkPlan => ({
  routers: {
    N: { links: ['np', 'nq'], has: [{ prefix: destination(t) }] },
    P: { links: ['np', 'link0'] },
    Q: { links: ['nq', 'link1'], costs: { nq: 3 } },
    R: { links: ['link2'] },
  },
});

suite('RIPng: a destination with two ways of different cost', () => {
  conformance({
    ...declaredWithThree,
    id: 'ripng.loop.propagation',
    title: 'the cheaper way is taken, and told on every link but its own, with its cost',
    requirement: 'rip-regular-metric-value',
    async run(t) {
      const { network, far, third } = await givenLargerNetwork(t, propagation(t));
      for (const link of ['link1', 'link2']) await expectRegular(t, network, link, [{ prefix: destination(t), metric: 3 }]);
      // Left out or poisoned where it came by.
      await expectRegular(t, network, 'link0', [{ prefix: far.prefix, metric: 1 }], [{ prefix: destination(t) }]);
      await expectWay(t, network, hostOn(third), addressIn(t, destination(t)), { link: 'link0', by: ['P', 'N'] });
    },
  });

  conformance({
    ...declaredWithThree,
    id: 'ripng.loop.propagation-lost',
    title: 'when the cheaper way is lost the other is taken, and told with its cost; the cheaper again when it is back',
    requirement: 'rip-fail-over',
    async run(t) {
      const { network, third } = await givenLargerNetwork(t, propagation(t));
      const since = t.now();
      await network.cut('np');
      const dear = [{ prefix: destination(t), metric: 5 }];
      await network.expectTold('the third link is told of the other way', dear, { since, link: 'link2', within: AFTER_LOSS });
      await expectWay(t, network, hostOn(third), addressIn(t, destination(t)), { link: 'link1', by: ['Q', 'N'] });
      network.mend('np');
      const mended = t.now();
      const cheap = [{ prefix: destination(t), metric: 3 }];
      await network.expectTold('the third link is told of the cheaper way', cheap, { since: mended, link: 'link2', within: AFTER_LOSS });
      await expectWay(t, network, hostOn(third), addressIn(t, destination(t)), { link: 'link0', by: ['P', 'N'] });
    },
  });
});
