import { ipv4PrefixContains, type Ipv4Address, type Ipv4Prefix } from '../net/ipv4-address.js';
import type { Ipv4Route } from './services.js';

/** Where a packet goes: out of an interface, to a router or to the destination itself. */
export interface Ipv4Way {
  readonly link: string;
  readonly nextHop: Ipv4Address;
}

interface Candidate {
  readonly prefix: Ipv4Prefix;
  readonly link: string;
  readonly gateway?: Ipv4Address;
}

/** The longest prefix of the node's subnets and of its configured routes decides; a subnet before a route of the same length. */
export function wayTo(
  destination: Ipv4Address,
  subnets: readonly { readonly link: string; readonly prefix: Ipv4Prefix }[],
  routes: readonly Ipv4Route[],
): Ipv4Way | undefined {
  let best: Candidate | undefined;
  for (const candidate of [...subnets, ...routes] as readonly Candidate[])
    if (ipv4PrefixContains(candidate.prefix, destination) && (best === undefined || candidate.prefix.length > best.prefix.length))
      best = candidate;
  return best && { link: best.link, nextHop: best.gateway ?? destination };
}
