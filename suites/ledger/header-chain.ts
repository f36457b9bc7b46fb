import type { Requirement } from '../kit/requirement.js';
import { implied, kame, must, open, should } from './lines.js';
import { noSuchPacket, passive } from './states.js';

// prettier-ignore
/** The chain of extension headers (RFC 8200 sections 4 and 4.1). */
export const headerChain: readonly Requirement[] = [
  must('ext-nh-none-after-ext', 'node', 'RFC8200:4.7', 'A Next Header of 59 in an extension header ends the processing of the packet, without an error message'),
  must('ext-nh-none-after-ext-forward', 'router', 'RFC8200:4.7', 'A packet whose extension header announces No Next Header is forwarded intact'),
  should('ext-nh-unrecognised', 'node', 'RFC8200:4', 'An unrecognized Next Header in an extension header is answered with Parameter Problem code 1, whose pointer names that field'),
  should('ext-nh-unrecognised-second', 'node', 'RFC8200:4', 'The pointer of a Parameter Problem counts from the start of the IPv6 header, through all headers before the field'),
  should('ext-hbh-must-be-first', 'node', 'RFC8200:4 RFC8200:4.1', 'A Hop-by-Hop Options header anywhere but right behind the IPv6 header is treated as an unrecognized Next Header'),
  must('ext-order-hbh-dst-frag-err1', 'node', 'RFC8200:4 RFC8200:4.5', 'Headers are processed strictly in order: a bad option before a bad Fragment header is the one that is reported'),
  must('ext-order-hbh-dst-frag-err2', 'node', 'RFC8200:4 RFC8200:4.5', 'Headers are processed strictly in order: an option to skip before a bad Fragment header leaves that to be reported'),
  must('ext-order-hbh-frag-dst-err1', 'node', 'RFC8200:4 RFC8200:4.5', 'Headers are processed strictly in order: a bad Fragment header is reported before a bad option behind it'),
  must('ext-order-hbh-frag-dst-err2', 'node', 'RFC8200:4 RFC8200:4.5', 'Headers are processed strictly in order: a bad option behind a Fragment header is reported after reassembly'),
  must('ext-any-order-accepted', 'node', 'RFC8200:4.1', 'Extension headers are accepted in any order and any number, but for Hop-by-Hop Options, which come first'),
  should('ext-order-tx', 'node', 'RFC8200:4.1', 'A packet is sent with its headers in the recommended order, each at most once (Destination Options twice), Hop-by-Hop Options first (MUST)', noSuchPacket),
  must('ext-hbh-first-tx', 'node', 'RFC8200:4 RFC8200:4.1', 'A Hop-by-Hop Options header is sent right behind the IPv6 header, and nowhere else', passive),
  must('ext-dst-before-routing', 'node', 'RFC8200:4.1 RFC8200:4.4', 'Destination Options before a Routing header without segments left are processed'),
  must('ext-len-beyond-packet', 'node', 'RFC4443:3.4', 'A packet that ends within an extension header is discarded (MUST) and reported with Parameter Problem code 0 at the Hdr Ext Len field (SHOULD)'),
  should('ext-chain-16', 'node', 'RFC8200:4.1 RFC8504:5.3', 'A packet with 16 Destination Options headers, each with padding only, is processed'),
  kame('ext-chain-massive', 'node', 'RFC8504:5.3 RFC8200:4.1', 'A packet with the maximum number of 8-octet extension headers that fits 1500 octets must not crash the node'),
  kame('ext-chain-limit', 'node', 'RFC8504:5.3', 'KAME discards above hdrnestlimit headers (counter toomanyhdr)'),
  should('ext-chain-limit-icmp', 'node', 'RFC8883:2.3 RFC8883:2.4 RFC8883:2.5 RFC8883:2.6 RFC8883:2.7 RFC8883:3.2 RFC8883:4.1 RFC8504:5.3', 'A packet that is discarded because of a processing limit is reported with Parameter Problem codes 6 to 10 or Destination Unreachable code 8, one error at most'),
  should('ext-code5-not-endnode', 'node', 'RFC8883:2.2', 'A final destination reports an unrecognized Next Header with Parameter Problem code 1, not code 5, which is for intermediate nodes', implied('the tests of unrecognised Next Headers want code 1')),
  must('ext-limit-rate-and-4443', 'node', 'RFC8883:4 RFC4443:2.4', 'Errors about processing limits keep to the rules of all ICMPv6 errors: when none is sent, and how many'),
  should('ext-uniform-skip', 'router', 'RFC7045:2.1 RFC6564:4', 'A router forwards packets whatever extension headers they have, unless a configured policy filters the type; by default it MAY drop types that are not standard'),
  should('ext-experimental-253', 'node', 'RFC8200:4', 'Next Header 253 or 254 is unrecognized unless configured, and answered with Parameter Problem code 1'),
  must('ext-ah-unknown-sa', 'node', 'RFC4302:3.4.2 RFC4303:3.4.2', 'A packet with AH or ESP for which there is no Security Association is discarded without an ICMPv6 error', open('belongs to the suites of IPsec, not built yet')),
  should('ext-mobility-cn', 'node', 'RFC8200:4 RFC6275:9.2', 'A node without Mobile IPv6 answers Next Header 135 with Parameter Problem code 1'),
];
