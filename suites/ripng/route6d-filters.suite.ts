import '../ledger/ledger.js';
import { prefixContains, prefixOf, type Prefix } from '../../reference/net/prefix.js';
import type { RouteTableEntry } from '../../reference/wire/ripng.js';
import { conformance, suite } from '../kit/conformance.js';
import { satisfies } from '../kit/match.js';
import type { Cause, TestContext } from '../kit/test-context.js';
import { DEFAULT_ROUTE } from '../nd/routers.js';
import { NO_TRIGGER, TRIGGER_TIME } from './constants.js';
import { expectEveryUpdate } from './every-update.js';
import { destination, givenRipng, INSIDE, listedRegion, ofRoute6d, OUTSIDE, routerOn, type Ground } from './ground.js';
import { ask, nextHop, route, tell, WHOLE_TABLE } from './messages.js';
import { expectBy, expectTold, givenRegular } from './outcomes.js';
import { mentioning, RESPONSE_OF_RIPNG, tellingWithout, update } from './told.js';

const METRIC = 2;
const within = (t: TestContext, length: number, number = INSIDE): Prefix => prefixOf(destination(t, number).address, length);

interface Offered {
  readonly title: string;
  readonly prefix: (t: TestContext) => Prefix;
  readonly isLetIn: boolean;
}

/** A prefix of 56 bits is let in. */
const offers: Readonly<Record<string, Offered>> = {
  equal: { title: 'the prefix itself', prefix: (t) => within(t, 56), isLetIn: true },
  longer: { title: 'a prefix of 64 bits within it', prefix: (t) => within(t, 64), isLetIn: true },
  host: { title: 'a host within it', prefix: (t) => within(t, 128), isLetIn: true },
  shorter: { title: 'a prefix of 55 bits that it lies within', prefix: (t) => within(t, 55), isLetIn: false },
  'equal-elsewhere': { title: 'another prefix of 56 bits', prefix: (t) => within(t, 56, OUTSIDE), isLetIn: false },
  'longer-elsewhere': { title: 'a prefix of 64 bits that is not within it', prefix: (t) => within(t, 64, OUTSIDE), isLetIn: false },
  'host-elsewhere': { title: 'a host that is not within it', prefix: (t) => within(t, 128, OUTSIDE), isLetIn: false },
  default: { title: 'the default route', prefix: () => DEFAULT_ROUTE, isLetIn: false },
};

const toldOf = (prefix: Prefix) => ({ prefix, metric: METRIC + 1 });

/** Nobody beyond is told of the route, though the router tells of one that is let in. */
async function expectKeptOut(t: TestContext, { one }: Ground, since: Cause, prefix: Prefix, letIn: Prefix): Promise<void> {
  await t.expectNone('an update with the route', mentioning(prefix), {
    ...{ since, for: NO_TRIGGER, link: 'link1' },
    proof: async () => void (await expectTold(t, await tell(t, one, [route(letIn, METRIC)]), [toldOf(letIn)])),
  });
}

suite('RIPng as KAME route6d has it: what is let in (-L)', () => {
  for (const [name, { title, prefix, isLetIn }] of Object.entries(offers))
    conformance({
      ...ofRoute6d,
      id: `ripng.route6d-filters.in-${name}`,
      title: `where a prefix of 56 bits is let in, ${title} is ${isLetIn ? '' : 'not '}learned`,
      requirement: 'r6d-in-filter',
      async run(t) {
        const ground = await givenRipng(t, { near: { accepts: [listedRegion(t)] } });
        const since = await tell(t, ground.one, [route(prefix(t), METRIC)]);
        if (isLetIn) await expectTold(t, since, [toldOf(prefix(t))]);
        else await expectKeptOut(t, ground, since, prefix(t), within(t, 64, INSIDE + 1));
      },
    });

  conformance({
    ...ofRoute6d,
    id: 'ripng.route6d-filters.default-alone',
    title: 'where ::/0 is let in the default route is learned',
    requirement: 'r6d-in-filter-default',
    async run(t) {
      const { one } = await givenRipng(t, { near: { accepts: [DEFAULT_ROUTE] } });
      await expectTold(t, await tell(t, one, [route(DEFAULT_ROUTE, METRIC)]), [toldOf(DEFAULT_ROUTE)]);
    },
  });

  for (const length of [1, 64, 128])
    conformance({
      ...ofRoute6d,
      id: `ripng.route6d-filters.default-alone-not-${length}`,
      title: `where ::/0 is let in a prefix of ${length} bits is not learned`,
      requirement: 'r6d-in-filter-default',
      async run(t) {
        const ground = await givenRipng(t, { near: { accepts: [DEFAULT_ROUTE] } });
        const prefix = within(t, length);
        const since = await tell(t, ground.one, [route(prefix, METRIC)]);
        await expectKeptOut(t, ground, since, prefix, DEFAULT_ROUTE);
      },
    });

  conformance({
    ...ofRoute6d,
    id: 'ripng.route6d-filters.in-several',
    title: 'of a list with ::/0 and a prefix each lets in what it would alone, and nothing else is learned',
    requirement: 'r6d-in-filter-multi',
    async run(t) {
      const ground = await givenRipng(t, { near: { accepts: [DEFAULT_ROUTE, listedRegion(t)] } });
      const wanted = [DEFAULT_ROUTE, within(t, 64)];
      const since = await tell(
        t,
        ground.one,
        [within(t, 64, OUTSIDE), ...wanted].map((prefix) => route(prefix, METRIC)),
      );
      const told = { ...update(t, 'link1'), ...tellingWithout(wanted.map(toldOf), [within(t, 64, OUTSIDE)]) };
      const learned = await t.expect('an update with what is let in', told, { since, within: TRIGGER_TIME, link: 'link1' });
      await expectKeptOut(t, ground, learned, within(t, 64, OUTSIDE), within(t, 64, INSIDE + 1));
    },
  });

  conformance({
    ...ofRoute6d,
    id: 'ripng.route6d-filters.in-next-hop',
    title: 'a next hop that the list would not let in, before a route that it does not, holds for the one behind that it does',
    requirement: 'r6d-in-filter-nonext',
    async run(t) {
      const ground = await givenRipng(t, { near: { accepts: [listedRegion(t)] } });
      const third = routerOn(t, 'link0', 'third router');
      const entries = [nextHop(third.linkLocal), route(within(t, 64, OUTSIDE), METRIC), route(within(t, 64), METRIC)];
      await expectTold(t, await tell(t, ground.one, entries), [toldOf(within(t, 64))]);
      await expectBy(t, ground, third, within(t, 64));
    },
  });
});

suite('RIPng as KAME route6d has it: what is told (-O)', () => {
  /** Every entry lies within the region, and the route is one of them. */
  const onlyWithin = (t: TestContext) => ({
    ...RESPONSE_OF_RIPNG,
    'ripng.entries': satisfies<readonly RouteTableEntry[]>('the route within the region, and none outside', (entries) => {
      const { address, length } = listedRegion(t);
      const isInside = ({ prefix, prefixLength }: RouteTableEntry): boolean =>
        prefixLength >= length && prefixContains({ address, length }, prefix);
      return entries.length > 0 && entries.every(isInside);
    }),
  });
  const given = async (t: TestContext): Promise<Ground> => {
    const ground = await givenRipng(t, { far: { advertises: [listedRegion(t)] } });
    await t.given('the device tells of the route within the region', async () => {
      const since = await tell(t, ground.one, [
        route(within(t, 55), METRIC),
        route(within(t, 64, OUTSIDE), METRIC),
        route(within(t, 64), METRIC),
      ]);
      await expectTold(t, since, [toldOf(within(t, 64))]);
    });
    return ground;
  };

  conformance({
    ...ofRoute6d,
    id: 'ripng.route6d-filters.out-regular',
    title: 'where a prefix is to be told regular updates have nothing but what is within it, not even subnets of the router',
    requirement: 'r6d-send-outfilter',
    async run(t) {
      await given(t);
      await t.elapse(TRIGGER_TIME);
      await expectEveryUpdate(t, 'link1', onlyWithin(t));
    },
  });

  conformance({
    ...ofRoute6d,
    id: 'ripng.route6d-filters.out-answer',
    title: 'where a prefix is to be told an answer with the whole table has nothing but what is within it',
    requirement: 'r6d-send-outfilter',
    async run(t) {
      const { beyond } = await given(t);
      const since = await ask(t, beyond, [WHOLE_TABLE]);
      await t.expect(
        'the answer',
        { 'ipv6.destination': beyond.linkLocal, ...onlyWithin(t) },
        { since, within: TRIGGER_TIME, link: 'link1' },
      );
    },
  });

  conformance({
    ...ofRoute6d,
    id: 'ripng.route6d-filters.out-elsewhere',
    title: 'a prefix that is to be told on one link does not limit what is told on another',
    requirement: 'r6d-send-outfilter',
    async run(t) {
      const ground = await givenRipng(t, { near: { advertises: [listedRegion(t)] } });
      await givenRegular(t, ground);
      await expectTold(t, await tell(t, ground.one, [route(within(t, 64, OUTSIDE), METRIC)]), [toldOf(within(t, 64, OUTSIDE))]);
    },
  });
});
