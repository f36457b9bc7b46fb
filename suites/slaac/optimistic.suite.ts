import '../ledger/ledger.js';
import { ALL_NODES, solicitedNodeMulticast } from '../../reference/net/address.js';
import { milliseconds, seconds } from '../../reference/time.js';
import { conformance, suite, type ConformanceTest } from '../kit/conformance.js';
import { not } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME, DELAY_FIRST_PROBE_TIME } from '../nd/constants.js';
import { freshAddress, remoteAddress, sitePrefix } from '../nd/device-addresses.js';
import { advertisement, advertisementOf, solicitation, solicitationFor } from '../nd/messages.js';
import { redirectBy } from '../nd/redirects.js';
import { advertise, quietAdvertisement } from '../nd/routers.js';
import { ask } from '../nd/solicited-answers.js';
import { assignUntested, expectNotAssigned, FIRST_PROBE_TIME, rivalDetection } from '../nd/tentative.js';
import { autonomousOption, detectionIn } from './formation.js';
import { allowOptimistic, askAt, beginOptimistic, DETECTION, type Optimistic } from './optimistic.js';
import { LONG, offerPrefix, targetOf } from './temporary.js';

const test = (row: Pick<ConformanceTest, 'id' | 'title' | 'requirement' | 'run'> & Partial<Pick<ConformanceTest, 'actions'>>): void =>
  conformance({ ...{ role: 'host', testbed: oneLink, actions: ['set-variable'], ...row }, id: `slaac.optimistic.${row.id}` });

suite('Optimistic addresses: Neighbor Discovery', () => {
  for (const to of ['multicast', 'unicast'] as const)
    test({
      id: `answer-${to}`,
      title: `a ${to} solicitation for an Optimistic address is answered, with the Override flag clear`,
      requirement: 'dad-optimistic-na',
      async run(t) {
        const { address } = await beginOptimistic(t);
        const sent = await ask(t, t.tester, address, to);
        const answer = { ...advertisementOf(address), 'ipv6.destination': t.tester.linkLocal, 'neighborAdvertisement.override': false };
        await t.expect('Neighbor Advertisement with O=0', answer, { since: sent, within: ANSWER_TIME });
      },
    });

  test({
    id: 'not-overriding',
    title: 'nothing that the device sends of its own accord for an Optimistic address has the Override flag set',
    requirement: 'dad-optimistic-na',
    async run(t) {
      const { address, offered } = await beginOptimistic(t);
      await ask(t, t.tester, address, 'multicast');
      const overriding = { ...advertisementOf(address), 'neighborAdvertisement.override': true };
      await t.expectNone('a Neighbor Advertisement with O=1', overriding, { since: offered, for: seconds(4) });
    },
  });

  for (const [id, title, conflict] of [
    ['conflict-ns', 'a solicitation from ::', (t: TestContext, { address }: Optimistic) => t.send('another test', rivalDetection(address))],
    [
      'conflict-na',
      'an advertisement of another node',
      (t: TestContext, { address: target }: Optimistic) =>
        t.send('advertisement', advertisement({ source: target, target, destination: ALL_NODES, override: true })),
    ],
  ] as const)
    test({
      id,
      title: `${title} makes an Optimistic address a duplicate, which is not used any more`,
      requirement: 'dad-optimistic-na',
      async run(t) {
        const optimistic = await beginOptimistic(t);
        await t.given('the address is used', () => expectUsed(t, optimistic));
        const sent = await conflict(t, optimistic);
        await t.expectNone('an advertisement in its defence', advertisementOf(optimistic.address), { since: sent, for: ANSWER_TIME });
        await expectNotAssigned(t, optimistic.address);
      },
    });

  test({
    id: 'probe-source',
    title: 'a neighbor that packets of an Optimistic address go to is probed from another address',
    requirement: 'dad-optimistic-na',
    async run(t) {
      const { address, router } = await beginOptimistic(t);
      const remote = remoteAddress(t);
      const { sent, reply } = await askAt(t, router, remote, address);
      const answer = await t.expect('Echo Reply through the router', reply, { since: sent, within: ANSWER_TIME });
      const fromElsewhere = { ...solicitationFor(router.linkLocal), 'ipv6.source': not(address) };
      const window = { since: answer, between: [DELAY_FIRST_PROBE_TIME, seconds(7)] } as const;
      await t.expect('Neighbor Solicitation for the router, from another address', fromElsewhere, window);
    },
  });
});

suite('Optimistic addresses: packets', () => {
  test({
    id: 'used-at-once',
    title: 'an Optimistic address answers before its detection is over',
    requirement: 'dad-optimistic-use',
    run: async (t) => expectUsed(t, await beginOptimistic(t)),
  });

  test({
    id: 'no-resolution',
    title: 'a neighbor whose link-layer address is unknown is not resolved for an Optimistic address',
    requirement: 'dad-optimistic-resolution',
    async run(t) {
      const { address } = await beginOptimistic(t);
      const neighbor = t.neighbor({ name: 'neighbour' });
      const { sent } = await askAt(t, neighbor, neighbor.address, address);
      await t.expectNone('a Neighbor Solicitation for the neighbor', solicitationFor(neighbor.address), { since: sent, for: seconds(4) });
    },
  });

  test({
    id: 'through-router',
    title: 'what is for a neighbor whose link-layer address is unknown goes to the default router, until that redirects it',
    requirement: 'dad-optimistic-detour',
    async run(t) {
      const { address, router } = await beginOptimistic(t);
      const neighbor = t.neighbor({ name: 'neighbour' });
      const first = await askAt(t, neighbor, neighbor.address, address);
      const byRouter = { ...first.reply, 'ethernet.destination': router.linkLayerAddress };
      await t.expect('Echo Reply to the router', byRouter, { since: first.sent, within: ANSWER_TIME });
      const hop = { router, device: address, remote: neighbor.address };
      const redirect = redirectBy(hop, { target: neighbor.address, linkLayer: neighbor.linkLayerAddress });
      await t.send('Redirect with the link-layer address of the neighbor', redirect, { from: router });
      const second = await askAt(t, neighbor, neighbor.address, address);
      const direct = { ...second.reply, 'ethernet.destination': neighbor.linkLayerAddress };
      await t.expect('Echo Reply straight to the neighbor', direct, { since: second.sent, within: ANSWER_TIME });
    },
  });

  test({
    id: 'waits-without-router',
    title: 'without a default router what is for such a neighbor waits until the detection is over',
    requirement: 'dad-optimistic-detour',
    async run(t) {
      const { address, router, probe } = await beginOptimistic(t);
      await advertise(t, router, { routerLifetime: 0 }, 'Router Advertisement of a router that is none any more');
      const neighbor = t.neighbor({ name: 'neighbour' });
      const { sent, reply } = await askAt(t, neighbor, neighbor.address, address);
      await t.expectNone('Echo Reply, or a resolution', [reply, solicitationFor(neighbor.address)], { since: sent, for: seconds(4) });
      const late = { since: probe, between: [seconds(8), DETECTION] } as const;
      await t.expect('Echo Reply after the detection', { ...reply, 'ethernet.destination': neighbor.linkLayerAddress }, late);
    },
  });

  test({
    id: 'becomes-preferred',
    title: 'after its detection the address is like any other: it is answered for with the Override flag set',
    requirement: 'dad-optimistic-end',
    async run(t) {
      const { address } = await beginOptimistic(t);
      await t.elapse(DETECTION);
      const sent = await ask(t, t.tester, address, 'multicast');
      const answer = { ...advertisementOf(address), 'neighborAdvertisement.override': true };
      await t.expect('Neighbor Advertisement with O=1', answer, { since: sent, within: ANSWER_TIME });
    },
  });
});

/** Of what a multicast advertisement brings, and of the delay before a first solicitation, it is a small part. */
const AT_ONCE = milliseconds(100);
const PREFIXES = 4;

suite('Optimistic addresses: where there are none', () => {
  test({
    id: 'no-delay',
    title: `the test of an address begins at once, ${PREFIXES} times out of ${PREFIXES}`,
    requirement: 'dad-optimistic-scope',
    async run(t) {
      const { router } = await beginOptimistic(t);
      for (let site = 1; site <= PREFIXES; site++) {
        const prefix = sitePrefix(t, site);
        const sent = await offerPrefix(t, router, prefix, LONG);
        await t.expect('the first solicitation, at once', detectionIn(prefix), { since: sent, within: AT_ONCE });
      }
    },
  });

  test({
    id: 'manual',
    title: 'an address that was entered by hand is not used before its detection is over',
    requirement: 'dad-optimistic-scope',
    actions: ['set-variable', 'add-address'],
    async run(t) {
      const { router } = await beginOptimistic(t);
      const { address, before } = await assignUntested(t, freshAddress(t));
      await t.given('the device tests it', () =>
        t.expect('Neighbor Solicitation for it', solicitationFor(address), { since: before, within: FIRST_PROBE_TIME }),
      );
      await expectUnused(t, { address, router });
    },
  });

  test({
    id: 'unknown-router',
    title: 'an address is not used before its detection is over while the link-layer address of the router is unknown',
    requirement: 'dad-optimistic-unknown-router',
    async run(t) {
      const router = t.neighbor({ name: 'silent router', router: true });
      t.takeOver('neighbor-discovery', router);
      await allowOptimistic(t);
      const { linkLocal, linkLayerAddress } = router;
      const options = [autonomousOption(t.prefix, { onLink: true })];
      const offered = await t.send(
        'Router Advertisement without link-layer address',
        quietAdvertisement(linkLocal, undefined, { routerLifetime: 1800, options }),
        { from: router },
      );
      t.sendAtEnd('withdrawal', quietAdvertisement(linkLocal, linkLayerAddress, { options: [autonomousOption(t.prefix, withdrawn)] }), {
        from: router,
      });
      const probe = await t.given('the device tests an address of the prefix', () =>
        t.expect('Duplicate Address Detection', detectionIn(t.prefix), { since: offered, within: FIRST_PROBE_TIME }),
      );
      await expectUnused(t, { address: targetOf(probe), router: t.tester });
    },
  });
});

/** An Echo Request from far away is answered through the router. */
async function expectUsed(t: TestContext, { address, router }: Optimistic): Promise<void> {
  const { sent, reply } = await askAt(t, router, remoteAddress(t), address);
  const throughRouter = { ...reply, 'ethernet.destination': router.linkLayerAddress };
  await t.expect('Echo Reply through the router', throughRouter, { since: sent, within: ANSWER_TIME });
}

const withdrawn = { onLink: true, validLifetime: 0, preferredLifetime: 0 };

/** Neither a solicitation for the address nor an Echo Request to it is answered. */
async function expectUnused(t: TestContext, { address, router }: Pick<Optimistic, 'address' | 'router'>): Promise<void> {
  const { linkLocal: source, linkLayerAddress: linkLayer } = t.tester;
  const destination = solicitedNodeMulticast(address);
  const since = await t.send('Neighbor Solicitation', solicitation({ source, target: address, destination, linkLayer }));
  const { reply } = await askAt(t, router, router.linkLocal, address);
  await t.expectNone('anything of the address', [reply, advertisementOf(address), { 'ipv6.source': address }], {
    since,
    for: seconds(3),
  });
}
