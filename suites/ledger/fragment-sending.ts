import type { Requirement } from '../kit/requirement.js';
import { implied, must } from './lines.js';
import { noSuchPacket } from './states.js';

// prettier-ignore
/** Sending of fragments (RFC 8200 section 4.5). */
export const fragmentSending: readonly Requirement[] = [
  must('fragtx-over-pmtu', 'node', 'RFC8200:4.5 RFC8201:4', 'Datagrams larger than the PMTU are fragmented by the source'),
  must('fragtx-mult8', 'node', 'RFC8200:4.5', 'Every fragment but the last carries a multiple of 8 octets'),
  must('fragtx-same-id', 'node', 'RFC8200:4.5', 'All fragments share Identification, source, destination and Next Header'),
  must('fragtx-offsets', 'node', 'RFC8200:4.5', 'Offsets contiguous, M set on all but last, reserved zero'),
  must('fragtx-perfragment-headers', 'node', 'RFC8200:4.5', 'HBH / routing / pre-routing DstOpts repeated in every fragment; rest only in the first', noSuchPacket),
  must('fragtx-chain-in-first', 'node', 'RFC8200:4.5 RFC7112:5', 'Whole chain in the first fragment'),
  must('fragtx-no-nonoverlap', 'node', 'RFC5722:4 RFC8200:4.5', 'Never emits overlapping fragments'),
  must('fragtx-reply-1280-without-pmtud', 'node', 'RFC8201:1 RFC8200:5', 'Node not doing PMTUD sends at most 1280', implied('the test of fragtx-over-pmtu takes a node that never sends more than 1280 octets for one that does no discovery')),
  must('fragtx-chain-1280', 'host', 'RFC7112:5', 'A host that does no path MTU discovery keeps the header chain within 1280 octets', noSuchPacket),
  must('fragtx-nd-never', 'node', 'RFC6980:5 RFC8504:5.4', 'ND messages never sent with a Fragment header', implied('nd-send-unfragmented says it of every frame')),
];
