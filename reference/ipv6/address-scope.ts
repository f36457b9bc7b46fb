import { address, isLinkLocal, isLoopback, isMulticast, LINK_LOCAL_SCOPE, multicastScope, type Address } from '../net/address.js';
import { prefixContains, type Prefix } from '../net/prefix.js';

const GLOBAL_SCOPE = 0xe;

const prefix = (text: string, length: number): Prefix => ({ address: address(text), length });

/** RFC 4291 section 2.5.5: an IPv4 address stands in the last 32 bits. */
const V4_MAPPED = prefix('::ffff:0:0', 96);
const V4_COMPATIBLE = prefix('::', 96);
/** RFC 6724 section 3.2: IPv4 autoconfiguration and loopback addresses, as IPv4-mapped ones. */
const LINK_LOCAL_V4 = [prefix('::ffff:169.254.0.0', 112), prefix('::ffff:127.0.0.0', 104)];

export const isV4Mapped = (of: Address): boolean => prefixContains(V4_MAPPED, of);

/**
 * RFC 6724 sections 3.1 to 3.4: unicast scopes compared with those of multicast addresses. Site-local unicast counts as
 * global: RFC 4291 section 2.5.7 has new implementations treat it so, and RFC 6724 section 3.1 keeps its scope for existing ones.
 */
export function scopeOf(of: Address): number {
  if (isMulticast(of)) return multicastScope(of);
  return isLinkLocal(of) || isLoopback(of) || LINK_LOCAL_V4.some((one) => prefixContains(one, of)) ? LINK_LOCAL_SCOPE : GLOBAL_SCOPE;
}

/** RFC 6724 sections 3.2 to 3.4: these have no configuration status of their own and count as preferred. */
export const isAlwaysPreferred = (of: Address): boolean => prefixContains(V4_COMPATIBLE, of) || isV4Mapped(of);
