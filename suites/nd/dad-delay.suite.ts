import '../ledger/ledger.js';
import { UNSPECIFIED, addressFromOctets, isLinkLocal } from '../../reference/net/address.js';
import { prefixContains, type Prefix } from '../../reference/net/prefix.js';
import { elapsed, milliseconds, seconds, sum, times, type Duration } from '../../reference/time.js';
import { prefixInformation } from '../../reference/wire/nd-options.js';
import { conformance, suite } from '../kit/conformance.js';
import { not, present } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { MAX_RTR_SOLICITATION_DELAY, RETRANS_TIMER } from './constants.js';
import { quietAdvertisement } from './routers.js';
import { detectionOfAny, expectAssigned, FIRST_PROBE_TIME } from './tentative.js';

/** A delay below this cannot be told from none. One drawn from a second is above it in all but one of seventeen tries. */
const NOTICEABLE = milliseconds(60);
const TRIES = 5;

/** At least one of some tries must be delayed noticeably, none above the bound. */
async function expectDelayed(t: TestContext, attempt: (tries: number) => Promise<Duration>): Promise<boolean> {
  for (let tries = 1; tries <= TRIES; tries++) if ((await attempt(tries)) > NOTICEABLE) return true;
  t.note(`none of ${TRIES} tries was delayed by more than 60 ms`);
  return false;
}

const linkLocalDetection = detectionOfAny('a link-local address', isLinkLocal);

suite('Duplicate Address Detection: random delay', () => {
  conformance({
    id: 'nd.dad.delay-first',
    title: 'after a reset the first solicitation comes after a random delay of up to a second',
    requirement: 'dad-delay-first',
    role: 'node',
    testbed: oneLink,
    actions: ['reset'],
    async run(t) {
      const delayed = await expectDelayed(t, async () => {
        const before = t.now();
        await t.do({ kind: 'reset', link: 'link0' });
        // The interface came up at some instant while the action was under way: the delay counts from its end at the latest.
        const up = t.now();
        const within = sum(elapsed(before, up), MAX_RTR_SOLICITATION_DELAY);
        const probe = await t.expect('Duplicate Address Detection', linkLocalDetection, { since: before, within });
        await t.elapse(times(RETRANS_TIMER, 2));
        return elapsed(up, probe.at);
      });
      if (delayed) return;
      await t.do({ kind: 'reset', link: 'link0' });
      await t.expectNone('Duplicate Address Detection at once, again', linkLocalDetection, { since: t.now(), for: NOTICEABLE });
    },
  });

  conformance({
    id: 'nd.dad.delay-multicast-ra',
    title: 'an address from a multicast Router Advertisement is tested after a random delay of up to a second',
    requirement: 'dad-delay-mcast-ra',
    role: 'host',
    testbed: oneLink,
    async run(t) {
      const router = t.neighbor({ name: 'router', router: true });
      const advertise = async (tries: number) => {
        const prefix = numbered(t.prefix, tries);
        const option = prefixInformation({ prefix: prefix.address, validLifetime: 60, preferredLifetime: 60 });
        const sent = await t.send(
          'Router Advertisement with a new prefix',
          quietAdvertisement(router.linkLocal, router.linkLayerAddress, { options: [option] }),
          { from: router },
        );
        return { sent, detection: detectionOfAny('an address in the prefix', (target) => prefixContains(prefix, target)) };
      };
      const delayed = await expectDelayed(t, async (tries) => {
        const { sent, detection } = await advertise(tries);
        const probe = await t.expect('Duplicate Address Detection', detection, { since: sent, within: MAX_RTR_SOLICITATION_DELAY });
        return elapsed(sent.at, probe.at);
      });
      if (delayed) return;
      const { sent, detection } = await advertise(0);
      await t.expectNone('Duplicate Address Detection at once, again', detection, { since: sent, for: NOTICEABLE });
    },
  });

  conformance({
    id: 'nd.dad.report-source',
    title: 'listener reports that come before the link-local address is tested have the unspecified source',
    requirement: 'dad-mld-report-src',
    role: 'node',
    testbed: oneLink,
    actions: ['reset'],
    async run(t) {
      const before = t.now();
      await t.do({ kind: 'reset', link: 'link0' });
      const probe = await t.expect('Duplicate Address Detection', linkLocalDetection, {
        since: before,
        within: times(FIRST_PROBE_TIME, 2),
      });
      const premature = (message: string) => ({ [message]: present, 'ipv6.source': not(UNSPECIFIED) });
      const until = elapsed(before, probe.at) + seconds(0.9);
      const forbidden = ['multicastListenerReport2', 'multicastListenerReport'].map(premature);
      await t.expectNone('a report from a tentative address', forbidden, { since: before, for: until as Duration, proof: () => usable(t) });
    },
  });
});

/** A second after its detection the link-local address answers. */
const usable = (t: TestContext): Promise<void> => expectAssigned(t, t.dut.linkLocal);

/** Another /64 of the test's site. */
const numbered = (prefix: Prefix, number: number): Prefix => ({
  address: addressFromOctets(prefix.address.map((octet, i) => (i === 7 ? (octet + number) & 0xff : octet))),
  length: prefix.length,
});
