import { sameAddress, UNSPECIFIED, type Address } from '../../net/address.js';
import type { Prefix } from '../../net/prefix.js';
import { IPV6_CONSTANTS } from '../../ipv6/constants.js';
import { IPV6_HEADER_OCTETS } from '../../wire/ipv6.js';
import { Ripng, RouteTableEntry } from '../../wire/ripng.js';
import { UDP_HEADER_OCTETS } from '../../wire/udp.js';
import { NEXT_HOP_METRIC } from './constants.js';

/** A route as a response tells it. */
export interface AdvertisedRoute {
  readonly prefix: Prefix;
  readonly routeTag: number;
  readonly metric: number;
  /** Another router on the same link that packets had better go to (RFC 2080 section 2.1.1); left out: the sender. */
  readonly nextHop?: Address;
}

/** Without entries a message is its header alone. */
const OWN_HEADER_OCTETS = Ripng.encode().length;
const ENTRY_OCTETS = RouteTableEntry.encode().length;
/** Of what stands before: IPv6 and UDP at least, and at most what leaves a next hop and a route their room on every link. */
export const HEADER_OCTETS = {
  least: IPV6_HEADER_OCTETS + UDP_HEADER_OCTETS,
  most: IPV6_CONSTANTS.MINIMUM_MTU - OWN_HEADER_OCTETS - 2 * ENTRY_OCTETS,
} as const;

/** How messages are to be; what is left out is as RFC 2080 has it. */
export interface MessageForm {
  /** Octets of the headers before that of RIPng. */
  readonly headerOctets?: number;
  /** Named as the next hop of routes that have no other. */
  readonly ownNextHop?: Address;
  /** Routes stay in the order given: where one without another next hop follows one with it, `::` takes that back. */
  readonly inOrder?: boolean;
}

/** RFC 2080 section 2.1: the number of route table entries that a packet of `mtu` octets holds. */
export const entriesPerMessage = (mtu: number, headerOctets: number = HEADER_OCTETS.least): number =>
  Math.floor((mtu - headerOctets - OWN_HEADER_OCTETS) / ENTRY_OCTETS);

/**
 * The entries of as many messages as the routes need. An entry that names a next hop holds until the next such entry or
 * the end of its message (section 2.1.1), so that it is repeated in each message that needs it, and never comes last.
 */
export function responseMessages(
  routes: readonly AdvertisedRoute[],
  mtu: number,
  { headerOctets, ownNextHop = UNSPECIFIED, inOrder = false }: MessageForm = {},
): readonly (readonly RouteTableEntry[])[] {
  const capacity = entriesPerMessage(mtu, headerOctets);
  const messages: RouteTableEntry[][] = [];
  let message: RouteTableEntry[] = [];
  let named: Address = UNSPECIFIED;
  for (const route of inOrder ? routes : byNextHop(routes)) {
    const nextHop = route.nextHop ?? ownNextHop;
    const needed = sameAddress(nextHop, named) ? 1 : 2;
    if (message.length > 0 && message.length + needed > capacity) {
      messages.push(message);
      message = [];
      named = UNSPECIFIED;
    }
    if (!sameAddress(nextHop, named)) message.push(nextHopEntry(nextHop));
    named = nextHop;
    message.push({ prefix: route.prefix.address, routeTag: route.routeTag, prefixLength: route.prefix.length, metric: route.metric });
  }
  return message.length > 0 ? [...messages, message] : messages;
}

const nextHopEntry = (nextHop: Address): RouteTableEntry => ({ prefix: nextHop, routeTag: 0, prefixLength: 0, metric: NEXT_HOP_METRIC });

/** Those of the sender first, then those of each other router together; otherwise in the order given. */
function byNextHop(routes: readonly AdvertisedRoute[]): readonly AdvertisedRoute[] {
  const groups = new Map<string, AdvertisedRoute[]>([['', []]]);
  for (const route of routes) {
    const key = route.nextHop?.join() ?? '';
    const group = groups.get(key);
    if (group) group.push(route);
    else groups.set(key, [route]);
  }
  return [...groups.values()].flat();
}
