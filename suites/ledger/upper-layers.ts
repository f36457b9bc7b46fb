import type { Requirement } from '../kit/requirement.js';
import { choice, implied, kame, must, should } from './lines.js';
import { invisible, transportSuite } from './states.js';

// prettier-ignore
/** Upper layers: checksums and replies (RFC 8200 section 8). */
export const upperLayers: readonly Requirement[] = [
  must('ul-checksum-pseudo', 'node', 'RFC8200:8.1', 'Upper-layer checksums cover a pseudo-header with the final destination', implied('icmp-send-checksum says it of every ICMPv6 message, the tests with an echoing program of UDP; TCP belongs to the suites of its services')),
  must('ul-udp-checksum-zero-rx', 'node', 'RFC8200:8.1', 'A UDP datagram with a checksum of zero is discarded, unless its port is configured for such tunnels'),
  should('ul-udp-checksum-zero-log', 'node', 'RFC8200:8.1', 'A UDP datagram with a checksum of zero is logged', invisible),
  must('ul-udp-checksum-zero-tx', 'node', 'RFC8200:8.1', 'A UDP checksum that is computed as zero is sent as 0xffff; zero is sent only by tunnels that are configured for it'),
  must('ul-icmp-bad-checksum', 'node', 'RFC4443:2.3', 'An ICMPv6 message with a wrong checksum is discarded'),
  kame('ul-tcp-unspecified-src', 'node', 'RFC4291:2.5.2', 'A TCP segment from :: is dropped', transportSuite),
  kame('ul-tcp-to-anycast', 'node', 'RFC4291:2.6', 'A TCP connection to an anycast address is refused', transportSuite),
  must('ul-routing-header-final-dst', 'node', 'RFC8200:8.1', 'With a Routing header the checksum uses the final destination'),
  must('ul-no-route-reversal', 'node', 'RFC8200:8.4', 'Replies do not carry a reversed Routing header unless the received one was authenticated'),
  must('ul-udp-bad-checksum', 'node', 'RFC8200:8.1', 'A UDP datagram with a wrong checksum is silently discarded'),
  choice('ul-udp-bad-length', 'node', 'RFC8200:8.1', 'A UDP datagram whose length does not fit the packet cannot be verified, and is discarded'),
];
