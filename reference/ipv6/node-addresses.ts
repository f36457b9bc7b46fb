import { isLinkLocal, isLoopback, sameAddress, type Address } from '../net/address.js';
import { prefixContains } from '../net/prefix.js';
import type { NodeInformationQuery } from '../wire/node-information.js';
import { isAssigned, type InterfaceAddress } from './address-table.js';
import type { Ipv6Interface } from './services.js';
import { IPV4_COMPATIBLE_PREFIX, IPV4_MAPPED_PREFIX, SITE_LOCAL_PREFIX } from './well-known-prefixes.js';

/** The flag of RFC 4620 section 6.3 that asks for addresses of this kind. */
type Kind = 'globalScope' | 'siteLocal' | 'linkLocal' | 'compatible';

export function kindOf(one: Address): Kind {
  if (isLinkLocal(one)) return 'linkLocal';
  if (prefixContains(SITE_LOCAL_PREFIX, one)) return 'siteLocal';
  return prefixContains(IPV4_COMPATIBLE_PREFIX, one) || prefixContains(IPV4_MAPPED_PREFIX, one) ? 'compatible' : 'globalScope';
}

/**
 * RFC 4620 section 8: a Privacy Address is in no answer that has a public one, so it is in none at all. The loopback address
 * is no way to reach the node, and its own everywhere.
 */
const isTold = (entry: InterfaceAddress): boolean =>
  isAssigned(entry) && !entry.anycast && entry.origin !== 'temporary' && !isLoopback(entry.address);

/** Whether one of the interfaces has the address as a temporary one, which must not be linked to public ones. */
export const isPrivate = (interfaces: Iterable<Ipv6Interface>, one: Address): boolean =>
  [...interfaces].some(({ addresses }) => addresses.find(one)?.origin === 'temporary');

/**
 * The addresses that a Node Addresses query asks for, preferred ones first: of the interface that has the subject, or of
 * all where the subject is a name or the A flag asks for them.
 */
export function addressesAskedFor(
  interfaces: Iterable<Ipv6Interface>,
  query: Pick<NodeInformationQuery, Kind | 'all'>,
  subject: Address | undefined,
): readonly Address[] {
  const entries = [...interfaces].flatMap((iface) => {
    const all = iface.addresses.list();
    const isMeant = query.all || subject === undefined || all.some((entry) => sameAddress(entry.address, subject));
    return isMeant ? all.filter((entry) => isTold(entry) && query[kindOf(entry.address)]) : [];
  });
  return [...entries.filter(({ deprecated }) => !deprecated), ...entries.filter(({ deprecated }) => deprecated)].map(
    (entry) => entry.address,
  );
}
