import { isUnspecified } from '../../net/address.js';
import { prefixOf, type Prefix } from '../../net/prefix.js';
import type { RouteTableEntry } from '../../wire/ripng.js';
import { INFINITY } from './constants.js';

/** RFC 2080 section 2.4.1: exactly one entry, `::/0` with metric infinity, asks for the whole table. */
export function asksForWholeTable(entries: readonly RouteTableEntry[]): boolean {
  const [only] = entries;
  return entries.length === 1 && only !== undefined && only.prefixLength === 0 && only.metric === INFINITY && isUnspecified(only.prefix);
}

/** Where the metrics of an answer come from. */
export interface AskedTable {
  get(prefix: Prefix): { readonly metric: number } | undefined;
}

/** The entry of the request for a whole table. */
export const wholeTableRequest = (prefix: RouteTableEntry['prefix']): RouteTableEntry => ({
  prefix,
  routeTag: 0,
  prefixLength: 0,
  metric: INFINITY,
});

/**
 * The answer to a request for certain entries: each with the metric of the table, or infinity where it has no such route.
 * No split horizon: who asks so "would want to know the exact contents of the routing table" (section 2.4.1).
 */
export const filledIn = (entries: readonly RouteTableEntry[], table: AskedTable): readonly RouteTableEntry[] =>
  entries.map((entry) => ({ ...entry, metric: metricOf(entry, table) }));

const metricOf = ({ prefix, prefixLength }: RouteTableEntry, table: AskedTable): number =>
  prefixLength > 128 ? INFINITY : (table.get(prefixOf(prefix, prefixLength))?.metric ?? INFINITY);
