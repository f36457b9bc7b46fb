import type { StepRecord, TestDetails } from '../../suites/kit/record.js';
import { distance } from '../ladder/captions.js';
import { duration, signed, stamp } from './text.js';

/** One line of the procedure as it ran. */
export interface StepView {
  readonly number: number;
  /** The last of several steps in one row; 0 where it is one. */
  readonly upTo: number;
  /** `396 more like this`: what stands for the steps that follow; empty where none is left out. */
  readonly folded: string;
  readonly time: string;
  readonly kind: string;
  readonly label: string;
  readonly outcome: string;
  readonly outcomeWord: string;
  readonly requirement: string;
  readonly frames: readonly { readonly ordinal: number; readonly shown: boolean }[];
  readonly window: string;
  readonly measured: string;
  readonly gauge: GaugeView | false;
  readonly wanted: readonly { readonly path: string; readonly value: string }[];
  readonly detail: string;
}

/** A window with the arrivals as a small picture, 160 wide: band, its widening on both sides, dots. */
export interface GaugeView {
  readonly x: number;
  readonly width: number;
  readonly outerX: number;
  readonly outerWidth: number;
  readonly dots: readonly { readonly x: number; readonly good: boolean }[];
  readonly forbidden: boolean;
  readonly title: string;
}

const kinds: Readonly<Record<StepRecord['kind'], string>> = {
  send: 'send',
  expect: 'expect',
  'expect-none': 'expect nothing',
  elapse: 'let',
  action: 'device action',
  given: 'given',
  'proof-of-life': 'proof of life',
  note: 'note',
};

const outcomes: Readonly<Record<StepRecord['outcome'], string>> = {
  done: 'done',
  met: 'met',
  'not-met': 'not met',
  remark: 'remark',
  failed: 'failed',
};

/** `shown`: the frames that have a place on the page. */
export function stepViews(details: TestDetails, shown: ReadonlySet<number>): readonly StepView[] {
  const stamps = new Map(details.frames.flatMap(({ ordinal, direction, atUs }) => (direction === 'in' ? [[ordinal, atUs] as const] : [])));
  return joinedWaits(roundsOf(details.steps).flatMap((rounds) => roundViews(rounds, { stamps, shown })));
}

/** Waits of one length one after the other are one row: a test that polls says nothing with each of them. */
function joinedWaits(views: readonly StepView[]): readonly StepView[] {
  const joined: StepView[] = [];
  for (const view of views) {
    const last = joined.at(-1);
    const continues = last?.kind === kinds.elapse && view.kind === last.kind && sameWait(view, last);
    if (continues) joined[joined.length - 1] = { ...last, upTo: view.number };
    else joined.push(view);
  }
  return joined.map((view) => (view.upTo === 0 ? view : { ...view, label: `${view.label}, ${view.upTo - view.number + 1} times` }));
}

const sameWait = (one: StepView, other: StepView): boolean =>
  one.label === other.label && one.outcome === other.outcome && one.detail === '' && one.folded === '' && other.folded === '';

/** Of rounds that repeat each other so many steps are shown, then as many as are left are counted, then the last round. */
const FIRST_STEPS = 4;
const LONGEST_SHOWN = 8;
/** Steps of the longest round that is looked for: to send, to wait, to expect, and one more. */
const LONGEST_ROUND = 4;

/** Steps one after the other, as rounds that do the same and end the same: a flood has hundreds of send and wait. */
type Rounds = readonly (readonly StepRecord[])[];

function roundsOf(steps: readonly StepRecord[]): readonly Rounds[] {
  const keys = steps.map(stepKey);
  const all: Rounds[] = [];
  for (let at = 0; at < steps.length;) {
    const { length, count } = longestRepetition(keys, at);
    const begin = at;
    all.push(Array.from({ length: count }, (_, round) => steps.slice(begin + round * length, begin + (round + 1) * length)));
    at += length * count;
  }
  return all;
}

/** How long a wait was is no difference. */
const stepKey = ({ kind, outcome, label }: StepRecord): string =>
  `${kind} ${outcome} ${kind === 'elapse' ? '' : label.replace(/\d+/g, '#')}`;

/** The rounds from here on that take in most steps; a single step where nothing is repeated often enough to be folded. */
function longestRepetition(keys: readonly string[], at: number): { readonly length: number; readonly count: number } {
  let best = { length: 1, count: 1 };
  for (let length = 1; length <= LONGEST_ROUND; length++) {
    let end = at + length;
    while (end < keys.length && keys[end] === keys[end - length]) end++;
    const count = Math.floor((end - at) / length);
    if (length * count > LONGEST_SHOWN && length * count > best.length * best.count) best = { length, count };
  }
  return best;
}

interface StepContext {
  /** When each frame from the device came. */
  readonly stamps: ReadonlyMap<number, number>;
  readonly shown: ReadonlySet<number>;
}

function roundViews(rounds: Rounds, context: StepContext): readonly StepView[] {
  const first = Math.ceil(FIRST_STEPS / (rounds[0]?.length ?? 1));
  const left = rounds.slice(first, -1).flat().length;
  if (left === 0) return rounds.flat().map((step) => stepView(step, context, ''));
  const shown = rounds.slice(0, first).flat();
  return [
    ...shown.map((step, i) =>
      stepView(step, context, i < shown.length - 1 ? '' : `${left} more like ${first === FIRST_STEPS ? 'this' : 'these'}`),
    ),
    ...rounds
      .slice(-1)
      .flat()
      .map((step) => stepView(step, context, '')),
  ];
}

function stepView(step: StepRecord, { stamps, shown }: StepContext, folded: string): StepView {
  const arrivals = arrivalTimes(step, stamps);
  return {
    number: step.index + 1,
    upTo: 0,
    folded,
    time: stamp(step.atUs),
    kind: kinds[step.kind],
    label: step.label,
    outcome: step.outcome,
    outcomeWord: outcomes[step.outcome],
    requirement: step.requirement ?? '',
    frames: framesOf(step, shown),
    window: windowText(step),
    measured: measuredText(step, arrivals),
    gauge: gaugeOf(step, arrivals),
    wanted: step.wanted ?? [],
    detail: step.detail ?? '',
  };
}

/** More frames of one step than this are not listed; they are in the test's JSON file. */
const MOST_FRAMES = 30;

const framesOf = ({ frames = [] }: StepRecord, shown: ReadonlySet<number>): StepView['frames'] =>
  frames.slice(0, MOST_FRAMES).map((ordinal) => ({ ordinal, shown: shown.has(ordinal) }));

/** When the frames came that this expectation used, or the closest to it. */
function arrivalTimes(step: StepRecord, stamps: ReadonlyMap<number, number>): readonly number[] {
  if (step.kind !== 'expect' && step.kind !== 'expect-none') return [];
  const ordinals = new Set(step.frames);
  if (isMissed(step) && step.closest) ordinals.add(step.closest.frame);
  return [...ordinals].sort((a, b) => a - b).flatMap((ordinal) => stamps.get(ordinal) ?? []);
}

/** `0 s to 1 s after frame 4, ±50 ms`. */
function windowText({ window, sinceUs, sinceFrame, kind }: StepRecord): string {
  if (!window) return '';
  const zero = sinceUs ?? 0;
  const cause = sinceFrame !== undefined ? ` after frame ${sinceFrame}` : sinceUs !== undefined ? ` after ${stamp(sinceUs)} s` : '';
  const widened = window.wideningUs === 0 ? '' : `, ${kind === 'expect-none' ? '-' : '±'}${duration(window.wideningUs)}`;
  return `${duration(window.fromUs - zero)} to ${duration(window.toUs - zero)}${cause}${widened}`;
}

const isMissed = (step: StepRecord): boolean => step.kind === 'expect' && step.outcome !== 'met' && step.outcome !== 'done';

function measuredText(step: StepRecord, arrivals: readonly number[]): string {
  if (!step.window) return '';
  const zero = step.sinceUs ?? 0;
  const times = arrivals
    .slice(0, 4)
    .map((at) => signed(at - zero))
    .join(', ');
  if (step.missedByUs !== undefined && step.missedByUs !== 0) return `${times}${times === '' ? '' : ', '}${distance(step.missedByUs)}`;
  if (times === '') return 'nothing came';
  return isMissed(step) ? `none that matches; the closest at ${times}` : times;
}

const GAUGE = 160;

function gaugeOf(step: StepRecord, arrivals: readonly number[]): GaugeView | false {
  if (!step.window) return false;
  const { fromUs, toUs, wideningUs } = step.window;
  const silent = step.kind === 'expect-none';
  const [inner, outer] = silent
    ? [
        [fromUs, toUs - wideningUs],
        [fromUs, toUs],
      ]
    : [
        [fromUs, toUs],
        [fromUs - wideningUs, toUs + wideningUs],
      ];
  const [start = 0, end = 0] = [Math.min(outer[0] ?? 0, step.sinceUs ?? Infinity, ...arrivals), Math.max(outer[1] ?? 0, ...arrivals)];
  const scale = end > start ? (GAUGE - 10) / (end - start) : 0;
  const x = (us: number | undefined): number => Math.round((5 + ((us ?? 0) - start) * scale) * 10) / 10;
  return {
    x: x(inner[0]),
    width: Math.max(2, x(inner[1]) - x(inner[0])),
    outerX: x(outer[0]),
    outerWidth: Math.max(2, x(outer[1]) - x(outer[0])),
    dots: arrivals.map((at) => ({ x: x(at), good: !silent && !isMissed(step) })),
    forbidden: silent,
    title: `window ${windowText(step)}; ${measuredText(step, arrivals)}`,
  };
}
