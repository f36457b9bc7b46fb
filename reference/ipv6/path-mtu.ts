import { addressKey, type Address } from '../net/address.js';
import { after, type Instant } from '../time.js';
import type { Ipv6Interface, PathMtuService } from './services.js';

/** Path MTU Discovery, one value for each destination: RFC 8201 sections 4 and 5. Bounded like the Destination Cache. */
export function pathMtu(iface: Ipv6Interface): PathMtuService {
  const { context } = iface;
  const learned = new Map<string, { readonly mtu: number; readonly until: Instant }>();

  const known = (destination: Address): number | undefined => {
    const entry = learned.get(addressKey(destination));
    if (entry === undefined) return undefined;
    if (context.now() < entry.until) return entry.mtu;
    learned.delete(addressKey(destination));
    return undefined;
  };

  return {
    to: (destination) => Math.min(known(destination) ?? Infinity, iface.variables.linkMtu),
    tooBig(destination, mtu) {
      const current = known(destination) ?? iface.variables.linkMtu;
      // Section 4: an estimate is never increased by a Packet Too Big message.
      if (mtu >= current) return;
      const key = addressKey(destination);
      if (!learned.has(key) && learned.size >= iface.variables.constants.DESTINATION_CACHE_LIMIT) {
        const oldest = learned.keys().next();
        if (!oldest.done) learned.delete(oldest.value);
        context.count('path-mtu.evicted');
      }
      context.count('path-mtu.changed');
      learned.set(key, { mtu, until: after(context.now(), iface.variables.constants.PATH_MTU_AGE) });
    },
    clear: () => learned.clear(),
  };
}
