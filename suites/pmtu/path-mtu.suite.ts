import '../ledger/ledger.js';
import { mtu as mtuOption } from '../../reference/wire/nd-options.js';
import { conformance, suite } from '../kit/conformance.js';
import type { Received } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME, LINK_MTU, MINIMUM_MTU } from '../nd/constants.js';
import { remoteAddress } from '../nd/device-addresses.js';
import { advertise } from '../nd/routers.js';
import { exchange, requireFragments, requireWhole, sendTooBig } from './large-packets.js';
import { pathTo, reducedPath, usedPath } from './paths.js';

suite('Path MTU: before any Packet Too Big message', () => {
  for (const [octets, requirement] of [
    [1280, 'pmtu-echo-1280'],
    [1500, 'pmtu-echo-1500'],
  ] as const)
    for (const place of ['off-link', 'on-link', 'link-local'] as const)
      conformance({
        id: `pmtu.initial.echo-${octets}-${place}`,
        title: `an Echo Request of ${octets} octets, ${place}, is answered with one packet`,
        requirement,
        role: 'node',
        testbed: oneLink,
        ...(place !== 'link-local' && { actions: ['add-address'] }),
        async run(t) {
          requireWhole(t, await exchange(t, await pathTo(t, place), octets), octets);
        },
      });

  conformance({
    id: 'pmtu.initial.link-mtu',
    title: 'a packet above the MTU of the link goes in fragments as long as the link takes',
    requirement: 'pmtu-initial-link-mtu',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const packet = await exchange(t, await pathTo(t, 'link-local'), 2_000);
      requireFragments(t, packet, LINK_MTU);
      const [last] = packet.frames.slice(-1) as [Received];
      const more = { 'fragment.identification': last.get('fragment.identification') as number };
      await t.expectNone('anything more of the packet', more, { since: last, for: ANSWER_TIME });
    },
  });
});

suite('Path MTU: reduced by a Packet Too Big message', () => {
  for (const place of ['off-link', 'on-link', 'link-local'] as const)
    for (const mtu of place === 'off-link' ? [1499, 1400, 1281, 1280] : [1400, 1280])
      conformance({
        id: `pmtu.reduce.${place}-${mtu}`,
        title: `${place}: after Packet Too Big with MTU ${mtu} no packet is longer`,
        requirement: place === 'off-link' ? 'pmtu-reduce-offlink' : place === 'on-link' ? 'pmtu-reduce-onlink-gl' : 'pmtu-reduce-onlink-ll',
        role: 'node',
        testbed: oneLink,
        ...(place !== 'link-local' && { actions: ['add-address'] }),
        async run(t) {
          const { path, packet } = await usedPath(t, place);
          await sendTooBig(t, path, packet, { mtu });
          requireFragments(t, await exchange(t, path, LINK_MTU), mtu);
        },
      });

  conformance({
    id: 'pmtu.reduce.fits',
    title: 'a packet that fits the reduced path MTU goes as one',
    requirement: 'pmtu-reduce-offlink',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const { path } = await reducedPath(t, 1400);
      requireWhole(t, await exchange(t, path, 1400), 1400);
    },
  });

  conformance({
    id: 'pmtu.reduce.twice',
    title: 'a second Packet Too Big message reduces the path MTU further',
    requirement: 'pmtu-reduce-twice',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const { path, packet } = await reducedPath(t, 1400);
      await sendTooBig(t, path, packet, { mtu: MINIMUM_MTU });
      requireFragments(t, await exchange(t, path, LINK_MTU), MINIMUM_MTU);
    },
  });

  for (const code of [1, 255])
    conformance({
      id: `pmtu.reduce.code-${code}`,
      title: `a Packet Too Big message with code ${code} counts like any other`,
      requirement: 'pmtu-code-ignored',
      role: 'node',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const { path, packet } = await usedPath(t);
        await sendTooBig(t, path, packet, { mtu: 1400, code });
        requireFragments(t, await exchange(t, path, LINK_MTU), 1400);
      },
    });

  for (const [name, what] of [
    ['link-local', 'the link-local address of the router'],
    ['global', 'a global address of the router'],
    ['distant', 'a router further away'],
  ] as const)
    conformance({
      id: `pmtu.reduce.from-${name}`,
      title: `a Packet Too Big message from ${what} counts`,
      requirement: 'pmtu-ptb-src-any',
      role: 'node',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const { path, packet } = await usedPath(t);
        const sources = { 'link-local': path.from.linkLocal, global: path.from.address, distant: remoteAddress(t) };
        await sendTooBig(t, path, packet, { mtu: 1400, source: sources[name] });
        requireFragments(t, await exchange(t, path, LINK_MTU), 1400);
      },
    });

  conformance({
    id: 'pmtu.reduce.other-destination',
    title: 'a Packet Too Big message about one destination leaves another one alone',
    requirement: 'pmtu-per-destination',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const { path } = await reducedPath(t, 1400);
      requireWhole(t, await exchange(t, { ...path, remote: remoteAddress(t) }, LINK_MTU), LINK_MTU);
    },
  });
});

suite('Path MTU: the MTU that a router advertises', () => {
  conformance({
    id: 'pmtu.advertised.reduce',
    title: 'an advertised MTU reduces what is sent to every destination',
    requirement: 'pmtu-ra-mtu-reduce',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const path = await pathTo(t, 'off-link');
      await advertise(t, path.from, { routerLifetime: 1800, options: [mtuOption(1400)] });
      requireFragments(t, await exchange(t, path, LINK_MTU), 1400);
    },
  });

  conformance({
    id: 'pmtu.advertised.raise',
    title: 'a larger MTU that is advertised later raises it again',
    requirement: 'pmtu-ra-mtu-raise',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const path = await pathTo(t, 'off-link');
      await advertise(t, path.from, { routerLifetime: 1800, options: [mtuOption(1300)] });
      await t.given('the MTU is 1300', async () => requireFragments(t, await exchange(t, path, LINK_MTU), 1300));
      await advertise(t, path.from, { routerLifetime: 1800, options: [mtuOption(LINK_MTU)] });
      requireWhole(t, await exchange(t, path, LINK_MTU), LINK_MTU);
    },
  });
});
