import '../ledger/ledger.js';
import { linkLocalAddress, type Address } from '../../reference/net/address.js';
import { modifiedEui64 } from '../../reference/net/link-layer-address.js';
import { equalOctets } from '../../reference/net/octets.js';
import { seconds, sum } from '../../reference/time.js';
import { conformance, suite } from '../kit/conformance.js';
import { not, satisfies, type Match } from '../kit/match.js';
import type { Cause, Neighbor, Received, Sent, TestContext } from '../kit/test-context.js';
import { oneLink, oneLinkOpaque } from '../kit/testbed.js';
import { sitePrefix } from '../nd/device-addresses.js';
import { advertisement, solicitation } from '../nd/messages.js';
import { detectionOf, expectAssigned, expectNotAssigned, FIRST_PROBE_TIME, OUTCOME_TIME, rivalDetection } from '../nd/tentative.js';
import { detectionIn, expectFormed, givenFormed, offer } from './formation.js';

const LONG = { valid: 120, preferred: 120 };
const routerOf = (t: TestContext): Neighbor => t.neighbor({ name: 'router', router: true });
const identifierOf = (address: Uint8Array): Uint8Array => address.subarray(8);

const detectionSince = (t: TestContext, since: Cause, match: Match): Promise<Received> =>
  t.expect('Duplicate Address Detection in the prefix', match, { since, within: FIRST_PROBE_TIME });

/** Where the identifiers come from is how the device is configured; a test of opaque ones has nothing to say of others. */
function skipUnlessOpaque(t: TestContext): void {
  if (equalOctets(t.dut.linkLocal, linkLocalAddress(modifiedEui64(t.dut.linkLayerAddress))))
    t.skip('the link-local address is formed from the MAC');
}

suite('Interface identifiers that are stable and opaque', () => {
  conformance({
    id: 'slaac.identifier.differs',
    title: 'addresses of two prefixes have different identifiers, neither made of the MAC',
    requirement: 'slaac-opaque-stable',
    role: 'host',
    testbed: oneLinkOpaque,
    async run(t) {
      skipUnlessOpaque(t);
      const router = routerOf(t);
      const [one, two] = [sitePrefix(t, 1), sitePrefix(t, 2)];
      const first = await expectFormed(t, await offer(t, router, one, LONG), one);
      const probe = await detectionSince(t, await offer(t, router, two, LONG), detectionIn(two));
      const other = satisfies<Uint8Array>('with another identifier', (target) => !equalOctets(identifierOf(target), identifierOf(first)));
      t.require('another identifier', probe, { 'neighborSolicitation.target': other });
      const fromMac = modifiedEui64(t.dut.linkLayerAddress);
      const opaque = satisfies<Uint8Array>('not made of the MAC', (target) => !equalOctets(identifierOf(target), fromMac));
      t.require('not made of the MAC', probe, { 'neighborSolicitation.target': opaque });
    },
  });

  conformance({
    id: 'slaac.identifier.survives',
    title: 'after a reset the same prefix gives the same address',
    requirement: 'slaac-opaque-stable',
    role: 'host',
    testbed: oneLinkOpaque,
    actions: ['reset'],
    async run(t) {
      skipUnlessOpaque(t);
      const router = routerOf(t);
      const first = await givenFormed(t, await offer(t, router, t.prefix, LONG), t.prefix);
      await t.do({ kind: 'reset', link: 'link0' });
      await t.elapse(seconds(4));
      await t.state();
      const sent = await offer(t, router, t.prefix, LONG);
      const probe = await detectionSince(t, sent, detectionIn(t.prefix));
      t.require('the same address', probe, { 'neighborSolicitation.target': first });
    },
  });

  conformance({
    id: 'slaac.identifier.link-local',
    title: 'the link-local address has an opaque identifier too',
    requirement: 'slaac-opaque-linklocal',
    role: 'host',
    testbed: oneLinkOpaque,
    actions: ['reset'],
    async run(t) {
      const fromMac = linkLocalAddress(modifiedEui64(t.dut.linkLayerAddress));
      const probe = await detectionSince(t, await offer(t, routerOf(t), t.prefix, LONG), detectionIn(t.prefix));
      const formed = probe.get('neighborSolicitation.target') as Address;
      if (equalOctets(identifierOf(formed), identifierOf(fromMac))) t.skip('the device forms its addresses from the MAC');
      const before = t.now();
      await t.do({ kind: 'reset', link: 'link0' });
      const linkLocal = {
        ...detectionOf(fromMac),
        'neighborSolicitation.target': satisfies<Uint8Array>('link-local', (target) => target[0] === 0xfe),
      };
      const again = await t.expect('Duplicate Address Detection of the link-local address', linkLocal, {
        since: before,
        within: sum(FIRST_PROBE_TIME, seconds(2)),
      });
      t.require('not made of the MAC', again, { 'neighborSolicitation.target': not(fromMac) });
    },
  });
});

/** The owner of an address says that it has it. */
const claim = (t: TestContext, address: Address): Promise<Sent> =>
  t.send(
    'advertisement of an owner',
    advertisement({ target: address, source: t.tester.linkLocal, override: true, linkLayer: t.tester.linkLayerAddress }),
  );

const rival = (t: TestContext, address: Address): Promise<Sent> =>
  t.send('Duplicate Address Detection by another node', rivalDetection(address));

/** A solicitation that looks for the owner of the address, which is no conflict. */
const search = (t: TestContext, address: Address): Promise<Sent> =>
  t.send(
    'solicitation for the address',
    solicitation({ source: t.tester.linkLocal, target: address, linkLayer: t.tester.linkLayerAddress }),
  );

const sharingGroup = (address: Address): Address => address.map((octet, i) => (i === 9 ? octet ^ 0x5a : octet)) as Address;

/** RFC 7217 section 7: the longest delay before the next try, and then that of any detection. */
const RETRY_TIME = sum(seconds(1), FIRST_PROBE_TIME);

suite('Duplicate Address Detection of autoconfigured addresses', () => {
  for (const [name, title, conflict] of [
    ['ns', 'another node tests the same address', rival],
    ['na', 'another node says that it has the address', claim],
  ] as const)
    conformance({
      id: `slaac.dad.conflict-${name}`,
      title: `${title}: the address is not used`,
      requirement: 'slaac-dad-global',
      role: 'host',
      testbed: oneLink,
      async run(t) {
        const probe = await detectionSince(t, await offer(t, routerOf(t), t.prefix, LONG), detectionIn(t.prefix));
        const tentative = probe.get('neighborSolicitation.target') as Address;
        await conflict(t, tentative);
        await expectNotAssigned(t, tentative);
      },
    });

  for (const [name, title, message] of [
    ['other-ns', 'another node tests an address of the same group', (t: TestContext, of: Address) => rival(t, sharingGroup(of))],
    ['other-na', 'another node has an address of the same group', (t: TestContext, of: Address) => claim(t, sharingGroup(of))],
    ['search', 'another node looks for the address', search],
  ] as const)
    conformance({
      id: `slaac.dad.${name}`,
      title: `${title}: no conflict`,
      requirement: 'slaac-dad-global',
      role: 'host',
      testbed: oneLink,
      async run(t) {
        const probe = await detectionSince(t, await offer(t, routerOf(t), t.prefix, LONG), detectionIn(t.prefix));
        const tentative = probe.get('neighborSolicitation.target') as Address;
        await message(t, tentative);
        await expectAssigned(t, tentative, OUTCOME_TIME);
      },
    });

  conformance({
    id: 'slaac.dad.conflict-again-advertised',
    title: 'an address that failed is not taken into use because its prefix is advertised again',
    requirement: 'slaac-dad-global',
    role: 'host',
    testbed: oneLink,
    async run(t) {
      const router = routerOf(t);
      const probe = await detectionSince(t, await offer(t, router, t.prefix, LONG), detectionIn(t.prefix));
      const tentative = probe.get('neighborSolicitation.target') as Address;
      await claim(t, tentative);
      await t.elapse(OUTCOME_TIME);
      const sent = await offer(t, router, t.prefix, LONG);
      // To test it again is allowed; its owner says again that it has it.
      if (await t.optionally('another detection', detectionIn(t.prefix), { since: sent, within: FIRST_PROBE_TIME }))
        await claim(t, tentative);
      await expectNotAssigned(t, tentative);
    },
  });

  conformance({
    id: 'slaac.dad.another-identifier',
    title: 'after a conflict over an opaque identifier another one is tried',
    requirement: 'dad-fail-random-retry',
    role: 'host',
    testbed: oneLinkOpaque,
    profiles: ['current'],
    async run(t) {
      skipUnlessOpaque(t);
      const probe = await detectionSince(t, await offer(t, routerOf(t), t.prefix, LONG), detectionIn(t.prefix));
      const tried = probe.get('neighborSolicitation.target') as Address;
      const sent = await claim(t, tried);
      const next = await t.expect('Duplicate Address Detection of another address', detectionIn(t.prefix), {
        since: sent,
        within: RETRY_TIME,
      });
      t.require('another address', next, { 'neighborSolicitation.target': not(tried) });
      await expectAssigned(t, next.get('neighborSolicitation.target') as Address);
    },
  });
});
