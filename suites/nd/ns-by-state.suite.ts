import '../ledger/ledger.js';
import { conformance, suite } from '../kit/conformance.js';
import { present } from '../kit/match.js';
import type { Received, Sent, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from './constants.js';
import { advertisementOf, multicastSolicitationFor, solicitation } from './messages.js';
import {
  announce,
  ANNOUNCED,
  addressInWords,
  prime,
  SETTLED_STATES,
  stateInWords,
  type Announced,
  type CacheState,
  type PrimedNeighbor,
} from './neighbor-states.js';
import { expectState, requireSentTo, wasPrimed } from './state-proof.js';

interface Row {
  readonly state: CacheState;
  readonly to: 'unicast' | 'multicast';
  readonly announced: Announced;
}

const rowsOf = (state: CacheState, announced: readonly Announced[]): readonly Row[] =>
  (['unicast', 'multicast'] as const).flatMap((to) => announced.map((option) => ({ state, to, announced: option })));

const rows: readonly Row[] = [
  ...rowsOf('none', ['diff', 'none']),
  ...rowsOf('incomplete', ['diff', 'none']),
  ...SETTLED_STATES.flatMap((state) => rowsOf(state, ANNOUNCED)),
];

suite('Neighbor Solicitation received in each state of the neighbor cache', () => {
  for (const row of rows)
    conformance({
      id: `nd.ns.${row.state}-${row.to}-${row.announced}`,
      title: `a ${row.to} Neighbor Solicitation with ${addressInWords(row.announced, row.state)}, of a neighbor ${stateInWords(row.state)}`,
      requirement: `ns-proc-${row.state}-${row.to}-${row.announced}`,
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const neighbor = await prime(t, row.state);
        const linkLayer = announce(neighbor, row.announced);
        const { address, device, node } = neighbor;
        const to = row.to === 'unicast' ? { destination: device } : {};
        const sent = await t.send('Neighbor Solicitation', solicitation({ source: address, target: device, linkLayer, ...to }), {
          from: node,
        });
        if (row.announced !== 'none' || (row.state !== 'none' && row.state !== 'incomplete')) await answered(t, row, neighbor, sent);
        else await unanswerable(t, row, neighbor, sent);
      },
    });
});

/** RFC 4861 section 7.2.3: the cache is updated first, then the advertisement goes to what the cache holds. */
async function answered(t: TestContext, row: Row, neighbor: PrimedNeighbor, sent: Sent): Promise<void> {
  const { state, announced } = row;
  const update = announced === 'diff';
  const linkLayer = update ? neighbor.other : neighbor.cached;
  const known = state !== 'none' && state !== 'incomplete';
  const replacement = update && known ? 'ns-proc-lla-replaced' : undefined;
  if (neighbor.waiting) {
    const waiting = { ...neighbor.waiting, 'ethernet.destination': linkLayer };
    await t.expect('the packet that waited for the resolution', waiting, { since: sent, within: ANSWER_TIME });
  }
  const answer = await expectAnswer(t, neighbor, sent);
  if (!requireSentTo(t, answer, linkLayer, replacement)) return;
  await expectState(t, neighbor, { state: update ? 'stale' : state, linkLayer, answered: answer });
}

async function expectAnswer(t: TestContext, neighbor: PrimedNeighbor, sent: Sent): Promise<Received> {
  const advertised = { ...advertisementOf(neighbor.device), 'ipv6.destination': neighbor.address, 'ethernet.destination': present };
  const answer = await t.expect('Neighbor Advertisement', advertised, { since: sent, within: ANSWER_TIME });
  await wasPrimed(t, neighbor, answer);
  return answer;
}

/**
 * RFC 4861 section 7.2: without an address in the option or in the cache, the neighbour must be resolved before it is
 * answered, and nothing is learnt from the message. That a multicast solicitation without address, which its sender must
 * not send (section 4.3), is answered in this way is not said: section 7.2.4 speaks of unicast ones.
 */
async function unanswerable(t: TestContext, { state, to }: Row, neighbor: PrimedNeighbor, sent: Sent): Promise<void> {
  const premature = advertisementOf(neighbor.device);
  if (state === 'incomplete') {
    await expectState(t, neighbor, { state, linkLayer: neighbor.cached });
    return t.expectNone('a Neighbor Advertisement before the resolution', premature, { since: sent, for: ANSWER_TIME });
  }
  const resolution = multicastSolicitationFor(neighbor.address);
  const window = { since: sent, within: ANSWER_TIME };
  const resolved =
    to === 'unicast'
      ? await t.expect('resolution of the solicitor', resolution, window)
      : await t.optionally('resolution of the solicitor', resolution, window);
  await t.expectNone('a Neighbor Advertisement before the resolution', premature, { since: sent, for: ANSWER_TIME });
  if (!resolved) await expectState(t, neighbor, { state: 'none', linkLayer: neighbor.cached });
}
