import '../ledger/ledger.js';
import { elapsed, milliseconds, seconds, sum, times } from '../../reference/time.js';
import { question } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import { present } from '../kit/match.js';
import type { Received, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { about, ANSWER_TIME, MAX_UNICAST_SOLICIT, RETRANS_TIMER } from './constants.js';
import { answer, multicastSolicitationFor, solicitationFor } from './messages.js';
import { freshLinkLayerAddress, prime, type PrimedNeighbor } from './neighbor-states.js';

/** From the first probe until the last one has gone unanswered. */
const PROBING = times(RETRANS_TIMER, MAX_UNICAST_SOLICIT);

/** RFC 7048 section 3: "it MUST switch to multicast Neighbor Solicitations within 60 seconds of the initial retransmission". */
const MULTICAST_BY = sum(RETRANS_TIMER, seconds(60));

/** Packets for the neighbour, so that its entry stays in use: an Echo Request of it every half second. */
async function keepAsking(t: TestContext, { address, device, node }: PrimedNeighbor, halves: number): Promise<void> {
  for (let asked = 0; asked < halves; asked++) {
    await t.send('Echo Request of the neighbor', question(t, address, device).frame, { from: node });
    await t.elapse(milliseconds(500));
  }
}

/**
 * What a device does with a packet for a neighbour that answered no probe: it resolves it again (RFC 4861 section 7.3.3
 * deletes the entry), or goes on sending to the cached address (RFC 7048 section 3 keeps it).
 */
async function becomeLost(t: TestContext): Promise<PrimedNeighbor & { readonly kept: boolean }> {
  const neighbor = await prime(t, 'probe');
  await t.elapse(about(PROBING)[1]);
  const ask = question(t, neighbor.address, neighbor.device);
  const sent = await t.send('Echo Request of the lost neighbor', ask.frame, { from: neighbor.node });
  const kept = await t.optionally('an Echo Reply to the cached address', ask.reply, { since: sent, within: ANSWER_TIME });
  t.note(kept ? 'the entry is kept in UNREACHABLE (RFC 7048 section 3)' : 'the entry is deleted (RFC 4861 section 7.3.3)');
  return { ...neighbor, kept: kept !== undefined };
}

suite('Neighbor Unreachability Detection: a neighbor that stays mute', () => {
  conformance({
    id: 'nd.nud.back-off',
    title: 'a neighbor that is kept after three probes is solicited less and less often',
    requirement: 'nud-backoff-7048',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const neighbor = await becomeLost(t);
      if (!neighbor.kept) return t.proveAlive();
      const begun = t.now();
      await keepAsking(t, neighbor, 14);
      // Without back-off there are seven; three with waits of 1, 2 and 4 s, of which each may be half as long.
      const fourth = t.allReceived(solicitationFor(neighbor.address), begun)[3];
      if (!fourth) return t.proveAlive();
      const left = elapsed(fourth.at, t.now());
      await t.expectNone('a fifth solicitation', solicitationFor(neighbor.address), { since: fourth, for: left });
    },
  });

  conformance({
    id: 'nd.nud.multicast-within-60-s',
    title: 'a neighbor that stays mute is solicited by multicast within 60 s, while packets are sent to it',
    requirement: 'nud-7048-mcast-60',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const neighbor = await prime(t, 'probe');
      const started = neighbor.started as Received;
      const multicast = multicastSolicitationFor(neighbor.address);
      for (const pause of [4, 6, 10, 20, 15]) {
        await t.elapse(seconds(pause));
        if (t.allReceived(multicast, started).length > 0) break;
        await keepAsking(t, neighbor, 1);
      }
      await t.expect('a multicast Neighbor Solicitation', multicast, { since: started, within: MULTICAST_BY });
    },
  });

  conformance({
    id: 'nd.nud.moved-while-mute',
    title: 'a neighbor that answers at last, from another link-layer address, is sent to there',
    requirement: 'nud-7048-mcast-60',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const neighbor = await becomeLost(t);
      const { address, device, node, started } = neighbor;
      const moved = freshLinkLayerAddress(t);
      node.moveTo(moved);
      await keepAsking(t, neighbor, 2);
      const multicast = await t.expect('a multicast Neighbor Solicitation', multicastSolicitationFor(address), {
        since: started as Received,
        within: MULTICAST_BY,
      });
      await t.send('its answer', answer(multicast, address, moved), { from: node });
      const ask = question(t, address, device);
      const sent = await t.send('Echo Request of the neighbor', ask.frame, { from: node });
      const reply = await t.expect('Echo Reply', { ...ask.reply, 'ethernet.destination': present }, { since: sent, within: ANSWER_TIME });
      t.require('sent to the new link-layer address', reply, { 'ethernet.destination': moved });
    },
  });

  conformance({
    id: 'nd.nud.idle-stops',
    title: 'a mute neighbor is not solicited for ever while nothing is sent to it',
    requirement: 'nud-7048-idle-stop',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const neighbor = await prime(t, 'probe');
      // The solicitation with which UNREACHABLE begins, and the wait that may follow it.
      await t.elapse(sum(PROBING, times(RETRANS_TIMER, 10)));
      await t.expectNone('a multicast Neighbor Solicitation', multicastSolicitationFor(neighbor.address), {
        since: t.now(),
        for: seconds(60),
      });
    },
  });

  // The wait of a back-off that goes on is granted: it is a minute at most (RFC 7048 section 3).
  conformance({
    id: 'nd.nud.resumes-with-traffic',
    title: 'a mute neighbor that was left alone is solicited again with the next packet for it',
    requirement: 'nud-7048-idle-stop',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const neighbor = await prime(t, 'probe');
      await t.elapse(sum(PROBING, seconds(30)));
      const ask = question(t, neighbor.address, neighbor.device);
      const sent = await t.send('Echo Request of the lost neighbor', ask.frame, { from: neighbor.node });
      await t.expect('a multicast Neighbor Solicitation', multicastSolicitationFor(neighbor.address), { since: sent, within: seconds(60) });
    },
  });
});
