import '../ledger/ledger.js';

import type { RouteTableEntry } from '../../reference/wire/ripng.js';
import { addressKey, sameAddress } from '../../reference/net/address.js';
import { seconds } from '../../reference/time.js';
import { conformance, suite } from '../kit/conformance.js';
import { satisfies } from '../kit/match.js';
import type { RipngLinkSettings } from '../kit/ripng-action.js';
import type { Neighbor, TestContext } from '../kit/test-context.js';
import { DEFAULT_ROUTE } from '../nd/routers.js';
import { BURST, LONGEST_INTERVAL, NEXT_HOP, NO_TRIGGER } from './constants.js';
import { declared, destination, givenRipng, notForRoute6d, routerOn } from './ground.js';
import { route, tell } from './messages.js';
import { expectTold } from './outcomes.js';
import { telling, update } from './told.js';

const regular = (t: TestContext) => ({ since: t.now(), within: LONGEST_INTERVAL, link: 'link1' });

suite('RIPng: what a router tells of its own', () => {
  for (const metric of [1, 5])
    conformance({
      ...declared,
      id: `ripng.settings.default-route-${metric}`,
      title: `a default route that the router is to tell of has metric ${metric}, as it was told, and the prefix ::`,
      requirement: metric === 1 ? 'rip-default-encoding' : 'rip-default-metric-config',
      async run(t) {
        await givenRipng(t, { far: { defaultRouteOnly: metric } });
        await t.expect(
          'an update with the default route',
          { ...update(t, 'link1'), ...telling({ prefix: DEFAULT_ROUTE, metric }) },
          regular(t),
        );
      },
    });

  conformance({
    ...declared,
    id: 'ripng.settings.route-tag',
    title: 'the subnets of the router have the route tag that it is to give them',
    requirement: 'rip-tag-origin',
    async run(t) {
      const { near } = await givenRipng(t, { routeTag: 0x4321 });
      const told = telling({ prefix: near.prefix, metric: 1, routeTag: 0x4321 });
      await t.expect('an update with the route tag', { ...update(t, 'link1'), ...told }, regular(t));
    },
  });
});

interface Filter {
  readonly title: string;
  readonly near?: (t: TestContext) => Partial<RipngLinkSettings>;
  readonly far?: (t: TestContext) => Partial<RipngLinkSettings>;
}

/** RFC 2080 section 3: of two destinations the first is let in or told, the second is not. */
const filters: Readonly<Record<string, Filter>> = {
  accepts: { title: 'a list of destinations that are let in', near: (t) => ({ accepts: [destination(t, 1)] }) },
  advertises: { title: 'a list of destinations that are told', far: (t) => ({ advertises: [destination(t, 1)] }) },
};

suite('RIPng: controls', () => {
  for (const [name, { title, near, far }] of Object.entries(filters))
    conformance({
      ...declared,
      id: `ripng.settings.${name}`,
      title: `${title} is heeded`,
      requirement: 'rip-filter-neighbour',
      async run(t) {
        const ground = await givenRipng(t, { ...(near && { near: near(t) }), ...(far && { far: far(t) }) });
        const sent = await tell(t, ground.one, [route(destination(t, 2), 2), route(destination(t, 1), 2)]);
        await t.expectNone('an update with the other', telling({ prefix: destination(t, 2) }), {
          since: sent,
          for: NO_TRIGGER,
          link: 'link1',
        });
        await expectTold(t, sent, [{ prefix: destination(t, 1), metric: 3 }]);
      },
    });

  conformance({
    ...declared,
    id: 'ripng.settings.neighbors',
    title: 'a list of neighbors whose responses count is heeded',
    requirement: 'rip-filter-neighbour',
    async run(t) {
      const listed = routerOn(t, 'link0', 'listed router');
      const ground = await givenRipng(t, { near: { acceptsFrom: [listed.linkLocal] } });
      const sent = await tell(t, ground.one, [route(destination(t, 2), 2)]);
      await t.expectNone('an update with the route', telling({ prefix: destination(t, 2) }), {
        since: sent,
        for: NO_TRIGGER,
        link: 'link1',
      });
      await expectTold(t, await tell(t, listed, [route(destination(t, 1), 2)]), [{ prefix: destination(t, 1), metric: 3 }]);
    },
  });
});

/** Static routes by a router without RIPng on the far link; what the far link is told of them. */
async function givenStatic(t: TestContext, count: number): Promise<Neighbor> {
  await givenRipng(t);
  const third = routerOn(t, 'link1', 'router without RIPng');
  for (let number = 1; number <= count; number++)
    await t.do({ kind: 'add-route', link: 'link1', prefix: destination(t, number), gateway: third.linkLocal });
  await t.elapse(seconds(6));
  const any = { ...update(t, 'link1'), ...nextHopEntries('a next hop', () => true) };
  if (!(await t.optionally('an update that names a next hop', any, regular(t)))) t.skip('the device names no next hops, which it need not');
  await t.elapse(BURST);
  return third;
}

/** KAME's route6d tells of static routes when it is asked to (route6d-next-hop.suite.ts). */
const withRoute = { ...declared, ...notForRoute6d, actions: [...declared.actions, 'add-route'] } as const;
const nextHopEntries = (words: string, holds: (entry: RouteTableEntry) => boolean) => ({
  'ripng.entries': satisfies<readonly RouteTableEntry[]>(words, (entries) => {
    const named = entries.filter(({ metric }) => metric === NEXT_HOP);
    return named.length > 0 && named.every(holds);
  }),
});

suite('RIPng: next hops that a router tells of', () => {
  conformance({
    ...withRoute,
    id: 'ripng.settings.next-hop',
    title: 'a static route by another router of the link is told there with that router as its next hop',
    requirement: 'rip-nh-optimise',
    async run(t) {
      const third = await givenStatic(t, 1);
      const named = nextHopEntries('the other router as next hop', ({ prefix }) => sameAddress(prefix, third.linkLocal));
      await t.expect('an update with the next hop', { ...update(t, 'link1'), ...named }, regular(t));
    },
  });

  conformance({
    ...withRoute,
    id: 'ripng.settings.next-hop-fields',
    title: 'route tag and prefix length of a next hop are zero',
    requirement: 'rip-nh-zero-fields-tx',
    async run(t) {
      await givenStatic(t, 1);
      const zero = nextHopEntries('zero where zero must be', ({ routeTag, prefixLength }) => routeTag === 0 && prefixLength === 0);
      await t.expect('an update with a next hop', { ...update(t, 'link1'), ...zero }, regular(t));
    },
  });

  conformance({
    ...withRoute,
    id: 'ripng.settings.next-hop-link-local',
    title: 'a next hop is :: or a link-local address of a router on the link',
    requirement: 'rip-nh-onlink',
    async run(t) {
      const third = await givenStatic(t, 1);
      const known = new Set([addressKey(third.linkLocal), addressKey(DEFAULT_ROUTE.address)]);
      const local = nextHopEntries('next hops of the link', ({ prefix }) => known.has(addressKey(prefix)));
      await t.expect('an update with a next hop', { ...update(t, 'link1'), ...local }, regular(t));
    },
  });

  conformance({
    ...withRoute,
    id: 'ripng.settings.next-hop-per-message',
    title: 'each message that has routes of another next hop names it before them',
    requirement: 'rip-nh-per-message',
    async run(t) {
      const COUNT = 80;
      const third = await givenStatic(t, COUNT);
      const wanted = new Set(Array.from({ length: COUNT }, (_, i) => addressKey(destination(t, i + 1).address)));
      const named = satisfies<readonly RouteTableEntry[]>('the next hop before each static route', (entries) =>
        isNamed(entries, wanted, addressKey(third.linkLocal)),
      );
      const first = await t.expect('the first message', { ...update(t, 'link1'), 'ripng.entries': named }, regular(t));
      await t.expect('the second message', { ...update(t, 'link1'), 'ripng.entries': named }, { since: first, within: BURST });
    },
  });
});

/** Some of the routes are among the entries, and each is behind the next hop. */
function isNamed(entries: readonly RouteTableEntry[], routes: ReadonlySet<string>, nextHop: string): boolean {
  let named = '';
  let found = 0;
  for (const { prefix, metric } of entries) {
    if (metric === NEXT_HOP) named = addressKey(prefix);
    else if (routes.has(addressKey(prefix))) {
      found++;
      if (named !== nextHop) return false;
    }
  }
  return found > 0;
}
