import '../ledger/ledger.js';
import { destinationOptions, fragment, hopByHop } from '../../reference/wire/extension-headers.js';
import { frame, raw, type LayerDraft } from '../../reference/wire/frame.js';
import { IPV6_HEADER_OCTETS, ipv6 } from '../../reference/wire/ipv6.js';
import { padN, tunnelEncapsulationLimit, unknownIpv6Option } from '../../reference/wire/ipv6-options.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { errorTo } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import type { Match } from '../kit/match.js';
import { oneLink } from '../kit/testbed.js';
import type { Sent, TestContext } from '../kit/test-context.js';
import { ANSWER_TIME } from '../nd/constants.js';
import {
  addTunnel,
  expectAnswered,
  inner,
  question,
  sendThrough,
  throughTunnel,
  TUNNEL_ACTIONS,
  type Inner,
  type Tunnel,
} from './tunnels.js';

const HOP_LIMIT = 64;
const option = (type: number) => unknownIpv6Option(type, Uint8Array.of(1, 2, 3, 4));

/** A packet from behind the tunnel for a node on the link. */
const forTheLink = (t: TestContext, tunnel: Tunnel, hopLimit = HOP_LIMIT): Inner =>
  inner(t, tunnel.behind, t.tester.address, { header: { hopLimit } });

const onTheLink = (t: TestContext, packet: Inner): Match => ({
  'ipv6.source': packet.source,
  'ipv6.destination': t.tester.address,
  ...packet.request,
});

/** Nothing comes of a tunnel packet, whether it is for the device or for somebody behind it. */
const forbidden = (t: TestContext, tunnel: Tunnel, packet: Inner): readonly Match[] => [
  onTheLink(t, packet),
  packet.reply,
  { ...throughTunnel(tunnel), ...errorTo(tunnel.exit.address) },
];

suite('Tunnels: the packet that leaves', () => {
  for (const [outer, hopLimit] of [
    [1, 64],
    [255, 2],
    [64, 255],
  ] as const)
    conformance({
      id: `tunnel.decapsulation.outer-hop-limit-${outer}`,
      title: `a packet inside with a hop limit of ${hopLimit} is forwarded with one less, the outer being ${outer}`,
      requirement: 'tun-decap',
      role: 'router',
      testbed: oneLink,
      actions: TUNNEL_ACTIONS,
      async run(t) {
        const tunnel = await addTunnel(t);
        const packet = forTheLink(t, tunnel, hopLimit);
        const sent = await sendThrough(t, tunnel, packet, { header: { hopLimit: outer } });
        await t.expect(
          'the packet inside',
          { ...onTheLink(t, packet), 'ipv6.nextHeader': PROTOCOL.icmpv6, 'ipv6.hopLimit': hopLimit - 1 },
          { since: sent, within: ANSWER_TIME },
        );
      },
    });

  const headers: Readonly<Record<string, { readonly title: string; readonly before: readonly LayerDraft[] }>> = {
    none: { title: 'right behind the header of the tunnel', before: [] },
    limit: {
      title: 'behind a Tunnel Encapsulation Limit of zero, which concerns entries alone',
      before: [destinationOptions({ options: [tunnelEncapsulationLimit(0)] })],
    },
    'hop-by-hop': { title: 'behind Hop-by-Hop Options', before: [hopByHop({ options: [padN(6)] })] },
    'several-headers': {
      title: 'behind several headers with options to be skipped',
      before: [hopByHop({ options: [option(0x1e)] }), destinationOptions({ options: [option(0x1e)] }), destinationOptions({ options: [] })],
    },
    'atomic-fragment': { title: 'behind a Fragment header of a whole packet', before: [fragment({ identification: 0xa70 })] },
  };
  for (const [name, { title, before }] of Object.entries(headers))
    conformance({
      id: `tunnel.decapsulation.${name}`,
      title: `an Echo Request for the device ${title} is answered through the tunnel`,
      requirement: 'tun-decap',
      role: 'node',
      testbed: oneLink,
      actions: TUNNEL_ACTIONS,
      async run(t) {
        const tunnel = await addTunnel(t);
        const packet = question(t, tunnel);
        await expectAnswered(t, tunnel, packet, await sendThrough(t, tunnel, packet, { headers: before }));
      },
    });

  conformance({
    id: 'tunnel.decapsulation.headers-in-order',
    title: 'an option of the tunnel headers that says "discard" keeps the packet inside from being seen',
    requirement: 'tun-decap',
    role: 'node',
    testbed: oneLink,
    actions: TUNNEL_ACTIONS,
    async run(t) {
      const tunnel = await addTunnel(t);
      const packet = question(t, tunnel);
      const sent = await sendThrough(t, tunnel, packet, { headers: [destinationOptions({ options: [option(0x5e)] })] });
      await t.expectNone('an answer to the packet inside, or an error', forbidden(t, tunnel, packet), { since: sent, for: ANSWER_TIME });
    },
  });

  conformance({
    id: 'tunnel.decapsulation.padded',
    title: 'octets behind the packet inside, which its own length does not count, are not part of it',
    requirement: 'tun-decap',
    role: 'router',
    testbed: oneLink,
    actions: TUNNEL_ACTIONS,
    async run(t) {
      const tunnel = await addTunnel(t);
      const packet = forTheLink(t, tunnel);
      const whole = packet.frame.packet;
      const sent = await t.send(
        'tunnel packet with octets behind the packet inside',
        frame(ipv6({ source: tunnel.exit.address, destination: tunnel.local }), raw(padded(whole), PROTOCOL.ipv6)),
        { from: tunnel.exit },
      );
      const length = whole.length - IPV6_HEADER_OCTETS;
      await t.expect('the packet inside', { ...onTheLink(t, packet), 'ipv6.payloadLength': length }, { since: sent, within: ANSWER_TIME });
    },
  });
});

const PADDING = 16;

const padded = (packet: Uint8Array): Uint8Array => Uint8Array.from({ length: packet.length + PADDING }, (_, i) => packet[i] ?? 0);

suite('Tunnels: a tunnel packet from somebody else', () => {
  conformance({
    id: 'tunnel.unknown-entry.for-device',
    title: 'a packet inside a tunnel packet of another node is not answered',
    requirement: 'tun-decap-check-src',
    role: 'node',
    testbed: oneLink,
    actions: TUNNEL_ACTIONS,
    async run(t) {
      const tunnel = await addTunnel(t);
      const packet = question(t, tunnel);
      const sent = await sendThrough(t, tunnel, packet, { from: t.neighbor({ name: 'stranger' }) });
      await t.expectNone('an answer to the packet inside', packet.reply, { since: sent, for: ANSWER_TIME });
    },
  });

  conformance({
    id: 'tunnel.unknown-entry.forwarded',
    title: 'a packet inside a tunnel packet of another node is not forwarded',
    requirement: 'tun-decap-check-src',
    role: 'router',
    testbed: oneLink,
    actions: TUNNEL_ACTIONS,
    async run(t) {
      const tunnel = await addTunnel(t);
      const packet = forTheLink(t, tunnel);
      const sent = await sendThrough(t, tunnel, packet, { from: t.neighbor({ name: 'stranger' }) });
      await t.expectNone('the packet inside', onTheLink(t, packet), { since: sent, for: ANSWER_TIME });
    },
  });
});

/** Cuts what follows the tunnel header into pieces of so many octets, a multiple of eight. */
async function sendInPieces(t: TestContext, tunnel: Tunnel, packet: Inner, size: number, order: 'forward' | 'reverse'): Promise<Sent> {
  const whole = packet.frame.packet;
  const identification = t.random.uint32();
  const pieces = Array.from({ length: Math.ceil(whole.length / size) }, (_, i) =>
    frame(
      ipv6({ source: tunnel.exit.address, destination: tunnel.local }),
      fragment({
        nextHeader: PROTOCOL.ipv6,
        fragmentOffset: (i * size) / FRAGMENT_UNIT,
        moreFragments: (i + 1) * size < whole.length,
        identification,
      }),
      raw(whole.subarray(i * size, (i + 1) * size), PROTOCOL.ipv6),
    ),
  );
  const [first, ...rest] = order === 'forward' ? pieces : pieces.reverse();
  let sent = await t.send('fragment of a tunnel packet', first as NonNullable<typeof first>, { from: tunnel.exit });
  for (const piece of rest) sent = await t.send('fragment of a tunnel packet', piece, { from: tunnel.exit });
  return sent;
}

const FRAGMENT_UNIT = 8;

suite('Tunnels: fragments of a tunnel packet', () => {
  const rows = {
    'in-order': { octets: 1280, size: 800, order: 'forward' },
    reverse: { octets: 1280, size: 800, order: 'reverse' },
    'header-cut': { octets: 200, size: 16, order: 'forward' },
    'packet-of-1500': { octets: 1500, size: 1232, order: 'forward' },
  } as const;
  for (const [name, { octets, size, order }] of Object.entries(rows))
    conformance({
      id: `tunnel.reassembly.${name}`,
      title: `a packet of ${octets} octets inside comes in pieces of ${size}, ${order}: it is answered`,
      requirement: 'tun-reassemble',
      role: 'node',
      testbed: oneLink,
      actions: TUNNEL_ACTIONS,
      async run(t) {
        const tunnel = await addTunnel(t);
        const packet = question(t, tunnel, { octets });
        // The reply of such a size may itself come in fragments, of either packet: what matters is that it comes.
        const sent = await sendInPieces(t, tunnel, packet, size, order);
        const { 'echoReply.data': _whole, ...reply } = packet.reply;
        await t.expect(
          'Echo Reply through the tunnel',
          { 'ipv6[1].destination': packet.source, ...reply },
          { since: sent, within: ANSWER_TIME },
        );
      },
    });
});
