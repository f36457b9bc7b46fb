import '../ledger/ledger.js';
import { UNSPECIFIED } from '../../reference/net/address.js';
import { elapsed, inSeconds, minutes, seconds, sum, ZERO, type Duration } from '../../reference/time.js';
import type { AdvertisingSettings } from '../kit/advertising.js';
import { conformance, suite } from '../kit/conformance.js';
import type { Received } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import {
  ADVERTISES,
  anyAdvertisement,
  beginAdvertising,
  beginAnswering,
  DEFAULTS,
  multicastAdvertisement,
  QUICK,
  solicitationBy,
} from './advertising.js';
import { MAX_INITIAL_RTR_ADVERT_INTERVAL, MAX_INITIAL_RTR_ADVERTISEMENTS, MAX_RA_DELAY_TIME, MIN_DELAY_BETWEEN_RAS } from './constants.js';

/** Long enough for hosts that solicit, short enough to be waited for. */
const MODERATE: AdvertisingSettings = { maxRtrAdvInterval: seconds(10), minRtrAdvInterval: seconds(3), advPrefixList: [] };
const MANY = 40;

const gapsOf = (frames: readonly Received[]): readonly number[] =>
  frames.slice(1).map((frame, i) => inSeconds(elapsed((frames[i] as Received).at, frame.at)));

suite('Router Advertisements: unsolicited', () => {
  conformance({
    id: 'nd.router-advertising.interval',
    title: 'unsolicited advertisements are between MinRtrAdvInterval and MaxRtrAdvInterval apart',
    requirement: 'rtr-ra-interval-random',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      const first = await beginAdvertising(t, QUICK);
      await t.expectSeries('Router Advertisement', multicastAdvertisement, { since: first, count: 6, interval: [seconds(3), seconds(4)] });
    },
  });

  conformance({
    id: 'nd.router-advertising.interval-random',
    title: 'the intervals are spread over the whole range from MinRtrAdvInterval to MaxRtrAdvInterval',
    requirement: 'rtr-ra-interval-random',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    lasts: minutes(7),
    async run(t) {
      const first = await beginAdvertising(t, MODERATE);
      const interval = [seconds(3), seconds(10)] as const;
      const frames = await t.expectSeries('Router Advertisement', multicastAdvertisement, { since: first, count: MANY, interval });
      // Evenly drawn, a third of the range is missed by forty values once in ten million runs.
      const gaps = gapsOf([first, ...frames]);
      t.check('the intervals are spread over all of 3 to 10 s, from MinRtrAdvInterval to MaxRtrAdvInterval', {
        holds: Math.min(...gaps) < 3 + 7 / 3 && Math.max(...gaps) > 10 - 7 / 3,
        found: `intervals of ${gaps.map((gap) => gap.toFixed(1)).join(', ')} s`,
        frames: [first, ...frames],
      });
    },
  });

  conformance({
    id: 'nd.router-advertising.initial',
    title: `the first ${MAX_INITIAL_RTR_ADVERTISEMENTS} advertisements are at most 16 s apart, however long the interval is`,
    requirement: 'rtr-ra-initial',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      const first = await beginAdvertising(t, DEFAULTS);
      await t.expectSeries('Router Advertisement', multicastAdvertisement, {
        since: first,
        count: MAX_INITIAL_RTR_ADVERTISEMENTS - 1,
        interval: [MIN_DELAY_BETWEEN_RAS, MAX_INITIAL_RTR_ADVERT_INTERVAL],
      });
    },
  });

  conformance({
    id: 'nd.router-advertising.after-initial',
    title: 'after the first advertisements the configured interval holds',
    requirement: 'rtr-ra-interval-random',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    lasts: minutes(60),
    async run(t) {
      const first = await beginAdvertising(t, { ...DEFAULTS, maxRtrAdvInterval: seconds(600), minRtrAdvInterval: seconds(200) });
      const last = await t.given('the first advertisements are sent', async () => {
        let latest = first;
        for (let i = 1; i < MAX_INITIAL_RTR_ADVERTISEMENTS; i++)
          latest = await t.expect('Router Advertisement', multicastAdvertisement, { since: latest, within: seconds(600) });
        return latest;
      });
      const interval = [seconds(200), seconds(600)] as const;
      await t.expectSeries('Router Advertisement', multicastAdvertisement, { since: last, count: 4, interval });
    },
  });

  conformance({
    id: 'nd.router-advertising.timer-reset',
    title: 'a multicast answer to a solicitation starts the interval anew',
    requirement: 'rtr-ra-timer-reset',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      const interval: readonly [Duration, Duration] = [seconds(6), seconds(8)];
      await beginAnswering(t, { ...DEFAULTS, minRtrAdvInterval: interval[0], maxRtrAdvInterval: interval[1] });
      const sent = await t.send('Router Solicitation from the unspecified address', solicitationBy({ source: UNSPECIFIED }));
      const answer = await t.expect('the answer', multicastAdvertisement, { since: sent, within: MAX_RA_DELAY_TIME });
      await t.expect('the next advertisement', multicastAdvertisement, { since: answer, between: interval });
    },
  });
});

/** Solicitations follow each other so quickly that one is always waiting. */
const STORM_INTERVAL = MAX_RA_DELAY_TIME;
const STORM_TIME = seconds(10);

suite('Router Advertisements: rate', () => {
  conformance({
    id: 'nd.router-advertising.rate',
    title: 'multicast advertisements are at least 3 s apart, however many solicitations there are',
    requirement: 'rtr-ra-rate',
    role: 'router',
    testbed: oneLink,
    actions: ADVERTISES,
    async run(t) {
      const first = await beginAdvertising(t);
      for (let waited: Duration = ZERO; waited < STORM_TIME; waited = sum(waited, STORM_INTERVAL)) {
        await t.send('Router Solicitation from the unspecified address', solicitationBy({ source: UNSPECIFIED }));
        await t.elapse(STORM_INTERVAL);
      }
      // The answer is due at the end of the rate limit, or the random delay later; a solicitation was waiting all the time.
      const latest = sum(MIN_DELAY_BETWEEN_RAS, MAX_RA_DELAY_TIME, STORM_INTERVAL);
      await t.expectSeries('Router Advertisement', anyAdvertisement, { since: first, count: 2, interval: [MIN_DELAY_BETWEEN_RAS, latest] });
    },
  });
});
