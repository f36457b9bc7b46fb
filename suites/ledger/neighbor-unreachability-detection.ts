import type { Requirement } from '../kit/requirement.js';
import { kame, must, should, untestable } from './lines.js';
import { hoursOfSamples, invisible, transportSuite } from './states.js';

// prettier-ignore
/** Neighbor Unreachability Detection (RFC 4861 section 7.3, RFC 7048). */
export const neighborUnreachabilityDetection: readonly Requirement[] = [
  must('nud-stale-to-delay', 'node', 'RFC4861:7.3.3', 'The first packet to a STALE neighbor is sent at once, and starts a delay of 5 s (DELAY_FIRST_PROBE_TIME) before it is probed'),
  must('nud-delay-confirm', 'node', 'RFC4861:7.3.3', 'A reachability confirmation during DELAY suppresses the probe'),
  must('nud-probe-unicast', 'node', 'RFC4861:7.3.3', 'A neighbor is probed by unicast Neighbor Solicitations to its cached link-layer address'),
  must('nud-probe-count', 'node', 'RFC4861:7.3.3', 'A neighbor that does not answer is probed MAX_UNICAST_SOLICIT (3) times, RetransTimer apart'),
  must('nud-probe-rate', 'node', 'RFC4861:7.3.3', 'No neighbor is sent more than one Neighbor Solicitation per RetransTimer'),
  should('nud-probe-delete', 'node', 'RFC4861:7.3.3', 'A neighbor that answers no probe is forgotten: the next packet resolves it again by multicast Neighbor Solicitation'),
  must('nud-probe-continues-idle', 'node', 'RFC4861:7.3.3', 'Once a neighbor is being probed, probes go on even if no further packet is sent to it'),
  should('nud-backoff-7048', 'node', 'RFC7048:3', 'A node that probes more than MAX_UNICAST_SOLICIT times waits exponentially longer, up to a limit such as 60 s, and goes on using the link-layer address'),
  must('nud-7048-mcast-60', 'node', 'RFC7048:3', 'For a neighbor in UNREACHABLE a node changes to multicast Neighbor Solicitations within 60 s of the first retransmission'),
  should('nud-7048-idle-stop', 'node', 'RFC7048:3', 'Multicast Neighbor Solicitations for a neighbor in UNREACHABLE stop when no packet is for it'),
  should('nud-7048-redirect-entry', 'host', 'RFC7048:3', 'A neighbor in UNREACHABLE that a Redirect named is not sent to: the next hop is determined anew'),
  should('nud-7048-router-choice', 'host', 'RFC7048:3 RFC4861:6.3.6', 'A default router in UNREACHABLE does not count as reachable when a default router is chosen'),
  must('nud-probe-ll-ll', 'node', 'RFC4861:7.3', 'A link-local neighbor is probed when the device talks from its link-local address'),
  must('nud-probe-gl-gl', 'node', 'RFC4861:7.3', 'A global neighbor is probed when the device talks from a global address'),
  must('nud-probe-ll-gl', 'node', 'RFC4861:7.3', 'A global neighbor is probed when the device talks from its link-local address'),
  must('nud-probe-gl-ll', 'node', 'RFC4861:7.3', 'A link-local neighbor is probed when the device talks from a global address'),
  should('nud-probe-slla', 'node', 'RFC4861:4.3 RFC4861:7.2.2', 'A unicast Neighbor Solicitation carries the link-layer address of its sender (SHOULD), but may omit it'),
  should('nud-reachable-time', 'node', 'RFC4861:6.3.2', 'A neighbor is REACHABLE for a random 0.5 to 1.5 times BaseReachableTime, or until the next packet to it after that'),
  should('nud-reachable-random', 'node', 'RFC4861:6.3.2 RFC4861:6.3.4', 'ReachableTime is drawn anew when BaseReachableTime changes, and every few hours', hoursOfSamples),
  should('nud-ra-reachable-time', 'host', 'RFC4861:6.3.4', 'A non-zero Reachable Time of a Router Advertisement replaces BaseReachableTime'),
  should('nud-ra-retrans', 'host', 'RFC4861:6.3.4', 'A non-zero Retrans Timer of a Router Advertisement replaces RetransTimer'),
  must('nud-no-traffic-no-probe', 'node', 'RFC4861:7.3.3', 'A neighbor to which no traffic is sent is not probed'),
  should('nud-upper-confirm', 'node', 'RFC4861:7.3.1', 'Progress of TCP confirms that the neighbor is reachable', transportSuite),
  kame('nud-upper-hint-limit-kame', 'node', 'RFC4861:7.3.1', 'KAME counts consecutive upper-layer hints and falls back to real ND beyond nd6_maxnudhint', untestable('hints come from TCP inside the device; nd6_maxnudhint is 0 by default, which takes none, and how many were taken no frame tells')),
  must('nud-na-s0-no-confirm', 'node', 'RFC4861:7.3.1', 'Unsolicited Neighbor Advertisements and Router Advertisements do not confirm that a neighbor is reachable'),
  must('nud-upper-not-incomplete', 'node', 'RFC4861:7.3.3', 'Upper-layer advice has no effect on an INCOMPLETE entry', invisible),
  should('nud-router-failure-switch', 'host', 'RFC4861:6.3.6 RFC4861:7.3.3', 'When the router in use does not answer probes the host changes to another default router'),
  must('nud-no-mcast', 'node', 'RFC4861:7.3', 'Groups are never probed'),
  kame('nud-loopback-shortcut-kame', 'node', 'RFC4861:5.2', 'Local addresses go through the loopback interface (nd6_useloopback)'),
];
