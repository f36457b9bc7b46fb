import type { Level, Role } from '../../suites/kit/requirement.js';
import type { Reason, RunDescription, RunResult, TestRecord, Verdict } from '../../suites/kit/record.js';

/** What became of a test between the baseline and a later run, what needs attention first. */
export const TRANSITIONS = [
  'broken',
  'failing',
  'undecided',
  'warned',
  'warning',
  'fixed',
  'cleared',
  'judged',
  'untested',
  'reason',
  'moved',
  'new',
  'gone',
] as const;

export type TransitionKind = (typeof TRANSITIONS)[number];

/**
 * Why a run lacks a test although nothing says that its suites do: it is of a part that the device did not play, the
 * selectors or the shard left it out, or the run ended before it.
 */
export const ABSENCES = ['other role', 'not asked', 'not reached'] as const;

export type Absence = (typeof ABSENCES)[number];

/** One of the runs compared; the first is the baseline. */
export interface ComparedRun {
  /** `A`, `B`... in the order given. */
  readonly name: string;
  /** Its directory, as the user named it. */
  readonly path: string;
  readonly run: RunDescription;
  /** The parts that the device played, in order of the alphabet; empty where an older tool did not write them down. */
  readonly roles: readonly Role[];
  readonly totals: RunResult['totals'];
}

/** Something other than the device that is not the same in all runs. */
export interface Note {
  readonly about:
    'version' | 'suites' | 'declarations' | 'profile' | 'seed' | 'role' | 'adapter' | 'clock' | 'longest' | 'selection' | 'interrupted';
  /** Verdicts may have changed for this reason alone. */
  readonly grave: boolean;
  readonly text: string;
}

export interface Outcome {
  readonly verdict: Verdict;
  readonly reason: Reason;
  readonly waiver?: NonNullable<TestRecord['waiver']>;
}

/** The arrival of a step that moved furthest, counted from the cause of its expectation. */
export interface Move {
  readonly step: number;
  readonly label: string;
  readonly fromUs: number;
  readonly toUs: number;
  readonly beforeUs: number;
  readonly afterUs: number;
  /** What the two runs together cannot tell apart. */
  readonly uncertaintyUs: number;
  /** How many arrivals of the test moved. */
  readonly arrivals: number;
}

/** A test that is not as it was in the baseline. */
export interface Transition {
  readonly kind: TransitionKind;
  /** Name of the later run. */
  readonly run: string;
  readonly id: string;
  readonly title: string;
  readonly suite: string;
  readonly requirement: string;
  readonly rfc: number;
  readonly section: string;
  readonly level: Level;
  readonly before?: Outcome;
  readonly after?: Outcome;
  readonly move?: Move;
}

/** How a later run differs from the baseline, in numbers. */
export interface RunChange {
  readonly run: string;
  /** Tests that are in both. */
  readonly common: number;
  readonly same: number;
  /** Those of the same whose times differ, inside their windows and no more than chance explains. */
  readonly byChance: number;
  /** Tests in one of the two, by why the other could not have them: neither new nor gone. */
  readonly apart: Readonly<Record<Absence, number>>;
  readonly transitions: Readonly<Record<TransitionKind, number>>;
}

export interface ComparedTest {
  readonly id: string;
  readonly requirement: string;
  /** The part that the device plays in it. */
  readonly plays?: Role;
  readonly verdicts: Readonly<Record<string, Verdict>>;
  /** By run, where it lacks the test for such a reason. */
  readonly absent?: Readonly<Record<string, Absence>>;
}

/** `comparison.json`. */
export interface Comparison {
  readonly schema: 'sixproof/comparison/1';
  /** `2026-11-22`: the day by which waivers hold or have expired, in UTC. */
  readonly judgedOn: string;
  readonly runs: readonly ComparedRun[];
  readonly notes: readonly Note[];
  readonly changes: readonly RunChange[];
  readonly transitions: readonly Transition[];
  /** Every test of any run with its verdicts by the name of the run. */
  readonly tests: readonly ComparedTest[];
}
