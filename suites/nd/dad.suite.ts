import '../ledger/ledger.js';
import { UNSPECIFIED, isLinkLocal, solicitedNodeMulticast, withInterfaceIdentifier, ALL_NODES } from '../../reference/net/address.js';
import { prefixContains } from '../../reference/net/prefix.js';
import { milliseconds, seconds, times } from '../../reference/time.js';
import { prefixInformation } from '../../reference/wire/nd-options.js';
import { question } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import { absent } from '../kit/match.js';
import { oneLink } from '../kit/testbed.js';
import { about, ANSWER_TIME, RETRANS_TIMER } from './constants.js';
import { reportOf } from './listener-reports.js';
import { advertisementOf, solicitation } from './messages.js';
import { quietAdvertisement } from './routers.js';
import {
  assignUntested,
  beginDetection,
  detectionOf,
  detectionOfAny,
  expectAssigned,
  FIRST_PROBE_TIME,
  OUTCOME_TIME,
} from './tentative.js';

/** A solicitation that still comes when a detection of one solicitation is over. */
const MORE_PROBES = times(RETRANS_TIMER, 3);

suite('Duplicate Address Detection: solicitations', () => {
  conformance({
    id: 'nd.dad.ns-format',
    title: 'the solicitation of Duplicate Address Detection is well formed',
    requirement: 'dad-ns-format',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const { address, before } = await assignUntested(t);
      const probe = await t.expect(
        'Neighbor Solicitation',
        { 'neighborSolicitation.target': address },
        { since: before, within: FIRST_PROBE_TIME },
      );
      t.require('form of the solicitation', probe, {
        'ipv6.source': UNSPECIFIED,
        'ipv6.destination': solicitedNodeMulticast(address),
        'ipv6.hopLimit': 255,
        'neighborSolicitation.code': 0,
        'neighborSolicitation.reserved': 0,
        'neighborSolicitation.options.sourceLinkLayerAddress': absent,
      });
    },
  });

  conformance({
    id: 'nd.dad.ns-count',
    title: 'by default a single solicitation is sent',
    requirement: 'dad-ns-count',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const { address, before } = await assignUntested(t);
      const probe = await t.expect('Neighbor Solicitation', detectionOf(address), { since: before, within: FIRST_PROBE_TIME });
      await t.expectNone('another one', detectionOf(address), { since: probe, for: MORE_PROBES });
    },
  });

  conformance({
    id: 'nd.dad.ns-count-three',
    title: 'with DupAddrDetectTransmits 3 three solicitations are sent, RetransTimer apart',
    requirement: 'dad-ns-count-config',
    role: 'node',
    testbed: oneLink,
    actions: ['set-variable', 'add-address'],
    async run(t) {
      await t.do({ kind: 'set-variable', link: 'link0', variable: 'dupAddrDetectTransmits', value: 3 });
      const { address, before } = await assignUntested(t);
      const series = { since: before, count: 3, interval: about(RETRANS_TIMER), within: FIRST_PROBE_TIME };
      await t.expectSeries('Neighbor Solicitation', detectionOf(address), series);
    },
  });

  conformance({
    id: 'nd.dad.ns-count-zero',
    title: 'with DupAddrDetectTransmits 0 an address is used without Duplicate Address Detection',
    requirement: 'dad-ns-count-config',
    role: 'node',
    testbed: oneLink,
    actions: ['set-variable', 'add-address'],
    async run(t) {
      await t.do({ kind: 'set-variable', link: 'link0', variable: 'dupAddrDetectTransmits', value: 0 });
      const { address, before } = await assignUntested(t);
      await t.expectNone('Duplicate Address Detection', detectionOf(address), { since: before, for: FIRST_PROBE_TIME });
      await expectAssigned(t, address, milliseconds(0));
    },
  });

  conformance({
    id: 'nd.dad.join-before-ns',
    title: 'the solicited-node group is reported before the solicitation is sent',
    requirement: 'dad-join-before-ns',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const { address, before } = await assignUntested(t);
      const joined = await t.expect('a report for the group', reportOf(solicitedNodeMulticast(address)), {
        since: before,
        within: FIRST_PROBE_TIME,
      });
      await t.expect('Neighbor Solicitation', detectionOf(address), { since: joined, within: FIRST_PROBE_TIME });
    },
  });
});

suite('Duplicate Address Detection: which addresses', () => {
  conformance({
    id: 'nd.dad.link-local-formed',
    title: 'an interface that comes up tests a link-local address',
    requirement: 'dad-ll-form',
    role: 'node',
    testbed: oneLink,
    actions: ['reset'],
    async run(t) {
      const before = t.now();
      await t.do({ kind: 'reset', link: 'link0' });
      await t.expect('Duplicate Address Detection for a link-local address', detectionOfAny('a link-local address', isLinkLocal), {
        since: before,
        within: times(FIRST_PROBE_TIME, 2),
      });
    },
  });

  conformance({
    id: 'nd.dad.manual-address',
    title: 'an address configured by hand is tested',
    requirement: 'dad-manual-global',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const { address, before } = await assignUntested(t);
      await t.expect('Duplicate Address Detection', detectionOf(address), { since: before, within: FIRST_PROBE_TIME });
    },
  });

  conformance({
    id: 'nd.dad.autoconfigured-address',
    title: 'an address formed from an advertised prefix is tested',
    requirement: 'dad-all-addresses',
    role: 'host',
    testbed: oneLink,
    async run(t) {
      const router = t.neighbor({ name: 'router', router: true });
      const prefix = prefixInformation({ prefix: t.prefix.address, validLifetime: 60, preferredLifetime: 60 });
      const sent = await t.send(
        'Router Advertisement with a prefix',
        quietAdvertisement(router.linkLocal, router.linkLayerAddress, { options: [prefix] }),
        { from: router },
      );
      const detection = detectionOfAny('an address in the prefix', (target) => prefixContains(t.prefix, target));
      await t.expect('Duplicate Address Detection in the prefix', detection, { since: sent, within: FIRST_PROBE_TIME });
    },
  });

  conformance({
    id: 'nd.dad.same-identifier',
    title: 'a global address with the interface identifier of the link-local one is tested too',
    requirement: 'dad-not-skipped',
    role: 'node',
    testbed: oneLink,
    // RFC 2462 section 5.4 lets a node skip it.
    profiles: ['current', 'kame'],
    actions: ['add-address'],
    async run(t) {
      const { address, before } = await assignUntested(t, withInterfaceIdentifier(t.prefix.address, t.dut.linkLocal.subarray(8)));
      await t.expect('Duplicate Address Detection', detectionOf(address), { since: before, within: FIRST_PROBE_TIME });
    },
  });

  conformance({
    id: 'nd.dad.anycast-address',
    title: 'an anycast address is not tested',
    requirement: 'dad-not-anycast',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const address = withInterfaceIdentifier(t.prefix.address, t.random.octets(8));
      const before = t.now();
      await t.do({ kind: 'add-address', link: 'link0', address, prefixLength: 64, anycast: true });
      await t.expectNone('Duplicate Address Detection', detectionOf(address), { since: before, for: MORE_PROBES });
      const sent = await t.send(
        'Neighbor Solicitation for it',
        solicitation({ source: t.tester.linkLocal, target: address, linkLayer: t.tester.linkLayerAddress }),
      );
      await t.expect('Neighbor Advertisement', advertisementOf(address), { since: sent, within: times(ANSWER_TIME, 2) });
    },
  });

  for (const [name, requirement] of [
    ['interface-up', 'dad-on-ifup'],
    ['interface-up-all', 'dad-reenable-restart'],
  ] as const)
    conformance({
      id: `nd.dad.${name}`,
      title:
        name === 'interface-up'
          ? 'enabling an interface tests its link-local address'
          : 'enabling an interface again tests every address that it holds',
      requirement,
      role: 'node',
      testbed: oneLink,
      actions: ['add-address', 'interface-down', 'interface-up'],
      async run(t) {
        if (name === 'interface-up-all') await expectAssigned(t, (await beginDetection(t)).address);
        await t.do({ kind: 'interface-down', link: 'link0' });
        await t.elapse(seconds(1));
        const before = t.now();
        await t.do({ kind: 'interface-up', link: 'link0' });
        await t.elapse(times(FIRST_PROBE_TIME, 2));
        const { addresses } = await t.state();
        const held = name === 'interface-up' ? addresses.filter((one) => isLinkLocal(one.address)) : addresses;
        for (const { address } of held)
          await t.expect('Duplicate Address Detection', detectionOf(address), { since: before, within: times(FIRST_PROBE_TIME, 2) });
      },
    });
});

suite('Duplicate Address Detection: until it ends', () => {
  conformance({
    id: 'nd.dad.wait-retrans',
    title: 'the address is not used until RetransTimer has passed since the solicitation',
    requirement: 'dad-wait-retrans',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const { address } = await beginDetection(t);
      await t.elapse(seconds(0.5));
      const sent = await t.send(
        'Neighbor Solicitation for it',
        solicitation({ source: t.tester.linkLocal, target: address, linkLayer: t.tester.linkLayerAddress }),
      );
      await t.expectNone('Neighbor Advertisement', advertisementOf(address), { since: sent, for: seconds(0.4) });
      await expectAssigned(t, address);
    },
  });

  conformance({
    id: 'nd.dad.tentative-no-reply',
    title: 'an Echo Request to the tentative address is not answered',
    requirement: 'dad-tentative-no-reply',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const { address } = await beginDetection(t);
      await t.elapse(seconds(0.3));
      const ask = question(t, t.tester.linkLocal, address);
      const sent = await t.send('Echo Request to the tentative address', ask.frame);
      await t.expectNone('Echo Reply', ask.reply, { since: sent, for: seconds(0.5) });
    },
  });

  for (const to of ['multicast', 'unicast'] as const)
    conformance({
      id: `nd.dad.tentative-resolution-${to}`,
      title: `an ordinary ${to} Neighbor Solicitation for the tentative address is not answered, and does not disturb Duplicate Address Detection`,
      requirement: to === 'multicast' ? 'dad-tentative-ns-unicast-src' : 'dad-tentative-ns-unicast-dst',
      role: 'node',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const { address } = await beginDetection(t);
        const destination = to === 'unicast' ? address : solicitedNodeMulticast(address);
        const draft = solicitation({ source: t.tester.linkLocal, target: address, destination, linkLayer: t.tester.linkLayerAddress });
        const sent = await t.send('Neighbor Solicitation of a node that resolves the address', draft);
        await t.expectNone('Neighbor Advertisement', advertisementOf(address), { since: sent, for: seconds(0.8) });
        await expectAssigned(t, address);
      },
    });

  conformance({
    id: 'nd.dad.tentative-not-source',
    title: 'the tentative address is not the source of anything',
    requirement: 'dad-tentative-not-source',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const { address, probe } = await beginDetection(t);
      await t.elapse(seconds(0.3));
      const ask = question(t, t.tester.address, ALL_NODES);
      await t.send('Echo Request to all nodes from the same prefix', ask.frame);
      await t.expectNone('a packet from the tentative address', { 'ipv6.source': address }, { since: probe, for: seconds(0.9) });
    },
  });

  conformance({
    id: 'nd.dad.success',
    title:
      'after Duplicate Address Detection a solicitation for the address is answered with the Solicited and Override flags and the link-layer address',
    requirement: 'dad-success-use',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const { address } = await beginDetection(t);
      await t.elapse(OUTCOME_TIME);
      const sent = await t.send(
        'Neighbor Solicitation for it',
        solicitation({ source: t.tester.linkLocal, target: address, linkLayer: t.tester.linkLayerAddress }),
      );
      const answer = await t.expect('Neighbor Advertisement', advertisementOf(address), { since: sent, within: ANSWER_TIME });
      t.require('flags and address', answer, {
        'neighborAdvertisement.solicited': true,
        'neighborAdvertisement.override': true,
        'neighborAdvertisement.options.targetLinkLayerAddress.linkLayerAddress': t.dut.linkLayerAddress,
      });
    },
  });

  conformance({
    id: 'nd.dad.defend',
    title: 'an address that passed Duplicate Address Detection is defended against that of another node',
    requirement: 'dad-defend',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const { address } = await beginDetection(t);
      await t.elapse(OUTCOME_TIME);
      const sent = await t.send('Duplicate Address Detection by another node', solicitation({ source: UNSPECIFIED, target: address }));
      const defence = { ...advertisementOf(address), 'ipv6.destination': ALL_NODES, 'neighborAdvertisement.solicited': false };
      await t.expect('Neighbor Advertisement to all nodes', defence, { since: sent, within: ANSWER_TIME });
    },
  });
});
