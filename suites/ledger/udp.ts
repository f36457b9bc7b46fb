import type { Requirement } from '../kit/requirement.js';
import { choice, implied, kame, must, outOfScope, should, untestable } from './lines.js';
import { invisible } from './states.js';

const modelled = untestable(
  'tells which program of a system gets a port or a packet; no frame shows it. The socket model of the reference has it, with unit tests',
);
const forProgrammers = outOfScope('advice to those who write programs; nothing that a device does obeys or breaks it');
const relayOfTcp = outOfScope(
  'a relay ends TCP connections and speaks IPv4 on its other side: it is judged as a translator, with lines of its own, not as a node',
);

// prettier-ignore
/** UDP over IPv6: RFC 768, RFC 1122 section 4.1, RFC 8200 section 8.1, and what sockets have to do with it. */
export const userDatagrams: readonly Requirement[] = [
  must('udp-demux-port', 'node', 'RFC768:Fields RFC1122:4.1.3.1', 'A datagram to a port where a program listens reaches it, with data, source address and source port'),
  must('udp-reply-swap', 'node', 'RFC768:Fields', 'The source port of a datagram is the one that the answer goes to'),
  must('udp-source-port-zero', 'node', 'RFC768:Fields', 'A source port of 0 is legal, and leaves no port for an answer'),
  must('udp-length-min', 'node', 'RFC768:Fields RFC2675:4', 'A datagram whose length is smaller than its header, and not zero, is discarded'),
  must('udp-length-over', 'node', 'RFC768:Fields', 'A datagram whose length is larger than the packet is discarded'),
  choice('udp-length-under', 'node', 'RFC768:Fields RFC8200:8.1', 'A datagram whose length is smaller than the packet ends there, or is discarded'),
  choice('udp-length-zero-nonjumbo', 'node', 'RFC2675:4 RFC768:Fields', 'A UDP length of zero outside of a jumbogram may be taken as that of the payload, or as an error'),
  must('udp-empty', 'node', 'RFC768:Fields', 'A datagram without data is a datagram'),
  must('udp-odd-length', 'node', 'RFC768:Fields', 'Odd data is padded with a zero octet for the checksum, not for the program'),
  must('udp-checksum-address', 'node', 'RFC8200:8.1', 'The pseudo-header has the IPv6 addresses'),
  must('udp-checksum-nh', 'node', 'RFC8200:8.1', 'The Next Header of the pseudo-header is 17, whatever extension headers come before'),
  must('udp-checksum-ffff-rx', 'node', 'RFC768:Fields RFC8200:8.1', 'A checksum of 0xffff where zero is computed is right'),
  should('udp-reply-source', 'node', 'RFC1122:4.1.3.5', 'An answer comes from the address that was asked', untestable('whether a program answers from the address that was asked is up to the program; that it can, no frame shows')),
  should('udp-reply-source-mcast', 'node', 'RFC1122:4.1.3.5 RFC6724:5', 'An answer to what went to a group comes from a unicast address of the interface'),
  must('udp-dst-not-member', 'node', 'RFC3493:5.2 RFC4291:2.8', 'What goes to a group that nobody has joined on the interface reaches no program'),
  must('udp-src-own', 'node', 'RFC1122:4.1.3.6', 'The source of a datagram is an address of the node', implied('every test with an echoing program wants the answer from the address that was asked, or from one of the device')),
  must('udp-icmp-up', 'node', 'RFC1122:4.1.3.3 RFC4443:3.1', 'Errors about datagrams reach the program that sent them', invisible),
  must('udp-frag-large', 'node', 'RFC8200:4.5', 'A datagram that does not fit the path is sent in fragments'),
  kame('sock-v4mapped-table', 'node', 'RFC3493:3.7', 'An IPv6 socket has no use of IPv4 on BSD/OS 3, FreeBSD 2.2.8 and OpenBSD; on FreeBSD 3, NetBSD and BSD/OS 4 it can listen for it and connect to it', modelled),
  kame('sock-wildcard-grab', 'node', 'RFC3493:3.7', 'An IPv6 wildcard socket gets IPv4 only if no IPv4 socket fits and its option for IPv6 only is off, in whatever order they were opened', modelled),
  kame('sock-v6only-copy', 'node', 'RFC3493:5.3', "The node's default of that option is copied when a socket is made; a later change is no matter of that socket", modelled),
  kame('sock-bsdi4-conflict', 'node', 'RFC3493:3.7', 'BSD/OS 4: an IPv4 wildcard socket cannot be bound behind an IPv6 one; in front of one it gets nothing', modelled),
  kame('sock-ports-separate', 'node', 'RFC3493:3.7', 'IPv4 and IPv6 sockets have ports of their own, except on BSD/OS 4', modelled),
  kame('sock-mapped-security', 'node', 'RFC3493:5.3', 'A server for IPv6 only looks whether its peer is an IPv4-mapped address', forProgrammers),
  kame('sock-ss-family', 'node', 'RFC3493:3.10', 'The family member of sockaddr_storage had another name before December 1999', forProgrammers),
  kame('app-no-hardcode', 'node', 'RFC3493:6.1', 'Programs use getaddrinfo and getnameinfo, try every address, and open a socket for each', forProgrammers),
  kame('faith-prefix', 'relay', 'RFC3142:3', 'TCP to P::a.b.c.d in the reserved prefix is relayed to a.b.c.d', relayOfTcp),
  kame('faith-example', 'relay', 'RFC3142:4', 'With the prefix 3ffe:0501:0200:ffff:: what goes to 163.221.202.12 in it is relayed there', relayOfTcp),
  kame('faith-dual-stack', 'relay', 'RFC3142:3', 'The relay runs on a node of both protocols, whose kernel hands it the prefix', relayOfTcp),
  kame('faith-category', 'relay', 'RFC3142:1', 'Of the four categories of translators (who begins, early or late in the transition) FAITH belongs to A', relayOfTcp),
  kame('faith-acl-later', 'relay', 'RFC3142:7', 'Rules permit or deny sources and destinations; the first that fits counts, and what none permits is denied', relayOfTcp),
  kame('faith-halfclose-later', 'relay', 'RFC3142:2.1', 'The end of one direction and urgent data are relayed, idle sessions end after 30 minutes, commands of FTP are rewritten', relayOfTcp),
];
