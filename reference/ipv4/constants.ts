import { minutes, seconds, type Duration } from '../time.js';

/** What IPv4 below and inside of tunnels needs, under the names of the RFCs where they have any. */
export interface Ipv4Constants {
  /** RFC 1122 section 3.2.1.7 and the IANA default of the time to live. */
  readonly DEFAULT_TTL: number;

  /* RFC 1122 sections 2.3.2.1 and 2.3.2.2 */
  /** "The recommended maximum rate is 1 per second per destination." */
  readonly ARP_RETRANSMIT: Duration;
  readonly ARP_TRIES: number;
  /** "On the order of a minute." */
  readonly ARP_TIMEOUT: Duration;

  /** RFC 1122 section 3.3.2: "between 60 seconds and 120 seconds". */
  readonly REASSEMBLY_TIMEOUT: Duration;

  /** RFC 791 section 3.2: every module must be able to forward so much without fragmentation. */
  readonly MINIMUM_MTU: number;
  /** How long a reduced path MTU is kept. */
  readonly PATH_MTU_AGE: Duration;

  /** RFC 4213 section 3.2.1: "it SHOULD be 1280 bytes". */
  readonly STATIC_TUNNEL_MTU: number;

  /* Errors: token bucket, as for ICMPv6 */
  readonly ERROR_BUCKET: number;
  readonly ERRORS_PER_SECOND: number;

  /* Bounds of state that peers can grow */
  readonly ARP_CACHE_LIMIT: number;
  /** RFC 1122 section 2.3.2.2: packets that wait for an address, at least one. */
  readonly ARP_QUEUE_LIMIT: number;
  readonly REASSEMBLY_LIMIT: number;
  readonly FRAGMENTS_PER_PACKET_LIMIT: number;
  readonly PATH_MTU_LIMIT: number;
}

export const IPV4_CONSTANTS: Ipv4Constants = {
  DEFAULT_TTL: 64,

  ARP_RETRANSMIT: seconds(1),
  ARP_TRIES: 3,
  ARP_TIMEOUT: minutes(1),

  REASSEMBLY_TIMEOUT: seconds(60),

  MINIMUM_MTU: 68,
  PATH_MTU_AGE: minutes(10),

  STATIC_TUNNEL_MTU: 1280,

  ERROR_BUCKET: 10,
  ERRORS_PER_SECOND: 10,

  ARP_CACHE_LIMIT: 256,
  ARP_QUEUE_LIMIT: 3,
  REASSEMBLY_LIMIT: 64,
  FRAGMENTS_PER_PACKET_LIMIT: 128,
  PATH_MTU_LIMIT: 256,
};
