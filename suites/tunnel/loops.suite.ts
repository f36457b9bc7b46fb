import '../ledger/ledger.js';
import { prefixOf } from '../../reference/net/prefix.js';
import { conformance, suite } from '../kit/conformance.js';
import { absent, present } from '../kit/match.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { addTunnel, inner, original, throughTunnel, TUNNEL_ACTIONS } from './tunnels.js';

const HOST_BITS = 128;

suite('Tunnels: loops', () => {
  conformance({
    id: 'tunnel.loop.between-ends',
    title: 'a packet from the entry-point to the exit-point, which a route leads into the tunnel, does not enter it',
    requirement: 'tun-loop-self',
    role: 'router',
    testbed: oneLink,
    actions: TUNNEL_ACTIONS,
    async run(t) {
      const tunnel = await addTunnel(t, (exit) => ({ routes: [prefixOf(exit.address, HOST_BITS)] }));
      const packet = inner(t, tunnel.local, tunnel.exit.address);
      const sent = await t.send('packet with the addresses of the tunnel', packet.frame);
      await t.expectNone('a tunnel packet around it', { ...throughTunnel(tunnel), ...packet.request }, { since: sent, for: ANSWER_TIME });
    },
  });

  conformance({
    id: 'tunnel.loop.own-route',
    title: 'a tunnel whose exit-point is routed into it packs nothing twice, and stops nothing else',
    requirement: 'tun-loop-self',
    role: 'router',
    testbed: oneLink,
    actions: TUNNEL_ACTIONS,
    async run(t) {
      const tunnel = await addTunnel(t, (exit) => ({ routes: [prefixOf(exit.address, HOST_BITS)] }));
      const packet = original(t, tunnel);
      const sent = await t.send('packet for a destination behind the tunnel', packet.frame);
      const once = { ...throughTunnel(tunnel), ...packet.request, 'ipv6[2].version': absent };
      await t.optionally('the tunnel packet', once, { since: sent, within: ANSWER_TIME });
      await t.expectNone('a tunnel packet within a tunnel packet', { 'ipv6[2].version': present }, { since: sent, for: ANSWER_TIME });
    },
  });
});
