import { RIPNG_RULES } from '../routing/ripng/discard-rules.js';
import { rule, type DiscardRule } from './discard-rule.js';

export type { DiscardRule } from './discard-rule.js';

const LINK = {
  'interface-down': rule('RFC4861:6.3.7', 'implementation choice', 'the interface is down'),
  'ipv6-disabled': rule('RFC4862:5.4.5', 'SHOULD', 'IP operation is disabled because the link-local address is a duplicate'),
  'link-layer-destination': rule('RFC2464:7', 'implementation choice', 'the frame is for another station'),
  'loopback-arrival': rule('RFC4291:2.5.3', 'MUST', 'a packet comes from outside to the loopback interface'),
  'ether-type': rule('RFC2464:3', 'MUST', 'the frame carries no IPv6 packet'),
} as const;

const HEADER = {
  'ipv6-truncated': rule('RFC8200:3', 'MUST', 'the packet ends inside the IPv6 header'),
  'ipv6-version': rule('RFC8200:3', 'MUST', 'the version is not 6'),
  'ipv6-payload-length': rule('RFC8200:3', 'MUST', 'the packet is shorter than its Payload Length'),
  'source-multicast': rule('RFC4291:2.7', 'implementation choice', 'the source is a multicast address'),
  'source-loopback': rule('RFC4291:2.5.3', 'implementation choice', 'the source is the loopback address'),
  'destination-unspecified': rule('RFC4291:2.5.2', 'MUST', 'the destination is the unspecified address'),
  'destination-loopback': rule('RFC4291:2.5.3', 'MUST', 'the destination is the loopback address'),
  'ipv4-mapped-address': rule('RFC4291:2.5.5.2', 'KAME', 'the source or destination is an IPv4-mapped address'),
  'ipv4-compatible-address': rule('RFC4291:2.5.5.1', 'KAME', 'the source or destination is an IPv4-compatible address'),
  'embedded-zone': rule('RFC4291:2.5.6', 'KAME', 'a link-local address has something else than zero in octets 2 and 3'),
  'multicast-scope-reserved': rule('RFC4291:2.7', 'MUST', 'the destination is a group of the reserved scope 0'),
  'multicast-interface-local': rule('RFC4291:2.7', 'implementation choice', 'the destination is an interface-local group'),
  'multicast-not-joined': rule('RFC4291:2.8', 'MUST', 'the destination is a group that was not joined'),
  'destination-not-ours': rule('RFC8200:2', 'MUST', 'the destination is no address of the interface, and a host does not forward'),
  'destination-tentative': rule('RFC4862:5.4', 'SHOULD', 'the destination is a tentative address'),
} as const;

const CHAIN = {
  'header-truncated': rule('RFC4443:3.4', 'MUST', 'an extension header runs past the end of the packet'),
  'option-malformed': rule('RFC4443:3.4', 'MUST', 'an option runs past the end of its header'),
  'option-discard': rule('RFC8200:4.2', 'MUST', 'an unrecognized option says: discard'),
  'option-report': rule('RFC8200:4.2', 'MUST', 'an unrecognized option says: discard and report'),
  'option-report-unicast': rule('RFC8200:4.2', 'MUST', 'an unrecognized option says: discard, and report unless multicast'),
  'jumbo-not-understood': rule('RFC2675:3', 'MUST', 'the length is left to a Jumbo Payload option, which the node does not understand'),
  'jumbo-option-missing': rule('RFC2675:3', 'MUST', 'the Payload Length is zero, and no Jumbo Payload option has the length'),
  'jumbo-too-short': rule('RFC2675:3', 'MUST', 'the Jumbo Payload Length is less than 65,536'),
  'jumbo-payload-length': rule('RFC2675:3', 'MUST', 'a Jumbo Payload option comes with a Payload Length other than zero'),
  'jumbo-fragment': rule('RFC2675:3', 'MUST', 'a jumbogram has a Fragment header'),
  'routing-segments-left': rule('RFC8200:4.4', 'MUST', 'an unrecognized Routing header has segments left'),
  'next-header-unrecognized': rule('RFC8200:4', 'SHOULD', 'a Next Header value is not recognized'),
  'no-next-header': rule('RFC8200:4.7', 'MUST', 'nothing follows the headers'),
  'header-limit': rule('RFC8504:5.3', 'MAY', 'the header chain is longer than the node reads'),
  'fragment-length': rule('RFC8200:4.5', 'MUST', 'a fragment that is not the last is no multiple of 8 octets long'),
  'fragment-overflow': rule('RFC8200:4.5', 'MUST', 'the reassembled packet would exceed 65,535 octets'),
  'fragment-overlap': rule('RFC8200:4.5', 'MUST', 'fragments overlap'),
  'fragment-empty': rule('RFC8200:4.5', 'implementation choice', 'a fragment that is not the last carries nothing'),
  'fragment-header-chain': rule('RFC8200:4.5', 'SHOULD', 'the first fragment does not hold all headers'),
  'reassembly-timeout': rule('RFC8200:4.5', 'MUST', 'not all fragments came in time'),
  'reassembly-limit': rule('RFC8200:4.5', 'implementation choice', 'too many packets are being reassembled'),
} as const;

const SOURCE_ROUTE = {
  'source-route-length': rule('RFC2460:4.4', 'MUST', 'the length of a Routing header of type 0 is odd'),
  'source-route-segments': rule('RFC2460:4.4', 'MUST', 'a Routing header of type 0 has more segments left than addresses'),
  'source-route-multicast': rule('RFC2460:4.4', 'MUST', 'a Routing header of type 0 leads from or to a group'),
  'source-route-address': rule('RFC4291:2.5.3', 'MUST', 'a Routing header of type 0 leads to an address that is no node’s on the link'),
  'source-route-scope': rule('RFC4007:9', 'MUST', 'a Routing header leads to an address of smaller scope'),
} as const;

const UPPER = {
  'icmpv6-truncated': rule('RFC4443:2.1', 'MUST', 'the ICMPv6 message is shorter than its fixed part'),
  'icmpv6-checksum': rule('RFC4443:2.3', 'MUST', 'the ICMPv6 checksum is wrong'),
  'icmpv6-unknown-informational': rule('RFC4443:2.4', 'MUST', 'the informational message is of unknown type'),
  'icmpv6-error-unmatched': rule('RFC4443:2.4', 'MUST', 'no upper layer can be found for the error message'),
  'echo-source-unspecified': rule('RFC4291:2.5.2', 'MUST', 'an Echo Request comes from the unspecified address'),
  'packet-too-big-minimum': rule('RFC8201:4', 'MUST', 'a Packet Too Big message names an MTU below 1280'),
  'packet-too-big-foreign': rule('RFC8201:4', 'SHOULD', 'a Packet Too Big message quotes a packet of another node'),
  'packet-too-big-unsent': rule('RFC8201:4', 'SHOULD', 'a Packet Too Big message is about a destination that was not sent to'),
  'udp-length': rule('RFC8200:8.1', 'MUST', 'the UDP length does not fit the packet'),
  'udp-checksum': rule('RFC8200:8.1', 'MUST', 'the UDP checksum is wrong'),
  'udp-checksum-zero': rule('RFC8200:8.1', 'MUST', 'the UDP checksum is zero'),
  'udp-port-closed': rule('RFC4443:3.1', 'SHOULD', 'nobody listens at the UDP port'),
} as const;

const OPTIONS = {
  'nd-option-limit': rule('RFC4861:9', 'KAME', 'a Neighbor Discovery message has more options than the node looks at'),
} as const;

const SOLICITATION = {
  'ns-fragmented': rule('RFC6980:5', 'MUST', 'a Neighbor Solicitation came in fragments'),
  'ns-hop-limit': rule('RFC4861:7.1.1', 'MUST', 'the hop limit of a Neighbor Solicitation is not 255'),
  'ns-checksum': rule('RFC4861:7.1.1', 'MUST', 'the checksum of a Neighbor Solicitation is wrong'),
  'ns-code': rule('RFC4861:7.1.1', 'MUST', 'the code of a Neighbor Solicitation is not 0'),
  'ns-length': rule('RFC4861:7.1.1', 'MUST', 'a Neighbor Solicitation is shorter than 24 octets'),
  'ns-target-multicast': rule('RFC4861:7.1.1', 'MUST', 'the Target of a Neighbor Solicitation is a multicast address'),
  'ns-option-length': rule('RFC4861:7.1.1', 'MUST', 'an option of a Neighbor Solicitation has length 0 or runs past its end'),
  'ns-unspecified-destination': rule('RFC4861:7.1.1', 'MUST', 'a Neighbor Solicitation from :: is not for a solicited-node group'),
  'ns-unspecified-link-layer-address': rule('RFC4861:7.1.1', 'MUST', 'a Neighbor Solicitation from :: carries a link-layer address'),
  'ns-target-not-assigned': rule('RFC4861:7.2.3', 'MUST', 'the Target of a Neighbor Solicitation is no address of the interface'),
  'ns-target-tentative': rule('RFC4862:5.4.3', 'MUST', 'a Neighbor Solicitation asks for a tentative address'),
  'ns-looped-back': rule('RFC7527:4.2', 'MUST', "a Neighbor Solicitation is the node's own, looped back"),
} as const;

const ADVERTISEMENT = {
  'na-fragmented': rule('RFC6980:5', 'MUST', 'a Neighbor Advertisement came in fragments'),
  'na-hop-limit': rule('RFC4861:7.1.2', 'MUST', 'the hop limit of a Neighbor Advertisement is not 255'),
  'na-checksum': rule('RFC4861:7.1.2', 'MUST', 'the checksum of a Neighbor Advertisement is wrong'),
  'na-code': rule('RFC4861:7.1.2', 'MUST', 'the code of a Neighbor Advertisement is not 0'),
  'na-length': rule('RFC4861:7.1.2', 'MUST', 'a Neighbor Advertisement is shorter than 24 octets'),
  'na-target-multicast': rule('RFC4861:7.1.2', 'MUST', 'the Target of a Neighbor Advertisement is a multicast address'),
  'na-solicited-multicast': rule('RFC4861:7.1.2', 'MUST', 'a multicast Neighbor Advertisement claims to be solicited'),
  'na-option-length': rule('RFC4861:7.1.2', 'MUST', 'an option of a Neighbor Advertisement has length 0 or runs past its end'),
  'na-no-entry': rule('RFC4861:7.2.5', 'SHOULD', 'nobody asked for the Target of a Neighbor Advertisement'),
  'na-no-link-layer-address': rule('RFC4861:7.2.5', 'SHOULD', 'an awaited Neighbor Advertisement lacks the link-layer address'),
  'na-no-override': rule('RFC4861:7.2.5', 'MUST', 'a Neighbor Advertisement must not override the cached link-layer address'),
  'na-static-neighbor': rule('RFC4861:7.2.5', 'implementation choice', 'the link-layer address of the neighbour was set by hand'),
  'na-own-address': rule('RFC4862:5.4.4', 'implementation choice', 'a Neighbor Advertisement is for an assigned address of the node'),
} as const;

const ROUTER = {
  'rs-on-host': rule('RFC4861:6.1.1', 'MUST', 'a host received a Router Solicitation'),
  'rs-fragmented': rule('RFC6980:5', 'MUST', 'a Router Solicitation came in fragments'),
  'rs-hop-limit': rule('RFC4861:6.1.1', 'MUST', 'the hop limit of a Router Solicitation is not 255'),
  'rs-checksum': rule('RFC4861:6.1.1', 'MUST', 'the checksum of a Router Solicitation is wrong'),
  'rs-code': rule('RFC4861:6.1.1', 'MUST', 'the code of a Router Solicitation is not 0'),
  'rs-length': rule('RFC4861:6.1.1', 'MUST', 'a Router Solicitation is shorter than 8 octets'),
  'rs-option-length': rule('RFC4861:6.1.1', 'MUST', 'an option of a Router Solicitation has length 0 or runs past its end'),
  'rs-unspecified-link-layer-address': rule('RFC4861:6.1.1', 'MUST', 'a Router Solicitation from :: carries a link-layer address'),
  'ra-on-router': rule('RFC4861:6.2.7', 'implementation choice', 'a router received a Router Advertisement'),
  'ra-not-accepted': rule('RFC4861:6.3', 'implementation choice', 'Router Advertisements are not heeded'),
  'ra-fragmented': rule('RFC6980:5', 'MUST', 'a Router Advertisement came in fragments'),
  'ra-source': rule('RFC4861:6.1.2', 'MUST', 'the source of a Router Advertisement is not link-local'),
  'ra-hop-limit': rule('RFC4861:6.1.2', 'MUST', 'the hop limit of a Router Advertisement is not 255'),
  'ra-checksum': rule('RFC4861:6.1.2', 'MUST', 'the checksum of a Router Advertisement is wrong'),
  'ra-code': rule('RFC4861:6.1.2', 'MUST', 'the code of a Router Advertisement is not 0'),
  'ra-length': rule('RFC4861:6.1.2', 'MUST', 'a Router Advertisement is shorter than 16 octets'),
  'ra-option-length': rule('RFC4861:6.1.2', 'MUST', 'an option of a Router Advertisement has length 0 or runs past its end'),
  'ra-mtu-range': rule('RFC4861:6.3.4', 'SHOULD', 'an advertised MTU is below 1280 or above the maximum of the link'),
  'rio-length': rule('RFC4191:2.3', 'implementation choice', 'a Route Information option is too short for its prefix, or too long'),
  'rio-preference': rule('RFC4191:2.3', 'MUST', 'a Route Information option has the reserved preference'),
  'rdnss-length': rule('RFC8106:5.3.1', 'MUST', 'the length of a Recursive DNS Server option fits no number of addresses'),
  'rdnss-address': rule('RFC8106:5.3.1', 'MUST', 'a Recursive DNS Server option lists an address that is not unicast'),
  'dnssl-length': rule('RFC8106:5.3.1', 'MUST', 'a DNS Search List option is too short for a name'),
  'dnssl-names': rule('RFC8106:5.2', 'implementation choice', 'a DNS Search List option holds no names, or compressed or broken ones'),
  'pio-link-local': rule('RFC4862:5.5.3', 'MUST', 'a Prefix Information option is about the link-local prefix'),
  'pio-preferred-exceeds-valid': rule('RFC4862:5.5.3', 'MUST', 'a preferred lifetime exceeds the valid lifetime'),
  'pio-prefix-length': rule('RFC4862:5.5.3', 'MUST', 'prefix and interface identifier do not make 128 bits'),
  'pio-managed': rule('RFC4862:5.5', 'KAME', 'the advertisement of a prefix for autoconfiguration has the M flag'),
  'pio-unknown-zero-lifetime': rule('RFC4862:5.5.3', 'MUST', 'an unknown prefix has a valid lifetime of zero'),
} as const;

const REDIRECT = {
  'redirect-on-router': rule('RFC4861:8.2', 'MUST', 'a router received a Redirect'),
  'redirect-not-accepted': rule('RFC4861:8.3', 'implementation choice', 'Redirects are not heeded'),
  'redirect-fragmented': rule('RFC6980:5', 'MUST', 'a Redirect came in fragments'),
  'redirect-source': rule('RFC4861:8.1', 'MUST', 'the source of a Redirect is not link-local'),
  'redirect-hop-limit': rule('RFC4861:8.1', 'MUST', 'the hop limit of a Redirect is not 255'),
  'redirect-checksum': rule('RFC4861:8.1', 'MUST', 'the checksum of a Redirect is wrong'),
  'redirect-code': rule('RFC4861:8.1', 'MUST', 'the code of a Redirect is not 0'),
  'redirect-length': rule('RFC4861:8.1', 'MUST', 'a Redirect is shorter than 40 octets'),
  'redirect-not-first-hop': rule('RFC4861:8.1', 'MUST', 'a Redirect does not come from the first hop of its Destination'),
  'redirect-destination-multicast': rule('RFC4861:8.1', 'MUST', 'the Destination of a Redirect is a multicast address'),
  'redirect-target': rule('RFC4861:8.1', 'MUST', 'the Target of a Redirect is neither link-local nor its Destination'),
  'redirect-option-length': rule('RFC4861:8.1', 'MUST', 'an option of a Redirect has length 0 or runs past its end'),
} as const;

const LISTENER = {
  'mld-length': rule('RFC3810:8.1', 'MUST', 'the length of a Multicast Listener Query fits no version'),
  'mld-hop-limit': rule('RFC3810:6.2', 'MUST', 'the hop limit of a Multicast Listener Query is not 1'),
  'mld-source': rule('RFC3810:5.1.14', 'MUST', 'the source of a Multicast Listener message is not link-local'),
  'mld-group': rule('RFC2710:5', 'MUST', 'a Multicast Listener Query is about an address that is no group'),
  'mld-router-alert': rule('RFC3810:6.2', 'MUST', 'a Multicast Listener Query lacks the Router Alert option'),
  'mld-not-for-listeners': rule('RFC3810:6', 'implementation choice', 'a Multicast Listener Discovery message is for routers'),
} as const;

const RENUMBERING = {
  'renumbering-length': rule('RFC2894:4.1', 'MUST', 'a Router Renumbering message is shorter than 16 octets'),
  'renumbering-result': rule('RFC2894:4.1', 'MUST', 'a Router Renumbering Result came to a router that sends no Commands'),
  'renumbering-destination': rule('RFC2894:4.1', 'MUST', 'a Router Renumbering message is neither for all routers nor for this one alone'),
  'renumbering-sequence': rule('RFC2894:4.1', 'MUST', 'the SequenceNumber of a Router Renumbering message is less than the recorded one'),
  'renumbering-duplicate': rule('RFC2894:4.1', 'MUST', 'a Router Renumbering Command was processed before'),
  'renumbering-operation-bounds': rule('RFC2894:4.2', 'MUST', 'a field of a Prefix Control Operation is out of bounds'),
  'renumbering-prefix-forbidden': rule('RFC2894:4.3', 'MUST', 'a New Prefix has a forbidden format'),
  'renumbering-source': rule('RFC4291:2.5.2', 'MUST', 'a Router Renumbering Result would go to the unspecified address'),
} as const;

const ERROR = {
  'error-about-error': rule('RFC4443:2.4', 'MUST', 'an error would answer an ICMPv6 error message'),
  'error-about-redirect': rule('RFC4443:2.4', 'MUST', 'an error would answer a Redirect'),
  'error-multicast-destination': rule('RFC4443:2.4', 'MUST', 'an error would answer a packet to a multicast address'),
  'error-link-layer-multicast': rule('RFC4443:2.4', 'MUST', 'an error would answer a link-layer multicast'),
  'error-link-layer-broadcast': rule('RFC4443:2.4', 'MUST', 'an error would answer a link-layer broadcast'),
  'error-source': rule('RFC4443:2.4', 'MUST', 'an error would go to an address that names no single node'),
  'error-rate': rule('RFC4443:2.4', 'MUST', 'an error would exceed the rate limit'),
} as const;

const FORWARDING = {
  'forward-source-unspecified': rule('RFC4291:2.5.2', 'MUST', 'a packet in transit comes from the unspecified address'),
  'forward-hop-limit': rule('RFC8200:3', 'MUST', 'the hop limit of a packet in transit is used up'),
  'forward-point-to-point': rule(
    'RFC4443:3.1',
    'MUST',
    'a packet in transit would go back over the point-to-point link that it came from, for an address of its subnet',
  ),
  'forward-source-link-local': rule('RFC4007:9', 'MUST', 'a packet in transit would leave the link of its source'),
  'forward-too-big': rule('RFC4443:3.2', 'MUST', 'a packet in transit does not fit the link that it is to leave by'),
  'forward-group-scope': rule('RFC4291:2.7', 'MUST', 'a packet in transit is for a group whose scope ends at its link'),
  'forward-group-interface': rule(
    'RFC4291:2.7',
    'implementation choice',
    'a packet for a group came in by another interface than its route says',
  ),
  'forward-group-zone': rule('RFC4007:9', 'MUST', 'a packet for a group would leave the zone of its destination'),
  'forward-no-route': rule('RFC4443:3.1', 'SHOULD', 'no route leads to the destination of a packet in transit'),
  'forward-rejected': rule('RFC4443:3.1', 'SHOULD', 'the route to the destination of a packet in transit says: reject'),
  'forward-blackholed': rule('RFC4443:3.1', 'implementation choice', 'the route to the destination of a packet in transit says: discard'),
  'redirect-to-remote': rule('RFC4861:8.2', 'MUST', 'a Redirect would go to a node that is no neighbour'),
  'redirect-target-unknown': rule('RFC4861:8.2', 'MUST', 'the link-local address of the better router is not known'),
  'redirect-rate': rule('RFC4861:8.2', 'MUST', 'a Redirect would exceed the rate limit'),
} as const;

const TUNNEL = {
  'tunnel-unknown-entry': rule('RFC4213:3.6', 'implementation choice', 'a tunnel packet comes from a node that no tunnel begins at'),
  'tunnel-entry-address': rule('RFC2473:6.1', 'implementation choice', 'the node does not have the address that the tunnel begins at'),
  'tunnel-inner-source': rule('RFC4213:3.6', 'MUST', 'a packet from a tunnel over IPv4 has an IPv4-compatible source'),
  'tunnel-loopback': rule('RFC2473:4.1.2', 'SHOULD', 'a packet for a tunnel goes from one end of it to the other'),
  'tunnel-nesting': rule('RFC2473:4.1.2', 'implementation choice', 'a packet goes through too many tunnels within the node'),
  'tunnel-encapsulation-limit': rule('RFC2473:4.1.1', 'MUST', 'the Tunnel Encapsulation Limit of a packet for a tunnel is zero'),
  'tunnel-too-big': rule('RFC2473:7.1', 'MUST', 'a packet is larger than the tunnel takes, and than every link must carry'),
  'tunnel-error-kept': rule('RFC2473:8', 'KAME', 'an error about a tunnel packet is not passed on to the source of the packet inside'),
  'tunnel-error-truncated': rule(
    'RFC2473:8',
    'implementation choice',
    'an error about a tunnel packet does not quote the header of the packet inside',
  ),
} as const;

/** What tunnels need of IPv4 has its rules too. */
const IPV4 = {
  'ipv4-header': rule('RFC1122:3.2.1.1', 'MUST', 'the IPv4 header is not one, or the packet is shorter than its total length'),
  'ipv4-checksum': rule('RFC1122:3.2.1.2', 'MUST', 'the checksum of the IPv4 header is wrong'),
  'ipv4-source': rule('RFC1122:3.2.1.3', 'MUST', 'the IPv4 source names no node of the link'),
  'ipv4-for-many': rule('RFC1122:3.2.1.3', 'implementation choice', 'the IPv4 destination is a group or a broadcast address'),
  'ipv4-not-ours': rule('RFC1122:3.2.1.3', 'MUST', 'the IPv4 destination is another node, and a host does not forward'),
  'ipv4-protocol': rule('RFC4213:3.6', 'implementation choice', 'nobody takes the protocol of an IPv4 packet'),
  'ipv4-fragment': rule('RFC791:3.2', 'implementation choice', 'a fragment of IPv4 fits no packet'),
  'ipv4-reassembly-timeout': rule('RFC1122:3.3.2', 'MUST', 'not all fragments of an IPv4 packet came in time'),
  'ipv4-reassembly-limit': rule('RFC1122:3.3.2', 'implementation choice', 'too many IPv4 packets are being reassembled'),
  'ipv4-no-route': rule('RFC1122:3.3.1', 'implementation choice', 'no route leads to the IPv4 destination of a packet of this node'),
  'ipv4-forward-no-route': rule('RFC1812:5.2.1', 'MUST', 'no route leads to the IPv4 destination of a packet in transit'),
  'ipv4-time-to-live': rule('RFC1812:5.3.1', 'MUST', 'the time to live of an IPv4 packet in transit is used up'),
  'ipv4-too-big': rule('RFC2473:7.2', 'MUST', 'an IPv4 packet in transit does not fit, and must not be fragmented'),
  'icmpv4-checksum': rule('RFC1122:3.2.2', 'MUST', 'the checksum of an ICMPv4 message is wrong'),
  'icmpv4-truncated': rule('RFC1122:3.2.2', 'MUST', 'an ICMPv4 message is shorter than its fixed part'),
  'icmpv4-error-forbidden': rule('RFC1122:3.2.2', 'MUST', 'an ICMPv4 error would answer what must not be answered with one'),
  'arp-malformed': rule('RFC1122:2.3.2.1', 'implementation choice', 'an ARP packet is not about IPv4 on Ethernet'),
  'arp-queue-overflow': rule('RFC1122:2.3.2.2', 'SHOULD', 'a newer packet took its place in the queue for ARP'),
  'arp-failed': rule('RFC1122:2.3.2.1', 'implementation choice', 'nobody answered ARP requests for a neighbour'),
} as const;

const NODE_INFORMATION = {
  'ni-source-unspecified': rule('RFC4291:2.5.2', 'MUST', 'a Node Information Query comes from the unspecified address'),
  'ni-destination': rule('RFC4620:5', 'MUST', 'a Node Information Query is for a group beyond the link'),
  'ni-subject': rule('RFC4620:5', 'MUST', 'the Subject of a Node Information Query is not this node'),
  'ni-privacy': rule('RFC4620:8', 'SHOULD', 'a Node Information Query is about a temporary address'),
  'ni-global-source': rule('RFC4620:8', 'MUST', 'a Node Information Query comes from a global-scope address'),
  'ni-rate': rule('RFC4620:8', 'SHOULD', 'a Node Information Reply would exceed the rate limit'),
  'ni-reply-unasked': rule('RFC4620:5', 'MUST', 'nobody asked for a Node Information Reply'),
} as const;

const SENDING = {
  'resolution-queue-overflow': rule('RFC4861:7.2.2', 'SHOULD', 'a newer packet took its place in the queue for address resolution'),
  'resolution-failed': rule('RFC4861:7.2.2', 'MUST', 'address resolution failed'),
  'optimistic-queue-overflow': rule('RFC4429:3.2', 'SHOULD', 'a newer packet from an Optimistic address took its place in the queue'),
  'optimistic-duplicate': rule('RFC4429:3.3', 'MUST', 'it waited for the end of the detection of its source, which is a duplicate'),
  'no-route': rule('RFC5942:4', 'MUST', 'there is no default router, and nothing says that the destination is on-link'),
  'jumbogram-too-big': rule('RFC2675:3', 'MUST', 'a jumbogram is larger than its path allows, and must not be fragmented'),
  'no-source-address': rule('RFC6724:4', 'MUST', 'no address of the interface can be the source'),
} as const;

/**
 * The one register of checks: why a received packet, or a message about to be sent, is discarded. Each discard is counted
 * under its name, and each check can be switched off by name to prove that a test notices.
 */
const RULES = {
  ...LINK,
  ...HEADER,
  ...CHAIN,
  ...SOURCE_ROUTE,
  ...UPPER,
  ...OPTIONS,
  ...SOLICITATION,
  ...ADVERTISEMENT,
  ...ROUTER,
  ...REDIRECT,
  ...LISTENER,
  ...RENUMBERING,
  ...ERROR,
  ...NODE_INFORMATION,
  ...FORWARDING,
  ...TUNNEL,
  ...IPV4,
  ...SENDING,
  ...RIPNG_RULES,
};

export type DiscardReason = keyof typeof RULES;

/** Every name, in the order of the packet's way through the node. */
export const DISCARD_REASONS: readonly DiscardReason[] = Object.keys(RULES) as DiscardReason[];

export const discardRule = (reason: DiscardReason): DiscardRule => RULES[reason];
