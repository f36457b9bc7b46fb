import '../ledger/ledger.js';
import { destinationOptions, hopByHop } from '../../reference/wire/extension-headers.js';
import type { LayerDraft } from '../../reference/wire/frame.js';
import { unknownIpv6Option } from '../../reference/wire/ipv6-options.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { errorTo } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';
import {
  addTunnel,
  expectAnswered,
  expectCarried,
  original,
  question,
  requireVerbatim,
  sendThrough,
  throughTunnel,
  TUNNEL_ACTIONS,
} from './tunnels.js';

const HOP_LIMIT = 64;
/** To be skipped by whoever does not know it (RFC 8200 section 4.2). */
const unknown = [unknownIpv6Option(0x1e, Uint8Array.of(1, 2, 3, 4))];

const ORIGINALS: Readonly<Record<string, { readonly title: string; readonly before?: readonly LayerDraft[]; readonly header?: object }>> = {
  echo: { title: 'an Echo Request' },
  'marked-header': { title: 'a packet with a Traffic Class and a flow label', header: { trafficClass: 0xb8, flowLabel: 0x54321 } },
  'hop-by-hop': { title: 'a packet with Hop-by-Hop Options', before: [hopByHop({ options: unknown })] },
  'destination-options': { title: 'a packet with Destination Options', before: [destinationOptions({ options: unknown })] },
};

suite('Tunnels: the packet that enters', () => {
  for (const [name, { title, before = [], header = {} }] of Object.entries(ORIGINALS))
    conformance({
      id: `tunnel.encapsulation.${name}`,
      title: `${title} is carried as it is, from the entry-point to the exit-point`,
      requirement: 'tun-encap-format',
      role: 'router',
      testbed: oneLink,
      actions: TUNNEL_ACTIONS,
      async run(t) {
        const tunnel = await addTunnel(t);
        const packet = original(t, tunnel, { before, header });
        const fields = { 'ipv6.nextHeader': PROTOCOL.ipv6, 'ipv6.payloadLength': packet.frame.packet.length };
        requireVerbatim(t, await expectCarried(t, tunnel, packet, fields), packet, HOP_LIMIT - 1);
      },
    });

  conformance({
    id: 'tunnel.encapsulation.own-packet',
    title: 'a packet of the device itself is carried with the hop limit that it was given',
    requirement: 'tun-encap-format',
    role: 'node',
    testbed: oneLink,
    actions: TUNNEL_ACTIONS,
    async run(t) {
      const tunnel = await addTunnel(t);
      const packet = question(t, tunnel);
      await expectAnswered(t, tunnel, packet, await sendThrough(t, tunnel, packet), {
        'ipv6.nextHeader': PROTOCOL.ipv6,
        'ipv6.payloadLength': packet.frame.packet.length,
        'ipv6[1].version': 6,
        'ipv6[1].hopLimit': HOP_LIMIT,
      });
    },
  });
});

suite('Tunnels: the hop limit of the packet that enters', () => {
  for (const hopLimit of [255, 64, 2])
    conformance({
      id: `tunnel.inner-hop-limit.from-${hopLimit}`,
      title: `a hop limit of ${hopLimit} is decremented once`,
      requirement: 'tun-encap-hl-decrement',
      role: 'router',
      testbed: oneLink,
      actions: TUNNEL_ACTIONS,
      async run(t) {
        const tunnel = await addTunnel(t);
        await expectCarried(t, tunnel, original(t, tunnel, { header: { hopLimit } }), { 'ipv6[1].hopLimit': hopLimit - 1 });
      },
    });

  for (const hopLimit of [1, 0])
    conformance({
      id: `tunnel.inner-hop-limit.used-up-${hopLimit}`,
      title: `a packet with a hop limit of ${hopLimit} does not enter the tunnel: Time Exceeded`,
      requirement: 'tun-encap-hl-decrement',
      role: 'router',
      testbed: oneLink,
      actions: TUNNEL_ACTIONS,
      async run(t) {
        const tunnel = await addTunnel(t);
        const packet = original(t, tunnel, { header: { hopLimit } });
        const sent = await t.send('packet whose hop limit is used up', packet.frame);
        const wanted = { 'ipv6.destination': packet.source, 'timeExceeded.code': 0, 'timeExceeded.invokingPacket': packet.frame.packet };
        await t.expect('Time Exceeded', wanted, { since: sent, within: ANSWER_TIME });
        await t.expectNone('a tunnel packet, or another error', [{ ...throughTunnel(tunnel), ...packet.request }, errorTo(packet.source)], {
          since: sent,
          for: ANSWER_TIME,
        });
      },
    });
});

suite('Tunnels: the header of the tunnel', () => {
  for (const [configured, hopLimit] of [
    [9, 200],
    [255, 3],
    [64, 64],
  ] as const)
    conformance({
      id: `tunnel.outer-hop-limit.configured-${configured}`,
      title: `the hop limit is the configured ${configured}, whatever that of the packet inside`,
      requirement: 'tun-outer-hl',
      role: 'router',
      testbed: oneLink,
      actions: TUNNEL_ACTIONS,
      async run(t) {
        const tunnel = await addTunnel(t, { hopLimit: configured });
        await expectCarried(t, tunnel, original(t, tunnel, { header: { hopLimit } }), { 'ipv6.hopLimit': configured });
      },
    });

  conformance({
    id: 'tunnel.outer-hop-limit.own-packet',
    title: 'the hop limit is the configured one also around a packet of the device itself',
    requirement: 'tun-outer-hl',
    role: 'node',
    testbed: oneLink,
    actions: TUNNEL_ACTIONS,
    async run(t) {
      const tunnel = await addTunnel(t, { hopLimit: 7 });
      const packet = question(t, tunnel);
      await expectAnswered(t, tunnel, packet, await sendThrough(t, tunnel, packet), { 'ipv6.hopLimit': 7 });
    },
  });

  const settings = {
    'traffic-class-zero': { requirement: 'tun-outer-tc', given: { trafficClass: 0 }, wanted: { 'ipv6.trafficClass': 0 } },
    'traffic-class-set': { requirement: 'tun-outer-tc', given: { trafficClass: 0x28 }, wanted: { 'ipv6.trafficClass': 0x28 } },
    'traffic-class-copied': { requirement: 'tun-outer-tc', given: { trafficClass: 'copied' }, wanted: { 'ipv6.trafficClass': 0xb8 } },
    'flow-label-zero': { requirement: 'tun-outer-fl', given: { flowLabel: 0 }, wanted: { 'ipv6.flowLabel': 0 } },
    'flow-label-set': { requirement: 'tun-outer-fl', given: { flowLabel: 0x6789a }, wanted: { 'ipv6.flowLabel': 0x6789a } },
  } as const;
  for (const [name, { requirement, given, wanted }] of Object.entries(settings))
    conformance({
      id: `tunnel.outer-header.${name}`,
      title: `the tunnel header says what is configured: ${name.replaceAll('-', ' ')}`,
      requirement,
      role: 'router',
      testbed: oneLink,
      actions: TUNNEL_ACTIONS,
      async run(t) {
        const tunnel = await addTunnel(t, given);
        await expectCarried(t, tunnel, original(t, tunnel, { header: { trafficClass: 0xb8, flowLabel: 0x11111 } }), wanted);
      },
    });
});
