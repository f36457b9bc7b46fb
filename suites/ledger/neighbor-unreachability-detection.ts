import type { Requirement } from '../kit/requirement.js';
import { kame, must, should, untestable } from './lines.js';
import { hoursOfSamples, invisible, transportSuite } from './states.js';

// prettier-ignore
/** Neighbor Unreachability Detection (RFC 4861 section 7.3, RFC 7048). */
export const neighborUnreachabilityDetection: readonly Requirement[] = [
  must('nud-stale-to-delay', 'node', 'RFC4861:7.3.3', 'First packet to a STALE neighbour is sent at once and starts a 5 s delay'),
  must('nud-delay-confirm', 'node', 'RFC4861:7.3.3', 'A reachability confirmation during DELAY suppresses the probe'),
  must('nud-probe-unicast', 'node', 'RFC4861:7.3.3', 'Probes are unicast to the cached link-layer address'),
  must('nud-probe-count', 'node', 'RFC4861:7.3.3', 'MAX_UNICAST_SOLICIT = 3 probes, spaced RetransTimer'),
  must('nud-probe-rate', 'node', 'RFC4861:7.3.3', 'Never more than one NS per RetransTimer to the same neighbour'),
  should('nud-probe-delete', 'node', 'RFC4861:7.3.3', 'A neighbour that answers no probe is forgotten: the next packet resolves it again by multicast NS'),
  must('nud-probe-continues-idle', 'node', 'RFC4861:7.3.3', 'Once in PROBE the retransmissions go on even if no further packet is sent'),
  should('nud-backoff-7048', 'node', 'RFC7048:3', 'A node that sends more than MAX_UNICAST_SOLICIT probes backs off exponentially, clamped at a reasonable maximum such as 60 s (factor 3 is only the example); state UNREACHABLE keeps the link-layer address in use'),
  must('nud-7048-mcast-60', 'node', 'RFC7048:3', 'In UNREACHABLE a node may start with unicast probes but switches to multicast NS within 60 s of the initial retransmission'),
  should('nud-7048-idle-stop', 'node', 'RFC7048:3', 'Multicast probing stops when no packets use the entry'),
  should('nud-7048-redirect-entry', 'host', 'RFC7048:3', 'An UNREACHABLE entry made by a Redirect is not used for sending; next-hop selection is redone'),
  should('nud-7048-router-choice', 'host', 'RFC7048:3 RFC4861:6.3.6', 'A default router in UNREACHABLE does not count as reachable when choosing routers (RFC 7048 extends the SHOULD of RFC 4861)'),
  must('nud-probe-ll-ll', 'node', 'RFC4861:7.3', 'A link-local neighbour is probed when the device talks from its link-local address'),
  must('nud-probe-gl-gl', 'node', 'RFC4861:7.3', 'A global neighbour is probed when the device talks from a global address'),
  must('nud-probe-ll-gl', 'node', 'RFC4861:7.3', 'A global neighbour is probed when the device talks from its link-local address'),
  must('nud-probe-gl-ll', 'node', 'RFC4861:7.3', 'A link-local neighbour is probed when the device talks from a global address'),
  should('nud-probe-slla', 'node', 'RFC4861:4.3 RFC4861:7.2.2', 'A unicast NS SHOULD carry the SLLA, MAY omit it'),
  should('nud-reachable-time', 'node', 'RFC4861:6.3.2', 'REACHABLE lasts a random 0.5..1.5 x BaseReachableTime; the change to STALE may be deferred until the next packet is sent'),
  should('nud-reachable-random', 'node', 'RFC4861:6.3.2 RFC4861:6.3.4', 'ReachableTime recomputed on change and every few hours', hoursOfSamples),
  should('nud-ra-reachable-time', 'host', 'RFC4861:6.3.4', 'A non-zero Reachable Time of an RA replaces BaseReachableTime'),
  should('nud-ra-retrans', 'host', 'RFC4861:6.3.4', 'A non-zero Retrans Timer of an RA replaces RetransTimer'),
  must('nud-no-traffic-no-probe', 'node', 'RFC4861:7.3.3', 'A neighbour to which no traffic is sent is not probed'),
  should('nud-upper-confirm', 'node', 'RFC4861:7.3.1', 'TCP forward progress confirms reachability', transportSuite),
  kame('nud-upper-hint-limit-kame', 'node', 'RFC4861:7.3.1', 'KAME counts consecutive upper-layer hints and falls back to real ND beyond nd6_maxnudhint', untestable('hints come from TCP inside the device; nd6_maxnudhint is 0 by default, which takes none, and how many were taken no frame tells')),
  must('nud-na-s0-no-confirm', 'node', 'RFC4861:7.3.1', 'Unsolicited NA and RA do not confirm reachability'),
  must('nud-upper-not-incomplete', 'node', 'RFC4861:7.3.3', 'Upper-layer advice has no effect on an INCOMPLETE entry', invisible),
  should('nud-router-failure-switch', 'host', 'RFC4861:6.3.6 RFC4861:7.3.3', 'When the used router fails NUD the host switches to another default router'),
  must('nud-no-mcast', 'node', 'RFC4861:7.3', 'Groups are never probed'),
  kame('nud-loopback-shortcut-kame', 'node', 'RFC4861:5.2', 'Local addresses go through the loopback interface (nd6_useloopback)'),
];
