import { sameAddress, type Address } from '../net/address.js';
import { commonPrefixLength } from '../net/prefix.js';
import { isAlwaysPreferred, scopeOf } from './address-scope.js';
import { policyFor, type PolicyTable } from './policy-table.js';

/** An address that may be a source: assigned, unicast, and not anycast (RFC 6724 section 4). */
export interface CandidateSource {
  readonly address: Address;
  readonly prefixLength: number;
  readonly deprecated: boolean;
  /** RFC 8981; any other address is public. */
  readonly temporary?: boolean;
  /** RFC 4429: its uniqueness is not certain yet. */
  readonly optimistic?: boolean;
  /** RFC 6724 section 3.5: what the address is to a mobile node. */
  readonly mobility?: 'home' | 'care-of' | 'home and care-of';
  /** It belongs to another interface than the outgoing one. */
  readonly elsewhere?: boolean;
}

/** What the choice depends on besides the addresses themselves. */
export interface SelectionContext {
  readonly table: PolicyTable;
  /** Rule 7: which of a temporary and a public address is preferred. */
  readonly prefers: 'temporary' | 'public';
  /** Rule 4, reversed by an application (RFC 5014). */
  readonly prefersCareOf?: boolean;
  /** RFC 6724 section 2.2 counts common bits up to the source's prefix length, RFC 3484 section 2.2 all of them. */
  readonly countsWithinPrefix: boolean;
  /** Rule 5.5: who advertised the prefix of a source, in relation to the next hop; left out by a node that does not remember. */
  advertisedBy?(source: CandidateSource): 'next hop' | 'another router' | 'nobody';
}

/** True when the rule prefers `a` to `b` for the destination; when it prefers neither way round, the next rule decides. */
type SourceRule = (a: CandidateSource, b: CandidateSource, destination: Address, context: SelectionContext) => boolean;

/** RFC 6724 section 3: deprecated in the sense of RFC 4862, which some addresses never are. */
export const isDeprecated = ({ address, deprecated }: CandidateSource): boolean => deprecated && !isAlwaysPreferred(address);

/** RFC 6724 section 2.2. */
export function commonBits(source: CandidateSource, destination: Address, { countsWithinPrefix }: SelectionContext): number {
  const common = commonPrefixLength(source.address, destination);
  return countsWithinPrefix ? Math.min(common, source.prefixLength) : common;
}

export const haveMatchingLabels = (source: CandidateSource, destination: Address, { table }: SelectionContext): boolean =>
  policyFor(table, source.address).label === policyFor(table, destination).label;

/** Rule 4 here and in section 6: an address that is both beats all others, a home address beats a care-of address. */
export function isRatherHome(a: CandidateSource, b: CandidateSource, prefersCareOf = false): boolean {
  if (a.mobility === 'home and care-of') return b.mobility !== 'home and care-of';
  const [wanted, other] = prefersCareOf ? (['care-of', 'home'] as const) : (['home', 'care-of'] as const);
  return a.mobility === wanted && b.mobility === other;
}

function hasFittingScope(a: CandidateSource, b: CandidateSource, destination: Address): boolean {
  const [scopeA, scopeB, wanted] = [scopeOf(a.address), scopeOf(b.address), scopeOf(destination)];
  if (scopeA < scopeB) return scopeA >= wanted;
  return scopeB < scopeA && scopeB < wanted;
}

/** RFC 6724 section 5, in the order in which they are applied. */
export const SOURCE_RULES: readonly { readonly rule: string; readonly prefers: SourceRule }[] = [
  { rule: '1', prefers: (a, b, to) => sameAddress(a.address, to) && !sameAddress(b.address, to) },
  { rule: '2', prefers: hasFittingScope },
  { rule: '3', prefers: (a, b) => !isDeprecated(a) && isDeprecated(b) },
  { rule: '4', prefers: (a, b, _to, { prefersCareOf }) => isRatherHome(a, b, prefersCareOf) },
  { rule: '5', prefers: (a, b) => !a.elsewhere && b.elsewhere === true },
  {
    rule: '5.5',
    prefers: (a, b, _to, { advertisedBy }) => advertisedBy?.(a) === 'next hop' && advertisedBy(b) === 'another router',
  },
  { rule: '6', prefers: (a, b, to, context) => haveMatchingLabels(a, to, context) && !haveMatchingLabels(b, to, context) },
  {
    rule: '7',
    prefers: (a, b, _to, { prefers }) => isTemporary(a) === (prefers === 'temporary') && isTemporary(a) !== isTemporary(b),
  },
  { rule: '8', prefers: (a, b, to, context) => commonBits(a, to, context) > commonBits(b, to, context) },
];

const isTemporary = (source: CandidateSource): boolean => source.temporary === true;

/**
 * The addresses among which section 5 leaves the choice free. Each rule in turn leaves those that no other one is
 * preferred to, so the outcome does not depend on their order, although rules 4 and 5.5 order some pairs only.
 */
export function bestSources(
  candidates: readonly CandidateSource[],
  destination: Address,
  context: SelectionContext,
): readonly CandidateSource[] {
  let left = candidates;
  for (const { prefers } of SOURCE_RULES) {
    if (left.length < 2) break;
    const rivals = left;
    left = rivals.filter((one) => !rivals.some((rival) => prefers(rival, one, destination, context)));
  }
  return left;
}

/** Section 5 has an implementation break the last tie: the address that was there first. */
export const selectSource = (
  candidates: readonly CandidateSource[],
  destination: Address,
  context: SelectionContext,
): CandidateSource | undefined => bestSources(candidates, destination, context)[0];
