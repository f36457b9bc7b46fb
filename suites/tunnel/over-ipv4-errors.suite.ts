import '../ledger/ledger.js';
import { frame, type LayerDraft } from '../../reference/wire/frame.js';
import { icmpv4DestinationUnreachable, icmpv4TimeExceeded } from '../../reference/wire/icmpv4.js';
import { ipv4 } from '../../reference/wire/ipv4.js';
import { conformance, suite } from '../kit/conformance.js';
import { startsWith } from '../kit/match.js';
import { oneLink } from '../kit/testbed.js';
import type { Sent, TestContext } from '../kit/test-context.js';
import { ANSWER_TIME, LINK_MTU, MINIMUM_MTU } from '../nd/constants.js';
import { RELAYING } from './inside-errors.js';
import {
  addIpv4Tunnel,
  expectInIpv4,
  IPV4_TUNNEL_ACTIONS,
  ipv4Neighbor,
  originalFor,
  throughIpv4,
  type Ipv4Tunnel,
} from './ipv4-tunnels.js';

const IPV4_HEADER = 20;
const ETHERNET_HEADER = 14;
const FRAGMENTATION_NEEDED = 4;
const HOST_UNREACHABLE = 1;
const ADDRESS_UNREACHABLE = 3;
const test = { testbed: oneLink, actions: IPV4_TUNNEL_ACTIONS, role: 'router' } as const;

/** A packet that the device has carried, from its IPv4 header on. */
async function carry(t: TestContext, tunnel: Ipv4Tunnel, octets: number): Promise<Uint8Array> {
  const { decoded } = await expectInIpv4(t, tunnel, originalFor(t, tunnel, { octets }));
  return decoded.octets.slice(ETHERNET_HEADER, decoded.packetEnd);
}

/** An IPv4 router inside the tunnel complains about a tunnel packet. */
async function complain(t: TestContext, tunnel: Ipv4Tunnel, error: LayerDraft): Promise<Sent> {
  const router = ipv4Neighbor(t, 'router inside the tunnel');
  return t.send('error from inside the tunnel', frame(ipv4({ source: router.ipv4, destination: tunnel.local }), error), { from: router });
}

/** RFC 792: routers quote so much at least; more of them quote more (RFC 1812 section 4.3.2.3). */
const QUOTED = 548;

async function lowerPathMtu(t: TestContext, tunnel: Ipv4Tunnel, nextHopMtu: number): Promise<void> {
  const packet = await t.given('the device carries a packet', () => carry(t, tunnel, MINIMUM_MTU));
  await complain(
    t,
    tunnel,
    icmpv4DestinationUnreachable({ code: FRAGMENTATION_NEEDED, nextHopMtu, invokingPacket: packet.slice(0, QUOTED) }),
  );
  await t.elapse(ANSWER_TIME);
}

async function expectTooBig(t: TestContext, tunnel: Ipv4Tunnel, octets: number, mtu: number): Promise<void> {
  const packet = originalFor(t, tunnel, { octets });
  const sent = await t.send(`packet of ${octets} octets`, packet.frame);
  await t.expect('Packet Too Big', { 'ipv6.destination': packet.source, 'packetTooBig.mtu': mtu }, { since: sent, within: ANSWER_TIME });
  await t.expectNone('the tunnel packet', { ...throughIpv4(tunnel), ...packet.request }, { since: sent, for: ANSWER_TIME });
}

suite('Tunnels over IPv4: the dynamic MTU', () => {
  const WHOLE_LINK = LINK_MTU - IPV4_HEADER;

  conformance({
    ...test,
    id: 'tunnel.over-ipv4-dynamic.fits',
    title: `a packet of ${WHOLE_LINK} octets is carried with Don't Fragment`,
    requirement: 'tun-4213-dynamic-ptb',
    async run(t) {
      const tunnel = await addIpv4Tunnel(t, { mtu: 'dynamic' });
      const wanted = { 'ipv4.totalLength': LINK_MTU, 'ipv4.dontFragment': true };
      await expectInIpv4(t, tunnel, originalFor(t, tunnel, { octets: WHOLE_LINK }), wanted);
    },
  });

  conformance({
    ...test,
    id: 'tunnel.over-ipv4-dynamic.too-big',
    title: `a packet of ${WHOLE_LINK + 1} octets is discarded, and Packet Too Big says ${WHOLE_LINK}`,
    requirement: 'tun-4213-dynamic-ptb',
    run: async (t) => expectTooBig(t, await addIpv4Tunnel(t, { mtu: 'dynamic' }), WHOLE_LINK + 1, WHOLE_LINK),
  });

  const LOWER = 1400;
  conformance({
    ...test,
    id: 'tunnel.over-ipv4-dynamic.lowered',
    title: `after an error that says ${LOWER}, packets of more than ${LOWER - IPV4_HEADER} octets are too big`,
    requirement: 'tun-4213-dynamic-ptb',
    async run(t) {
      const tunnel = await addIpv4Tunnel(t, { mtu: 'dynamic' });
      await lowerPathMtu(t, tunnel, LOWER);
      await expectInIpv4(t, tunnel, originalFor(t, tunnel, { octets: LOWER - IPV4_HEADER }), { 'ipv4.dontFragment': true });
      await expectTooBig(t, tunnel, LOWER - IPV4_HEADER + 1, LOWER - IPV4_HEADER);
    },
  });

  conformance({
    ...test,
    id: 'tunnel.over-ipv4-dynamic.floor',
    title: "over a path of 1299 octets packets of 1280 are carried without Don't Fragment, and larger ones are too big: 1280",
    requirement: 'tun-4213-dynamic-ptb',
    async run(t) {
      const tunnel = await addIpv4Tunnel(t, { mtu: 'dynamic' });
      await lowerPathMtu(t, tunnel, MINIMUM_MTU + IPV4_HEADER - 1);
      await expectInIpv4(t, tunnel, originalFor(t, tunnel, { octets: MINIMUM_MTU }), { 'ipv4.dontFragment': false });
      await expectTooBig(t, tunnel, MINIMUM_MTU + 1, MINIMUM_MTU);
    },
  });
});

suite('Tunnels over IPv4: other errors from inside', () => {
  const complaints: Readonly<Record<string, (invokingPacket: Uint8Array) => LayerDraft>> = {
    'host-unreachable': (invokingPacket) => icmpv4DestinationUnreachable({ code: HOST_UNREACHABLE, invokingPacket }),
    'time-exceeded': (invokingPacket) => icmpv4TimeExceeded({ invokingPacket }),
  };
  for (const [name, build] of Object.entries(complaints))
    conformance({
      ...test,
      id: `tunnel.over-ipv4-error.${name}`,
      title: `${name.replace('-', ' ')}: the original source is told that the address is unreachable`,
      requirement: 'tun-4213-relay',
      profiles: RELAYING,
      async run(t) {
        const tunnel = await addIpv4Tunnel(t);
        const packet = await t.given('the device carries a packet', () => carry(t, tunnel, 200));
        const sent = await complain(t, tunnel, build(packet.slice(0, QUOTED)));
        const wanted = {
          'ipv6.destination': t.tester.address,
          'destinationUnreachable.code': ADDRESS_UNREACHABLE,
          'destinationUnreachable.invokingPacket': startsWith(packet.slice(IPV4_HEADER)),
        };
        await t.expect('Destination Unreachable about the original packet', wanted, { since: sent, within: ANSWER_TIME });
      },
    });
});
