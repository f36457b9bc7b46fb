/** A check of the node, and what it rests on. */
export interface DiscardRule {
  /** RFC and section of the rule: `RFC4861:7.1.1`. */
  readonly cite: string;
  readonly level: 'MUST' | 'SHOULD' | 'MAY' | 'KAME' | 'implementation choice';
  /** What is wrong with the packet. */
  readonly says: string;
}

export const rule = (cite: string, level: DiscardRule['level'], says: string): DiscardRule => ({ cite, level, says });
