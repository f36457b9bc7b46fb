import '../ledger/ledger.js';
import { isLinkLocal, isUnspecified } from '../../reference/net/address.js';
import { minutes, seconds, sum, type Duration } from '../../reference/time.js';
import type { RouteTableEntry } from '../../reference/wire/ripng.js';
import { conformance, suite } from '../kit/conformance.js';
import { satisfies, type Match } from '../kit/match.js';
import type { SplitHorizonMode } from '../kit/ripng-action.js';
import type { Cause, Received, TestContext } from '../kit/test-context.js';
import { GARBAGE_COLLECTION, INFINITY, LONGEST_INTERVAL, NEXT_HOP, REPLY_TIME, TRIGGER_TIME } from './constants.js';
import { declared, destination, givenRipng, type Ground, notForRoute6d } from './ground.js';
import { ask, route, tell, WHOLE_TABLE } from './messages.js';
import { expectAnswered, expectBy, expectNoRoute, expectTold, givenLearned } from './outcomes.js';
import { mentioning, RESPONSE_OF_RIPNG, telling, update } from './told.js';

const METRIC = 4;

/** What the link that a route came by is told of it. */
const modes: Readonly<Record<SplitHorizonMode, { readonly title: string; readonly metric: number | undefined }>> = {
  off: { title: 'is offered', metric: METRIC + 1 },
  'split-horizon': { title: 'is left out', metric: undefined },
  'poisoned-reverse': { title: 'has metric 16', metric: INFINITY },
};

interface Brought {
  readonly since: Cause;
  readonly match: Match;
}

interface Occasion {
  readonly title: string;
  /** Brings the message about, and says where it is looked for. */
  readonly bring: (t: TestContext, ground: Ground) => Promise<Brought>;
  readonly within: typeof TRIGGER_TIME;
  /** That a message without the route has come, or, where there is none, that RIPng goes on. */
  readonly proof: (t: TestContext, ground: Ground, brought: Brought) => Promise<unknown>;
}

const occasions: Readonly<Record<string, Occasion>> = {
  regular: {
    title: 'a regular update',
    bring: async (t, { one }) => {
      await givenLearned(t, one, destination(t), METRIC);
      await t.elapse(seconds(6));
      return { since: t.now(), match: update(t, 'link0') };
    },
    within: LONGEST_INTERVAL,
    proof: (t, ground, brought) => expectWithOthers(t, ground, brought, LONGEST_INTERVAL),
  },
  triggered: {
    title: 'a triggered update',
    bring: async (t, { one }) => ({ since: await tell(t, one, [route(destination(t), METRIC)]), match: update(t, 'link0') }),
    within: TRIGGER_TIME,
    // An update that would have nothing in it need not be sent: the one on the other link shows that there was an occasion.
    proof: async (t, ground, { since }) => {
      await expectTold(t, since, [{ prefix: destination(t), metric: METRIC + 1 }]);
      await expectAnswered(t, ground, ground.two);
    },
  },
  request: {
    title: 'the answer to a request for the whole table',
    bring: async (t, { one, two }) => {
      await givenLearned(t, one, destination(t), METRIC);
      return { since: await ask(t, two, [WHOLE_TABLE]), match: { 'ipv6.destination': two.linkLocal, ...RESPONSE_OF_RIPNG } };
    },
    within: REPLY_TIME,
    proof: (t, ground, brought) => expectWithOthers(t, ground, brought, REPLY_TIME),
  },
};

/** The message has come, with what is not left out: the subnet of the other link. */
const expectWithOthers = (t: TestContext, { far }: Ground, { since, match }: Brought, within: Duration): Promise<Received> =>
  t.expect('the message, with another route', { ...match, ...telling({ prefix: far.prefix }) }, { since, within, link: 'link0' });

/** The proof that a regular update has come on the link that must not be offered a route. */
async function expectRegular(t: TestContext, ground: Ground, since: Cause): Promise<void> {
  await expectWithOthers(t, ground, { since, match: update(t, 'link0') }, LONGEST_INTERVAL);
}

/** The message that the occasion brings has the metric, or no entry for the route. */
async function expectMetric(
  t: TestContext,
  ground: Ground,
  { bring, within, proof }: Occasion,
  metric: number | undefined,
): Promise<Received | undefined> {
  const brought = await bring(t, ground);
  const { since, match } = brought;
  const window = { since, within, link: 'link0' };
  if (metric !== undefined)
    return t.expect('a message with the route', { ...match, ...telling({ prefix: destination(t), metric }) }, window);
  await t.expectNone(
    'a message with the route',
    { ...match, ...mentioning(destination(t)) },
    { since, for: within, link: 'link0', proof: async () => void (await proof(t, ground, brought)) },
  );
  return undefined;
}

suite('RIPng: split horizon', () => {
  for (const [mode, { title, metric }] of Object.entries(modes) as [SplitHorizonMode, (typeof modes)[SplitHorizonMode]][])
    for (const [name, occasion] of Object.entries(occasions))
      conformance({
        ...declared,
        id: `ripng.split-horizon.${mode}-${name}`,
        // Nothing is triggered on the link that the news came by.
        ...(name === 'triggered' && metric !== undefined && notForRoute6d),
        title: `with split horizon "${mode}" on its link a learned route ${title} in ${occasion.title}`,
        requirement: 'rip-sh-disable',
        async run(t) {
          const ground = await givenRipng(t, { near: { splitHorizon: mode } });
          await expectMetric(t, ground, occasion, metric);
        },
      });

  conformance({
    ...declared,
    id: 'ripng.split-horizon.off-next-hop',
    title: 'without split horizon no next hop is named on the link that is not a link-local address',
    requirement: 'rip-nh-onlink',
    async run(t) {
      const ground = await givenRipng(t, { near: { splitHorizon: 'off' } });
      await givenLearned(t, ground.one, destination(t), METRIC);
      const other = satisfies<readonly RouteTableEntry[]>('a next hop that is not link-local', (entries) =>
        entries.some(({ metric, prefix }) => metric === NEXT_HOP && !isLinkLocal(prefix) && !isUnspecified(prefix)),
      );
      const since = t.now();
      await t.expectNone(
        'an update that names one',
        { ...update(t, 'link0'), 'ripng.entries': other },
        { since, for: sum(LONGEST_INTERVAL, LONGEST_INTERVAL), link: 'link0', proof: () => expectRegular(t, ground, since) },
      );
    },
  });

  conformance({
    ...declared,
    ...notForRoute6d,
    id: 'ripng.split-horizon.per-interface',
    title: 'one link can have split horizon while another has none',
    requirement: 'rip-sh-disable',
    async run(t) {
      const ground = await givenRipng(t, { near: { splitHorizon: 'off' }, far: { splitHorizon: 'split-horizon' } });
      await givenLearned(t, ground.one, destination(t, 1), METRIC);
      const offered = await tell(t, ground.one, [route(destination(t, 2), METRIC)]);
      await expectTold(t, offered, [{ prefix: destination(t, 2), metric: METRIC + 1 }], { link: 'link0' });
      const sent = await tell(t, ground.beyond, [route(destination(t, 3), METRIC)]);
      await t.expectNone('an update with the route', mentioning(destination(t, 3)), { since: sent, for: minutes(1), link: 'link1' });
    },
  });

  conformance({
    ...declared,
    id: 'ripng.split-horizon.default',
    title: 'a route is never offered on the link that it came by',
    requirement: 'rip-sh-basic',
    async run(t) {
      const ground = await givenRipng(t);
      const sent = await tell(t, ground.one, [route(destination(t), METRIC)]);
      const offer = telling({ prefix: destination(t) });
      await t.expectNone('an update that offers it', offer, {
        since: sent,
        for: sum(LONGEST_INTERVAL, LONGEST_INTERVAL),
        link: 'link0',
        proof: () => expectRegular(t, ground, sent),
      });
      await expectBy(t, ground, ground.one, destination(t));
    },
  });

  conformance({
    ...declared,
    id: 'ripng.split-horizon.poisoned-by-default',
    title: 'where nobody says otherwise a route has metric 16 on the link that it came by',
    requirement: 'rip-sh-poison',
    // KAME's route6d leaves such routes out, unless it is told otherwise.
    profiles: ['current', 'book'],
    async run(t) {
      const ground = await givenRipng(t);
      await givenLearned(t, ground.one, destination(t), METRIC);
      const poisoned = { ...update(t, 'link0'), ...telling({ prefix: destination(t), metric: INFINITY }) };
      await t.expect('an update with metric 16', poisoned, { since: t.now(), within: LONGEST_INTERVAL, link: 'link0' });
    },
  });

  conformance({
    ...declared,
    id: 'ripng.split-horizon.every-neighbor',
    title: 'routes of two routers of a link are both not offered there',
    requirement: 'rip-sh-broadcast',
    async run(t) {
      const ground = await givenRipng(t);
      const sent = await tell(t, ground.one, [route(destination(t, 1), METRIC)]);
      await tell(t, ground.two, [route(destination(t, 2), METRIC)]);
      const offers = [telling({ prefix: destination(t, 1) }), telling({ prefix: destination(t, 2) })];
      await t.expectNone('an update that offers one of them', offers, {
        since: sent,
        for: sum(LONGEST_INTERVAL, LONGEST_INTERVAL),
        link: 'link0',
        proof: () => expectRegular(t, ground, sent),
      });
      await expectBy(t, ground, ground.two, destination(t, 2));
    },
  });

  conformance({
    ...declared,
    id: 'ripng.split-horizon.moved',
    title: 'a route that moves to another link is offered where it was, and no longer where it is',
    requirement: 'rip-sh-basic',
    async run(t) {
      const ground = await givenRipng(t);
      await givenLearned(t, ground.one, destination(t), METRIC);
      const sent = await tell(t, ground.beyond, [route(destination(t), 1)]);
      const offer = telling({ prefix: destination(t) });
      await t.expectNone('an update that offers it there', offer, { since: sent, for: LONGEST_INTERVAL, link: 'link1' });
      await expectTold(t, sent, [{ prefix: destination(t), metric: 2 }], { link: 'link0' });
      await expectBy(t, ground, ground.beyond, destination(t));
    },
  });

  conformance({
    ...declared,
    ...notForRoute6d,
    id: 'ripng.split-horizon.counting',
    title: 'with a neighbor that counts to infinity the route ends at metric 16, and is deleted',
    requirement: 'rip-count-infinity-bound',
    async run(t) {
      const ground = await givenRipng(t, { near: { splitHorizon: 'off' } });
      let last = await tell(t, ground.one, [route(destination(t), 1)]);
      for (let metric = 3; metric <= 15; metric += 2) {
        await expectTold(t, last, [{ prefix: destination(t), metric: metric - 1 }], { link: 'link0' });
        last = await tell(t, ground.one, [route(destination(t), metric)]);
      }
      await expectTold(t, last, [{ prefix: destination(t), metric: INFINITY }]);
      await expectNoRoute(t, ground, destination(t));
      await t.elapse(sum(GARBAGE_COLLECTION, TRIGGER_TIME));
      await t.expectNone('an update with the route', mentioning(destination(t)), { since: t.now(), for: LONGEST_INTERVAL, link: 'link1' });
    },
  });
});
