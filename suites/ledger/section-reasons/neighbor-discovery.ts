import {
  anotherProtocol,
  elsewhere,
  keyWords,
  listsChanges,
  notOnTheWire,
  notTheDevice,
  superseded,
  supersededAlike,
  type Reasons,
} from './kinds.js';

const since2461 = supersededAlike(
  4861,
  ...['2.3', '4.1', '4.2', '4.3', '4.4', '4.5', '4.6', '4.6.1', '4.6.2', '4.6.3', '4.6.4', '5.1'],
  ...['6.1.1', '6.1.2', '6.2.1', '6.2.2', '6.2.3', '6.2.4', '6.2.5', '6.2.6', '6.2.7', '6.2.8', '6.3.4', '6.3.5', '6.3.6', '6.3.7'],
  ...['7.1.1', '7.1.2', '7.2.1', '7.2.2', '7.2.3', '7.2.4', '7.2.5', '7.2.6', '7.2.7', '7.2.8', '7.3.1', '7.3.3'],
  ...['8', '8.1', '8.2', '8.3', '9', 'D'],
);

/** Neighbor Discovery, address autoconfiguration, and what was added to them. */
export const neighborDiscoveryReasons: Readonly<Record<number, Reasons>> = {
  2461: {
    ...since2461,
    '2.4': keyWords,
    '11': superseded('RFC4861:11.2', 'which asks for IPsec or SEND instead of an Authentication Header'),
    F: listsChanges,
  },
  2462: {
    ...supersededAlike(4862, '5.1', '5.4.1', '5.4.2', '5.4.3', '5.5.4'),
    '2.1': keyWords,
    '5.5': superseded('RFC4862:5.5', 'which knows no site-local addresses'),
    '5.5.2': superseded('RFC4862:5.5.2', 'which leaves it to the host whether it looks for a DHCPv6 server'),
    '5.5.3': superseded('RFC4862:5.5.3', 'which leaves the M and O flags to DHCPv6'),
  },
  4191: { '1.1': keyWords },
  4429: { '1.2': keyWords },
  4861: {
    '2.3': elsewhere('that interfaces of routers have a link-local address is what is asked of every node', 'RFC4862:5.3'),
    '2.4': keyWords,
    '11.2': anotherProtocol('IPsec', 'authentication of Neighbor Discovery'),
  },
  4862: { '2.1': keyWords },
  5175: { '2': keyWords },
  5942: { '2': keyWords },
  6085: { '2': keyWords },
  6980: { '1': keyWords },
  7048: { '2': keyWords, '4': elsewhere('says of itself that it is not normative') },
  7527: {
    '1.1': keyWords,
    '3.1': elsewhere('describes what vendors do to switch the detection off; the rules are in the next section', 'RFC7527:4'),
    '3.2': notOnTheWire('describes detection of loops by the link layer, which is not seen from a link without one'),
    '5': notOnTheWire('asks for a log entry and lets an operator act; nothing of it is on the link'),
  },
  7559: { '1.1': keyWords },
  8028: {
    '1.1': elsewhere('quotes the host models of RFC 1122'),
    '1.2': keyWords,
    '3.5': notOnTheWire('for hosts that keep a history of what worked; nothing asks a host to keep one'),
  },
  8106: {
    '2': keyWords,
    '6.1': elsewhere('how a host keeps the two lists; the rule that it uses them', 'RFC8106:5.3.1'),
    '7.2': notTheDevice('asks switches to filter, which are not the device'),
    A: listsChanges,
  },
  8319: { '2': keyWords },
  9131: {
    '1': elsewhere('gives the motive; the rules', 'RFC9131:6.1'),
    '1.1': keyWords,
    '2': elsewhere('states the problem; the rules', 'RFC9131:6.1'),
    '4.2': elsewhere('explains the change', 'RFC9131:6.1.1'),
    '5': elsewhere('explains why the change is harmless; the rules', 'RFC9131:6.1'),
    '8.5': elsewhere('an alternative that was not chosen'),
  },
};
