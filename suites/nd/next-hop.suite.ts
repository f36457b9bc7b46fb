import '../ledger/ledger.js';
import { ALL_NODES, UNSPECIFIED, address } from '../../reference/net/address.js';
import { multicastLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { sum, times } from '../../reference/time.js';
import { question } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import { present } from '../kit/match.js';
import type { Received, Sent, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME, DELAY_FIRST_PROBE_TIME, RETRANS_TIMER } from './constants.js';
import { advertisementOf, multicastSolicitationFor, solicitation, solicitationFor } from './messages.js';
import { begunSince } from './commanded.js';
import { assignGlobal, remoteAddress } from './device-addresses.js';
import { assignOnLink } from './routers.js';

const ECHO_REQUEST = 128;

/** Duplicate Address Detection for an address of the device makes it send to all nodes. */
async function provokeMulticast(t: TestContext): Promise<{ readonly sent: Sent; readonly advertised: Received }> {
  const target = t.dut.linkLocal;
  const sent = await t.send("Duplicate Address Detection for the device's address", solicitation({ source: UNSPECIFIED, target }));
  const wanted = { ...advertisementOf(target), 'ipv6.destination': ALL_NODES, 'ethernet.destination': present };
  return { sent, advertised: await t.expect('Neighbor Advertisement to all nodes', wanted, { since: sent, within: ANSWER_TIME }) };
}

suite('Next hop: what is on-link and what is resolved', () => {
  conformance({
    id: 'nd.next-hop.link-local',
    title: 'a link-local destination is resolved and answered directly, whatever its interface identifier',
    requirement: 'onlink-linklocal',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const node = t.neighbor({ name: 'far interface identifier', linkLocal: address('fe80::fff0:1:2:3') });
      const ask = question(t, node.linkLocal, t.dut.linkLocal);
      const sent = await t.send('Echo Request of a link-local neighbor', ask.frame, { from: node });
      await t.expect('Neighbor Solicitation for it', multicastSolicitationFor(node.linkLocal), { since: sent, within: ANSWER_TIME });
      await t.expect('Echo Reply to it', ask.reply, { since: sent, within: ANSWER_TIME });
    },
  });

  conformance({
    id: 'nd.next-hop.no-router-no-assumption',
    title: 'without router and without prefix a global destination is not taken for on-link',
    requirement: 'onlink-no-router-no-assumption',
    role: 'host',
    testbed: oneLink,
    profiles: ['current', 'kame'],
    actions: ['add-address'],
    async run(t) {
      const device = await assignGlobal(t);
      const node = t.neighbor({ name: 'stranger', addresses: [remoteAddress(t)] });
      const ask = question(t, node.address, device);
      const sent = await t.send('Echo Request from outside every prefix', ask.frame, { from: node });
      const forbidden = [solicitationFor(node.address), ask.reply];
      await t.expectNone('a resolution of the stranger, or a reply', forbidden, { since: sent, for: times(RETRANS_TIMER, 2) });
    },
  });

  conformance({
    id: 'nd.next-hop.book-assumption',
    title: 'old rule: without router every destination is taken for on-link and resolved',
    requirement: 'onlink-assume-all-book',
    role: 'host',
    testbed: oneLink,
    profiles: ['book'],
    actions: ['add-address'],
    async run(t) {
      const device = await assignGlobal(t);
      const node = t.neighbor({ name: 'stranger', addresses: [remoteAddress(t)] });
      const sent = await t.send('Echo Request from outside every prefix', question(t, node.address, device).frame, { from: node });
      await t.expect('Neighbor Solicitation for it', multicastSolicitationFor(node.address), { since: sent, within: ANSWER_TIME });
    },
  });

  conformance({
    id: 'nd.next-hop.own-address',
    title: 'an address of the device itself is not resolved: what goes to it does not leave the device',
    requirement: 'nud-loopback-shortcut-kame',
    role: 'node',
    testbed: oneLink,
    profiles: ['kame'],
    actions: ['add-address', 'ping'],
    async run(t) {
      const device = await assignOnLink(t);
      const since = t.now();
      await t.do({ kind: 'ping', link: 'link0', destination: device });
      await t.do({ kind: 'ping', link: 'link0', destination: t.tester.address });
      const request = { 'ipv6.destination': t.tester.address, 'icmpv6.type': ECHO_REQUEST };
      await t.expect('Echo Request to a neighbor', request, begunSince(t, since));
      const forbidden = [solicitationFor(device), { 'ipv6.destination': device }];
      await t.expectNone('a resolution of its own address, or a packet to it', forbidden, { since, for: ANSWER_TIME });
    },
  });

  conformance({
    id: 'nd.next-hop.multicast',
    title: 'an advertisement to all nodes goes to the MAC of the group',
    requirement: 'nexthop-mcast',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const { advertised } = await provokeMulticast(t);
      t.require('sent to the MAC of the group', advertised, { 'ethernet.destination': multicastLinkLayerAddress(ALL_NODES) });
    },
  });

  conformance({
    id: 'nd.next-hop.multicast-not-resolved',
    title: 'a group that the device sends to is not resolved',
    requirement: 'ar-no-mcast-target',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const { sent } = await provokeMulticast(t);
      await t.expectNone('a Neighbor Solicitation for the group', solicitationFor(ALL_NODES), { since: sent, for: ANSWER_TIME });
    },
  });

  conformance({
    id: 'nd.next-hop.multicast-not-probed',
    title: 'a group that the device sends to is not probed',
    requirement: 'nud-no-mcast',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const { sent } = await provokeMulticast(t);
      await t.expectNone('a Neighbor Solicitation for the group', solicitationFor(ALL_NODES), {
        since: sent,
        for: sum(DELAY_FIRST_PROBE_TIME, RETRANS_TIMER),
      });
    },
  });
});
