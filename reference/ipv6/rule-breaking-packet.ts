import type { NodeBench } from '../node-bench.js';
import type { DiscardReason } from './discard-reasons.js';

/** A packet that breaks one rule, and how it shows from outside that the rule was not enforced. */
export interface RuleBreakingPacket {
  readonly send: (bench: NodeBench) => void;
  /** Layer that the node sends only with the check off; with `!` only with the check on. Or a look at the node. */
  readonly shows: string | ((bench: NodeBench) => boolean);
}

export type RuleBreakingPackets = Readonly<Partial<Record<DiscardReason, RuleBreakingPacket>>>;
