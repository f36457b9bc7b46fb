import type { Requirement } from '../kit/requirement.js';
import { choice, implied, kame, may, must, open, outOfScope, should, untestable } from './lines.js';
import { invisible, setting } from './states.js';

const noIpv4 = untestable('compares IPv6 destinations with IPv4 ones: the bench has no IPv4 side to show which was chosen');
const mobileSuite = open('belongs to the suites of Mobile IPv6, not built yet: other hosts have no home addresses');

// prettier-ignore
/** Addresses of a node and their scopes (RFC 4291, RFC 4007), and the choice among them (RFC 6724). */
export const addressSelection: readonly Requirement[] = [
  must('addr-required-host', 'host', 'RFC4291:2.8', 'A host recognizes as its own the link-local and other unicast addresses, loopback, all-nodes, solicited-node and joined groups', implied('icmp-echo-linklocal, icmp-echo-global, icmp-echo-allnodes and the tests of solicitations to the solicited-node group ask for each of them')),
  must('addr-required-router', 'router', 'RFC4291:2.8', 'A router recognizes as its own the subnet-router anycast address and the all-routers groups as well'),
  kame('addr-kame-auto', 'node', 'RFC4291:2.8', 'At boot there are loopback and ff01::1; an interface that comes up gets its link-local address, the solicited-node group of that, and ff02::1', implied('dad-ll-form and mld-rereport-after-ll show what a link sees of it; ::1 and ff01::1 it never sees, and that ff02::2 waits for rtadvd is not imitated, because RFC 4291 section 2.8 has every router in it')),
  must('addr-iid-64', 'node', 'RFC4291:2.5.1 RFC7136:5', 'A unicast address outside 000/3 has a 64-bit interface identifier, whose u and g bits mean nothing'),
  should('addr-127', 'router', 'RFC4291:2.6.1', 'A /127 prefix works between two routers, without a subnet-router anycast address on it (RFC 6164)'),
  kame('addr-anycast-config-kame', 'node', 'RFC4291:2.6', 'An anycast address is set by ifconfig with the word anycast; it is not tested for duplicates, and not used as a source', implied('dad-not-anycast and addr-anycast-not-source show both on the link')),
  choice('addr-anycast-not-source', 'node', 'RFC6724:4 RFC3484:4', 'An anycast address is not the source of ordinary traffic (RFC 3484 barred it, RFC 6724 no longer does)'),
  kame('scope-embedded-input-reject', 'node', 'RFC4291:2.5.6', 'A packet that arrives with other octets than zero in octets 2 and 3 of a link-local address is rejected'),
  should('scope-text', 'node', 'RFC4007:11.2', 'An address with its zone, such as fe80::1%ne0, is accepted and printed; zone numbers SHOULD be supported as well', setting),
  kame('scope-cli-no-embedded', 'node', 'RFC4007:11', 'Users never type the embedded form but for gateways in arguments of route and ndp', untestable('about what operators type; the addresses that come of it look the same on the link')),
  should('scope-dst-needs-zone', 'node', 'RFC4007:6', 'A packet to a link-local address without a zone goes to the default zone, or where none is set to no link, with a local error'),
  must('scope-no-cross-zone', 'router', 'RFC4007:9', 'A packet whose source would leave its zone is not forwarded; one to a unicast address is answered with Destination Unreachable code 2'),
  kame('scope-link-if-1to1-kame', 'node', 'RFC4007:5', 'KAME assumes one link for each interface', outOfScope('an assumption of KAME about how a device is cabled, which no testbed breaks: each of its links ends at one interface')),

  should('das-policy-config', 'host', 'RFC6724:2.1', 'The policy table of address selection can be configured, at least as fully as RFC 6724 describes it', setting),
  should('policy-default-table', 'host', 'RFC6724:2.1', 'Address selection follows the default policy table where nothing else is configured'),
  must('das-auto-rows', 'host', 'RFC6724:2.1', 'Rows that are added to the policy table automatically never override a configured row (MUST), and can be turned off (SHOULD)', setting),
  must('sas-ipv4-scope', 'host', 'RFC6724:3.2', 'IPv4 addresses count as preferred; 169.254/16 and 127/8 have link-local scope, all others global scope', noIpv4),
  must('sas-embedded-ipv4', 'host', 'RFC6724:3.3', 'IPv6 addresses with an IPv4 address inside have global scope, and compatible, mapped and converted ones count as preferred', implied('address-selection.label.6to4 uses 6to4 addresses with global destinations; the other kinds are no addresses of an interface')),
  must('sas-loopback-scope', 'host', 'RFC6724:3.4', 'The loopback address has link-local scope and counts as preferred', untestable('what has the loopback address as source or destination never reaches a link')),

  must('sas-candidates-link', 'host', 'RFC6724:4', 'For a multicast or link-local destination only addresses of the same link are candidates; multicast addresses and :: never are'),
  must('sas-explicit-wins', 'host', 'RFC6724:4 RFC6724:1', 'A source address that the application or an upper layer gives, and that may be used, is used'),
  must('sas-unassigned-refused', 'host', 'RFC6724:4', 'A source address that is given, but is not in the candidate set, is an error', invisible),
  must('sas-siit-candidates', 'host', 'RFC6724:4', 'With a stateless translator on an IPv6-only node, the candidates for an IPv4-converted destination are the IPv4-translatable addresses', open('belongs to the suites of translation, not built yet')),
  must('sas-rule1', 'host', 'RFC6724:5', 'Where the destination is an address of the host, it is the source as well (rule 1)', untestable('what a host sends to itself never reaches a link')),
  must('sas-rule2-scope', 'host', 'RFC6724:5 RFC6724:3.1', 'Link-local destinations are given a link-local source, and global destinations a global one (rule 2)'),
  must('sas-rule2-mcast', 'host', 'RFC6724:5 RFC6724:3.1', 'The scope of the source for a multicast destination is chosen by the scope of the group, as for a unicast destination (rule 2)'),
  must('sas-rule3-deprecated', 'host', 'RFC6724:5', 'A deprecated address is not the source where a preferred one is at hand (rule 3)'),
  must('sas-rule4-home', 'host', 'RFC6724:5 RFC6724:3.5', 'A home address is preferred to a care-of address as the source, unless the application reverses that (rule 4)', mobileSuite),
  must('sas-rule5-outgoing', 'host', 'RFC6724:5', 'An address of the outgoing interface is preferred as the source (rule 5)'),
  should('sas-rule55-prefix', 'host', 'RFC6724:5 RFC8028:3.3 RFC8504:6.6', 'An address in a prefix that the next hop advertised is preferred as the source (rule 5.5)'),
  must('sas-rule6-label', 'host', 'RFC6724:5', 'A source whose label is that of the destination is preferred (rule 6)'),
  should('sas-rule7-temp', 'host', 'RFC6724:5', 'A temporary address is preferred as the source to a public one, unless configured otherwise (rule 7)'),
  must('sas-rule7-app-switch', 'host', 'RFC6724:5', 'An application can reverse the preference for temporary or public addresses, for itself alone (rule 7)'),
  should('sas-rule8-longest', 'host', 'RFC6724:5 RFC6724:2.2', 'The source with the longest matching prefix is chosen, counted up to its own prefix length, where nothing better is known (rule 8)'),
  kame('sas-loopback-kame', 'node', 'RFC4291:2.7.1', '::1 is chosen for ff01::1', untestable('a packet to ff01::1 stays inside the node (RFC 4291 section 2.7.1), and its source with it')),
  kame('sas-route-last-resort-kame', 'host', 'RFC6724:5', 'Without an address of the same scope and without a global one, the address of the route is used although it may break the scope'),

  must('das-rules', 'host', 'RFC6724:6 RFC8504:6.6', 'Destination addresses are put in order by the rules of RFC 6724 in turn: scope, deprecated sources, labels, precedence, smaller scope'),
  choice('das-rule1-unreachable', 'host', 'RFC6724:6', 'A destination that is known to be unusable comes last (rule 1); what is known is for the implementation to say'),
  must('das-rule4-home', 'host', 'RFC6724:6', 'A destination whose source is a home address comes before others (rule 4)', mobileSuite),
  must('das-rule7-native', 'host', 'RFC6724:6', 'A destination that is reached natively comes before one that is reached through encapsulation (rule 7)'),
  should('das-rule9-longest', 'host', 'RFC6724:6', 'The destination that shares the longest prefix with its source comes first, where nothing better is known (rule 9)'),
  should('das-rule10-order', 'host', 'RFC6724:6', 'Destinations that no rule tells apart keep their order, where nothing better is known (rule 10)'),
  may('das-interface-by-source', 'host', 'RFC6724:7', 'The source may break a tie between equivalent routes through several interfaces', outOfScope('nothing that a device does here would fail it')),
  must('das-fresh', 'host', 'RFC6724:8', 'A cached order of destinations is at most one second out of date'),
];
