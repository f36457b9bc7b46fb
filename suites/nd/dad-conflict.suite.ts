import '../ledger/ledger.js';
import { isLinkLocal, linkLocalAddress, type Address } from '../../reference/net/address.js';
import { modifiedEui64 } from '../../reference/net/link-layer-address.js';
import { equalOctets } from '../../reference/net/octets.js';
import { elapsed, instant, seconds, sum, times } from '../../reference/time.js';
import { question } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import { present, satisfies, type Match } from '../kit/match.js';
import type { Received, Sent, TestContext } from '../kit/test-context.js';
import { oneLink, oneLinkOpaque } from '../kit/testbed.js';
import { MESSAGES } from './flaws-in-words.js';
import { freshAddress } from './device-addresses.js';
import { ANSWER_TIME } from './constants.js';
import { advertisement, advertisementOf, solicitation } from './messages.js';
import {
  beginDetection,
  detectionOf,
  detectionOfAny,
  expectAssigned,
  expectNotAssigned,
  FIRST_PROBE_TIME,
  OUTCOME_TIME,
  rivalDetection,
} from './tentative.js';

/** The owner of an address says that it has it. */
const claim = (t: TestContext, address: Address): Promise<Sent> =>
  t.send(
    'advertisement of an owner',
    advertisement({ target: address, source: t.tester.linkLocal, override: true, linkLayer: t.tester.linkLayerAddress }),
  );

const test = (t: TestContext, address: Address): Promise<Sent> =>
  t.send('Duplicate Address Detection by another node', rivalDetection(address));

suite('Duplicate Address Detection: what disturbs it and what does not', () => {
  for (const [name, requirement, other] of [
    ['ns', 'dad-recv-ns-other-target', test],
    ['na', 'dad-recv-na-other-target', claim],
  ] as const)
    conformance({
      id: `nd.dad.other-target-${name}`,
      title: `a ${MESSAGES[name]} for another address does not disturb Duplicate Address Detection`,
      requirement,
      role: 'node',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const { address } = await beginDetection(t);
        // Same last three octets, so that it reaches the device's solicited-node group.
        await other(t, sharingGroup(address));
        await expectAssigned(t, address);
      },
    });

  for (const [name, requirement, conflict] of [
    ['ns', 'dad-recv-ns-same-target', test],
    ['na', 'dad-recv-na-same-target', claim],
  ] as const)
    conformance({
      id: `nd.dad.same-target-${name}`,
      title: `a ${MESSAGES[name]} for the tentative address makes it a duplicate`,
      requirement,
      role: 'node',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const { address } = await beginDetection(t);
        await conflict(t, address);
        await expectNotAssigned(t, address);
      },
    });

  conformance({
    id: 'nd.dad.failed-not-assigned',
    title: 'an address that failed Duplicate Address Detection is not held as usable',
    requirement: 'dad-fail-not-assigned',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const { address } = await beginDetection(t);
      await claim(t, address);
      await expectNotAssigned(t, address);
      // The refusal is for good: nothing assigns the address later either.
      await t.elapse(seconds(3));
      await expectNotAssigned(t, address);
    },
  });
});

/** Longer than any retry of RFC 7217 section 6 or 8981 waits. */
const LONG_AFTER = seconds(120);

suite('Duplicate Address Detection of KAME: recovery', () => {
  conformance({
    id: 'nd.dad.recovery-by-hand',
    title: 'a duplicate address stays one until the administrator assigns it anew',
    requirement: 'dad-fail-manual-recovery-kame',
    role: 'node',
    testbed: oneLink,
    profiles: ['kame'],
    actions: ['add-address', 'remove-address'],
    async run(t) {
      const { address } = await beginDetection(t);
      await claim(t, address);
      await expectNotAssigned(t, address);
      await t.expectNone('another detection', detectionOf(address), { since: t.now(), for: LONG_AFTER });
      await expectNotAssigned(t, address);
      await t.do({ kind: 'remove-address', link: 'link0', address });
      const since = t.now();
      await t.do({ kind: 'add-address', link: 'link0', address, prefixLength: 64 });
      await t.expect('another detection', detectionOf(address), { since, within: FIRST_PROBE_TIME });
      await expectAssigned(t, address);
    },
  });
});

const sharingGroup = (address: Address): Address => address.map((octet, i) => (i === 9 ? octet ^ 0x5a : octet)) as Address;

const linkLocalDetection = detectionOfAny('a link-local address', isLinkLocal);

/** After a reset another node claims the link-local address that the device tests; `meanwhile` happens before it does. */
async function conflictOverLinkLocal(t: TestContext, meanwhile?: () => Promise<void>): Promise<Received> {
  const before = t.now();
  await t.do({ kind: 'reset', link: 'link0' });
  const probe = await t.given('the device tests a link-local address', () =>
    t.expect('Duplicate Address Detection', linkLocalDetection, { since: before, within: sum(FIRST_PROBE_TIME, seconds(2)) }),
  );
  await meanwhile?.();
  await claim(t, probe.get('neighborSolicitation.target') as Address);
  return probe;
}

/** Whether the device forms its link-local address from its MAC (RFC 2464 section 5). */
const isHardwareDerived = (t: TestContext): boolean =>
  equalOctets(t.dut.linkLocal, linkLocalAddress(modifiedEui64(t.dut.linkLayerAddress)));

const anything: readonly Match[] = [{ ipv6: present }, { multicastListenerReport2: present }, { multicastListenerReport: present }];

/** Nothing shows a mute device alive but its own record of the address. */
const holdsNoLinkLocal = (t: TestContext): Promise<void> => doesNotUse(t, isLinkLocal);
const doesNotHold = (t: TestContext, address: Address): Promise<void> => doesNotUse(t, (held) => equalOctets(held, address));

async function doesNotUse(t: TestContext, which: (address: Address) => boolean): Promise<void> {
  await t.given('the device tells that it does not use the address', async () => {
    const { addresses } = await t.state();
    return !addresses.some((held) => which(held.address) && held.state === 'preferred');
  });
}

/** The interface takes a moment to come up, and how long it then waits is not known: until it speaks, each try may be the one heard. */
async function repeatDuringDelay(t: TestContext, conflict: () => Promise<Sent>, spoken: Match): Promise<void> {
  for (const begun = t.now(); elapsed(begun, t.now()) < FIRST_PROBE_TIME;) {
    const sent = await conflict();
    if (await t.optionally('the own solicitation', spoken, { since: sent, within: seconds(0.1) })) return;
  }
}

/** After a conflict over the link-local address nothing is heard of the interface, not even of its other addresses. */
async function expectMute(t: TestContext): Promise<void> {
  const other = freshAddress(t);
  await conflictOverLinkLocal(t, () => t.do({ kind: 'add-address', link: 'link0', address: other, prefixLength: 64 }));
  await t.elapse(times(FIRST_PROBE_TIME, 2));
  const since = await t.send(
    'Neighbor Solicitation for another address',
    solicitation({ source: t.tester.linkLocal, target: other, linkLayer: t.tester.linkLayerAddress }),
  );
  await t.send('Echo Request to it', question(t, t.tester.linkLocal, other).frame);
  await t.expectNone('any IPv6 packet', anything, { since, for: seconds(5), proof: () => holdsNoLinkLocal(t) });
}

suite('Duplicate Address Detection: conflict over the link-local address', () => {
  for (const [name, requirement, conflict] of [
    ['ns', 'dad-recv-ns-before-own', test],
    ['na', 'dad-listen-during-delay', claim],
  ] as const)
    conformance({
      id: `nd.dad.before-own-${name}`,
      title: `a ${MESSAGES[name]} for the address during the random delay, before the own solicitation, makes it a duplicate`,
      requirement,
      role: 'node',
      testbed: oneLink,
      actions: ['reset'],
      async run(t) {
        const address = t.dut.linkLocal;
        await t.do({ kind: 'reset', link: 'link0' });
        await repeatDuringDelay(t, () => conflict(t, address), detectionOf(address));
        await t.elapse(OUTCOME_TIME);
        const since = await t.send(
          'Neighbor Solicitation for the address',
          solicitation({ source: t.tester.linkLocal, target: address, linkLayer: t.tester.linkLayerAddress }),
        );
        const forbidden = [advertisementOf(address), { 'ipv6.source': address }];
        await t.expectNone('anything of the address', forbidden, { since, for: ANSWER_TIME, proof: () => doesNotHold(t, address) });
      },
    });

  conformance({
    id: 'nd.dad.link-local-disables-ip',
    title: 'a duplicate link-local address formed from the MAC disables IPv6 on the interface',
    requirement: 'dad-fail-disables-ip',
    role: 'node',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['reset', 'add-address'],
    async run(t) {
      if (!isHardwareDerived(t)) t.skip('the link-local address is not formed from the MAC');
      await expectMute(t);
    },
  });

  // RFC 2462 section 5.4.5 speaks of any address "formed from an interface identifier".
  for (const [name, testbed] of [
    ['mac', oneLink],
    ['opaque', oneLinkOpaque],
  ] as const)
    conformance({
      id: `nd.dad.link-local-disables-interface-${name}`,
      title: `a duplicate link-local address disables the interface, also one ${name === 'mac' ? 'formed from the MAC' : 'with an opaque identifier'}`,
      requirement: 'dad-fail-book',
      role: 'node',
      testbed,
      profiles: ['book'],
      actions: ['reset', 'add-address'],
      run: expectMute,
    });

  conformance({
    id: 'nd.dad.link-local-retry',
    title: 'a duplicate opaque link-local address is replaced by another one',
    requirement: 'dad-fail-random-retry',
    role: 'node',
    testbed: oneLinkOpaque,
    profiles: ['current'],
    actions: ['reset'],
    async run(t) {
      if (isHardwareDerived(t)) t.skip('the link-local address is formed from the MAC');
      const first = await conflictOverLinkLocal(t);
      const tried = first.get('neighborSolicitation.target') as Address;
      const another = {
        ...linkLocalDetection,
        'neighborSolicitation.target': satisfies<Uint8Array>(
          'another link-local address',
          (target) => isLinkLocal(target) && !equalOctets(target, tried),
        ),
      };
      const next = await t.expect('Duplicate Address Detection for another address', another, { since: first, within: RETRY_TIME });
      t.note(`the next try came ${elapsed(first.at, next.at) / 1_000} ms later`);
    },
  });

  conformance({
    id: 'nd.dad.link-local-retries-end',
    title: 'when every opaque link-local address is a duplicate, at least three are tried and then no more',
    requirement: 'dad-fail-random-retry',
    role: 'node',
    testbed: oneLinkOpaque,
    profiles: ['current'],
    actions: ['reset'],
    async run(t) {
      if (isHardwareDerived(t)) t.skip('the link-local address is formed from the MAC');
      let last = await conflictOverLinkLocal(t);
      for (let tries = 2; tries <= IDGEN_RETRIES; tries++) {
        last = await t.expect(`Duplicate Address Detection, try ${tries}`, linkLocalDetection, { since: last, within: RETRY_TIME });
        await claim(t, last.get('neighborSolicitation.target') as Address);
      }
      while (last.at < ENOUGH_TRIES_BY) {
        const more = await t.optionally('one more try', linkLocalDetection, { since: last, within: RETRY_TIME });
        if (!more) break;
        await claim(t, more.get('neighborSolicitation.target') as Address);
        last = more;
      }
      await t.expectNone('Duplicate Address Detection for ever', linkLocalDetection, {
        since: last,
        for: RETRY_TIME,
        proof: () => holdsNoLinkLocal(t),
      });
    },
  });
});

/** RFC 7217 section 7: the least number of addresses to try, and the longest delay before the next. */
const IDGEN_RETRIES = 3;
const IDGEN_DELAY = seconds(1);

/** The delay before a further try, then that of any detection. */
const RETRY_TIME = sum(IDGEN_DELAY, FIRST_PROBE_TIME);

/** A device that still tries then does not limit its tries. */
const ENOUGH_TRIES_BY = instant(60_000_000);
