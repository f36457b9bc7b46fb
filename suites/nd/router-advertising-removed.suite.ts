import '../ledger/ledger.js';
import { formatPrefix, type Prefix } from '../../reference/net/prefix.js';
import { hours, minutes } from '../../reference/time.js';
import type { NdOption } from '../../reference/wire/nd-options.js';
import { conformance, suite } from '../kit/conformance.js';
import { elapseUntil } from '../kit/elapse-until.js';
import { satisfies, type Matcher } from '../kit/match.js';
import type { Received, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import {
  ADVERTISES,
  answerTo,
  beginAdvertising,
  DEFAULTS,
  FIRST_ADVERTISEMENT_TIME,
  LATEST_ANSWER,
  multicastAdvertisement,
  numberedPrefix,
  solicit,
} from './advertising.js';
import { exactly, inText, OPTIONS, prefixesIn } from './advertised-prefixes.js';

/** For how long rtadvd goes on with a prefix that was taken from it. */
const WITHDRAWAL_TIME = hours(2);
const STILL = minutes(118);
const AFTERWARDS = minutes(122);

/** The first prefix with lifetimes, the second without. */
const withdrawing = (kept: Prefix, removed: Prefix): Matcher =>
  satisfies<readonly NdOption[]>(`${formatPrefix(kept)} with lifetimes, and ${formatPrefix(removed)} with lifetimes of zero`, (options) => {
    const lasting = (prefix: Prefix): readonly boolean[] =>
      prefixesIn(options)
        .filter((option) => inText(option) === formatPrefix(prefix))
        .flatMap(({ validLifetime, preferredLifetime }) => [validLifetime > 0, preferredLifetime > 0]);
    return lasting(kept).join() === 'true,true' && lasting(removed).join() === 'false,false';
  });

async function nextAdvertisement(t: TestContext): Promise<Received> {
  const since = await solicit(t);
  return t.expect('Router Advertisement in answer', answerTo(t.tester.linkLocal), { since, within: LATEST_ANSWER });
}

suite('Router Advertisements of rtadvd: a prefix that was removed', () => {
  conformance({
    id: 'nd.router-advertising.prefix-removed',
    title: `a removed prefix is advertised with lifetimes of zero for ${WITHDRAWAL_TIME / hours(1)} hours, and then no more`,
    requirement: 'life-rtadvd-withdraw-kame',
    role: 'router',
    testbed: oneLink,
    profiles: ['kame'],
    actions: ADVERTISES,
    lasts: AFTERWARDS,
    async run(t) {
      const [kept, removed] = [t.prefix, numberedPrefix(t, 1)];
      await beginAdvertising(t, { ...DEFAULTS, advPrefixList: [{ prefix: kept }, { prefix: removed }] });
      const since = t.now();
      await t.do({ kind: 'advertise', link: 'link0', configuration: { ...DEFAULTS, advPrefixList: [{ prefix: kept }] } });
      const gone = { [OPTIONS]: withdrawing(kept, removed) };
      const first = await t.expect('the next advertisement', multicastAdvertisement, { since, within: FIRST_ADVERTISEMENT_TIME });
      t.require('the removed prefix without lifetimes', first, gone);
      await elapseUntil(t, since, STILL);
      t.require('the removed prefix without lifetimes', await nextAdvertisement(t), gone);
      await elapseUntil(t, since, AFTERWARDS);
      t.require('no removed prefix', await nextAdvertisement(t), { [OPTIONS]: exactly([formatPrefix(kept)]) });
    },
  });
});
