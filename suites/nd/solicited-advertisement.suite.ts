import '../ledger/ledger.js';
import { ALL_NODES, UNSPECIFIED, type Address } from '../../reference/net/address.js';
import { sum } from '../../reference/time.js';
import { valueAt } from '../../reference/wire/paths.js';
import { conformance, suite } from '../kit/conformance.js';
import { absent, oneOf, type Match } from '../kit/match.js';
import type { Received, Sent, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME, MAX_ANYCAST_DELAY_TIME } from './constants.js';
import { advertisementOf, multicastSolicitationFor, solicitation } from './messages.js';
import { assignGlobal, freshAddress } from './device-addresses.js';
import { ask, DELAY_SAMPLES, expectDelayedAnswers } from './solicited-answers.js';

/** The device's answer to a solicitation; `target` is an address of the device. */
const expectAdvertisement = (t: TestContext, target: Address, sent: Sent): Promise<Received> =>
  t.expect('Neighbor Advertisement', advertisementOf(target), { since: sent, within: ANSWER_TIME });

const tlla = 'neighborAdvertisement.options.targetLinkLayerAddress.linkLayerAddress';

/** RFC 4861 sections 4.4 and 7.2.4, whatever the way of asking. */
const formFor = (destination: Address, solicited: boolean): Match => ({
  'ipv6.hopLimit': 255,
  'ipv6.destination': destination,
  'neighborAdvertisement.code': 0,
  'neighborAdvertisement.reserved': 0,
  'neighborAdvertisement.solicited': solicited,
});

suite('Answers to Neighbor Solicitations', () => {
  conformance({
    id: 'nd.solicited-advertisement.multicast-ns',
    title: 'a multicast Neighbor Solicitation is answered by unicast with the Solicited and Override flags and the link-layer address',
    requirement: 'ar-ns-answer-unicast-src',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const answer = await expectAdvertisement(t, t.dut.linkLocal, await ask(t, t.tester, t.dut.linkLocal, 'multicast'));
      t.require('form of the advertisement', answer, { ...formFor(t.tester.linkLocal, true), [tlla]: t.dut.linkLayerAddress });
      t.require('Override flag', answer, { 'neighborAdvertisement.override': true }, 'ar-na-override');
    },
  });

  conformance({
    id: 'nd.solicited-advertisement.unicast-ns',
    title:
      'a unicast Neighbor Solicitation is answered with the Solicited flag, and with the Override flag only beside a link-layer address',
    requirement: 'ar-ns-answer-unicast-ns',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const answer = await expectAdvertisement(t, t.dut.linkLocal, await ask(t, t.tester, t.dut.linkLocal, 'unicast'));
      t.require('form of the advertisement', answer, {
        ...formFor(t.tester.linkLocal, true),
        [tlla]: oneOf(absent, t.dut.linkLayerAddress),
      });
      const carriesAddress = valueAt(answer.decoded, tlla).found;
      t.require('Override flag', answer, { 'neighborAdvertisement.override': carriesAddress }, 'ar-na-override');
    },
  });

  for (const to of ['unicast', 'multicast'] as const)
    conformance({
      id: `nd.solicited-advertisement.global-${to}`,
      title: `a ${to} Neighbor Solicitation for a global address of the device is answered`,
      requirement: to === 'unicast' ? 'ar-ns-answer-unicast-ns' : 'ar-ns-answer-unicast-src',
      role: 'node',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const device = await assignGlobal(t);
        const answer = await expectAdvertisement(t, device, await ask(t, t.tester, device, to));
        t.require('form of the advertisement', answer, formFor(t.tester.linkLocal, true));
      },
    });

  conformance({
    id: 'nd.solicited-advertisement.no-slla',
    title: 'an unknown neighbor that solicits without its link-layer address is resolved first, then answered',
    requirement: 'ar-ns-answer-no-slla',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const node = t.neighbor({ name: 'solicitor' });
      const draft = solicitation({ source: node.linkLocal, target: t.dut.linkLocal, destination: t.dut.linkLocal });
      const sent = await t.send('Neighbor Solicitation without SLLA', draft, { from: node });
      const resolution = await t.expect('resolution of the solicitor', multicastSolicitationFor(node.linkLocal), {
        since: sent,
        within: ANSWER_TIME,
      });
      const answer = { ...advertisementOf(t.dut.linkLocal), 'ipv6.destination': node.linkLocal, 'neighborAdvertisement.solicited': true };
      await t.expect('Neighbor Advertisement', answer, { since: resolution, within: ANSWER_TIME });
    },
  });

  for (const kind of ['link-local', 'global'] as const)
    conformance({
      id: `nd.solicited-advertisement.dad-${kind}`,
      title: `a Neighbor Solicitation from :: for a ${kind} address is answered to all nodes, without the Solicited flag, with the link-layer address`,
      requirement: 'ar-ns-answer-dad',
      role: 'node',
      testbed: oneLink,
      actions: kind === 'global' ? ['add-address'] : [],
      async run(t) {
        const target = kind === 'global' ? await assignGlobal(t) : t.dut.linkLocal;
        const sent = await t.send('Duplicate Address Detection by another node', solicitation({ source: UNSPECIFIED, target }));
        const answer = await expectAdvertisement(t, target, sent);
        t.require('form of the advertisement', answer, { ...formFor(ALL_NODES, false), [tlla]: t.dut.linkLayerAddress });
        t.require('Override flag', answer, { 'neighborAdvertisement.override': true }, 'ar-na-override');
      },
    });

  conformance({
    id: 'nd.solicited-advertisement.source',
    title: 'the advertisement comes from an address of the interface',
    requirement: 'ar-na-src',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const answer = await expectAdvertisement(t, t.dut.linkLocal, await ask(t, t.tester, t.dut.linkLocal, 'multicast'));
      t.require('source address', answer, { 'ipv6.source': oneOf(...t.dut.addresses) });
    },
  });

  for (const to of ['unicast', 'multicast'] as const)
    conformance({
      id: `nd.solicited-advertisement.router-flag-${to}`,
      title: `the advertisement of a host that answers a ${to} Neighbor Solicitation has the Router flag clear`,
      requirement: 'ar-na-r-flag-host',
      role: 'host',
      testbed: oneLink,
      async run(t) {
        const answer = await expectAdvertisement(t, t.dut.linkLocal, await ask(t, t.tester, t.dut.linkLocal, to));
        t.require('Router flag', answer, { 'neighborAdvertisement.router': false });
      },
    });

  conformance({
    id: 'nd.solicited-advertisement.unspecified-no-update',
    title: 'a Neighbor Solicitation from the unspecified address changes nothing in the Neighbor Cache',
    requirement: 'ns-proc-unspec-no-update',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const sent = await t.send('anonymous solicitation', solicitation({ source: UNSPECIFIED, target: t.dut.linkLocal }));
      await expectAdvertisement(t, t.dut.linkLocal, sent);
      const unknown = { 'neighborSolicitation.target': UNSPECIFIED };
      await t.expectNone('a resolution of the unspecified address', unknown, { since: sent, for: ANSWER_TIME });
    },
  });
});

interface Anycast {
  readonly id: string;
  readonly title: string;
  readonly role: 'node' | 'router';
  readonly assign: (t: TestContext) => Promise<Address>;
}

const anycasts: readonly Anycast[] = [
  { id: 'anycast', title: 'an anycast address', role: 'node', assign: assignAnycast },
  {
    id: 'subnet-router-anycast',
    title: 'the subnet-router anycast address',
    role: 'router',
    async assign(t) {
      await assignGlobal(t);
      return t.prefix.address;
    },
  },
];

suite('Answers for an anycast address', () => {
  for (const { id, title, role, assign } of anycasts) {
    conformance({
      id: `nd.solicited-advertisement.${id}-override`,
      title: `the advertisement for ${title} has the Override flag clear`,
      requirement: 'ar-anycast-override0',
      role,
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const target = await assign(t);
        const sent = await ask(t, t.tester, target, 'multicast');
        const answer = await t.expect('Neighbor Advertisement', advertisementOf(target), {
          since: sent,
          within: sum(MAX_ANYCAST_DELAY_TIME, ANSWER_TIME),
        });
        t.require('Override flag', answer, { 'neighborAdvertisement.override': false });
      },
    });

    conformance({
      id: `nd.solicited-advertisement.${id}-delay`,
      title: `${DELAY_SAMPLES} advertisements for ${title} come within a second, and not all at once`,
      requirement: 'ar-anycast-delay',
      role,
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        await expectDelayedAnswers(t, await assign(t));
      },
    });
  }
});

async function assignAnycast(t: TestContext): Promise<Address> {
  const address = freshAddress(t);
  await t.do({ kind: 'add-address', link: 'link0', address, prefixLength: 64, anycast: true });
  return address;
}
