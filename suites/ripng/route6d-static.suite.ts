import '../ledger/ledger.js';
import { seconds } from '../../reference/time.js';
import { conformance, suite } from '../kit/conformance.js';
import type { RipngLinkSettings } from '../kit/ripng-action.js';
import type { TestContext } from '../kit/test-context.js';
import { INFINITY, LONGEST_INTERVAL, SETTLING } from './constants.js';
import { expectEveryUpdate } from './every-update.js';
import { destination, givenRipng, ofRoute6d, routerOn, type Ground } from './ground.js';
import { expectTold } from './outcomes.js';
import { tellingWithout, type Told } from './told.js';

type StaticRoutes = NonNullable<RipngLinkSettings['staticRoutes']>;

const withRoute = { ...ofRoute6d, actions: [...ofRoute6d.actions, 'add-route', 'remove-route'] } as const;

/** A route set by hand through a router of the near link that does not speak RIPng. */
async function addRoute(t: TestContext, number = 1): Promise<void> {
  const third = routerOn(t, 'link0', `router without RIPng ${number}`);
  await t.do({ kind: 'add-route', link: 'link0', prefix: destination(t, number), gateway: third.linkLocal });
}

const onBothLinks = (staticRoutes: StaticRoutes) => ({ near: { staticRoutes }, far: { staticRoutes } });

/** What every regular update has of the router's own: the subnet of the other link. */
const otherSubnet = ({ near, far }: Ground, link: string): Told => ({ prefix: link === 'link0' ? far.prefix : near.prefix, metric: 1 });

interface Telling {
  readonly title: string;
  readonly set?: StaticRoutes;
  readonly on: readonly string[];
}

const ways: Readonly<Record<string, Telling>> = {
  unasked: { title: 'when nobody asks for it', on: [] },
  elsewhere: { title: 'with -s', set: 'elsewhere', on: ['link1'] },
  all: { title: 'with -S', set: 'all', on: ['link0', 'link1'] },
};

suite('RIPng as KAME route6d has it: routes set by hand (-s, -S)', () => {
  for (const [name, { title, set, on }] of Object.entries(ways))
    for (const link of ['link0', 'link1'])
      conformance({
        ...withRoute,
        id: `ripng.route6d-static.${name}-${link}`,
        title: `${title} a route set by hand through link0 is ${on.includes(link) ? '' : 'not '}told on ${link}`,
        requirement: 'r6d-send-static',
        async run(t) {
          const ground = await givenRipng(t, set && onBothLinks(set));
          await addRoute(t);
          await t.elapse(seconds(6));
          const route: Told = { prefix: destination(t), metric: 1 };
          const wanted = on.includes(link)
            ? tellingWithout([otherSubnet(ground, link), route], [])
            : tellingWithout([otherSubnet(ground, link)], [route.prefix]);
          await expectEveryUpdate(t, link, wanted);
        },
      });

  conformance({
    ...withRoute,
    id: 'ripng.route6d-static.to-nowhere',
    title: 'of routes set by hand those that refuse packets or discard them are not told',
    requirement: 'r6d-send-reject-skip',
    async run(t) {
      const ground = await givenRipng(t, onBothLinks('all'));
      await addRoute(t);
      await t.do({ kind: 'add-route', link: 'link0', prefix: destination(t, 2), reject: true });
      await t.do({ kind: 'add-route', link: 'link0', prefix: destination(t, 3), blackhole: true });
      await t.elapse(seconds(6));
      const wanted = tellingWithout(
        [otherSubnet(ground, 'link1'), { prefix: destination(t), metric: 1 }],
        [destination(t, 2), destination(t, 3)],
      );
      await expectEveryUpdate(t, 'link1', wanted);
    },
  });
});

suite('RIPng as KAME route6d has it: the routes of the node', () => {
  conformance({
    ...withRoute,
    id: 'ripng.route6d-static.there-at-start',
    title: 'a route that was there before RIPng began is told',
    requirement: 'r6d-sync-dump-start',
    async run(t) {
      await addRoute(t);
      const since = t.now();
      await givenRipng(t, onBothLinks('all'));
      await expectTold(t, since, [{ prefix: destination(t), metric: 1 }], { within: seconds(60) });
    },
  });

  conformance({
    ...withRoute,
    id: 'ripng.route6d-static.comes',
    title: 'a route that is set by hand while RIPng runs is told',
    requirement: 'r6d-sync-kernel',
    async run(t) {
      await givenRipng(t, onBothLinks('all'));
      const since = t.now();
      await addRoute(t);
      await expectTold(t, since, [{ prefix: destination(t), metric: 1 }], { within: LONGEST_INTERVAL });
    },
  });

  conformance({
    ...withRoute,
    id: 'ripng.route6d-static.goes',
    title: 'that a route set by hand is taken out is told with the next update',
    requirement: 'r6d-sync-delete',
    async run(t) {
      await givenRipng(t, onBothLinks('all'));
      await addRoute(t);
      await t.elapse(SETTLING);
      const since = t.now();
      await t.do({ kind: 'remove-route', link: 'link0', prefix: destination(t) });
      await expectTold(t, since, [{ prefix: destination(t), metric: INFINITY }], { within: LONGEST_INTERVAL });
    },
  });
});
