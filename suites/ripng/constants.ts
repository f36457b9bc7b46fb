import { address } from '../../reference/net/address.js';
import { multicastLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { seconds, sum } from '../../reference/time.js';
import { IPV6_HEADER_OCTETS } from '../../reference/wire/ipv6.js';
import { UDP_HEADER_OCTETS } from '../../reference/wire/udp.js';
import type { ActionKind } from '../kit/action.js';
import { LINK_MTU } from '../nd/constants.js';

/** RFC 2080 section 2.1. */
export const RIPNG_PORT = 521;
export const INFINITY = 16;
export const RIPNG_HEADER_OCTETS = 4;
export const ENTRY_OCTETS = 20;
/** Section 2.1: entries of a message on a link of that MTU, and on an Ethernet. */
export const capacityOf = (mtu: number): number =>
  Math.floor((mtu - IPV6_HEADER_OCTETS - UDP_HEADER_OCTETS - RIPNG_HEADER_OCTETS) / ENTRY_OCTETS);
export const CAPACITY = capacityOf(LINK_MTU);
/** Section 2.1.1: the metric of an entry that names a next hop. */
export const NEXT_HOP = 0xff;
/** Section 2.5. */
export const ALL_RIP_ROUTERS = address('ff02::9');
export const ALL_RIP_ROUTERS_MAC = multicastLinkLayerAddress(ALL_RIP_ROUTERS);
export const REQUEST = 1;
export const RESPONSE = 2;

/** Section 2.3: 30 seconds, "offset by a small random time (+/- 0 to 15 seconds)". */
export const SHORTEST_INTERVAL = seconds(15);
export const LONGEST_INTERVAL = seconds(45);
export const TIMEOUT = seconds(180);
export const HALF_OF_TIMEOUT = seconds(90);
export const GARBAGE_COLLECTION = seconds(120);
/** Some routers look at their timers with each regular update only: no sentence says how punctual they are. */
export const TIMER_TIME = sum(LONGEST_INTERVAL, seconds(1));
/** Section 2.5.1: by then the longest hold-off after a triggered update is over. */
export const TRIGGER_TIME = seconds(5);
/** Longer than that, to see that nothing is told. */
export const NO_TRIGGER = seconds(6);
/** From the start of the process until what the start brings is over, but for regular updates. */
export const SETTLING = seconds(8);
/** Messages of one update come within it: it takes longer than to send a table, and is shorter than the shortest interval. */
export const BURST = seconds(5);
/** How long the answer to a request may take, where RFC 2080 sets no bound. */
export const REPLY_TIME = seconds(5);

export const RIPNG_ACTIONS: readonly ActionKind[] = ['add-address', 'start-ripng'];
