import type { StepRecord, TestDetails } from '../../suites/kit/record.js';

/** One expectation of a test: the window it had and when its frames came, both counted from the cause that it names. */
export interface Measurement {
  /** Index of the step within its test. */
  readonly step: number;
  readonly label: string;
  /** The slug checked here, when it is not the test's own. */
  readonly requirement?: string;
  readonly fromUs: number;
  readonly toUs: number;
  /** Added on both sides in the device's favour. */
  readonly wideningUs: number;
  /** Too early or too late ones too; empty when nothing came that matches. */
  readonly arrivedUs: readonly number[];
  /** False where the arrival, or its absence, is not what the step asked for. */
  readonly met: boolean;
}

/** What a test measured, as `timing.json` holds it for every test of a run. */
export interface TestTiming {
  readonly id: string;
  readonly measurements: readonly Measurement[];
}

/** `timing.json`. */
export interface RunTiming {
  readonly schema: 'sixproof/timing/1';
  readonly tests: readonly TestTiming[];
}

/** The measured times of a test's details. An expectation of nothing measures nothing. */
export function measurementsOf(details: TestDetails): readonly Measurement[] {
  const stamps = new Map(details.frames.flatMap(({ ordinal, direction, atUs }) => (direction === 'in' ? [[ordinal, atUs] as const] : [])));
  return details.steps.flatMap((step) => (step.kind === 'expect' && step.window ? [measurement(step, step.window, stamps)] : []));
}

function measurement(step: StepRecord, window: NonNullable<StepRecord['window']>, stamps: ReadonlyMap<number, number>): Measurement {
  const zero = step.sinceUs ?? 0;
  const arrivals = (step.frames ?? []).flatMap((ordinal) => stamps.get(ordinal) ?? []);
  return {
    step: step.index,
    label: step.label,
    ...(step.requirement !== undefined && { requirement: step.requirement }),
    fromUs: window.fromUs - zero,
    toUs: window.toUs - zero,
    wideningUs: window.wideningUs,
    arrivedUs: arrivals.map((at) => at - zero),
    met: step.outcome === 'met' || step.outcome === 'done',
  };
}
