import '../ledger/ledger.js';
import { destinationOptions } from '../../reference/wire/extension-headers.js';
import type { LayerDraft } from '../../reference/wire/frame.js';
import { destinationUnreachable, packetTooBig, parameterProblem, timeExceeded } from '../../reference/wire/icmpv6.js';
import { tunnelEncapsulationLimit } from '../../reference/wire/ipv6-options.js';
import { IPV6_HEADER_OCTETS } from '../../reference/wire/ipv6.js';
import { errorTo } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import { present, satisfies, startsWith, type Match } from '../kit/match.js';
import { oneLink } from '../kit/testbed.js';
import type { TestContext } from '../kit/test-context.js';
import { isMulticast } from '../../reference/net/address.js';
import { ANSWER_TIME, LINK_MTU, MINIMUM_MTU } from '../nd/constants.js';
import { carry, complain, lowerPathMtu, RELAYING, type Carried } from './inside-errors.js';
import { addTunnel, expectCarried, original, TUNNEL_ACTIONS } from './tunnels.js';

const ADDRESS_UNREACHABLE = 3;

/** The packet as the device carried it, from the second IPv6 header on. */
const originalIn = ({ packet }: Carried, headers = IPV6_HEADER_OCTETS): Uint8Array => packet.slice(headers);

/** What the source of the original packet is told: from a unicast address, about its own packet. */
const relayed = (carried: Carried, headers = IPV6_HEADER_OCTETS): Match => ({
  'ipv6.source': satisfies<Uint8Array>('a unicast address', (source) => !isMulticast(source)),
  'ipv6.destination': carried.inner.source,
  'destinationUnreachable.code': ADDRESS_UNREACHABLE,
  'destinationUnreachable.unused': 0,
  'destinationUnreachable.invokingPacket': startsWith(originalIn(carried, headers)),
});

type Complaint = (invokingPacket: Uint8Array) => LayerDraft;

async function expectRelayed(t: TestContext, complaint: Complaint, encapsulationLimit: number | 'none', headers: number): Promise<void> {
  const tunnel = await addTunnel(t, { encapsulationLimit });
  const carried = await t.given('the device carries a packet', () => carry(t, tunnel));
  const sent = await complain(t, tunnel, carried, complaint);
  await t.expect('Destination Unreachable about the original packet', relayed(carried, headers), { since: sent, within: ANSWER_TIME });
  await t.expectNone('another error', errorTo(carried.inner.source), { since: sent, for: ANSWER_TIME });
}

suite('Tunnels: nodes inside that cannot be reached', () => {
  const complaints: Readonly<Record<string, Complaint>> = {
    'hop-limit-exceeded': (invokingPacket) => timeExceeded({ code: 0, invokingPacket }),
    'no-route': (invokingPacket) => destinationUnreachable({ code: 0, invokingPacket }),
    prohibited: (invokingPacket) => destinationUnreachable({ code: 1, invokingPacket }),
    'address-unreachable': (invokingPacket) => destinationUnreachable({ code: 3, invokingPacket }),
  };
  for (const [name, complaint] of Object.entries(complaints))
    conformance({
      id: `tunnel.error.${name}`,
      title: `${name.replaceAll('-', ' ')}: the original source is told that the address is unreachable`,
      requirement: 'tun-icmp-relay-unreach',
      profiles: RELAYING,
      role: 'router',
      testbed: oneLink,
      actions: TUNNEL_ACTIONS,
      run: (t) => expectRelayed(t, complaint, 'none', IPV6_HEADER_OCTETS),
    });
});

suite('Tunnels: a limit that is used up inside', () => {
  const LIMIT_HEADER = 8;
  /** The octet of the value, behind the option's type and length in the header's third octet. */
  const LIMIT_AT = IPV6_HEADER_OCTETS + 4;

  conformance({
    id: 'tunnel.error.limit-used-up',
    title: 'Parameter Problem about the Tunnel Encapsulation Limit of zero: the original source is told that the address is unreachable',
    requirement: 'tun-icmp-relay-pp-tel',
    profiles: RELAYING,
    role: 'router',
    testbed: oneLink,
    actions: TUNNEL_ACTIONS,
    run: (t) =>
      expectRelayed(
        t,
        (invokingPacket) => parameterProblem({ code: 0, pointer: LIMIT_AT, invokingPacket }),
        0,
        IPV6_HEADER_OCTETS + LIMIT_HEADER,
      ),
  });
});

suite('Tunnels: Packet Too Big from inside', () => {
  const SMALLER = 1400;

  conformance({
    id: 'tunnel.error.too-big-lowers-mtu',
    title: 'the tunnel MTU goes down: a packet that was carried before brings Packet Too Big, one that still fits is carried',
    requirement: 'tun-icmp-relay-ptb',
    role: 'router',
    testbed: oneLink,
    actions: TUNNEL_ACTIONS,
    async run(t) {
      const tunnel = await addTunnel(t);
      await lowerPathMtu(t, tunnel, SMALLER);
      await expectCarried(t, tunnel, original(t, tunnel, { octets: SMALLER - IPV6_HEADER_OCTETS }));
      const large = original(t, tunnel, { octets: SMALLER - IPV6_HEADER_OCTETS + 1 });
      const sent = await t.send('packet that does not fit any more', large.frame);
      const wanted = { 'ipv6.destination': large.source, 'packetTooBig.mtu': SMALLER - IPV6_HEADER_OCTETS };
      await t.expect('Packet Too Big', wanted, { since: sent, within: ANSWER_TIME });
    },
  });

  conformance({
    id: 'tunnel.error.too-big-relayed',
    title: 'the source of the packet that did not fit is told at once, with the tunnel headers subtracted',
    requirement: 'tun-icmp-relay-ptb',
    profiles: RELAYING,
    role: 'router',
    testbed: oneLink,
    actions: TUNNEL_ACTIONS,
    async run(t) {
      const tunnel = await addTunnel(t);
      const carried = await t.given('the device carries a large packet', () => carry(t, tunnel, { octets: LINK_MTU - IPV6_HEADER_OCTETS }));
      const sent = await complain(t, tunnel, carried, (invokingPacket) => packetTooBig({ mtu: SMALLER, invokingPacket }));
      const quoted = originalIn(carried).slice(0, MINIMUM_MTU - 2 * IPV6_HEADER_OCTETS - 16);
      const wanted = {
        'ipv6.destination': carried.inner.source,
        'packetTooBig.code': 0,
        'packetTooBig.mtu': SMALLER - IPV6_HEADER_OCTETS,
        'packetTooBig.invokingPacket': startsWith(quoted),
      };
      await t.expect('Packet Too Big about the original packet', wanted, { since: sent, within: ANSWER_TIME });
    },
  });

  conformance({
    id: 'tunnel.error.too-big-small-packet',
    title: 'the source of a packet that every link must carry is not told',
    requirement: 'tun-icmp-relay-ptb',
    role: 'router',
    testbed: oneLink,
    actions: TUNNEL_ACTIONS,
    async run(t) {
      const tunnel = await addTunnel(t, { encapsulationLimit: 4 });
      const before = [destinationOptions({ options: [tunnelEncapsulationLimit(4)] })];
      const carried = await t.given('the device carries a packet', () => carry(t, tunnel, { before, octets: MINIMUM_MTU }));
      const sent = await complain(t, tunnel, carried, (invokingPacket) => packetTooBig({ mtu: MINIMUM_MTU, invokingPacket }));
      await t.expectNone('an error', errorTo(carried.inner.source), { since: sent, for: ANSWER_TIME });
    },
  });
});

suite('Tunnels of KAME: errors from inside', () => {
  const test = { requirement: 'pmtu-gif-kame', role: 'router', testbed: oneLink, profiles: ['kame'], actions: TUNNEL_ACTIONS } as const;

  conformance({
    ...test,
    id: 'tunnel.error.kept',
    title: 'the original source is not told that a node inside cannot be reached',
    async run(t) {
      const tunnel = await addTunnel(t);
      const carried = await t.given('the device carries a packet', () => carry(t, tunnel));
      const sent = await complain(t, tunnel, carried, (invokingPacket) => destinationUnreachable({ code: 0, invokingPacket }));
      await t.expectNone('an error', errorTo(carried.inner.source), { since: sent, for: ANSWER_TIME });
    },
  });

  conformance({
    ...test,
    id: 'tunnel.error.too-big-kept',
    title: 'a packet that is too large for a node inside vanishes; the next one brings Packet Too Big',
    async run(t) {
      const [tunnel, octets] = [await addTunnel(t), LINK_MTU - IPV6_HEADER_OCTETS];
      const carried = await t.given('the device carries a large packet', () => carry(t, tunnel, { octets }));
      const sent = await complain(t, tunnel, carried, (invokingPacket) => packetTooBig({ mtu: 1400, invokingPacket }));
      await t.expectNone('an error', errorTo(carried.inner.source), { since: sent, for: ANSWER_TIME });
      const next = original(t, tunnel, { octets });
      const since = await t.send('packet of the same size', next.frame);
      await t.expect('Packet Too Big', { 'ipv6.destination': next.source, packetTooBig: present }, { since, within: ANSWER_TIME });
    },
  });
});
