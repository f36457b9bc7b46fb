import '../ledger/ledger.js';
import { ALL_NODES } from '../../reference/net/address.js';
import type { LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { question } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import { oneOf, present } from '../kit/match.js';
import type { Neighbor, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from './constants.js';
import { advertisement, solicitation } from './messages.js';
import { ANNOUNCED, freshLinkLayerAddress, inWords, prime, type Announced } from './neighbor-states.js';
import { redirectBy } from './redirects.js';
import { assignGlobal, remoteAddress } from './device-addresses.js';
import { becomeFirstHop, becomeTwoRouters, expectReplyToRemote, expectThrough, quietAdvertisement, type FirstHop } from './routers.js';

/** The router says of itself that it is none any more. */
const resigns = (t: TestContext, router: Neighbor, flags: { solicited: boolean; override: boolean; announced: boolean }) =>
  t.send(
    'advertisement without the Router flag',
    advertisement({
      target: router.linkLocal,
      destination: flags.solicited ? t.dut.linkLocal : ALL_NODES,
      ...flags,
      linkLayer: flags.announced ? router.linkLayerAddress : undefined,
    }),
    { from: router },
  );

const resignations = [false, true].flatMap((announced) =>
  [false, true].flatMap((solicited) => [false, true].map((override) => ({ solicited, override, announced }))),
);

const inFlags = ({ solicited, override, announced }: (typeof resignations)[number]): string =>
  `Solicited ${solicited ? 'set' : 'clear'}, Override ${override ? 'set' : 'clear'}, ${announced ? 'with the cached' : 'without'} link-layer address`;

suite('Router flag of Neighbor Advertisements', () => {
  for (const flags of resignations) {
    const name = `s${Number(flags.solicited)}-o${Number(flags.override)}-${flags.announced ? 'same' : 'none'}`;
    conformance({
      id: `nd.router-flag.clear-${name}`,
      title: `a default router that clears its Router flag (${inFlags(flags)}) is used no longer`,
      requirement: `na-rbit-clear-${name}`,
      role: 'host',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const hop = await becomeTwoRouters(t);
        await resigns(t, hop.router, flags);
        await expectThrough(t, hop, hop.reserve.linkLayerAddress);
      },
    });
  }

  conformance({
    id: 'nd.router-flag.set-adds-no-router',
    title: 'a Neighbor Advertisement with the Router flag set makes no default router of its sender',
    requirement: 'na-rbit-set',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const device = await assignGlobal(t);
      const neighbor = await prime(t, 'reachable', { router: true });
      const ask = question(t, remoteAddress(t), device);
      const sent = await t.send('Echo Request from a remote address', ask.frame, { from: neighbor.node });
      const reply = { ...ask.reply, 'ethernet.destination': neighbor.cached };
      await t.expectNone('an Echo Reply through the neighbor', reply, { since: sent, for: ANSWER_TIME });
    },
  });

  for (const known of [false, true])
    conformance({
      id: `nd.router-flag.clear-redirected${known ? '-known' : ''}`,
      title: `when a router known only by a Redirect${known ? ', a neighbor before,' : ''} clears its Router flag, packets go to the default router again`,
      requirement: 'na-rbit-redirected',
      role: 'host',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const hop = await becomeFirstHop(t);
        const better = t.neighbor({ name: 'better router', router: true });
        if (known) await prime(t, 'reachable', { node: better });
        const linkLayer = known ? undefined : better.linkLayerAddress;
        await t.send('Redirect', redirectBy(hop, { target: better.linkLocal, linkLayer }), { from: hop.router });
        await t.given('the redirect is followed', () => expectThrough(t, hop, better.linkLayerAddress));
        await resigns(t, better, { solicited: false, override: true, announced: true });
        await expectThrough(t, hop, hop.router.linkLayerAddress);
      },
    });
});

suite('IsRouter and messages that say nothing about it', () => {
  for (const announced of ANNOUNCED)
    conformance({
      id: `nd.router-flag.ns-keeps-router-${announced}`,
      title: `a Neighbor Solicitation with ${inWords[announced]} from the default router leaves it one`,
      requirement: `ns-proc-isrouter-kept-${announced}`,
      role: 'host',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const hop = await becomeFirstHop(t);
        const before = hop.router.linkLayerAddress;
        const linkLayer = moved(t, hop.router, announced);
        const draft = solicitation({ source: hop.router.linkLocal, target: t.dut.linkLocal, destination: t.dut.linkLocal, linkLayer });
        const sent = await t.send('Neighbor Solicitation of the router', draft, { from: hop.router });
        await t.expect(
          'Neighbor Advertisement',
          { 'neighborAdvertisement.target': t.dut.linkLocal, 'ethernet.destination': present },
          { since: sent, within: ANSWER_TIME },
        );
        await expectThroughEither(t, hop, before);
      },
    });

  for (const announced of ANNOUNCED)
    conformance({
      id: `nd.router-flag.ra-restores-router-${announced}`,
      title: `a Router Advertisement with ${inWords[announced]} makes a router of one that had resigned, so that it can resign again`,
      requirement: `ra-isrouter-${announced}`,
      role: 'host',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const hop = await becomeFirstHop(t);
        const before = hop.router.linkLayerAddress;
        await resigns(t, hop.router, { solicited: false, override: true, announced: true });
        const draft = quietAdvertisement(hop.router.linkLocal, moved(t, hop.router, announced), { routerLifetime: 1800 });
        await t.send('Router Advertisement', draft, { from: hop.router });
        await expectThroughEither(t, hop, before);
        await resigns(t, hop.router, { solicited: false, override: true, announced: true });
        await expectNoWay(t, hop);
      },
    });
});

/** The only router that the device knew is none any more. */
async function expectNoWay(t: TestContext, hop: FirstHop): Promise<void> {
  const ask = question(t, hop.remote, hop.device);
  const sent = await t.send('Echo Request from a remote address', ask.frame, { from: hop.router });
  await t.expectNone('an Echo Reply to the remote address', ask.reply, { since: sent, for: ANSWER_TIME });
}

/** That a new link-layer address takes the place of the old one is a SHOULD, and the subject of other tests. */
async function expectThroughEither(t: TestContext, hop: FirstHop, before: LinkLayerAddress): Promise<void> {
  const reply = await expectReplyToRemote(t, hop);
  t.require('the reply goes through the router', reply, { 'ethernet.destination': oneOf(before, hop.router.linkLayerAddress) });
}

/** What the router announces; with `diff` it has that address from now on. */
function moved(t: TestContext, router: Neighbor, announced: Announced) {
  if (announced === 'none') return undefined;
  if (announced === 'diff') router.moveTo(freshLinkLayerAddress(t));
  return router.linkLayerAddress;
}
