import type { Requirement } from '../kit/requirement.js';
import { choice, implied, kame, may, must, outOfScope, should, untestable } from './lines.js';
import { kameInside } from './states.js';

const byProbes = implied('the tests of the probes that are answered and sent record it under this line');
const administrator = outOfScope('a rule for whoever configures the tunnel, not for the node');
const nameServers = outOfScope('about resolvers of the Domain Name System, which belong to the suites of that protocol');

// prettier-ignore
/** Tunnels of IPv6 in IPv6 (RFC 2473) and in IPv4 (RFC 4213), with what KAME's gif does otherwise. */
export const tunnels: readonly Requirement[] = [
  must('tun-encap-format', 'node', 'RFC2473:3.1 RFC2473:5', 'The tunnel header goes from the entry-point to the exit-point and announces the original packet, of which nothing changes but the hop limit'),
  must('tun-encap-hl-decrement', 'router', 'RFC2473:3.1', 'The hop limit of a packet that is forwarded into a tunnel is decremented by one'),
  must('tun-outer-hl', 'node', 'RFC2473:6.3 RFC2473:5', 'The hop limit of the tunnel header is configured, independently of that of the original packet'),
  may('tun-outer-tc', 'node', 'RFC2473:6.4', 'The Traffic Class of the tunnel header is configured or copied; zero by default'),
  may('tun-outer-fl', 'node', 'RFC2473:6.5', 'The flow label of the tunnel header is configured; zero by default'),
  must('tun-decap', 'node', 'RFC2473:3.3 RFC2473:3.2', 'Tunnel headers are processed in strict order and removed; the packet inside goes on as it is, whatever the outer hop limit was'),
  choice('tun-decap-check-src', 'node', 'RFC2473:3.3', 'A tunnel packet from a node that is no configured entry-point is not taken out'),
  must('tun-tel-insert', 'node', 'RFC2473:4.1.1 RFC2473:6.6', 'With a limit configured, and none in the packet, the tunnel header has a Tunnel Encapsulation Limit option with it'),
  must('tun-tel-decrement', 'node', 'RFC2473:4.1.1', 'With a limit n > 0 in the packet, the tunnel header has one of n - 1'),
  must('tun-tel-zero', 'router', 'RFC2473:4.1.1', 'With a limit of 0 in the packet, it is discarded, and Parameter Problem code 0 names the octet of the limit'),
  must('tun-tel-left-to-right', 'node', 'RFC2473:4.1.1', 'The option is searched from left to right, up to another IPv6 header, one that is no extension header, or one that cannot be parsed'),
  must('tun-tel-none', 'node', 'RFC2473:4.1.1', 'With no limit configured, and none in the packet, there is no option'),
  should('tun-loop-self', 'node', 'RFC2473:4.1.2 RFC2473:4.1.3', 'A packet between the two ends of a tunnel does not enter it, and a tunnel whose packets are routed into itself brings nothing to a stop'),
  must('tun-mtu-gt1280', 'router', 'RFC2473:7.1 RFC2473:6.7', 'A packet larger than the tunnel MTU and than 1280 octets is discarded: Packet Too Big with the larger of the two'),
  must('tun-mtu-le1280', 'router', 'RFC2473:7.1 RFC2473:7', 'A packet of at most 1280 octets that is larger than the tunnel MTU is carried, and the tunnel packet fragmented'),
  must('tun-reassemble', 'node', 'RFC2473:7', 'The exit-point puts fragments of a tunnel packet together before it looks inside'),
  must('tun-icmp-relay-unreach', 'router', 'RFC2473:8.2 RFC2473:8.1 RFC2473:8', 'An exceeded hop limit and an unreachable node inside the tunnel reach the original source as Destination Unreachable code 3 with the original packet'),
  must('tun-icmp-relay-ptb', 'router', 'RFC2473:8.2 RFC2473:8.1', 'Packet Too Big from inside lowers the tunnel MTU; the original source learns it less the tunnel headers, for packets above 1280 octets only'),
  must('tun-icmp-relay-pp-tel', 'router', 'RFC2473:8.2 RFC2473:8.1', 'Parameter Problem about a used up limit reaches the original source as Destination Unreachable code 3'),
  must('tun-v4-df', 'router', 'RFC2473:7.2', 'An IPv4 packet with Don\'t Fragment that is larger than the tunnel MTU is discarded: ICMPv4 type 3 code 4 with the tunnel MTU'),
  must('tun-v4-nodf', 'router', 'RFC2473:7.2', 'An IPv4 packet without Don\'t Fragment is carried, and the tunnel packet fragmented, never the packet inside'),
  must('tun-icmp-relay-v4', 'router', 'RFC2473:8.3', 'For an IPv4 packet inside, errors become ICMPv4 type 3 code 1, and Packet Too Big type 3 code 4 when Don\'t Fragment is set'),
  must('tun-4213-proto41', 'node', 'RFC4213:3.5 RFC4213:3.3 RFC4213:3.2.1', 'IPv6 in IPv4 is protocol 41, without IPv4 options, with a Type of Service of 0, and without Don\'t Fragment while the tunnel MTU is static'),
  must('tun-4213-mtu', 'node', 'RFC4213:3.2.1 RFC4213:3.2', 'The static tunnel MTU is 1280 to 1480 octets by default, never 64 KiB'),
  must('tun-4213-decap-filter', 'node', 'RFC4213:3.6 RFC4213:5', 'A tunnel packet from another IPv4 source is discarded without ICMP; invalid IPv6 sources inside are dropped silently'),
  must('tun-4213-hop-limit', 'router', 'RFC4213:3.3 RFC4213:3.6', 'The hop limit of a packet from the tunnel is decremented when it is forwarded, whatever the time to live was'),
  may('tun-4213-ttl', 'node', 'RFC4213:3.3', 'The time to live of the IPv4 header can be configured'),
  may('tun-4213-relay', 'router', 'RFC4213:3.4', 'ICMPv4 errors from inside become Destination Unreachable code 3 to the IPv6 source'),
  should('tun-4213-unspecified-source', 'node', 'RFC4213:3.6', 'The unspecified address, of Duplicate Address Detection, is not among the invalid sources'),
  must('tun-4213-ll', 'node', 'RFC4213:3.7 RFC4213:3.8', 'The tunnel has a link-local address, and probes of Neighbor Unreachability Detection are answered'),
  should('tun-4213-nud-sent', 'node', 'RFC4213:3.8', 'The other end is probed'),
  must('tun-4213-no-lla-option', 'node', 'RFC4213:3.8', 'What a link-layer address option says is ignored, and the message is processed otherwise'),
  should('tun-4213-lla-not-sent', 'node', 'RFC4213:3.8', 'Link-layer address options are not sent on the tunnel', byProbes),
  must('tun-4213-mru', 'node', 'RFC4213:3.6', 'IPv4 packets are reassembled up to the larger of 1500 octets and the largest interface MTU'),
  must('tun-4213-plen', 'node', 'RFC4213:3.6', 'The length of the packet inside comes from its own Payload Length'),
  should('tun-4213-dynamic-ptb', 'node', 'RFC4213:3.2.2', 'With a dynamic MTU: Packet Too Big with the IPv4 path MTU less 20, at least 1280; at that floor packets go without Don\'t Fragment'),
  must('tun-4213-dual-stack', 'node', 'RFC4213:2', 'A dual-stack node can be operated with either stack disabled', outOfScope('an option of the node\'s operation, which no packet of a tunnel shows')),
  must('tun-4213-dns', 'node', 'RFC4213:2.2', 'Resolver libraries handle AAAA and A records', nameServers),
  should('tun-4213-source-config', 'node', 'RFC4213:3.5', 'The source address of a tunnel can be specified', implied('every test of a tunnel specifies it; an adapter that cannot makes them skip')),
  should('tun-ingress-knob', 'node', 'RFC4213:3.6', 'One knob enables strict ingress filtering towards edge networks', administrator),
  kame('tun-gif-modes-kame', 'node', 'RFC2473:3.1', 'One kind of interface carries IPv6 and IPv4 in IPv6 and in IPv4'),
  kame('tun-gif-ll-remove-kame', 'node', 'RFC2473:3', 'On a gif for IPv4 in IPv6 alone the automatic link-local address is to be removed', untestable('advice to operators, which the note gives; no frame shows it')),
  kame('tun-gif-ecn-kame', 'node', 'RFC2473:6.4', 'The outer Traffic Class is zero, and ignored at the exit, unless a flag carries marks of congestion both ways'),
  kame('tun-gif-no-limit-kame', 'node', 'RFC2473:6.6', 'gif knows no Tunnel Encapsulation Limit', kameInside),
];
