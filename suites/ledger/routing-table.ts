import type { Requirement } from '../kit/requirement.js';
import { choice, implied, kame, must, untestable, type State } from './lines.js';

/** No RFC has it, and no frame shows it: what the reference does is held to the line by unit tests of its own. */
const inside = (what: string): State =>
  untestable(`${what}, between a kernel and its programs; no frame shows it. Unit tests hold the reference to it`);
const table = inside('how a kernel keeps its routes and shows them');
const message = inside('the form of messages');
const socket = inside('what a routing socket does');
const sysctl = inside('how a program reads the table');
const rtadd6 = inside('a program that enters a route');

// prettier-ignore
/**
 * The routing table of a node, and the routing socket by which programs read and change it. The socket is no matter of any RFC:
 * its lines, of 4.4BSD and of KAME, stand at the text that defines the addresses in its messages (RFC 3493 section 3.4), and
 * never fail a device.
 */
export const routingTable: readonly Requirement[] = [
  kame('rt-key-mask', 'node', 'RFC4291:2.3', 'An entry is known by its address and its contiguous mask; other masks do not exist', table),
  must('rt-lpm', 'router', 'RFC4291:2.5 RFC4861:5.2', 'The longest prefix that covers the destination decides: host routes first, the default route last', implied('the tests of fwd-prefix-any-length send packets by routes of 0 to 128 bits, one inside another')),
  kame('rt-direct-clone', 'node', 'RFC4861:5.1', 'A prefix of a link is an entry that clones: with the first packet a neighbor gets an entry of its own, with its link-layer address and the flags L and W', table),
  kame('rt-own-addr-loopback', 'node', 'RFC4291:2.5.3', 'With an address comes a host route to it by the loopback interface, which shows the own link-layer address', table),
  must('rt-linklocal-per-if', 'node', 'RFC4007:6 RFC4007:9', 'Each interface has its own fe80::/64: the same link-local address on two links is two', implied('the tests of rt-gateway-zone and rip-upd-gateway-zone have routers of one link-local address on two links')),
  must('rt-gateway-zone', 'router', 'RFC4007:5 RFC4007:6', 'A router is known by its link-local address and its link: the same address on another link is another next hop'),
  kame('rt-embed-form', 'node', 'RFC4007:6', 'In the table and on the routing socket the zone index is in the third and fourth octet of link-local and interface-local addresses', message),
  kame('rt-embed-scopes', 'node', 'RFC4007:6', 'Only link-local unicast, link-local multicast and interface-local multicast addresses have it', message),
  must('rt-embed-never-on-wire', 'node', 'RFC4291:2.5.6', 'The index inside never appears in a packet: the 54 bits behind fe80::/10 are zero', implied('the passive rule ipv6.address.no-embedded-zone looks at every packet')),
  choice('rt-embed-overflow', 'node', 'RFC3493:3.4', 'A zone index of more than 16 bits is refused, not cut off', message),
  must('rt-scope-ordinary-api', 'node', 'RFC3493:3.3 RFC4007:8', 'Ordinary sockets give and take addresses without an index inside, and the zone beside them', inside('what a socket tells of an address')),
  kame('rt-mask-noscope', 'node', 'RFC3493:3.4', 'Masks have no zone', message),
  kame('rt-netstat-display', 'node', 'RFC4007:11', 'The table is shown with ADDRESS%INTERFACE; hosts without a length, prefixes with it, the default route as a word', table),
  kame('rt-subnet-routes-auto', 'router', 'RFC5942:4', 'With an address and its prefix length comes the route to the prefix', implied('every test of a packet in transit is sent to a node of a subnet whose only route is that of the address')),
  must('rt-no-forward-unless-enabled', 'node', 'RFC8200:2', 'A node forwards only where it is a router', implied('the tests of hdr-not-mine-host send a host what is for others')),
  kame('rt-reject', 'router', 'RFC4443:3.1', 'A route may say to refuse, with an error, or to discard, without one (the first is fwd-reject-route)'),
  kame('rt-delete-gw-ignored', 'node', 'RFC3493:3.4', 'A route is deleted whatever gateway the message names', socket),

  kame('rts-open', 'node', 'RFC3493:3', 'The socket is of the family PF_ROUTE, raw, of protocol 0', socket),
  kame('rts-common-header', 'node', 'RFC3493:3.4', 'Length, version and type begin every message, so that readers leave out what they do not know', message),
  kame('rts-add', 'node', 'RFC3493:3.4', 'ADD with destination, gateway and mask (or without, for a host) makes an entry, which is up', socket),
  kame('rts-add-exists', 'node', 'RFC3493:3.4', 'ADD for a prefix that is there fails with EEXIST and changes nothing', socket),
  kame('rts-delete-missing', 'node', 'RFC3493:3.4', 'DELETE of a prefix that is not there fails with ESRCH', socket),
  kame('rts-privilege', 'node', 'RFC3493:3.4', 'Only the super-user changes the table: EPERM', socket),
  kame('rts-malformed', 'node', 'RFC3493:3.4', 'A length that does not fit and a missing destination give EINVAL, another version EPROTONOSUPPORT; nothing changes', socket),
  kame('rts-addr-order', 'node', 'RFC3493:3.4', 'Addresses stand in the order of their bits, each filled up to a whole long of 4 or 8 octets', message),
  kame('rts-mask-truncated', 'node', 'RFC3493:3.4', 'Masks are read that are cut off behind their last octet, down to the single zero octet of the default route', message),
  kame('rts-embedded-in', 'node', 'RFC4007:6', 'A link-local address without its zone inside is on no link, and is refused with EINVAL', socket),
  kame('rts-echo', 'node', 'RFC3493:3.4', 'What was changed is told to every routing socket, that of the sender too, with its process, its number and the flag DONE', socket),
  kame('rts-notify-addr', 'node', 'RFC3493:3.4', 'NEWADDR, DELADDR and IFINFO tell of addresses and interfaces', socket),
  kame('rts-get', 'node', 'RFC3493:3.4', 'GET returns the entry that a packet would be sent by, with interface and local address where they are asked for', socket),
  kame('rts-change', 'node', 'RFC3493:3.4', 'CHANGE changes an entry in place', socket),

  kame('sysctl-dump', 'node', 'RFC3493:3.4', 'net.route.0.inet6.dump.0 is a message for each entry', sysctl),
  kame('sysctl-two-call', 'node', 'RFC3493:3.4', 'Without a buffer the size is told; a buffer that is too small makes the call fail', sysctl),
  choice('sysctl-retry', 'node', 'RFC3493:3.4', 'Who reads the table asks again when it grew meanwhile, says so, and gives up after five attempts', sysctl),
  kame('sysctl-dump-ifp-ifa', 'node', 'RFC4007:6', 'Entries of a dump have interface and local address too, the latter with its zone inside', sysctl),
  kame('sysctl-default-mask', 'node', 'RFC3493:3.4', 'The mask of the default route is one zero octet, filled up', sysctl),

  kame('rtadd6-prefix', 'node', 'RFC3493:3.4', 'With a length it enters a network, without one a host', rtadd6),
  kame('rtadd6-plen-range', 'node', 'RFC4291:2.3', 'A length that is not 0 to 128 is an error', rtadd6),
  kame('rtadd6-numeric', 'node', 'RFC3493:6.1', 'Only numeric addresses are taken', rtadd6),
  kame('rtadd6-zone', 'node', 'RFC4007:11.2', 'The gateway may name its interface, whose index is then put inside', rtadd6),
  kame('rtadd6-usage', 'node', 'RFC3493:3.4', 'Less than two arguments are answered with the usage', rtadd6),
  kame('rtadd6-exists', 'node', 'RFC3493:3.4', 'Entering a route again says "write: File exists"', rtadd6),
  kame('rtadd6-mask-fn', 'node', 'RFC4291:2.3', 'A mask has whole octets of ones, then 00, 80, c0, e0, f0, f8, fc or fe', message),
];
