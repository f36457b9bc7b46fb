import type { InWords, Undecided, Violation, Way } from '../../suites/kit/rule.js';
import { firstOf, MAX_EVIDENCE, type Evidence } from './evidence.js';
import { withAbsence, withSilence, type Silence } from './silences.js';

const MAX_REASONS = 8;

/** Why something was undecided, how often, and since when. */
export interface ReasonCount {
  readonly why: string;
  count: number;
  firstFrame: number;
}

/** What one rule found about one node, but for what was kept. */
export interface Tally {
  broken: number;
  violations: readonly Evidence[];
  /** What had to come, by the ways that it may have come. */
  missing: number;
  silences: readonly Silence[];
  undecided: number;
  reasons: readonly ReasonCount[];
}

const NONE: readonly never[] = [];

export const emptyTally = (): Tally => ({
  broken: 0,
  violations: NONE,
  missing: 0,
  silences: NONE,
  undecided: 0,
  reasons: NONE,
});

export function addBroken(tally: Tally, frame: number, violation: Violation): void {
  tally.broken += 1;
  if (tally.violations.length < MAX_EVIDENCE) tally.violations = [...tally.violations, { frame, violation }];
}

export function addMissing(tally: Tally, frame: number, missed: Violation | InWords, ways: readonly Way[] = NONE): void {
  tally.missing += 1;
  tally.silences = withAbsence(tally.silences, frame, missed, ways);
}

export function addUndecided(tally: Tally, frame: number, { why }: Undecided): void {
  tally.undecided += 1;
  tally.reasons = addReason(tally.reasons, { why, count: 1, firstFrame: frame });
}

/** The list with one more, counted in place where the reason is in it already. */
export function addReason(list: readonly ReasonCount[], { why, count, firstFrame }: ReasonCount): readonly ReasonCount[] {
  const known = list.find((reason) => reason.why === why);
  if (!known) return list.length < MAX_REASONS ? [...list, { why, count, firstFrame }] : list;
  known.count += count;
  known.firstFrame = Math.min(known.firstFrame, firstFrame);
  return list;
}

/**
 * What the rules found about one node, by the index of the rule's declaration. Nearly every packet keeps a dozen rules and
 * breaks none: what is kept is counted in flat arrays, the rest where it occurs.
 */
export class Scores {
  readonly kept: Uint32Array;
  /** Number of the frame, 0 while there is none. */
  readonly firstKept: Uint32Array;
  private readonly tallies = new Map<number, Tally>();

  constructor(rules: number) {
    this.kept = new Uint32Array(rules);
    this.firstKept = new Uint32Array(rules);
  }

  addKept(rule: number, frame: number): void {
    if (this.kept[rule] === 0) this.firstKept[rule] = frame;
    (this.kept[rule] as number)++;
  }

  /** For adding to. */
  at(rule: number): Tally {
    const known = this.tallies.get(rule);
    if (known) return known;
    const made = emptyTally();
    this.tallies.set(rule, made);
    return made;
  }

  tally(rule: number): Tally | undefined {
    return this.tallies.get(rule);
  }

  isExercised(rule: number): boolean {
    return (this.kept[rule] ?? 0) > 0 || this.tallies.has(rule);
  }

  /** Adds the scores of another name of the same node. */
  absorb(other: Scores): void {
    for (let rule = 0; rule < other.kept.length; rule++) {
      const kept = other.kept[rule] as number;
      if (kept === 0) continue;
      const [first, mine] = [other.firstKept[rule] as number, this.firstKept[rule] as number];
      if (mine === 0 || first < mine) this.firstKept[rule] = first;
      (this.kept[rule] as number) += kept;
    }
    for (const [rule, tally] of other.tallies) mergeTally(this.at(rule), tally);
  }
}

/** Adds the findings of another name of the same node. */
function mergeTally(into: Tally, from: Tally): void {
  into.broken += from.broken;
  into.missing += from.missing;
  into.undecided += from.undecided;
  into.violations = firstOf([...into.violations, ...from.violations]);
  into.silences = from.silences.reduce(withSilence, into.silences);
  into.reasons = from.reasons.reduce(addReason, into.reasons);
}
