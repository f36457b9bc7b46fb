import '../ledger/ledger.js';
import { concat } from '../../reference/net/octets.js';
import type { Ipv4Address } from '../../reference/net/ipv4-address.js';
import { frame, type LayerDraft } from '../../reference/wire/frame.js';
import { destinationUnreachable, packetTooBig, parameterProblem, timeExceeded } from '../../reference/wire/icmpv6.js';
import type { Ipv4Draft } from '../../reference/wire/ipv4.js';
import { IPV6_HEADER_OCTETS, ipv6, type Ipv6Draft } from '../../reference/wire/ipv6.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { QUOTE_ROOM } from '../ipv6/outcomes.js';
import { sameOctets } from '../kit/check.js';
import { conformance, suite } from '../kit/conformance.js';
import { absent, between, present, startsWith, type Match } from '../kit/match.js';
import { oneLink } from '../kit/testbed.js';
import type { Received, Sent, TestContext } from '../kit/test-context.js';
import { ANSWER_TIME, LINK_MTU } from '../nd/constants.js';
import { RELAYING } from './inside-errors.js';
import {
  addIpv4Tunnel,
  assignIpv4,
  expectInIpv4,
  hostIn,
  ipv4Echo,
  ipv4Inside,
  ipv4Neighbor,
  IPV4_TUNNEL_ACTIONS,
  originalFor,
  sendInIpv4,
  throughIpv4,
  type Ipv4Echo,
  type Ipv4Inside,
  type Ipv4Neighbor,
} from './ipv4-tunnels.js';
import { addTunnel, expectAnswered, outerLimit, question, sendThrough, type Tunnel, type TunnelSettings } from './tunnels.js';

const TUNNEL_MTU = LINK_MTU - IPV6_HEADER_OCTETS;
const HOST_UNREACHABLE = 1;
const FRAGMENTATION_NEEDED = 4;
const TIME_TO_LIVE = 64;
const test = { testbed: oneLink, actions: IPV4_TUNNEL_ACTIONS, role: 'router' } as const;

/** A tunnel of IPv6 packets that IPv4 goes into, and a node of the link that sends such packets. */
interface Carrier {
  readonly tunnel: Tunnel;
  /** The device's IPv4 address on the link. */
  readonly device: Ipv4Address;
  readonly origin: Ipv4Neighbor;
  readonly inside: Ipv4Inside;
  readonly behind: Ipv4Address;
}

async function addCarrier(t: TestContext, settings: TunnelSettings = {}): Promise<Carrier> {
  const device = await assignIpv4(t);
  const inside = ipv4Inside(t);
  const tunnel = await addTunnel(t, { ...settings, ipv4Addresses: [inside.device], ipv4Routes: [inside.behind] });
  return { tunnel, device, inside, origin: ipv4Neighbor(t, 'origin'), behind: hostIn(inside.behind, 1) };
}

const carried = ({ tunnel: { local, exit } }: Carrier): Match => ({
  'ipv6.source': local,
  'ipv6.destination': exit.address,
  ipv4: present,
});

const original = (t: TestContext, { origin, behind }: Carrier, octets = 60, header: Ipv4Draft = {}): Ipv4Echo =>
  ipv4Echo(t, { source: origin.ipv4, destination: behind, ...header }, octets);

async function expectCarried(t: TestContext, carrier: Carrier, packet: Ipv4Echo, fields: Match = {}): Promise<Received> {
  const sent = await t.send('IPv4 packet for a destination behind the tunnel', packet.frame, { from: carrier.origin });
  return t.expect('the tunnel packet', { ...carried(carrier), ...packet.request, ...fields }, { since: sent, within: ANSWER_TIME });
}

/** An ICMPv4 error to the origin, from the address of the interface that it leaves by (RFC 1812 section 4.3.2.4). */
const errorTo = ({ device, origin }: Carrier, code: number): Match => ({
  ...{ 'ipv4.version': 4, 'ipv4.reserved': false, 'ipv4.moreFragments': false },
  'ipv4.source': device,
  'ipv4.destination': origin.ipv4,
  'icmpv4DestinationUnreachable.code': code,
});

suite('Tunnels: IPv4 packets that enter', () => {
  for (const timeToLive of [255, 2])
    conformance({
      ...test,
      id: `tunnel.ipv4-inside.time-to-live-${timeToLive}`,
      title: `a time to live of ${timeToLive} is decremented once`,
      requirement: 'tun-encap-hl-decrement',
      async run(t) {
        const carrier = await addCarrier(t);
        const packet = original(t, carrier, 60, { timeToLive, typeOfService: 0xb8 });
        const received = await expectCarried(t, carrier, packet, {
          'ipv6.nextHeader': PROTOCOL.ipv4,
          'ipv4.timeToLive': timeToLive - 1,
          'ipv4.typeOfService': 0xb8,
          'ipv4.source': carrier.origin.ipv4,
          'ipv4.destination': carrier.behind,
        });
        await t.expectNone('the packet once more', { ...carried(carrier), ...packet.request }, { since: received, for: ANSWER_TIME });
      },
    });

  conformance({
    ...test,
    id: 'tunnel.ipv4-inside.limit',
    title: 'with a limit of encapsulations configured an IPv4 packet gets it too',
    requirement: 'tun-tel-insert',
    async run(t) {
      const carrier = await addCarrier(t, { encapsulationLimit: 4 });
      await expectCarried(t, carrier, original(t, carrier), outerLimit(4, PROTOCOL.ipv4));
    },
  });

  conformance({
    ...test,
    id: 'tunnel.ipv4-inside.df-too-big',
    title: `with Don't Fragment a packet of ${TUNNEL_MTU + 1} octets is discarded, and its source learns the tunnel MTU`,
    requirement: 'tun-v4-df',
    async run(t) {
      const carrier = await addCarrier(t);
      const packet = original(t, carrier, TUNNEL_MTU + 1, { dontFragment: true });
      const sent = await t.send('IPv4 packet that is too big', packet.frame, { from: carrier.origin });
      const wanted = {
        ...errorTo(carrier, FRAGMENTATION_NEEDED),
        'icmpv4DestinationUnreachable.unused': 0,
        'icmpv4DestinationUnreachable.nextHopMtu': TUNNEL_MTU,
      };
      const error = await t.expect('Fragmentation needed', wanted, { since: sent, within: ANSWER_TIME });
      t.require('it quotes the packet', error, {
        'icmpv4DestinationUnreachable.invokingPacket': startsWith(packet.frame.packet.slice(0, 28)),
      });
      await t.expectNone('a tunnel packet', carried(carrier), { since: sent, for: ANSWER_TIME });
    },
  });

  conformance({
    ...test,
    id: 'tunnel.ipv4-inside.df-fits',
    title: `with Don't Fragment a packet of ${TUNNEL_MTU} octets is carried`,
    requirement: 'tun-v4-df',
    async run(t) {
      const carrier = await addCarrier(t);
      await expectCarried(t, carrier, original(t, carrier, TUNNEL_MTU, { dontFragment: true }), { fragment: absent });
    },
  });

  conformance({
    ...test,
    id: 'tunnel.ipv4-inside.no-df',
    title: `without Don't Fragment a packet of ${TUNNEL_MTU + 1} octets is carried whole, in fragments of the tunnel packet`,
    requirement: 'tun-v4-nodf',
    async run(t) {
      const carrier = await addCarrier(t);
      const packet = original(t, carrier, TUNNEL_MTU + 1);
      const sent = await t.send('large IPv4 packet', packet.frame, { from: carrier.origin });
      const { local, exit } = carrier.tunnel;
      const piece = {
        'ipv6.source': local,
        'ipv6.destination': exit.address,
        'ipv6.payloadLength': between(1, LINK_MTU - IPV6_HEADER_OCTETS),
      };
      const first = await t.expect(
        'the first fragment',
        {
          ...piece,
          ...FRAGMENT,
          'fragment.fragmentOffset': 0,
          'fragment.moreFragments': true,
          'ipv4.totalLength': TUNNEL_MTU + 1,
          'ipv4.moreFragments': false,
        },
        { since: sent, within: ANSWER_TIME },
      );
      const same = { 'fragment.identification': first.get('fragment.identification') as number };
      const wanted = { ...piece, ...FRAGMENT, ...same, 'fragment.moreFragments': false };
      const last = await t.expect('the last fragment', wanted, { since: sent, within: ANSWER_TIME });
      const pieces = [first, last];
      const unchanged = frame(...withTimeToLive(packet, TIME_TO_LIVE - 1)).octets;
      t.check(
        'the fragments carry the IPv4 packet inside unchanged, but for its time to live and header checksum',
        sameOctets(concat(...pieces.map(fragmentData)), unchanged, pieces),
      );
    },
  });
});

/** RFC 8200 section 4.5: initialized to zero by who fragments. */
const FRAGMENT: Match = { 'fragment.reserved': 0, 'fragment.reserved2': 0 };

function fragmentData({ decoded }: Received): Uint8Array {
  const header = decoded.layers.find(({ name }) => name === 'fragment');
  return decoded.octets.slice((header?.offset ?? 0) + (header?.length ?? 0), decoded.packetEnd);
}

const withTimeToLive = ({ frame: { layers } }: Ipv4Echo, timeToLive: number): readonly LayerDraft[] =>
  layers.map((one) => (one.message.name === 'ipv4' ? { ...one, values: { ...one.values, timeToLive } } : one));

suite('Tunnels: IPv4 packets that come out', () => {
  conformance({
    ...test,
    id: 'tunnel.ipv4-inside.answered',
    title: 'an Echo Request for the device is answered through the tunnel, once',
    requirement: 'tun-decap',
    role: 'node',
    async run(t) {
      const carrier = await addCarrier(t);
      const echo = ipv4Echo(t, { source: carrier.behind, destination: carrier.inside.device.address });
      const sent = await sendIpv4Through(t, carrier, echo);
      const reply = await t.expect(
        'Echo Reply through the tunnel',
        {
          ...{ ...carried(carrier), 'ipv6.nextHeader': PROTOCOL.ipv4, 'ipv6.payloadLength': echo.frame.packet.length },
          ...{ 'ipv4.version': 4, 'ipv4.headerLength': 5, 'ipv4.totalLength': echo.frame.packet.length },
          ...{ 'ipv4.reserved': false, 'ipv4.moreFragments': false, 'ipv4.fragmentOffset': 0 },
          ...{ 'ipv4.source': carrier.inside.device.address, 'ipv4.destination': carrier.behind, 'ipv4.protocol': PROTOCOL.icmpv4 },
          ...{ 'icmpv4.type': 0, 'icmpv4.code': 0, ...echo.reply },
        },
        { since: sent, within: ANSWER_TIME },
      );
      await t.expectNone('the Echo Reply once more', { ...carried(carrier), ...echo.reply }, { since: reply, for: ANSWER_TIME });
    },
  });

  conformance({
    ...test,
    id: 'tunnel.ipv4-inside.forwarded-out',
    title: 'a packet for a node of the link is forwarded as it is, with one hop less',
    requirement: 'tun-decap',
    async run(t) {
      const carrier = await addCarrier(t);
      const echo = ipv4Echo(t, { source: carrier.behind, destination: carrier.origin.ipv4, typeOfService: 0xb8, timeToLive: 9 });
      const sent = await sendIpv4Through(t, carrier, echo, { hopLimit: 1 });
      const wanted = { ...echo.request, 'ipv4.source': carrier.behind, 'ipv4.timeToLive': 8, 'ipv4.typeOfService': 0xb8, ipv6: absent };
      await t.expect('the packet inside', wanted, { since: sent, within: ANSWER_TIME });
    },
  });
});

/** A tunnel packet of the exit-point with an IPv4 packet inside. */
function sendIpv4Through(t: TestContext, { tunnel: { local, exit } }: Carrier, echo: Ipv4Echo, header: Ipv6Draft = {}): Promise<Sent> {
  const draft = frame(ipv6({ source: exit.address, destination: local, ...header }), ...echo.frame.layers);
  return t.send('tunnel packet', draft, { from: exit });
}

suite('Tunnels: errors from inside about IPv4 packets', () => {
  /** A node inside the tunnel complains about the packet. */
  async function complain(
    t: TestContext,
    carrier: Carrier,
    packet: Ipv4Echo,
    build: (invokingPacket: Uint8Array) => LayerDraft,
  ): Promise<Sent> {
    const { decoded } = await t.given('the device carries a packet', () => expectCarried(t, carrier, packet));
    const node = t.neighbor({ name: 'node inside the tunnel' });
    const invokingPacket = decoded.octets.slice(decoded.packetOffset, decoded.packetEnd).slice(0, QUOTE_ROOM);
    const error = frame(ipv6({ source: node.address, destination: carrier.tunnel.local }), build(invokingPacket));
    return t.send('error from inside the tunnel', error, { from: node });
  }

  const LIMIT_AT = IPV6_HEADER_OCTETS + 4;
  const complaints: Readonly<Record<string, { readonly build: (invokingPacket: Uint8Array) => LayerDraft; readonly limit?: number }>> = {
    'hop-limit-exceeded': { build: (invokingPacket) => timeExceeded({ invokingPacket }) },
    unreachable: { build: (invokingPacket) => destinationUnreachable({ code: 0, invokingPacket }) },
    'limit-used-up': { build: (invokingPacket) => parameterProblem({ code: 0, pointer: LIMIT_AT, invokingPacket }), limit: 0 },
  };
  for (const [name, { build, limit }] of Object.entries(complaints))
    conformance({
      ...test,
      id: `tunnel.ipv4-inside.error-${name}`,
      title: `${name.replaceAll('-', ' ')}: the IPv4 source is told that the host is unreachable`,
      requirement: 'tun-icmp-relay-v4',
      profiles: RELAYING,
      async run(t) {
        const carrier = await addCarrier(t, limit === undefined ? {} : { encapsulationLimit: limit });
        const sent = await complain(t, carrier, original(t, carrier), build);
        const wanted = errorTo(carrier, HOST_UNREACHABLE);
        const error = await t.expect('Host unreachable', wanted, { since: sent, within: ANSWER_TIME });
        await t.expectNone('the error once more', wanted, { since: error, for: ANSWER_TIME });
      },
    });

  const SMALLER = 1400;
  const tooBig = (invokingPacket: Uint8Array): LayerDraft => packetTooBig({ mtu: SMALLER, invokingPacket });

  conformance({
    ...test,
    id: 'tunnel.ipv4-inside.error-too-big',
    title: "Packet Too Big about a packet with Don't Fragment: the IPv4 source learns the MTU less the tunnel headers",
    requirement: 'tun-icmp-relay-v4',
    profiles: RELAYING,
    async run(t) {
      const carrier = await addCarrier(t);
      const sent = await complain(t, carrier, original(t, carrier, TUNNEL_MTU, { dontFragment: true }), tooBig);
      const wanted = { ...errorTo(carrier, FRAGMENTATION_NEEDED), 'icmpv4DestinationUnreachable.nextHopMtu': SMALLER - IPV6_HEADER_OCTETS };
      await t.expect('Fragmentation needed', wanted, { since: sent, within: ANSWER_TIME });
    },
  });

  conformance({
    ...test,
    id: 'tunnel.ipv4-inside.error-too-big-no-df',
    title: "Packet Too Big about a packet without Don't Fragment: the IPv4 source is told nothing",
    requirement: 'tun-icmp-relay-v4',
    async run(t) {
      const carrier = await addCarrier(t);
      const sent = await complain(t, carrier, original(t, carrier, TUNNEL_MTU), tooBig);
      await t.expectNone(
        'an ICMPv4 error',
        { 'ipv4.destination': carrier.origin.ipv4, 'icmpv4.type': 3 },
        { since: sent, for: ANSWER_TIME },
      );
    },
  });
});

suite('Tunnels: what one kind of interface carries, as gif does', () => {
  const gif = { ...test, requirement: 'tun-gif-modes-kame' } as const;

  conformance({
    ...gif,
    id: 'tunnel.gif.ipv6-in-ipv6',
    title: 'IPv6 in IPv6, both ways',
    async run(t) {
      const tunnel = await addTunnel(t);
      const packet = question(t, tunnel);
      await expectAnswered(t, tunnel, packet, await sendThrough(t, tunnel, packet));
    },
  });

  conformance({
    ...gif,
    id: 'tunnel.gif.ipv6-in-ipv4',
    title: 'IPv6 in IPv4',
    async run(t) {
      const tunnel = await addIpv4Tunnel(t);
      await expectInIpv4(t, tunnel, originalFor(t, tunnel));
    },
  });

  conformance({
    ...gif,
    id: 'tunnel.gif.ipv4-in-ipv6',
    title: 'IPv4 in IPv6, both ways',
    async run(t) {
      const carrier = await addCarrier(t);
      await expectCarried(t, carrier, original(t, carrier));
      const echo = ipv4Echo(t, { source: carrier.behind, destination: carrier.inside.device.address });
      const sent = await sendIpv4Through(t, carrier, echo);
      await t.expect('Echo Reply through the tunnel', { ...carried(carrier), ...echo.reply }, { since: sent, within: ANSWER_TIME });
    },
  });

  conformance({
    ...gif,
    id: 'tunnel.gif.ipv4-in-ipv4',
    title: 'IPv4 in IPv4, both ways',
    async run(t) {
      const inside = ipv4Inside(t);
      const tunnel = await addIpv4Tunnel(t, { ipv4Addresses: [inside.device], ipv4Routes: [inside.behind] });
      const echo = ipv4Echo(t, { source: hostIn(inside.behind, 1), destination: inside.device.address });
      const sent = await sendInIpv4(t, tunnel, echo.frame.layers);
      const { 'ipv6.version': _none, ...outer } = throughIpv4(tunnel);
      const wanted = { ...outer, 'ipv4.protocol': PROTOCOL.ipv4, 'ipv4[1].source': inside.device.address, ...echo.reply };
      await t.expect('Echo Reply through the tunnel', wanted, { since: sent, within: ANSWER_TIME });
    },
  });
});
