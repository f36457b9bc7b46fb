import '../ledger/ledger.js';
import type { LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { seconds } from '../../reference/time.js';
import { question } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import { oneOf } from '../kit/match.js';
import type { Neighbor, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from './constants.js';
import { assignGlobal, remoteAddress, sitePrefix } from './device-addresses.js';
import { multicastSolicitationFor } from './messages.js';
import { expectDirect, nodeIn, onLinkOption } from './on-link-prefixes.js';
import {
  advertise,
  advertiseRouter,
  becomeFirstHop,
  becomeTwoRouters,
  expectReplyToRemote,
  expectThrough,
  quietAdvertisement,
} from './routers.js';

const routerOf = (t: TestContext, name = 'router'): Neighbor => t.neighbor({ name, router: true });

/** A destination that the device has not sent to before is reached through the router. */
const expectUsed = (t: TestContext, router: Neighbor, device: Awaited<ReturnType<typeof assignGlobal>>) =>
  expectThrough(t, { router, device, remote: remoteAddress(t) }, router.linkLayerAddress);

/** No frame for a remote destination goes to any of the routers, and none is looked for. */
async function expectUnused(t: TestContext, router: Neighbor, device: Awaited<ReturnType<typeof assignGlobal>>): Promise<void> {
  const ask = question(t, remoteAddress(t), device);
  const sent = await t.send('Echo Request from a remote address', ask.frame, { from: router });
  await t.expectNone('an Echo Reply to the remote address', ask.reply, { since: sent, for: ANSWER_TIME });
}

suite('Default routers: how the list changes', () => {
  for (const [name, requirement, lifetime] of [
    ['added', 'ra-default-router-add', 1_800],
    ['lifetime-9000', 'ra-default-router-add', 9_000],
    ['lifetime-9001', 'ra-default-router-65535', 9_001],
    ['lifetime-65535', 'ra-default-router-65535', 65_535],
  ] as const)
    conformance({
      id: `nd.default-router.${name}`,
      title: `a router that advertises a Router Lifetime of ${lifetime} s is used`,
      requirement,
      role: 'host',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const device = await assignGlobal(t);
        const router = routerOf(t);
        await advertise(t, router, { routerLifetime: lifetime });
        await expectUsed(t, router, device);
      },
    });

  conformance({
    id: 'nd.default-router.never-added',
    title: 'a router that advertises only a Router Lifetime of 0 is not used',
    requirement: 'ra-default-router-zero',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const device = await assignGlobal(t);
      const router = routerOf(t);
      await advertise(t, router, { routerLifetime: 0 });
      await expectUnused(t, router, device);
    },
  });

  conformance({
    id: 'nd.default-router.zero',
    title: 'a Router Lifetime of 0 ends the use of a router at once',
    requirement: 'ra-default-router-zero',
    role: 'host',
    testbed: oneLink,
    profiles: ['current', 'kame'],
    actions: ['add-address'],
    async run(t) {
      const hop = await becomeFirstHop(t);
      await advertise(t, hop.router, { routerLifetime: 0 });
      await expectUnused(t, hop.router, hop.device);
    },
  });

  conformance({
    id: 'nd.default-router.expiry',
    title: 'a router is used until its Router Lifetime ends, and not after',
    requirement: 'ra-default-router-expire',
    role: 'host',
    testbed: oneLink,
    profiles: ['current', 'kame'],
    actions: ['add-address'],
    async run(t) {
      const device = await assignGlobal(t);
      const router = routerOf(t);
      await advertise(t, router, { routerLifetime: 4 });
      await t.elapse(seconds(2.5));
      await expectUsed(t, router, device);
      await t.elapse(seconds(3));
      await expectUnused(t, router, device);
    },
  });

  for (const [name, first, second, used] of [
    ['refresh', 3, 1_800, true],
    ['shortened', 1_800, 2, false],
  ] as const)
    conformance({
      id: `nd.default-router.${name}`,
      title: `a new Router Lifetime takes the place of a ${used ? 'shorter' : 'longer'} one`,
      requirement: 'ra-default-router-refresh',
      role: 'host',
      testbed: oneLink,
      profiles: ['current', 'kame'],
      actions: ['add-address'],
      async run(t) {
        const device = await assignGlobal(t);
        const router = routerOf(t);
        await advertise(t, router, { routerLifetime: first });
        await t.elapse(seconds(1));
        await advertise(t, router, { routerLifetime: second });
        await t.elapse(seconds(3.5));
        if (used) await expectUsed(t, router, device);
        else await expectUnused(t, router, device);
      },
    });

  for (const [name, lifetime, title] of [
    ['destination-moves-zero', 0, 'withdraws itself'],
    ['destination-moves-expiry', 2, 'reaches the end of its lifetime'],
  ] as const)
    conformance({
      id: `nd.default-router.${name}`,
      title: `when the router in use ${title}, its destinations move to another one`,
      requirement: 'drs-remove-updates-dc',
      role: 'host',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const hop = await becomeTwoRouters(t);
        await advertise(t, hop.router, { routerLifetime: lifetime });
        await t.elapse(seconds(lifetime + 1));
        await expectThrough(t, hop, hop.reserve.linkLayerAddress);
      },
    });

  conformance({
    id: 'nd.default-router.two',
    title: 'two default routers are kept: when one is withdrawn the other is used, whichever it is',
    requirement: 'ra-two-routers',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const hop = await becomeTwoRouters(t);
      await advertise(t, hop.router, { routerLifetime: 0 });
      await expectUsed(t, hop.reserve, hop.device);
      await advertiseRouter(t, hop.router);
      await advertise(t, hop.reserve, { routerLifetime: 0 });
      await expectUsed(t, hop.router, hop.device);
    },
  });

  conformance({
    id: 'nd.default-router.union',
    title: 'what one router says does not take back what another one said',
    requirement: 'ra-union',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const hop = await becomeFirstHop(t);
      const prefix = sitePrefix(t, 1);
      await advertise(t, hop.router, { routerLifetime: 1800, options: [onLinkOption(prefix)] });
      await advertise(t, routerOf(t, 'other router'), { routerLifetime: 0 });
      await expectDirect(t, nodeIn(t, prefix), hop.device);
      await expectUsed(t, hop.router, hop.device);
    },
  });

  conformance({
    id: 'nd.default-router.missing-option',
    title: 'that an option is missing in a later advertisement of the same router has no effect',
    requirement: 'ra-missing-option',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const hop = await becomeFirstHop(t);
      const prefix = sitePrefix(t, 1);
      await advertise(t, hop.router, { routerLifetime: 1800, options: [onLinkOption(prefix)] });
      await advertise(t, hop.router, { routerLifetime: 1800 });
      await expectDirect(t, nodeIn(t, prefix), hop.device);
    },
  });
});

suite('Default routers: which one is chosen', () => {
  conformance({
    id: 'nd.default-router.new-destination',
    title: 'a new destination is reached through one of the default routers',
    requirement: 'drs-new-destination',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const hop = await becomeTwoRouters(t);
      const reply = await expectReplyToRemote(t, { ...hop, remote: remoteAddress(t) });
      const either: readonly LinkLayerAddress[] = [hop.router.linkLayerAddress, hop.reserve.linkLayerAddress];
      t.require('through one of them', reply, { 'ethernet.destination': oneOf(...either) });
    },
  });

  conformance({
    id: 'nd.default-router.reachable-preferred',
    title: 'a router whose link-layer address is known is preferred to one of which nothing is known',
    requirement: 'drs-reachable-preferred',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const device = await assignGlobal(t);
      const [unknown, known] = [routerOf(t, 'silent router'), routerOf(t, 'known router')];
      t.takeOver('neighbor-discovery', unknown);
      await advertiseNameless(t, unknown);
      await advertiseRouter(t, known);
      for (let i = 0; i < 3; i++) await expectUsed(t, known, device);
    },
  });

  conformance({
    id: 'nd.default-router.round-robin',
    title: 'when no router is known to be reachable, new destinations try them in turn',
    requirement: 'drs-round-robin',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const device = await assignGlobal(t);
      const silent = [routerOf(t, 'silent router 1'), routerOf(t, 'silent router 2')];
      for (const router of silent) {
        t.takeOver('neighbor-discovery', router);
        await advertiseNameless(t, router);
      }
      const since = t.now();
      for (let i = 0; i < 3; i++) {
        await t.send('Echo Request from a new remote address', question(t, remoteAddress(t), device).frame, {
          from: silent[0] as Neighbor,
        });
        await t.elapse(seconds(0.5));
      }
      const tried = silent.map(({ linkLocal }) => multicastSolicitationFor(linkLocal));
      await t.expectInAnyOrder('a solicitation for each router', tried, { since, within: seconds(4) });
    },
  });
});

/** A default router that does not say its link-layer address. */
async function advertiseNameless(t: TestContext, router: Neighbor): Promise<void> {
  t.sendAtEnd('withdrawal', quietAdvertisement(router.linkLocal), { from: router });
  await t.send(
    'Router Advertisement without link-layer address',
    quietAdvertisement(router.linkLocal, undefined, { routerLifetime: 1800 }),
    {
      from: router,
    },
  );
}
