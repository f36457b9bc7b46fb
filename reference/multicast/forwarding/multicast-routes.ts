import { addressKey, formatAddress, isMulticast, type Address } from '../../net/address.js';
import { formatPrefix, prefixOf, type Prefix } from '../../net/prefix.js';

/** Where packets to groups go that come in by one interface. */
export interface MulticastRoute {
  readonly groups: Prefix;
  /** For packets from this source alone; from any when left out. */
  readonly source?: Address;
  /** The interface that they come in by: what comes by another one may be a copy that went round. */
  readonly link: string;
  readonly to: readonly string[];
}

/**
 * The multicast routes of a node, set by hand and bounded. The longest prefix of groups decides; of routes for the same
 * groups, one for the source of the packet is used before one for any source.
 */
export class MulticastRoutes {
  readonly #limit: number;
  readonly #routes = new Map<string, MulticastRoute>();
  /** Lengths of the prefixes that there are, the longest first, with how many routes have each. */
  #lengths: readonly { readonly length: number; readonly routes: number }[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds a route, in place of one for the same groups and source; false when there is no room. */
  add(route: MulticastRoute): boolean {
    const key = keyOf(route.groups, route.source);
    const isNew = !this.#routes.has(key);
    if (isNew && this.#routes.size >= this.#limit) return false;
    this.#routes.set(key, route);
    if (isNew) this.#countLength(route.groups.length, 1);
    return true;
  }

  /** True when it was there. */
  remove(groups: Prefix, source?: Address): boolean {
    if (!this.#routes.delete(keyOf(groups, source))) return false;
    this.#countLength(groups.length, -1);
    return true;
  }

  list(): readonly MulticastRoute[] {
    return [...this.#routes.values()];
  }

  lookup(source: Address, group: Address): MulticastRoute | undefined {
    for (const { length } of this.#lengths) {
      const groups = prefixOf(group, length);
      const route = this.#routes.get(keyOf(groups, source)) ?? this.#routes.get(keyOf(groups));
      if (route !== undefined) return route;
    }
    return undefined;
  }

  #countLength(length: number, by: 1 | -1): void {
    const routes = (this.#lengths.find((one) => one.length === length)?.routes ?? 0) + by;
    const others = this.#lengths.filter((one) => one.length !== length);
    this.#lengths = routes === 0 ? others : [...others, { length, routes }].sort((a, b) => b.length - a.length);
  }
}

const keyOf = ({ address, length }: Prefix, source?: Address): string =>
  `${addressKey(prefixOf(address, length).address)} ${length} ${source === undefined ? '' : addressKey(source)}`;

/** RFC 4291 section 2.7: 11111111 in front of every group. */
const GROUP_BITS = 8;

/** What is wrong with a route on a node with these interfaces. */
export function problemWithMulticastRoute({ groups, source, link, to }: MulticastRoute, links: readonly string[]): string | undefined {
  const missing = [link, ...to].find((name) => !links.includes(name));
  if (missing !== undefined) return `there is no interface "${missing}"; there is ${links.join(', ')}`;
  if (!isMulticast(groups.address) || groups.length < GROUP_BITS) return `${formatPrefix(groups)} is no prefix of multicast addresses`;
  if (source !== undefined && isMulticast(source)) return `${formatAddress(source)} is a group, and no packet comes from one`;
  return to.includes(link) ? `what comes in by ${link} does not go out there again` : undefined;
}
