import { sameAddress, type Address } from '../../net/address.js';
import { prefixContains, type Prefix } from '../../net/prefix.js';
import { SITE_LOCAL_PREFIX } from '../../ipv6/well-known-prefixes.js';
import type { Aggregate, PrefixFilter, RipngInterfaceSettings } from './settings.js';

const isWithin = (inner: Prefix, outer: Prefix): boolean => inner.length >= outer.length && prefixContains(outer, inner.address);

export const isSiteLocal = (prefix: Prefix): boolean => isWithin(prefix, SITE_LOCAL_PREFIX);

export const isOnList = (neighbor: Address, list: readonly Address[]): boolean => list.some((one) => sameAddress(one, neighbor));

/** Whether filters let a prefix pass; without filters everything passes. With `isDefaultAlone` `::/0` lets nothing else pass. */
export const passes = (prefix: Prefix, filters: readonly PrefixFilter[] | undefined, isDefaultAlone = false): boolean =>
  filters === undefined || filters.some((filter) => isWithin(prefix, filter.prefix) && isMeant(prefix, filter, isDefaultAlone));

const isMeant = (inner: Prefix, { prefix: { length }, isExact }: PrefixFilter, isDefaultAlone: boolean): boolean =>
  inner.length === length || (isExact !== true && !(isDefaultAlone && length === 0));

/** The aggregate that stands for a prefix on an interface. */
export const aggregateFor = (prefix: Prefix, { aggregates = [] }: RipngInterfaceSettings): Aggregate | undefined =>
  aggregates.find((aggregate) => prefix.length > aggregate.prefix.length && isWithin(prefix, aggregate.prefix));
