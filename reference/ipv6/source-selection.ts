import { isLinkLocal, isLoopback, isMulticast, multicastScope, sameAddress, type Address } from '../net/address.js';
import { commonPrefixLength } from '../net/prefix.js';

/** An address of the outgoing interface that may be a source: assigned, and not anycast. */
export interface CandidateSource {
  readonly address: Address;
  readonly prefixLength: number;
  readonly deprecated: boolean;
}

const LINK_LOCAL_SCOPE = 0x2;
const GLOBAL_SCOPE = 0xe;

/** RFC 6724 section 3.1: unicast scopes compared with those of multicast addresses. Site-local counts as global (RFC 3879). */
export function scopeOf(address: Address): number {
  if (isMulticast(address)) return multicastScope(address);
  return isLinkLocal(address) || isLoopback(address) ? LINK_LOCAL_SCOPE : GLOBAL_SCOPE;
}

/**
 * RFC 6724 section 5, rules 1, 2, 3 and 8; the candidates are those of the outgoing interface (section 4), which is
 * rule 5. Undefined when there is no candidate.
 */
export function selectSource(candidates: readonly CandidateSource[], destination: Address): Address | undefined {
  let best: CandidateSource | undefined;
  for (const candidate of candidates) if (best === undefined || isBetter(candidate, best, destination)) best = candidate;
  return best?.address;
}

function isBetter(a: CandidateSource, b: CandidateSource, destination: Address): boolean {
  // Rule 1: prefer the same address.
  const same = Number(sameAddress(a.address, destination)) - Number(sameAddress(b.address, destination));
  if (same !== 0) return same > 0;
  // Rule 2: prefer appropriate scope.
  const [scopeA, scopeB, wanted] = [scopeOf(a.address), scopeOf(b.address), scopeOf(destination)];
  if (scopeA < scopeB) return scopeA >= wanted;
  if (scopeB < scopeA) return scopeB < wanted;
  // Rule 3: avoid deprecated addresses.
  if (a.deprecated !== b.deprecated) return b.deprecated;
  // Rule 8: the longest matching prefix, counted up to the source's prefix length (section 2.2).
  return matching(a, destination) > matching(b, destination);
}

const matching = (candidate: CandidateSource, destination: Address): number =>
  Math.min(commonPrefixLength(candidate.address, destination), candidate.prefixLength);
