import '../ledger/ledger.js';
import { after, days, elapsed, seconds, sum, times, type Duration, type Instant } from '../../reference/time.js';
import { suite } from '../kit/conformance.js';
import { not } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { assignAll, addressIn, sitePrefix } from '../nd/device-addresses.js';
import { FIRST_PROBE_TIME } from '../nd/tentative.js';
import { expectAnswers, expectGone } from './formation.js';
import { sourceTowards } from './sources.js';
import {
  beginTemporary,
  detectionOfAnother,
  expectNoneFormed,
  expectTemporary,
  LONG,
  offerPrefix,
  setVariable,
  temporaryTest,
  type Temporary,
} from './temporary.js';

/** RFC 8981 section 3.8, with TEMP_IDGEN_RETRIES 3, DupAddrDetectTransmits 1 and RetransTimer 1 s. */
const REGEN_ADVANCE = seconds(5);
const TEMP_PREFERRED_LIFETIME = days(1);
const TEMP_VALID_LIFETIME = days(2);
const MAX_DESYNC_FACTOR = 0.4;

const INFINITE = { valid: 0xffff_ffff, preferred: 0xffff_ffff };

const until = async (t: TestContext, instant: Instant): Promise<void> => t.elapse(Math.max(0, elapsed(t.now(), instant)) as Duration);

/** An address of the device that stays preferred. */
async function configureOther(t: TestContext) {
  const address = addressIn(t, sitePrefix(t, 2));
  await assignAll(t, [{ address }]);
  return address;
}

suite('Temporary addresses: lifetimes of the prefix', () => {
  temporaryTest({
    id: 'valid-of-prefix',
    title: 'a temporary address answers until the valid lifetime of its prefix ends, and not after',
    requirement: 'slaac-temp-lifetimes',
    async run(t) {
      const { temporary, offered } = await beginTemporary(t, { valid: 15, preferred: 15 });
      await until(t, after(offered.at, seconds(12)));
      await expectAnswers(t, temporary);
      await until(t, after(offered.at, seconds(16)));
      await expectGone(t, temporary);
    },
  });

  temporaryTest({
    id: 'preferred-of-prefix',
    title:
      'after the preferred lifetime of its prefix a temporary address is not the source of a new conversation while another one is there',
    requirement: 'slaac-temp-lifetimes',
    also: ['add-address', 'ping'],
    async run(t) {
      const { prefix, offered } = await beginTemporary(t, { valid: 600, preferred: 12 });
      const other = await configureOther(t);
      await until(t, after(offered.at, seconds(13)));
      t.require('the source is the preferred address', await sourceTowards(t, prefix), { 'ipv6.source': other });
    },
  });

  temporaryTest({
    id: 'valid-extended',
    title: 'a longer valid lifetime of the prefix extends that of its temporary address',
    requirement: 'slaac-temp-lifetimes',
    async run(t) {
      const { router, prefix, temporary, offered } = await beginTemporary(t, { valid: 15, preferred: 15 });
      await offerPrefix(t, router, prefix, LONG);
      await until(t, after(offered.at, seconds(17)));
      await expectAnswers(t, temporary);
    },
  });

  temporaryTest({
    id: 'preferred-zero',
    title: 'a Preferred Lifetime of 0 deprecates a temporary address at once',
    requirement: 'slaac-temp-lifetimes',
    also: ['add-address', 'ping'],
    async run(t) {
      const { router, prefix } = await beginTemporary(t);
      const other = await configureOther(t);
      await offerPrefix(t, router, prefix, { valid: 600, preferred: 0 });
      t.require('the source is the preferred address', await sourceTowards(t, prefix), { 'ipv6.source': other });
    },
  });

  temporaryTest({
    id: 'preferred-zero-no-successor',
    title: 'a Preferred Lifetime of 0 leads to no new temporary address',
    requirement: 'slaac-temp-no-regen-zero',
    async run(t) {
      const { router, prefix, stable, temporary } = await beginTemporary(t);
      const sent = await offerPrefix(t, router, prefix, { valid: 600, preferred: 0 });
      await expectNoneFormed(t, sent, prefix, [stable, temporary]);
    },
  });
});

/** Short limits, so that nobody waits for days. */
const SHORT_PREFERRED = seconds(20);
const SHORT_VALID = seconds(30);

async function beginShort(t: TestContext): Promise<Temporary> {
  await setVariable(t, 'tempPreferredLifetimeMs', SHORT_PREFERRED / 1_000);
  await setVariable(t, 'tempValidLifetimeMs', SHORT_VALID / 1_000);
  return beginTemporary(t);
}

suite('Temporary addresses: lifetimes of their own', () => {
  temporaryTest({
    id: 'valid-limit',
    title: 'a temporary address ends with TEMP_VALID_LIFETIME, although its prefix is advertised with a longer one again',
    requirement: 'slaac-temp-lifetimes',
    async run(t) {
      const { router, prefix, temporary, offered, probe } = await beginShort(t);
      await offerPrefix(t, router, prefix, LONG);
      await until(t, after(offered.at, seconds(25)));
      await expectAnswers(t, temporary);
      await until(t, after(probe.at, sum(SHORT_VALID, seconds(1))));
      await expectGone(t, temporary);
    },
  });

  temporaryTest({
    id: 'preferred-limit',
    title:
      'after TEMP_PREFERRED_LIFETIME a temporary address is not the source of a new conversation, although its prefix is preferred longer',
    requirement: 'slaac-temp-lifetimes',
    also: ['ping'],
    async run(t) {
      const { router, prefix, temporary, probe } = await beginShort(t);
      await offerPrefix(t, router, prefix, LONG);
      await until(t, after(probe.at, sum(SHORT_PREFERRED, seconds(1))));
      t.require('the source is another address', await sourceTowards(t, prefix), { 'ipv6.source': not(temporary) });
    },
  });

  temporaryTest({
    id: 'successor',
    title: 'at the latest when a temporary address is deprecated a new one is formed',
    requirement: 'slaac-temp-regen',
    async run(t) {
      const { prefix, stable, temporary, probe } = await beginShort(t);
      await expectTemporary(t, probe, prefix, [stable, temporary], sum(SHORT_PREFERRED, FIRST_PROBE_TIME));
    },
  });

  temporaryTest({
    id: 'successor-in-advance',
    title: 'REGEN_ADVANCE before a temporary address is deprecated a new one is formed',
    requirement: 'slaac-temp-advance',
    async run(t) {
      const { prefix, stable, temporary, probe } = await beginShort(t);
      const latest = (SHORT_PREFERRED - REGEN_ADVANCE) as Duration;
      await expectTemporary(t, probe, prefix, [stable, temporary], sum(latest, FIRST_PROBE_TIME));
    },
  });

  temporaryTest({
    id: 'default-valid',
    title: 'a temporary address of a prefix with infinite lifetimes ends after two days',
    requirement: 'slaac-temp-lifetimes',
    lasts: TEMP_VALID_LIFETIME,
    async run(t) {
      const { temporary, offered, probe } = await beginTemporary(t, INFINITE);
      await until(t, after(offered.at, (TEMP_VALID_LIFETIME - seconds(10)) as Duration));
      await expectAnswers(t, temporary);
      await until(t, after(probe.at, sum(TEMP_VALID_LIFETIME, seconds(1))));
      await expectGone(t, temporary);
    },
  });

  temporaryTest({
    id: 'default-preferred',
    title:
      'a temporary address of a prefix with infinite lifetimes gets its successor 0.6 to 1 day after it was formed, less REGEN_ADVANCE',
    requirement: 'slaac-temp-regen',
    lasts: TEMP_PREFERRED_LIFETIME,
    async run(t) {
      const { prefix, stable, temporary, offered } = await beginTemporary(t, INFINITE);
      const earliest = (times(TEMP_PREFERRED_LIFETIME, 1 - MAX_DESYNC_FACTOR) - REGEN_ADVANCE) as Duration;
      const another = detectionOfAnother(prefix, stable, temporary);
      await t.expect('Duplicate Address Detection of the successor', another, {
        since: offered,
        between: [earliest, TEMP_PREFERRED_LIFETIME],
      });
    },
  });
});
