import '../ledger/ledger.js';
import { address, ALL_NODES, isLinkLocal, linkLocalAddress, solicitedNodeMulticast, UNSPECIFIED } from '../../reference/net/address.js';
import { frame, raw } from '../../reference/wire/frame.js';
import { echoRequest } from '../../reference/wire/icmpv6.js';
import { ipv4 } from '../../reference/wire/ipv4.js';
import { IPV6_HEADER_OCTETS, ipv6 } from '../../reference/wire/ipv6.js';
import { neighborSolicitation } from '../../reference/wire/nd.js';
import { sourceLinkLayerAddress } from '../../reference/wire/nd-options.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { errorTo } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import { absent, satisfies, type Match } from '../kit/match.js';
import { oneLink } from '../kit/testbed.js';
import type { Received, Sent, TestContext } from '../kit/test-context.js';
import { about, ANSWER_TIME, DELAY_FIRST_PROBE_TIME } from '../nd/constants.js';
import {
  addIpv4Tunnel,
  expectInIpv4,
  IPV4_TUNNEL_ACTIONS,
  ipv4Neighbor,
  originalFor,
  sendInIpv4,
  throughIpv4,
  type Ipv4Tunnel,
} from './ipv4-tunnels.js';
import { inner, type Inner } from './tunnels.js';

const IPV4_HEADER = 20;
const STATIC_MTU = 1280;
const test = { testbed: oneLink, actions: IPV4_TUNNEL_ACTIONS } as const;

/** An Echo Request from behind the tunnel for the device itself. */
const question = (t: TestContext, { inside, behind }: Ipv4Tunnel, octets?: number): Inner =>
  inner(t, behind, inside, octets === undefined ? {} : { octets });

async function expectAnswered(t: TestContext, tunnel: Ipv4Tunnel, packet: Inner, sent: Sent, fields: Match = {}) {
  const wanted = { ...throughIpv4(tunnel), 'ipv6.source': tunnel.inside, 'ipv6.destination': packet.source, ...packet.reply, ...fields };
  return t.expect('Echo Reply through the tunnel', wanted, { since: sent, within: ANSWER_TIME });
}

/** RFC 4213 section 3.5, with a static tunnel MTU. */
const HEADER: Match = {
  'ipv4.version': 4,
  'ipv4.headerLength': 5,
  'ipv4.typeOfService': 0,
  'ipv4.reserved': false,
  'ipv4.dontFragment': false,
  'ipv4.moreFragments': false,
  'ipv4.fragmentOffset': 0,
  'ipv4.protocol': PROTOCOL.ipv6,
};

suite('Tunnels over IPv4: the header', () => {
  conformance({
    ...test,
    id: 'tunnel.over-ipv4.forwarded',
    title: "a packet that is forwarded gets an IPv4 header of protocol 41, without options and without Don't Fragment",
    requirement: 'tun-4213-proto41',
    role: 'router',
    async run(t) {
      const tunnel = await addIpv4Tunnel(t, { mtu: STATIC_MTU });
      const packet = originalFor(t, tunnel, { header: { trafficClass: 0xb8, hopLimit: 9 } });
      await expectInIpv4(t, tunnel, packet, {
        ...HEADER,
        'ipv4.totalLength': packet.frame.packet.length + IPV4_HEADER,
        'ipv6.hopLimit': 8,
        'ipv6.trafficClass': 0xb8,
        'ipv6.source': t.tester.address,
        'ipv6.destination': tunnel.behind,
      });
    },
  });

  conformance({
    ...test,
    id: 'tunnel.over-ipv4.own-packet',
    title: 'so does a packet of the device itself',
    requirement: 'tun-4213-proto41',
    role: 'node',
    async run(t) {
      const tunnel = await addIpv4Tunnel(t, { mtu: STATIC_MTU });
      const packet = question(t, tunnel);
      const sent = await sendInIpv4(t, tunnel, packet.frame.layers);
      await expectAnswered(t, tunnel, packet, sent, { ...HEADER, 'ipv4.totalLength': packet.frame.packet.length + IPV4_HEADER });
    },
  });

  conformance({
    ...test,
    id: 'tunnel.over-ipv4.identification',
    title: 'two packets have different identifications',
    requirement: 'tun-4213-proto41',
    role: 'node',
    async run(t) {
      const tunnel = await addIpv4Tunnel(t, { mtu: STATIC_MTU });
      const identify = async (): Promise<Received> => {
        const packet = question(t, tunnel);
        const sent = await sendInIpv4(t, tunnel, packet.frame.layers);
        return expectAnswered(t, tunnel, packet, sent);
      };
      const [first, second] = [await identify(), await identify()];
      const identification = (received: Received): number => received.get('ipv4.identification') as number;
      t.check('two tunnel packets have different Identifications in their IPv4 headers', {
        holds: identification(first) !== identification(second),
        found: `both have the Identification ${identification(first)}`,
        frames: [first, second],
      });
    },
  });

  conformance({
    ...test,
    id: 'tunnel.over-ipv4.time-to-live',
    title: 'the time to live is the configured one',
    requirement: 'tun-4213-ttl',
    role: 'node',
    async run(t) {
      const tunnel = await addIpv4Tunnel(t, { mtu: 'dynamic', hopLimit: 17 });
      const packet = question(t, tunnel);
      const sent = await sendInIpv4(t, tunnel, packet.frame.layers);
      await expectAnswered(t, tunnel, packet, sent, { 'ipv4.timeToLive': 17 });
    },
  });
});

/** The packet is discarded, and its source learns an MTU. */
async function expectTooBig(t: TestContext, tunnel: Ipv4Tunnel, octets: number, mtu: Match['x']): Promise<void> {
  const packet = originalFor(t, tunnel, { octets });
  const sent = await t.send(`packet of ${octets} octets`, packet.frame);
  const wanted = { 'ipv6.destination': packet.source, 'packetTooBig.code': 0, 'packetTooBig.mtu': mtu as number };
  await t.expect('Packet Too Big', wanted, { since: sent, within: ANSWER_TIME });
  await t.expectNone('the tunnel packet', { ...throughIpv4(tunnel), ...packet.request }, { since: sent, for: ANSWER_TIME });
}

const MTU_RANGE = satisfies<number>('1280 to 1480', (mtu) => mtu >= STATIC_MTU && mtu <= 1480);

suite('Tunnels over IPv4: the static MTU', () => {
  conformance({
    ...test,
    id: 'tunnel.over-ipv4-mtu.default-least',
    title: 'by default a packet of 1280 octets is carried',
    requirement: 'tun-4213-mtu',
    role: 'router',
    async run(t) {
      const tunnel = await addIpv4Tunnel(t);
      await expectInIpv4(t, tunnel, originalFor(t, tunnel, { octets: STATIC_MTU }), { 'ipv4.totalLength': STATIC_MTU + IPV4_HEADER });
    },
  });

  conformance({
    ...test,
    id: 'tunnel.over-ipv4-mtu.default-most',
    title: 'by default a packet of 1481 octets is not carried, and Packet Too Big says 1280 to 1480',
    requirement: 'tun-4213-mtu',
    role: 'router',
    run: async (t) => expectTooBig(t, await addIpv4Tunnel(t), 1481, MTU_RANGE),
  });

  for (const mtu of [STATIC_MTU, 1400, 1480]) {
    conformance({
      ...test,
      id: `tunnel.over-ipv4-mtu.configured-${mtu}-fits`,
      title: `with ${mtu} configured a packet of so many octets is carried`,
      requirement: 'tun-4213-mtu',
      role: 'router',
      async run(t) {
        const tunnel = await addIpv4Tunnel(t, { mtu });
        await expectInIpv4(t, tunnel, originalFor(t, tunnel, { octets: mtu }), {
          'ipv4.totalLength': mtu + IPV4_HEADER,
          'ipv4.dontFragment': false,
        });
      },
    });
    conformance({
      ...test,
      id: `tunnel.over-ipv4-mtu.configured-${mtu}-too-big`,
      title: `with ${mtu} configured a packet of one octet more is discarded, and Packet Too Big says ${mtu}`,
      requirement: 'tun-4213-mtu',
      role: 'router',
      run: async (t) => expectTooBig(t, await addIpv4Tunnel(t, { mtu }), mtu + 1, mtu),
    });
  }
});

suite('Tunnels over IPv4: what comes out', () => {
  const forTheLink = (t: TestContext, { behind }: Ipv4Tunnel): Inner => inner(t, behind, t.tester.address);
  const onTheLink = (t: TestContext, packet: Inner): Match => ({ 'ipv6.destination': t.tester.address, ...packet.request, ipv4: absent });

  for (const timeToLive of [1, 255])
    conformance({
      ...test,
      id: `tunnel.over-ipv4-exit.time-to-live-${timeToLive}`,
      title: `a packet inside is forwarded with one hop less, the time to live being ${timeToLive}`,
      requirement: 'tun-4213-hop-limit',
      role: 'router',
      async run(t) {
        const tunnel = await addIpv4Tunnel(t);
        const packet = forTheLink(t, tunnel);
        const sent = await sendInIpv4(t, tunnel, packet.frame.layers, { header: { timeToLive } });
        await t.expect('the packet inside', { ...onTheLink(t, packet), 'ipv6.hopLimit': 63 }, { since: sent, within: ANSWER_TIME });
      },
    });

  conformance({
    ...test,
    id: 'tunnel.over-ipv4-exit.padded',
    title: 'octets behind the packet inside, which IPv4 counts and IPv6 does not, are not part of it',
    requirement: 'tun-4213-plen',
    role: 'router',
    async run(t) {
      const tunnel = await addIpv4Tunnel(t);
      const packet = forTheLink(t, tunnel);
      const whole = packet.frame.packet;
      const padded = Uint8Array.from({ length: whole.length + 24 }, (_, i) => whole[i] ?? 0);
      const sent = await sendInIpv4(t, tunnel, [raw(padded, PROTOCOL.ipv6)]);
      const wanted = { ...onTheLink(t, packet), 'ipv6.payloadLength': whole.length - IPV6_HEADER_OCTETS };
      const received = await t.expect('the packet inside', wanted, { since: sent, within: ANSWER_TIME });
      const octets = received.decoded.packetEnd - received.decoded.packetOffset;
      t.check(`the packet inside has the ${whole.length} octets that its own Payload Length counts`, {
        holds: octets === whole.length,
        found: `it went on with ${octets} octets`,
        frames: [received],
      });
    },
  });

  for (const [name, size] of Object.entries({ 'in-two': 1400, 'in-three': 600 }))
    conformance({
      ...test,
      id: `tunnel.over-ipv4-exit.reassembled-${name}`,
      title: `an IPv4 packet of 1500 octets in fragments of ${size} is put together, and answered`,
      requirement: 'tun-4213-mru',
      role: 'node',
      async run(t) {
        const tunnel = await addIpv4Tunnel(t, { mtu: 1480 });
        const packet = question(t, tunnel, 1480);
        let sent: Sent | undefined;
        for (const piece of fragments(tunnel, packet, size))
          sent = await t.send('fragment of a tunnel packet', piece, { from: tunnel.exit });
        await expectAnswered(t, tunnel, packet, sent as Sent);
      },
    });

  conformance({
    ...test,
    id: 'tunnel.over-ipv4-exit.stranger-forwarded',
    title: 'a tunnel packet of another IPv4 node is discarded: nothing is forwarded, and no ICMP message sent',
    requirement: 'tun-4213-decap-filter',
    role: 'router',
    async run(t) {
      const tunnel = await addIpv4Tunnel(t);
      const stranger = ipv4Neighbor(t, 'stranger');
      const packet = forTheLink(t, tunnel);
      const sent = await sendInIpv4(t, tunnel, packet.frame.layers, { from: stranger });
      const forbidden = [onTheLink(t, packet), { 'icmpv4.type': 3, 'ipv4.destination': stranger.ipv4 }, errorTo(packet.source)];
      await t.expectNone('the packet inside, or an error', forbidden, { since: sent, for: ANSWER_TIME });
    },
  });

  conformance({
    ...test,
    id: 'tunnel.over-ipv4-exit.stranger-for-device',
    title: 'a tunnel packet of another IPv4 node is discarded: what is inside is not answered, and no ICMP message sent',
    requirement: 'tun-4213-decap-filter',
    role: 'node',
    async run(t) {
      const tunnel = await addIpv4Tunnel(t);
      const stranger = ipv4Neighbor(t, 'stranger');
      const packet = question(t, tunnel);
      const sent = await sendInIpv4(t, tunnel, packet.frame.layers, { from: stranger });
      const forbidden = [packet.reply, { 'icmpv4.type': 3, 'ipv4.destination': stranger.ipv4 }];
      await t.expectNone('an answer to the packet inside, or an error', forbidden, { since: sent, for: ANSWER_TIME });
    },
  });

  const sources = { multicast: 'ff02::1', loopback: '::1', 'ipv4-compatible': '::198.51.100.9', 'ipv4-mapped': '::ffff:198.51.100.9' };
  for (const [name, source] of Object.entries(sources))
    conformance({
      ...test,
      id: `tunnel.over-ipv4-exit.source-${name}`,
      title: `a packet inside with the source ${source} is silently discarded`,
      requirement: 'tun-4213-decap-filter',
      role: 'router',
      async run(t) {
        const tunnel = await addIpv4Tunnel(t);
        const packet = inner(t, address(source), t.tester.address);
        const sent = await sendInIpv4(t, tunnel, packet.frame.layers);
        const forbidden = [onTheLink(t, packet), { 'icmpv4.type': 3 }, { ...throughIpv4(tunnel), ...errorTo(packet.source) }];
        await t.expectNone('the packet inside, or an error', forbidden, { since: sent, for: ANSWER_TIME });
      },
    });
});

/** RFC 791 section 3.2, for a packet without options. */
function fragments({ local, exit }: Ipv4Tunnel, packet: Inner, size: number) {
  const whole = packet.frame.packet;
  const unit = 8;
  const step = Math.floor((size - IPV4_HEADER) / unit) * unit;
  return Array.from({ length: Math.ceil(whole.length / step) }, (_, i) =>
    frame(
      ipv4({
        ...{ source: exit.ipv4, destination: local, identification: 0x4213 },
        fragmentOffset: (i * step) / unit,
        moreFragments: (i + 1) * step < whole.length,
      }),
      raw(whole.subarray(i * step, (i + 1) * step), PROTOCOL.ipv6),
    ),
  );
}

suite('Tunnels over IPv4: Neighbor Discovery', () => {
  const peerOf = (t: TestContext) => linkLocalAddress(t.random.octets(8));

  conformance({
    ...test,
    id: 'tunnel.over-ipv4-nd.link-local',
    title: 'the tunnel has a link-local address: an Echo Request to all nodes is answered from it',
    requirement: 'tun-4213-ll',
    role: 'node',
    async run(t) {
      const tunnel = await addIpv4Tunnel(t);
      const packet = inner(t, peerOf(t), ALL_NODES);
      const sent = await sendInIpv4(t, tunnel, packet.frame.layers);
      const wanted = {
        ...throughIpv4(tunnel),
        'ipv6.destination': packet.source,
        'ipv6.source': satisfies<Uint8Array>('a link-local address', isLinkLocal),
        ...packet.reply,
      };
      await t.expect('Echo Reply through the tunnel', wanted, { since: sent, within: ANSWER_TIME });
    },
  });

  for (const [name, title, options] of [
    ['probe', 'a probe of Neighbor Unreachability Detection is answered', []],
    [
      'probe-with-option',
      'a probe with a link-layer address option is answered as if there were none',
      [sourceLinkLayerAddress(Uint8Array.of(2, 0, 0, 0, 0, 9))],
    ],
  ] as const)
    conformance({
      ...test,
      id: `tunnel.over-ipv4-nd.${name}`,
      title: `${title}, without an option in the answer`,
      requirement: name === 'probe' ? 'tun-4213-ll' : 'tun-4213-no-lla-option',
      role: 'node',
      async run(t) {
        const tunnel = await addIpv4Tunnel(t);
        const source = peerOf(t);
        const probe = [ipv6({ source, destination: tunnel.inside }), neighborSolicitation({ target: tunnel.inside, options })];
        const sent = await sendInIpv4(t, tunnel, probe);
        const wanted = {
          ...throughIpv4(tunnel),
          'ipv6.destination': source,
          'ipv6.hopLimit': 255,
          'neighborAdvertisement.target': tunnel.inside,
          'neighborAdvertisement.solicited': true,
        };
        const answer = await t.expect('Neighbor Advertisement through the tunnel', wanted, { since: sent, within: ANSWER_TIME });
        t.require('no option', answer, { 'neighborAdvertisement.options.targetLinkLayerAddress': absent }, 'tun-4213-lla-not-sent');
      },
    });

  conformance({
    ...test,
    id: 'tunnel.over-ipv4-nd.duplicate-probe',
    title: 'a probe of Duplicate Address Detection, from the unspecified address, is no invalid packet',
    requirement: 'tun-4213-unspecified-source',
    role: 'node',
    async run(t) {
      const tunnel = await addIpv4Tunnel(t);
      const probe = [
        ipv6({ source: UNSPECIFIED, destination: solicitedNodeMulticast(tunnel.inside) }),
        neighborSolicitation({ target: tunnel.inside }),
      ];
      const sent = await sendInIpv4(t, tunnel, probe);
      const wanted = { ...throughIpv4(tunnel), 'ipv6.destination': ALL_NODES, 'neighborAdvertisement.target': tunnel.inside };
      await t.expect('Neighbor Advertisement through the tunnel', wanted, { since: sent, within: ANSWER_TIME });
    },
  });

  conformance({
    ...test,
    id: 'tunnel.over-ipv4-nd.probes-sent',
    title: 'the other end is probed five seconds after a packet was sent to it',
    requirement: 'tun-4213-nud-sent',
    role: 'node',
    async run(t) {
      const tunnel = await addIpv4Tunnel(t);
      const source = peerOf(t);
      const request = [ipv6({ source, destination: tunnel.inside }), echoRequest({ identifier: 1, sequence: 1 })];
      const sent = await sendInIpv4(t, tunnel, request);
      const reply = await t.expect(
        'Echo Reply',
        { ...throughIpv4(tunnel), 'ipv6.destination': source, 'echoReply.identifier': 1 },
        { since: sent, within: ANSWER_TIME },
      );
      const wanted = { ...throughIpv4(tunnel), 'ipv6.destination': source, 'ipv6.hopLimit': 255, 'neighborSolicitation.target': source };
      const probe = await t.expect('Neighbor Solicitation for the other end', wanted, {
        since: reply,
        between: about(DELAY_FIRST_PROBE_TIME),
      });
      t.require('no option', probe, { 'neighborSolicitation.options.sourceLinkLayerAddress': absent }, 'tun-4213-lla-not-sent');
    },
  });
});
