import '../ledger/ledger.js';
import { conformance, suite } from '../kit/conformance.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { addTunnel, expectCarried, inner, original, sendThrough, TUNNEL_ACTIONS } from './tunnels.js';

/** RFC 3168 section 5: the two bits at the end of the Traffic Class. */
const CAPABLE = 0b10;
const CAPABLE_1 = 0b01;
const CONGESTION = 0b11;

suite('Tunnels: marks of congestion as in gif', () => {
  const entries = [
    ['ignored', CONGESTION, 0],
    ['carried', CAPABLE, CAPABLE],
    ['carried', CAPABLE_1, CAPABLE_1],
    ['carried', CONGESTION, CAPABLE],
  ] as const;
  for (const [ecn, given, outer] of entries)
    conformance({
      id: `tunnel.congestion.entry-${ecn}-${given.toString(2).padStart(2, '0')}`,
      title: `marks are ${ecn}: a packet with ${given} gets ${outer} outside`,
      requirement: 'tun-gif-ecn-kame',
      role: 'router',
      testbed: oneLink,
      actions: TUNNEL_ACTIONS,
      async run(t) {
        const tunnel = await addTunnel(t, { ecn });
        const packet = original(t, tunnel, { header: { trafficClass: given } });
        await expectCarried(t, tunnel, packet, { 'ipv6.trafficClass': outer, 'ipv6[1].trafficClass': given });
      },
    });

  const exits = [
    ['ignored', CAPABLE, CAPABLE],
    ['carried', CAPABLE, CONGESTION],
    ['carried', 0, 0],
  ] as const;
  for (const [ecn, given, left] of exits)
    conformance({
      id: `tunnel.congestion.exit-${ecn}-${given.toString(2).padStart(2, '0')}`,
      title: `marks are ${ecn}: congestion on the way, a packet with ${given} leaves with ${left}`,
      requirement: 'tun-gif-ecn-kame',
      role: 'router',
      testbed: oneLink,
      actions: TUNNEL_ACTIONS,
      async run(t) {
        const tunnel = await addTunnel(t, { ecn });
        const packet = inner(t, tunnel.behind, t.tester.address, { header: { trafficClass: given } });
        const sent = await sendThrough(t, tunnel, packet, { header: { trafficClass: CONGESTION } });
        const wanted = { 'ipv6.destination': t.tester.address, 'ipv6.trafficClass': left, ...packet.request };
        await t.expect('the packet inside', wanted, { since: sent, within: ANSWER_TIME });
      },
    });
});
