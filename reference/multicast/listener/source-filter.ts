import { addressKey, addressOfKey, type Address } from '../../net/address.js';

/** Which sources of a group are wanted (RFC 3810 section 3): only those in the list, or all but those. */
export interface SourceFilter {
  readonly mode: 'include' | 'exclude';
  /** In order of their octets, each once. */
  readonly sources: readonly Address[];
}

/** Nothing is wanted: "the non-existent state" of RFC 3810 section 6.1. */
export const NO_SOURCE: SourceFilter = { mode: 'include', sources: [] };
export const ANY_SOURCE: SourceFilter = { mode: 'exclude', sources: [] };

export const sourceFilter = (mode: SourceFilter['mode'], sources: readonly Address[]): SourceFilter => ({
  mode,
  sources: ordered(sources),
});

export const wantsNothing = ({ mode, sources }: SourceFilter): boolean => mode === 'include' && sources.length === 0;

export const wants = ({ mode, sources }: SourceFilter, source: Address): boolean =>
  sources.some((one) => addressKey(one) === addressKey(source)) === (mode === 'include');

export const sameFilter = (one: SourceFilter, other: SourceFilter): boolean =>
  one.mode === other.mode && keysOf(one.sources).join() === keysOf(other.sources).join();

/** RFC 3810 section 4.2: what an interface wants, of what each of those who listen there wants. */
export function mergedFilter(filters: readonly SourceFilter[]): SourceFilter {
  const excluding = filters.filter(({ mode }) => mode === 'exclude').map(({ sources }) => sources);
  const included = union(...filters.filter(({ mode }) => mode === 'include').map(({ sources }) => sources));
  const [first, ...others] = excluding;
  if (first === undefined) return { mode: 'include', sources: included };
  return { mode: 'exclude', sources: without(others.reduce(common, first), included) };
}

export const union = (...lists: readonly (readonly Address[])[]): readonly Address[] => ordered(lists.flat());

export function without(list: readonly Address[], taken: readonly Address[]): readonly Address[] {
  const keys = new Set(keysOf(taken));
  return list.filter((one) => !keys.has(addressKey(one)));
}

export function common(list: readonly Address[], other: readonly Address[]): readonly Address[] {
  const keys = new Set(keysOf(other));
  return list.filter((one) => keys.has(addressKey(one)));
}

/** Those that are in one of the lists only. */
export const difference = (one: readonly Address[], other: readonly Address[]): readonly Address[] =>
  union(without(one, other), without(other, one));

const keysOf = (list: readonly Address[]): readonly string[] => list.map(addressKey);

const ordered = (list: readonly Address[]): readonly Address[] => [...new Set(keysOf(list))].sort().map(addressOfKey);
