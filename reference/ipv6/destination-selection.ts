import type { Address } from '../net/address.js';
import { isV4Mapped, scopeOf } from './address-scope.js';
import { policyFor } from './policy-table.js';
import {
  commonBits,
  haveMatchingLabels,
  isDeprecated,
  isRatherHome,
  type CandidateSource,
  type SelectionContext,
} from './source-selection.js';

/** A destination to be compared with others; IPv4 addresses are IPv4-mapped ones (RFC 6724 section 3.2). */
export interface CandidateDestination {
  readonly address: Address;
  /** Source(D): what would be sent from; undefined when there is nothing. */
  readonly source?: CandidateSource | undefined;
  readonly isUnreachable?: boolean;
  /** Reached through an encapsulating transition mechanism. */
  readonly isEncapsulated?: boolean;
}

/** True when the rule prefers `a` to `b`; when it prefers neither way round, the next rule decides. */
type DestinationRule = (a: CandidateDestination, b: CandidateDestination, context: SelectionContext) => boolean;

const isUsable = ({ source, isUnreachable }: CandidateDestination): boolean => source !== undefined && isUnreachable !== true;

const hasMatchingScope = ({ address, source }: CandidateDestination): boolean =>
  source !== undefined && scopeOf(address) === scopeOf(source.address);

const hasMatchingLabel = ({ address, source }: CandidateDestination, context: SelectionContext): boolean =>
  source !== undefined && haveMatchingLabels(source, address, context);

const hasDeprecatedSource = ({ source }: CandidateDestination): boolean => source !== undefined && isDeprecated(source);

const matchingBits = ({ address, source }: CandidateDestination, context: SelectionContext): number =>
  source === undefined ? 0 : commonBits(source, address, context);

const precedence = ({ address }: CandidateDestination, { table }: SelectionContext): number => policyFor(table, address).precedence;

/**
 * RFC 6724 section 6, in the order in which they are applied. Rules that speak of a source tell destinations without one
 * apart from those that fulfil them: then no rule orders a circle but 4 and 9.
 */
export const DESTINATION_RULES: readonly { readonly rule: string; readonly prefers: DestinationRule }[] = [
  { rule: '1', prefers: (a, b) => isUsable(a) && !isUsable(b) },
  { rule: '2', prefers: (a, b) => hasMatchingScope(a) && !hasMatchingScope(b) },
  { rule: '3', prefers: (a, b) => !hasDeprecatedSource(a) && hasDeprecatedSource(b) },
  { rule: '4', prefers: (a, b) => a.source !== undefined && b.source !== undefined && isRatherHome(a.source, b.source) },
  { rule: '5', prefers: (a, b, context) => hasMatchingLabel(a, context) && !hasMatchingLabel(b, context) },
  { rule: '6', prefers: (a, b, context) => precedence(a, context) > precedence(b, context) },
  { rule: '7', prefers: (a, b) => !a.isEncapsulated && b.isEncapsulated === true },
  { rule: '8', prefers: (a, b) => scopeOf(a.address) < scopeOf(b.address) },
  {
    rule: '9',
    prefers: (a, b, context) => isV4Mapped(a.address) === isV4Mapped(b.address) && matchingBits(a, context) > matchingBits(b, context),
  },
];

/**
 * The list in the order in which its destinations are to be tried. The best one is taken out again and again: rule 9
 * compares addresses of one family only, and with rule 10 that can go round in a circle, in which a sort would lose its way.
 */
export function orderDestinations<D extends CandidateDestination>(destinations: readonly D[], context: SelectionContext): readonly D[] {
  const left = [...destinations];
  const ordered: D[] = [];
  for (let best = firstChoice(left, context); best !== undefined; best = firstChoice(left, context)) {
    ordered.push(best);
    left.splice(left.indexOf(best), 1);
  }
  return ordered;
}

function firstChoice<D extends CandidateDestination>(destinations: readonly D[], context: SelectionContext): D | undefined {
  let left = destinations;
  for (const { prefers } of DESTINATION_RULES) {
    if (left.length < 2) break;
    const rivals = left;
    left = rivals.filter((one) => !rivals.some((rival) => prefers(rival, one, context)));
  }
  // Rule 10: leave the order as it was.
  return left[0];
}
