import '../ledger/ledger.js';
import { elapsed, formatDuration, hours, milliseconds, seconds, ZERO, type Duration } from '../../reference/time.js';
import type { AdvertisingSettings } from '../kit/advertising.js';
import { conformance, suite } from '../kit/conformance.js';
import { between, type Match } from '../kit/match.js';
import type { Received, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ADVERTISES, anyAdvertisement, DEFAULTS, FIRST_ADVERTISEMENT_TIME, multicastAdvertisement } from './advertising.js';

const MAX_REACHABLE_TIME_MS = 3_600_000;

/** A value that the RFCs rule out: a device may refuse it, or use another one, but never act on it. */
interface Bound {
  readonly requirement: string;
  readonly what: string;
  readonly given: (t: TestContext) => Partial<AdvertisingSettings>;
  /** What an advertisement that acts on it looks like. */
  readonly forbidden: Match;
}

const lifetimeBetween = (low: number, high: number): Match => ({ 'routerAdvertisement.routerLifetime': between(low, high) });
const PIO = 'routerAdvertisement.options.prefixInformation';

const bounds: Readonly<Record<string, Bound>> = {
  'lifetime-below-interval': {
    requirement: 'rtr-ra-lifetime-bounds',
    what: 'AdvDefaultLifetime below MaxRtrAdvInterval',
    given: () => ({ maxRtrAdvInterval: seconds(600), advDefaultLifetime: seconds(599) }),
    forbidden: lifetimeBetween(1, 599),
  },
  'reachable-time-above': {
    requirement: 'rtr-ra-reachable-bound',
    what: 'AdvReachableTime above an hour',
    given: () => ({ advReachableTime: milliseconds(MAX_REACHABLE_TIME_MS + 1) }),
    forbidden: { 'routerAdvertisement.reachableTime': between(MAX_REACHABLE_TIME_MS + 1, 0xffff_ffff) },
  },
  'preferred-above-valid': {
    requirement: 'rtr-ra-pref-le-valid',
    what: 'AdvPreferredLifetime above AdvValidLifetime',
    given: (t) => ({ advPrefixList: [{ prefix: t.prefix, advValidLifetime: seconds(600), advPreferredLifetime: seconds(601) }] }),
    forbidden: { [`${PIO}.validLifetime`]: between(0, 600), [`${PIO}.preferredLifetime`]: between(601, 0xffff_ffff) },
  },
};

const attempt = (t: TestContext, given: Partial<AdvertisingSettings>) =>
  t.attempt({ kind: 'advertise', link: 'link0', configuration: { ...DEFAULTS, ...given } });

suite('Router Advertisements: bounds of what is advertised', () => {
  for (const [name, { requirement, what, given, forbidden }] of Object.entries(bounds))
    conformance({
      id: `nd.router-advertising.${name}`,
      title: `${what} is refused, or not sent`,
      requirement,
      role: 'router',
      testbed: oneLink,
      actions: ADVERTISES,
      async run(t) {
        const before = t.now();
        await attempt(t, given(t));
        await t.expectNone(
          `an advertisement with ${what}`,
          { ...anyAdvertisement, ...forbidden },
          { since: before, for: FIRST_ADVERTISEMENT_TIME },
        );
      },
    });
});

interface Interval {
  readonly requirement: string;
  readonly what: string;
  readonly given: Partial<AdvertisingSettings>;
  /** Of how many intervals, once the first three advertisements are sent. */
  readonly intervals: number;
  /** All of them together show that the device acts on the value. */
  readonly shows: (gaps: readonly Duration[]) => boolean;
}

/** What a value of 4 s, the least that is allowed, would nearly never keep to five times over. */
const NEARLY_LEAST = seconds(3.1);
/** An interval that is drawn at random is nearly never so close to its largest value five times over. */
const NEARLY = milliseconds(100);

const intervals: Readonly<Record<string, Interval>> = {
  'max-interval-below': {
    requirement: 'rtr-ra-max-bounds',
    what: 'MaxRtrAdvInterval of 2 s',
    given: { maxRtrAdvInterval: seconds(2), minRtrAdvInterval: milliseconds(1_500), advDefaultLifetime: seconds(60) },
    intervals: 5,
    shows: (gaps) => gaps.every((gap) => gap <= NEARLY_LEAST),
  },
  'min-interval-below': {
    requirement: 'rtr-ra-min-bounds',
    what: 'MinRtrAdvInterval of 1 s',
    given: { maxRtrAdvInterval: seconds(4), minRtrAdvInterval: seconds(1), advDefaultLifetime: seconds(60) },
    intervals: 5,
    shows: (gaps) => gaps.some((gap) => gap < seconds(3)) || gaps.every((gap) => gap <= NEARLY_LEAST),
  },
  'min-interval-above': {
    requirement: 'rtr-ra-min-bounds',
    what: 'MinRtrAdvInterval as long as a MaxRtrAdvInterval of 10 s',
    given: { maxRtrAdvInterval: seconds(10), minRtrAdvInterval: seconds(10) },
    intervals: 5,
    shows: (gaps) => gaps.every((gap) => Math.abs(gap - seconds(10)) <= NEARLY),
  },
};

/** RFC 8319 section 4. */
const LARGEST_INTERVAL = seconds(65_535);

/** Intervals of five seconds or ten, and the time that a device may take to begin. */
const WATCHED = seconds(70);

suite('Router Advertisements: bounds of intervals', () => {
  for (const [name, interval] of Object.entries(intervals))
    conformance({
      id: `nd.router-advertising.${name}`,
      title: `${interval.what} is refused, or not kept to`,
      requirement: interval.requirement,
      role: 'router',
      testbed: oneLink,
      actions: ADVERTISES,
      async run(t) {
        const before = t.now();
        if ((await attempt(t, interval.given)) === 'refused') return expectNothingBegun(t, before);
        await t.elapse(WATCHED);
        const seen = t.allReceived(multicastAdvertisement, before).slice(0, interval.intervals + 1);
        await expectOtherIntervals(t, seen, interval);
      },
    });

  conformance({
    id: 'nd.router-advertising.max-interval-above',
    title: 'MaxRtrAdvInterval above 65535 s is refused, or not kept to',
    requirement: 'rtr-ra-max-bounds',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    lasts: hours(19),
    async run(t) {
      const before = t.now();
      const given = { maxRtrAdvInterval: seconds(70_000), minRtrAdvInterval: seconds(66_000), advDefaultLifetime: ZERO };
      if ((await attempt(t, given)) === 'refused') return expectNothingBegun(t, before);
      await t.elapse(WATCHED);
      const last = t.allReceived(multicastAdvertisement, before).at(-1);
      await t.expect('the next advertisement', multicastAdvertisement, { since: last ?? before, within: LARGEST_INTERVAL });
    },
  });
});

/** A device that refuses what it is told does not begin to advertise by it. */
const expectNothingBegun = (t: TestContext, since: Parameters<typeof elapsed>[0]): Promise<void> =>
  t.expectNone('a Router Advertisement', anyAdvertisement, { since, for: FIRST_ADVERTISEMENT_TIME });

/** A device that took other values may be too slow to show them here: it passes, if it lives. */
async function expectOtherIntervals(t: TestContext, seen: readonly Received[], { intervals: count, shows, what }: Interval): Promise<void> {
  const gaps = seen.slice(1).map((frame, i) => elapsed((seen[i] as Received).at, frame.at));
  if (gaps.length < count) return t.proveAlive();
  t.check(`other intervals than by ${what}`, {
    holds: !shows(gaps),
    found: `the intervals are ${gaps.map(formatDuration).join(', ')}`,
    frames: seen,
  });
}
