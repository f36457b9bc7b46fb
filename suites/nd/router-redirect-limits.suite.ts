import '../ledger/ledger.js';
import { address, type Address } from '../../reference/net/address.js';
import { prefixOf } from '../../reference/net/prefix.js';
import { milliseconds } from '../../reference/time.js';
import { routing0, routingUnknown } from '../../reference/wire/extension-headers.js';
import { cargo, packetBetween, sentOn } from '../forwarding/transit.js';
import { expectBounded, FLOOD } from '../icmpv6/floods.js';
import { conformance, suite } from '../kit/conformance.js';
import type { Neighbor, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from './constants.js';
import { addressIn, assignGlobal, remoteAddress } from './device-addresses.js';
import { anyRedirect, detour, detoured, redirectOf, type Detour } from './router-redirects.js';
import { redirectBy } from './redirects.js';
import { becomeFirstHop, expectThrough } from './routers.js';

/** A node that is no neighbour, behind a router of the link by which the device reaches it. */
async function remoteNode(t: TestContext): Promise<{ readonly by: Neighbor; readonly source: Address }> {
  const by = t.neighbor({ name: 'router of the remote node', router: true });
  const prefix = prefixOf(remoteAddress(t), 64);
  await t.do({ kind: 'add-route', link: 'link0', prefix, gateway: by.linkLocal });
  return { by, source: addressIn(t, prefix) };
}

/** A router may limit its Redirects to one neighbour to one in a second. */
const BETWEEN_REDIRECTS = milliseconds(1500);

/** A router that sends no Redirects at all sends none where it must not. */
async function redirectedBefore(t: TestContext): Promise<Detour> {
  const way = await detour(t, 'neighbor');
  await t.given('the router redirects', () => redirectOf(t, way, detoured(t, way)));
  await t.elapse(BETWEEN_REDIRECTS);
  return way;
}

suite('Redirects that a router must not send', () => {
  conformance({
    id: 'nd.router-redirect.not-to-remote',
    title: 'a node that is no neighbor is not redirected; its packet is forwarded',
    requirement: 'rtr-redirect-not-offlink-src',
    role: 'router',
    testbed: oneLink,
    actions: ['add-address', 'add-route'],
    async run(t) {
      const way = await detour(t, 'neighbor');
      const { by, source } = await remoteNode(t);
      const draft = packetBetween(source, way.destination, [cargo(t)]);
      const sent = await t.send('packet of a remote node', draft, { from: by });
      await t.expect('the packet, forwarded', sentOn(t, draft, { link: 'link0', to: way.hop }), { since: sent, within: ANSWER_TIME });
      await t.expectNone('a Redirect', anyRedirect, { since: sent, for: ANSWER_TIME });
    },
  });

  for (const group of ['ff02::6:7:8', 'ff05::6:7:8', 'ff0e::6:7:8'])
    conformance({
      id: `nd.router-redirect.not-about-group-${group.slice(0, 4)}`,
      title: `a packet to ${group} causes no Redirect`,
      requirement: 'rtr-redirect-not-mcast',
      role: 'router',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const way = await redirectedBefore(t);
        const sent = await t.send('packet to a group', detoured(t, { ...way, destination: address(group) }), { from: way.sender });
        await t.expectNone('a Redirect', anyRedirect, { since: sent, for: ANSWER_TIME });
      },
    });

  for (const [name, route] of Object.entries({
    'type-0': (to: Address) => routing0({ segmentsLeft: 1, addresses: [to] }),
    'type-33': (_to: Address) => routingUnknown({ segmentsLeft: 1, data: new Uint8Array(4) }),
  }))
    conformance({
      id: `nd.router-redirect.not-about-source-route-${name}`,
      title: `a packet that is source-routed through the router by ${name} causes no Redirect`,
      requirement: 'rtr-redirect-not-srcrouted',
      role: 'router',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const way = await redirectedBefore(t);
        const draft = packetBetween(way.sender.address, way.device, [route(way.destination), cargo(t)]);
        const sent = await t.send('source-routed packet', draft, { from: way.sender });
        await t.expectNone('a Redirect', anyRedirect, { since: sent, for: ANSWER_TIME });
      },
    });

  conformance({
    id: 'nd.router-redirect.no-global-target',
    title: 'a better router that is known by a global address alone is not named by it',
    requirement: 'rtr-redirect-ll-known',
    role: 'router',
    testbed: oneLink,
    actions: ['add-address', 'add-route'],
    async run(t) {
      await assignGlobal(t);
      const hop = t.neighbor({ name: 'router known by a global address', router: true });
      const prefix = prefixOf(remoteAddress(t), 64);
      await t.do({ kind: 'add-route', link: 'link0', prefix, gateway: hop.address });
      const draft = packetBetween(t.tester.address, addressIn(t, prefix), [cargo(t)]);
      const sent = await t.send('packet that takes a detour', draft);
      await t.expect('the packet, forwarded', sentOn(t, draft, { link: 'link0', to: hop }), { since: sent, within: ANSWER_TIME });
      await t.expectNone('a Redirect to the global address', { 'redirect.target': hop.address }, { since: sent, for: ANSWER_TIME });
    },
  });

  conformance({
    id: 'nd.router-redirect.rate',
    title: `of ${FLOOD} packets in about a second that take a detour, not every one is answered with a Redirect`,
    requirement: 'rtr-redirect-rate',
    role: 'router',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const way = await detour(t, 'neighbor');
      const draft = detoured(t, way);
      await expectBounded(t, 'Redirects', () => t.send('packet that takes a detour', draft, { from: way.sender }), anyRedirect);
    },
  });
});

suite('Redirects that a router receives', () => {
  for (const target of ['router', 'destination'] as const)
    conformance({
      id: `nd.router-redirect.ignored-${target}`,
      title: `a Redirect to ${target === 'router' ? 'another router' : 'the destination itself'} does not change the way of the router's own packets`,
      requirement: 'rtr-redirect-ignore-incoming',
      role: 'router',
      testbed: oneLink,
      actions: ['add-address', 'add-route'],
      async run(t) {
        const hop = await becomeFirstHop(t);
        const other = t.neighbor({ name: 'other hop', ...(target === 'destination' && { addresses: [hop.remote] }) });
        const better = target === 'router' ? other.linkLocal : hop.remote;
        await t.send('Redirect', redirectBy(hop, { target: better, linkLayer: other.linkLayerAddress }), { from: hop.router });
        await expectThrough(t, hop, hop.router.linkLayerAddress);
      },
    });

  conformance({
    id: 'nd.router-redirect.ignored-in-transit',
    title: 'a Redirect does not change the way of packets in transit',
    requirement: 'rtr-redirect-ignore-incoming',
    role: 'router',
    testbed: oneLink,
    actions: ['add-address', 'add-route'],
    async run(t) {
      const hop = await becomeFirstHop(t);
      const other = t.neighbor({ name: 'other router', router: true });
      await t.send('Redirect', redirectBy(hop, { target: other.linkLocal, linkLayer: other.linkLayerAddress }), { from: hop.router });
      const draft = packetBetween(t.tester.address, hop.remote, [cargo(t)]);
      const sent = await t.send('packet to the remote address', draft);
      await t.expect('the packet, forwarded as before', sentOn(t, draft, { link: 'link0', to: hop.router }), {
        since: sent,
        within: ANSWER_TIME,
      });
    },
  });
});
