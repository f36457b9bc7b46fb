import '../ledger/ledger.js';
import { seconds } from '../../reference/time.js';
import { reversed } from '../forwarding/topology.js';
import { conformance, suite } from '../kit/conformance.js';
import { addressIn, remoteAddress } from '../nd/device-addresses.js';
import { DEFAULT_ROUTE } from '../nd/routers.js';
import { INFINITY } from './constants.js';
import { declared, destination, notForRoute6d } from './ground.js';
import { GIVEN_UP_BY, givenNetwork } from './played-ground.js';
import type { NetworkPlan } from './played-network.js';
import { expectRegular } from './played-outcomes.js';
import { expectDelivered, expectNoWay, expectWay, hostOn } from './played-packets.js';
import { UPLINK } from './played-sites.js';

/** The device between an uplink (link0) and a leaf network (link1), which knows nothing but a default route. */
const oneUplink: NetworkPlan = { routers: { U: { links: ['link0'], has: [UPLINK] } } };
suite('RIPng: a leaf network with one uplink', () => {
  conformance({
    ...declared,
    id: 'ripng.leaf.default-route',
    title: 'a router that is told of a default route alone sends what leaves the leaf to the uplink, and what is for the leaf to the leaf',
    requirement: 'rip-upd-default',
    async run(t) {
      const { network, near, far } = await givenNetwork(t, oneUplink);
      for (const address of [addressIn(t, destination(t)), remoteAddress(t)])
        await expectWay(t, network, hostOn(far), address, { link: 'link0', by: ['U'] });
      await expectDelivered(t, { neighbor: network.neighbor('U', 'link0'), address: remoteAddress(t) }, far);
      await expectDelivered(t, hostOn(far), near);
    },
  });

  conformance({
    ...declared,
    id: 'ripng.leaf.told-upstream',
    title: 'the uplink is told of the leaf network, of what is behind an inner router, and not of the default route',
    requirement: 'rip-regular-complete',
    async run(t) {
      const inner = destination(t);
      const plan = { routers: { ...oneUplink.routers, L: { links: ['link1'], has: [{ prefix: inner }] } } };
      const { network, far } = await givenNetwork(t, plan);
      await expectRegular(
        t,
        network,
        'link0',
        [
          { prefix: far.prefix, metric: 1 },
          { prefix: inner, metric: 2 },
        ],
        [{ prefix: DEFAULT_ROUTE }],
      );
      await expectDelivered(t, { neighbor: network.neighbor('U', 'link0'), address: remoteAddress(t) }, far);
    },
  });

  conformance({
    ...declared,
    id: 'ripng.leaf.inner-router',
    title: 'a network behind an inner router of the leaf is reached by that router, not by the default route',
    requirement: 'rip-upd-longest-match',
    async run(t) {
      const inner = destination(t);
      const plan = {
        routers: { ...oneUplink.routers, L: { links: ['link1', 'cable'] }, M: { links: ['cable'], has: [{ prefix: inner, metric: 9 }] } },
      };
      const { network, near, far } = await givenNetwork(t, plan);
      await expectWay(t, network, hostOn(near), addressIn(t, inner), { link: 'link1', by: ['L', 'M'] });
      await expectWay(t, network, hostOn(far), addressIn(t, destination(t, 2)), { link: 'link0', by: ['U'] });
    },
  });

  conformance({
    ...declared,
    ...notForRoute6d,
    id: 'ripng.leaf.uplink-silent',
    title: 'when the uplink falls silent, packets go there for 180 seconds and are refused afterwards',
    requirement: 'rip-timeout-fib',
    async run(t) {
      const { network, far, near } = await givenNetwork(t, oneUplink);
      network.mute('U');
      const since = t.now();
      // The uplink has told last no longer ago than its interval: that much earlier may the route end.
      await network.run(seconds(140));
      await expectWay(t, network, hostOn(far), remoteAddress(t), { link: 'link0', by: ['U'] });
      await network.expectTold('the leaf is told that there is no way out', [{ prefix: DEFAULT_ROUTE, metric: INFINITY }], {
        ...{ since, link: 'link1' },
        within: GIVEN_UP_BY,
      });
      await expectNoWay(t, reversed({ near, far }), remoteAddress(t));
    },
  });

  conformance({
    ...declared,
    ...notForRoute6d,
    id: 'ripng.leaf.uplink-lost',
    title: 'when the uplink says that it has lost the way out, the leaf is told at once and packets are refused',
    requirement: 'rip-upd-poison-same',
    async run(t) {
      const { network, far, near } = await givenNetwork(t, oneUplink);
      const since = await network.lose('U', DEFAULT_ROUTE);
      await network.expectTold('the leaf is told', [{ prefix: DEFAULT_ROUTE, metric: INFINITY }], { since, link: 'link1' });
      await expectNoWay(t, reversed({ near, far }), remoteAddress(t));
      await expectDelivered(t, hostOn(far), near);
    },
  });

  conformance({
    ...declared,
    id: 'ripng.leaf.uplink-returns',
    title: 'an uplink that has the way out again a minute later is used at once, and longer than two minutes',
    requirement: 'rip-upd-revive',
    async run(t) {
      const { network, far } = await givenNetwork(t, oneUplink);
      const lost = await network.lose('U', DEFAULT_ROUTE);
      await network.expectTold('the leaf is told of the loss', [{ prefix: DEFAULT_ROUTE, metric: INFINITY }], {
        since: lost,
        link: 'link1',
      });
      await network.run(seconds(60));
      const since = await network.gain('U', DEFAULT_ROUTE);
      await network.expectTold('the leaf is told of the way', [{ prefix: DEFAULT_ROUTE, metric: 2 }], { since, link: 'link1' });
      await expectWay(t, network, hostOn(far), remoteAddress(t), { link: 'link0', by: ['U'] });
      await network.run(seconds(90));
      await expectWay(t, network, hostOn(far), remoteAddress(t), { link: 'link0', by: ['U'] });
    },
  });
});
