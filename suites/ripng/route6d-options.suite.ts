import '../ledger/ledger.js';
import type { Prefix } from '../../reference/net/prefix.js';
import { seconds, sum } from '../../reference/time.js';
import { REJECTED } from '../forwarding/refusals.js';
import { conformance, suite } from '../kit/conformance.js';
import { oneOf, type Match } from '../kit/match.js';
import type { Sent, TestContext } from '../kit/test-context.js';
import { threeLinks } from '../kit/testbed.js';
import { DEFAULT_ROUTE } from '../nd/routers.js';
import { BURST, LONGEST_INTERVAL, REPLY_TIME, REQUEST, RESPONSE, TRIGGER_TIME } from './constants.js';
import { expectEveryUpdate } from './every-update.js';
import { destination, givenRipng, INSIDE, listedRegion, ofRoute6d, OUTSIDE, thirdLink, type Ground } from './ground.js';
import { ask, route, tell, WHOLE_TABLE } from './messages.js';
import { expectAnswered, expectNoRoute, expectRegular, expectTold } from './outcomes.js';
import { entriesAre } from './requesters.js';
import { RESPONSE_OF_RIPNG, telling, tellingWithout, update } from './told.js';

const METRIC = 2;
const TAG = 0x4b4d;
const MESSAGE = { 'ripng.command': oneOf(REQUEST, RESPONSE) };
const TWO_INTERVALS = sum(LONGEST_INTERVAL, LONGEST_INTERVAL);

/** The one is a subnet of the device, of the other it has not heard. */
const lookedUp = (t: TestContext, { near }: Ground) => [route(near.prefix, 1), route(destination(t, 0xbad), 16)];
const askOne = (t: TestContext, ground: Ground): Promise<Sent> =>
  ask(t, ground.one, [route(ground.near.prefix, 9), route(destination(t, 0xbad), 9)], { header: { destination: t.dut.linkLocal } });
const expectLookedUp = async (t: TestContext, ground: Ground, wanted: Match = entriesAre(lookedUp(t, ground))): Promise<void> => {
  const since = await askOne(t, ground);
  const answer = { 'ipv6.destination': ground.one.linkLocal, ...RESPONSE_OF_RIPNG, ...wanted };
  await t.expect('the answer for two routes', answer, { since, within: REPLY_TIME });
};

suite('RIPng as KAME route6d has it: quiet routers (-q)', () => {
  const quiet = { near: { speaks: false }, far: { speaks: false } } as const;

  for (const link of ['link0', 'link1'] as const)
    conformance({
      ...ofRoute6d,
      id: `ripng.route6d-options.quiet-${link}`,
      title: `a router that is to be quiet tells nothing of its table on ${link}, neither by itself nor when it is asked`,
      requirement: 'r6d-send-quiet',
      async run(t) {
        const ground = await givenRipng(t, quiet);
        await tell(t, ground.one, [route(destination(t), METRIC)]);
        const since = await ask(t, link === 'link0' ? ground.one : ground.beyond, [WHOLE_TABLE]);
        const proof = (): Promise<void> => expectLookedUp(t, ground, {});
        await t.expectNone('a response', { 'ripng.command': RESPONSE }, { since, for: TWO_INTERVALS, link, proof });
      },
    });
});

suite('RIPng as KAME route6d has it: interfaces that are left out (-N)', () => {
  conformance({
    ...ofRoute6d,
    id: 'ripng.route6d-options.left-out',
    title: 'on a link that is left out the router asks for nothing, tells nothing, and answers no request for the whole table',
    requirement: 'r6d-send-n',
    async run(t) {
      const begun = t.now();
      const ground = await givenRipng(t, { isNearLeftOut: true });
      await ask(t, ground.one, [WHOLE_TABLE], { header: { destination: t.dut.linkLocal } });
      const proof = (): Promise<void> => expectAnswered(t, ground, ground.beyond);
      await t.expectNone('a message', MESSAGE, { since: begun, for: TWO_INTERVALS, link: 'link0', proof });
    },
  });

  conformance({
    ...ofRoute6d,
    id: 'ripng.route6d-options.left-out-lookup',
    title: 'a request for certain routes is answered on a link that is left out: requests are looked at before that',
    requirement: 'r6d-rx-order',
    async run(t) {
      await expectLookedUp(t, await givenRipng(t, { isNearLeftOut: true }));
    },
  });

  conformance({
    ...ofRoute6d,
    id: 'ripng.route6d-options.asked-from-anywhere',
    title: 'a request to the group from a global address, another port and beyond another router is answered there with the whole table',
    requirement: 'r6d-rx-order',
    async run(t) {
      const ground = await givenRipng(t);
      const PORT = 40_000;
      const header = { source: ground.one.address, hopLimit: 40 };
      const since = await ask(t, ground.one, [WHOLE_TABLE], { header, ports: { sourcePort: PORT } });
      const answer = { 'ipv6.destination': ground.one.address, 'udp.destinationPort': PORT, ...RESPONSE_OF_RIPNG };
      await t.expect('the answer', { ...answer, ...telling({ prefix: ground.far.prefix, metric: 1 }) }, { since, within: REPLY_TIME });
    },
  });
});

suite('RIPng as KAME route6d has it: the default route alone (-T)', () => {
  const given = async (t: TestContext): Promise<Ground> => givenRipng(t, { far: { defaultRouteOnly: 1 }, routeTag: TAG });
  const only = entriesAre([route(DEFAULT_ROUTE, 1, { routeTag: TAG })]);

  conformance({
    ...ofRoute6d,
    id: 'ripng.route6d-options.default-regular',
    title: 'where nothing but a default route is to be told each update is one entry, of metric 1 with the route tag of the router',
    requirement: 'r6d-send-t',
    async run(t) {
      const begun = t.now();
      const { one } = await given(t);
      await tell(t, one, [route(destination(t), METRIC)]);
      await expectEveryUpdate(t, 'link1', only, begun);
    },
  });

  conformance({
    ...ofRoute6d,
    id: 'ripng.route6d-options.default-triggered',
    title: 'where nothing but a default route is to be told a change triggers an update with that',
    requirement: 'r6d-send-t',
    async run(t) {
      const ground = await given(t);
      await expectRegular(t, only);
      const since = await tell(t, ground.one, [route(destination(t), METRIC)]);
      await t.expect('a triggered update', { ...update(t, 'link1'), ...only }, { since, within: TRIGGER_TIME, link: 'link1' });
    },
  });
});

suite('RIPng as KAME route6d has it: aggregates (-A)', () => {
  const aggregated = (t: TestContext) => ({ far: { aggregates: [{ prefix: listedRegion(t), metric: 1 }] } });
  const inside = (t: TestContext): Prefix => destination(t, INSIDE);
  const outside = (t: TestContext): Prefix => destination(t, OUTSIDE);
  const learning = (t: TestContext, { one }: Ground): Promise<Sent> =>
    tell(
      t,
      one,
      [listedRegion(t), inside(t), outside(t)].map((prefix) => route(prefix, METRIC)),
    );

  conformance({
    ...ofRoute6d,
    id: 'ripng.route6d-options.aggregate',
    title: 'where an aggregate is to be told no route within it is, and every other',
    requirement: 'r6d-send-aggregate',
    async run(t) {
      const ground = await givenRipng(t, aggregated(t));
      await learning(t, ground);
      await t.elapse(BURST);
      const told = [listedRegion(t), ground.near.prefix].map((prefix) => ({ prefix, metric: 1 }));
      const wanted = tellingWithout([...told, { prefix: outside(t), metric: METRIC + 1 }], [inside(t)]);
      await expectEveryUpdate(t, 'link1', wanted);
    },
  });

  conformance({
    ...ofRoute6d,
    testbed: threeLinks,
    id: 'ripng.route6d-options.aggregate-elsewhere',
    title: 'an aggregate is told where it is listed alone; elsewhere the routes within it are',
    requirement: 'r6d-send-aggregate-elsewhere',
    async run(t) {
      const side = await thirdLink(t);
      const ground = await givenRipng(t, { ...aggregated(t), further: [{ link: side.link }] });
      await tell(t, ground.one, [route(inside(t), METRIC)]);
      await t.elapse(BURST);
      const wanted = tellingWithout([{ prefix: inside(t), metric: METRIC + 1 }, { prefix: ground.near.prefix }], [listedRegion(t)]);
      await expectEveryUpdate(t, side.link, wanted);
    },
  });

  conformance({
    ...ofRoute6d,
    id: 'ripng.route6d-options.aggregate-hole',
    title: 'packets for a hole of an aggregate are refused by a route to nowhere, which goes when RIPng ends',
    requirement: 'r6d-send-aggregate-kernel',
    actions: [...ofRoute6d.actions, 'stop-ripng'],
    async run(t) {
      const ground = await givenRipng(t, aggregated(t));
      await expectTold(t, await tell(t, ground.one, [route(inside(t), METRIC), route(outside(t), METRIC)]), [
        { prefix: outside(t), metric: METRIC + 1 },
      ]);
      const hole = destination(t, INSIDE + 1);
      await expectNoRoute(t, ground, hole, undefined, REJECTED);
      await t.do({ kind: 'stop-ripng', link: 'link0' });
      await t.elapse(seconds(1));
      await expectNoRoute(t, ground, hole);
    },
  });
});
