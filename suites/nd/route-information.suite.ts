import '../ledger/ledger.js';
import { prefixOf, type Prefix } from '../../reference/net/prefix.js';
import { times } from '../../reference/time.js';
import { question } from '../icmpv6/questions.js';
import { conformance, suite, type ConformanceTest } from '../kit/conformance.js';
import { oneLink } from '../kit/testbed.js';
import { RETRANS_TIMER } from './constants.js';
import { addressIn, assignGlobal, remoteAddress } from './device-addresses.js';
import { solicitationFor } from './messages.js';
import { BETTER_AND_WORSE, PREFERENCE } from './preferences.js';
import {
  becomeInformed,
  becomeSetting,
  expectVia,
  inform,
  justOutside,
  remotePrefix,
  remotePrefixes,
  requireTypeC,
  routerNamed,
  routeTo,
} from './route-information.js';
import { advertise, DEFAULT_ROUTE } from './routers.js';

type Row = Pick<ConformanceTest, 'id' | 'title' | 'run'> & Partial<Pick<ConformanceTest, 'requirement'>>;

const routeTest = (row: Row): void =>
  conformance({
    requirement: 'ra-rio-typec',
    ...row,
    id: `nd.route-information.${row.id}`,
    role: 'host',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['add-address'],
  });

suite('Route Information: prefixes', () => {
  for (const length of [32, 48, 63, 64, 65, 96, 127, 128])
    routeTest({
      id: `prefix-${length}`,
      title: `packets for a prefix of ${length} bits go to the router that informed of it, other packets to the default router`,
      async run(t) {
        const setting = await becomeSetting(t);
        const router = routerNamed(t, 'informing router');
        const prefix = remotePrefix(t, length);
        await inform(t, router, routeTo(prefix));
        await expectVia(t, setting, addressIn(t, prefix), router);
        await expectVia(t, setting, justOutside(t, prefix), setting.defaultRouter);
      },
    });

  for (const [longer, shorter] of [
    [64, 48],
    [49, 48],
    [128, 64],
  ] as const)
    for (const order of ['first', 'last'] as const)
      routeTest({
        id: `${longer}-over-${shorter}-${order}`,
        title: `of prefixes of ${longer} and ${shorter} bits the longer one counts, though the other is preferred; it is advertised ${order}`,
        async run(t) {
          const setting = await becomeSetting(t);
          const [near, far] = [routerNamed(t, 'router of the longer prefix'), routerNamed(t, 'router of the shorter prefix')];
          const narrow = remotePrefix(t, longer);
          const wide = prefixOf(narrow.address, shorter);
          const informNear = () => inform(t, near, routeTo(narrow, { preference: 'low' }));
          if (order === 'first') await informNear();
          await inform(t, far, routeTo(wide, { preference: 'high' }));
          if (order === 'last') await informNear();
          await expectVia(t, setting, addressIn(t, narrow), near);
          await expectVia(t, setting, justOutside(t, narrow), far);
        },
      });

  for (const [length, octets] of [
    [48, 16],
    [64, 16],
  ] as const)
    routeTest({
      id: `prefix-${length}-in-${octets}`,
      title: `a prefix of ${length} bits may come in ${octets} octets`,
      async run(t) {
        const setting = await becomeSetting(t);
        const router = routerNamed(t, 'informing router');
        const prefix = remotePrefix(t, length);
        await inform(t, router, routeTo(prefix, { octets }));
        await expectVia(t, setting, addressIn(t, prefix), router);
      },
    });

  routeTest({
    id: 'bits-beyond',
    title: 'the bits after the prefix length do not count',
    requirement: 'ra-rio-unused-bits',
    async run(t) {
      const informed = await becomeInformed(t, { beyond: 0xff });
      await expectVia(t, informed, addressIn(t, informed.prefix), informed.router);
      await inform(t, informed.router, routeTo(informed.prefix, { lifetimeS: 0 }));
      await expectVia(t, informed, addressIn(t, informed.prefix), informed.defaultRouter);
    },
  });

  routeTest({
    id: 'reserved-fields',
    title: 'the Reserved fields do not count',
    requirement: 'ra-rio-unused-bits',
    async run(t) {
      const informed = await becomeInformed(t);
      const other = remotePrefixes(t, informed.prefix.length, 2)[1] ?? informed.prefix;
      await inform(t, informed.router, routeTo(other, { reserved: 7 }));
      await expectVia(t, informed, addressIn(t, other), informed.router);
    },
  });

  for (const count of [2, 16])
    routeTest({
      id: `options-${count}`,
      title: `${count} options of one advertisement make ${count} routes`,
      async run(t) {
        const setting = await becomeSetting(t);
        const router = routerNamed(t, 'informing router');
        const prefixes = remotePrefixes(t, 64, count);
        await inform(t, router, ...prefixes.map((prefix) => routeTo(prefix)));
        for (const prefix of prefixes) await expectVia(t, setting, addressIn(t, prefix), router);
      },
    });
});

suite('Route Information: preferences', () => {
  for (const [better, worse] of BETTER_AND_WORSE)
    for (const order of ['first', 'last'] as const)
      routeTest({
        id: `${better}-over-${worse}-${order}`,
        title: `of two routers to the same prefix the one of ${better} preference is used, not the one of ${worse}; it advertises ${order}`,
        async run(t) {
          const setting = await becomeSetting(t);
          const [good, bad] = [routerNamed(t, `${better} router`), routerNamed(t, `${worse} router`)];
          const prefix = remotePrefix(t);
          if (order === 'first') await inform(t, good, routeTo(prefix, { preference: better }));
          await inform(t, bad, routeTo(prefix, { preference: worse }));
          if (order === 'last') await inform(t, good, routeTo(prefix, { preference: better }));
          for (let i = 0; i < 3; i++) await expectVia(t, setting, addressIn(t, prefix), good);
        },
      });

  for (const route of ['high', 'medium', 'low'] as const)
    for (const router of ['high', 'medium', 'low'] as const)
      routeTest({
        id: `${route}-route-${router}-default`,
        title: `a route of ${route} preference is used for its prefix, a default router of ${router} preference for the rest`,
        async run(t) {
          const device = await assignGlobal(t);
          const [defaultRouter, informing] = [routerNamed(t, 'default router'), routerNamed(t, 'informing router')];
          await advertise(t, defaultRouter, { routerLifetime: 1800, preference: PREFERENCE[router] });
          const prefix = remotePrefix(t);
          await inform(t, informing, routeTo(prefix, { preference: route }));
          const setting = { device, defaultRouter };
          await expectVia(t, setting, addressIn(t, prefix), informing);
          await expectVia(t, setting, justOutside(t, prefix), defaultRouter);
        },
      });

  routeTest({
    id: 'default-router-informs',
    title: 'a default router of low preference is used for the prefix that it informs of',
    async run(t) {
      const setting = await becomeSetting(t);
      const prefix = remotePrefix(t);
      const router = routerNamed(t, 'low router');
      await advertise(t, router, { routerLifetime: 1800, preference: PREFERENCE.low, options: [routeTo(prefix)] });
      await expectVia(t, setting, addressIn(t, prefix), router);
      await expectVia(t, setting, justOutside(t, prefix), setting.defaultRouter);
    },
  });

  routeTest({
    id: 'reserved-preference',
    title: 'an option with the reserved preference makes no route',
    requirement: 'ra-rio-reserved',
    async run(t) {
      const setting = await becomeSetting(t);
      const prefix = remotePrefix(t);
      await inform(t, routerNamed(t, 'informing router'), routeTo(prefix, { preference: 'reserved' }));
      await expectVia(t, setting, addressIn(t, prefix), setting.defaultRouter);
    },
  });

  routeTest({
    id: 'reserved-preference-zero',
    title: 'an option with the reserved preference takes no route back',
    requirement: 'ra-rio-reserved',
    async run(t) {
      const informed = await becomeInformed(t);
      await inform(t, informed.router, routeTo(informed.prefix, { preference: 'reserved', lifetimeS: 0 }));
      await expectVia(t, informed, addressIn(t, informed.prefix), informed.router);
    },
  });

  routeTest({
    id: 'reserved-preference-default',
    title: 'an option for ::/0 with the reserved preference leaves the preference of the header in force',
    requirement: 'ra-rio-reserved',
    async run(t) {
      const setting = await becomeSetting(t);
      const router = routerNamed(t, 'low router');
      const option = routeTo(DEFAULT_ROUTE, { preference: 'reserved' });
      await advertise(t, router, { routerLifetime: 1800, preference: PREFERENCE.low, options: [option] });
      for (let i = 0; i < 3; i++) await expectVia(t, setting, remoteAddress(t), setting.defaultRouter);
    },
  });
});

/** The other default router has medium preference. */
const headers = [
  { id: 'lower', header: 'high', option: 'low', octets: 0 },
  { id: 'lower-8-octets', header: 'high', option: 'low', octets: 8 },
  { id: 'lower-16-octets', header: 'high', option: 'low', octets: 16 },
  { id: 'higher', header: 'low', option: 'high', octets: 0 },
  { id: 'higher-than-medium', header: 'medium', option: 'high', octets: 0 },
  { id: 'lower-than-medium', header: 'medium', option: 'low', octets: 0 },
] as const;

suite('Route Information: ::/0', () => {
  for (const { id, header, option, octets } of headers)
    routeTest({
      id: `default-${id}`,
      title: `the ${option} preference of an option for ::/0, of ${octets} octets, overrides the ${header} preference of the header`,
      requirement: 'ra-rio-default-override',
      async run(t) {
        const setting = await becomeSetting(t);
        const router = routerNamed(t, 'router with the option');
        const options = [routeTo(DEFAULT_ROUTE, { preference: option, octets })];
        await advertise(t, router, { routerLifetime: 1800, preference: PREFERENCE[header], options });
        for (let i = 0; i < 3; i++) await expectVia(t, setting, remoteAddress(t), option === 'high' ? router : setting.defaultRouter);
      },
    });

  routeTest({
    id: 'default-alone',
    title: 'an option for ::/0 makes a default router of one that has Router Lifetime 0',
    requirement: 'ra-rio-default-override',
    async run(t) {
      const device = await assignGlobal(t);
      const router = routerNamed(t, 'router');
      await inform(t, router, routeTo(DEFAULT_ROUTE));
      await expectVia(t, { device, defaultRouter: router }, remoteAddress(t), router);
    },
  });

  routeTest({
    id: 'default-taken-back',
    title: 'an option for ::/0 with Route Lifetime 0 takes the default route back that the header makes',
    requirement: 'ra-rio-default-override',
    async run(t) {
      const setting = await becomeSetting(t);
      const router = routerNamed(t, 'high router');
      await advertise(t, router, {
        routerLifetime: 1800,
        preference: PREFERENCE.high,
        options: [routeTo(DEFAULT_ROUTE, { lifetimeS: 0 })],
      });
      for (let i = 0; i < 3; i++) await expectVia(t, setting, remoteAddress(t), setting.defaultRouter);
    },
  });
});

suite('Route Information: malformed options', () => {
  for (const [length, octets] of [
    [48, 0],
    [96, 8],
    [48, 24],
  ] as const)
    routeTest({
      id: `bad-length-${length}-in-${octets}`,
      title: `an option with a prefix of ${length} bits in ${octets} octets is ignored, the rest of the advertisement is not`,
      requirement: 'ra-rio-badlen',
      async run(t) {
        const setting = await becomeSetting(t);
        const router = routerNamed(t, 'informing router');
        const [good, other] = remotePrefixes(t, 48, 3).slice(1) as [Prefix, Prefix];
        // A host that fills up with zeros what was not sent would take this one.
        const bad = prefixOf(prefixOf(addressIn(t, other), Math.min(64, 8 * octets) || 48).address, length);
        const option = routeTo(bad, { octets });
        await inform(t, router, option, routeTo(good));
        await expectVia(t, setting, addressIn(t, bad), setting.defaultRouter);
        await expectVia(t, setting, addressIn(t, good), router);
      },
    });

  routeTest({
    id: 'bad-prefix-length',
    title: 'an option with a prefix length of 129 is ignored, the rest of the advertisement is not',
    requirement: 'ra-rio-badlen',
    async run(t) {
      const setting = await becomeSetting(t);
      const router = routerNamed(t, 'informing router');
      const [good, other] = remotePrefixes(t, 48, 3).slice(1) as [Prefix, Prefix];
      const bad = prefixOf(addressIn(t, other), 128);
      await inform(t, router, routeTo(bad, { prefixLength: 129 }), routeTo(good));
      await expectVia(t, setting, bad.address, setting.defaultRouter);
      await expectVia(t, setting, addressIn(t, good), router);
    },
  });
});

suite('Route Information: no route', () => {
  routeTest({
    id: 'no-route',
    title: 'a host that has only a route to another prefix discards the packet',
    requirement: 'ra-rio-no-route-error',
    async run(t) {
      const device = await assignGlobal(t);
      const router = routerNamed(t, 'informing router');
      const prefix = remotePrefix(t);
      await inform(t, router, routeTo(prefix));
      await requireTypeC(t, { device, defaultRouter: router, router, prefix, remote: addressIn(t, prefix) });
      const outside = justOutside(t, prefix);
      const ask = question(t, outside, device);
      const sent = await t.send('Echo Request from outside the prefix', ask.frame, { from: router });
      const forbidden = [solicitationFor(outside), ask.reply];
      await t.expectNone('a reply, or a resolution of its destination', forbidden, { since: sent, for: times(RETRANS_TIMER, 2) });
    },
  });
});
