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
  return {
    to: (destination) => Math.min(learned.of(destination) ?? Infinity, iface.mtu),
    tooBig(destination, mtu) {
      // Section 4: an estimate is never increased by a Packet Too Big message.
      if (mtu >= (learned.of(destination) ?? iface.mtu)) return;
      context.count('path-mtu.changed');
      learned.learn(destination, mtu);
      context.udp.pathMtuDecreased({ destination, link: iface.name, mtu });
    },
    clear: () => learned.clear(),
  };
}
