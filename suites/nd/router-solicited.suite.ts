import '../ledger/ledger.js';
import { ALL_NODES, isMulticast, UNSPECIFIED, type Address } from '../../reference/net/address.js';
import { elapsed, formatDuration, milliseconds, seconds, type Duration } from '../../reference/time.js';
import { conformance, suite } from '../kit/conformance.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import {
  ADVERTISES,
  anyAdvertisement,
  answerTo,
  beginAdvertising,
  beginAnswering,
  DEFAULTS,
  expectAnswer,
  LATEST_ANSWER,
  multicastAdvertisement,
  solicit,
  solicitationBy,
} from './advertising.js';
import { MAX_RA_DELAY_TIME, MIN_DELAY_BETWEEN_RAS } from './constants.js';

const SAMPLES = 8;
/** Eight random delays up to half a second lie so close together once in three hundred thousand runs; a busy device may spread what it sends at once nearly as much. */
const ALIKE = milliseconds(60);
const JUST_AFTER = seconds(1);

/** Who asks, and where: RFC 4861 section 6.1.1 demands nothing of the destination. */
const rows: Readonly<Record<string, { readonly what: string; readonly from: 'link-local' | '::'; readonly to?: 'device' | 'all nodes' }>> =
  {
    allrouters: { what: 'sent to all routers', from: 'link-local' },
    unicast: { what: 'sent to the router alone', from: 'link-local', to: 'device' },
    allnodes: { what: 'sent to all nodes', from: 'link-local', to: 'all nodes' },
    unspecified: { what: 'from the unspecified address', from: '::' },
  };

suite('Router Solicitations: answers', () => {
  for (const [name, { what, from, to }] of Object.entries(rows))
    conformance({
      id: `nd.router-solicited.${name}`,
      title: `a Router Solicitation ${what} is answered within MAX_RA_DELAY_TIME`,
      requirement: 'rtr-ra-solicited',
      role: 'router',
      testbed: oneLink,
      actions: ADVERTISES,
      async run(t) {
        await beginAnswering(t);
        const destination = to === 'device' ? { destination: t.dut.linkLocal } : to === 'all nodes' ? { destination: ALL_NODES } : {};
        const host =
          from === '::' ? { source: UNSPECIFIED } : { source: t.tester.linkLocal, linkLayer: t.tester.linkLayerAddress, ...destination };
        const sent = await t.send('Router Solicitation', solicitationBy(host));
        await expectAnswer(t, sent, host.source);
      },
    });

  conformance({
    id: 'nd.router-solicited.without-link-layer-address',
    title: 'a Router Solicitation that does not say where its sender is is answered too',
    requirement: 'rtr-ra-solicited',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      await beginAnswering(t);
      await expectAnswer(t, await t.send('Router Solicitation', solicitationBy({ source: t.tester.linkLocal })));
    },
  });

  conformance({
    id: 'nd.router-solicited.random-delay',
    title: 'the delay of the answer is random',
    requirement: 'rtr-ra-solicited',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      await beginAdvertising(t);
      const delays: Duration[] = [];
      for (let i = 0; i < SAMPLES; i++) {
        await t.elapse(MIN_DELAY_BETWEEN_RAS);
        const sent = await solicit(t);
        const answer = await expectAnswer(t, sent);
        delays.push(elapsed(sent.at, answer.at));
      }
      const spread = Math.max(...delays) - Math.min(...delays);
      t.check('the Router Advertisements that answer are delayed at random, not always by the same time', {
        holds: spread > ALIKE,
        found: `delays of ${delays.map(formatDuration).join(', ')}`,
      });
    },
  });

  conformance({
    id: 'nd.router-solicited.put-off',
    title: 'a multicast answer soon after an advertisement waits for the rate limit and the random delay',
    requirement: 'rtr-ra-solicited',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      const first = await beginAdvertising(t);
      await t.elapse(JUST_AFTER);
      const sent = await solicit(t);
      if (await answeredByUnicast(t, sent.at, t.tester.linkLocal)) return;
      await t.expect('the multicast answer', multicastAdvertisement, { since: first, between: [MIN_DELAY_BETWEEN_RAS, LATEST_ANSWER] });
    },
  });

  conformance({
    id: 'nd.router-solicited.unspecified-by-multicast',
    title: 'a Router Solicitation from the unspecified address is answered by multicast',
    requirement: 'rtr-ra-solicited-unspec',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      await beginAnswering(t);
      const sent = await t.send('Router Solicitation', solicitationBy({ source: UNSPECIFIED }));
      const answer = await t.expect('the answer', anyAdvertisement, { since: sent, within: MAX_RA_DELAY_TIME });
      t.require('to all nodes', answer, { 'ipv6.destination': ALL_NODES });
    },
  });

  for (const advSolicitedUnicast of [false, true])
    conformance({
      id: `nd.router-solicited.destination-${advSolicitedUnicast ? 'unicast' : 'multicast'}`,
      title: advSolicitedUnicast
        ? 'a router that is told so answers the solicitor alone'
        : 'the answer goes to all nodes, in the usual case',
      requirement: 'rtr-ra-solicited-multicast-default',
      role: 'router',
      testbed: oneLink,
      actions: ADVERTISES,
      async run(t) {
        await beginAnswering(t, { ...DEFAULTS, advSolicitedUnicast });
        const sent = await solicit(t);
        const answer = await t.expect('the answer', answerTo(t.tester.linkLocal), { since: sent, within: MAX_RA_DELAY_TIME });
        const wanted = advSolicitedUnicast
          ? { 'ipv6.destination': t.tester.linkLocal, 'ethernet.destination': t.tester.linkLayerAddress }
          : { 'ipv6.destination': ALL_NODES };
        t.require('destination of the answer', answer, wanted);
      },
    });
});

async function answeredByUnicast(t: TestContext, since: Parameters<typeof elapsed>[0], solicitor: Address): Promise<boolean> {
  const toSolicitor = { ...anyAdvertisement, 'ipv6.destination': solicitor };
  const answer = await t.optionally('a unicast answer', toSolicitor, { since, within: MAX_RA_DELAY_TIME });
  return answer !== undefined && !isMulticast(answer.get('ipv6.destination') as Address);
}
