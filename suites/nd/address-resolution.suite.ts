import '../ledger/ledger.js';
import { solicitedNodeMulticast, type Address } from '../../reference/net/address.js';
import { multicastLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { sum, times } from '../../reference/time.js';
import { question } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { about, ANSWER_TIME, MAX_MULTICAST_SOLICIT, RETRANS_TIMER } from './constants.js';
import { multicastSolicitationFor, solicitationFor } from './messages.js';
import { assignOnLink } from './routers.js';
import { firstSolicitation, needResolution } from './unresolved.js';

/** RFC 4861 sections 4.3 and 7.2.2. */
const formOf = (t: TestContext, target: Address) => ({
  'ethernet.destination': multicastLinkLayerAddress(solicitedNodeMulticast(target)),
  'ipv6.destination': solicitedNodeMulticast(target),
  'ipv6.hopLimit': 255,
  'neighborSolicitation.code': 0,
  'neighborSolicitation.reserved': 0,
  'neighborSolicitation.target': target,
  'neighborSolicitation.options.sourceLinkLayerAddress.linkLayerAddress': t.dut.linkLayerAddress,
});

suite('Address resolution: Neighbor Solicitations', () => {
  conformance({
    id: 'nd.address-resolution.ns-format-link-local',
    title: 'the first packet to an unknown link-local neighbor triggers a well-formed multicast Neighbor Solicitation',
    requirement: 'ar-ns-format-ll',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const unresolved = await needResolution(t, 'link-local');
      const solicited = await t.expect('Neighbor Solicitation', solicitationFor(unresolved.target), {
        since: unresolved.sent,
        within: ANSWER_TIME,
      });
      t.require('form of the solicitation', solicited, formOf(t, unresolved.target));
    },
  });

  conformance({
    id: 'nd.address-resolution.ns-format-global',
    title: 'the first packet to an unknown global on-link neighbor triggers a well-formed multicast Neighbor Solicitation',
    requirement: 'ar-ns-format-gl',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const unresolved = await needResolution(t, 'global', await assignOnLink(t));
      const solicited = await t.expect('Neighbor Solicitation', solicitationFor(unresolved.target), {
        since: unresolved.sent,
        within: ANSWER_TIME,
      });
      t.require('form of the solicitation', solicited, formOf(t, unresolved.target));
    },
  });

  for (const from of ['link-local', 'global'] as const)
    conformance({
      id: `nd.address-resolution.ns-source-${from}`,
      title: `the Neighbor Solicitation comes from the address of the packet that prompted it (${from})`,
      requirement: 'ar-ns-source',
      role: from === 'global' ? 'host' : 'node',
      testbed: oneLink,
      actions: from === 'global' ? ['add-address'] : [],
      async run(t) {
        const device = from === 'global' ? await assignOnLink(t) : t.dut.linkLocal;
        const unresolved = await needResolution(t, from, device);
        t.require('source of the solicitation', await firstSolicitation(t, unresolved), { 'ipv6.source': device });
      },
    });

  conformance({
    id: 'nd.address-resolution.ns-interval',
    title: 'solicitations are a RetransTimer apart',
    requirement: 'ar-ns-interval',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const { target, sent } = await needResolution(t, 'link-local');
      const series = { since: sent, count: MAX_MULTICAST_SOLICIT, interval: about(RETRANS_TIMER), within: ANSWER_TIME };
      await t.expectSeries('Neighbor Solicitation', solicitationFor(target), series);
    },
  });

  conformance({
    id: 'nd.address-resolution.ns-without-traffic',
    title: 'solicitations go on without further traffic to the neighbor',
    requirement: 'ar-ns-no-extra-traffic',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const unresolved = await needResolution(t, 'link-local');
      const first = await firstSolicitation(t, unresolved);
      await t.expect('the next solicitation', multicastSolicitationFor(unresolved.target), {
        since: first,
        within: about(RETRANS_TIMER)[1],
      });
    },
  });

  conformance({
    id: 'nd.address-resolution.ns-count',
    title: 'a resolution gives up after three solicitations',
    requirement: 'ar-ns-max3',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const unresolved = await needResolution(t, 'link-local');
      let last = await firstSolicitation(t, unresolved);
      for (let sent = 1; sent < MAX_MULTICAST_SOLICIT; sent++) {
        const next = await t.optionally('a further solicitation', solicitationFor(unresolved.target), {
          since: last,
          within: times(RETRANS_TIMER, 2),
        });
        last = next ?? last;
      }
      await t.expectNone('a fourth solicitation', solicitationFor(unresolved.target), { since: last, for: times(RETRANS_TIMER, 3) });
    },
  });

  conformance({
    id: 'nd.address-resolution.entry-deleted',
    title: 'after a failed resolution the next packet starts a new one',
    requirement: 'ar-fail-entry-deleted',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const unresolved = await needResolution(t, 'link-local');
      await firstSolicitation(t, unresolved);
      await t.elapse(sum(times(RETRANS_TIMER, MAX_MULTICAST_SOLICIT), RETRANS_TIMER));
      const again = question(t, unresolved.target, t.dut.linkLocal);
      const sent = await t.send('another Echo Request', again.frame, { from: unresolved.node });
      await t.expect('a new resolution', multicastSolicitationFor(unresolved.target), { since: sent, within: ANSWER_TIME });
    },
  });
});
