import type { Requirement } from '../kit/requirement.js';
import { choice, kame, may, must, outOfScope, should, untestable } from './lines.js';
import { invisible, neverFails, transportSuite } from './states.js';

// prettier-ignore
/** Path MTU Discovery of a node (RFC 8201), with the parts that ICMPv6 and Neighbor Discovery have in it. */
export const pathMtu: readonly Requirement[] = [
  must('pmtu-echo-64', 'node', 'RFC4443:4.1 RFC4443:4.2', 'An Echo Request of 64 octets is answered'),
  must('pmtu-code-ignored', 'node', 'RFC4443:3.2', 'The code of a received Packet Too Big is ignored'),
  should('pmtu-ra-mtu-reduce', 'host', 'RFC4861:6.3.4 RFC8201:3', 'An MTU option of a Router Advertisement reduces the link MTU, and with it path MTUs'),
  should('pmtu-ra-mtu-raise', 'host', 'RFC4861:6.3.4', 'A later Router Advertisement with a larger MTU, up to that of the link, raises the link MTU'),
  should('pmtu-ptb-validate', 'node', 'RFC8201:4 RFC4443:5.2', 'A Packet Too Big message that quotes a packet that the node never sent is ignored'),
  must('pmtu-ptb-src-any', 'node', 'RFC4443:2.2 RFC8201:4', 'A Packet Too Big message counts from whatever address it comes (point b)'),
  should('pmtu-udp-app', 'node', 'RFC8201:5.2 RFC4443:3.2', 'A program that sends datagrams is told of a Packet Too Big message about them', invisible),
  must('pmtu-fragment-not-router', 'router', 'RFC8200:4.5 RFC4443:3.2', 'A router answers a packet that is too big with Packet Too Big, and does not fragment it'),
  must('pmtu-echo-1280', 'node', 'RFC8200:5', 'An Echo Request of 1280 octets is answered, unfragmented'),
  must('pmtu-echo-1500', 'node', 'RFC8200:5 RFC8201:4', 'An Echo Request of 1500 octets is answered; unfragmented on Ethernet by a node that discovers path MTUs'),
  must('pmtu-initial-link-mtu', 'node', 'RFC8201:3 RFC8201:5.2', 'The initial path MTU is the MTU of the first link'),
  must('pmtu-reduce-offlink', 'node', 'RFC8201:4', 'A Packet Too Big message about an off-link destination reduces the path MTU to its MTU'),
  must('pmtu-reduce-twice', 'node', 'RFC8201:4', 'A second Packet Too Big message with a smaller MTU reduces the path MTU further'),
  must('pmtu-reduce-onlink-ll', 'node', 'RFC8201:3 RFC8201:4', 'A Packet Too Big message about a link-local destination on the link reduces its path MTU'),
  must('pmtu-reduce-onlink-gl', 'node', 'RFC8201:3 RFC8201:4', 'A Packet Too Big message about a global destination on the link reduces its path MTU'),
  choice('pmtu-per-destination', 'node', 'RFC8201:5.2', 'A path MTU may be kept for each destination, each flow, or the whole node'),
  must('pmtu-stored', 'node', 'RFC8201:4 RFC8201:5.2', 'A learned path MTU is kept while the path is not used'),
  must('pmtu-below-1280-ignored', 'node', 'RFC8201:4', 'A Packet Too Big message with an MTU below 1280 is discarded: the path MTU stays, and no Fragment header is added'),
  must('pmtu-below-1280-book', 'node', 'RFC2460:5 RFC1981:4', 'By RFC 2460, after an MTU below 1280 packets stay at 1280 octets and carry a Fragment header (old rule)'),
  must('pmtu-never-below-1280', 'node', 'RFC8201:4', 'The path MTU is never below 1280'),
  must('pmtu-increase-ignored', 'node', 'RFC8201:4', 'A Packet Too Big message with an MTU above the estimate does not raise it'),
  must('pmtu-increase-huge', 'node', 'RFC8201:4', 'A Packet Too Big message with an absurdly large MTU does not raise the path MTU'),
  must('pmtu-age-not-before-5min', 'node', 'RFC8201:4', 'No larger packet is tried within 5 minutes after a Packet Too Big message for the path'),
  should('pmtu-age-10min', 'node', 'RFC8201:4 RFC8201:5.3', 'A path MTU that was learned is given up after a time, for which 10 minutes are recommended, so that a larger one can be found'),
  may('pmtu-increase-after-probe', 'node', 'RFC8201:4 RFC8201:5.3', 'After aging a larger packet is tried, and a Packet Too Big message lowers the estimate again'),
  must('pmtu-multicast-dst', 'node', 'RFC8201:3 RFC8201:5.2', 'Packet Too Big messages about a multicast packet reduce the path MTU of its group, to the smallest'),
  should('pmtu-routing-header', 'node', 'RFC8201:5.2', 'For a quoted packet with a Routing header the path is that of its final destination', untestable('a device sends a Routing header only on the order of an application, which the bench cannot give')),
  must('pmtu-tcp-mss', 'node', 'RFC8201:5.4', 'TCP sends no segment beyond the path MTU except a probe, and recovers the lost data', transportSuite),
  must('pmtu-tcp-peer-mss', 'node', 'RFC8201:5.4', 'No segment is larger than the MSS that the peer announced; the announced MSS does not depend on the path MTU', transportSuite),
  must('pmtu-notify-all', 'node', 'RFC8201:5.2', 'Every user of the path learns of a decrease, even if the message quotes another protocol'),
  must('pmtu-tcp-no-congestion', 'node', 'RFC8201:5.4', 'The loss of a path MTU probe, told by a Packet Too Big message, is not taken as congestion', transportSuite),
  should('pmtu-age-configurable', 'node', 'RFC8201:5.3 RFC8201:5.6', 'The aging time can be changed, including infinity', untestable('a knob of system management; the bench has no action for it')),
  should('pmtu-notify-sender', 'node', 'RFC8201:5.2', 'The user whose packet was dropped is told even if the estimate did not change', invisible),
  must('pmtu-not-supported-1280', 'node', 'RFC8201:1 RFC8200:5', 'A node without Path MTU Discovery sends nothing above 1280 octets', outOfScope('about nodes without Path MTU Discovery; whoever answers 1500 octets in one packet is none')),
  may('pmtu-black-hole-plpmtud', 'node', 'RFC8201:1', 'Probing by the packetization layer (RFC 4821) is allowed', neverFails),
  kame('pmtu-gif-kame', 'node', 'RFC8201:4', 'A packet too big for a KAME tunnel can vanish once until the path MTU is learned; errors about the outer packet are not translated into inner ones'),
];
