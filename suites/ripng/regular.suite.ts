import '../ledger/ledger.js';
import { seconds, sum, type Instant } from '../../reference/time.js';
import type { RouteTableEntry } from '../../reference/wire/ripng.js';
import type { Prefix } from '../../reference/net/prefix.js';
import { conformance, suite } from '../kit/conformance.js';
import { absent, satisfies } from '../kit/match.js';
import type { Received, TestContext } from '../kit/test-context.js';
import { LINK_MTU, MINIMUM_MTU } from '../nd/constants.js';
import { BURST, capacityOf, LONGEST_INTERVAL, SHORTEST_INTERVAL } from './constants.js';
import { declared, destination, destinations, givenRipng } from './ground.js';
import { route, tell } from './messages.js';
import { entriesOf, isToldOf, someOf, telling, update } from './told.js';

const ROUTES = 200;

suite('RIPng: regular updates', () => {
  for (const link of ['link0', 'link1'])
    conformance({
      ...declared,
      id: `ripng.regular.interval-${link}`,
      title: `updates on ${link} come 15 to 45 seconds after one another`,
      requirement: 'rip-regular-interval',
      async run(t) {
        const ground = await givenRipng(t);
        const prefix = link === 'link0' ? ground.far.prefix : ground.near.prefix;
        const match = { ...update(t, link), ...telling({ prefix, metric: 1 }) };
        const interval = [SHORTEST_INTERVAL, LONGEST_INTERVAL] as const;
        await t.expectSeries('a regular update', match, { since: t.now(), count: 7, interval, within: LONGEST_INTERVAL, link });
      },
    });

  conformance({
    ...declared,
    id: 'ripng.regular.complete',
    title: 'every regular update has the subnets of the router and all learned routes',
    requirement: 'rip-regular-complete',
    async run(t) {
      const ground = await givenRipng(t);
      const all = destinations(t, 30);
      await tell(
        t,
        ground.one,
        all.map((prefix, i) => route(prefix, 1 + (i % 14))),
      );
      await t.elapse(seconds(6));
      const told = [{ prefix: ground.near.prefix, metric: 1 }, ...all.map((prefix, i) => ({ prefix, metric: 2 + (i % 14) }))];
      let since: Instant = t.now();
      for (const which of ['the first', 'the second', 'the third']) {
        const window = { since, within: LONGEST_INTERVAL, link: 'link1' };
        since = (await t.expect(`${which} regular update, with all routes`, { ...update(t, 'link1'), ...telling(...told) }, window)).at;
      }
    },
  });

  for (const cost of [undefined, 1, 2, 7, 15])
    conformance({
      ...declared,
      id: `ripng.regular.direct-${cost ?? 'default'}`,
      title: `a subnet of the router is told with metric ${cost ?? 1}, the cost of its link${cost === undefined ? ' by default' : ''}`,
      requirement: cost === undefined || cost === 1 ? 'rip-regular-direct' : 'rip-upd-cost-config',
      async run(t) {
        const ground = await givenRipng(t, cost === undefined ? {} : { near: { cost } });
        const match = { ...update(t, 'link1'), ...telling({ prefix: ground.near.prefix, metric: cost ?? 1 }) };
        await t.expect('an update with the subnet', match, { since: t.now(), within: LONGEST_INTERVAL, link: 'link1' });
      },
    });

  for (const [cost, metric] of [
    [1, 1],
    [1, 14],
    [2, 3],
    [5, 10],
    [14, 1],
  ] as const)
    conformance({
      ...declared,
      id: `ripng.regular.learned-${metric}-cost-${cost}`,
      title: `a route of metric ${metric} by a link of cost ${cost} is told with metric ${metric + cost} in regular updates`,
      requirement: 'rip-regular-metric-value',
      async run(t) {
        const ground = await givenRipng(t, { near: { cost } });
        await tell(t, ground.one, [route(destination(t), metric)]);
        await t.elapse(seconds(6));
        const match = { ...update(t, 'link1'), ...telling({ prefix: destination(t), metric: metric + cost }) };
        await t.expect('a regular update with the route', match, { since: t.now(), within: LONGEST_INTERVAL, link: 'link1' });
      },
    });

  conformance({
    ...declared,
    id: 'ripng.regular.cost-default',
    title: 'a link costs 1 where nobody says otherwise',
    requirement: 'rip-upd-cost-default',
    async run(t) {
      const ground = await givenRipng(t);
      const since = await tell(t, ground.one, [route(destination(t), 9)]);
      await t.expect('an update with the route', telling({ prefix: destination(t), metric: 10 }), {
        since,
        within: LONGEST_INTERVAL,
        link: 'link1',
      });
    },
  });
});

/** A regular update with the learned routes, which may take several messages. */
async function tableOf(t: TestContext): Promise<readonly Received[]> {
  const first = await t.expect('the first message of a regular update', update(t, 'link1'), {
    since: t.now(),
    within: LONGEST_INTERVAL,
    link: 'link1',
  });
  await t.elapse(BURST);
  const further = t
    .allReceived({ ...update(t, 'link1') }, first)
    .filter(({ at, ordinal }) => ordinal !== first.ordinal && at <= first.at + BURST);
  t.note(`${further.length + 1} messages`);
  return [first, ...further];
}

suite('RIPng: updates of many routes', () => {
  for (const mtu of [LINK_MTU, MINIMUM_MTU]) {
    const capacity = capacityOf(mtu);
    const given = async (t: TestContext): Promise<readonly Prefix[]> => {
      if (mtu !== LINK_MTU) await t.do({ kind: 'set-variable', link: 'link1', variable: 'linkMtu', value: mtu });
      const ground = await givenRipng(t);
      const all = destinations(t, ROUTES);
      for (let at = 0; at < ROUTES; at += 50)
        await tell(
          t,
          ground.one,
          all.slice(at, at + 50).map((prefix) => route(prefix, 2)),
        );
      await t.elapse(seconds(7));
      return all;
    };
    const needed = { ...declared, actions: mtu === LINK_MTU ? declared.actions : [...declared.actions, 'set-variable' as const] };

    conformance({
      ...needed,
      id: `ripng.regular.mtu-${mtu}`,
      title: `no message on a link of MTU ${mtu} has more than ${capacity} entries, and none is cut up`,
      requirement: 'rip-mtu-limit',
      async run(t) {
        await given(t);
        const since = t.now();
        const full = satisfies<readonly RouteTableEntry[]>(`at most ${capacity} entries`, (entries) => entries.length <= capacity);
        await t.expect(
          'a message as large as may be',
          { ...update(t, 'link1'), fragment: absent, 'ripng.entries': full },
          { since, within: LONGEST_INTERVAL, link: 'link1' },
        );
        const more = satisfies<readonly RouteTableEntry[]>(`more than ${capacity} entries`, (entries) => entries.length > capacity);
        await t.expectNone('a larger message', [{ 'ripng.entries': more }, { 'fragment.fragmentOffset': 0 }], {
          since,
          for: sum(LONGEST_INTERVAL, LONGEST_INTERVAL),
          link: 'link1',
        });
      },
    });

    conformance({
      ...needed,
      id: `ripng.regular.all-of-many-${mtu}`,
      title: `${ROUTES} routes are told once each, in as many messages as it takes with an MTU of ${mtu}`,
      requirement: 'rip-multi-message',
      async run(t) {
        const all = await given(t);
        const frames = await tableOf(t);
        const messages = frames.map(entriesOf);
        t.note(`${messages.map((entries) => entries.length).join(' + ')} entries`);
        const counts = all.map((prefix) => messages.filter((entries) => isToldOf(entries, { prefix, metric: 3 })).length);
        const missing = all.filter((_, i) => counts[i] === 0);
        const twice = all.filter((_, i) => (counts[i] as number) > 1);
        t.check(`each of the ${ROUTES} routes is told, with metric 3`, {
          holds: missing.length === 0,
          found: `${someOf(missing, ROUTES)} are in none of ${messages.length} messages`,
          frames,
        });
        t.check(`each of the ${ROUTES} routes is told once`, {
          holds: twice.length === 0,
          found: `${someOf(twice, ROUTES)} are told more than once`,
          frames,
        });
      },
    });
  }
});
