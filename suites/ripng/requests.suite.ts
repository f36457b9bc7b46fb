import '../ledger/ledger.js';
import type { RouteTableEntry, RouteTableEntryDraft } from '../../reference/wire/ripng.js';
import { UNSPECIFIED, type Address } from '../../reference/net/address.js';
import { prefixOf } from '../../reference/net/prefix.js';
import { seconds } from '../../reference/time.js';
import { conformance, suite } from '../kit/conformance.js';
import { oneOf, present, satisfies, type Match } from '../kit/match.js';
import type { Cause, Neighbor, Received, TestContext } from '../kit/test-context.js';
import { addressIn } from '../nd/device-addresses.js';
import { INFINITY, REPLY_TIME, RIPNG_PORT } from './constants.js';
import { declared, DEFAULT_ROUTE, destination, givenRipng, type Ground } from './ground.js';
import { ask, route, WHOLE_TABLE, type Unusual } from './messages.js';
import { givenLearned } from './outcomes.js';
import { RESPONSE_OF_RIPNG, telling, tellingNot } from './told.js';

const MANAGEMENT_PORT = 30_000;
const ANSWER_FREE_TIME = seconds(10);

/** Who asks, from which address and port, and where the request goes. */
interface Manner {
  readonly title: string;
  readonly requirement: string;
  readonly unusual: (t: TestContext, ground: Ground) => Unusual;
  /** Section 2.5.2: what the answer comes from. */
  readonly source: 'link-local' | 'global' | 'either';
}

const manners: Readonly<Record<string, Manner>> = {
  group: {
    title: 'to the group, from the RIPng port',
    requirement: 'rip-req-whole-table',
    unusual: () => ({}),
    source: 'link-local',
  },
  unicast: {
    title: "to the device's link-local address, from the RIPng port",
    requirement: 'rip-req-whole-unicast-reply',
    unusual: (t) => ({ header: { destination: t.dut.linkLocal } }),
    source: 'link-local',
  },
  'other-port-group': {
    title: 'to the group, from another port',
    requirement: 'rip-req-other-port',
    unusual: () => ({ ports: { sourcePort: MANAGEMENT_PORT } }),
    source: 'link-local',
  },
  'other-port-global': {
    title: 'from a global address and another port',
    requirement: 'rip-req-other-port-source',
    unusual: (_t, { one, near }) => ({ header: { source: one.address, destination: near.device }, ports: { sourcePort: MANAGEMENT_PORT } }),
    source: 'global',
  },
  'other-port-link-local': {
    title: 'from a link-local address and another port',
    requirement: 'rip-req-other-port-source',
    unusual: (t) => ({ header: { destination: t.dut.linkLocal }, ports: { sourcePort: MANAGEMENT_PORT } }),
    // A link-local one is not what section 2.5.2 says, but it serves the neighbour, and section 2.4.1 means those who are none.
    source: 'either',
  },
  'off-link': {
    title: 'from beyond another router, with a hop limit of 40',
    requirement: 'rip-req-offlink',
    unusual: (_t, { one, near }) => ({
      header: { source: one.address, destination: near.device, hopLimit: 40 },
      ports: { sourcePort: MANAGEMENT_PORT },
    }),
    source: 'global',
  },
};

const sourcesOf: Readonly<Record<Manner['source'], (t: TestContext, ground: Ground) => readonly Address[]>> = {
  'link-local': (t) => [t.dut.linkLocal],
  global: (_t, { near, far }) => [near.device, far.device],
  either: (t, { near, far }) => [t.dut.linkLocal, near.device, far.device],
};

/** The answer to a request: to its source and port, from the RIPng port, by the way of the one who asked. */
function answer(
  t: TestContext,
  ground: Ground,
  from: Neighbor,
  { header, ports }: Unusual,
  source: Manner['source'] = 'link-local',
): Match {
  return {
    'ethernet.destination': from.linkLayerAddress,
    'ipv6.destination': (header?.source as Address | undefined) ?? from.linkLocal,
    'ipv6.source': oneOf(...sourcesOf[source](t, ground)),
    'udp.sourcePort': RIPNG_PORT,
    'udp.destinationPort': ports?.sourcePort ?? RIPNG_PORT,
    'ripng.reserved': 0,
    ...RESPONSE_OF_RIPNG,
  };
}

const expectAnswer = (
  t: TestContext,
  ground: Ground,
  since: Cause,
  wanted: Match,
  unusual: Unusual = {},
  source?: Manner['source'],
): Promise<Received> =>
  t.expect('the answer', { ...answer(t, ground, ground.one, unusual, source), ...wanted }, { since, within: REPLY_TIME });

/** Exactly these entries, in this order. */
const entriesAre = (wanted: readonly RouteTableEntryDraft[]): Match => ({
  'ripng.entries': satisfies<readonly RouteTableEntry[]>(
    `${wanted.length} entries of metrics ${wanted.map(({ metric }) => metric).join(', ')}, the rest as asked`,
    (entries) => entries.length === wanted.length && entries.every((entry, i) => isSame(entry, wanted[i])),
  ),
});

const isSame = (entry: RouteTableEntry, wanted: RouteTableEntryDraft = {}): boolean =>
  entry.metric === wanted.metric &&
  entry.prefixLength === wanted.prefixLength &&
  entry.routeTag === (wanted.routeTag ?? 0) &&
  entry.prefix.join() === wanted.prefix?.join();

suite('RIPng: requests for the whole table', () => {
  for (const [name, { title, requirement, unusual, source }] of Object.entries(manners))
    conformance({
      ...declared,
      id: `ripng.requests.whole-${name}`,
      title: `a request ${title} is answered with the whole table`,
      requirement,
      async run(t) {
        const ground = await givenRipng(t);
        await givenLearned(t, ground.beyond, destination(t), 4, 'link0');
        const how = unusual(t, ground);
        const sent = await ask(t, ground.one, [WHOLE_TABLE], how);
        const all = [
          { prefix: ground.far.prefix, metric: 1 },
          { prefix: destination(t), metric: 5 },
        ];
        await expectAnswer(t, ground, sent, telling(...all), how, source);
      },
    });

  conformance({
    ...declared,
    id: 'ripng.requests.whole-split-horizon',
    title: 'the answer with the whole table leaves out, or poisons, what was learned on the link that it goes to',
    requirement: 'rip-req-whole-split-horizon',
    async run(t) {
      const ground = await givenRipng(t);
      await givenLearned(t, ground.one, destination(t), 4);
      const sent = await ask(t, ground.one, [WHOLE_TABLE]);
      const wanted = tellingNot([{ prefix: ground.far.prefix, metric: 1 }], [{ prefix: destination(t) }]);
      await expectAnswer(t, ground, sent, wanted);
    },
  });
});

suite('RIPng: requests for certain routes', () => {
  for (const [name, { title, requirement, unusual, source }] of Object.entries(manners))
    if (requirement !== 'rip-req-whole-table')
      conformance({
        ...declared,
        id: `ripng.requests.specific-${name}`,
        title: `a request ${title} for one route is answered with its metric`,
        requirement: requirement === 'rip-req-whole-unicast-reply' ? 'rip-req-specific-found' : requirement,
        async run(t) {
          const ground = await givenRipng(t);
          await givenLearned(t, ground.beyond, destination(t), 4, 'link0');
          const how = unusual(t, ground);
          const sent = await ask(t, ground.one, [route(destination(t), 1, { routeTag: 0x1234 })], how);
          await expectAnswer(t, ground, sent, entriesAre([route(destination(t), 5, { routeTag: 0x1234 })]), how, source);
        },
      });

  conformance({
    ...declared,
    id: 'ripng.requests.specific-source-port',
    title: 'the answer to a request for one route leaves from the RIPng port',
    requirement: 'rip-req-reply-src-port',
    async run(t) {
      const ground = await givenRipng(t);
      const how = { ports: { sourcePort: MANAGEMENT_PORT } };
      const sent = await ask(t, ground.one, [route(ground.far.prefix, 0)], how);
      await expectAnswer(t, ground, sent, entriesAre([route(ground.far.prefix, 1)]), how);
    },
  });

  conformance({
    ...declared,
    id: 'ripng.requests.specific-missing',
    title: 'a destination that is not in the table has metric 16 in the answer',
    requirement: 'rip-req-specific-missing',
    async run(t) {
      const ground = await givenRipng(t);
      const sent = await ask(t, ground.one, [route(destination(t), 1)]);
      await expectAnswer(t, ground, sent, entriesAre([route(destination(t), INFINITY)]));
    },
  });

  conformance({
    ...declared,
    id: 'ripng.requests.specific-mixed',
    title: 'each of five entries is looked up, in order, and nothing but its metric changes',
    requirement: 'rip-req-specific-mixed',
    async run(t) {
      const ground = await givenRipng(t);
      await givenLearned(t, ground.beyond, destination(t, 1), 4, 'link0');
      await givenLearned(t, ground.beyond, destination(t, 2), 14, 'link0');
      const asked = [destination(t, 3), destination(t, 1), ground.far.prefix, destination(t, 4), destination(t, 2)];
      const metrics = [INFINITY, 5, 1, INFINITY, 15];
      const sent = await ask(
        t,
        ground.one,
        asked.map((prefix, i) => route(prefix, i, { routeTag: i })),
      );
      await expectAnswer(t, ground, sent, entriesAre(asked.map((prefix, i) => route(prefix, metrics[i] ?? 0, { routeTag: i }))));
    },
  });

  conformance({
    ...declared,
    id: 'ripng.requests.specific-no-split-horizon',
    title: 'a router that asks for a route that it told itself is answered with the metric of the table',
    requirement: 'rip-req-specific-no-split-horizon',
    async run(t) {
      const ground = await givenRipng(t);
      await givenLearned(t, ground.one, destination(t), 4);
      const sent = await ask(t, ground.one, [route(destination(t), 1)]);
      await expectAnswer(t, ground, sent, entriesAre([route(destination(t), 5)]));
    },
  });

  for (const [name, length] of [
    ['longer', 65],
    ['shorter', 63],
  ] as const)
    conformance({
      ...declared,
      id: `ripng.requests.specific-exact-${name}`,
      title: `for a prefix a bit ${name} than the one in the table the answer has metric 16`,
      requirement: 'rip-req-specific-exact',
      async run(t) {
        const ground = await givenRipng(t);
        await givenLearned(t, ground.beyond, destination(t), 4, 'link0');
        const asked = route(prefixOf(addressIn(t, destination(t)), length), 1);
        const sent = await ask(t, ground.one, [asked]);
        await expectAnswer(t, ground, sent, entriesAre([{ ...asked, metric: INFINITY }]));
      },
    });

  for (const isKnown of [true, false])
    conformance({
      ...declared,
      id: `ripng.requests.default-route-${isKnown ? 'known' : 'unknown'}`,
      title: `one entry for ::/0 of another metric than 16 asks for the default route, which is ${isKnown ? 'known' : 'not known'}`,
      requirement: 'rip-req-default-specific',
      async run(t) {
        const ground = await givenRipng(t);
        if (isKnown) await givenLearned(t, ground.beyond, DEFAULT_ROUTE, 4, 'link0');
        const sent = await ask(t, ground.one, [{ ...WHOLE_TABLE, metric: 1 }]);
        await expectAnswer(t, ground, sent, entriesAre([{ ...WHOLE_TABLE, metric: isKnown ? 5 : INFINITY }]));
      },
    });

  for (const position of ['first', 'last'] as const)
    conformance({
      ...declared,
      id: `ripng.requests.two-entries-${position}`,
      title: `the entry that asks for the whole table asks for a route where it is the ${position} of two`,
      requirement: 'rip-req-two-rte-not-whole',
      async run(t) {
        const ground = await givenRipng(t);
        await givenLearned(t, ground.beyond, DEFAULT_ROUTE, 4, 'link0');
        const known = route(ground.far.prefix, 1);
        const whole = { prefix: UNSPECIFIED, prefixLength: 0 };
        const ordered = <E>(first: E, other: E): readonly E[] => (position === 'first' ? [first, other] : [other, first]);
        const sent = await ask(t, ground.one, ordered<RouteTableEntryDraft>({ ...whole, metric: INFINITY }, known));
        await expectAnswer(t, ground, sent, entriesAre(ordered<RouteTableEntryDraft>({ ...whole, metric: 5 }, known)));
      },
    });
});

const unanswered: Readonly<
  Record<
    string,
    { readonly title: string; readonly requirement: string; readonly entries: readonly RouteTableEntryDraft[]; readonly unusual: Unusual }
  >
> = {
  empty: { title: 'a request without entries', requirement: 'rip-req-empty', entries: [], unusual: {} },
  'version-0': {
    title: 'a request of version 0',
    requirement: 'rip-req-version',
    entries: [WHOLE_TABLE],
    unusual: { message: { version: 0 } },
  },
  'version-2': {
    title: 'a request of version 2',
    requirement: 'rip-req-version',
    entries: [WHOLE_TABLE],
    unusual: { message: { version: 2 } },
  },
  'port-520': {
    title: 'a request to port 520',
    requirement: 'rip-to-521-only',
    entries: [WHOLE_TABLE],
    unusual: { ports: { destinationPort: 520 } },
  },
  'port-30000': {
    title: 'a request to port 30000',
    requirement: 'rip-to-521-only',
    entries: [WHOLE_TABLE],
    unusual: { ports: { destinationPort: MANAGEMENT_PORT } },
  },
};

suite('RIPng: requests that get no answer', () => {
  for (const [name, { title, requirement, entries, unusual }] of Object.entries(unanswered))
    conformance({
      ...declared,
      id: `ripng.requests.no-answer-${name}`,
      title: `${title} gets no answer`,
      requirement,
      async run(t) {
        const ground = await givenRipng(t);
        const proof = async (): Promise<void> => {
          const again = await ask(t, ground.one, [route(ground.far.prefix, 0)], { label: 'a right Request' });
          await expectAnswer(t, ground, again, entriesAre([route(ground.far.prefix, 1)]));
        };
        await t.given('the device answers requests', proof);
        const sent = await ask(t, ground.one, entries, unusual);
        const toOne = { 'ipv6.destination': ground.one.linkLocal, ripng: present };
        await t.expectNone('an answer', toOne, { since: sent, for: ANSWER_FREE_TIME, proof });
      },
    });
});
