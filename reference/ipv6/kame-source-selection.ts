import type { Address } from '../net/address.js';
import { commonPrefixLength } from '../net/prefix.js';
import { scopeOf } from './address-scope.js';
import type { CandidateSource } from './source-selection.js';

const GLOBAL_SCOPE = 0xe;

/**
 * The rule of KAME before RFC 3484: an address of the outgoing interface with the scope of the destination, the one with
 * the longest match; else a global address of any interface; else the first address of the outgoing interface, whose scope
 * may be too small. Deprecated addresses serve where no other one has a fitting scope.
 */
export function selectKameSource(candidates: readonly CandidateSource[], destination: Address): CandidateSource | undefined {
  const preferred = candidates.filter(({ deprecated }) => !deprecated);
  const deprecated = candidates.filter((one) => one.deprecated);
  return (
    withFittingScope(preferred, destination) ??
    withFittingScope(deprecated, destination) ??
    [...preferred, ...deprecated].find(({ elsewhere }) => !elsewhere)
  );
}

function withFittingScope(candidates: readonly CandidateSource[], destination: Address): CandidateSource | undefined {
  const wanted = scopeOf(destination);
  const here = candidates.filter(({ address, elsewhere }) => !elsewhere && scopeOf(address) === wanted);
  return longestMatch(here, destination) ?? candidates.find(({ address }) => scopeOf(address) === GLOBAL_SCOPE);
}

function longestMatch(candidates: readonly CandidateSource[], destination: Address): CandidateSource | undefined {
  let best: CandidateSource | undefined;
  for (const one of candidates)
    if (best === undefined || commonPrefixLength(one.address, destination) > commonPrefixLength(best.address, destination)) best = one;
  return best;
}
