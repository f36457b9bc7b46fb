import '../ledger/ledger.js';
import { seconds, sum, times, ZERO } from '../../reference/time.js';
import { conformance, suite } from '../kit/conformance.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { DELAY_FIRST_PROBE_TIME, MAX_UNICAST_SOLICIT, RETRANS_TIMER } from './constants.js';
import { remoteAddress } from './device-addresses.js';
import { solicitationFor } from './messages.js';
import { redirectBy } from './redirects.js';
import { becomeFirstHop, becomeTwoRouters, expectThrough } from './routers.js';

/** From the packet that begins DELAY until the last probe has gone unanswered, and a second more. */
const UNREACHABLE_BY_NOW = sum(DELAY_FIRST_PROBE_TIME, times(RETRANS_TIMER, MAX_UNICAST_SOLICIT), seconds(1));

/** The packets of a device to an unreachable first hop: each may be the one that makes it notice. */
async function letItFail(t: TestContext): Promise<void> {
  await t.elapse(UNREACHABLE_BY_NOW);
}

suite('Neighbor Unreachability Detection of a first hop', () => {
  conformance({
    id: 'nd.nud.router-switch',
    title: 'when the default router in use becomes unreachable, its destinations move to another one',
    requirement: 'nud-router-failure-switch',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const hop = await becomeTwoRouters(t);
      t.takeOver('neighbor-discovery', hop.router);
      await letItFail(t);
      await expectThrough(t, hop, hop.reserve.linkLayerAddress);
    },
  });

  conformance({
    id: 'nd.nud.router-not-chosen',
    title: 'an unreachable default router is not chosen for a new destination while another one is reachable',
    requirement: 'nud-7048-router-choice',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const hop = await becomeTwoRouters(t);
      t.takeOver('neighbor-discovery', hop.router);
      const since = t.now();
      await letItFail(t);
      await t.given('the device has probed the router in vain', () =>
        t.expectSeries('Neighbor Solicitation for it', solicitationFor(hop.router.linkLocal), {
          since,
          count: MAX_UNICAST_SOLICIT,
          within: UNREACHABLE_BY_NOW,
          interval: [ZERO, UNREACHABLE_BY_NOW],
        }),
      );
      await expectThrough(t, { ...hop, remote: remoteAddress(t) }, hop.reserve.linkLayerAddress);
    },
  });

  conformance({
    id: 'nd.nud.redirect-target-lost',
    title: 'when the target of a Redirect becomes unreachable, packets go back to the default router',
    requirement: 'nud-7048-redirect-entry',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const hop = await becomeFirstHop(t);
      const better = t.neighbor({ name: 'better router', router: true });
      t.takeOver('neighbor-discovery', better);
      await t.send('Redirect', redirectBy(hop, { target: better.linkLocal, linkLayer: better.linkLayerAddress }), { from: hop.router });
      await t.given('the redirect is followed', () => expectThrough(t, hop, better.linkLayerAddress));
      await letItFail(t);
      await expectThrough(t, hop, hop.router.linkLayerAddress);
    },
  });
});
