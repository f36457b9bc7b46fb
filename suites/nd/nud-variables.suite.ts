import '../ledger/ledger.js';
import { milliseconds, seconds, sum, times, type Duration } from '../../reference/time.js';
import { conformance, suite } from '../kit/conformance.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { about, DELAY_FIRST_PROBE_TIME } from './constants.js';
import { multicastSolicitationFor, solicitationFor } from './messages.js';
import { prime } from './neighbor-states.js';
import { quietAdvertisement } from './routers.js';
import { expectReply } from './state-proof.js';
import { firstSolicitation, needResolution } from './unresolved.js';

/** Short against the default of 30 s, long against the resolution of any clock. */
const REACHABLE_TIME = seconds(4);
/**
 * A device may look back at packets sent while the entry was REACHABLE, and go to DELAY when the time ends: its probe, due
 * from half this time plus DELAY_FIRST_PROBE_TIME on, must not be taken for one that the test's packet led to.
 */
const LONGER_REACHABLE_TIME = seconds(8);
/** Half of it is more than DELAY_FIRST_PROBE_TIME: when it ends, no packet was sent lately. */
const REACHABLE_TIME_WITHOUT_TRAFFIC = seconds(12);
/** One and a half of it are less than DELAY_FIRST_PROBE_TIME: when it ends, a packet was sent lately. */
const REACHABLE_TIME_WITH_TRAFFIC = seconds(3);
const RETRANS_TIME = seconds(3);

/** RFC 4861 section 10, what a host has without any Router Advertisement. */
const DEFAULTS = { reachableTime: 30_000, retransTimer: 1_000 };

/** What the host learns from an advertisement outlives the test, so the defaults are advertised again in the end. */
async function withVariables(
  t: TestContext,
  variables: { reachableTime?: number; retransTimer?: number },
  test: () => Promise<void>,
): Promise<void> {
  const router = t.neighbor({ name: 'router', router: true });
  const advertise = (given: typeof variables) =>
    t.send('Router Advertisement', quietAdvertisement(router.linkLocal, router.linkLayerAddress, given), { from: router });
  await advertise(variables);
  await test();
  await advertise(DEFAULTS);
}

/** A neighbour that was REACHABLE, and to which nothing more is sent, is not probed. */
const expectIdle = (t: TestContext, reachableTime: Duration): Promise<void> =>
  withVariables(t, { reachableTime: inMilliseconds(reachableTime) }, async () => {
    const neighbor = await prime(t, 'reachable');
    const idle = sum(times(reachableTime, 1.5), DELAY_FIRST_PROBE_TIME, seconds(1));
    await t.expectNone('a Neighbor Solicitation for the neighbor', solicitationFor(neighbor.address), { since: t.now(), for: idle });
  });

const inMilliseconds = (duration: Duration): number => duration / milliseconds(1);

suite('Neighbor Unreachability Detection: ReachableTime and RetransTimer', () => {
  conformance({
    id: 'nd.nud.reachable-at-least',
    title: 'an entry stays REACHABLE for at least half the advertised Reachable Time',
    requirement: 'nud-reachable-time',
    role: 'host',
    testbed: oneLink,
    async run(t) {
      await withVariables(t, { reachableTime: inMilliseconds(LONGER_REACHABLE_TIME) }, async () => {
        const neighbor = await prime(t, 'reachable');
        await t.elapse(times(LONGER_REACHABLE_TIME, 0.4));
        const reply = await expectReply(t, neighbor);
        await t.expectNone('a probe', solicitationFor(neighbor.address), { since: reply, for: about(DELAY_FIRST_PROBE_TIME)[1] });
      });
    },
  });

  conformance({
    id: 'nd.nud.reachable-at-most',
    title: 'after one and a half times the advertised Reachable Time a packet leads to a probe',
    requirement: 'nud-ra-reachable-time',
    role: 'host',
    testbed: oneLink,
    async run(t) {
      await withVariables(t, { reachableTime: inMilliseconds(REACHABLE_TIME) }, async () => {
        const neighbor = await prime(t, 'reachable');
        await t.elapse(about(times(REACHABLE_TIME, 1.5))[1]);
        const reply = await expectReply(t, neighbor);
        await t.expect('a probe', solicitationFor(neighbor.address), { since: reply, within: about(DELAY_FIRST_PROBE_TIME)[1] });
      });
    },
  });

  conformance({
    id: 'nd.nud.idle-after-reachable',
    title: 'the end of Reachable Time alone leads to no probe',
    requirement: 'nud-no-traffic-no-probe',
    role: 'host',
    testbed: oneLink,
    run: (t) => expectIdle(t, REACHABLE_TIME_WITHOUT_TRAFFIC),
  });

  conformance({
    id: 'nd.nud.reachable-to-stale',
    title: 'Reachable Time ends in STALE, not in DELAY, also where a packet was sent shortly before',
    requirement: 'nud-reachable-time',
    role: 'host',
    testbed: oneLink,
    run: (t) => expectIdle(t, REACHABLE_TIME_WITH_TRAFFIC),
  });

  conformance({
    id: 'nd.nud.retrans-advertised',
    title: 'solicitations are the advertised Retrans Timer apart',
    requirement: 'nud-ra-retrans',
    role: 'host',
    testbed: oneLink,
    async run(t) {
      await withVariables(t, { retransTimer: inMilliseconds(RETRANS_TIME) }, async () => {
        const unresolved = await needResolution(t, 'link-local');
        const first = await firstSolicitation(t, unresolved);
        await t.expect('the next solicitation', multicastSolicitationFor(unresolved.target), {
          since: first,
          between: about(RETRANS_TIME),
        });
      });
    },
  });
});
