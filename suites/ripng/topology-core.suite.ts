import '../ledger/ledger.js';
import { sum } from '../../reference/time.js';
import { reversed } from '../forwarding/topology.js';
import { conformance, suite } from '../kit/conformance.js';
import type { TestContext } from '../kit/test-context.js';
import { addressIn, remoteAddress } from '../nd/device-addresses.js';
import { DEFAULT_ROUTE } from '../nd/routers.js';
import { INFINITY, TRIGGER_TIME } from './constants.js';
import { declared, declaredWithThree, destination, notForRoute6d } from './ground.js';
import { givenLargerNetwork, givenNetwork, OFFERED_ANEW } from './played-ground.js';
import type { NetworkPlan, RouterPlan } from './played-network.js';
import { expectRegular } from './played-outcomes.js';
import { behind, expectNoWay, expectWay, hostOn } from './played-packets.js';
import { faraway, otherRegion, outside, region, UPLINK } from './played-sites.js';

/** A core of two routers. The device distributes below the first one, B2 below the other; a dear link joins the two. */
const core = (t: TestContext): NetworkPlan => ({
  routers: {
    A1: { links: ['link0', 'core'], has: [{ prefix: outside(t) }] },
    A2: { links: ['core', 'cable'], has: [{ prefix: faraway(t) }] },
    B2: { links: ['cable', 'link1'] },
  },
});
const dear = { far: { cost: 4 } };

suite('RIPng: a core that falls apart', () => {
  conformance({
    ...declared,
    id: 'ripng.hierarchy.core-parted',
    title: 'what is in the other part of the core is reached by the dear link, and by the core again when it is whole',
    requirement: 'rip-fail-over',
    async run(t) {
      const { network, near, far } = await givenNetwork(t, core(t), dear);
      const to = addressIn(t, faraway(t));
      await expectWay(t, network, hostOn(far), to, { link: 'link0', by: ['A1', 'A2'] });
      const parted = t.now();
      await network.cut('core');
      await network.expectTold('the own part is told of the way', [{ prefix: faraway(t), metric: 6 }], {
        since: parted,
        link: 'link0',
        within: sum(OFFERED_ANEW, TRIGGER_TIME),
      });
      await expectWay(t, network, hostOn(near), to, { link: 'link1', by: ['B2', 'A2'] });
      network.mend('core');
      const since = t.now();
      await network.expectTold('the dear link is told of the core', [{ prefix: faraway(t), metric: 3 }], {
        since,
        link: 'link1',
        within: sum(OFFERED_ANEW, TRIGGER_TIME),
      });
      await expectWay(t, network, hostOn(far), to, { link: 'link0', by: ['A1', 'A2'] });
    },
  });

  conformance({
    ...declared,
    id: 'ripng.hierarchy.core-by-the-edge',
    title: 'the parts of the core reach each other by the device',
    requirement: 'rip-regular-metric-value',
    async run(t) {
      const { network } = await givenNetwork(t, core(t), dear);
      await network.cut('core');
      await network.run(sum(OFFERED_ANEW, OFFERED_ANEW));
      const [own, other] = [network.neighbor('A1', 'link0'), network.neighbor('B2', 'link1')];
      await expectRegular(t, network, 'link0', [{ prefix: faraway(t), metric: 6 }]);
      await expectWay(t, network, behind(t, own, outside(t)), addressIn(t, faraway(t)), { link: 'link1', by: ['B2', 'A2'] });
      await expectRegular(t, network, 'link1', [{ prefix: outside(t), metric: 2 }]);
      await expectWay(t, network, behind(t, other, faraway(t)), addressIn(t, outside(t)), { link: 'link0', by: ['A1'] });
    },
  });

  conformance({
    ...declared,
    ...notForRoute6d,
    id: 'ripng.hierarchy.core-cut-off',
    title: 'without another way the other part of the core is lost and its packets refused, and the own part is kept',
    requirement: 'rip-upd-poison-same',
    async run(t) {
      const { A1, A2 } = core(t).routers;
      const { network, near, far } = await givenNetwork(t, { routers: { A1: A1 as RouterPlan, A2: A2 as RouterPlan } });
      await expectWay(t, network, hostOn(far), addressIn(t, faraway(t)), { link: 'link0', by: ['A1', 'A2'] });
      const since = t.now();
      await network.cut('core');
      await network.expectTold('the leaves are told', [{ prefix: faraway(t), metric: INFINITY }], { since, link: 'link1' });
      await expectNoWay(t, reversed({ near, far }), addressIn(t, faraway(t)));
      await expectWay(t, network, hostOn(far), addressIn(t, outside(t)), { link: 'link0', by: ['A1'] });
    },
  });
});

suite('RIPng: a router in the core', () => {
  conformance({
    ...declaredWithThree,
    id: 'ripng.hierarchy.core-router',
    title: 'each of two regions is told of the other and of the way out, and the way out of both',
    requirement: 'rip-regular-complete',
    async run(t) {
      const [first, second] = [region(t), otherRegion(t)];
      const plan: NetworkPlan = {
        routers: {
          U: { links: ['link2'], has: [UPLINK] },
          B: { links: ['link0'], has: [{ prefix: first, metric: 2 }] },
          C: { links: ['link1'], has: [{ prefix: second, metric: 3 }] },
        },
      };
      const { network } = await givenLargerNetwork(t, plan);
      const out = { prefix: DEFAULT_ROUTE, metric: 2 };
      await expectRegular(t, network, 'link0', [out, { prefix: second, metric: 4 }], [{ prefix: first }]);
      await expectRegular(t, network, 'link1', [out, { prefix: first, metric: 3 }], [{ prefix: second }]);
      await expectRegular(
        t,
        network,
        'link2',
        [
          { prefix: first, metric: 3 },
          { prefix: second, metric: 4 },
        ],
        [{ prefix: DEFAULT_ROUTE }],
      );
      const from = behind(t, network.neighbor('B', 'link0'), first);
      await expectWay(t, network, from, addressIn(t, outside(t)), { link: 'link1', by: ['C'] });
      await expectWay(t, network, from, remoteAddress(t), { link: 'link2', by: ['U'] });
      await expectWay(t, network, behind(t, network.neighbor('U', 'link2'), DEFAULT_ROUTE), addressIn(t, first), {
        link: 'link0',
        by: ['B'],
      });
    },
  });

  conformance({
    ...declaredWithThree,
    id: 'ripng.hierarchy.core-router-region-lost',
    title: 'when one region is lost the other and the way out are told so at once',
    requirement: 'rip-trig-all-ifs',
    async run(t) {
      const plan: NetworkPlan = {
        routers: {
          U: { links: ['link2'], has: [UPLINK] },
          B: { links: ['link0'], has: [{ prefix: region(t), metric: 2 }] },
          C: { links: ['link1'] },
        },
      };
      const { network } = await givenLargerNetwork(t, plan);
      const since = await network.lose('B', region(t));
      for (const link of ['link1', 'link2'])
        await network.expectTold(`the loss is told on ${link}`, [{ prefix: region(t), metric: INFINITY }], { since, link });
    },
  });

  conformance({
    ...declared,
    id: 'ripng.hierarchy.diameter',
    title: 'a leaf at the end of fourteen routers is reached, and told with metric 15; one beyond them is not',
    requirement: 'rip-upd-new-infinite',
    async run(t) {
      const names = Array.from({ length: 14 }, (_, i) => `R${i + 1}`);
      const routers = Object.fromEntries(
        names.map((name, i): [string, RouterPlan] => [
          name,
          { links: [i === 0 ? 'link0' : `cable ${i}`, `cable ${i + 1}`], ...below(t, i) },
        ]),
      );
      const { network, near, far } = await givenNetwork(t, { routers });
      await expectRegular(t, network, 'link1', [{ prefix: destination(t, 14), metric: 15 }], [{ prefix: destination(t, 15) }]);
      await expectWay(t, network, hostOn(far), addressIn(t, destination(t, 14)), { link: 'link0', by: names as [string, ...string[]] });
      await expectNoWay(t, reversed({ near, far }), addressIn(t, destination(t, 15)));
    },
  });
});

/** The last router of the chain has two leaves: an attached one, and one that is a hop further. */
const below = (t: TestContext, place: number): Pick<RouterPlan, 'has'> =>
  place === 13
    ? {
        has: [
          { prefix: destination(t, 14), metric: 1 },
          { prefix: destination(t, 15), metric: 2 },
        ],
      }
    : {};
