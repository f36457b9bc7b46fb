import { isMulticast, type Address } from '../net/address.js';
import { LearnedMtus } from './learned-mtus.js';
import type { Ipv6Interface, PathMtuService } from './services.js';

/** Path MTU Discovery, one value for each destination: RFC 8201 sections 4 and 5. Bounded like the Destination Cache. */
export function pathMtu(iface: Ipv6Interface): PathMtuService {
  const { context, variables } = iface;
  const learned = new LearnedMtus({
    limit: variables.constants.DESTINATION_CACHE_LIMIT,
    age: variables.constants.PATH_MTU_AGE,
    now: () => context.now(),
    evicted: () => context.count('path-mtu.evicted'),
  });
  /** RFC 2460 section 5: the path leads through a translator to an IPv4 link that takes less than every IPv6 link does. */
  const hasSmallerPath = (destination: Address): boolean =>
    iface.variables.features.fragmentHeaderBelowMinimum && (learned.of(destination) ?? Infinity) < variables.constants.MINIMUM_MTU;

  /** RFC 1981 section 4: not reduced below the minimum link MTU. */
  const estimateFor = (destination: Address): number =>
    hasSmallerPath(destination) ? variables.constants.MINIMUM_MTU : (learned.of(destination) ?? Infinity);

  const isDiscovered = (destination: Address): boolean => iface.variables.features.multicastPathMtu || !isMulticast(destination);

  return {
    to: (destination) => Math.min(isDiscovered(destination) ? estimateFor(destination) : variables.constants.MINIMUM_MTU, iface.mtu),
    wantsFragmentHeader: (destination) => hasSmallerPath(destination),
    tooBig(destination, mtu) {
      if (!isDiscovered(destination)) return;
      // Section 4: an estimate is never increased by a Packet Too Big message.
      if (mtu >= (learned.of(destination) ?? iface.mtu)) return;
      context.count('path-mtu.changed');
      learned.learn(destination, mtu);
      context.udp.pathMtuDecreased({ destination, link: iface.name, mtu: estimateFor(destination) });
    },
    clear: () => learned.clear(),
  };
}
