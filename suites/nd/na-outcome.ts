import type { Announced, CacheState } from './neighbor-states.js';

export interface Advertised {
  readonly solicited: boolean;
  readonly override: boolean;
  /** The Target Link-Layer Address option, compared with the cache. */
  readonly announced: Announced;
}

export interface Outcome {
  readonly state: CacheState;
  readonly linkLayer: 'cached' | 'other';
}

/** What RFC 4861 section 7.2.5 makes of an entry in any state but INCOMPLETE: its cases I and II, in its order. */
export function outcomeOf(state: CacheState, { solicited, override, announced }: Advertised): Outcome {
  if (!override && announced === 'diff') return { state: state === 'reachable' ? 'stale' : state, linkLayer: 'cached' };
  const linkLayer = announced === 'diff' ? 'other' : 'cached';
  if (solicited) return { state: 'reachable', linkLayer };
  return { state: announced === 'diff' ? 'stale' : state, linkLayer };
}
