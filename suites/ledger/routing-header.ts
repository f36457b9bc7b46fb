import type { Requirement } from '../kit/requirement.js';
import { choice, must } from './lines.js';
import { passive } from './states.js';

// prettier-ignore
/** The Routing header (RFC 8200 section 4.4, RFC 5095). */
export const routingHeader: readonly Requirement[] = [
  must('rh-unrec-sl0', 'node', 'RFC8200:4.4', 'Unrecognised type (33) with Segments Left 0: header ignored, next header processed'),
  must('rh-unrec-slnon0', 'node', 'RFC8200:4.4', 'Unrecognised type (33), Segments Left 1: discard + Parameter Problem pointing at Routing Type'),
  must('rh-rh0-sl0', 'node', 'RFC5095:3', 'Type 0 with Segments Left 0 is ignored like any unrecognised type'),
  must('rh-rh0-slnon0-endnode', 'node', 'RFC5095:3', 'Type 0 with Segments Left > 0: Parameter Problem'),
  must('rh-rh0-slnon0-router', 'router', 'RFC5095:3', "Routing header type 0 with segments left, addressed to a router's own address: Parameter Problem, not forwarded"),
  must('rh-rh0-transit', 'router', 'RFC5095:4.2 RFC8200:4', 'RH0 in a packet addressed to another node is just forwarded unless a configured policy filters RH0 (a filter must not drop other routing types)'),
  choice('rh-rh0-tx', 'node', 'RFC5095:3', 'Nobody is forbidden to send a Routing header of type 0, but no node acts on one any more', passive),
  must('rh-filter-rh0-only', 'router', 'RFC5095:4.2 RFC8754:4.2', 'A filter against RH0 does not drop other routing types; by default packets with other routing headers are forwarded'),
  must('rh-rh0-forward-book', 'router', 'RFC2460:4.4', "Old rule: RH0 with segments left is processed, addresses swapped and the packet forwarded; never run this line with today's profile"),
  must('rh-unrec-intermediate', 'router', 'RFC8200:4.4', 'Unrecognised type addressed to the router as an intermediate (SL 1): Parameter Problem'),
  must('rh-after-hbh-pointer', 'node', 'RFC8200:4.4', 'Pointer accounts for preceding headers'),
  must('rh-mtu-after-processing', 'router', 'RFC8200:4.4', 'After processing a supported Routing header the packet exceeding the next link MTU gives PTB'),
  must('rh-type2-not-mn', 'node', 'RFC8200:4.4 RFC6275:6.4 RFC6275:8.1', 'Type 2 with SL 1: a node without Mobile IPv6 treats it as unrecognised; a mobile node drops it unless the carried address is its own home address'),
  must('rh-next-scope-smaller', 'node', 'RFC4007:9', 'A supported routing header whose next address has smaller scope than the current destination: packet discarded'),
  must('rh-type4-not-configured', 'node', 'RFC8754:4.3.2 RFC8200:4.4', 'A segment routing header at an address that is no segment identifier: ignored with no segments left, else Parameter Problem on the Routing Type'),
  choice('rh-anycast-mcast-in-route', 'node', 'RFC4291:2.7 RFC2460:4.4', 'Multicast addresses must not appear in a routing header; RFC 2460 forbade RH0 together with a multicast destination, RFC 8200 has no receive rule'),
  must('rh-slnon0-multicast', 'node', 'RFC8200:4.4 RFC4443:2.4', 'An unrecognised Routing header with segments left in a packet to a group: discarded, and no error (point e.3)'),
];
