import '../ledger/ledger.js';
import { seconds, sum, type Duration } from '../../reference/time.js';
import { conformance, suite } from '../kit/conformance.js';
import { elapseUntil } from '../kit/elapse-until.js';
import type { Received, Sent, TestContext } from '../kit/test-context.js';
import {
  GARBAGE_COLLECTION,
  INFINITY,
  LONGEST_INTERVAL,
  NO_TRIGGER,
  REPLY_TIME,
  SHORTEST_INTERVAL,
  TIMEOUT,
  TIMER_TIME,
  TRIGGER_TIME,
} from './constants.js';
import { expectGone, expectLate, expectLost, sayingLost } from './deletion.js';
import { declared, destination, givenRipng, notForRoute6d, type Ground } from './ground.js';
import { ask, route, tell, WHOLE_TABLE } from './messages.js';
import { expectBy, expectNoRoute, expectTold, expectUnchanged, givenLearned, givenPoisoned } from './outcomes.js';
import { RESPONSE_OF_RIPNG, telling, update } from './told.js';

const METRIC = 4;

/** Later than a triggered update that the end of a route might bring. */
const GONE_BY: Duration = sum(GARBAGE_COLLECTION, TRIGGER_TIME);

/** Not before that time, and as the timer runs out; or, which is worth a remark, with a regular update after it. */
const expectLostAfter = async (t: TestContext, since: Sent, wait: Duration, number = 1): Promise<Received> => {
  const punctual = { since, between: [wait, sum(wait, NO_TRIGGER)], link: 'link1' } as const;
  return (
    (await t.prefer('an update that says so at once', sayingLost(t, number), punctual, 'rip-timer-punctual')) ??
    expectLost(t, since, wait, TIMER_TIME, number)
  );
};

interface Refresh {
  readonly title: string;
  readonly by: 'one' | 'two';
  readonly metric: number;
  readonly restarts: boolean;
  readonly unicast?: true;
}

/** RFC 2080 section 2.4.2: what is from "the same router as the existing route". */
const refreshes: Readonly<Record<string, Refresh>> = {
  same: { title: 'the same metric of the same router', by: 'one', metric: METRIC, restarts: true },
  'same-unicast': {
    title: 'the same metric of the same router, to the device alone',
    by: 'one',
    metric: METRIC,
    restarts: true,
    unicast: true,
  },
  better: { title: 'a better metric of the same router', by: 'one', metric: METRIC - 1, restarts: true },
  worse: { title: 'a worse metric of the same router', by: 'one', metric: METRIC + 1, restarts: true },
  'other-better': { title: 'a better metric of another router', by: 'two', metric: METRIC - 1, restarts: true },
  'other-worse': { title: 'a worse metric of another router', by: 'two', metric: METRIC + 1, restarts: false },
  'other-infinite': { title: 'the metric 16 of another router', by: 'two', metric: INFINITY, restarts: false },
};
const REFRESHED_AFTER = seconds(170);

suite('RIPng: the timeout of a route', () => {
  conformance({
    ...declared,
    id: 'ripng.timers.timeout',
    title: 'a route that nobody tells of any more is lost after 180 seconds, and not before',
    requirement: 'rip-timeout-180',
    async run(t) {
      const ground = await givenRipng(t);
      await expectLostAfter(t, await givenLearned(t, ground.one, destination(t), METRIC), TIMEOUT);
    },
  });

  conformance({
    ...declared,
    ...notForRoute6d,
    id: 'ripng.timers.timeout-trigger',
    title: 'the loss of a route that timed out is told at once',
    requirement: 'rip-timeout-trigger',
    async run(t) {
      const ground = await givenRipng(t);
      const sent = await givenLearned(t, ground.one, destination(t), METRIC);
      await expectLost(t, sent, TIMEOUT, TRIGGER_TIME);
    },
  });

  conformance({
    ...declared,
    ...notForRoute6d,
    id: 'ripng.timers.timeout-forwarding',
    title: 'a route forwards until it has timed out, and then no more',
    requirement: 'rip-timeout-fib',
    async run(t) {
      const ground = await givenRipng(t);
      const sent = await givenLearned(t, ground.one, destination(t), METRIC);
      await elapseUntil(t, sent.at, seconds(175));
      await expectBy(t, ground, ground.one, destination(t));
      await elapseUntil(t, sent.at, seconds(186));
      await expectNoRoute(t, ground, destination(t));
    },
  });

  for (const [name, { title, by, metric, restarts, unicast }] of Object.entries(refreshes))
    conformance({
      ...declared,
      id: `ripng.timers.refresh-${name}`,
      title: `${title} ${restarts ? 'restarts the timeout' : 'does not restart the timeout'}`,
      requirement: restarts ? 'rip-timeout-reset' : 'rip-timeout-180',
      async run(t) {
        const ground = await givenRipng(t);
        const sent = await givenLearned(t, ground.one, destination(t), METRIC);
        await elapseUntil(t, sent.at, restarts ? REFRESHED_AFTER : seconds(60));
        const header = unicast ? { destination: t.dut.linkLocal } : {};
        const again = await tell(t, ground[by], [route(destination(t), metric)], { header });
        await expectLostAfter(t, restarts ? again : sent, TIMEOUT);
      },
    });

  conformance({
    ...declared,
    id: 'ripng.timers.independent',
    title: 'each of two routes of one router has a timeout of its own',
    requirement: 'rip-timer-independent',
    async run(t) {
      const ground = await givenRipng(t);
      const first = await givenLearned(t, ground.one, destination(t, 1), METRIC);
      await t.elapse(seconds(60));
      const second = await givenLearned(t, ground.one, destination(t, 2), METRIC);
      await expectLostAfter(t, first, TIMEOUT, 1);
      await expectLostAfter(t, second, TIMEOUT, 2);
    },
  });

  for (const of of ['direct', 'static'] as const)
    conformance({
      ...declared,
      // It tells of static routes when it is asked to.
      ...(of === 'static' && notForRoute6d),
      id: `ripng.timers.never-${of}`,
      title: `a ${of} route is still told after 400 seconds without neighbors`,
      requirement: 'rip-timer-static-none',
      actions: of === 'static' ? [...declared.actions, 'add-route'] : declared.actions,
      async run(t) {
        const ground = await givenRipng(t);
        const prefix = of === 'direct' ? ground.near.prefix : destination(t);
        if (of === 'static') await t.do({ kind: 'add-route', link: 'link0', prefix, gateway: ground.two.linkLocal });
        await t.elapse(seconds(400));
        const told = { ...update(t, 'link1'), ...telling({ prefix }) };
        await t.expect('an update with the route', told, { since: t.now(), within: LONGEST_INTERVAL, link: 'link1' });
      },
    });
});

/** The first router has called the route unreachable; when it did. */
const poisoned = (t: TestContext, { one }: Ground): Promise<Sent> => givenPoisoned(t, one, destination(t), METRIC);

suite('RIPng: routes that are being deleted', () => {
  conformance({
    ...declared,
    ...notForRoute6d,
    id: 'ripng.timers.garbage-collection',
    title: 'a lost route is told for 120 seconds more, and not afterwards',
    requirement: 'rip-gc-120',
    async run(t) {
      const ground = await givenRipng(t);
      const sent = await poisoned(t, ground);
      await expectLate(t, sent, GARBAGE_COLLECTION);
      await expectGone(t, ground, sent, GONE_BY);
    },
  });

  conformance({
    ...declared,
    id: 'ripng.timers.garbage-collection-after-timeout',
    title: 'a route that timed out is told for 120 seconds more, and not afterwards',
    requirement: 'rip-gc-120',
    async run(t) {
      const ground = await givenRipng(t);
      const sent = await givenLearned(t, ground.one, destination(t), METRIC);
      const end = sum(TIMEOUT, GARBAGE_COLLECTION);
      await t.given('the route has timed out', () => expectLostAfter(t, sent, TIMEOUT));
      await expectLate(t, sent, end);
      await expectGone(t, ground, sent, sum(end, TRIGGER_TIME));
    },
  });

  conformance({
    ...declared,
    id: 'ripng.timers.told-while-deleted',
    title: 'every regular update has the lost route with metric 16 until it is deleted',
    requirement: 'rip-gc-advertise',
    async run(t) {
      const ground = await givenRipng(t);
      const since = await poisoned(t, ground);
      const told = telling({ prefix: ground.near.prefix, metric: 1 }, { prefix: destination(t), metric: INFINITY });
      const series = { since, count: 2, interval: [SHORTEST_INTERVAL, LONGEST_INTERVAL], within: LONGEST_INTERVAL, link: 'link1' } as const;
      await t.expectSeries('a regular update with the lost route', { ...update(t, 'link1'), ...told }, series);
    },
  });

  conformance({
    ...declared,
    id: 'ripng.timers.asked-while-deleted',
    title: 'the answer with the whole table has the lost route with metric 16',
    requirement: 'rip-infinity-included',
    async run(t) {
      const ground = await givenRipng(t);
      await poisoned(t, ground);
      const since = await ask(t, ground.beyond, [WHOLE_TABLE]);
      const answer = {
        'ipv6.destination': ground.beyond.linkLocal,
        ...RESPONSE_OF_RIPNG,
        ...telling({ prefix: destination(t), metric: INFINITY }),
      };
      await t.expect('the answer', answer, { since, within: REPLY_TIME });
    },
  });

  conformance({
    ...declared,
    ...notForRoute6d,
    id: 'ripng.timers.garbage-collection-not-restarted',
    title: 'that a lost route is called unreachable again and again does not keep it longer',
    requirement: 'rip-upd-infinite-no-refresh',
    async run(t) {
      const ground = await givenRipng(t);
      const sent = await poisoned(t, ground);
      for (let wait = 20; wait <= 100; wait += 20) {
        await elapseUntil(t, sent.at, seconds(wait));
        await tell(t, ground.one, [route(destination(t), INFINITY)]);
      }
      await expectGone(t, ground, sent, GONE_BY);
    },
  });

  for (const by of ['one', 'two'] as const)
    conformance({
      ...declared,
      id: `ripng.timers.revived-by-${by}`,
      title: `a lost route that ${by === 'one' ? 'its' : 'another'} router offers anew is not deleted 120 seconds after the loss`,
      requirement: 'rip-upd-revive',
      async run(t) {
        const ground = await givenRipng(t);
        const sent = await poisoned(t, ground);
        await elapseUntil(t, sent.at, seconds(60));
        const again = await tell(t, ground[by], [route(destination(t), METRIC + 2)]);
        const told = { prefix: destination(t), metric: METRIC + 3 };
        await expectTold(t, again, [told]);
        await elapseUntil(t, sent.at, sum(GARBAGE_COLLECTION, seconds(1)));
        await expectUnchanged(t, ground, t.now(), told);
        await t.expect(
          'a regular update with the route',
          { ...update(t, 'link1'), ...telling(told) },
          { since: t.now(), within: LONGEST_INTERVAL, link: 'link1' },
        );
        await expectBy(t, ground, ground[by], destination(t));
      },
    });
});
