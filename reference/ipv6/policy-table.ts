import { address, type Address } from '../net/address.js';
import { prefixContains, type Prefix } from '../net/prefix.js';
import type { Behaviour } from './behaviour.js';

/** One row of the table of RFC 6724 section 2.1. */
export interface PolicyRow {
  readonly prefix: Prefix;
  readonly precedence: number;
  readonly label: number;
}

export type PolicyTable = readonly PolicyRow[];

const row = (text: string, length: number, precedence: number, label: number): PolicyRow => ({
  prefix: { address: address(text), length },
  precedence,
  label,
});

/** RFC 6724 section 2.1. */
const RFC_6724: PolicyTable = [
  row('::1', 128, 50, 0),
  row('::', 0, 40, 1),
  row('::ffff:0:0', 96, 35, 4),
  row('2002::', 16, 30, 2),
  row('2001::', 32, 5, 5),
  row('fc00::', 7, 3, 13),
  row('::', 96, 1, 3),
  row('fec0::', 10, 1, 11),
  row('3ffe::', 16, 1, 12),
];

/** RFC 3484 section 2.1. */
const RFC_3484: PolicyTable = [
  row('::1', 128, 50, 0),
  row('::', 0, 40, 1),
  row('2002::', 16, 30, 2),
  row('::', 96, 20, 3),
  row('::ffff:0:0', 96, 10, 4),
];

/** The table of a node that was not given another one. */
export const DEFAULT_POLICY_TABLE: Readonly<Record<Behaviour, PolicyTable>> = {
  current: RFC_6724,
  book: RFC_3484,
  kame: RFC_3484,
  'kame-book': RFC_3484,
};

/** What no row covers, in a table without `::/0`: of one label, and behind everything else. */
const UNLISTED: Omit<PolicyRow, 'prefix'> = { precedence: -1, label: -1 };

/** The row with the longest prefix that covers the address. An IPv4 address is looked up as an IPv4-mapped one (section 3.2). */
export function policyFor(table: PolicyTable, of: Address): Omit<PolicyRow, 'prefix'> {
  let best: PolicyRow | undefined;
  for (const one of table) if (prefixContains(one.prefix, of) && (best === undefined || one.prefix.length > best.prefix.length)) best = one;
  return best ?? UNLISTED;
}
