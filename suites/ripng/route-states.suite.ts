import '../ledger/ledger.js';
import { sum, seconds, type Duration } from '../../reference/time.js';
import { conformance, suite } from '../kit/conformance.js';
import type { Neighbor, Sent, TestContext } from '../kit/test-context.js';
import { HALF_OF_TIMEOUT, INFINITY, NO_TRIGGER, TIMEOUT, TIMER_TIME } from './constants.js';
import { declared, destination, givenRipng, notForRoute6d, type Ground } from './ground.js';
import { route, tell } from './messages.js';
import { expectBy, expectNoRoute, expectStillLearning, expectTold, expectUnchanged, givenLearned, givenPoisoned } from './outcomes.js';
import { mentioning } from './told.js';

/** The metric that the first router tells, and that the device then has. */
const METRIC = 5;
const HELD = METRIC + 1;

interface State {
  readonly title: string;
  /** Brings the route of the first router into the state. */
  readonly given: (t: TestContext, ground: Ground) => Promise<unknown>;
  /** The metric that is told in the state; none in a state without a route. */
  readonly held?: number;
}

const learned = (t: TestContext, { one }: Ground): Promise<Sent> => givenLearned(t, one, destination(t), METRIC);
const LATE = seconds(5);

/** RFC 2080 sections 2.3 and 2.4.2. */
const states = {
  absent: { title: 'without a route', given: () => Promise.resolve() },
  fresh: { title: 'with a route just heard of', given: learned, held: HELD },
  'half-way': {
    title: 'with a route half-way to its timeout',
    async given(t, ground) {
      await learned(t, ground);
      await t.elapse(sum(HALF_OF_TIMEOUT, LATE));
    },
    held: HELD,
  },
  poisoned: {
    title: 'with a route that its router has called unreachable',
    given: (t, { one }) => givenPoisoned(t, one, destination(t), METRIC),
    held: INFINITY,
  },
  'timed-out': {
    title: 'with a route that has timed out',
    async given(t, ground) {
      const sent = await learned(t, ground);
      await t.given('the device gives the route up', async () => {
        const within: Duration = sum(TIMEOUT, TIMER_TIME);
        await expectTold(t, sent, [{ prefix: destination(t), metric: INFINITY }], { within });
      });
    },
    held: INFINITY,
  },
} as const satisfies Readonly<Record<string, State>>;

type StateName = keyof typeof states;

/** What a router says, beside the metric that the first one said before. */
const metrics = { better: METRIC - 3, equal: METRIC, worse: METRIC + 3, infinite: INFINITY } as const;
type MetricName = keyof typeof metrics;
type From = 'same' | 'other';

/** `adopted`: told with the new metric, and packets go to who said it. `kept`: nothing changes. `lost`: told as infinite, and no route is left. */
type Outcome = 'adopted' | 'kept' | 'lost';

interface Cell {
  readonly outcome: Outcome;
  readonly requirement: string;
}

const valid: Readonly<Record<`${From}-${MetricName}`, Cell>> = {
  'same-better': { outcome: 'adopted', requirement: 'rip-upd-better-same' },
  'same-equal': { outcome: 'kept', requirement: 'rip-upd-equal-same' },
  'same-worse': { outcome: 'adopted', requirement: 'rip-upd-worse-same' },
  'same-infinite': { outcome: 'lost', requirement: 'rip-upd-poison-same' },
  'other-better': { outcome: 'adopted', requirement: 'rip-upd-better-other' },
  'other-equal': { outcome: 'kept', requirement: 'rip-upd-equal-other-fresh' },
  'other-worse': { outcome: 'kept', requirement: 'rip-upd-worse-other' },
  'other-infinite': { outcome: 'kept', requirement: 'rip-upd-poison-other' },
};

const unreachable = (outcomes: Readonly<Record<MetricName, Cell>>): typeof valid => ({
  'same-better': outcomes.better,
  'same-equal': outcomes.equal,
  'same-worse': outcomes.worse,
  'same-infinite': outcomes.infinite,
  'other-better': outcomes.better,
  'other-equal': outcomes.equal,
  'other-worse': outcomes.worse,
  'other-infinite': outcomes.infinite,
});

const each = (requirement: string, infinite: string): typeof valid => {
  const adopted: Cell = { outcome: 'adopted', requirement };
  return unreachable({ better: adopted, equal: adopted, worse: adopted, infinite: { outcome: 'kept', requirement: infinite } });
};

const matrix: Readonly<Record<StateName, typeof valid>> = {
  absent: each('rip-upd-new', 'rip-upd-new-infinite'),
  fresh: valid,
  'half-way': { ...valid, 'other-equal': { outcome: 'adopted', requirement: 'rip-upd-equal-other-old' } },
  poisoned: each('rip-upd-revive', 'rip-upd-infinite-no-refresh'),
  'timed-out': each('rip-upd-revive', 'rip-upd-infinite-no-refresh'),
};

async function expectOutcome(
  t: TestContext,
  ground: Ground,
  sent: Sent,
  news: { readonly by: Neighbor; readonly metric: number },
  held: number | undefined,
  outcome: Outcome,
): Promise<void> {
  const prefix = destination(t);
  if (outcome === 'adopted') {
    // An equal metric by another way is no news to others: section 2.5 triggers updates when metrics change.
    if (news.metric + 1 !== held) await expectTold(t, sent, [{ prefix, metric: news.metric + 1 }]);
    else await expectUnchanged(t, ground, sent, { prefix, metric: held });
    return expectBy(t, ground, news.by, prefix);
  }
  if (outcome === 'lost') {
    await expectTold(t, sent, [{ prefix, metric: INFINITY }]);
    return expectNoRoute(t, ground, prefix);
  }
  if (held === undefined)
    await t.expectNone('an update with an entry for it', mentioning(prefix), {
      since: sent,
      for: NO_TRIGGER,
      link: 'link1',
      proof: () => expectStillLearning(t, ground),
    });
  else await expectUnchanged(t, ground, sent, { prefix, metric: held });
  if (held === undefined || held === INFINITY) await expectNoRoute(t, ground, prefix);
  else await expectBy(t, ground, ground.one, prefix);
}

/** The route has been lost by then, if there was one: route6d has it used all the same. */
const isLost = ({ held }: State, outcome: Outcome): boolean => outcome === 'lost' || (outcome === 'kept' && held === INFINITY);

const inWords: Readonly<Record<Outcome, string>> = { adopted: 'is adopted', kept: 'changes nothing', lost: 'ends the route' };

suite('RIPng: news of a destination, by the state of its route', () => {
  for (const [state, cells] of Object.entries(matrix) as [StateName, typeof valid][])
    for (const [news, { outcome, requirement }] of Object.entries(cells)) {
      const [from, name] = news.split('-') as [From, MetricName];
      conformance({
        ...declared,
        id: `ripng.route-states.${state}.${news}`,
        title: `${states[state].title}, metric ${metrics[name]} from ${from === 'same' ? 'its' : 'another'} router ${inWords[outcome]}`,
        requirement,
        ...(isLost(states[state], outcome) && notForRoute6d),
        async run(t) {
          const ground = await givenRipng(t);
          const { given, held }: State = states[state];
          await given(t, ground);
          const by = from === 'same' ? ground.one : ground.two;
          const sent = await tell(t, by, [route(destination(t), metrics[name])]);
          await expectOutcome(t, ground, sent, { by, metric: metrics[name] }, held, outcome);
        },
      });
    }
});
