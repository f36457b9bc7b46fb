import {
  anotherProtocol,
  each,
  elsewhere,
  keyWords,
  listsChanges,
  notOnTheWire,
  notTheDevice,
  superseded,
  supersededAlike,
  type Reasons,
} from './kinds.js';

const SEGMENT_ROUTING = 'segment routing';

/** The packet and its extension headers, ICMPv6, fragments, the path MTU, tunnels, and what IPv6 runs over. */
export const packetReasons: Readonly<Record<number, Reasons>> = {
  1981: { '1': superseded('RFC8201:1') },
  2463: {
    ...supersededAlike(4443, '2', '2.4', '3.1', '3.2', '3.3', '3.4', '4.1', '4.2'),
    '1': keyWords,
    '5.1': superseded('RFC4443:5.1', 'which leaves authentication to IPsec'),
  },
  2464: { '1': keyWords },
  2473: { '1': keyWords },
  2711: { '1': keyWords, '3': anotherProtocol('RSVP', 'its messages carry the option; the rest is for authors of protocols') },
  4213: { '1.1': keyWords, '8': listsChanges },
  4443: { '1': keyWords, '2': elsewhere('says only that every node implements the whole document'), A: listsChanges },
  4620: { '3': keyWords, '6.4.1': elsewhere('discusses nodes whose IPv4 and IPv6 interfaces are distinct, and what they tell of IPv4') },
  4884: { '2': keyWords, ...each(notOnTheWire('how a program like traceroute reads an error that came'), '5.4', '5.5') },
  5095: { '2': keyWords, '4.1': notTheDevice('asks for filters at the border of a site, which are not on the link of the device') },
  5722: { '1.1': keyWords },
  6437: {
    '4': elsewhere('what signals labels (RSVP, for one) is bound by the same rules', 'RFC6437:3'),
    '6.2': notTheDevice('asks operators not to hand out resources by flow labels'),
  },
  6564: { '2': keyWords, '3': notTheDevice('for authors of documents: when to define a new header') },
  6946: { '2': keyWords },
  7045: {
    '1.1': keyWords,
    '3': elsewhere('nodes that are firewalls follow the rules of all forwarding nodes', 'RFC7045:2.1', 'RFC7045:2.2'),
  },
  7112: { '2': keyWords },
  7739: { '2': keyWords, '4': elsewhere('quotes what RFC 6145 asks of translators') },
  8754: {
    ...each(
      anotherProtocol(SEGMENT_ROUTING, 'the fields and objects of its header, read by an endpoint of segments'),
      '2',
      '2.1',
      '2.1.1.1',
      '2.1.1.2',
    ),
    ...each(anotherProtocol(SEGMENT_ROUTING, 'authentication of its header by shared keys'), '2.1.2', '2.1.2.1', '2.1.2.2'),
    '1.2': keyWords,
    '5.3': notTheDevice('asks operators for a larger MTU inside the domain'),
    '5.5': anotherProtocol(SEGMENT_ROUTING, 'flow labels where a domain spreads flows over paths'),
    '7': notTheDevice('asks operators for filters at the border of a domain'),
  },
  8781: {
    '1.1': keyWords,
    '4.1': {
      kind: 'open',
      text: 'that a router which announces a NAT64 prefix sets the lifetime by its interval; the bench has no action for such an announcement',
    },
    ...each(notOnTheWire('which of several NAT64 prefixes the programs of a host use'), '5', '5.1'),
    '5.2': notOnTheWire('asks routers to compare announcements and to log what differs'),
  },
  8883: {
    '1.3': elsewhere('asks of nodes that break the rules on extension headers for the same errors', 'RFC8883:2.2', 'RFC8883:2.3'),
    '1.4': keyWords,
    '2.1': notOnTheWire('what a program checks before it follows the pointer of an error that came'),
    '4.2': notOnTheWire('what a host and its programs make of an error that came'),
    '6': notOnTheWire('a setting that withholds the errors'),
  },
};
