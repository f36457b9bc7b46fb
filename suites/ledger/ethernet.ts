import type { Requirement } from '../kit/requirement.js';
import { implied, may, must } from './lines.js';

// prettier-ignore
/** IPv6 over Ethernet (RFC 2464, RFC 6085), beside what is judged of every frame. */
export const ethernet: readonly Requirement[] = [
  must('eth-ethertype', 'node', 'RFC2464:3', 'IPv6 packets are in frames of type 0x86DD', implied('a frame of another type is no IPv6 packet to the tester: every test that wants an answer shows it')),
  may('eth-eui64', 'node', 'RFC2464:4 RFC8064:3', 'The interface identifier may be made of the MAC address', implied('dad-ll-eui64 records which kind a device makes')),
  must('eth-mtu-1500', 'node', 'RFC2464:2', 'No packet on Ethernet is larger than 1500 octets', implied('the test of pmtu-initial-link-mtu shows it')),
  must('eth-ra-mtu-limit', 'host', 'RFC2464:2', 'An MTU above 1500 from a router is ignored', implied('the test of ra-mtu-above-link shows it')),
  must('eth-unicast-mcast', 'node', 'RFC6085:3', 'A packet to a group is accepted from a frame to the own address', implied('the test of hdr-l2-unicast-l3-mcast shows it')),
  must('eth-pad-ignored', 'node', 'RFC2464:3', 'Padding of a frame is no part of the packet', implied('the test of hdr-plen-short-of-frame shows it')),
];
