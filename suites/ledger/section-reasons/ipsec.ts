import { anotherProtocol, each, keyWords, listsChanges, notOnTheWire, notTheDevice, type Reasons } from './kinds.js';

const ah = (what: string, ...sections: readonly string[]): Reasons =>
  each(anotherProtocol('the IP Authentication Header', what), ...sections);
const esp = (what: string, ...sections: readonly string[]): Reasons =>
  each(anotherProtocol('the Encapsulating Security Payload', what), ...sections);

const logs = notOnTheWire('what the log of a device says');

/** The two headers of IPsec; that a node without keys drops them is in the ledger. */
export const ipsecReasons: Readonly<Record<number, Reasons>> = {
  4302: {
    '1': keyWords,
    ...ah('the fields of the header', '2', '2.3', '2.4', '2.5', '2.5.1', '2.6'),
    '3.3.3.1': notTheDevice('for authors of documents: a new header says which of its fields change on the way'),
    ...ah('sequence numbers, and what is repeated', '3.3.2', '3.4.3', 'B'),
    ...ah('the integrity check value', '3.3.3.2.2', '3.4.4', 'A'),
    ...ah('fragments', '3.3.4', '3.4.1'),
    '4': logs,
    '5': anotherProtocol('the IP Authentication Header', 'that all of it is implemented'),
  },
  4303: {
    '1': anotherProtocol('the Encapsulating Security Payload', 'which of its services are offered; beside that, the key words'),
    ...esp('the fields of the header', '2', '2.1', '2.2', '2.2.1'),
    ...each(notTheDevice('for authors of documents that define an algorithm'), '2.3', '2.8', '3.3.2.2'),
    ...esp('padding and dummy packets', '2.4', '2.6', '2.7'),
    ...esp('encryption and integrity', '3.2', '3.3.2.1', '3.4.4.1', '3.4.4.2'),
    ...esp('sequence numbers, and what is repeated', '3.3.3', '3.4.3', 'A'),
    ...esp('fragments', '3.3.4', '3.4.1'),
    '4': logs,
    '5': anotherProtocol('the Encapsulating Security Payload', 'that all of it is implemented'),
    '7': listsChanges,
  },
};
