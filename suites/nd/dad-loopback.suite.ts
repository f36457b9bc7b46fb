import '../ledger/ledger.js';
import type { LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { equalOctets } from '../../reference/net/octets.js';
import { times } from '../../reference/time.js';
import { ETHER_TYPE, ethernet } from '../../reference/wire/ethernet.js';
import { frame, raw } from '../../reference/wire/frame.js';
import { nonce } from '../../reference/wire/nd-options.js';
import { valueAt } from '../../reference/wire/paths.js';
import { conformance, suite } from '../kit/conformance.js';
import { present, satisfies } from '../kit/match.js';
import type { Received, Sent, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { about, MAX_MULTICAST_SOLICIT, RETRANS_TIMER } from './constants.js';
import {
  assignUntested,
  beginDetection,
  detectionOf,
  expectAssigned,
  expectNotAssigned,
  FIRST_PROBE_TIME,
  OUTCOME_TIME,
  rivalDetection,
  type Tentative,
} from './tentative.js';

const noncePath = 'neighborSolicitation.options.nonce.nonce';
const nonceOf = (probe: Received): Uint8Array | undefined => {
  const field = valueAt(probe.decoded, noncePath);
  return field.found ? (field.value as Uint8Array) : undefined;
};

/** RFC 7527 section 4.1: further solicitations after a loop, and the outcome of the last of them. */
const AFTER_A_LOOP = times(RETRANS_TIMER, MAX_MULTICAST_SOLICIT + 2);

const ETHERNET_HEADER = 14;

/** What the device sent comes back to it. */
function reflect(t: TestContext, probe: Received, source: LinkLayerAddress): Promise<Sent> {
  const destination = probe.get('ethernet.destination') as LinkLayerAddress;
  const draft = frame(ethernet({ source, destination }), raw(probe.decoded.octets.slice(ETHERNET_HEADER), ETHER_TYPE.ipv6));
  return t.send("the device's own solicitation, looped back", draft);
}

/** Enhanced DAD is an option that the solicitation itself shows. */
async function beginEnhancedDetection(t: TestContext): Promise<Tentative> {
  const tentative = await beginDetection(t);
  if (!nonceOf(tentative.probe)) t.skip('the device does not perform Enhanced Duplicate Address Detection (RFC 7527)');
  return tentative;
}

suite('Duplicate Address Detection: own solicitations that come back', () => {
  conformance({
    id: 'nd.dad.loopback-own',
    title: 'the own solicitation, looped back unchanged, is not a conflict',
    requirement: 'dad-loopback-own-ns',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const { address, probe } = await beginDetection(t);
      await reflect(t, probe, t.dut.linkLayerAddress);
      await expectAssigned(t, address, AFTER_A_LOOP);
    },
  });

  conformance({
    id: 'nd.dad.loopback-nonce',
    title: 'a looped solicitation is known by its nonce, whatever MAC it comes from',
    requirement: 'dad-loopback-nonce',
    role: 'node',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['add-address'],
    async run(t) {
      const { address, probe } = await beginDetection(t);
      t.require('Nonce option of Enhanced Duplicate Address Detection', probe, { [noncePath]: present });
      await reflect(t, probe, t.tester.linkLayerAddress);
      await expectAssigned(t, address, AFTER_A_LOOP);
    },
  });

  conformance({
    id: 'nd.dad.loopback-late',
    title: 'a solicitation that comes back again after further ones were sent is still known by its nonce',
    requirement: 'dad-loopback-nonce',
    role: 'node',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['add-address'],
    async run(t) {
      const { address, probe } = await beginEnhancedDetection(t);
      await reflect(t, probe, t.tester.linkLayerAddress);
      await t.optionally('the next solicitation', detectionOf(address), { since: probe, between: about(RETRANS_TIMER) });
      await reflect(t, probe, t.tester.linkLayerAddress);
      await expectAssigned(t, address, times(AFTER_A_LOOP, 2));
    },
  });

  conformance({
    id: 'nd.dad.foreign-nonce',
    title: 'a solicitation with another nonce is a genuine conflict',
    requirement: 'dad-loopback-nonce',
    role: 'node',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['add-address'],
    async run(t) {
      const { address, probe } = await beginDetection(t);
      t.require('Nonce option of Enhanced Duplicate Address Detection', probe, { [noncePath]: present });
      await t.send('Duplicate Address Detection by another node', rivalDetection(address, {}, { options: [nonce(t.random.octets(6))] }));
      await expectNotAssigned(t, address);
    },
  });

  conformance({
    id: 'nd.dad.nonce-fresh',
    title: 'each of three solicitations has a nonce of its own',
    requirement: 'dad-nonce-each-probe',
    role: 'node',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['set-variable', 'add-address'],
    async run(t) {
      await t.do({ kind: 'set-variable', link: 'link0', variable: 'dupAddrDetectTransmits', value: 3 });
      const { address, before } = await assignUntested(t);
      const first = await t.expect('first solicitation', detectionOf(address), { since: before, within: FIRST_PROBE_TIME });
      if (!nonceOf(first)) t.skip('the device does not perform Enhanced Duplicate Address Detection (RFC 7527)');
      await expectFreshNonces(t, first, 2);
    },
  });

  conformance({
    id: 'nd.dad.loop-extra-probes',
    title: 'after a loop three more solicitations with new nonces follow, then the address is used',
    requirement: 'dad-nonce-loop-extra',
    role: 'node',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['add-address'],
    async run(t) {
      const { address, probe } = await beginEnhancedDetection(t);
      await reflect(t, probe, t.tester.linkLayerAddress);
      await expectFreshNonces(t, probe, MAX_MULTICAST_SOLICIT);
      await expectAssigned(t, address, OUTCOME_TIME);
    },
  });
});

/** Further solicitations, RetransTimer apart, none of which repeats an earlier nonce. */
async function expectFreshNonces(t: TestContext, first: Received, count: number): Promise<void> {
  const target = first.get('neighborSolicitation.target') as Tentative['address'];
  const used = [nonceOf(first) as Uint8Array];
  let last = first;
  for (let more = 0; more < count; more++) {
    last = await t.expect('the next solicitation', detectionOf(target), { since: last, between: about(RETRANS_TIMER) });
    const fresh = satisfies<Uint8Array>('a new nonce', (value) => used.every((one) => !equalOctets(one, value)));
    t.require('its nonce', last, { [noncePath]: fresh });
    used.push(nonceOf(last) as Uint8Array);
  }
}
