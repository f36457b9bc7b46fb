import '../ledger/ledger.js';
import { formatPrefix, prefixOf } from '../../reference/net/prefix.js';
import { address } from '../../reference/net/address.js';
import { elapsed, seconds } from '../../reference/time.js';
import type { NdOption } from '../../reference/wire/nd-options.js';
import type { AdvertisedPrefixSettings } from '../kit/advertising.js';
import { conformance, suite } from '../kit/conformance.js';
import { satisfies, type Match, type Matcher } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import {
  ADVERTISES,
  anyAdvertisement,
  beginAdvertising,
  DEFAULTS,
  firstAdvertisement,
  FIRST_ADVERTISEMENT_TIME,
  multicastAdvertisement,
  numberedPrefix,
  QUICK,
} from './advertising.js';
import { exactly, inText, lessBy, OPTIONS, prefixesIn, prefixesOf } from './advertised-prefixes.js';
import { LINK_MTU, MAX_INITIAL_RTR_ADVERT_INTERVAL } from './constants.js';

const PIO = `${OPTIONS}.prefixInformation`;
const INFINITE = 0xffff_ffff;

const WHOLE: Match = { [`${PIO}.length`]: 4, [`${PIO}.reserved1`]: 0, [`${PIO}.reserved2`]: 0, [`${PIO}.routerAddress`]: false };

interface Row {
  readonly what: string;
  readonly entry: Omit<AdvertisedPrefixSettings, 'prefix'>;
  readonly wanted: Match;
}

const rows: Readonly<Record<string, Row>> = {
  defaults: {
    what: 'a prefix by default is on-link and autonomous, valid for 30 days and preferred for 7',
    entry: {},
    wanted: {
      [`${PIO}.onLink`]: true,
      [`${PIO}.autonomous`]: true,
      [`${PIO}.validLifetime`]: 2_592_000,
      [`${PIO}.preferredLifetime`]: 604_800,
    },
  },
  'not-on-link': {
    what: 'AdvOnLinkFlag FALSE clears the L flag alone',
    entry: { advOnLinkFlag: false },
    wanted: { [`${PIO}.onLink`]: false, [`${PIO}.autonomous`]: true },
  },
  'not-autonomous': {
    what: 'AdvAutonomousFlag FALSE clears the A flag alone',
    entry: { advAutonomousFlag: false },
    wanted: { [`${PIO}.onLink`]: true, [`${PIO}.autonomous`]: false },
  },
  lifetimes: {
    what: 'AdvValidLifetime and AdvPreferredLifetime are sent as they are',
    entry: { advValidLifetime: seconds(3_600), advPreferredLifetime: seconds(1_800) },
    wanted: { [`${PIO}.validLifetime`]: 3_600, [`${PIO}.preferredLifetime`]: 1_800 },
  },
  infinite: {
    what: 'lifetimes without end are all ones',
    entry: { advValidLifetime: 'infinite', advPreferredLifetime: 'infinite' },
    wanted: { [`${PIO}.validLifetime`]: INFINITE, [`${PIO}.preferredLifetime`]: INFINITE },
  },
  withdrawn: {
    what: 'lifetimes of zero are sent',
    entry: { advValidLifetime: seconds(0), advPreferredLifetime: seconds(0) },
    wanted: { [`${PIO}.validLifetime`]: 0, [`${PIO}.preferredLifetime`]: 0 },
  },
};

suite('Router Advertisements: prefixes', () => {
  for (const [name, { what, entry, wanted }] of Object.entries(rows))
    conformance({
      id: `nd.router-advertising.prefix-${name}`,
      title: what,
      requirement: 'rtr-ra-pio',
      role: 'router',
      testbed: oneLink,
      actions: ADVERTISES,
      async run(t) {
        const sent = await firstAdvertisement(t, { ...DEFAULTS, advPrefixList: [{ prefix: t.prefix, ...entry }] });
        t.require('Prefix Information option', sent, { [OPTIONS]: exactly([formatPrefix(t.prefix)]), ...wanted });
      },
    });

  conformance({
    id: 'nd.router-advertising.prefix-each',
    title: 'each entry of AdvPrefixList is in one Prefix Information option',
    requirement: 'rtr-ra-pio',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      const prefixes = [t.prefix, numberedPrefix(t, 1), numberedPrefix(t, 2)];
      const sent = await firstAdvertisement(t, { ...DEFAULTS, advPrefixList: prefixes.map((prefix) => ({ prefix })) });
      t.require('Prefix Information options', sent, { [OPTIONS]: exactly(prefixes.map(formatPrefix)) });
    },
  });

  conformance({
    id: 'nd.router-advertising.prefix-fixed-lifetimes',
    title: 'lifetimes stay the same in consecutive advertisements',
    requirement: 'rtr-ra-pio',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      const first = await beginAdvertising(t, { ...QUICK, advPrefixList: [{ prefix: t.prefix }] });
      const second = await t.expect('the next advertisement', multicastAdvertisement, {
        since: first,
        within: MAX_INITIAL_RTR_ADVERT_INTERVAL,
      });
      const { validLifetime, preferredLifetime } = prefixesOf(first)[0] ?? {};
      t.require('the same lifetimes', second, {
        [`${PIO}.validLifetime`]: validLifetime ?? -1,
        [`${PIO}.preferredLifetime`]: preferredLifetime ?? -1,
      });
    },
  });

  conformance({
    id: 'nd.router-advertising.prefix-decrementing-lifetimes',
    title: 'lifetimes that decrement in real time are less in the next advertisement, by the time between',
    requirement: 'rtr-ra-pio-decrement',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      const entry = { prefix: t.prefix, advValidLifetime: seconds(600), advPreferredLifetime: seconds(300) };
      const first = await beginAdvertising(t, {
        ...QUICK,
        advPrefixList: [{ ...entry, validDecrements: true, preferredDecrements: true }],
      });
      const second = await t.expect('the next advertisement', multicastAdvertisement, {
        since: first,
        within: MAX_INITIAL_RTR_ADVERT_INTERVAL,
      });
      const passed = elapsed(first.at, second.at);
      const { validLifetime = 0, preferredLifetime = 0 } = prefixesOf(first)[0] ?? {};
      t.require('lifetimes that have run on', second, {
        [`${PIO}.validLifetime`]: lessBy(passed, validLifetime),
        [`${PIO}.preferredLifetime`]: lessBy(passed, preferredLifetime),
      });
    },
  });

  for (const length of [48, 60, 64, 128])
    conformance({
      id: `nd.router-advertising.prefix-length-${length}`,
      title: `a prefix of ${length} bits has zeros behind them, and in the reserved fields`,
      requirement: 'rtr-ra-pio-trailing-zero',
      role: 'router',
      testbed: oneLink,
      actions: ADVERTISES,
      async run(t) {
        const prefix = prefixOf(t.neighbor({ name: 'address in the prefix' }).address, length);
        const sent = await firstAdvertisement(t, { ...DEFAULTS, advPrefixList: [{ prefix, advAutonomousFlag: length === 64 }] });
        t.require('Prefix Information option', sent, {
          ...WHOLE,
          [`${PIO}.prefixLength`]: length,
          [`${PIO}.prefix`]: prefix.address,
        });
      },
    });

  conformance({
    id: 'nd.router-advertising.no-link-local-prefix',
    title: 'the link-local prefix is not advertised, also when it is asked for',
    requirement: 'rtr-ra-no-ll-prefix',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      const before = t.now();
      const linkLocal = prefixOf(address('fe80::'), 64);
      await t.attempt({ kind: 'advertise', link: 'link0', configuration: { ...DEFAULTS, advPrefixList: [{ prefix: linkLocal }] } });
      const forbidden = { [OPTIONS]: withPrefix('fe80::/64') };
      await t.expectNone('the link-local prefix', forbidden, { since: before, for: FIRST_ADVERTISEMENT_TIME });
    },
  });
});

const withPrefix = (text: string): Matcher =>
  satisfies<readonly NdOption[]>(`${text} in a Prefix Information option`, (options) =>
    prefixesIn(options).some((one) => inText(one) === text),
  );

const MANY = 100;
/** RFC 4861 section 6.2.6 keeps the parts of an advertisement, where it is in parts, 3 s from each other: 44 prefixes fit the first. */
const ALL_PARTS_TIME = seconds(12);

/** 100 prefixes are more than one packet carries. */
async function advertiseMany(t: TestContext): Promise<readonly string[]> {
  const prefixes = Array.from({ length: MANY }, (_, i) => numberedPrefix(t, i + 1));
  await beginAdvertising(t, { ...DEFAULTS, advPrefixList: prefixes.map((prefix) => ({ prefix })) });
  return prefixes.map(formatPrefix);
}

suite('Router Advertisements: more options than fit one packet', () => {
  conformance({
    id: 'nd.router-advertising.size-limit',
    title: 'no advertisement exceeds the link MTU, and none is fragmented',
    requirement: 'rtr-ra-size-limit',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      const before = t.now();
      await advertiseMany(t);
      const tooLong = { 'ipv6.payloadLength': satisfies<number>(`over ${LINK_MTU - 40}`, (length) => length > LINK_MTU - 40) };
      const forbidden = [{ ...anyAdvertisement, ...tooLong }, { 'fragment.nextHeader': 58 }];
      await t.expectNone('an advertisement over the MTU, or in fragments', forbidden, { since: before, for: ALL_PARTS_TIME });
    },
  });

  conformance({
    id: 'nd.router-advertising.split',
    title: 'options that do not fit one advertisement are spread over several',
    requirement: 'rtr-ra-split',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      const before = t.now();
      const wanted = await advertiseMany(t);
      await t.elapse(ALL_PARTS_TIME);
      const parts = t.allReceived(anyAdvertisement, before);
      const told = new Set(parts.flatMap(prefixesOf).map(inText));
      const missing = wanted.filter((prefix) => !told.has(prefix));
      t.check(`each of ${wanted.length} prefixes is in an advertisement`, {
        holds: missing.length === 0,
        found: `${missing.length} of them, such as ${missing[0]}, are in none of ${parts.length} advertisements`,
        frames: parts,
      });
    },
  });
});
