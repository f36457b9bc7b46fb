import { groupBy } from '../../suites/kit/grouping.js';
import type { Unjudged } from '../../suites/kit/judgement.js';

/** What could not be judged for the same reason. */
export interface UnjudgedReason {
  readonly why: string;
  readonly count: number;
  readonly firstFrame: number;
  /** The rules that had to leave it open, node by node. */
  readonly nodes: readonly { readonly node: string; readonly rules: readonly string[] }[];
  /** Nodes of which the same is to be said, and that are only counted. */
  readonly furtherNodes: number;
}

/** Open questions by reason, in order of appearance: a message that is cut leaves a dozen rules without an answer. */
export function byReason(unjudged: readonly Unjudged[], maxNodes = Infinity): readonly UnjudgedReason[] {
  return [...groupBy(unjudged, ({ why }) => why)].map(([why, open]) => {
    const named = open.filter(({ furtherNodes }) => furtherNodes === undefined);
    const nodes = [...groupBy(named, ({ node }) => node ?? 'nobody known')];
    const counted = Math.max(0, ...open.map(({ furtherNodes }) => furtherNodes ?? 0));
    return {
      why,
      count: open.reduce((sum, { count }) => sum + count, 0),
      firstFrame: Math.min(...open.map(({ firstFrame }) => firstFrame)),
      nodes: nodes.slice(0, maxNodes).map(([node, own]) => ({ node, rules: own.map(({ rule }) => rule) })),
      furtherNodes: Math.max(0, nodes.length - maxNodes) + counted,
    };
  });
}
