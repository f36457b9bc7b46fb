import '../ledger/ledger.js';
import type { Prefix } from '../../reference/net/prefix.js';
import { elapsed, inSeconds, milliseconds, seconds } from '../../reference/time.js';
import type { RouteTableEntry } from '../../reference/wire/ripng.js';
import { conformance, suite } from '../kit/conformance.js';
import { satisfies } from '../kit/match.js';
import type { Received, Sent, TestContext } from '../kit/test-context.js';
import { INFINITY, NEXT_HOP, TRIGGER_TIME } from './constants.js';
import { declared, declaredWithThree, destination, destinations, givenRipng, thirdLink, type Ground, notForRoute6d } from './ground.js';
import { route, tell } from './messages.js';
import { expectTold, givenLearned, givenRegular } from './outcomes.js';
import { entriesOf, isToldOf, mentioning, telling, update, someOf } from './told.js';

interface Change {
  readonly title: string;
  readonly requirement: string;
  readonly from: number | undefined;
  readonly to: number;
}

const changes: Readonly<Record<string, Change>> = {
  new: { title: 'a new route', requirement: 'rip-trig-new', from: undefined, to: 4 },
  better: { title: 'a better metric', requirement: 'rip-trig-change', from: 8, to: 4 },
  worse: { title: 'a worse metric', requirement: 'rip-trig-change', from: 4, to: 8 },
  lost: { title: 'a metric of 16', requirement: 'rip-trig-lost', from: 4, to: 16 },
  saturated: { title: 'a metric of 15, which the cost of the link makes 16,', requirement: 'rip-trig-lost', from: 4, to: 15 },
};

suite('RIPng: triggered updates', () => {
  for (const [name, { title, requirement, from, to }] of Object.entries(changes))
    conformance({
      ...declared,
      id: `ripng.triggered.${name}`,
      title: `${title} is told on before the next regular update`,
      requirement,
      async run(t) {
        const ground = await givenRipng(t);
        if (from !== undefined) await givenLearned(t, ground.one, destination(t), from);
        await givenRegular(t, ground);
        const sent = await tell(t, ground.one, [route(destination(t), to)]);
        await expectTold(t, sent, [{ prefix: destination(t), metric: Math.min(to + 1, INFINITY) }]);
      },
    });

  conformance({
    ...declared,
    id: 'ripng.triggered.only-changed',
    title: 'of 51 routes a triggered update tells of the one that changed',
    requirement: 'rip-trig-only-changed',
    async run(t) {
      const ground = await givenRipng(t);
      const [changed, ...stable] = destinations(t, 51);
      await tell(
        t,
        ground.one,
        stable.map((prefix) => route(prefix, 2)),
      );
      await t.elapse(seconds(6));
      await givenRegular(t, ground);
      const prefix = changed ?? destination(t);
      const sent = await tell(t, ground.one, [route(prefix, 2)]);
      const one = satisfies<readonly RouteTableEntry[]>('one route, which is the new one', (entries) => {
        const routes = entries.filter(({ metric }) => metric !== NEXT_HOP);
        return routes.length === 1 && isToldOf(routes, { prefix, metric: 3 });
      });
      await t.expect(
        'a triggered update',
        { ...update(t, 'link1'), 'ripng.entries': one },
        { since: sent, within: TRIGGER_TIME, link: 'link1' },
      );
    },
  });

  conformance({
    ...declared,
    id: 'ripng.triggered.all-changed',
    title: 'of 100 routes that change in two messages all are told',
    requirement: 'rip-trig-all-changed',
    async run(t) {
      const ground = await givenRipng(t);
      await givenRegular(t, ground);
      const all = destinations(t, 100);
      const part = (from: number, to: number): Promise<Sent> =>
        tell(
          t,
          ground.one,
          all.slice(from, to).map((prefix) => route(prefix, 2)),
        );
      const first = await part(0, 50);
      await t.elapse(milliseconds(200));
      await part(50, 100);
      await t.elapse(TRIGGER_TIME);
      expectAllTold(t, all, t.allReceived(update(t, 'link1'), first));
    },
  });

  conformance({
    ...declared,
    id: 'ripng.triggered.clear-flags',
    title: 'a triggered update does not repeat what the one before it told',
    requirement: 'rip-trig-clear-flag',
    async run(t) {
      const ground = await givenRipng(t);
      await givenRegular(t, ground);
      await givenLearned(t, ground.one, destination(t, 1), 2);
      const sent = await tell(t, ground.one, [route(destination(t, 2), 2)]);
      const next = await expectTold(t, sent, [{ prefix: destination(t, 2), metric: 3 }]);
      const without = satisfies<readonly RouteTableEntry[]>(
        'no entry for the first route',
        (entries) => !isToldOf(entries, { prefix: destination(t, 1) }),
      );
      t.require('an update without the first route', next, { 'ripng.entries': without });
    },
  });

  conformance({
    ...declaredWithThree,
    id: 'ripng.triggered.every-link',
    title: 'a change on one link is told on both others',
    requirement: 'rip-trig-all-ifs',
    async run(t) {
      await thirdLink(t);
      const ground = await givenRipng(t, { further: [{ link: 'link2' }] });
      await givenRegular(t, ground);
      const sent = await tell(t, ground.one, [route(destination(t), 2)]);
      for (const link of ['link1', 'link2']) await expectTold(t, sent, [{ prefix: destination(t), metric: 3 }], { link });
    },
  });

  conformance({
    ...declared,
    id: 'ripng.triggered.split-horizon',
    title: 'a triggered update does not offer a route on the link that it came by',
    requirement: 'rip-trig-split-horizon',
    async run(t) {
      const ground = await givenRipng(t);
      await givenRegular(t, ground);
      const sent = await tell(t, ground.one, [route(destination(t), 2)]);
      await t.expectNone('an update that offers the route', telling({ prefix: destination(t) }), {
        since: sent,
        for: TRIGGER_TIME,
        link: 'link0',
      });
      await expectTold(t, sent, [{ prefix: destination(t), metric: 3 }]);
    },
  });
});

const CHANGES = 10;
const APART = milliseconds(300);

/** Ten routes one after the other; the updates that told of them, and the last message. */
async function tenChanges(t: TestContext, ground: Ground): Promise<{ readonly updates: readonly Received[]; readonly last: Sent }> {
  const first = await tell(t, ground.one, [route(destination(t, 1), 2)]);
  let last = first;
  for (let number = 2; number <= CHANGES; number++) {
    await t.elapse(APART);
    last = await tell(t, ground.one, [route(destination(t, number), 2)]);
  }
  await t.elapse(TRIGGER_TIME);
  const updates = t.allReceived(update(t, 'link1'), first);
  t.note(`told in ${updates.length} updates`);
  return { updates, last };
}

function expectAllTold(t: TestContext, all: readonly Prefix[], updates: readonly Received[]): void {
  const told = updates.flatMap(entriesOf);
  const missing = all.filter((prefix) => !isToldOf(told, { prefix, metric: 3 }));
  t.check(`each of the ${all.length} changed routes is told, with metric 3`, {
    holds: missing.length === 0,
    found: `${someOf(missing, all.length)} are in none of ${updates.length} updates`,
    frames: updates,
  });
}

suite('RIPng: how often updates are triggered', () => {
  conformance({
    ...declared,
    ...notForRoute6d,
    id: 'ripng.triggered.limited',
    title: 'ten changes 0.3 seconds apart are told in fewer than ten updates, all within 5 seconds of the last',
    requirement: 'rip-trig-holdoff',
    async run(t) {
      const ground = await givenRipng(t);
      await givenRegular(t, ground);
      const { updates, last } = await tenChanges(t, ground);
      await t.expect(
        'an update that tells of the last change',
        { ...update(t, 'link1'), ...mentioning(destination(t, CHANGES)) },
        { since: last, within: TRIGGER_TIME, link: 'link1' },
      );
      expectAllTold(t, destinations(t, CHANGES), updates);
      t.check(`fewer than ${CHANGES} updates for ${CHANGES} changes`, {
        holds: updates.length < CHANGES,
        found: `${updates.length} updates came`,
        frames: updates,
      });
    },
  });

  conformance({
    ...declared,
    ...notForRoute6d,
    id: 'ripng.triggered.spacing',
    title: 'triggered updates keep 1 to 5 seconds from one another, not always the same time',
    requirement: 'rip-trig-holdoff-random',
    async run(t) {
      const ground = await givenRipng(t);
      const waits: number[] = [];
      for (let sample = 0; sample < 5; sample++) {
        await givenRegular(t, ground);
        await t.elapse(seconds(6));
        const first = await tell(t, ground.one, [route(destination(t, 2 * sample + 1), 2)]);
        const one = await expectTold(t, first, [{ prefix: destination(t, 2 * sample + 1), metric: 3 }]);
        await tell(t, ground.one, [route(destination(t, 2 * sample + 2), 2)]);
        const two = await t.expect(
          'the next update, that tells of the second change',
          { ...update(t, 'link1'), ...telling({ prefix: destination(t, 2 * sample + 2), metric: 3 }) },
          { since: one, between: [seconds(1), TRIGGER_TIME], link: 'link1' },
        );
        waits.push(inSeconds(elapsed(one.at, two.at)));
      }
      t.note(`waited ${waits.map((wait) => wait.toFixed(3)).join(', ')} s`);
      // Evenly drawn from 4 s, five waits lie within a tenth of a second twice in a million runs.
      t.check('triggered updates do not always keep the same time from one another', {
        holds: Math.max(...waits) - Math.min(...waits) > 0.1,
        found: `waits of ${waits.map((wait) => wait.toFixed(3)).join(', ')} s`,
      });
    },
  });
});
