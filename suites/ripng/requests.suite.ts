import '../ledger/ledger.js';
import type { RouteTableEntryDraft } from '../../reference/wire/ripng.js';
import { UNSPECIFIED } from '../../reference/net/address.js';
import { prefixOf } from '../../reference/net/prefix.js';
import { seconds } from '../../reference/time.js';
import { IPV6_HEADER_OCTETS } from '../../reference/wire/ipv6.js';
import { conformance, suite } from '../kit/conformance.js';
import { between, present } from '../kit/match.js';
import { addressIn } from '../nd/device-addresses.js';
import { MINIMUM_MTU } from '../nd/constants.js';
import { DEFAULT_ROUTE } from '../nd/routers.js';
import { INFINITY, TRIGGER_TIME } from './constants.js';
import { declared, destination, destinations, givenRipng } from './ground.js';
import { ask, route, tellAll, WHOLE_TABLE, type Unusual } from './messages.js';
import { givenLearned } from './outcomes.js';
import { entriesAre, expectAnswer, MANAGEMENT_PORT, manners } from './requesters.js';
import { telling, tellingNot } from './told.js';

const ANSWER_FREE_TIME = seconds(10);

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

const MANY = 120;

suite('RIPng: requests from beyond other routers', () => {
  conformance({
    ...declared,
    id: 'ripng.requests.whole-off-link-size',
    title: 'the answer to a request from beyond another router is in packets that every link takes',
    requirement: 'r6d-send-maxrte-offlink',
    async run(t) {
      const ground = await givenRipng(t);
      await tellAll(t, ground.beyond, destinations(t, MANY), 4);
      await t.elapse(TRIGGER_TIME);
      const beyond = destination(t, MANY + 1);
      await givenLearned(t, ground.one, beyond, 1);
      const header = { source: addressIn(t, beyond), destination: ground.near.device, hopLimit: 40 };
      const how = { header, ports: { sourcePort: MANAGEMENT_PORT } };
      const sent = await ask(t, ground.one, [WHOLE_TABLE], how);
      const first = await expectAnswer(t, ground, sent, {}, how, 'global');
      t.require('packets of no more than 1280 octets', first, { 'ipv6.payloadLength': between(0, MINIMUM_MTU - IPV6_HEADER_OCTETS) });
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
          const again = await ask(t, ground.one, [WHOLE_TABLE], { label: 'a right Request' });
          await expectAnswer(t, ground, again, telling({ prefix: ground.far.prefix, metric: 1 }));
        };
        await t.given('the device answers requests', proof);
        const sent = await ask(t, ground.one, entries, unusual);
        const toOne = { 'ipv6.destination': ground.one.linkLocal, ripng: present };
        await t.expectNone('an answer', toOne, { since: sent, for: ANSWER_FREE_TIME, proof });
      },
    });
});
