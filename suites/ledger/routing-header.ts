import type { Requirement } from '../kit/requirement.js';
import { choice, must } from './lines.js';
import { passive } from './states.js';

// prettier-ignore
/** The Routing header (RFC 8200 section 4.4, RFC 5095). */
export const routingHeader: readonly Requirement[] = [
  must('rh-unrec-sl0', 'node', 'RFC8200:4.4', 'A Routing header of unrecognized type without segments left is ignored, and the next header processed'),
  must('rh-unrec-slnon0', 'node', 'RFC8200:4.4', 'A packet with an unrecognized Routing header that has segments left is discarded, with Parameter Problem code 0 at the Routing Type'),
  must('rh-rh0-sl0', 'node', 'RFC5095:3', 'A Routing header of type 0 without segments left is ignored, as one of any unrecognized type is'),
  must('rh-rh0-slnon0-endnode', 'node', 'RFC5095:3', 'A Routing header of type 0 with segments left is answered with Parameter Problem'),
  must('rh-rh0-slnon0-router', 'router', 'RFC5095:3', 'A Routing header of type 0 with segments left, in a packet to the router itself, is answered with Parameter Problem and not forwarded'),
  must('rh-rh0-transit', 'router', 'RFC5095:4.2 RFC8200:4', 'A packet with a Routing header of type 0 to another node is forwarded, unless a configured policy filters that type'),
  choice('rh-rh0-tx', 'node', 'RFC5095:3', 'Nobody is forbidden to send a Routing header of type 0, but no node acts on one any more', passive),
  must('rh-filter-rh0-only', 'router', 'RFC5095:4.2 RFC8754:4.2', 'A filter of Routing headers of type 0 does not drop others; by default packets with other Routing headers are forwarded'),
  must('rh-rh0-forward-book', 'router', 'RFC2460:4.4', 'A Routing header of type 0 with segments left is processed by RFC 2460, and the packet forwarded to the next address (old rule)'),
  must('rh-unrec-intermediate', 'router', 'RFC8200:4.4', 'A router that is named by a Routing header of unrecognized type with segments left answers with Parameter Problem'),
  must('rh-after-hbh-pointer', 'node', 'RFC8200:4.4', 'The pointer about a Routing header counts the headers before it'),
  must('rh-mtu-after-processing', 'router', 'RFC8200:4.4', 'A packet that is too big for the next link after its Routing header was processed is answered with Packet Too Big'),
  must('rh-type2-not-mn', 'node', 'RFC8200:4.4 RFC6275:6.4 RFC6275:8.1', 'A node without Mobile IPv6 treats a Routing header of type 2 as unrecognized; a mobile node drops one that is not for its home address'),
  must('rh-next-scope-smaller', 'node', 'RFC4007:9', 'A Routing header whose next address has smaller scope than the destination makes the packet be discarded'),
  must('rh-type4-not-configured', 'node', 'RFC8754:4.3.2 RFC8200:4.4', 'A Segment Routing header at an address that is no segment is ignored without segments left, and else answered with Parameter Problem'),
  choice('rh-anycast-mcast-in-route', 'node', 'RFC4291:2.7 RFC2460:4.4', 'Multicast addresses do not belong in a Routing header (RFC 8200 does not say what a receiver does)'),
  must('rh-slnon0-multicast', 'node', 'RFC8200:4.4 RFC4443:2.4', 'A packet to a group with an unrecognized Routing header and segments left is discarded without an error message (point e.3)'),
];
