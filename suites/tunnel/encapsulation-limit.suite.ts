import '../ledger/ledger.js';
import { destinationOptions, hopByHop, routingUnknown } from '../../reference/wire/extension-headers.js';
import { raw, type LayerDraft } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { padN, tunnelEncapsulationLimit } from '../../reference/wire/ipv6-options.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { errorTo } from '../icmpv6/questions.js';
import { QUOTE_ROOM } from '../ipv6/outcomes.js';
import { conformance, suite } from '../kit/conformance.js';
import { absent, type Match } from '../kit/match.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';
import {
  requireVerbatim,
  addTunnel,
  expectAnswered,
  expectCarried,
  original,
  outerLimit,
  question,
  sendThrough,
  throughTunnel,
  TUNNEL_ACTIONS,
} from './tunnels.js';

const limitOf = (limit: number): LayerDraft => destinationOptions({ options: [tunnelEncapsulationLimit(limit)] });

/** The outer headers without any header between the two packets. */
const NO_HEADER: Match = { 'ipv6.nextHeader': PROTOCOL.ipv6 };

suite('Tunnel Encapsulation Limit: configured', () => {
  for (const encapsulationLimit of [4, 0, 255])
    conformance({
      id: `tunnel.limit.configured-${encapsulationLimit}`,
      title: `a packet without a limit gets the configured one of ${encapsulationLimit}`,
      requirement: 'tun-tel-insert',
      role: 'node',
      testbed: oneLink,
      actions: TUNNEL_ACTIONS,
      async run(t) {
        const tunnel = await addTunnel(t, { encapsulationLimit });
        const packet = question(t, tunnel);
        await expectAnswered(t, tunnel, packet, await sendThrough(t, tunnel, packet), outerLimit(encapsulationLimit));
      },
    });

  conformance({
    id: 'tunnel.limit.none',
    title: 'without a limit, configured or in the packet, there is no option',
    requirement: 'tun-tel-none',
    role: 'node',
    testbed: oneLink,
    actions: TUNNEL_ACTIONS,
    async run(t) {
      const tunnel = await addTunnel(t);
      const packet = question(t, tunnel);
      await expectAnswered(t, tunnel, packet, await sendThrough(t, tunnel, packet), { ...NO_HEADER, destinationOptions: absent });
    },
  });
});

suite('Tunnel Encapsulation Limit: of KAME', () => {
  conformance({
    id: 'tunnel.limit.unknown',
    title: 'a tunnel of which nobody says anything knows no limit',
    requirement: 'tun-gif-no-limit-kame',
    role: 'node',
    testbed: oneLink,
    profiles: ['kame'],
    actions: TUNNEL_ACTIONS,
    async run(t) {
      const tunnel = await addTunnel(t, { encapsulationLimit: 'unsaid' });
      const packet = question(t, tunnel);
      await expectAnswered(t, tunnel, packet, await sendThrough(t, tunnel, packet), { ...NO_HEADER, destinationOptions: absent });
    },
  });
});

suite('Tunnel Encapsulation Limit: in the packet that enters', () => {
  for (const encapsulationLimit of ['none', 9] as const)
    for (const limit of [1, 2, 255])
      conformance({
        id: `tunnel.limit.in-packet-${limit}-configured-${encapsulationLimit}`,
        title: `a limit of ${limit} in the packet, ${encapsulationLimit} configured: the outer limit is ${limit - 1}`,
        requirement: 'tun-tel-decrement',
        role: 'router',
        testbed: oneLink,
        actions: TUNNEL_ACTIONS,
        async run(t) {
          const tunnel = await addTunnel(t, { encapsulationLimit });
          const packet = original(t, tunnel, { before: [limitOf(limit)] });
          await expectCarried(t, tunnel, packet, {
            ...outerLimit(limit - 1),
            'destinationOptions[1].options.tunnelEncapsulationLimit.limit': limit,
          });
        },
      });

  const zeros: Readonly<Record<string, { readonly title: string; readonly before: readonly LayerDraft[]; readonly at: string }>> = {
    first: { title: 'as the first option', before: [limitOf(0)], at: 'destinationOptions.options[0].limit' },
    'after-padding': {
      title: 'behind padding',
      before: [destinationOptions({ options: [padN(4), tunnelEncapsulationLimit(0)] })],
      at: 'destinationOptions.options[1].limit',
    },
    'second-header': {
      title: 'in a second Destination Options header',
      before: [destinationOptions({ options: [padN(6)] }), limitOf(0)],
      at: 'destinationOptions[1].options[0].limit',
    },
    'after-hop-by-hop': {
      title: 'behind Hop-by-Hop Options and a Routing header',
      before: [hopByHop({ options: [padN(6)] }), routingUnknown({ segmentsLeft: 0, data: new Uint8Array(4) }), limitOf(0)],
      at: 'destinationOptions.options[0].limit',
    },
  };
  for (const [name, { title, before, at }] of Object.entries(zeros))
    conformance({
      id: `tunnel.limit.zero-${name}`,
      title: `a limit of zero, ${title}: the packet is discarded, and its source learns where the limit stood`,
      requirement: 'tun-tel-zero',
      role: 'router',
      testbed: oneLink,
      actions: TUNNEL_ACTIONS,
      async run(t) {
        const tunnel = await addTunnel(t, { encapsulationLimit: 4 });
        const packet = original(t, tunnel, { before });
        const sent = await t.send('packet with a limit of zero', packet.frame);
        const wanted = {
          'ipv6.destination': packet.source,
          'parameterProblem.code': 0,
          'parameterProblem.pointer': packet.frame.offsetOf(at),
          'parameterProblem.invokingPacket': packet.frame.upTo(QUOTE_ROOM),
        };
        await t.expect('Parameter Problem', wanted, { since: sent, within: ANSWER_TIME });
        await t.expectNone('a tunnel packet, or another error', [{ ...throughTunnel(tunnel), ...packet.request }, errorTo(packet.source)], {
          since: sent,
          for: ANSWER_TIME,
        });
      },
    });
});

suite('Tunnel Encapsulation Limit: where it is looked for', () => {
  const CONFIGURED = 7;
  const HOP_LIMIT = 64;
  const ENCRYPTED = 50;
  /** In the end an Echo Request, except where nobody can read what is there. */
  const rows: Readonly<Record<string, { readonly title: string; readonly before: readonly LayerDraft[]; readonly found: number }>> = {
    'first-of-two': { title: 'the first of two limits counts', before: [limitOf(5), limitOf(0)], found: 4 },
    'first-of-two-options': {
      title: 'the first of two limits in one header counts',
      before: [destinationOptions({ options: [tunnelEncapsulationLimit(6), tunnelEncapsulationLimit(0)] })],
      found: 5,
    },
    'not-hop-by-hop': {
      title: 'one among Hop-by-Hop Options is none',
      before: [hopByHop({ options: [tunnelEncapsulationLimit(0)] })],
      found: CONFIGURED,
    },
    'not-behind-packet': {
      title: 'one behind another IPv6 header is not found',
      before: [ipv6({}), limitOf(0)],
      found: CONFIGURED,
    },
    'not-behind-encrypted': {
      title: 'one behind a header that cannot be read is not found',
      before: [raw(Uint8Array.from([PROTOCOL.icmpv6, 0, 4, 1, 0, 1, 1, 0]), ENCRYPTED)],
      found: CONFIGURED,
    },
  };
  for (const [name, { title, before, found }] of Object.entries(rows))
    conformance({
      id: `tunnel.limit.search-${name}`,
      title: `${title}: the outer limit is ${found}`,
      requirement: 'tun-tel-left-to-right',
      role: 'router',
      testbed: oneLink,
      actions: TUNNEL_ACTIONS,
      async run(t) {
        const tunnel = await addTunnel(t, { encapsulationLimit: CONFIGURED });
        const packet = original(t, tunnel, { before });
        const sent = await t.send('packet for a destination behind the tunnel', packet.frame);
        const wanted = { ...throughTunnel(tunnel), 'ipv6[1].destination': tunnel.behind, ...outerLimit(found) };
        requireVerbatim(t, await t.expect('the tunnel packet', wanted, { since: sent, within: ANSWER_TIME }), packet, HOP_LIMIT - 1);
      },
    });
});
