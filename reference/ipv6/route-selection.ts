import { sameAddress, type Address } from '../net/address.js';
import type { RouterPreference } from './default-router-list.js';

/**
 * What is known of a router: `known` in any state but INCOMPLETE and UNREACHABLE (RFC 4861 section 6.3.6, RFC 7048
 * section 3), `unknown` without any information, `suspect` when it did not answer or has not answered yet.
 */
export type Reachability = 'known' | 'unknown' | 'suspect';

/** A route to the destination in question. */
export interface Candidate {
  readonly router: Address;
  readonly prefixLength: number;
  readonly preference: RouterPreference;
  readonly reachability: Reachability;
  /** The router has advertised the prefix of the packet's source (RFC 8028 section 3.2). */
  readonly advertisedSource: boolean;
}

export interface Choice {
  readonly router: Address;
  /** It was the router's turn: none of the best is known to be reachable. */
  readonly inTurn: boolean;
  /** Routers that would have been chosen were they reachable: to be probed (RFC 4191 section 3.5). */
  readonly avoided: readonly Address[];
}

const RANK: Readonly<Record<RouterPreference, number>> = { high: 2, medium: 1, low: 0 };

type Compare = (one: Candidate, other: Candidate) => number;

const byRoute: Compare = (one, other) =>
  Number(one.advertisedSource) - Number(other.advertisedSource) ||
  one.prefixLength - other.prefixLength ||
  RANK[one.preference] - RANK[other.preference];

const byKnowledge: Compare = (one, other) => Number(one.reachability === 'known') - Number(other.reachability === 'known');

/** All that are as good as the best, in their order. */
function best(candidates: readonly Candidate[], compare: Compare): readonly Candidate[] {
  const [first, ...others] = candidates;
  if (first === undefined) return [];
  const top = others.reduce((found, other) => (compare(other, found) > 0 ? other : found), first);
  return candidates.filter((candidate) => compare(candidate, top) === 0);
}

/**
 * A reachable router; of these one that advertised the prefix of the source, then the longest prefix, then the
 * preference (RFC 4191 section 3.2), then one that is known to be reachable. When none is, the best ones in turn, so that
 * each gets probed (RFC 4861 section 6.3.6).
 */
export function chooseRoute(candidates: readonly Candidate[], turn: number): Choice | undefined {
  const usable = candidates.filter(({ reachability }) => reachability !== 'suspect');
  if (usable.length === 0) {
    const equals = best(candidates, byRoute);
    const chosen = equals[turn % Math.max(1, equals.length)];
    return chosen && { router: chosen.router, inTurn: true, avoided: routersOf(candidates, chosen.router) };
  }
  const [chosen] = best(best(usable, byRoute), byKnowledge);
  if (chosen === undefined) return undefined;
  const better = candidates.filter((other) => other.reachability === 'suspect' && byRoute(other, chosen) > 0);
  return { router: chosen.router, inTurn: false, avoided: routersOf(better, chosen.router) };
}

/** The routers of the candidates without that one, each once: it may be known by several routes. */
const routersOf = (candidates: readonly Candidate[], without: Address): readonly Address[] =>
  candidates
    .map(({ router }) => router)
    .filter((router, at, all) => !sameAddress(router, without) && all.findIndex((other) => sameAddress(other, router)) === at);
