import '../ledger/ledger.js';
import { seconds } from '../../reference/time.js';
import { conformance, suite } from '../kit/conformance.js';
import { elapseUntil } from '../kit/elapse-until.js';
import type { Neighbor, Sent, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { redirectBy } from './redirects.js';
import { becomeFirstHop, expectThrough, type FirstHop } from './routers.js';

/** Of icmp6.redirtimeout: it holds still before, and no more after. */
const REDIRECT_LIFETIME = seconds(600);
const STILL = seconds(590);
const AFTERWARDS = seconds(610);

const betterRouter = (t: TestContext): Neighbor => t.neighbor({ name: 'better router', router: true });

const redirect = (t: TestContext, hop: FirstHop, { linkLocal: target, linkLayerAddress: linkLayer }: Neighbor): Promise<Sent> =>
  t.send('Redirect', redirectBy(hop, { target, linkLayer }), { from: hop.router });

const test = { role: 'host', testbed: oneLink, requirement: 'redirect-life-kame', profiles: ['kame'] } as const;

suite('Redirects to a host of KAME', () => {
  conformance({
    ...test,
    id: 'nd.redirect-effect.expires',
    title: `a Redirect holds for ${REDIRECT_LIFETIME / seconds(1)} s`,
    actions: ['add-address'],
    lasts: AFTERWARDS,
    async run(t) {
      const [hop, better] = [await becomeFirstHop(t), betterRouter(t)];
      const sent = await redirect(t, hop, better);
      await t.elapse(STILL);
      await expectThrough(t, hop, better.linkLayerAddress);
      await elapseUntil(t, sent.at, AFTERWARDS);
      await expectThrough(t, hop, hop.router.linkLayerAddress);
    },
  });

  conformance({
    ...test,
    id: 'nd.redirect-effect.not-accepted',
    title: 'a host that accepts no Redirects keeps its first hop',
    actions: ['add-address', 'set-variable'],
    async run(t) {
      const [hop, better] = [await becomeFirstHop(t), betterRouter(t)];
      await t.do({ kind: 'set-variable', link: 'link0', variable: 'acceptRedirects', value: 0 });
      await redirect(t, hop, better);
      await expectThrough(t, hop, hop.router.linkLayerAddress);
      await t.do({ kind: 'set-variable', link: 'link0', variable: 'acceptRedirects', value: 1 });
      await redirect(t, hop, better);
      await expectThrough(t, hop, better.linkLayerAddress);
    },
  });
});
