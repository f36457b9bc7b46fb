import type { Undecided, Violation } from '../../suites/kit/rule.js';

/** How many violations are kept with their words; all are counted. */
const MAX_EVIDENCE = 5;
const MAX_REASONS = 8;

export interface Evidence {
  readonly frame: number;
  readonly violation: Violation;
}

/** Why something was undecided, how often, and since when. */
export interface ReasonCount {
  readonly why: string;
  count: number;
  firstFrame: number;
}

/** What one rule found about one node. There may be many: lists are shared until they hold something. */
export interface Tally {
  kept: number;
  firstKept: number;
  broken: number;
  violations: readonly Evidence[];
  missing: number;
  absences: readonly Evidence[];
  undecided: number;
  reasons: readonly ReasonCount[];
}

const NONE: readonly never[] = [];

export const emptyTally = (): Tally => ({
  kept: 0,
  firstKept: 0,
  broken: 0,
  violations: NONE,
  missing: 0,
  absences: NONE,
  undecided: 0,
  reasons: NONE,
});

export function addKept(tally: Tally, frame: number): void {
  if (tally.kept === 0) tally.firstKept = frame;
  tally.kept += 1;
}

export function addBroken(tally: Tally, frame: number, violation: Violation): void {
  tally.broken += 1;
  if (tally.violations.length < MAX_EVIDENCE) tally.violations = [...tally.violations, { frame, violation }];
}

export function addMissing(tally: Tally, frame: number, violation: Violation): void {
  tally.missing += 1;
  if (tally.absences.length < MAX_EVIDENCE) tally.absences = [...tally.absences, { frame, violation }];
}

export function addUndecided(tally: Tally, frame: number, { why }: Undecided): void {
  tally.undecided += 1;
  addReason(tally, { why, count: 1, firstFrame: frame });
}

function addReason(tally: Tally, { why, count, firstFrame }: ReasonCount): void {
  const known = tally.reasons.find((reason) => reason.why === why);
  if (known) {
    known.count += count;
    known.firstFrame = Math.min(known.firstFrame, firstFrame);
  } else if (tally.reasons.length < MAX_REASONS) {
    tally.reasons = [...tally.reasons, { why, count, firstFrame }];
  }
}

/** Adds the findings of another name of the same node. */
export function mergeTally(into: Tally, from: Tally): void {
  if (from.kept > 0 && (into.kept === 0 || from.firstKept < into.firstKept)) into.firstKept = from.firstKept;
  into.kept += from.kept;
  into.broken += from.broken;
  into.missing += from.missing;
  into.undecided += from.undecided;
  into.violations = inOrder(into.violations, from.violations);
  into.absences = inOrder(into.absences, from.absences);
  for (const reason of from.reasons) addReason(into, reason);
}

const inOrder = (a: readonly Evidence[], b: readonly Evidence[]): readonly Evidence[] =>
  [...a, ...b].sort((left, right) => left.frame - right.frame).slice(0, MAX_EVIDENCE);
