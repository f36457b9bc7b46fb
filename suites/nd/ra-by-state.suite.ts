import '../ledger/ledger.js';
import { conformance, suite } from '../kit/conformance.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from './constants.js';
import {
  announce,
  addressInWords,
  prime,
  rowsByState,
  SETTLED_STATES,
  stateInWords,
  type CacheState,
  type PrimedNeighbor,
} from './neighbor-states.js';
import { quietAdvertisement } from './routers.js';
import { expectState } from './state-proof.js';

const rows = rowsByState(SETTLED_STATES);

suite('Router Advertisement received in each state of the neighbor cache', () => {
  for (const { state, announced } of rows)
    conformance({
      id: `nd.ra.${state}-${announced}`,
      title: `a Router Advertisement with ${addressInWords(announced, state)}, of a router ${stateInWords(state)}`,
      requirement: `ra-nc-${state}-${announced}`,
      role: 'host',
      testbed: oneLink,
      async run(t) {
        const neighbor = await prime(t, state);
        const linkLayer = announce(neighbor, announced);
        const sent = await t.send('Router Advertisement', quietAdvertisement(neighbor.address, linkLayer), { from: neighbor.node });
        if (announced !== 'diff') return expectState(t, neighbor, { state, linkLayer: neighbor.cached });
        if (neighbor.waiting) {
          const waiting = { ...neighbor.waiting, 'ethernet.destination': neighbor.other };
          await t.expect('the packet that waited for the resolution', waiting, { since: sent, within: ANSWER_TIME });
        }
        await expectReplaced(t, state, neighbor);
      },
    });
});

/** RFC 4861 section 6.3.4: the new address SHOULD be recorded, and the entry then MUST be STALE. */
async function expectReplaced(t: TestContext, state: CacheState, neighbor: PrimedNeighbor): Promise<void> {
  const known = state !== 'none' && state !== 'incomplete';
  await expectState(t, neighbor, { state: 'stale', linkLayer: neighbor.other, ...(known && { replacement: 'ra-nc-lla-replaced' }) });
}
