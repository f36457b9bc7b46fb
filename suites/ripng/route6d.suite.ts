import '../ledger/ledger.js';
import type { RouteTableEntry } from '../../reference/wire/ripng.js';
import { milliseconds, seconds, sum } from '../../reference/time.js';
import { conformance, suite } from '../kit/conformance.js';
import { elapseUntil } from '../kit/elapse-until.js';
import { satisfies } from '../kit/match.js';
import type { Received, Sent, TestContext } from '../kit/test-context.js';
import {
  GARBAGE_COLLECTION,
  HALF_OF_TIMEOUT,
  INFINITY,
  LONGEST_INTERVAL,
  NO_TRIGGER,
  TIMEOUT,
  TIMER_TIME,
  TRIGGER_TIME,
} from './constants.js';
import { expectGone, expectLate, expectLost, sayingLost } from './deletion.js';
import { destination, destinations, givenRipng, ofRoute6d, type Ground } from './ground.js';
import { route, tell } from './messages.js';
import { expectBy, expectNoRoute, expectTold, givenLearned, givenPoisoned, givenRegular } from './outcomes.js';
import { entriesOf, isToldOf, mentioning, telling, update } from './told.js';

const METRIC = 4;
/** The lifetime of a route and the hold-down of a lost one. */
const LASTS = sum(TIMEOUT, GARBAGE_COLLECTION);
/** Deletion waits for a regular update. */
const DELETED_BY = sum(LASTS, TIMER_TIME);

/** A regular update tells of the subnet of the other link. */
const isRegular = (received: Received, { near }: Ground): boolean => isToldOf(entriesOf(received), { prefix: near.prefix, metric: 1 });

/** A route that has been told to be lost, and is to be used all the same; when it was heard of last. */
const losses = {
  expired: {
    title: 'timed out',
    async lose(t: TestContext, { one }: Ground): Promise<Sent> {
      const sent = await givenLearned(t, one, destination(t), METRIC);
      await t.expect('an update that says it is lost', sayingLost(t), { since: sent, within: sum(TIMEOUT, TIMER_TIME), link: 'link1' });
      return sent;
    },
  },
  poisoned: { title: 'was called unreachable', lose: (t: TestContext, { one }: Ground) => givenPoisoned(t, one, destination(t), METRIC) },
};

suite('RIPng as KAME route6d has it: the age of routes', () => {
  conformance({
    ...ofRoute6d,
    id: 'ripng.route6d.expiry-in-regular-update',
    title: 'that a route has timed out is told in the regular update after it',
    requirement: 'r6d-expire-metric',
    async run(t) {
      const ground = await givenRipng(t);
      const sent = await givenLearned(t, ground.one, destination(t), METRIC);
      const lost = await expectLost(t, sent, TIMEOUT, TIMER_TIME);
      t.require('the rest of the table in it', lost, telling({ prefix: ground.near.prefix, metric: 1 }));
    },
  });

  conformance({
    ...ofRoute6d,
    id: 'ripng.route6d.expiry-tick',
    title: 'of ten routes, learned one each four seconds, each is lost with a regular update, and none triggers one',
    requirement: 'r6d-expire-tick',
    async run(t) {
      const ground = await givenRipng(t);
      const all = destinations(t, 10);
      const learned: Sent[] = [];
      for (const prefix of all) {
        learned.push(await tell(t, ground.one, [route(prefix, METRIC)]));
        await t.elapse(seconds(4));
      }
      await elapseUntil(t, learned[0]!.at, sum(TIMEOUT, TIMER_TIME, seconds(40)));
      const losses = t.allReceived(update(t, 'link1'), learned[0]).filter((one) => all.some((prefix) => isLost(one, prefix)));
      const missing = all.filter((prefix) => !losses.some((one) => isLost(one, prefix)));
      t.check('each loss is told', { holds: missing.length === 0, found: `${missing.length} are not`, frames: losses });
      const triggered = losses.filter((one) => !isRegular(one, ground));
      t.check('each in a regular update', { holds: triggered.length === 0, found: `${triggered.length} came between`, frames: triggered });
    },
  });

  for (const [name, { title, lose }] of Object.entries(losses))
    conformance({
      ...ofRoute6d,
      id: `ripng.route6d.used-while-${name}`,
      title: `a route that ${title} is used until it is deleted`,
      requirement: 'r6d-fib-stays',
      async run(t) {
        const ground = await givenRipng(t);
        const since = await lose(t, ground);
        await expectBy(t, ground, ground.one, destination(t));
        await elapseUntil(t, since.at, (LASTS - seconds(10)) as typeof LASTS);
        await expectBy(t, ground, ground.one, destination(t));
        await elapseUntil(t, since.at, DELETED_BY);
        await expectNoRoute(t, ground, destination(t));
      },
    });

  conformance({
    ...ofRoute6d,
    id: 'ripng.route6d.poisoned-lifetime',
    title: 'a route that its router calls unreachable is told for 300 seconds more, and deleted with the regular update after that',
    requirement: 'r6d-update-paths',
    async run(t) {
      const ground = await givenRipng(t);
      const sent = await givenPoisoned(t, ground.one, destination(t), METRIC);
      await expectLate(t, sent, LASTS);
      await expectGone(t, ground, sent, DELETED_BY);
    },
  });

  for (const [name, metric] of [
    ['same', METRIC],
    ['other', METRIC + 1],
  ] as const)
    conformance({
      ...ofRoute6d,
      id: `ripng.route6d.tag-kept-with-${name}-metric`,
      title: `a route keeps its tag when its router tells another with ${name === 'same' ? 'the same' : 'another'} metric`,
      requirement: 'r6d-update-paths',
      async run(t) {
        const late = { within: LONGEST_INTERVAL };
        const ground = await givenRipng(t);
        const first = await tell(t, ground.one, [route(destination(t), METRIC, { routeTag: 1 })]);
        await t.given('the device has the tag', () =>
          expectTold(t, first, [{ prefix: destination(t), metric: METRIC + 1, routeTag: 1 }], late),
        );
        const since = await tell(t, ground.one, [route(destination(t), metric, { routeTag: 2 })]);
        await expectTold(t, since, [{ prefix: destination(t), metric: metric + 1, routeTag: 1 }], late);
      },
    });
});

const isLost = (received: Received, prefix: ReturnType<typeof destination>): boolean =>
  isToldOf(entriesOf(received), { prefix, metric: INFINITY });

/** With half a second between them they are over five seconds before the next regular update, though each took a second. */
const CHANGES = 6;
const AT_ONCE = seconds(1);
/** For longer than the longest interval, and so few that with them a regular update is still one message. */
const TOLD_EACH_SECOND = 55;
/** In the shortest interval, but for its last five seconds. */
const TRIGGERED = 9;
/** Five seconds before a regular update, less what a clock of whole seconds is wrong by. */
const SURELY_LEFT_OUT = seconds(4);

suite('RIPng as KAME route6d has it: triggered updates', () => {
  conformance({
    ...ofRoute6d,
    id: 'ripng.route6d.trigger-each',
    title: `${CHANGES} changes half a second apart are told in ${CHANGES} updates, each at once`,
    requirement: 'r6d-trigger-norate',
    async run(t) {
      const ground = await givenRipng(t);
      await givenRegular(t, ground);
      for (const prefix of destinations(t, CHANGES)) {
        const since = await tell(t, ground.one, [route(prefix, 2)]);
        const alone = satisfies<readonly RouteTableEntry[]>(
          'one route, which is the new one',
          (entries) => entries.length === 1 && isToldOf(entries, { prefix, metric: 3 }),
        );
        const soon = { since, within: AT_ONCE, link: 'link1' };
        await t.expect('a triggered update', { ...update(t, 'link1'), 'ripng.entries': alone }, soon);
        await t.elapse(milliseconds(500));
      }
    },
  });

  conformance({
    ...ofRoute6d,
    id: 'ripng.route6d.trigger-elsewhere',
    title: 'a triggered update is not sent on the link that the change came by, though there is no split horizon',
    requirement: 'r6d-trigger-cond',
    async run(t) {
      const ground = await givenRipng(t, { near: { splitHorizon: 'off' } });
      await givenRegular(t, ground);
      const since = await tell(t, ground.one, [route(destination(t), METRIC)]);
      const proof = async (): Promise<void> => void (await expectTold(t, since, [{ prefix: destination(t), metric: METRIC + 1 }]));
      await t.expectNone('an update with the route', mentioning(destination(t)), { since, for: TRIGGER_TIME, link: 'link0', proof });
    },
  });

  conformance({
    ...ofRoute6d,
    id: 'ripng.route6d.trigger-left-out',
    title: 'of changes each second none triggers an update shortly before a regular one',
    requirement: 'r6d-trigger-cond',
    async run(t) {
      const ground = await givenRipng(t);
      const first = await givenRegular(t, ground);
      for (const prefix of destinations(t, TOLD_EACH_SECOND)) {
        await tell(t, ground.one, [route(prefix, 2)]);
        await t.elapse(seconds(1));
      }
      const updates = t.allReceived(update(t, 'link1'), first);
      const regular = updates.filter((one) => isRegular(one, ground));
      const triggered = updates.filter((one) => !isRegular(one, ground));
      t.check('changes trigger updates', { holds: triggered.length >= TRIGGERED, found: `${triggered.length} came`, frames: triggered });
      const late = triggered.filter((one) => regular.some(({ at }) => one.at < at && at - one.at < SURELY_LEFT_OUT));
      t.check('none so late', { holds: late.length === 0, found: `${late.length} of ${triggered.length} came then`, frames: late });
    },
  });

  conformance({
    ...ofRoute6d,
    id: 'ripng.route6d.equal-switch',
    title: 'a change to a router that offers as much triggers no update',
    requirement: 'rip-trig-equal-switch',
    async run(t) {
      const ground = await givenRipng(t);
      await givenLearned(t, ground.one, destination(t), METRIC);
      await t.elapse(sum(HALF_OF_TIMEOUT, seconds(5)));
      await givenRegular(t, ground);
      const since = await tell(t, ground.two, [route(destination(t), METRIC)]);
      await t.expectNone('an update with the route', mentioning(destination(t)), { since, for: NO_TRIGGER, link: 'link1' });
      await expectBy(t, ground, ground.two, destination(t));
    },
  });
});
