import { anotherProtocol, elsewhere, keyWords, listsChanges, notOnTheWire, notTheDevice, supersededAlike, type Reasons } from './kinds.js';

/** Kinds of addresses, their zones, how interface identifiers are made, and how addresses are chosen. */
export const addressReasons: Readonly<Record<number, Reasons>> = {
  3484: { ...supersededAlike(6724, '1', '2', '2.1', '5'), '1.1': keyWords },
  3542: { '17': listsChanges },
  3879: { '1': keyWords },
  4007: {
    '2': keyWords,
    '10': anotherProtocol(
      'a routing protocol that carries several zones',
      'of unicast routing only the zones of links are left (RFC 3879 section 4), and RIPng does not carry their prefixes',
    ),
    '11.7': notOnTheWire('how prefixes with zones are written'),
  },
  4193: {
    '1': keyWords,
    '3.2': notTheDevice('how the operator of a site comes by the prefix'),
    '3.2.1': notTheDevice('how the operator of a site comes by the prefix'),
    '4.4': anotherProtocol('DNS', 'which queries a resolver keeps from the servers of the world'),
  },
  5453: { '1.2': keyWords },
  6724: { '1.1': keyWords, '2': notTheDevice('asks applications not to give up after the first address; the rules for hosts follow') },
  7136: { '1.1': keyWords, '2': elsewhere('quotes a rule of RFC 2526 to state the problem') },
  7217: { '2': keyWords },
  8064: { '2': keyWords },
  8981: {
    '1.1': keyWords,
    '3.3.2': notOnTheWire('one of two sample algorithms for identifiers, and what keeps its key secret'),
    '5': listsChanges,
  },
};
