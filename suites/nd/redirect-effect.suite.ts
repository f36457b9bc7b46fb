import '../ledger/ledger.js';
import { ALL_NODES } from '../../reference/net/address.js';
import { seconds } from '../../reference/time.js';
import { frame } from '../../reference/wire/frame.js';
import { echoRequest } from '../../reference/wire/icmpv6.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { redirectedHeader, type NdOptionDraft } from '../../reference/wire/nd-options.js';
import { question } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import type { Neighbor, Received, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from './constants.js';
import { remoteAddress } from './device-addresses.js';
import { advertisement, multicastSolicitationFor, solicitationFor } from './messages.js';
import { redirectBy, type RedirectFields } from './redirects.js';
import { advertiseRouter, becomeFirstHop, expectThrough, type FirstHop } from './routers.js';

/** The packet that the router forwarded, as its Redirect quotes it: what the device sent, from the IPv6 header on. */
const quoting = (packet: Received, reserved?: Uint8Array): NdOptionDraft => redirectedHeader(quoted(packet), reserved && { reserved });

function quoted({ decoded }: Received): Uint8Array {
  const packet = decoded.octets.subarray(decoded.packetOffset);
  // Options are whole units of eight octets (RFC 4861 section 4.6.3), and an Echo Reply without data is 48 octets long.
  return packet.subarray(0, packet.length - (packet.length % 8));
}

const sendRedirect = (t: TestContext, hop: FirstHop, fields: RedirectFields, from = hop.router) =>
  t.send('Redirect', redirectBy({ ...hop, router: from }, fields), { from });

/** The destination itself, which turns out to be on the link; or another router. */
type Target = 'onlink' | 'router';

function targetNode(t: TestContext, hop: FirstHop, target: Target): Neighbor {
  if (target === 'router') return t.neighbor({ name: 'better router', router: true });
  return t.neighbor({ name: 'destination on the link', addresses: [hop.remote] });
}

const rows = (['onlink', 'router'] as const).flatMap((target) =>
  [false, true].flatMap((announced) => [false, true].map((quotes) => ({ target, announced, quotes }))),
);

suite('Redirect: the first hop of a destination changes', () => {
  for (const { target, announced, quotes } of rows)
    conformance({
      id: `nd.redirect-effect.${target}${announced ? '-tlla' : ''}${quotes ? '-quoting' : ''}`,
      title:
        `a Redirect to ${target === 'onlink' ? 'the destination itself' : 'another router'}, ${announced ? 'with' : 'without'} link-layer ` +
        `address, ${quotes ? 'with' : 'without'} Redirected Header, makes packets take the new hop`,
      requirement: `redirect-${target}-${announced ? 'tlla' : 'no-tlla'}-${quotes ? 'rh' : 'no-rh'}`,
      role: 'host',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const hop = await becomeFirstHop(t);
        const forwarded = await t.given('a packet was forwarded', () => expectThrough(t, hop, hop.router.linkLayerAddress));
        const node = targetNode(t, hop, target);
        const address = target === 'onlink' ? hop.remote : node.linkLocal;
        const linkLayer = announced ? node.linkLayerAddress : undefined;
        const sent = await sendRedirect(t, hop, { target: address, linkLayer, options: quotes ? [quoting(forwarded)] : [] });
        await expectThrough(t, hop, node.linkLayerAddress);
        if (announced) await t.expectNone('a resolution of the target', solicitationFor(address), { since: sent, for: ANSWER_TIME });
        else await t.expect('resolution of the target', multicastSolicitationFor(address), { since: sent, within: ANSWER_TIME });
      },
    });

  conformance({
    id: 'nd.redirect-effect.becomes-on-link',
    title: 'a Redirect whose Target is the destination makes the destination a neighbor',
    requirement: 'redirect-onlink-treated',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const hop = await becomeFirstHop(t);
      const node = targetNode(t, hop, 'onlink');
      await sendRedirect(t, hop, { target: hop.remote });
      await expectThrough(t, hop, node.linkLayerAddress);
    },
  });

  conformance({
    id: 'nd.redirect-effect.resolves-destination',
    title: 'after a Redirect whose Target is the destination the destination is resolved',
    requirement: 'onlink-redirect',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const hop = await becomeFirstHop(t);
      const node = targetNode(t, hop, 'onlink');
      const since = await sendRedirect(t, hop, { target: hop.remote });
      const ask = question(t, hop.remote, hop.device);
      await t.send('Echo Request of the destination', ask.frame, { from: node });
      await t.expect('resolution of the destination', multicastSolicitationFor(hop.remote), { since, within: ANSWER_TIME });
    },
  });

  conformance({
    id: 'nd.redirect-effect.reserved',
    title: 'the Reserved field of the Redirected Header option is ignored',
    requirement: 'redirect-header-reserved',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const hop = await becomeFirstHop(t);
      const forwarded = await t.given('a packet was forwarded', () => expectThrough(t, hop, hop.router.linkLayerAddress));
      const { linkLocal: target, linkLayerAddress: linkLayer } = targetNode(t, hop, 'router');
      await sendRedirect(t, hop, { target, linkLayer, options: [quoting(forwarded, new Uint8Array(6).fill(0xff))] });
      await expectThrough(t, hop, linkLayer);
    },
  });
});

suite('Redirect: how far it goes', () => {
  conformance({
    id: 'nd.redirect-effect.twice',
    title: 'a second Redirect, from the new first hop, takes the place of the first',
    requirement: 'redirect-twice',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const hop = await becomeFirstHop(t);
      const [second, third] = [targetNode(t, hop, 'router'), t.neighbor({ name: 'third router', router: true })];
      await sendRedirect(t, hop, { target: second.linkLocal, linkLayer: second.linkLayerAddress });
      await t.given('the first Redirect is followed', () => expectThrough(t, hop, second.linkLayerAddress));
      await sendRedirect(t, hop, { target: third.linkLocal, linkLayer: third.linkLayerAddress }, second);
      await expectThrough(t, hop, third.linkLayerAddress);
    },
  });

  conformance({
    id: 'nd.redirect-effect.all-flows',
    title: 'a Redirect holds for every flow to its destination',
    requirement: 'redirect-all-flows',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const hop = await becomeFirstHop(t);
      const { linkLocal: target, linkLayerAddress: linkLayer } = targetNode(t, hop, 'router');
      await sendRedirect(t, hop, { target, linkLayer });
      for (const [flowLabel, identifier] of [
        [0, 0x0a01],
        [0xabcde, 0x0a02],
      ] as const) {
        const ask = frame(ipv6({ source: hop.remote, destination: hop.device, flowLabel }), echoRequest({ identifier, sequence: 1 }));
        const sent = await t.send(`Echo Request with flow label ${flowLabel}`, ask, { from: hop.router });
        const reply = { 'echoReply.identifier': identifier, 'ipv6.destination': hop.remote, 'ethernet.destination': linkLayer };
        await t.expect('Echo Reply through the new hop', reply, { since: sent, within: ANSWER_TIME });
      }
    },
  });

  conformance({
    id: 'nd.redirect-effect.other-destination',
    title: 'a Redirect leaves other destinations with their first hop',
    requirement: 'redirect-other-dest',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const hop = await becomeFirstHop(t);
      const other = { ...hop, remote: remoteAddress(t) };
      await t.given('another destination is in use', () => expectThrough(t, other, hop.router.linkLayerAddress));
      const { linkLocal: target, linkLayerAddress: linkLayer } = targetNode(t, hop, 'router');
      await sendRedirect(t, hop, { target, linkLayer });
      await expectThrough(t, hop, linkLayer);
      await expectThrough(t, other, hop.router.linkLayerAddress);
      await expectThrough(t, { ...hop, remote: remoteAddress(t) }, hop.router.linkLayerAddress);
    },
  });

  conformance({
    id: 'nd.redirect-effect.unused-destination',
    title: 'a Redirect for a destination that was never used is remembered',
    requirement: 'redirect-creates-dc',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const hop = { ...(await becomeFirstHop(t)), remote: remoteAddress(t) };
      const { linkLocal: target, linkLayerAddress: linkLayer } = targetNode(t, hop, 'router');
      await sendRedirect(t, hop, { target, linkLayer });
      await expectThrough(t, hop, linkLayer);
    },
  });

  conformance({
    id: 'nd.redirect-effect.on-link-no-router',
    title: 'a neighbor known by a Redirect whose Target is the destination is no router: that it says so changes nothing',
    requirement: 'redirect-isrouter-onlink-new',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const hop = await becomeFirstHop(t);
      const node = targetNode(t, hop, 'onlink');
      await sendRedirect(t, hop, { target: hop.remote, linkLayer: node.linkLayerAddress });
      await expectThrough(t, hop, node.linkLayerAddress);
      const news = advertisement({ target: hop.remote, destination: ALL_NODES, override: true, linkLayer: node.linkLayerAddress });
      await t.send('advertisement without the Router flag', news, { from: node });
      await expectThrough(t, hop, node.linkLayerAddress);
    },
  });

  conformance({
    id: 'nd.redirect-effect.lasts',
    title: 'a Redirect outlives a new advertisement of the router that sent it',
    requirement: 'redirect-creates-dc',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const hop = await becomeFirstHop(t);
      const { linkLocal: target, linkLayerAddress: linkLayer } = targetNode(t, hop, 'router');
      await sendRedirect(t, hop, { target, linkLayer });
      await t.given('the Redirect is followed', () => expectThrough(t, hop, linkLayer));
      await advertiseRouter(t, hop.router);
      await t.elapse(seconds(2));
      await expectThrough(t, hop, linkLayer);
    },
  });
});
