import '../ledger/ledger.js';
import { ALL_NODES, sameAddress, solicitedNodeMulticast, UNSPECIFIED, type Address } from '../../reference/net/address.js';
import { seconds, times } from '../../reference/time.js';
import { conformance, suite } from '../kit/conformance.js';
import { satisfies } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME, MAX_NEIGHBOR_ADVERTISEMENT, RETRANS_TIMER } from './constants.js';
import { assignGlobal, freshAddress, remoteAddress } from './device-addresses.js';
import { reportForm, reportOf } from './listener-reports.js';
import { advertisementOf, solicitation } from './messages.js';
import { ask, DELAY_SAMPLES, expectDelayedAnswers, expectPromptAnswers, LATEST_ANSWER } from './solicited-answers.js';

/** RFC 4861 section 7.2.6 has MAX_NEIGHBOR_ADVERTISEMENT of them, a RetransTimer apart. */
const UNASKED_TIME = times(RETRANS_TIMER, MAX_NEIGHBOR_ADVERTISEMENT);

/** RFC 3810 section 6.1 reports what is joined at once. */
const JOIN_TIME = seconds(2);

/** A router with an address in the test's prefix answers there for a node that has moved away. */
async function proxied(t: TestContext): Promise<Address> {
  await assignGlobal(t);
  const address = freshAddress(t);
  await t.do({ kind: 'add-proxy', link: 'link0', address });
  return address;
}

/** The node itself, or one that shares its group: a planted fault knows no more of the node than that. */
const inGroupOf = (node: Address) =>
  satisfies<Address>('an address in the solicited-node group of the node', (target) =>
    sameAddress(solicitedNodeMulticast(target), solicitedNodeMulticast(node)),
  );

const ofKame = { testbed: oneLink, profiles: ['kame'], actions: ['add-address', 'add-proxy'] } as const;

suite('A proxy of Neighbor Discovery', () => {
  for (const to of ['multicast', 'unicast'] as const)
    conformance({
      id: `nd.proxy.override-${to}`,
      title: `the advertisement of a proxy, asked by ${to}, has the Solicited flag set, Override clear, and its link-layer address`,
      requirement: 'ar-proxy-override0',
      role: 'router',
      testbed: oneLink,
      actions: ['add-address', 'add-proxy'],
      async run(t) {
        const target = await proxied(t);
        const sent = await ask(t, t.tester, target, to);
        const answer = await t.expect('Neighbor Advertisement', advertisementOf(target), { since: sent, within: LATEST_ANSWER });
        t.require('form of the advertisement', answer, {
          'ipv6.destination': t.tester.linkLocal,
          'ipv6.hopLimit': 255,
          'neighborAdvertisement.solicited': true,
          'neighborAdvertisement.override': false,
          'neighborAdvertisement.options.targetLinkLayerAddress.linkLayerAddress': t.dut.linkLayerAddress,
        });
      },
    });

  conformance({
    id: 'nd.proxy.delay',
    title: `${DELAY_SAMPLES} advertisements of a proxy come within a second, and not all at once`,
    requirement: 'ar-proxy-delay',
    role: 'router',
    testbed: oneLink,
    // A proxy of KAME answers at once.
    profiles: ['current', 'book'],
    actions: ['add-address', 'add-proxy'],
    run: async (t) => expectDelayedAnswers(t, await proxied(t)),
  });

  conformance({
    ...ofKame,
    id: 'nd.proxy.at-once',
    title: `of ${DELAY_SAMPLES} advertisements of a proxy most come at once`,
    requirement: 'ar-proxy-delay-kame',
    role: 'router',
    run: async (t) => expectPromptAnswers(t, await proxied(t)),
  });

  conformance({
    ...ofKame,
    id: 'nd.proxy.unannounced',
    title: 'a proxy says nothing of the node that it answers for until somebody asks',
    requirement: 'ar-proxy-delay-kame',
    role: 'router',
    async run(t) {
      await assignGlobal(t);
      const [address, since] = [freshAddress(t), t.now()];
      await t.do({ kind: 'add-proxy', link: 'link0', address });
      const unasked = { 'neighborAdvertisement.solicited': false, 'neighborAdvertisement.target': inGroupOf(address) };
      await t.expectNone('an advertisement that nobody asked for', unasked, { since, for: UNASKED_TIME });
      await t.expect('Neighbor Advertisement', advertisementOf(address), {
        since: await ask(t, t.tester, address, 'multicast'),
        within: ANSWER_TIME,
      });
    },
  });

  conformance({
    ...ofKame,
    id: 'nd.proxy.host',
    title: 'a host answers for another node where it is told to',
    requirement: 'ar-proxy-host-kame',
    role: 'host',
    async run(t) {
      const target = await proxied(t);
      const sent = await ask(t, t.tester, target, 'multicast');
      const answer = await t.expect('Neighbor Advertisement', advertisementOf(target), { since: sent, within: ANSWER_TIME });
      t.require('form of the advertisement', answer, { 'neighborAdvertisement.router': false, 'neighborAdvertisement.override': false });
    },
  });

  conformance({
    ...ofKame,
    id: 'nd.proxy.off-link',
    title: 'a proxy answers for no node of another link, whatever it is told',
    requirement: 'proxy-nd-onlink-only-kame',
    role: 'node',
    async run(t) {
      await assignGlobal(t);
      const address = remoteAddress(t);
      t.note(`told to answer for a node of another link: ${await t.attempt({ kind: 'add-proxy', link: 'link0', address })}`);
      const sent = await ask(t, t.tester, address, 'multicast');
      await t.expectNone('Neighbor Advertisement', advertisementOf(address), { since: sent, for: LATEST_ANSWER });
    },
  });

  conformance({
    id: 'nd.proxy.joins-group',
    title: 'a proxy reports that it joins the solicited-node group of the node that it answers for',
    requirement: 'ar-proxy-joins',
    role: 'router',
    testbed: oneLink,
    actions: ['add-address', 'add-proxy'],
    async run(t) {
      await assignGlobal(t);
      const address = freshAddress(t);
      const before = t.now();
      await t.do({ kind: 'add-proxy', link: 'link0', address });
      const report = await t.expect('a report for the group', reportOf(solicitedNodeMulticast(address)), {
        since: before,
        within: JOIN_TIME,
      });
      t.require('form of the report', report, reportForm);
    },
  });

  conformance({
    id: 'nd.proxy.defends',
    title: 'a proxy answers Duplicate Address Detection for its node: to all nodes, with Solicited and Override clear',
    requirement: 'dad-proxy-interaction',
    role: 'router',
    testbed: oneLink,
    actions: ['add-address', 'add-proxy'],
    async run(t) {
      const target = await proxied(t);
      const sent = await t.send('probe of Duplicate Address Detection', solicitation({ source: UNSPECIFIED, target }));
      const answer = await t.expect('Neighbor Advertisement', advertisementOf(target), { since: sent, within: LATEST_ANSWER });
      t.require('form of the advertisement', answer, {
        'ipv6.destination': ALL_NODES,
        'ipv6.hopLimit': 255,
        'neighborAdvertisement.solicited': false,
        'neighborAdvertisement.override': false,
      });
    },
  });
});
