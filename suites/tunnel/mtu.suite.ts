import '../ledger/ledger.js';
import { concat } from '../../reference/net/octets.js';
import { destinationOptions } from '../../reference/wire/extension-headers.js';
import { tunnelEncapsulationLimit } from '../../reference/wire/ipv6-options.js';
import { IPV6_HEADER_OCTETS } from '../../reference/wire/ipv6.js';
import { errorTo } from '../icmpv6/questions.js';
import { QUOTE_ROOM } from '../ipv6/outcomes.js';
import { sameOctets } from '../kit/check.js';
import { conformance, suite } from '../kit/conformance.js';
import { absent, between, present } from '../kit/match.js';
import { oneLink } from '../kit/testbed.js';
import type { Received, TestContext } from '../kit/test-context.js';
import { ANSWER_TIME, LINK_MTU, MINIMUM_MTU } from '../nd/constants.js';
import { lowerPathMtu } from './inside-errors.js';
import { HOP_LIMIT_AT, INSIDE_UNCHANGED, addTunnel, expectCarried, original, TUNNEL_ACTIONS, type Inner, type Tunnel } from './tunnels.js';

const LIMIT_HEADER = 8;

/** The packet is discarded, and its source learns how large it may be. */
async function expectTooBig(t: TestContext, tunnel: Tunnel, packet: Inner, mtu: number): Promise<void> {
  const sent = await t.send('packet that is too big', packet.frame);
  const wanted = {
    'ipv6.destination': packet.source,
    'packetTooBig.code': 0,
    'packetTooBig.mtu': mtu,
    'packetTooBig.invokingPacket': packet.frame.upTo(QUOTE_ROOM),
  };
  await t.expect('Packet Too Big', wanted, { since: sent, within: ANSWER_TIME });
  const carried = {
    'ipv6.source': tunnel.local,
    'ipv6.destination': tunnel.exit.address,
    'ipv6.payloadLength': between(MINIMUM_MTU - IPV6_HEADER_OCTETS - 8, LINK_MTU),
  };
  await t.expectNone('a tunnel packet, or another error', [carried, errorTo(packet.source)], { since: sent, for: ANSWER_TIME });
}

suite('Tunnels: packets larger than the tunnel MTU and than 1280 octets', () => {
  const limits = [
    ['none', LINK_MTU - IPV6_HEADER_OCTETS],
    [4, LINK_MTU - IPV6_HEADER_OCTETS - LIMIT_HEADER],
  ] as const;
  for (const [encapsulationLimit, mtu] of limits) {
    conformance({
      id: `tunnel.mtu.too-big-limit-${encapsulationLimit}`,
      title: `limit ${encapsulationLimit}: a packet of ${mtu + 1} octets is discarded, and Packet Too Big says ${mtu}`,
      requirement: 'tun-mtu-gt1280',
      role: 'router',
      testbed: oneLink,
      actions: TUNNEL_ACTIONS,
      async run(t) {
        const tunnel = await addTunnel(t, { encapsulationLimit });
        await expectTooBig(t, tunnel, original(t, tunnel, { octets: mtu + 1 }), mtu);
      },
    });
    conformance({
      id: `tunnel.mtu.fits-limit-${encapsulationLimit}`,
      title: `limit ${encapsulationLimit}: a packet of ${mtu} octets is carried whole`,
      requirement: 'tun-mtu-gt1280',
      role: 'router',
      testbed: oneLink,
      actions: TUNNEL_ACTIONS,
      async run(t) {
        const tunnel = await addTunnel(t, { encapsulationLimit });
        const packet = original(t, tunnel, { octets: mtu });
        await expectCarried(t, tunnel, packet, { fragment: absent, 'ipv6.payloadLength': LINK_MTU - IPV6_HEADER_OCTETS });
      },
    });
  }

  conformance({
    id: 'tunnel.mtu.header-for-limit-in-packet',
    title: 'a packet whose own limit asks for a header more is discarded when only that header is too much',
    requirement: 'tun-mtu-gt1280',
    role: 'router',
    testbed: oneLink,
    actions: TUNNEL_ACTIONS,
    async run(t) {
      const tunnel = await addTunnel(t);
      const before = [destinationOptions({ options: [tunnelEncapsulationLimit(3)] })];
      const packet = original(t, tunnel, { before, octets: LINK_MTU - IPV6_HEADER_OCTETS });
      await expectTooBig(t, tunnel, packet, LINK_MTU - IPV6_HEADER_OCTETS - LIMIT_HEADER);
    },
  });

  conformance({
    id: 'tunnel.mtu.floor',
    title: 'over a path of 1280 octets a packet of 1281 is discarded, and Packet Too Big says 1280, not less',
    requirement: 'tun-mtu-gt1280',
    role: 'router',
    testbed: oneLink,
    actions: TUNNEL_ACTIONS,
    async run(t) {
      const tunnel = await addTunnel(t);
      await lowerPathMtu(t, tunnel, MINIMUM_MTU);
      await expectTooBig(t, tunnel, original(t, tunnel, { octets: MINIMUM_MTU + 1 }), MINIMUM_MTU);
    },
  });
});

/** The packet inside, put together from fragments of a tunnel packet whose first header is the Fragment header. */
function contentOf(fragments: readonly Received[]): Uint8Array {
  const pieces = fragments.map(({ decoded }) => {
    const header = decoded.layers.find(({ name }) => name === 'fragment') as NonNullable<(typeof decoded.layers)[number]>;
    return decoded.octets.slice(header.offset + header.length, decoded.packetEnd);
  });
  return concat(...pieces);
}

suite('Tunnels: packets that every link must carry', () => {
  for (const octets of [MINIMUM_MTU, MINIMUM_MTU - IPV6_HEADER_OCTETS + 1])
    conformance({
      id: `tunnel.mtu.outer-fragments-${octets}`,
      title: `over a path of 1280 octets a packet of ${octets} is carried in a tunnel packet that is fragmented`,
      requirement: 'tun-mtu-le1280',
      role: 'router',
      testbed: oneLink,
      actions: TUNNEL_ACTIONS,
      async run(t) {
        const tunnel = await addTunnel(t);
        await lowerPathMtu(t, tunnel, MINIMUM_MTU);
        const packet = original(t, tunnel, { octets });
        const sent = await t.send(`packet of ${octets} octets`, packet.frame);
        const piece = {
          'ipv6.source': tunnel.local,
          'ipv6.destination': tunnel.exit.address,
          'ipv6.payloadLength': between(1, MINIMUM_MTU - IPV6_HEADER_OCTETS),
          fragment: present,
        };
        const first = await t.expect(
          'the first fragment',
          { ...piece, 'fragment.fragmentOffset': 0, 'fragment.moreFragments': true },
          { since: sent, within: ANSWER_TIME },
        );
        const rest = {
          ...piece,
          'fragment.moreFragments': false,
          'fragment.identification': first.get('fragment.identification') as number,
        };
        const last = await t.expect('the last fragment', rest, { since: sent, within: ANSWER_TIME });
        const wanted = packet.frame.packet.map((octet, i) => (i === HOP_LIMIT_AT ? octet - 1 : octet));
        const pieces = [first, last];
        t.check(INSIDE_UNCHANGED, sameOctets(contentOf(pieces), Uint8Array.from(wanted), pieces));
        await t.expectNone('an error', errorTo(packet.source), { since: sent, for: ANSWER_TIME });
      },
    });
});
