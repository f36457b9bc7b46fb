import { groupBy } from '../../suites/kit/grouping.js';
import type { TestRecord } from '../../suites/kit/record.js';
import { isOutside, median } from '../charts/strip.js';
import type { Measurement, TestTiming } from './measurements.js';

/**
 * What a window is about. `timer`: a retransmission or another interval, which may be neither too short nor too long.
 * `delay`: something that the device may put off. `answer`: something that comes as soon as the device can.
 */
export type TimerKind = 'timer' | 'delay' | 'answer';

/** The same frame awaited in the same window, over all tests of a run. */
export interface Timer {
  readonly kind: TimerKind;
  readonly label: string;
  readonly fromUs: number;
  readonly toUs: number;
  /** The widest of the tests'. */
  readonly wideningUs: number;
  readonly samples: readonly Sample[];
  /** Arrivals outside the window of their own test. */
  readonly outside: number;
}

export interface Sample {
  readonly test: TestRecord;
  readonly arrivedUs: number;
  readonly isOutside: boolean;
}

interface Measured {
  readonly test: TestRecord;
  readonly measurement: Measurement;
}

/** The timers of a run, in the order of the tests. Expectations that nothing met are no measurements. */
export function timersOf(tests: readonly TestRecord[], timing: readonly TestTiming[]): readonly Timer[] {
  const byId = new Map(tests.map((test) => [test.id, test]));
  const measured = timing.flatMap(({ id, measurements }) => {
    const test = byId.get(id);
    return test ? measurements.filter(({ arrivedUs }) => arrivedUs.length > 0).map((measurement): Measured => ({ test, measurement })) : [];
  });
  return [...groupBy(measured, ({ measurement }) => timerKey(measurement)).values()].flatMap(timerOf);
}

/** Windows of a real clock differ by microseconds; those of different timers by more. Counters in labels do not tell timers apart. */
export const timerKey = ({ label, fromUs, toUs }: Pick<Measurement, 'label' | 'fromUs' | 'toUs'>): string =>
  [plainLabel(label), fromUs.toPrecision(3), toUs.toPrecision(3)].join(' ');

/** `Router Advertisement (2 of 40)` and `(3 of 40)` await the same. */
const plainLabel = (label: string): string => label.replace(/\b\d+\b/g, 'n').replace(/ \(n of n\)$/, '');

function timerOf(group: readonly Measured[]): readonly Timer[] {
  const [first] = group;
  if (first === undefined) return [];
  const labels = new Set(group.map(({ measurement }) => measurement.label));
  const { fromUs, toUs } = first.measurement;
  const samples = group.flatMap(({ test, measurement }) =>
    measurement.arrivedUs.map((arrivedUs): Sample => ({ test, arrivedUs, isOutside: isOutside(arrivedUs, measurement) })),
  );
  return [
    {
      kind: kindOf(fromUs, toUs, samples),
      label: labels.size === 1 ? first.measurement.label : plainLabel(first.measurement.label),
      fromUs,
      toUs,
      wideningUs: group.reduce((widest, { measurement }) => Math.max(widest, measurement.wideningUs), 0),
      samples,
      outside: samples.filter((sample) => sample.isOutside).length,
    },
  ];
}

/** What usually takes less than this part of its window comes as soon as it can. */
export const AT_ONCE = 0.03;

function kindOf(fromUs: number, toUs: number, samples: readonly Sample[]): TimerKind {
  if (fromUs > 0) return 'timer';
  return median(samples.map(({ arrivedUs }) => arrivedUs)) < AT_ONCE * toUs ? 'answer' : 'delay';
}
