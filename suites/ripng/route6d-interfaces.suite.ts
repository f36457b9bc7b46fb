import '../ledger/ledger.js';
import { address, withInterfaceIdentifier } from '../../reference/net/address.js';
import { prefixOf } from '../../reference/net/prefix.js';
import { after, elapsed, minutes, seconds, sum, type Duration } from '../../reference/time.js';
import { conformance, suite } from '../kit/conformance.js';
import { elapseUntil } from '../kit/elapse-until.js';
import { satisfies } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { twoLinks, type Testbed } from '../kit/testbed.js';
import { MAX_RTR_SOLICITATION_DELAY, RETRANS_TIMER } from '../nd/constants.js';
import { addressIn, assignAll, sitePrefix } from '../nd/device-addresses.js';
import type { RouteTableEntry } from '../../reference/wire/ripng.js';
import {
  ALL_RIP_ROUTERS,
  CAPACITY,
  GARBAGE_COLLECTION,
  LONGEST_INTERVAL,
  REQUEST,
  RESPONSE,
  SHORTEST_INTERVAL,
  TIMEOUT,
} from './constants.js';
import { destination, destinations, givenRipng, ofRoute6d, type Ground } from './ground.js';
import { tellAll, WHOLE_TABLE } from './messages.js';
import { expectBy, expectRegular, expectTold, givenLearned, givenRegular } from './outcomes.js';
import { entriesAre } from './requesters.js';
import { mentioning, tellingWithout, update } from './told.js';

const METRIC = 2;

suite('RIPng as KAME route6d has it: begin and end', () => {
  for (const link of ['link0', 'link1'])
    conformance({
      ...ofRoute6d,
      id: `ripng.route6d-interfaces.request-${link}`,
      title: `at the start there is one request for the whole table on ${link}`,
      requirement: 'r6d-request-startup',
      async run(t) {
        const { startedAt } = await givenRipng(t);
        const request = { 'ipv6.destination': ALL_RIP_ROUTERS, 'ripng.command': REQUEST };
        const whole = { ...request, ...entriesAre([WHOLE_TABLE]) };
        const first = await t.expect('the request', whole, { since: startedAt, within: seconds(5), link });
        await t.elapse(minutes(2));
        const more = t.allReceived(request, startedAt).filter((one) => one.link === link && one.ordinal !== first.ordinal);
        t.check('no other request', { holds: more.length === 0, found: `${more.length} came`, frames: more });
      },
    });

  conformance({
    ...ofRoute6d,
    id: 'ripng.route6d-interfaces.end',
    title: 'when RIPng ends nobody is told, and packets go on by what was learned for longer than a route lives',
    requirement: 'r6d-exit',
    actions: [...ofRoute6d.actions, 'stop-ripng'],
    async run(t) {
      const ground = await givenRipng(t);
      await givenLearned(t, ground.one, destination(t), METRIC);
      // RIPng may take its time to end, but not until the next regular update.
      await givenRegular(t, ground);
      const since = t.now();
      await t.do({ kind: 'stop-ripng', link: 'link0' });
      const proof = (): Promise<void> => expectBy(t, ground, ground.one, destination(t));
      const window = { since, for: sum(TIMEOUT, GARBAGE_COLLECTION, LONGEST_INTERVAL), link: 'link1', proof };
      await t.expectNone('a response', { 'ripng.command': RESPONSE }, window);
    },
  });
});

/** Until an address is in use that may need Duplicate Address Detection (RFC 4862 section 5.4.2). */
const DETECTION_TIME = sum(MAX_RTR_SOLICITATION_DELAY, RETRANS_TIMER);
/** After a regular update there is none, whatever the stamps are worth. */
const NO_REGULAR = (SHORTEST_INTERVAL - seconds(1)) as Duration;

const jumboLinks: Testbed = { ...twoLinks, title: 'router, two links of 9,000 octets', mtu: 9000 };

suite('RIPng as KAME route6d has it: interfaces', () => {
  conformance({
    ...ofRoute6d,
    testbed: jumboLinks,
    id: 'ripng.route6d-interfaces.large-mtu',
    title: `on a link of 9,000 octets messages have ${CAPACITY} entries at most`,
    requirement: 'r6d-if-mtu-cap',
    async run(t) {
      const { one } = await givenRipng(t);
      await tellAll(t, one, destinations(t, 120), METRIC);
      await t.elapse(seconds(6));
      const full = satisfies<readonly RouteTableEntry[]>(`${CAPACITY} entries`, ({ length }) => length === CAPACITY);
      const since = t.now();
      await t.expect(
        'a full message',
        { ...update(t, 'link1'), 'ripng.entries': full },
        { since, within: LONGEST_INTERVAL, link: 'link1' },
      );
    },
  });

  conformance({
    ...ofRoute6d,
    id: 'ripng.route6d-interfaces.site-local',
    title: 'the subnet of a site-local address is not told, that of a global address on the same link is',
    requirement: 'r6d-if-sitelocal-skip',
    async run(t) {
      const { near } = await givenRipng(t);
      const siteLocal = prefixOf(address('fec0:0:0:1::'), 64);
      await assignAll(t, [{ address: withInterfaceIdentifier(siteLocal.address, t.random.octets(8)) }]);
      await t.elapse(seconds(6));
      const wanted = tellingWithout([{ prefix: near.prefix, metric: 1 }], [siteLocal]);
      await expectRegular(t, wanted);
    },
  });

  conformance({
    ...ofRoute6d,
    id: 'ripng.route6d-interfaces.point-to-point',
    title: "of a point-to-point link the router's address is told, as a host, and not the subnet",
    requirement: 'r6d-p2p',
    actions: [...ofRoute6d.actions, 'add-tunnel'],
    async run(t) {
      const { near, one } = await givenRipng(t);
      const subnet = t.prefixOn('tunnel0');
      const inside = addressIn(t, subnet);
      await t.do({
        ...{ kind: 'add-tunnel', link: 'link0', name: 'tunnel0', family: 'ipv6', local: near.device, remote: one.address },
        addresses: [{ address: inside, prefixLength: subnet.length }],
        routes: [],
        encapsulationLimit: 'none',
      });
      await t.elapse(seconds(10));
      const wanted = tellingWithout([{ prefix: near.prefix }, { prefix: prefixOf(inside, 128), metric: 1 }], [subnet]);
      await expectRegular(t, wanted);
    },
  });

  conformance({
    ...ofRoute6d,
    id: 'ripng.route6d-interfaces.new-address',
    title: 'the subnet of a new address is told at once on other links, on its own not before the next regular update',
    requirement: 'r6d-sync-newaddr',
    async run(t) {
      const off = { splitHorizon: 'off' } as const;
      const ground = await givenRipng(t, { near: off, far: off });
      const regular = await givenRegular(t, ground);
      const prefix = sitePrefix(t, 3);
      const since = t.now();
      await t.do({ kind: 'add-address', link: 'link0', address: addressIn(t, prefix), prefixLength: 64 });
      const within = sum(elapsed(since, t.now()), DETECTION_TIME, seconds(1));
      const told = await expectTold(t, since, [{ prefix, metric: 1 }], { within });
      const end = after(regular.at, NO_REGULAR);
      await elapseUntil(t, regular.at, NO_REGULAR);
      const there = t.allReceived(mentioning(prefix), regular).filter(({ link, at }) => link === 'link0' && at < end);
      t.check('none on the link of the address', { holds: there.length === 0, found: `${there.length} came`, frames: [told, ...there] });
    },
  });
});

interface Horizon {
  readonly title: string;
  readonly isSplit: boolean;
}

const horizons: Readonly<Record<string, Horizon>> = {
  split: { title: 'with split horizon neither what was learned on a link nor its own subnet is told there', isSplit: true },
  off: { title: 'without split horizon (-h) what was learned on a link and its own subnet are told there', isSplit: false },
};

suite('RIPng as KAME route6d has it: split horizon', () => {
  const updateOn = (t: TestContext, { near, far }: Ground, isSplit: boolean) => {
    const own = [
      { prefix: destination(t), metric: METRIC + 1 },
      { prefix: near.prefix, metric: 1 },
    ];
    const others = [{ prefix: far.prefix, metric: 1 }];
    return isSplit
      ? tellingWithout(
          others,
          own.map(({ prefix }) => prefix),
        )
      : tellingWithout([...others, ...own], []);
  };

  for (const [name, { title, isSplit }] of Object.entries(horizons))
    conformance({
      ...ofRoute6d,
      id: `ripng.route6d-interfaces.horizon-${name}`,
      title,
      requirement: 'r6d-send-split-horizon',
      async run(t) {
        const ground = await givenRipng(t, isSplit ? {} : { near: { splitHorizon: 'off' } });
        const since = await givenLearned(t, ground.one, destination(t), METRIC);
        const wanted = { ...update(t, 'link0'), ...updateOn(t, ground, isSplit) };
        await t.expect('a regular update', wanted, { since, within: LONGEST_INTERVAL, link: 'link0' });
      },
    });
});
