import { ALL_ROUTERS } from '../../reference/net/address.js';
import { milliseconds, seconds, sum, times, type Duration } from '../../reference/time.js';
import type { Match } from '../kit/match.js';
import type { Received, TestContext } from '../kit/test-context.js';
import { about, MAX_RTR_SOLICITATION_DELAY, RETRANS_TIMER } from './constants.js';
import { FIRST_PROBE_TIME } from './tentative.js';

export const anySolicitation: Match = { 'ipv6.destination': ALL_ROUTERS, 'routerSolicitation.code': 0 };

/** Duplicate Address Detection of the link-local address may come first, with its delay, and then a delay of its own. */
export const FIRST_SOLICITATION_TIME = sum(FIRST_PROBE_TIME, RETRANS_TIMER, MAX_RTR_SOLICITATION_DELAY);

/**
 * No sentence bounds how late a timer of the back-off may be. An eighth of the wait is granted: that is how coarse timers
 * are which need not be exact.
 */
export const LATENESS = 1.125;

/** RFC 4861 section 10. */
export const RTR_SOLICITATION_INTERVAL = seconds(4);

/**
 * From the first solicitation to the second. RFC 7559 section 2 has IRT, 4 s, varied by RAND, a tenth (RFC 3315
 * section 14); without it the interval is at least four seconds.
 */
export const secondSolicitation = (t: TestContext): readonly [Duration, Duration] =>
  t.profile === 'current' ? [seconds(3.6), times(seconds(4.4), LATENESS)] : about(RTR_SOLICITATION_INTERVAL);

/** After that a second solicitation is not about to come any more, of whichever rule. */
export const NO_SECOND_SOLICITATION = sum(RTR_SOLICITATION_INTERVAL, milliseconds(1_500));

/** The interface comes up anew, and the device looks for routers: its first solicitation has just come. */
export async function beginDiscovery(t: TestContext): Promise<Received> {
  const before = t.now();
  await t.do({ kind: 'reset', link: 'link0' });
  return t.given('the device solicits routers', () => firstSolicitation(t, before));
}

export const firstSolicitation = (t: TestContext, since: Parameters<TestContext['expect']>[2]['since']): Promise<Received> =>
  t.expect('first Router Solicitation', anySolicitation, { since, within: FIRST_SOLICITATION_TIME });
