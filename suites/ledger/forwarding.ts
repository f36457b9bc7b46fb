import type { Requirement } from '../kit/requirement.js';
import { choice, may, must, should, untestable } from './lines.js';

const filters = untestable('a filter that the operator sets; the bench has no action for it, and without one nothing is filtered');

// prettier-ignore
/** What a router does with packets in transit (RFC 8200 sections 3 to 5, RFC 4291 section 2, RFC 4007 section 9, RFC 4443 section 3). */
export const forwarding: readonly Requirement[] = [
  must('fwd-global-to-global', 'router', 'RFC8200:3 RFC8200:4', 'A packet between global unicast addresses is forwarded with only the Hop Limit changed'),
  must('fwd-prefix-any-length', 'router', 'RFC4291:2.5 RFC8504:14.4', 'Prefixes of any length are routed, those longer than 64 bits and those that end in zeros too; the longest match decides'),
  must('fwd-ula', 'router', 'RFC4193:4.1', 'Packets between unique local addresses are forwarded within the site like others'),
  should('fwd-ula-border-filter', 'router', 'RFC4193:4.3', 'A site border router by default keeps packets of unique local addresses inside the site (reject route) and answers with Destination Unreachable', untestable('which links a border lies between is for the operator to say; the bench has no action for it')),
  choice('fwd-sitelocal-as-global', 'router', 'RFC4291:2.5.7 RFC3879:4', 'Packets with site-local addresses are forwarded like others, or dropped by default configuration as RFC 3879 has it'),
  must('fwd-src-linklocal-no', 'router', 'RFC4291:2.5.6', 'A packet with a link-local source is never forwarded to another link'),
  must('fwd-dst-linklocal-no', 'router', 'RFC4291:2.5.6', 'A packet with a link-local destination is not forwarded to another link'),
  may('fwd-dst-linklocal-same-link', 'router', 'RFC4007:9', 'A packet to a link-local address that is not of the router is expected to be forwarded on the same link'),
  must('fwd-src-unspecified-no', 'router', 'RFC4291:2.5.2', 'A packet from the unspecified address is never forwarded'),
  must('fwd-src-loopback-no', 'router', 'RFC4291:2.5.3', 'A packet from the loopback address is never forwarded'),
  must('fwd-dst-loopback-no', 'router', 'RFC4291:2.5.3', 'A packet to the loopback address is never forwarded'),
  must('fwd-src-mcast-no', 'router', 'RFC4291:2.7', 'A packet from a multicast address is never forwarded'),
  must('fwd-dst-mcast-link-no', 'router', 'RFC4291:2.7 RFC4007:9', 'Multicast of interface-local or link-local scope never leaves its link'),
  should('fwd-dst-mcast-realm-no', 'router', 'RFC7346:2', 'Multicast of realm-local scope is not forwarded beyond its zone'),
  may('fwd-dst-mcast-global', 'router', 'RFC4291:2.7', 'Multicast of global scope is forwarded only where multicast is routed'),
  must('fwd-mcast-copied', 'router', 'RFC8200:3', 'A packet to a group goes out by the link that a multicast route names, once, with only the Hop Limit changed'),
  must('fwd-mcast-hop-limit', 'router', 'RFC8200:3', 'A packet to a group whose Hop Limit is 0 or would become 0 is not forwarded'),
  must('fwd-mcast-zone', 'router', 'RFC4007:9', 'A packet to a group is not forwarded out of the zone of its destination'),
  must('fwd-subnet-anycast-local', 'router', 'RFC4291:2.6.1 RFC4443:4.2', 'A packet to the subnet-router anycast address of an attached subnet is consumed by the router'),
  should('fwd-noroute', 'router', 'RFC4443:3.1', 'A router answers a packet that no route leads on, and no default route, with Destination Unreachable code 0'),
  should('fwd-reject-route', 'router', 'RFC4443:3.1', 'A packet that an explicit reject route is for is answered with Destination Unreachable code 6, or the less informative code 1'),
  must('fwd-addr-unreach', 'router', 'RFC4861:7.2.2 RFC4443:3.1', 'Each queued packet whose next hop does not resolve is answered with Destination Unreachable code 3 once the third solicitation has timed out'),
  must('fwd-p2p-pingpong', 'router', 'RFC4443:3.1', 'A packet that comes by a point-to-point link for an unassigned address of its subnet is not sent back over the link'),
  must('fwd-no-fragment', 'router', 'RFC8200:4.5 RFC4443:3.2', 'Routers never fragment transit packets'),
  must('fwd-mtu-1280-link', 'router', 'RFC8200:5', 'Every link takes packets of 1280 octets'),
  must('link-mtu-config-min', 'node', 'RFC8200:5', 'A link is not configured to an MTU below 1280'),
  must('fwd-exthdr-untouched', 'router', 'RFC8200:4', 'Extension headers other than Hop-by-Hop Options are neither processed, inserted nor deleted in transit'),
  should('fwd-hbh-required-or-skip', 'router', 'RFC8200:4 RFC7045:2.1 RFC7045:2.2', 'A Hop-by-Hop Options header does not keep a packet from being forwarded; a router looks into it only where configured to'),
  must('fwd-redirect-and-forward', 'router', 'RFC4861:8.2', 'A packet that triggers a redirect is also forwarded'),
  must('fwd-source-route-free', 'router', 'RFC5095:3', 'A packet to the router with a Routing header of type 0 and segments left is not forwarded'),
  choice('fwd-anycast-src', 'router', 'RFC4291:2.6 RFC4443:2.4', 'A packet from an anycast address may be forwarded; errors back to an address known to be anycast are suppressed (MUST)'),
  should('fwd-ingress-filter', 'router', 'RFC4443:3.1', 'A packet whose source fails an ingress filter is answered with Destination Unreachable code 5', filters),
  should('fwd-admin', 'router', 'RFC4443:3.1', 'A packet that a policy filters is answered with Destination Unreachable code 1, if errors are enabled', filters),
  may('fwd-hairpin', 'router', 'RFC4861:8.2', 'A packet whose next hop is on the link that it came by is forwarded back out'),
];
