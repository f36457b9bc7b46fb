import type { Requirement } from '../kit/requirement.js';
import { choice, kame, must, should } from './lines.js';
import { passive } from './states.js';

/**
 * Requirements on what a node sends, whatever made it send: judged by the passive rules in every capture. They are lines
 * of their own where the lines about an exchange name the form of one message only in passing, or not at all.
 */
export const everyFrame: readonly Requirement[] = [
  must('icmp-send-checksum', 'node', 'RFC4443:2.3', 'Every ICMPv6 message carries a right checksum', passive),
  must(
    'icmp-send-format',
    'node',
    'RFC4443:2.1',
    'Every ICMPv6 message holds the fields of its type, and its lengths agree with the packet',
    passive,
  ),
  must(
    'icmp-error-destination',
    'node',
    'RFC4443:3.1 RFC4443:3.2 RFC4443:3.3 RFC4443:3.4',
    'An error goes to the source address of the packet that it quotes',
    passive,
  ),
  must(
    'icmp-ext-quote',
    'node',
    'RFC4884:4 RFC4884:3 RFC8883:3.1',
    'An error with an extension structure quotes at least 128 octets, padded with zeros to that and to whole units of 8 octets, as its length attribute says',
    passive,
  ),
  must(
    'icmp-ext-structure',
    'node',
    'RFC4884:7 RFC4884:8',
    'An extension structure has version 2, a right checksum or none, and one or more objects that fill it',
    passive,
  ),
  must(
    'icmp-no-error-about-error',
    'node',
    'RFC4443:2.4',
    'No error of any kind is sent about an ICMPv6 error message (point e.1)',
    passive,
  ),
  must('icmp-no-error-about-redirect', 'node', 'RFC4443:2.4', 'No error of any kind is sent about an ICMPv6 Redirect (point e.2)', passive),
  must(
    'icmp-no-error-about-multicast',
    'node',
    'RFC4443:2.4',
    'No error is sent about a packet to a multicast address, but for Packet Too Big and for code 2 about an option whose type begins with bits 10 (point e.3)',
    passive,
  ),
  must(
    'icmp-no-error-about-ambiguous-source',
    'node',
    'RFC4443:2.4',
    'No error is sent about a packet whose source is the unspecified or a multicast address (point e.6)',
    passive,
  ),

  must(
    'nd-unicast-solicitation-format',
    'node',
    'RFC4861:4.3',
    'A unicast Neighbor Solicitation goes to its target, with hop limit 255, code 0 and a zero reserved field',
    passive,
  ),
  must(
    'nd-advertisement-format',
    'node',
    'RFC4861:4.4',
    'A Neighbor Advertisement has hop limit 255, code 0, a zero reserved field, and a target that is not multicast',
    passive,
  ),
  should(
    'nd-advertisement-override',
    'node',
    'RFC4861:7.2.4 RFC4861:4.4',
    'A solicited advertisement sets O when it carries the target link-layer address, and clears it when it does not',
    passive,
  ),
  must(
    'nd-options-format',
    'node',
    'RFC4861:4.6',
    'Options of a Neighbor Discovery message fill it to its end, and none has length zero',
    passive,
  ),
  choice(
    'nd-option-placement',
    'node',
    'RFC4861:4.6.1 RFC4861:4.6.2 RFC4861:4.6.3 RFC4861:4.6.4',
    'Options appear in the messages that they are defined for; elsewhere they are ignored',
    passive,
  ),
  choice(
    'nd-slla-is-sender',
    'node',
    'RFC4861:4.6.1',
    'The source link-layer address option names the link-layer address that the frame comes from',
    passive,
  ),
  must('nd-send-unfragmented', 'node', 'RFC6980:5', 'Neighbor Discovery messages are sent without a Fragment header', passive),
  must(
    'rtr-dns-option-length',
    'router',
    'RFC8106:5.1 RFC8106:5.2',
    'An RDNSS option has an odd Length of 3 or more, and a DNSSL option a Length of 2 or more',
    passive,
  ),

  must('addr-multicast-never-source', 'node', 'RFC4291:2.7', 'A multicast address is never the source of a packet', passive),
  must(
    'addr-unspecified-never-destination',
    'node',
    'RFC4291:2.5.2',
    'The unspecified address is never the destination of a packet',
    passive,
  ),
  must('addr-scope0-never-destination', 'node', 'RFC4291:2.7', 'No packet is originated to a multicast address of scope 0', passive),
  kame('addr-v4mapped-never-source', 'node', 'RFC4291:2.5.5', 'No packet is sent from an IPv4-mapped address', passive),
  kame('addr-v4mapped-never-destination', 'node', 'RFC4291:2.5.5', 'No packet is sent to an IPv4-mapped address', passive),
  must('hdr-version-out', 'node', 'RFC8200:3', 'Every emitted packet carries version 6', passive),
  must('hdr-loopback-never-out', 'node', 'RFC4291:2.5.3', 'No packet with ::1 in source or destination is emitted', passive),
  kame(
    'scope-zone-internal-kame',
    'node',
    'RFC4291:2.5.6',
    'The interface index that KAME keeps in octets 2-3 of link-local addresses never leaves the kernel',
    passive,
  ),
  must(
    'eth-mcast-map',
    'node',
    'RFC2464:7',
    'Multicast goes to 33:33 and the low 32 bits of the group (or, by RFC 6085, to a unicast link-layer address)',
    passive,
  ),
  must('eth-slla-length', 'node', 'RFC2464:6', 'Link-layer address options have length 1 on Ethernet', passive),

  must('mld-v1-report-destination', 'node', 'RFC2710:8 RFC3810:5.2.14', 'A report of version 1 goes to the group that it names', passive),
  must('mld-v1-done-destination', 'node', 'RFC2710:8', 'A Done message goes to ff02::2', passive),
  must('udp-send-checksum', 'node', 'RFC8200:8.1', 'Every UDP datagram carries a right checksum, over a pseudo-header of IPv6', passive),
  must('mld-query-linklocal-src', 'router', 'RFC3810:5.1.14', 'Queries come from a link-local address', passive),
  must('rtr-ra-mtu-reserved', 'router', 'RFC4861:4.6.4', 'The Reserved field of an MTU option is zero', passive),
];
