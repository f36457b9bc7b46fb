import '../ledger/ledger.js';
import { isMulticast, UNSPECIFIED, type Address } from '../../reference/net/address.js';
import { conformance, suite } from '../kit/conformance.js';
import type { Received, Sent, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ADVERTISES, answerTo, beginAnswering, expectAnswer, solicitationBy } from './advertising.js';
import { ANSWER_TIME, MAX_RA_DELAY_TIME } from './constants.js';
import {
  announce,
  addressInWords,
  prime,
  rowsByState,
  SETTLED_STATES,
  stateInWords,
  type Announced,
  type PrimedNeighbor,
} from './neighbor-states.js';
import { expectState } from './state-proof.js';

const STATES = SETTLED_STATES.filter((state) => state !== 'delay');

const rows = rowsByState(STATES);

/** A packet to the neighbour, as a unicast answer is one, begins DELAY. */
const packetToNeighbor = (sent: Received | undefined): { readonly answered?: Received } =>
  sent === undefined || isMulticast(sent.get('ipv6.destination') as Address) ? {} : { answered: sent };

suite('Router Solicitation received by a router in each state of the neighbor cache', () => {
  for (const { state, announced } of rows)
    conformance({
      id: `nd.rs-router.${state}-${announced}`,
      title: `a Router Solicitation with ${addressInWords(announced, state)}, of a neighbor ${stateInWords(state)}`,
      requirement: `rtr-rs-nc-${state}-${announced}`,
      role: 'router',
      testbed: oneLink,
      actions: ADVERTISES,
      async run(t) {
        await beginAnswering(t);
        const neighbor = await prime(t, state);
        const linkLayer = announce(neighbor, announced);
        const solicitation = solicitationBy({ source: neighbor.address, linkLayer });
        const sent = await t.send('Router Solicitation', solicitation, { from: neighbor.node });
        const released = announced === 'diff' ? await expectReleased(t, neighbor, sent) : undefined;
        // A router that answers by unicast may have to find the solicitor first.
        const answer = await t.optionally('the answer', answerTo(neighbor.address), { since: sent, within: MAX_RA_DELAY_TIME });
        await expectCache(t, neighbor, announced, released ?? answer);
      },
    });

  conformance({
    id: 'nd.rs-router.unspecified',
    title: 'a Router Solicitation from the unspecified address creates no entry',
    requirement: 'rtr-rs-nc-none',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      await beginAnswering(t);
      const neighbor = await prime(t, 'none');
      const sent = await t.send('Router Solicitation', solicitationBy({ source: UNSPECIFIED }), { from: neighbor.node });
      await t.given('the solicitation is answered', () => expectAnswer(t, sent, UNSPECIFIED));
      await expectState(t, neighbor, { state: 'none', linkLayer: neighbor.cached });
    },
  });
});

/** What waited for the resolution goes out: to a STALE neighbour, which begins DELAY. */
async function expectReleased(t: TestContext, { waiting, other }: PrimedNeighbor, sent: Sent): Promise<Received | undefined> {
  if (!waiting) return undefined;
  const packet = { ...waiting, 'ethernet.destination': other };
  return t.expect('the packet that waited for the resolution', packet, { since: sent, within: ANSWER_TIME });
}

/** RFC 4861 section 6.2.6: another address SHOULD be recorded, and the entry then MUST be STALE. */
async function expectCache(t: TestContext, neighbor: PrimedNeighbor, announced: Announced, sent: Received | undefined): Promise<void> {
  const { state } = neighbor;
  const known = state !== 'none' && state !== 'incomplete';
  const proven = announced === 'diff' ? { state: 'stale' as const, linkLayer: neighbor.other } : { state, linkLayer: neighbor.cached };
  await expectState(t, neighbor, {
    ...proven,
    ...packetToNeighbor(sent),
    ...(announced === 'diff' && known && { replacement: 'rtr-rs-lla-replaced' }),
  });
}
