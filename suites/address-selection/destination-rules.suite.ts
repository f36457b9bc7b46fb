import '../ledger/ledger.js';
import type { Address } from '../../reference/net/address.js';
import { prefixOf } from '../../reference/net/prefix.js';
import { seconds } from '../../reference/time.js';
import { conformance, suite, type ConformanceTest } from '../kit/conformance.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { addressIn } from '../nd/device-addresses.js';
import { onLinkOption } from '../nd/on-link-prefixes.js';
import { advertise } from '../nd/routers.js';
import { addIpv4Tunnel, IPV4_TUNNEL_ACTIONS } from '../tunnel/ipv4-tunnels.js';
import { anyIn, defaultRouter, expectFirst, hold, type Holding } from './choices.js';
import { inRange, linkIn, sharing, type Range } from './prefixes.js';

const configured =
  (...ranges: readonly Range[]) =>
  (t: TestContext): readonly Holding[] =>
    ranges.map((range) => anyIn(t, range));
const linkLocalNeighbor = (t: TestContext): Address => t.neighbor({ name: 'neighbor' }).linkLocal;

interface Row extends Pick<ConformanceTest, 'id' | 'title' | 'requirement' | 'profiles'> {
  holds(t: TestContext): readonly Holding[];
  /** The one to be tried first; the other one stands before it in the list. */
  better(t: TestContext, held: readonly Address[]): Address;
  worse(t: TestContext, held: readonly Address[]): Address;
}

const rows: readonly Row[] = [
  {
    id: 'scope',
    title: 'one of the same scope as its source is tried before one for which there is a link-local source only',
    requirement: 'das-rules',
    holds: () => [],
    better: linkLocalNeighbor,
    worse: (t) => inRange(t, 'native'),
  },
  {
    id: 'deprecated',
    title: 'one with a preferred source is tried before one with a deprecated source',
    requirement: 'das-rules',
    holds: () => [{ deprecated: 'native' }],
    better: linkLocalNeighbor,
    worse: (t, [deprecated]) => addressIn(t, prefixOf(deprecated as Address, 64)),
  },
  {
    id: 'label',
    title: 'a 6to4 one with a 6to4 source is tried before a native one, although that has the higher precedence',
    requirement: 'das-rules',
    holds: configured('6to4'),
    better: (t) => inRange(t, '6to4'),
    worse: (t) => inRange(t, 'native'),
  },
  {
    id: 'precedence-6to4',
    title: 'a native one is tried before a 6to4 one that matches longer when there is a source of the same kind for each',
    requirement: 'das-rules',
    holds: configured('6to4', 'native'),
    better: (t) => inRange(t, 'native'),
    worse: (t, [held]) => sharing(t, 48, held as Address),
  },
  {
    id: 'precedence-unique-local',
    title: 'a global one is tried before a unique local one that matches longer when there is a source of the same kind for each',
    requirement: 'policy-default-table',
    profiles: ['current'],
    holds: configured('unique local', 'native'),
    better: (t) => inRange(t, 'native'),
    worse: (t, [held]) => sharing(t, 48, held as Address),
  },
  {
    id: 'smaller-scope',
    title: 'a link-local one is tried before a global one when there is a source of the same scope for each',
    requirement: 'das-rules',
    holds: configured('native'),
    better: linkLocalNeighbor,
    worse: (t) => inRange(t, 'native'),
  },
  {
    id: 'longest-match',
    title: 'one that shares 48 bits with its source is tried before one that shares 33',
    requirement: 'das-rule9-longest',
    holds: configured('native'),
    better: (t, [held]) => sharing(t, 48, held as Address),
    worse: (t, [held]) => sharing(t, 33, held as Address),
  },
];

suite('Destination address selection: which of two destinations is tried first', () => {
  for (const { holds, better, worse, ...row } of rows)
    conformance({
      ...row,
      id: `address-selection.destination.${row.id}`,
      role: 'host',
      testbed: oneLink,
      actions: ['add-address', 'ping-first-of'],
      async run(t) {
        const held = await hold(t, await defaultRouter(t), holds(t));
        const [first, last] = [better(t, held), worse(t, held)];
        await expectFirst(t, [last, first], first);
      },
    });

  conformance({
    id: 'address-selection.destination.order',
    title: 'of several that nothing tells apart the one that stands first is tried first',
    requirement: 'das-rule10-order',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address', 'ping-first-of'],
    async run(t) {
      const [held] = await hold(t, await defaultRouter(t), [anyIn(t, 'native')]);
      const alike = Array.from({ length: 3 }, () => sharing(t, 48, held as Address));
      for (const first of alike) await expectFirst(t, [first, ...alike.filter((one) => one !== first)], first);
    },
  });

  conformance({
    id: 'address-selection.destination.unreachable',
    title: 'one on the link is tried before one to which there is no route',
    requirement: 'das-rule1-unreachable',
    role: 'host',
    testbed: oneLink,
    profiles: ['current', 'kame'],
    actions: ['add-address', 'ping-first-of'],
    async run(t) {
      const [prefix, router] = [linkIn(t, 'other native'), t.neighbor({ name: 'router', router: true })];
      await advertise(t, router, { options: [onLinkOption(prefix)] });
      const [held] = await hold(t, router, [anyIn(t, 'native')]);
      const here = addressIn(t, prefix);
      await expectFirst(t, [sharing(t, 48, held as Address), here], here);
    },
  });

  conformance({
    id: 'address-selection.destination.native-transport',
    title: 'one that is reached without a tunnel is tried before one behind a tunnel over IPv4 that matches longer',
    requirement: 'das-rule7-native',
    role: 'host',
    testbed: oneLink,
    actions: [...IPV4_TUNNEL_ACTIONS, 'ping-first-of'],
    async run(t) {
      const [held] = await hold(t, await defaultRouter(t), [anyIn(t, 'native')]);
      const { behind } = await addIpv4Tunnel(t);
      const native = sharing(t, 33, held as Address);
      await expectFirst(t, [behind, native], native);
    },
  });

  conformance({
    id: 'address-selection.destination.fresh',
    title: 'a second after the device got an address the order of destinations takes it into account',
    requirement: 'das-fresh',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address', 'ping-first-of'],
    async run(t) {
      const router = await defaultRouter(t);
      const [native, other] = [inRange(t, 'native'), inRange(t, '6to4')];
      await hold(t, router, [anyIn(t, '6to4')]);
      await t.given('a 6to4 destination comes first', () => expectFirst(t, [native, other], other));
      await hold(t, router, [anyIn(t, 'native')]);
      await t.elapse(seconds(1));
      await expectFirst(t, [other, native], native);
    },
  });
});
