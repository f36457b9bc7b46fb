import '../ledger/ledger.js';
import { UNSPECIFIED, type Address } from '../../reference/net/address.js';
import type { RouteTableEntryDraft } from '../../reference/wire/ripng.js';
import { seconds } from '../../reference/time.js';
import { conformance, suite } from '../kit/conformance.js';
import type { Neighbor, TestContext } from '../kit/test-context.js';

import { declared, destination, givenRipng, routerOn, type Ground } from './ground.js';
import { nextHop, route, tell } from './messages.js';
import { expectBy, expectTold, expectUnchanged } from './outcomes.js';

/** The routers of the near link; `x` and `y` speak no RIPng. */
interface Cast {
  readonly sender: Neighbor;
  readonly x: Neighbor;
  readonly y: Neighbor;
}

type Part = keyof Cast;

interface Row {
  readonly title: string;
  readonly requirement: string;
  /** What the message has, in order: numbers stand for destinations. */
  readonly entries: (cast: Cast) => readonly (RouteTableEntryDraft | number)[];
  /** To whom packets for the destinations go. */
  readonly by: Readonly<Record<number, Part>>;
}

const globalOf = ({ address }: Neighbor): Address => address;

const rows: Readonly<Record<string, Row>> = {
  applies: {
    title: 'a next hop holds for the entries behind it, not for that before it',
    requirement: 'rip-nh-linklocal',
    entries: ({ x }) => [1, nextHop(x.linkLocal), 2, 3],
    by: { 1: 'sender', 2: 'x', 3: 'x' },
  },
  replaced: {
    title: 'a second next hop takes the place of the first',
    requirement: 'rip-nh-switch',
    entries: ({ x, y }) => [nextHop(x.linkLocal), 1, nextHop(y.linkLocal), 2],
    by: { 1: 'x', 2: 'y' },
  },
  unspecified: {
    title: 'the next hop :: is the sender, and ends one before it',
    requirement: 'rip-nh-unspecified',
    entries: ({ x }) => [nextHop(x.linkLocal), 1, nextHop(UNSPECIFIED), 2],
    by: { 1: 'x', 2: 'sender' },
  },
  'unspecified-alone': {
    title: 'the next hop :: at the beginning is the sender',
    requirement: 'rip-nh-unspecified',
    entries: () => [nextHop(UNSPECIFIED), 1],
    by: { 1: 'sender' },
  },
  global: {
    title: 'a global next hop is taken for the sender',
    requirement: 'rip-nh-nonlinklocal',
    entries: ({ x }) => [nextHop(globalOf(x)), 1],
    by: { 1: 'sender' },
  },
  'global-after-link-local': {
    title: 'a global next hop behind a link-local one is taken for the sender',
    requirement: 'rip-nh-nonlinklocal',
    entries: ({ x, y }) => [nextHop(x.linkLocal), 1, nextHop(globalOf(y)), 2],
    by: { 1: 'x', 2: 'sender' },
  },
  'odd-fields': {
    title: 'route tag and prefix length of a next hop are not looked at',
    requirement: 'rip-nh-zero-fields-rx',
    entries: ({ x }) => [nextHop(x.linkLocal, { routeTag: 0xffff, prefixLength: 77 }), 1],
    by: { 1: 'x' },
  },
  'odd-length': {
    title: 'a prefix length over 128 does not make a next hop invalid',
    requirement: 'rip-nh-zero-fields-rx',
    entries: ({ x }) => [nextHop(x.linkLocal, { prefixLength: 255 }), 1],
    by: { 1: 'x' },
  },
  many: {
    title: 'three groups of routes go to three routers',
    requirement: 'rip-nh-switch',
    entries: ({ x, y }) => [1, 2, nextHop(x.linkLocal), 3, 4, nextHop(y.linkLocal), 5],
    by: { 1: 'sender', 2: 'sender', 3: 'x', 4: 'x', 5: 'y' },
  },
  'at-end': {
    title: 'a next hop without entries behind it changes nothing before it',
    requirement: 'rip-nh-linklocal',
    entries: ({ x }) => [1, nextHop(x.linkLocal)],
    by: { 1: 'sender' },
  },
};

const castOf = (t: TestContext, { one }: Ground): Cast => ({
  sender: one,
  x: routerOn(t, 'link0', 'router X without RIPng'),
  y: routerOn(t, 'link0', 'router Y without RIPng'),
});

const METRIC = 2;
const entriesFor = (
  t: TestContext,
  entries: readonly (RouteTableEntryDraft | number)[],
  metric = METRIC,
): readonly RouteTableEntryDraft[] => entries.map((entry) => (typeof entry === 'number' ? route(destination(t, entry), metric) : entry));

suite('RIPng: next hops that a response names', () => {
  for (const [name, { title, requirement, entries, by }] of Object.entries(rows))
    conformance({
      ...declared,
      id: `ripng.next-hop.${name}`,
      title,
      requirement,
      async run(t) {
        const ground = await givenRipng(t);
        const cast = castOf(t, ground);
        const sent = await tell(t, ground.one, entriesFor(t, entries(cast)));
        const told = Object.keys(by).map((number) => ({ prefix: destination(t, Number(number)), metric: METRIC + 1 }));
        await expectTold(t, sent, told);
        for (const [number, part] of Object.entries(by)) await expectBy(t, ground, cast[part], destination(t, Number(number)));
      },
    });

  conformance({
    ...declared,
    id: 'ripng.next-hop.end-of-message',
    title: 'the next hop of a message is not that of the next message',
    requirement: 'rip-nh-scope-message',
    async run(t) {
      const ground = await givenRipng(t);
      const { x } = castOf(t, ground);
      const first = await tell(t, ground.one, entriesFor(t, [nextHop(x.linkLocal), 1]));
      await expectTold(t, first, [{ prefix: destination(t, 1), metric: METRIC + 1 }]);
      const second = await tell(t, ground.one, entriesFor(t, [2]));
      await expectTold(t, second, [{ prefix: destination(t, 2), metric: METRIC + 1 }]);
      await expectBy(t, ground, ground.one, destination(t, 2));
    },
  });

  conformance({
    ...declared,
    id: 'ripng.next-hop.identity-worse',
    title: 'a worse route by the sender does not take the place of one by the next hop that it named',
    requirement: 'rip-nh-identity',
    async run(t) {
      const ground = await givenRipng(t);
      const { x } = castOf(t, ground);
      const first = await tell(t, ground.one, entriesFor(t, [nextHop(x.linkLocal), 1], 5));
      await expectTold(t, first, [{ prefix: destination(t, 1), metric: 6 }]);
      const second = await tell(t, ground.one, entriesFor(t, [1], 9));
      await expectUnchanged(t, ground, second, { prefix: destination(t, 1), metric: 6 });
      await expectBy(t, ground, x, destination(t, 1));
    },
  });

  conformance({
    ...declared,
    id: 'ripng.next-hop.identity-refresh',
    title: 'a route by a next hop that the sender names again and again does not expire',
    requirement: 'rip-nh-identity',
    async run(t) {
      const ground = await givenRipng(t);
      const { x } = castOf(t, ground);
      const prefix = destination(t, 1);
      const first = await tell(t, ground.one, entriesFor(t, [nextHop(x.linkLocal), 1], 5));
      await expectTold(t, first, [{ prefix, metric: 6 }]);
      for (let refresh = 0; refresh < 7; refresh++) {
        await t.elapse(seconds(30));
        await tell(t, ground.one, entriesFor(t, [nextHop(x.linkLocal), 1], 5));
      }
      await expectUnchanged(t, ground, t.now(), { prefix, metric: 6 });
      await expectBy(t, ground, x, prefix);
    },
  });
});
