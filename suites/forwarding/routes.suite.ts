import '../ledger/ledger.js';
import { address, UNSPECIFIED, type Address } from '../../reference/net/address.js';
import { prefixOf, type Prefix } from '../../reference/net/prefix.js';
import { conformance, suite } from '../kit/conformance.js';
import type { Neighbor, TestContext } from '../kit/test-context.js';
import { twoLinks } from '../kit/testbed.js';
import { addressIn, remoteAddress, sibling } from '../nd/device-addresses.js';
import { expectRefused, expectSilentlyDropped, NO_ROUTE, REJECTED } from './refusals.js';
import { betweenLinks, type Topology } from './topology.js';
import { cargo, copies, expectForwarded, sendTransit, transit } from './transit.js';
import { ANSWER_TIME } from '../nd/constants.js';

/** Routers often have it. */
const SAME_ADDRESS = address('fe80::1');

const declared = { role: 'router', testbed: twoLinks, actions: ['add-address', 'add-route'] } as const;

/** A router on the far link, by which the device reaches a prefix. */
async function routeBy(t: TestContext, prefix: Prefix, name = 'next router'): Promise<Neighbor> {
  const router = t.neighbor({ name, link: 'link1', router: true });
  await t.do({ kind: 'add-route', link: 'link1', prefix, gateway: router.linkLocal });
  return router;
}

const expectBy = (t: TestContext, topology: Topology, destination: Address, to: Neighbor) =>
  expectForwarded(t, topology, `packet for ${to.name}`, transit(topology, [cargo(t)], { destination }), { link: 'link1', to });

suite('Forwarding: by routes', () => {
  for (const length of [0, 32, 48, 63, 64, 65, 96, 127, 128])
    conformance({
      ...declared,
      id: `forwarding.routes.length-${length}`,
      title: `a packet for a prefix of ${length} bits is handed to the router that the route names`,
      requirement: 'fwd-prefix-any-length',
      async run(t) {
        const topology = await betweenLinks(t);
        const prefix = prefixOf(length === 0 ? UNSPECIFIED : remoteAddress(t), length);
        const router = await routeBy(t, prefix);
        await expectBy(t, topology, length === 0 ? remoteAddress(t) : addressIn(t, prefix), router);
      },
    });

  for (const length of [64, 65, 96, 127, 128])
    conformance({
      ...declared,
      id: `forwarding.routes.longest-match-${length}`,
      title: `of a route of 48 bits and one of ${length} within it, a packet takes the longer where it is inside, and only there`,
      requirement: 'fwd-prefix-any-length',
      async run(t) {
        const topology = await betweenLinks(t);
        const outer = prefixOf(remoteAddress(t), 48);
        const inner = prefixOf(addressIn(t, outer), length);
        const byInner = await routeBy(t, inner, 'router of the longer prefix');
        const byOuter = await routeBy(t, outer, 'router of the shorter prefix');
        await expectBy(t, topology, addressIn(t, inner), byInner);
        await expectBy(t, topology, addressIn(t, sibling(inner)), byOuter);
      },
    });

  conformance({
    ...declared,
    id: 'forwarding.routes.to-neighbors',
    title: 'a route without a router leads to the destination itself',
    requirement: 'fwd-prefix-any-length',
    async run(t) {
      const topology = await betweenLinks(t);
      const prefix = prefixOf(remoteAddress(t), 64);
      await t.do({ kind: 'add-route', link: 'link1', prefix });
      const neighbor = t.neighbor({ name: 'neighbor by a route', link: 'link1', addresses: [addressIn(t, prefix)] });
      await expectBy(t, topology, neighbor.address, neighbor);
    },
  });

  for (const first of ['link0', 'link1'] as const)
    conformance({
      ...declared,
      id: `forwarding.routes.gateway-zones-${first}-first`,
      title: `routers of the same link-local address on two links are two routers, whichever route is entered first (${first})`,
      requirement: 'rt-gateway-zone',
      async run(t) {
        const topology = await betweenLinks(t);
        const links = first === 'link0' ? ['link0', 'link1'] : ['link1', 'link0'];
        const routers = links.map((link) => ({
          link,
          prefix: prefixOf(remoteAddress(t), 96),
          to: t.neighbor({ name: `router on ${link}`, link, linkLocal: SAME_ADDRESS, router: true }),
        }));
        for (const { link, prefix } of routers) await t.do({ kind: 'add-route', link, prefix, gateway: SAME_ADDRESS });
        for (const { link, prefix, to } of routers) {
          const draft = transit(topology, [cargo(t)], { destination: addressIn(t, prefix) });
          await expectForwarded(t, topology, `packet for the ${to.name}`, draft, { link, to });
        }
      },
    });

  conformance({
    ...declared,
    id: 'forwarding.routes.hairpin',
    title: 'a packet whose next router is on the link that it came from is forwarded there',
    requirement: 'fwd-hairpin',
    async run(t) {
      const topology = await betweenLinks(t);
      const prefix = prefixOf(remoteAddress(t), 64);
      const router = t.neighbor({ name: 'router on the same link', router: true });
      await t.do({ kind: 'add-route', link: 'link0', prefix, gateway: router.linkLocal });
      const draft = transit(topology, [cargo(t)], { destination: addressIn(t, prefix) });
      await expectForwarded(t, topology, 'packet', draft, { link: 'link0', to: router });
    },
  });
});

suite('Forwarding: without a route', () => {
  conformance({
    ...declared,
    id: 'forwarding.routes.none',
    title: 'a packet that no route is for is refused with Destination Unreachable, code 0',
    requirement: 'fwd-noroute',
    actions: ['add-address'],
    async run(t) {
      const topology = await betweenLinks(t);
      const draft = transit(topology, [cargo(t)], { destination: remoteAddress(t) });
      await expectRefused(t, topology, await sendTransit(t, topology, 'packet to nowhere', draft), draft, NO_ROUTE);
    },
  });

  conformance({
    ...declared,
    id: 'forwarding.routes.removed',
    title: 'a packet whose route has been removed is refused with Destination Unreachable, code 0',
    requirement: 'fwd-noroute',
    actions: ['add-address', 'add-route', 'remove-route'],
    async run(t) {
      const topology = await betweenLinks(t);
      const prefix = prefixOf(remoteAddress(t), 64);
      const destination = addressIn(t, prefix);
      const router = await routeBy(t, prefix);
      await t.given('the route is used', () => expectBy(t, topology, destination, router));
      await t.do({ kind: 'remove-route', link: 'link1', prefix });
      const draft = transit(topology, [cargo(t)], { destination });
      await expectRefused(t, topology, await sendTransit(t, topology, 'packet to nowhere', draft), draft, NO_ROUTE);
    },
  });

  conformance({
    ...declared,
    id: 'forwarding.routes.rejected',
    title: 'a packet that a route says to reject is refused with Destination Unreachable, code 6 or 1',
    requirement: 'fwd-reject-route',
    async run(t) {
      const topology = await betweenLinks(t);
      const prefix = prefixOf(remoteAddress(t), 64);
      await t.do({ kind: 'add-route', link: 'link1', prefix, reject: true });
      const draft = transit(topology, [cargo(t)], { destination: addressIn(t, prefix) });
      await expectRefused(t, topology, await sendTransit(t, topology, 'packet to be rejected', draft), draft, REJECTED);
    },
  });

  conformance({
    ...declared,
    id: 'forwarding.routes.blackhole',
    title: 'a packet that a route says to discard goes nowhere, and no error is sent about it',
    requirement: 'rt-reject',
    async run(t) {
      const topology = await betweenLinks(t);
      const prefix = prefixOf(remoteAddress(t), 64);
      await t.do({ kind: 'add-route', link: 'link1', prefix, blackhole: true });
      const draft = transit(topology, [cargo(t)], { destination: addressIn(t, prefix) });
      const sent = await sendTransit(t, topology, 'packet to be discarded', draft);
      await expectSilentlyDropped(t, topology, sent, draft);
    },
  });

  conformance({
    ...declared,
    id: 'forwarding.routes.rejected-within',
    title: 'a longer prefix inside one that is rejected is forwarded',
    requirement: 'fwd-prefix-any-length',
    async run(t) {
      const topology = await betweenLinks(t);
      const outer = prefixOf(remoteAddress(t), 48);
      const inner = prefixOf(addressIn(t, outer), 96);
      await t.do({ kind: 'add-route', link: 'link1', prefix: outer, reject: true });
      const router = await routeBy(t, inner);
      await expectBy(t, topology, addressIn(t, inner), router);
      const draft = transit(topology, [cargo(t)], { destination: addressIn(t, sibling(inner)) });
      const sent = await sendTransit(t, topology, 'packet just outside', draft);
      await t.expectNone('the packet', copies(draft), { since: sent, for: ANSWER_TIME, link: 'link1' });
    },
  });
});
