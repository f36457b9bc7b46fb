import '../ledger/ledger.js';
import { addressKey, sameAddress, UNSPECIFIED, type Address } from '../../reference/net/address.js';
import type { Prefix } from '../../reference/net/prefix.js';
import { seconds } from '../../reference/time.js';
import type { RouteTableEntry } from '../../reference/wire/ripng.js';
import { conformance, suite } from '../kit/conformance.js';
import { satisfies, type Match } from '../kit/match.js';
import type { Neighbor, TestContext } from '../kit/test-context.js';
import { BURST, CAPACITY, LONGEST_INTERVAL, NEXT_HOP } from './constants.js';
import { destination, givenRipng, ofRoute6d, routerOn, type Ground } from './ground.js';
import { route, tell } from './messages.js';
import { expectRegular } from './outcomes.js';
import { update } from './told.js';

const withRoute = { ...ofRoute6d, actions: [...ofRoute6d.actions, 'add-route'] } as const;

interface StaticGround extends Ground {
  /** Routers of the far link without RIPng. */
  readonly third: Neighbor;
  readonly fourth: Neighbor;
}

/** The device tells of routes set by hand on all links. */
async function given(t: TestContext): Promise<StaticGround> {
  const ground = await givenRipng(t, { near: { staticRoutes: 'all' }, far: { staticRoutes: 'all' } });
  return { ...ground, third: routerOn(t, 'link1', 'third router'), fourth: routerOn(t, 'link1', 'fourth router') };
}

const add = (t: TestContext, number: number, by: Neighbor): Promise<void> =>
  t.do({ kind: 'add-route', link: by.link, prefix: destination(t, number), gateway: by.linkLocal });

const settle = (t: TestContext): Promise<void> => t.elapse(seconds(6));

/** An entry as the tests see it: a next hop, or the route to a destination. */
type Seen = { readonly hop: Address } | { readonly to: Prefix };

const isSeen = ({ prefix, prefixLength, metric }: RouteTableEntry, wanted: Seen): boolean =>
  'hop' in wanted
    ? metric === NEXT_HOP && sameAddress(prefix, wanted.hop)
    : metric === 1 && prefixLength === wanted.to.length && sameAddress(prefix, wanted.to.address);

/** The message begins with these entries, in this order. */
const beginning = (words: string, wanted: readonly Seen[]): Match => ({
  'ripng.entries': satisfies<readonly RouteTableEntry[]>(words, (entries) =>
    wanted.every((one, i) => {
      const entry = entries[i];
      return entry !== undefined && isSeen(entry, one);
    }),
  ),
});

suite('RIPng as KAME route6d has it: next hops that it tells of', () => {
  conformance({
    ...withRoute,
    id: 'ripng.route6d-next-hop.named',
    title: 'before routes by another router of the link that is named once as their next hop',
    requirement: 'r6d-send-nexthop',
    async run(t) {
      const { third, near } = await given(t);
      await add(t, 1, third);
      await add(t, 2, third);
      await settle(t);
      const wanted = [{ hop: third.linkLocal }, { to: destination(t, 2) }, { to: destination(t, 1) }, { hop: UNSPECIFIED }];
      await expectRegular(t, beginning('the next hop, both routes by it, and its end', [...wanted, { to: near.prefix }]));
    },
  });

  conformance({
    ...withRoute,
    id: 'ripng.route6d-next-hop.clean',
    title: 'a next hop has no trace of the interface: octets 2 to 7 are zero, as of any link-local address',
    requirement: 'r6d-send-nexthop-clean',
    async run(t) {
      const { third } = await given(t);
      await add(t, 1, third);
      await settle(t);
      const isClean = ({ prefix }: RouteTableEntry): boolean => prefix.subarray(2, 8).every((octet) => octet === 0);
      const hops = satisfies<readonly RouteTableEntry[]>('a next hop of fe80::/64', ([first]) => {
        return first?.metric === NEXT_HOP && first.prefix[0] === 0xfe && first.prefix[1] === 0x80 && isClean(first);
      });
      await expectRegular(t, { 'ripng.entries': hops });
    },
  });

  conformance({
    ...withRoute,
    id: 'ripng.route6d-next-hop.reset',
    title: 'a route by another link, behind one with a next hop, comes with the next hop ::',
    requirement: 'r6d-send-nexthop-reset',
    async run(t) {
      const { third, near } = await given(t);
      await add(t, 1, third);
      await add(t, 2, routerOn(t, 'link0', 'fifth router'));
      await add(t, 3, third);
      await settle(t);
      const [hop, end] = [{ hop: third.linkLocal }, { hop: UNSPECIFIED }];
      const wanted = [hop, { to: destination(t, 3) }, end, { to: destination(t, 2) }, hop, { to: destination(t, 1) }, end];
      await expectRegular(t, beginning('the routes, each behind its next hop', [...wanted, { to: near.prefix }]));
    },
  });

  conformance({
    ...withRoute,
    id: 'ripng.route6d-next-hop.newest-first',
    title: 'routes come in the order of a list that the newest begins',
    requirement: 'r6d-new-kernel',
    async run(t) {
      const { one, near } = await given(t);
      for (const number of [1, 2, 3]) await tell(t, one, [route(destination(t, number), 2)]);
      const order = [3, 2, 1].map((number) => addressKey(destination(t, number).address));
      const inOrder = satisfies<readonly RouteTableEntry[]>('the routes in the order 3, 2, 1, then the subnet', (entries) => {
        const keys = entries.map(({ prefix }) => addressKey(prefix));
        return keys.join() === [...order, addressKey(near.prefix.address)].join();
      });
      await expectRegular(t, { 'ripng.entries': inOrder });
    },
  });
});

/** The messages of one regular update, the first of which is so. */
async function expectMessages(t: TestContext, first: Match, second: Match): Promise<void> {
  const head = await t.expect(
    'the first message',
    { ...update(t, 'link1'), ...first },
    { since: t.now(), within: LONGEST_INTERVAL, link: 'link1' },
  );
  await t.expect('the second message', { ...update(t, 'link1'), ...second }, { since: head, within: BURST, link: 'link1' });
}

const holding = (words: string, holds: (entries: readonly RouteTableEntry[]) => boolean): Match => ({
  'ripng.entries': satisfies<readonly RouteTableEntry[]>(words, holds),
});

const namesHop = (entry: RouteTableEntry | undefined): boolean => entry?.metric === NEXT_HOP;

suite('RIPng as KAME route6d has it: next hops in updates of several messages', () => {
  conformance({
    ...withRoute,
    id: 'ripng.route6d-next-hop.room',
    title: 'a next hop that only itself would fit into a message begins the next one',
    requirement: 'r6d-send-nexthop-room',
    async run(t) {
      const { one, third, fourth } = await given(t);
      // With one route before them, of all pairs of next hop and route the last would be divided.
      const pairs = CAPACITY / 2;
      for (let number = 1; number <= pairs; number++) await add(t, number, number % 2 === 0 ? third : fourth);
      await tell(t, one, [route(destination(t, pairs + 1), 2)]);
      await settle(t);
      const isDivided = (entries: readonly RouteTableEntry[]): boolean => namesHop(entries.at(-1));
      await expectMessages(
        t,
        holding(`${CAPACITY - 1} entries, a route last`, (entries) => entries.length === CAPACITY - 1 && !isDivided(entries)),
        holding('a next hop first, and a route last', (entries) => namesHop(entries[0]) && !isDivided(entries)),
      );
    },
  });

  conformance({
    ...withRoute,
    id: 'ripng.route6d-next-hop.flush',
    title: 'a message is sent when it is full; the next one names the next hop anew, and is sent at the end of the table',
    requirement: 'r6d-send-flush',
    async run(t) {
      const { third } = await given(t);
      const routes = CAPACITY + 8;
      for (let number = 1; number <= routes; number++) await add(t, number, third);
      await settle(t);
      const isBy = ([first]: readonly RouteTableEntry[]): boolean => first !== undefined && isSeen(first, { hop: third.linkLocal });
      // Both messages begin with the next hop; behind the last of the routes :: takes it back for the subnet.
      const rest = 1 + routes - (CAPACITY - 1) + 2;
      await expectMessages(
        t,
        holding(`${CAPACITY} entries, the next hop first`, (entries) => entries.length === CAPACITY && isBy(entries)),
        holding(`${rest} entries, the next hop first`, (entries) => entries.length === rest && isBy(entries)),
      );
    },
  });
});
