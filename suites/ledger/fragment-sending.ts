import type { Requirement } from '../kit/requirement.js';
import { implied, must } from './lines.js';
import { noSuchPacket } from './states.js';

// prettier-ignore
/** Sending of fragments (RFC 8200 section 4.5). */
export const fragmentSending: readonly Requirement[] = [
  must('fragtx-over-pmtu', 'node', 'RFC8200:4.5 RFC8201:4', 'A packet that is larger than the path MTU is fragmented by its source'),
  must('fragtx-mult8', 'node', 'RFC8200:4.5', 'Every fragment but the last carries a multiple of 8 octets'),
  must('fragtx-same-id', 'node', 'RFC8200:4.5', 'All fragments of a packet have the same Identification, source, destination and Next Header'),
  must('fragtx-offsets', 'node', 'RFC8200:4.5', 'The offsets of fragments follow each other without a gap, all but the last have the M flag set, and reserved fields are zero'),
  must('fragtx-perfragment-headers', 'node', 'RFC8200:4.5', 'Headers up to and including a Routing header, or else Hop-by-Hop Options, are repeated in every fragment; all others are in the first only', noSuchPacket),
  must('fragtx-chain-in-first', 'node', 'RFC8200:4.5 RFC7112:5', 'The first fragment of a packet has the whole chain of headers'),
  must('fragtx-no-nonoverlap', 'node', 'RFC5722:4 RFC8200:4.5', 'The fragments of a packet never overlap'),
  must('fragtx-reply-1280-without-pmtud', 'node', 'RFC8201:1 RFC8200:5', 'A node that does no Path MTU Discovery sends no packet above 1280 octets', implied('the test of fragtx-over-pmtu takes a node that never sends more than 1280 octets for one that does no discovery')),
  must('fragtx-chain-1280', 'host', 'RFC7112:5', 'A host that does no path MTU discovery keeps the header chain within 1280 octets', noSuchPacket),
  must('fragtx-nd-never', 'node', 'RFC6980:5 RFC8504:5.4', 'Neighbor Discovery messages are never sent with a Fragment header', implied('nd-send-unfragmented says it of every frame')),
];
