import { address } from '../../net/address.js';
import { seconds, type Duration } from '../../time.js';

/** RFC 2080 section 2.1. */
export const RIPNG_PORT = 521;
/** RFC 2080 section 2.5: the all-rip-routers group. */
export const ALL_RIP_ROUTERS = address('ff02::9');
/** RFC 2080 section 2.1: the commands. */
export const REQUEST = 1;
export const RESPONSE = 2;
/** RFC 2080 section 2.1: a destination of this metric is not reachable. */
export const INFINITY = 16;
/** RFC 2080 section 2.1.1: the metric that makes a route table entry name a next hop. */
export const NEXT_HOP_METRIC = 0xff;

/** The timers of RFC 2080, and the bounds of what neighbours can make the process remember. */
export interface RipngConstants {
  /* Section 2.3: every 30 seconds, "offset by a small random time (+/- 0 to 15 seconds)" */
  readonly UPDATE_INTERVAL: Duration;
  readonly UPDATE_OFFSET: Duration;
  /* Section 2.3 */
  readonly TIMEOUT: Duration;
  readonly GARBAGE_COLLECTION: Duration;
  /* Section 2.5.1: how long a further triggered update waits */
  readonly TRIGGERED_UPDATE_DELAY_MIN: Duration;
  readonly TRIGGERED_UPDATE_DELAY_MAX: Duration;
  /** Learned routes, those being deleted too. */
  readonly MAX_ROUTES: number;
}

export const RIPNG_CONSTANTS: RipngConstants = {
  UPDATE_INTERVAL: seconds(30),
  UPDATE_OFFSET: seconds(15),
  TIMEOUT: seconds(180),
  GARBAGE_COLLECTION: seconds(120),
  TRIGGERED_UPDATE_DELAY_MIN: seconds(1),
  TRIGGERED_UPDATE_DELAY_MAX: seconds(5),
  MAX_ROUTES: 100_000,
};
