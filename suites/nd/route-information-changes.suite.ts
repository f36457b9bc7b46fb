import '../ledger/ledger.js';
import { prefixOf } from '../../reference/net/prefix.js';
import { days, seconds, type Duration } from '../../reference/time.js';
import { conformance, suite, type ConformanceTest } from '../kit/conformance.js';
import { oneLink } from '../kit/testbed.js';
import { addressIn, remoteAddress } from './device-addresses.js';
import { PREFERENCE } from './preferences.js';
import {
  becomeInformed,
  becomeSetting,
  expectVia,
  inform,
  justOutside,
  remotePrefix,
  requireTypeC,
  routerNamed,
  routeTo,
} from './route-information.js';
import { advertise, advertiseRouter, DEFAULT_ROUTE } from './routers.js';

type Row = Pick<ConformanceTest, 'id' | 'title' | 'requirement' | 'run'> & { readonly lasts?: Duration };

const routeTest = (row: Row): void =>
  conformance({
    ...row,
    id: `nd.route-information.${row.id}`,
    role: 'host',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['add-address'],
  });

const INFINITE_S = 0xffff_ffff;

suite('Route Information: lifetimes', () => {
  routeTest({
    id: 'zero',
    title: 'a Route Lifetime of 0 ends the route at once',
    requirement: 'ra-rio-lifetime0',
    async run(t) {
      const informed = await becomeInformed(t);
      await inform(t, informed.router, routeTo(informed.prefix, { lifetimeS: 0 }));
      await expectVia(t, informed, addressIn(t, informed.prefix), informed.defaultRouter);
    },
  });

  routeTest({
    id: 'zero-other-prefix',
    title: 'a Route Lifetime of 0 leaves the routes to other prefixes, longer and shorter ones, in use',
    requirement: 'ra-rio-lifetime0',
    async run(t) {
      const informed = await becomeInformed(t);
      const { prefix, router } = informed;
      const [longer, shorter] = [prefixOf(prefix.address, 64), prefixOf(prefix.address, 32)];
      await inform(t, router, routeTo(longer), routeTo(shorter));
      await inform(t, router, routeTo(longer, { lifetimeS: 0 }), routeTo(shorter, { lifetimeS: 0 }));
      await expectVia(t, informed, addressIn(t, prefix), router);
      await expectVia(t, informed, justOutside(t, prefix), informed.defaultRouter);
    },
  });

  routeTest({
    id: 'zero-other-router',
    title: 'a Route Lifetime of 0 from one router leaves the same route through another one in use',
    requirement: 'ra-rio-lifetime0',
    async run(t) {
      const informed = await becomeInformed(t);
      const other = routerNamed(t, 'other informing router');
      await inform(t, other, routeTo(informed.prefix, { preference: 'high' }));
      await inform(t, other, routeTo(informed.prefix, { preference: 'high', lifetimeS: 0 }));
      await expectVia(t, informed, addressIn(t, informed.prefix), informed.router);
    },
  });

  routeTest({
    id: 'unknown-zero',
    title: 'a Route Lifetime of 0 for an unknown route makes none',
    requirement: 'ra-rio-lifetime0',
    async run(t) {
      const setting = await becomeSetting(t);
      const prefix = remotePrefix(t);
      await inform(t, routerNamed(t, 'informing router'), routeTo(prefix, { lifetimeS: 0 }));
      await expectVia(t, setting, addressIn(t, prefix), setting.defaultRouter);
    },
  });

  routeTest({
    id: 'expiry',
    title: 'a route is used until its lifetime ends, and not after',
    requirement: 'ra-rio-expire',
    async run(t) {
      const informed = await becomeInformed(t, { lifetimeS: 4 });
      await t.elapse(seconds(2.5));
      await expectVia(t, informed, addressIn(t, informed.prefix), informed.router);
      await t.elapse(seconds(3));
      await expectVia(t, informed, addressIn(t, informed.prefix), informed.defaultRouter);
    },
  });

  for (const [id, first, second, used] of [
    ['refresh', 3, 1_800, true],
    ['shortened', 1_800, 2, false],
    ['no-longer-infinite', INFINITE_S, 2, false],
  ] as const)
    routeTest({
      id,
      title: `a new lifetime takes the place of ${used ? 'a shorter one' : first === INFINITE_S ? 'an infinite one' : 'a longer one'}`,
      requirement: 'ra-rio-expire',
      async run(t) {
        const informed = await becomeInformed(t, { lifetimeS: first });
        await inform(t, informed.router, routeTo(informed.prefix, { lifetimeS: second }));
        await t.elapse(seconds(3.5));
        await expectVia(t, informed, addressIn(t, informed.prefix), used ? informed.router : informed.defaultRouter);
      },
    });

  routeTest({
    id: 'infinite',
    title: 'a route with an infinite lifetime does not end',
    requirement: 'ra-rio-expire',
    lasts: days(60),
    async run(t) {
      const informed = await becomeInformed(t, { lifetimeS: INFINITE_S });
      await t.elapse(days(60));
      await advertiseRouter(t, informed.defaultRouter);
      await expectVia(t, informed, addressIn(t, informed.prefix), informed.router);
    },
  });

  routeTest({
    id: 'router-lifetime-over',
    title: 'a route outlasts the Router Lifetime of the router that informed of it',
    requirement: 'ra-rio-expire',
    async run(t) {
      const setting = await becomeSetting(t);
      const informed = { ...setting, router: routerNamed(t, 'informing router'), prefix: remotePrefix(t) };
      await advertise(t, informed.router, { routerLifetime: 2, options: [routeTo(informed.prefix)] });
      await requireTypeC(t, { ...informed, remote: addressIn(t, informed.prefix) });
      await t.elapse(seconds(3.5));
      await expectVia(t, informed, addressIn(t, informed.prefix), informed.router);
    },
  });

  routeTest({
    id: 'missing-option',
    title: 'an advertisement without the option leaves the route in use',
    requirement: 'ra-missing-option',
    async run(t) {
      const informed = await becomeInformed(t);
      await inform(t, informed.router);
      await expectVia(t, informed, addressIn(t, informed.prefix), informed.router);
    },
  });

  for (const [id, header, option, used] of [
    ['default-outlasts-header', 2, 1_800, true],
    ['default-ends-before-header', 1_800, 2, false],
  ] as const)
    routeTest({
      id,
      title: `the Route Lifetime of an option for ::/0, ${option} s, overrides the Router Lifetime of the header, ${header} s`,
      requirement: 'ra-rio-default-override',
      async run(t) {
        const setting = await becomeSetting(t);
        const router = routerNamed(t, 'high router');
        const options = [routeTo(DEFAULT_ROUTE, { preference: 'high', lifetimeS: option })];
        await advertise(t, router, { routerLifetime: header, preference: PREFERENCE.high, options });
        await t.given('the router is preferred', () => expectVia(t, setting, remoteAddress(t), router));
        await t.elapse(seconds(3.5));
        await expectVia(t, setting, remoteAddress(t), used ? router : setting.defaultRouter);
      },
    });
});

suite('Route Information: destinations in use', () => {
  routeTest({
    id: 'moves-to-new-route',
    title: 'a destination in use moves to the router that now informs of a route to it',
    requirement: 'ra-rio-dc-redo',
    async run(t) {
      const informed = await becomeInformed(t);
      const remote = justOutside(t, informed.prefix);
      await t.given('the default router is used', () => expectVia(t, informed, remote, informed.defaultRouter));
      await inform(t, informed.router, routeTo(prefixOf(remote, 48)));
      await expectVia(t, informed, remote, informed.router);
    },
  });

  routeTest({
    id: 'moves-to-longer-prefix',
    title: 'a destination in use moves to a router that informs of a longer prefix',
    requirement: 'ra-rio-dc-redo',
    async run(t) {
      const informed = await becomeInformed(t);
      const nearer = routerNamed(t, 'router of the longer prefix');
      await inform(t, nearer, routeTo(prefixOf(informed.remote, 64), { preference: 'low' }));
      await expectVia(t, informed, informed.remote, nearer);
    },
  });

  routeTest({
    id: 'moves-to-better-preference',
    title: 'a destination in use moves to a router that informs of the same prefix with higher preference',
    requirement: 'ra-rio-dc-redo',
    async run(t) {
      const informed = await becomeInformed(t);
      const better = routerNamed(t, 'better router');
      await inform(t, better, routeTo(informed.prefix, { preference: 'high' }));
      await expectVia(t, informed, informed.remote, better);
    },
  });

  routeTest({
    id: 'moves-when-preference-falls',
    title: 'a destination in use moves when the preference of its route falls below that of another router',
    requirement: 'ra-rio-dc-redo',
    async run(t) {
      const informed = await becomeInformed(t, { preference: 'high' });
      const other = routerNamed(t, 'other informing router');
      await inform(t, other, routeTo(informed.prefix));
      await t.given('the first router is still used', () => expectVia(t, informed, informed.remote, informed.router));
      await inform(t, informed.router, routeTo(informed.prefix, { preference: 'low' }));
      await expectVia(t, informed, informed.remote, other);
    },
  });

  for (const [id, lifetimeS, title] of [
    ['moves-back', 0, 'is taken back'],
    ['moves-back-at-expiry', 2, 'ends'],
  ] as const)
    routeTest({
      id,
      title: `a destination in use goes back to the default router when its route ${title}`,
      requirement: 'ra-rio-dc-redo',
      async run(t) {
        const informed = await becomeInformed(t);
        await inform(t, informed.router, routeTo(informed.prefix, { lifetimeS }));
        await t.elapse(seconds(lifetimeS + 1));
        await expectVia(t, informed, informed.remote, informed.defaultRouter);
      },
    });

  routeTest({
    id: 'others-stay',
    title: 'a new route leaves destinations alone that it does not lead to',
    requirement: 'ra-rio-dc-redo',
    async run(t) {
      const informed = await becomeInformed(t);
      await inform(
        t,
        routerNamed(t, 'other informing router'),
        routeTo(prefixOf(justOutside(t, informed.prefix), 64), { preference: 'high' }),
      );
      await expectVia(t, informed, informed.remote, informed.router);
    },
  });

  routeTest({
    id: 'default-moves',
    title: 'a destination in use moves to another default router when an option for ::/0 prefers that',
    requirement: 'ra-rio-dc-redo',
    async run(t) {
      const informed = await becomeInformed(t);
      const remote = justOutside(t, informed.prefix);
      await t.given('the default router is used', () => expectVia(t, informed, remote, informed.defaultRouter));
      await advertise(t, informed.router, { routerLifetime: 1800, options: [routeTo(DEFAULT_ROUTE, { preference: 'high' })] });
      await expectVia(t, informed, remote, informed.router);
    },
  });
});

suite('Route Information: routers that do not answer', () => {
  routeTest({
    id: 'unreachable-to-default',
    title: 'when the router of a route becomes unreachable the default router is used',
    requirement: 'ra-rio-typec',
    async run(t) {
      const informed = await becomeInformed(t);
      t.takeOver('neighbor-discovery', informed.router);
      await t.elapse(seconds(9));
      await expectVia(t, informed, informed.remote, informed.defaultRouter);
      await expectVia(t, informed, addressIn(t, informed.prefix), informed.defaultRouter);
    },
  });

  routeTest({
    id: 'unreachable-to-shorter',
    title: 'when the router of a route becomes unreachable the next best route is used, not the default router',
    requirement: 'ra-rio-typec',
    async run(t) {
      const informed = await becomeInformed(t);
      const next = routerNamed(t, 'router of the shorter prefix');
      await inform(t, next, routeTo(prefixOf(informed.prefix.address, 40)));
      t.takeOver('neighbor-discovery', informed.router);
      await t.elapse(seconds(9));
      await expectVia(t, informed, informed.remote, next);
    },
  });

  routeTest({
    id: 'unreachable-to-less-preferred',
    title: 'when the preferred router of a route becomes unreachable the other one with the same prefix is used',
    requirement: 'ra-rio-typec',
    async run(t) {
      const informed = await becomeInformed(t, { preference: 'high' });
      const next = routerNamed(t, 'less preferred router');
      await inform(t, next, routeTo(informed.prefix, { preference: 'low' }));
      t.takeOver('neighbor-discovery', informed.router);
      await t.elapse(seconds(9));
      await expectVia(t, informed, informed.remote, next);
    },
  });
});
