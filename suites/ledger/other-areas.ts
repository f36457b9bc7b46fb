import type { Requirement } from '../kit/requirement.js';
import { choice, may, must, should } from './lines.js';
import { routerSuite } from './states.js';

// prettier-ignore
/** Requirements of other areas that rest on RFC 4443, RFC 4861 or RFC 4862 as well. */
export const otherAreas: readonly Requirement[] = [
  must('fwd-subnet-anycast-local', 'router', 'RFC4291:2.6.1 RFC4443:4.2', 'Packet to prefix:: of an attached subnet is consumed by the router', routerSuite),
  should('fwd-noroute', 'router', 'RFC4443:3.1', 'No matching route and no default: Destination Unreachable code 0', routerSuite),
  should('fwd-reject-route', 'router', 'RFC4443:3.1', 'Explicit reject route: code 6', routerSuite),
  must('fwd-addr-unreach', 'router', 'RFC4861:7.2.2 RFC4443:3.1', 'Next hop on link does not resolve: code 3 for each queued packet after the third NS times out', routerSuite),
  must('fwd-p2p-pingpong', 'router', 'RFC4443:3.1', "Packet received on a point-to-point link for an unassigned address of that link's subnet is not sent back"),
  must('fwd-no-fragment', 'router', 'RFC8200:4.5 RFC4443:3.2', 'Routers never fragment transit packets', routerSuite),
  must('fwd-redirect-and-forward', 'router', 'RFC4861:8.2', 'A packet that triggers a redirect is also forwarded', routerSuite),
  choice('fwd-anycast-src', 'router', 'RFC4291:2.6 RFC4443:2.4', '4291 no longer forbids an anycast source address; errors back to an address known to be anycast are suppressed (MUST)', routerSuite),
  should('fwd-ingress-filter', 'router', 'RFC4443:3.1', 'Source fails ingress filter: code 5', routerSuite),
  should('fwd-admin', 'router', 'RFC4443:3.1', 'Filtered by policy: code 1 (if errors are enabled)', routerSuite),
  may('fwd-hairpin', 'router', 'RFC4861:8.2', 'Packet whose next hop is on the arrival link is forwarded back out', routerSuite),
  must('sas-icmp-reply-not', 'node', 'RFC4443:2.2', 'Echo Reply source is the destination of the request; NA source is any address of the interface (KAME: the NS target) (rule a)'),
  must('mld-solnode-report', 'node', 'RFC4861:7.2.1 RFC3810:6.1', 'Joining a solicited-node group is reported'),
];
