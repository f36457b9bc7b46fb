import type { Duration } from '../time.js';

/**
 * Constants of the RFCs under their RFC names, and the bounds of what peers can make the node remember. Each can be set
 * per interface in the node's configuration.
 */
export interface Ipv6Constants {
  /* RFC 4861 section 10 */
  readonly MAX_RTR_SOLICITATION_DELAY: Duration;
  readonly RTR_SOLICITATION_INTERVAL: Duration;
  readonly MAX_RTR_SOLICITATIONS: number;
  readonly MAX_MULTICAST_SOLICIT: number;
  readonly MAX_UNICAST_SOLICIT: number;
  readonly MAX_ANYCAST_DELAY_TIME: Duration;
  readonly MAX_NEIGHBOR_ADVERTISEMENT: number;
  readonly REACHABLE_TIME: Duration;
  readonly RETRANS_TIMER: Duration;
  readonly DELAY_FIRST_PROBE_TIME: Duration;
  readonly MAX_INITIAL_RTR_ADVERT_INTERVAL: Duration;
  readonly MAX_INITIAL_RTR_ADVERTISEMENTS: number;
  readonly MAX_FINAL_RTR_ADVERTISEMENTS: number;
  readonly MIN_DELAY_BETWEEN_RAS: Duration;
  readonly MAX_RA_DELAY_TIME: Duration;
  readonly MIN_RANDOM_FACTOR: number;
  readonly MAX_RANDOM_FACTOR: number;
  /* RFC 7048 section 4 */
  readonly BACKOFF_MULTIPLE: number;
  readonly MAX_RETRANS_TIMER: Duration;
  /** RFC 4191 section 3.5: "no more than one per minute per router". */
  readonly ROUTER_PROBE_INTERVAL: Duration;
  /** RFC 4861 section 6.3.4: a new random ReachableTime "at least once every few hours". */
  readonly REACHABLE_TIME_RENEWAL: Duration;
  /** RFC 4861 section 7.2.6: the "small delay" between the advertisements of several addresses, drawn from zero to this. */
  readonly ADVERTISEMENT_SPREAD: Duration;
  /** RFC 4861 section 6.3.2 and the IANA default of the hop limit. */
  readonly CUR_HOP_LIMIT: number;
  /** RFC 8319 section 4: of MaxRtrAdvInterval and of AdvDefaultLifetime, which 16 bits have to hold. */
  readonly LARGEST_ROUTER_LIFETIME: Duration;

  /** RFC 4862 section 5.1. */
  readonly DUP_ADDR_DETECT_TRANSMITS: number;
  /** RFC 4862 section 5.5.3: a shorter valid lifetime is not taken over from an unauthenticated advertisement. */
  readonly TWO_HOUR_RULE: Duration;

  /* RFC 7217 section 7 */
  readonly IDGEN_RETRIES: number;
  readonly IDGEN_DELAY: Duration;

  /* RFC 8981 section 3.8 */
  readonly TEMP_VALID_LIFETIME: Duration;
  readonly TEMP_PREFERRED_LIFETIME: Duration;
  /** A part of TEMP_PREFERRED_LIFETIME, so that it follows when that is changed. */
  readonly MAX_DESYNC_FACTOR: number;
  readonly TEMP_IDGEN_RETRIES: number;

  /** RFC 7527 section 4.1 and RFC 3971 section 5.3.2: octets of a nonce, at least 6. */
  readonly NONCE_OCTETS: number;

  /* RFC 7559 section 2, for the algorithm of RFC 3315 section 14 */
  readonly IRT: Duration;
  readonly MRT: Duration;
  readonly RAND: number;

  /* RFC 3810 section 9 */
  readonly ROBUSTNESS_VARIABLE: number;
  readonly UNSOLICITED_REPORT_INTERVAL: Duration;
  readonly QUERY_INTERVAL: Duration;
  readonly QUERY_RESPONSE_INTERVAL: Duration;

  /** RFC 8504 section 5.3: extension headers that a packet for this node may have; zero for as many as it can read. */
  readonly EXTENSION_HEADER_LIMIT: number;
  /** How long a Redirect holds, zero for as long as its router and its target do: RFC 4861 section 8.3 sets no limit, KAME 600 s. */
  readonly REDIRECT_TIMEOUT: Duration;

  /* RFC 8200 sections 4.5 and 5, RFC 2464 section 2 */
  readonly REASSEMBLY_TIMEOUT: Duration;
  readonly MINIMUM_MTU: number;
  readonly LINK_MTU: number;

  /* RFC 4443 section 2.4(f): token bucket */
  readonly ERROR_BUCKET: number;
  readonly ERRORS_PER_SECOND: number;

  /* RFC 4861 section 8.2: token bucket */
  readonly REDIRECT_BUCKET: number;
  readonly REDIRECTS_PER_SECOND: number;

  /** RFC 8201 section 5.3: how long a reduced path MTU is kept. */
  readonly PATH_MTU_AGE: Duration;

  /** RFC 2473 section 6.6: how many further encapsulations a tunnel permits. */
  readonly TUNNEL_ENCAPSULATION_LIMIT: number;

  /* RFC 4620 sections 5 and 8: replies to Node Information Queries */
  readonly NODE_INFORMATION_BUCKET: number;
  readonly NODE_INFORMATION_PER_SECOND: number;

  /** Options that are looked at in a message of Neighbor Discovery, zero for all: RFC 4861 section 9 sets no limit, KAME (nd6_maxndopt) 10. */
  readonly ND_OPTION_LIMIT: number;
  /** How long a prefix that was removed is advertised with lifetimes of zero: two hours by KAME's rtadvd; RFC 4861 leaves it to management. */
  readonly PREFIX_WITHDRAWAL_TIME: Duration;

  /* Bounds of state that peers can grow */
  /** Replies to multicast Node Information Queries that wait. */
  readonly NODE_INFORMATION_LIMIT: number;
  readonly NEIGHBOR_CACHE_LIMIT: number;
  /** Nodes that are answered for (RFC 4861 section 7.2.8). */
  readonly PROXY_LIMIT: number;
  /** How long a neighbour counts that was set by hand for a while: 20 minutes, as with KAME's `ndp -s ... temp`. */
  readonly TEMPORARY_NEIGHBOR_LIFETIME: Duration;
  /** RFC 4861 section 7.2.2: packets that wait for address resolution, per neighbour. */
  readonly RESOLUTION_QUEUE_LIMIT: number;
  readonly DESTINATION_CACHE_LIMIT: number;
  readonly DEFAULT_ROUTER_LIMIT: number;
  readonly PREFIX_LIST_LIMIT: number;
  readonly ROUTE_INFORMATION_LIMIT: number;
  /** RFC 8106 section 5.3.1 recommends room for three. */
  readonly DNS_SERVER_LIMIT: number;
  readonly SEARCH_DOMAIN_LIMIT: number;
  readonly ADDRESS_LIMIT: number;
  readonly MULTICAST_ROUTE_LIMIT: number;
  /** Temporary addresses of one prefix, deprecated ones included; RFC 8981 section 3.8 counts with three. */
  readonly TEMPORARY_ADDRESS_LIMIT: number;
  /** Pairs of a prefix and a router that advertises it (RFC 8028 section 3.1). */
  readonly PREFIX_ADVERTISER_LIMIT: number;
  readonly REASSEMBLY_LIMIT: number;
  /** Sources of a group that an interface listens to, or not (RFC 3810 section 3). */
  readonly SOURCE_LIST_LIMIT: number;
  /** Sources that are kept of the queries about a group until they are answered (RFC 3810 section 10.1). */
  readonly QUERIED_SOURCES_LIMIT: number;
  readonly FRAGMENTS_PER_PACKET_LIMIT: number;
  /** Fragments that wait on an interface, of all packets, from which on no other packet begins: zero accepts none. */
  readonly FRAGMENT_LIMIT: number;
  /** Unicast answers to Router Solicitations that wait for their random delay; beyond, one multicast answer serves all. */
  readonly PENDING_ANSWER_LIMIT: number;
  /** Prefixes of an interface that are advertised without lifetimes because they were taken out of AdvPrefixList. */
  readonly WITHDRAWN_PREFIX_LIMIT: number;
  /** Prefixes of an interface up to which Router Renumbering adds some (RFC 2894). */
  readonly RENUMBERED_PREFIX_LIMIT: number;
  /** Results of Router Renumbering that are kept to be repeated (RFC 2894 section 4.3: "MAY be saved"). */
  readonly SAVED_RESULT_LIMIT: number;
  /** Results of Router Renumbering that wait for their random delay. */
  readonly PENDING_RESULT_LIMIT: number;
  /** Tunnels that one packet goes through within this node, one in the other. */
  readonly TUNNEL_NESTING_LIMIT: number;
}
