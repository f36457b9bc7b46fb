import '../ledger/ledger.js';
import { seconds, sum, times } from '../../reference/time.js';
import { question } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import { present } from '../kit/match.js';
import type { Received, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { about, ANSWER_TIME, DELAY_FIRST_PROBE_TIME, MAX_UNICAST_SOLICIT, RETRANS_TIMER } from './constants.js';
import { advertisement, multicastSolicitationFor, solicitationFor } from './messages.js';
import { prime, type PrimedNeighbor, type Priming } from './neighbor-states.js';
import { assignOnLink, quietAdvertisement } from './routers.js';
import { expectState } from './state-proof.js';

/** The probe that ends DELAY, wherever it goes. */
const firstProbe = (t: TestContext, { address, started }: PrimedNeighbor): Promise<Received> =>
  t.expect(
    'first probe',
    { ...solicitationFor(address), 'ethernet.destination': present },
    { since: started as Received, between: about(DELAY_FIRST_PROBE_TIME) },
  );

/** A second gap may be three times the first (RFC 7048 section 4). */
const SECOND_GAP = [RETRANS_TIMER, about(times(RETRANS_TIMER, 3))[1]] as const;

async function furtherProbes(t: TestContext, { address, started }: PrimedNeighbor): Promise<Received> {
  const second = await t.expect('second probe', solicitationFor(address), { since: started as Received, between: about(RETRANS_TIMER) });
  return t.expect('third probe', solicitationFor(address), { since: second, between: SECOND_GAP });
}

async function keepTalking(t: TestContext, neighbor: PrimedNeighbor): Promise<void> {
  await t.send('Echo Request of the neighbor', question(t, neighbor.address, neighbor.device).frame, { from: neighbor.node });
}

suite('Neighbor Unreachability Detection: from STALE to PROBE', () => {
  conformance({
    id: 'nd.nud.stale-to-delay',
    title: 'the first packet to a STALE neighbor is sent at once, the first probe 5 s later',
    requirement: 'nud-stale-to-delay',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const neighbor = await prime(t, 'stale');
      await expectState(t, neighbor, { state: 'stale', linkLayer: neighbor.cached });
    },
  });

  conformance({
    id: 'nd.nud.delay-confirmed',
    title: 'a confirmation during DELAY suppresses the probe',
    requirement: 'nud-delay-confirm',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const neighbor = await prime(t, 'delay');
      const confirmation = advertisement({
        target: neighbor.address,
        destination: neighbor.device,
        solicited: true,
        override: true,
        linkLayer: neighbor.cached,
      });
      const sent = await t.send('solicited advertisement', confirmation, { from: neighbor.node });
      await t.expectNone('a probe', solicitationFor(neighbor.address), { since: sent, for: sum(DELAY_FIRST_PROBE_TIME, RETRANS_TIMER) });
    },
  });

  for (const what of ['advertisement', 'router-advertisement'] as const)
    conformance({
      id: `nd.nud.not-confirmed-by-${what}`,
      title: `an unsolicited ${what.replace('-', ' ')} of the cached address does not confirm: the probe comes`,
      requirement: 'nud-na-s0-no-confirm',
      role: what === 'advertisement' ? 'node' : 'host',
      testbed: oneLink,
      async run(t) {
        const neighbor = await prime(t, 'delay');
        const { address, cached, node } = neighbor;
        const unsolicited = advertisement({ target: address, override: true, linkLayer: cached });
        await t.send(`unsolicited ${what}`, what === 'advertisement' ? unsolicited : quietAdvertisement(address, cached), { from: node });
        await firstProbe(t, neighbor);
      },
    });

  conformance({
    id: 'nd.nud.idle-not-probed',
    title: 'a STALE neighbor is not probed while nothing is sent to it',
    requirement: 'nud-no-traffic-no-probe',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const neighbor = await prime(t, 'stale');
      await t.expectNone('a Neighbor Solicitation for the neighbor', solicitationFor(neighbor.address), {
        since: t.now(),
        for: times(DELAY_FIRST_PROBE_TIME, 2),
      });
    },
  });
});

suite('Neighbor Unreachability Detection: probes', () => {
  conformance({
    id: 'nd.nud.probe-unicast',
    title: 'a probe goes to the cached link-layer address',
    requirement: 'nud-probe-unicast',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const neighbor = await prime(t, 'delay');
      const probe = await firstProbe(t, neighbor);
      t.require('unicast', probe, { 'ethernet.destination': neighbor.cached, 'ipv6.destination': neighbor.address, 'ipv6.hopLimit': 255 });
    },
  });

  conformance({
    id: 'nd.nud.probe-slla',
    title: 'a probe carries the link-layer address of its sender',
    requirement: 'nud-probe-slla',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const slla = 'neighborSolicitation.options.sourceLinkLayerAddress.linkLayerAddress';
      t.require('Source Link-Layer Address', await firstProbe(t, await prime(t, 'delay')), { [slla]: t.dut.linkLayerAddress });
    },
  });

  conformance({
    id: 'nd.nud.probe-count',
    title: 'three probes a RetransTimer apart',
    requirement: 'nud-probe-count',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const neighbor = await prime(t, 'probe');
      await keepTalking(t, neighbor);
      await furtherProbes(t, neighbor);
    },
  });

  conformance({
    id: 'nd.nud.probe-while-idle',
    title: 'probes go on though nothing more is sent to the neighbor',
    requirement: 'nud-probe-continues-idle',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      await furtherProbes(t, await prime(t, 'probe'));
    },
  });

  conformance({
    id: 'nd.nud.probe-rate',
    title: 'traffic does not make probes come faster than one per RetransTimer',
    requirement: 'nud-probe-rate',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const neighbor = await prime(t, 'probe');
      for (let packets = 0; packets < 5; packets++) {
        await keepTalking(t, neighbor);
        await t.elapse(seconds(0.1));
      }
      await furtherProbes(t, neighbor);
    },
  });

  conformance({
    id: 'nd.nud.no-answer',
    title: 'a neighbor that answered no probe is resolved again, or kept by RFC 7048',
    requirement: 'nud-probe-delete',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const neighbor = await prime(t, 'probe');
      await t.elapse(sum(times(RETRANS_TIMER, MAX_UNICAST_SOLICIT), seconds(1)));
      const ask = question(t, neighbor.address, neighbor.device);
      const sent = await t.send('Echo Request of the lost neighbor', ask.frame, { from: neighbor.node });
      const next = await t.expect('a new resolution', [multicastSolicitationFor(neighbor.address), ask.reply], {
        since: sent,
        within: ANSWER_TIME,
      });
      if (next.decoded.layers.some((layer) => layer.name === 'echoReply'))
        t.note('the entry is kept in UNREACHABLE, as RFC 7048 section 3 lets it');
    },
  });
});

const pairs = [
  { name: 'll-ll', neighbour: 'link-local', device: 'link-local' },
  { name: 'gl-gl', neighbour: 'global', device: 'global' },
  { name: 'll-gl', neighbour: 'global', device: 'link-local' },
  { name: 'gl-ll', neighbour: 'link-local', device: 'global' },
] as const;

suite('Neighbor Unreachability Detection: kinds of addresses', () => {
  for (const pair of pairs)
    conformance({
      id: `nd.nud.addresses-${pair.name}`,
      title: `a ${pair.neighbour} neighbor is probed when the device talks from a ${pair.device} address`,
      requirement: `nud-probe-${pair.name}`,
      role: pair.name === 'll-ll' ? 'node' : 'host',
      testbed: oneLink,
      actions: pair.name === 'll-ll' ? [] : ['add-address'],
      async run(t) {
        const global = pair.name === 'll-ll' ? undefined : await assignOnLink(t);
        const node = t.neighbor({ name: 'neighbour' });
        const priming: Priming = {
          node,
          ...(pair.neighbour === 'global' && { address: node.address }),
          ...(pair.device === 'global' && global && { device: global }),
        };
        const neighbor = await prime(t, 'delay', priming);
        const probe = await firstProbe(t, neighbor);
        t.require('unicast to the cached address', probe, {
          'ipv6.destination': neighbor.address,
          'ethernet.destination': neighbor.cached,
        });
      },
    });
});
