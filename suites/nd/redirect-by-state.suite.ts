import '../ledger/ledger.js';
import { conformance, suite } from '../kit/conformance.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from './constants.js';
import { announce, addressInWords, prime, rowsByState, SETTLED_STATES, stateInWords } from './neighbor-states.js';
import { redirectBy } from './redirects.js';
import { becomeFirstHop } from './routers.js';
import { expectState } from './state-proof.js';

const rows = rowsByState(SETTLED_STATES);

/** The entry is that of the Target, which is another router of the link. */
suite('Redirect received in each state of the neighbor cache', () => {
  for (const { state, announced } of rows)
    conformance({
      id: `nd.redirect.${state}-${announced}`,
      title: `a Redirect with ${addressInWords(announced, state)} to a target ${stateInWords(state)}`,
      requirement: `redirect-nc-${state}-${announced}`,
      role: 'host',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const hop = await becomeFirstHop(t);
        const target = await prime(t, state);
        const linkLayer = announce(target, announced);
        const sent = await t.send('Redirect', redirectBy(hop, { target: target.address, linkLayer }), { from: hop.router });
        if (announced !== 'diff') return expectState(t, target, { state, linkLayer: target.cached });
        if (target.waiting) {
          const waiting = { ...target.waiting, 'ethernet.destination': target.other };
          await t.expect('the packet that waited for the resolution', waiting, { since: sent, within: ANSWER_TIME });
        }
        await expectState(t, target, { state: 'stale', linkLayer: target.other });
      },
    });
});
