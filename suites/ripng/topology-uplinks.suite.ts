import '../ledger/ledger.js';
import { seconds, sum } from '../../reference/time.js';
import { reversed } from '../forwarding/topology.js';
import { conformance, suite } from '../kit/conformance.js';
import type { TestContext } from '../kit/test-context.js';
import { addressIn, remoteAddress } from '../nd/device-addresses.js';
import { DEFAULT_ROUTE } from '../nd/routers.js';
import { INFINITY, LONGEST_INTERVAL, NO_TRIGGER, TIMEOUT } from './constants.js';
import { declared, destination, notForRoute6d } from './ground.js';
import { GIVEN_UP_BY, givenNetwork, OFFERED_ANEW, type Surroundings } from './played-ground.js';
import type { NetworkPlan } from './played-network.js';
import { behind, expectDelivered, expectNoWay, expectWay, hostOn } from './played-packets.js';
import { BACKUP, UPLINK } from './played-sites.js';
import { telling, update } from './told.js';

const twoUplinks = (link: 'link0' | 'link1'): NetworkPlan => ({
  routers: { U: { links: ['link0'], has: [UPLINK] }, V: { links: [link], has: [BACKUP] } },
});

const DOWN = [...declared.actions, 'interface-down', 'interface-up'] as const;

/** What befalls the better uplink, and by when the other one is taken. */
const losses = {
  lost: {
    title: 'says that it has lost the way out',
    requirement: 'rip-fail-over',
    within: sum(OFFERED_ANEW, seconds(5)),
    bring: async ({ network }: Surroundings) => void (await network.lose('U', DEFAULT_ROUTE)),
  },
  silent: {
    title: 'falls silent',
    requirement: 'rip-fail-over',
    within: sum(GIVEN_UP_BY, OFFERED_ANEW, seconds(5)),
    bring: ({ network }: Surroundings) => Promise.resolve(network.mute('U')),
  },
} as const;
const places = { link0: 'of the same link', link1: 'of another link' } as const;

/** Where packets come from: the link that they do not leave by. */
const opposite = ({ near, far }: Surroundings, link: string) => hostOn(link === 'link0' ? far : near);

/** The other uplink is taken; the links without it are told so. */
async function expectFailedOver(
  t: TestContext,
  surroundings: Surroundings,
  link: 'link0' | 'link1',
  within: typeof GIVEN_UP_BY,
  bring: () => Promise<void>,
) {
  const { network } = surroundings;
  await expectWay(t, network, opposite(surroundings, 'link0'), remoteAddress(t), { link: 'link0', by: ['U'] });
  const since = t.now();
  await bring();
  const told = link === 'link0' ? 'link1' : 'link0';
  await network.expectTold('the other link is told of the other uplink', [{ prefix: DEFAULT_ROUTE, metric: 6 }], {
    since,
    within,
    link: told,
  });
  await expectWay(t, network, opposite(surroundings, link), remoteAddress(t), { link, by: ['V'] });
}

suite('RIPng: a leaf network with two uplinks', () => {
  for (const [name, { title, requirement, within, bring }] of Object.entries(losses))
    for (const [link, where] of Object.entries(places) as [keyof typeof places, string][])
      conformance({
        ...declared,
        id: `ripng.leaf.fail-over-${name}-${link}`,
        title: `when the better uplink ${title}, packets take the other one, ${where}`,
        requirement,
        async run(t) {
          const surroundings = await givenNetwork(t, twoUplinks(link));
          await expectFailedOver(t, surroundings, link, within, () => bring(surroundings));
        },
      });

  conformance({
    ...declared,
    id: 'ripng.leaf.fail-over-link-down',
    title: 'when the link of the better uplink goes down, packets take that of another link',
    requirement: 'rip-fail-over',
    actions: DOWN,
    async run(t) {
      const { network, near, far } = await givenNetwork(t, twoUplinks('link1'));
      await expectWay(t, network, hostOn(far), remoteAddress(t), { link: 'link0', by: ['U'] });
      network.mute('U');
      await t.do({ kind: 'interface-down', link: 'link0' });
      // How soon a router gives up the routes of a link that is down, no sentence says: as when nobody speaks there.
      await network.run(sum(GIVEN_UP_BY, OFFERED_ANEW));
      await t.do({ kind: 'interface-up', link: 'link0' });
      await t.elapse(seconds(5));
      await t.state('link0');
      await expectWay(t, network, hostOn(near), remoteAddress(t), { link: 'link1', by: ['V'] });
    },
  });

  conformance({
    ...declared,
    id: 'ripng.leaf.fail-over-horizon',
    title:
      'after the change to an uplink of another link, the default route is offered on the link of the old one and no longer on that of the new one',
    requirement: 'rip-sh-basic',
    async run(t) {
      const { network } = await givenNetwork(t, twoUplinks('link1'));
      const lost = await network.lose('U', DEFAULT_ROUTE);
      await network.expectTold('the old link is offered it', [{ prefix: DEFAULT_ROUTE, metric: 6 }], {
        ...{ since: lost, link: 'link0' },
        within: sum(OFFERED_ANEW, seconds(5)),
      });
      const since = t.now();
      await network.run(sum(LONGEST_INTERVAL, LONGEST_INTERVAL));
      await t.expectNone('an offer on the new link', telling({ prefix: DEFAULT_ROUTE }), {
        ...{ since, for: sum(LONGEST_INTERVAL, LONGEST_INTERVAL), link: 'link1' },
        proof: async () =>
          void (await t.expect('other routes there', { ...update(t, 'link1') }, { since, within: LONGEST_INTERVAL, link: 'link1' })),
      });
    },
  });

  conformance({
    ...declared,
    id: 'ripng.leaf.recovery-better',
    title: 'the better uplink is used again as soon as it is back',
    requirement: 'rip-upd-better-other',
    async run(t) {
      const surroundings = await givenNetwork(t, twoUplinks('link0'));
      const { network, far } = surroundings;
      await expectFailedOver(t, surroundings, 'link0', losses.lost.within, () => losses.lost.bring(surroundings));
      const since = await network.gain('U', DEFAULT_ROUTE);
      await network.expectTold('the leaf is told', [{ prefix: DEFAULT_ROUTE, metric: 2 }], { since, link: 'link1' });
      await expectWay(t, network, hostOn(far), remoteAddress(t), { link: 'link0', by: ['U'] });
    },
  });

  conformance({
    ...declared,
    id: 'ripng.leaf.recovery-equal',
    title: 'an uplink that is back with the same metric is not used while the other one is confirmed',
    requirement: 'rip-upd-equal-other-fresh',
    async run(t) {
      const { network, far } = await givenNetwork(t, {
        routers: { U: { links: ['link0'], has: [BACKUP] }, V: { links: ['link0'], has: [BACKUP] } },
      });
      const lost = await network.lose('U', DEFAULT_ROUTE);
      await network.run(OFFERED_ANEW);
      await network.expectTold('the way by the other', [{ prefix: DEFAULT_ROUTE, metric: 6 }], {
        since: lost,
        link: 'link1',
        within: OFFERED_ANEW,
      });
      await expectWay(t, network, hostOn(far), remoteAddress(t), { link: 'link0', by: ['V'] });
      await network.gain('U', DEFAULT_ROUTE, BACKUP);
      await network.run(sum(TIMEOUT, NO_TRIGGER));
      await expectWay(t, network, hostOn(far), remoteAddress(t), { link: 'link0', by: ['V'] });
    },
  });

  conformance({
    ...declared,
    ...notForRoute6d,
    id: 'ripng.leaf.both-silent',
    title: 'when both uplinks fall silent, one a minute after the other, packets are refused in the end',
    requirement: 'rip-timeout-fib',
    async run(t) {
      const { network, near, far } = await givenNetwork(t, twoUplinks('link0'));
      network.mute('U');
      await network.run(seconds(60));
      network.mute('V');
      const since = t.now();
      await network.run(GIVEN_UP_BY);
      await network.expectTold('the leaf is told that there is no way out', [{ prefix: DEFAULT_ROUTE, metric: INFINITY }], {
        ...{ since, link: 'link1' },
        within: GIVEN_UP_BY,
      });
      await expectNoWay(t, reversed({ near, far }), remoteAddress(t));
    },
  });

  conformance({
    ...declared,
    id: 'ripng.leaf.balance-of-specifics',
    title: 'of two uplinks that list different networks, each gets the packets for its own, and the better one the rest',
    requirement: 'rip-upd-longest-match',
    async run(t) {
      const own = (link: string, prefix = destination(t), uplink = UPLINK) => ({ links: [link], has: [uplink, { prefix }] });
      const [one, two] = [destination(t, 1), destination(t, 2)];
      const { network, far } = await givenNetwork(t, { routers: { U: own('link0', one), V: own('link0', two, BACKUP) } });
      await expectWay(t, network, hostOn(far), addressIn(t, one), { link: 'link0', by: ['U'] });
      await expectWay(t, network, hostOn(far), addressIn(t, two), { link: 'link0', by: ['V'] });
      await expectWay(t, network, hostOn(far), remoteAddress(t), { link: 'link0', by: ['U'] });
      await expectDelivered(t, behind(t, network.neighbor('V', 'link0'), two), far);
    },
  });
});
