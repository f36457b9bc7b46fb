import '../ledger/ledger.js';
import { prefixOf } from '../../reference/net/prefix.js';
import { sum } from '../../reference/time.js';
import { conformance, suite } from '../kit/conformance.js';
import type { Neighbor, Received, Sent, TestContext } from '../kit/test-context.js';
import { twoLinks } from '../kit/testbed.js';
import { about, ANSWER_TIME, MAX_MULTICAST_SOLICIT, RETRANS_TIMER } from '../nd/constants.js';
import { addressIn, remoteAddress } from '../nd/device-addresses.js';
import { answer, multicastSolicitationFor } from '../nd/messages.js';
import { ADDRESS_UNREACHABLE, expectRefused, refusalMatch } from './refusals.js';
import { betweenLinks, type Topology } from './topology.js';
import { acrossTo, cargo, sendTransit, sentOn, transit } from './transit.js';

/** A node of the far link that answers no solicitation. */
function muteNeighbor(t: TestContext, { far }: Topology): Neighbor {
  const mute = t.neighbor({ name: 'mute node', link: far.link, addresses: [addressIn(t, far.prefix)] });
  t.takeOver('neighbor-discovery', mute);
  return mute;
}

const declared = { role: 'router', testbed: twoLinks, actions: ['add-address'] } as const;

suite('Forwarding: to a neighbor that has to be resolved', () => {
  conformance({
    ...declared,
    id: 'forwarding.unresolved.waits',
    title: 'a packet in transit waits for the resolution, and is forwarded as it is when the answer comes',
    requirement: 'ar-queue-one',
    async run(t) {
      const topology = await betweenLinks(t);
      t.takeOver('neighbor-discovery', topology.far.neighbor);
      const draft = transit(topology, [cargo(t)]);
      const sent = await sendTransit(t, topology, 'packet for an unknown neighbor', draft);
      const solicited = await expectSolicitation(t, topology.far.neighbor, sent);
      const resolved = await t.send(
        'Neighbor Advertisement',
        answer(solicited, topology.far.node, topology.far.neighbor.linkLayerAddress),
        { from: topology.far.neighbor },
      );
      await t.expect('the packet, forwarded', sentOn(t, draft, acrossTo(topology)), { since: resolved, within: ANSWER_TIME });
    },
  });

  conformance({
    ...declared,
    id: 'forwarding.unresolved.reported',
    title: 'when three solicitations were not answered the packet is refused with Destination Unreachable, code 3',
    requirement: 'fwd-addr-unreach',
    async run(t) {
      const topology = await betweenLinks(t);
      const mute = muteNeighbor(t, topology);
      const draft = transit(topology, [cargo(t)], { destination: mute.address });
      const sent = await sendTransit(t, topology, 'packet for a mute neighbor', draft);
      const solicitations = await t.expectSeries('Neighbor Solicitation', multicastSolicitationFor(mute.address), {
        since: sent,
        count: MAX_MULTICAST_SOLICIT,
        interval: about(RETRANS_TIMER),
        within: ANSWER_TIME,
        link: mute.link,
      });
      const last = solicitations.at(-1) as Received;
      await t.expect('the error', refusalMatch(t, topology, draft, ADDRESS_UNREACHABLE), {
        since: last,
        within: sum(about(RETRANS_TIMER)[1], ANSWER_TIME),
        link: topology.near.link,
      });
    },
  });

  conformance({
    ...declared,
    id: 'forwarding.unresolved.next-router',
    title: 'a next router that does not answer makes the destination unreachable too',
    requirement: 'ar-fail-error',
    actions: ['add-address', 'add-route'],
    async run(t) {
      const topology = await betweenLinks(t);
      const router = muteNeighbor(t, topology);
      const prefix = prefixOf(remoteAddress(t), 64);
      await t.do({ kind: 'add-route', link: router.link, prefix, gateway: router.linkLocal });
      const draft = transit(topology, [cargo(t)], { destination: addressIn(t, prefix) });
      const sent = await sendTransit(t, topology, 'packet by a mute router', draft);
      await expectRefused(t, topology, sent, draft, ADDRESS_UNREACHABLE);
    },
  });

  conformance({
    ...declared,
    id: 'forwarding.unresolved.each-neighbor',
    title: 'packets for two mute neighbors are each refused',
    requirement: 'ar-fail-error',
    async run(t) {
      const topology = await betweenLinks(t);
      const drafts = [muteNeighbor(t, topology), muteNeighbor(t, topology)].map(({ address: destination }) =>
        transit(topology, [cargo(t)], { destination }),
      );
      const sent: Sent[] = [];
      for (const draft of drafts) sent.push(await sendTransit(t, topology, 'packet for a mute neighbor', draft));
      await t.expectInAnyOrder(
        'an error about each',
        drafts.map((draft) => refusalMatch(t, topology, draft, ADDRESS_UNREACHABLE)),
        { since: sent[0] as Sent, within: ADDRESS_UNREACHABLE.within },
      );
    },
  });
});

const expectSolicitation = (t: TestContext, neighbor: Neighbor, since: Parameters<TestContext['expect']>[2]['since']): Promise<Received> =>
  t.expect('Neighbor Solicitation', multicastSolicitationFor(neighbor.address), { since, within: ANSWER_TIME, link: neighbor.link });
