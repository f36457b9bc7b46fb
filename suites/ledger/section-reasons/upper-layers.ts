import { anotherProtocol, each, elsewhere, keyWords, notOnTheWire, superseded, type Reasons } from './kinds.js';

const tcp = (what: string, ...sections: readonly string[]): Reasons => each(anotherProtocol('TCP', what), ...sections);
const ipv4 = (what: string, ...sections: readonly string[]): Reasons => each(anotherProtocol('IPv4', what), ...sections);

/** UDP, TCP, and what RFC 1122 asks of hosts of IPv4. */
export const upperLayerReasons: Readonly<Record<number, Reasons>> = {
  1122: {
    '1.3': keyWords,
    ...ipv4('its link layer, with ARP and trailers', '2.3', '2.4'),
    ...ipv4('its packet, ICMP and routing in hosts', '3.1', '3.2', '3.3'),
    '3.4': notOnTheWire('the interface between IP and what runs over it'),
    '4.1': elsewhere('the rules for UDP', 'RFC1122:4.1.3.1', 'RFC1122:4.1.3.3', 'RFC1122:4.1.3.4', 'RFC1122:4.1.3.5', 'RFC1122:4.1.3.6'),
    '4.1.3.4': elsewhere('checksums, which IPv6 does not leave to the application', 'RFC8200:8.1'),
    '4.1.4': notOnTheWire('the interface between UDP and programs'),
    '4.2': superseded('RFC9293:3.1', 'with the sections behind it'),
  },
  9293: {
    '2.1': keyWords,
    B: elsewhere('a table of all rules; each stands in its own section'),
    ...tcp('the segment and its options', '3.1', '3.2', '3.7.1', '3.7.3'),
    ...tcp('sequence numbers', '3.4', '3.4.1'),
    ...tcp('opening, resetting and closing a connection', '3.5', '3.5.3', '3.6', '3.6.1'),
    ...tcp('when data are sent, repeated and acknowledged', '3.7.4', '3.8.1', '3.8.2', '3.8.3', '3.8.4', '3.8.6.3'),
    ...tcp('urgent data', '3.8.5'),
    ...tcp('the window', '3.8.6', '3.8.6.1', '3.8.6.2.1', '3.8.6.2.2'),
    ...tcp('what programs ask of it, and what comes of it on the link', '3.9.1.1', '3.9.1.2', '3.9.1.8', '3.9.1.9'),
    ...tcp('what it asks of IP, and makes of its errors', '3.9.2', '3.9.2.1', '3.9.2.2', '3.9.2.3'),
    ...tcp('arriving segments, state by state', '3.10.7.3', '3.10.7.4'),
  },
};
