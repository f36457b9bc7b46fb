import type { FrameRecord, StepRecord, TestDetails, Window } from '../../suites/kit/record.js';
import { stepName } from './captions.js';
import { laneOfNode, outermost, routeOf, type Lane, type Lanes } from './lanes.js';

/** One expectation's window on its lane, still in microseconds. */
export interface Expected {
  readonly step: StepRecord;
  readonly lane: Lane;
  readonly fromUs: number;
  readonly toUs: number;
  /** The window with what its uncertainty adds or leaves open; it never begins before its cause. */
  readonly earliestUs: number;
  readonly latestUs: number;
  /** The band is not drawn beyond this: the expectation was met, and another on the same lane begins. */
  readonly openEndUs: number | undefined;
  /** The next window begins with the arrival that met this one. */
  readonly isContinued: boolean;
  /** Which of several bands side by side, 0 on the lane itself. */
  readonly slot: number;
  readonly arrivals: readonly FrameRecord[];
  /** An open circle at the end of the band: nothing came, whether that was wanted or not. */
  readonly absent: 'as-wanted' | 'missing' | undefined;
}

const SLOTS = 4;
type Unplaced = Omit<Expected, 'slot' | 'openEndUs' | 'isContinued'>;

/** The windows of all expectations, put side by side where they overlap on a lane. */
export function expectedWindows(details: TestDetails, lanes: Lanes): readonly Expected[] {
  const windows = details.steps.flatMap((step): Unplaced[] => {
    if (!step.window || (step.kind !== 'expect' && step.kind !== 'expect-none')) return [];
    const arrivals = arrivalsOf(step, details);
    const lane = receivingLane(step, arrivals, details, lanes);
    return [{ step, lane, ...edges(step, step.window), arrivals, absent: absence(step, arrivals.length) }];
  });
  const placed: Expected[] = [];
  for (const window of windows) {
    const { openEndUs, isContinued } = openEnd(window, windows);
    const ended = { openEndUs, isContinued, ...window };
    placed.push({ slot: freeSlot(ended, placed), ...ended });
  }
  return placed;
}

/** A test goes on as soon as an expectation is met: what follows on the same lane takes the place of the window's rest. */
function openEnd(window: Unplaced, windows: readonly Unplaced[]): Pick<Expected, 'openEndUs' | 'isContinued'> {
  const drawnWhole = { openEndUs: undefined, isContinued: false };
  const [arrival] = window.arrivals;
  if (!arrival || window.step.kind !== 'expect' || window.step.outcome !== 'met') return drawnWhole;
  const next = windows.find((other) => other.lane === window.lane && other.step.index > window.step.index);
  if (!next || next.earliestUs < arrival.atUs || next.earliestUs >= window.latestUs) return drawnWhole;
  return { openEndUs: next.earliestUs, isContinued: next.step.sinceFrame === arrival.ordinal };
}

/** Uncertainty widens a window in which something must come, and takes its end away from a silence: both favour the device. */
function edges(step: StepRecord, { fromUs, toUs, wideningUs }: Window): Pick<Expected, 'fromUs' | 'toUs' | 'earliestUs' | 'latestUs'> {
  if (step.kind === 'expect-none') return { fromUs, toUs: toUs - wideningUs, earliestUs: fromUs, latestUs: toUs };
  return { fromUs, toUs, earliestUs: Math.max(fromUs - wideningUs, Math.min(fromUs, step.sinceUs ?? fromUs)), latestUs: toUs + wideningUs };
}

/** The frames that the step used, and the one that came at the wrong time. */
function arrivalsOf(step: StepRecord, details: TestDetails): readonly FrameRecord[] {
  const mistimed = step.missedByUs === undefined ? undefined : step.closest?.frame;
  return details.frames.filter(({ direction, ordinal }) => direction === 'in' && (step.frames?.includes(ordinal) || ordinal === mistimed));
}

function absence(step: StepRecord, arrivals: number): Expected['absent'] {
  if (arrivals > 0) return undefined;
  if (step.kind === 'expect-none') return step.outcome === 'met' ? 'as-wanted' : undefined;
  return step.outcome === 'met' ? undefined : 'missing';
}

function receivingLane(step: StepRecord, arrivals: readonly FrameRecord[], details: TestDetails, lanes: Lanes): Lane {
  const [first] = arrivals;
  if (first) return routeOf(first, lanes).to;
  const cause = details.frames.find((frame) => frame.ordinal === step.sinceFrame);
  const sender = cause?.direction === 'out' ? laneOfNode(lanes, cause.node, cause.link) : undefined;
  return sender ?? outermost(lanes, step.link ?? details.testbed.links[0] ?? '');
}

const drawnEnd = (window: Omit<Expected, 'slot'>): number => window.openEndUs ?? window.latestUs;

function freeSlot(window: Omit<Expected, 'slot'>, placed: readonly Expected[]): number {
  const overlaps = (other: Expected) => other.earliestUs <= drawnEnd(window) && window.earliestUs < drawnEnd(other);
  const beside = placed.filter((other) => other.lane === window.lane && overlaps(other));
  for (let slot = 0; slot < SLOTS; slot++) if (!beside.some((other) => other.slot === slot)) return slot;
  return SLOTS - 1;
}

/** What the row beside an open circle says. */
export function absenceText({ step, absent }: Expected): string {
  return absent === 'as-wanted'
    ? `${stepName(step)}: nothing came, as required (${step.label})`
    : `${stepName(step)}: not seen (${step.label})`;
}
