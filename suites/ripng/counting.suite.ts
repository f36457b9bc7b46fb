import '../ledger/ledger.js';
import { seconds, sum, type Duration } from '../../reference/time.js';
import { conformance, suite } from '../kit/conformance.js';
import type { RipngLinkSettings, SplitHorizonMode } from '../kit/ripng-action.js';
import type { Cause, TestContext } from '../kit/test-context.js';
import { addressIn } from '../nd/device-addresses.js';
import { GARBAGE_COLLECTION, INFINITY, LONGEST_INTERVAL, TRIGGER_TIME } from './constants.js';
import { declared, destination, notForRoute6d } from './ground.js';
import { givenNetwork, OFFERED_ANEW, type Surroundings } from './played-ground.js';
import type { NetworkPlan } from './played-network.js';
import { expectGivenUp } from './played-outcomes.js';
import { expectNoWay, expectWay, expectWornOut, hostOn } from './played-packets.js';
import { mentioning, update } from './told.js';

/** A (with the destination), the device and C in a row, as the book has it; all with the same horizon. */
const chain = (t: TestContext, splitHorizon: SplitHorizonMode): NetworkPlan => ({
  splitHorizon,
  routers: { A: { links: ['link0'], has: [{ prefix: destination(t) }] }, C: { links: ['link1'] } },
});
const everywhere = (splitHorizon: SplitHorizonMode, far: Partial<RipngLinkSettings> = {}) => ({
  near: { splitHorizon },
  far: { splitHorizon, ...far },
});

/** A loses the destination; C does not hear of it, and tells once more what it has from the device. That the device takes it up. */
async function countingBegun(t: TestContext, { network }: Surroundings, metric: number): Promise<Cause> {
  network.missLosses('C', 'link1');
  const since = await network.lose('A', destination(t));
  // It would count, too.
  network.mute('A');
  const offer = await network.expectTold('the device takes what it has told itself', [{ prefix: destination(t), metric }], {
    ...{ since, link: 'link0' },
    within: sum(OFFERED_ANEW, TRIGGER_TIME),
  });
  network.hearLosses('C', 'link1');
  return offer;
}

/** Each round takes a triggered update of the device and one of the other router. */
const ROUND: Duration = sum(TRIGGER_TIME, seconds(2));

/** Every metric from there on in steps, until 16. */
async function expectCounted(t: TestContext, { network }: Surroundings, since: Cause, metrics: readonly number[]): Promise<void> {
  let last = since;
  for (const metric of metrics)
    last = await network.expectTold(`the count is at ${metric}`, [{ prefix: destination(t), metric }], {
      since: last,
      link: 'link1',
      within: sum(ROUND, ROUND),
    });
}

suite('RIPng: counting to infinity', () => {
  conformance({
    ...declared,
    ...notForRoute6d,
    id: 'ripng.counting.chain',
    title: 'without split horizon two routers count a lost destination up to 16, and it is deleted',
    requirement: 'rip-count-infinity-bound',
    async run(t) {
      const surroundings = await givenNetwork(t, chain(t, 'off'), everywhere('off'));
      const begun = await countingBegun(t, surroundings, 4);
      await expectCounted(t, surroundings, begun, [6, 8, 10, 12, 14, INFINITY]);
      await expectNoWay(t, surroundings, addressIn(t, destination(t)));
      const { network } = surroundings;
      await network.run(sum(GARBAGE_COLLECTION, LONGEST_INTERVAL));
      const since = t.now();
      await network.run(LONGEST_INTERVAL);
      for (const link of ['link0', 'link1'])
        await t.expectNone(
          'an update that mentions it',
          { ...update(t, link), ...mentioning(destination(t)) },
          {
            ...{ since, for: LONGEST_INTERVAL, link },
            proof: async () => void (await t.expect('an update without it', update(t, link), { since, within: LONGEST_INTERVAL, link })),
          },
        );
    },
  });

  conformance({
    ...declared,
    ...notForRoute6d,
    id: 'ripng.counting.larger-cost',
    title: 'over a link of cost 4 the count is over after fewer rounds',
    requirement: 'rip-upd-saturate',
    async run(t) {
      const surroundings = await givenNetwork(t, chain(t, 'off'), everywhere('off', { cost: 4 }));
      const begun = await countingBegun(t, surroundings, 7);
      await expectCounted(t, surroundings, begun, [12, INFINITY]);
      await expectNoWay(t, surroundings, addressIn(t, destination(t)));
    },
  });

  conformance({
    ...declared,
    id: 'ripng.counting.hop-limit',
    title: 'while two routers count, a packet that goes to and fro between them loses its Hop Limit and is refused when that is used up',
    requirement: 'rip-loop-hop-limit',
    async run(t) {
      const surroundings = await givenNetwork(t, chain(t, 'off'), everywhere('off'));
      await countingBegun(t, surroundings, 4);
      await expectWornOut(t, surroundings.network, surroundings, addressIn(t, destination(t)), 7);
    },
  });

  conformance({
    ...declared,
    ...notForRoute6d,
    id: 'ripng.counting.ended-by-a-way',
    title: 'the count ends when there is a way again',
    requirement: 'rip-upd-better-other',
    async run(t) {
      const surroundings = await givenNetwork(t, chain(t, 'off'), everywhere('off'));
      const { network, far } = surroundings;
      const begun = await countingBegun(t, surroundings, 4);
      await expectCounted(t, surroundings, begun, [6, 8]);
      network.unmute('A');
      const since = await network.gain('A', destination(t));
      await network.expectTold('there is a way again', [{ prefix: destination(t), metric: 2 }], { since, link: 'link1' });
      await network.run(ROUND);
      await expectWay(t, network, hostOn(far), addressIn(t, destination(t)), { link: 'link0', by: ['A'] });
    },
  });

  for (const mode of ['split-horizon', 'poisoned-reverse'] as const)
    conformance({
      ...declared,
      ...notForRoute6d,
      id: `ripng.counting.chain-${mode}`,
      title: `with split horizon "${mode}" two routers do not count, though one has not heard of the loss`,
      requirement: 'rip-no-counting',
      async run(t) {
        const surroundings = await givenNetwork(t, chain(t, mode), everywhere(mode));
        const { network } = surroundings;
        network.missLosses('C', 'link1');
        const since = await network.lose('A', destination(t));
        await expectGivenUp(t, network, destination(t), since);
        await expectNoWay(t, surroundings, addressIn(t, destination(t)));
      },
    });

  for (const mode of ['split-horizon', 'poisoned-reverse'] as const)
    conformance({
      ...declared,
      ...notForRoute6d,
      id: `ripng.counting.triangle-${mode}`,
      title: `with split horizon "${mode}" three routers in a circle may still count, up to 16 and no further`,
      requirement: 'rip-count-infinity-bound',
      async run(t) {
        const plan = {
          splitHorizon: mode,
          routers: { A: { links: ['link0', 'cable'], has: [{ prefix: destination(t) }] }, C: { links: ['link1', 'cable'] } },
        };
        const surroundings = await givenNetwork(t, plan, everywhere(mode));
        const { network } = surroundings;
        const since = t.now();
        // C hears neither A nor the device call it lost, and tells the device of what A had.
        network.missLosses('C', 'cable', 'link1');
        await network.lose('A', destination(t));
        let last: Cause = since;
        const offered = (metric: number, within: Duration) =>
          network.expectTold(`the count is at ${metric}`, [{ prefix: destination(t), metric }], { since: last, link: 'link0', within });
        last = await offered(3, sum(OFFERED_ANEW, TRIGGER_TIME));
        network.hearLosses('C', 'cable', 'link1');
        for (const metric of [6, 9, 12, 15, INFINITY]) last = await offered(metric, sum(ROUND, OFFERED_ANEW));
        await network.run(ROUND);
        await expectNoWay(t, surroundings, addressIn(t, destination(t)));
      },
    });
});
