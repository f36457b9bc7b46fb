import type { Requirement } from '../kit/requirement.js';
import { implied, kame, must, open, should } from './lines.js';
import { noSuchPacket, passive } from './states.js';

// prettier-ignore
/** The chain of extension headers (RFC 8200 sections 4 and 4.1). */
export const headerChain: readonly Requirement[] = [
  must('ext-nh-none-after-ext', 'node', 'RFC8200:4.7', 'NH 59 inside an extension header ends processing silently'),
  must('ext-nh-none-after-ext-forward', 'router', 'RFC8200:4.7', 'A packet whose extension header announces No Next Header is forwarded intact'),
  should('ext-nh-unrecognised', 'node', 'RFC8200:4', 'Unrecognised NH inside an extension header: Parameter Problem pointing at that field'),
  should('ext-nh-unrecognised-second', 'node', 'RFC8200:4', 'Pointer counts from the start of the IPv6 header through earlier headers'),
  should('ext-hbh-must-be-first', 'node', 'RFC8200:4 RFC8200:4.1', 'HBH anywhere but right after the IPv6 header is an unrecognised Next Header'),
  must('ext-order-hbh-dst-frag-err1', 'node', 'RFC8200:4 RFC8200:4.5', 'Headers are processed strictly in order: HBH, DstOpts (unrecognised 10xxxxxx), Fragment with bad length: the option error is reported, not the fragment error'),
  must('ext-order-hbh-dst-frag-err2', 'node', 'RFC8200:4 RFC8200:4.5', 'HBH, DstOpts (unrecognised option 00xxxxxx), Fragment with bad length: the option is skipped and the fragment error is reported'),
  must('ext-order-hbh-frag-dst-err1', 'node', 'RFC8200:4 RFC8200:4.5', 'HBH, Fragment (M=1, length not multiple of 8), DstOpts bad: fragment error first'),
  must('ext-order-hbh-frag-dst-err2', 'node', 'RFC8200:4 RFC8200:4.5', 'HBH, Fragment (atomic or complete), DstOpts with unrecognised 10: option error after reassembly'),
  must('ext-any-order-accepted', 'node', 'RFC8200:4.1', 'Headers in non-recommended order and repeated are still accepted and processed (only HBH is restricted to first place)'),
  should('ext-order-tx', 'node', 'RFC8200:4.1', 'Emitted packets follow the recommended header order, HBH always directly after the IPv6 header (must), each header at most once (DstOpts twice)', noSuchPacket),
  must('ext-hbh-first-tx', 'node', 'RFC8200:4 RFC8200:4.1', 'A Hop-by-Hop Options header is sent right behind the IPv6 header, and nowhere else', passive),
  must('ext-dst-before-routing', 'node', 'RFC8200:4.1 RFC8200:4.4', 'DstOpts before a Routing header with SL=0 processed'),
  must('ext-len-beyond-packet', 'node', 'RFC4443:3.4', 'HdrExtLen running past the packet end: discard (MUST) + Parameter Problem code 0 at the field (SHOULD)'),
  should('ext-chain-16', 'node', 'RFC8200:4.1 RFC8504:5.3', 'A long chain does not exhaust the stack; 16 DstOpts headers each PadN'),
  kame('ext-chain-massive', 'node', 'RFC8504:5.3 RFC8200:4.1', 'A packet with the maximum number of 8-octet extension headers that fits 1500 octets must not crash the node'),
  kame('ext-chain-limit', 'node', 'RFC8504:5.3', 'KAME discards above hdrnestlimit headers (counter toomanyhdr)'),
  should('ext-chain-limit-icmp', 'node', 'RFC8883:2.3 RFC8883:2.4 RFC8883:2.5 RFC8883:2.6 RFC8883:2.7 RFC8883:3.2 RFC8883:4.1 RFC8504:5.3', 'Discard because of a processing limit is reported with Parameter Problem 6 (header too big), 7 (chain too long), 8 (too many headers), 9 (too many options), 10 (option or padding too big) or Destination Unreachable 8; at most one error per packet, chosen by the priority list; RFC 8504 by itself asks for a silent discard'),
  should('ext-code5-not-endnode', 'node', 'RFC8883:2.2', 'Parameter Problem code 5 is for intermediate nodes; a final destination reports an unrecognised Next Header with code 1', implied('the tests of unrecognised Next Headers want code 1')),
  must('ext-limit-rate-and-4443', 'node', 'RFC8883:4 RFC4443:2.4', 'Processing-limit errors obey all suppression and rate rules of ICMPv6'),
  should('ext-uniform-skip', 'router', 'RFC7045:2.1 RFC6564:4', 'Transit nodes SHOULD forward regardless of the extension headers present; a drop of a standard header must be a configured policy per type, default allow; for unrecognised headers a knob to allow MUST exist but the default MAY be drop'),
  should('ext-experimental-253', 'node', 'RFC8200:4', 'NH 253/254 unrecognised unless configured: Parameter Problem code 1'),
  must('ext-ah-unknown-sa', 'node', 'RFC4302:3.4.2 RFC4303:3.4.2', 'AH or ESP without a Security Association is dropped without ICMPv6 error', open('belongs to the suites of IPsec, not built yet')),
  should('ext-mobility-cn', 'node', 'RFC8200:4 RFC6275:9.2', 'Node without MIPv6: NH 135: Parameter Problem code 1; with MIPv6: Binding Error rules'),
];
