import { milliseconds, seconds, sum, type Duration } from '../../reference/time.js';

/** RFC 4861 section 10. */
export const DELAY_FIRST_PROBE_TIME = seconds(5);
export const RETRANS_TIMER = seconds(1);
export const REACHABLE_TIME = seconds(30);
export const MAX_MULTICAST_SOLICIT = 3;
export const MAX_UNICAST_SOLICIT = 3;
export const MAX_NEIGHBOR_ADVERTISEMENT = 3;
export const MAX_ANYCAST_DELAY_TIME = seconds(1);
export const MAX_RTR_SOLICITATION_DELAY = seconds(1);

/** How long an answer may take, and how long silence is watched, where the RFCs set no bound. */
export const ANSWER_TIME = seconds(1);

/**
 * RFC 4861 section 7.2.2 retransmits "approximately every RetransTimer": the lower edge is a MUST, for the upper one half
 * a RetransTimer is granted, here and to the delay of section 7.3.3 whose lateness no sentence bounds.
 */
const APPROXIMATELY = milliseconds(500);

/** The window of a timer: not before it ends, and not much later. */
export const about = (duration: Duration): readonly [Duration, Duration] => [duration, sum(duration, APPROXIMATELY)];

/** The default that IANA records for CurHopLimit (RFC 4861 section 6.3.2). */
export const HOP_LIMIT = 64;

/** RFC 2464 section 2. */
export const LINK_MTU = 1500;

/** RFC 8200 section 5. */
export const MINIMUM_MTU = 1280;

/** RFC 4861 section 10, of routers. */
export const MAX_INITIAL_RTR_ADVERT_INTERVAL = seconds(16);
export const MAX_INITIAL_RTR_ADVERTISEMENTS = 3;
export const MAX_FINAL_RTR_ADVERTISEMENTS = 3;
export const MIN_DELAY_BETWEEN_RAS = seconds(3);
export const MAX_RA_DELAY_TIME = milliseconds(500);
