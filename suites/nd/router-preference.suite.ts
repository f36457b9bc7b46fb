import '../ledger/ledger.js';
import { seconds } from '../../reference/time.js';
import { question } from '../icmpv6/questions.js';
import { conformance, suite, type ConformanceTest } from '../kit/conformance.js';
import type { Neighbor, Sent, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from './constants.js';
import { assignGlobal, remoteAddress } from './device-addresses.js';
import { PREFERENCE, type Preference } from './preferences.js';
import { advertise, expectThrough } from './routers.js';

const prefer = (t: TestContext, router: Neighbor, preference: Preference, routerLifetime = 1800): Promise<Sent> =>
  advertise(t, router, { routerLifetime, preference: PREFERENCE[preference] }, `Router Advertisement, ${preference} preference`);

type Device = Awaited<ReturnType<typeof assignGlobal>>;

/** Several destinations that are new to the device are all reached through the router. */
async function expectChosen(t: TestContext, router: Neighbor, device: Device): Promise<void> {
  for (let i = 0; i < 3; i++) await expectThrough(t, { router, device, remote: remoteAddress(t) }, router.linkLayerAddress);
}

type Row = Pick<ConformanceTest, 'id' | 'title' | 'requirement' | 'run'>;

const preferenceTest = (row: Row): void =>
  conformance({
    ...row,
    id: `nd.router-preference.${row.id}`,
    role: 'host',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['add-address'],
  });

const pairs: readonly (readonly [better: Preference, worse: Preference, requirement: string])[] = [
  ['high', 'medium', 'ra-pref-high'],
  ['high', 'low', 'ra-pref-high'],
  ['medium', 'low', 'ra-pref-low'],
  ['high', 'reserved', 'ra-pref-reserved'],
  ['reserved', 'low', 'ra-pref-reserved'],
];

suite('Router preferences: the better one is chosen', () => {
  for (const [better, worse, requirement] of pairs)
    for (const order of ['first', 'last'] as const)
      preferenceTest({
        id: `${better}-over-${worse}-${order}`,
        title: `a router of ${better} preference is chosen over one of ${worse} preference; it advertises itself ${order}`,
        requirement,
        async run(t) {
          const device = await assignGlobal(t);
          const [good, bad] = [
            t.neighbor({ name: `${better} router`, router: true }),
            t.neighbor({ name: `${worse} router`, router: true }),
          ];
          if (order === 'first') await prefer(t, good, better);
          await prefer(t, bad, worse);
          if (order === 'last') await prefer(t, good, better);
          await expectChosen(t, good, device);
        },
      });

  preferenceTest({
    id: 'low-alone',
    title: 'a router of low preference is used when there is no other',
    requirement: 'ra-pref-low',
    async run(t) {
      const device = await assignGlobal(t);
      const router = t.neighbor({ name: 'low router', router: true });
      await prefer(t, router, 'low');
      await expectChosen(t, router, device);
    },
  });

  preferenceTest({
    id: 'zero-lifetime',
    title: 'with Router Lifetime 0 the preference makes no default router of the sender',
    requirement: 'ra-pref-lifetime0',
    async run(t) {
      const device = await assignGlobal(t);
      const router = t.neighbor({ name: 'router', router: true });
      await prefer(t, router, 'high', 0);
      const ask = question(t, remoteAddress(t), device);
      const sent = await t.send('Echo Request from a remote address', ask.frame, { from: router });
      await t.expectNone('an Echo Reply through it', ask.reply, { since: sent, for: ANSWER_TIME });
    },
  });
});

/** Two routers of which the first is preferred, and used. */
async function begin(t: TestContext, [better, worse]: readonly [Preference, Preference], lifetime?: number) {
  const device = await assignGlobal(t);
  const [good, bad] = [t.neighbor({ name: 'first router', router: true }), t.neighbor({ name: 'second router', router: true })];
  await prefer(t, good, better, lifetime);
  await prefer(t, bad, worse);
  await t.given('the first router is chosen', () => expectChosen(t, good, device));
  return { device, good, bad };
}

suite('Router preferences: changes', () => {
  preferenceTest({
    id: 'raised',
    title: 'a router that raises its preference is chosen from then on',
    requirement: 'ra-pref-high',
    async run(t) {
      const { device, bad } = await begin(t, ['medium', 'low']);
      await prefer(t, bad, 'high');
      await expectChosen(t, bad, device);
    },
  });

  preferenceTest({
    id: 'lowered',
    title: 'a router that lowers its preference is not chosen any more',
    requirement: 'ra-pref-low',
    async run(t) {
      const { device, good, bad } = await begin(t, ['high', 'medium']);
      await prefer(t, good, 'low');
      await expectChosen(t, bad, device);
    },
  });

  preferenceTest({
    id: 'withdrawn',
    title: 'when the preferred router withdraws itself the other one is used',
    requirement: 'ra-pref-low',
    async run(t) {
      const { device, good, bad } = await begin(t, ['high', 'low']);
      await prefer(t, good, 'medium', 0);
      await expectChosen(t, bad, device);
    },
  });

  preferenceTest({
    id: 'expired',
    title: 'when the lifetime of the preferred router ends the other one is used',
    requirement: 'ra-pref-low',
    async run(t) {
      const { device, bad } = await begin(t, ['high', 'low'], 4);
      await t.elapse(seconds(5));
      await expectChosen(t, bad, device);
    },
  });

  preferenceTest({
    id: 'unreachable',
    title: 'when the preferred router becomes unreachable the other one is used',
    requirement: 'ra-pref-low',
    async run(t) {
      const { device, good, bad } = await begin(t, ['high', 'low']);
      t.takeOver('neighbor-discovery', good);
      await t.elapse(seconds(9));
      await expectChosen(t, bad, device);
    },
  });
});
