import type { FrameRecord, StepRecord, TestDetails } from '../../suites/kit/record.js';
import { duration, shortened, signed, stamp } from '../view/text.js';
import { captionOf, distance, stepName, type FrameRole } from './captions.js';
import { lanesOf, routeOf, type Lane, type Lanes } from './lanes.js';
import { layOutTime, type Mark, type TimeAxis } from './time-axis.js';
import { absenceText, expectedWindows, type Expected } from './windows.js';

/** The packet ladder of one test as numbers and texts for the SVG template; pixels, origin at the top left. */
export interface LadderView {
  /** Prefix of the ids inside the picture. */
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly labelX: number;
  readonly lanes: readonly { readonly x: number; readonly name: string; readonly sub: string; readonly bottom: number; readonly role: string }[];
  readonly bands: readonly Box[];
  readonly fringes: readonly Box[];
  readonly arrows: readonly ArrowView[];
  readonly notes: readonly NoteView[];
  readonly marks: readonly MarkView[];
  readonly cuts: readonly { readonly y: number; readonly path: string; readonly text: string }[];
  readonly scaleBar: { readonly text: string; readonly bottom: number; readonly middle: number };
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly kind: 'expected' | 'forbidden';
  /** `open`: the window goes on, but the test did not need it. */
  readonly end: 'closed' | 'open';
  readonly title: string;
}

export interface ArrowView {
  readonly ordinal: number;
  readonly role: FrameRole;
  readonly y: number;
  /** The line of the arrow as a path. */
  readonly shaft: string;
  /** The three corners of the arrow's head. */
  readonly head: string;
  /** Where a frame for everybody passes a node that hears it too. */
  readonly crossings: readonly number[];
  readonly middle: number;
  readonly time: string;
  readonly timeY: number;
  /** Since the frame above, empty for the first. */
  readonly delta: string;
  readonly deltaY: number;
  readonly caption: string;
  readonly captionY: number;
  readonly notation: string;
  readonly notationY: number;
  /** The texts in full where they are cut, else empty. */
  readonly title: string;
}

interface NoteView {
  readonly y: number;
  readonly text: string;
  readonly role: string;
}

/** A dot: an arrival inside or outside its window. A circle: nothing came. A cross: came, though forbidden. */
interface MarkView {
  readonly x: number;
  readonly y: number;
  readonly dot: boolean;
  readonly circle: boolean;
  readonly cross: string;
  readonly role: 'good' | 'bad';
  readonly title: string;
}

type Row = Mark &
  (
    | { readonly kind: 'note'; readonly step: StepRecord }
    | { readonly kind: 'frame'; readonly frame: FrameRecord }
    | { readonly kind: 'edge' }
    | { readonly kind: 'absence'; readonly expected: Expected }
  );

const TOP = 62;
const LABEL_CHARACTERS = 100;
/** Bold letters are wider. */
const CAPTION_CHARACTERS = 86;
const LABEL_WIDTH = 740;
const BAND = 10;
/** How far a band goes on below the arrival that met it, when its end is not drawn. */
const OPEN_END = 14;
const ORDER: Readonly<Record<Row['kind'], number>> = { note: 0, frame: 1, edge: 2, absence: 3 };

/** Draws the frames given; `id` tells several pictures on one page apart. Undefined when there is nothing to draw. */
export function ladderView(details: TestDetails, frames: readonly FrameRecord[], id: string): LadderView | undefined {
  const lanes = lanesOf(details, frames);
  const windows = expectedWindows(details, lanes);
  const rows = rowsOf(details, frames, windows);
  if (rows.every((row) => row.kind === 'edge')) return undefined;
  const axis = layOutTime(rows, TOP);
  const labelX = lanes.right + 44 + BAND * Math.max(0, ...windows.filter(({ lane }) => lane.x > lanes.device.x).map(({ slot }) => slot));
  const height = axis.height + 18;
  const placed = placedRows(rows, axis);
  const bottom = height - 8;
  return {
    id,
    width: labelX + LABEL_WIDTH,
    height,
    labelX,
    lanes: lanes.all.map((lane) => ({ x: lane.x, name: lane.isDevice ? 'device' : lane.name, sub: lane.link, bottom, role: lane.isDevice ? 'device' : 'tester' })),
    ...bandViews(windows, placed, lanes),
    arrows: arrowViews(placed, lanes, details),
    notes: noteViews(placed),
    marks: windows.flatMap((window) => markViews(window, placed, lanes)),
    cuts: axis.cuts.map((cut) => ({ y: cut.y, path: zigzag(lanes, cut.y), text: `~ ${duration(cut.us)} ~` })),
    scaleBar: scaleBarView(axis),
  };
}

function rowsOf(details: TestDetails, frames: readonly FrameRecord[], windows: readonly Expected[]): readonly Row[] {
  const rows: (Row & { readonly turn: number })[] = [];
  let turn = 0;
  for (const frame of frames) {
    turn = Math.max(turn, Math.min(...frame.steps, Infinity) === Infinity ? turn : Math.min(...frame.steps));
    rows.push({ kind: 'frame', atUs: frame.atUs, height: frame.background ? 15 : 40, setsScale: !frame.background, frame, turn });
  }
  for (const step of details.steps) if (isNoted(step)) rows.push({ kind: 'note', atUs: step.atUs, height: 24, setsScale: true, step, turn: step.index });
  for (const expected of windows) {
    const edge = (atUs: number, setsScale: boolean) => rows.push({ kind: 'edge', atUs, height: 0, setsScale, turn: Infinity });
    edge(expected.earliestUs, false);
    edge(expected.fromUs, true);
    if (expected.openEndUs === undefined) edge(expected.toUs, true);
    if (expected.openEndUs === undefined) edge(expected.latestUs, false);
    if (expected.absent) rows.push({ kind: 'absence', atUs: expected.toUs, height: 24, setsScale: true, expected, turn: Infinity });
  }
  // At one instant: in the order of the steps, a note before the frames of its step.
  return rows.sort((a, b) => a.atUs - b.atUs || a.turn - b.turn || ORDER[a.kind] - ORDER[b.kind]);
}

const scaleBarView = ({ scaleBar: { us, height } }: TimeAxis): LadderView['scaleBar'] => ({ text: duration(us), bottom: 10 + height, middle: 10 + height / 2 + 4 });

const isNoted = (step: StepRecord): boolean => step.kind === 'action' || step.kind === 'note' || step.kind === 'given';

type Placed = readonly { readonly row: Row; readonly y: number }[];

const placedRows = (rows: readonly Row[], axis: TimeAxis): Placed => rows.map((row, i) => ({ row, y: axis.ys[i] ?? 0 }));

/**
 * Where a window's edges lie. What happens at the very instant of an edge is inside; only what came before the window's
 * own cause, at the same instant, is not.
 */
function edgeYs(placed: Placed, window: Expected): { readonly earliest: number; readonly from: number; readonly to: number; readonly latest: number } {
  const cause = placed.find(({ row }) => row.kind === 'frame' && row.frame.ordinal === window.step.sinceFrame)?.y ?? -Infinity;
  const at = (us: number) => placed.filter(({ row }) => row.atUs === us).map(({ y }) => y);
  const start = (us: number) => Math.max(cause, Math.min(...at(us)));
  if (window.openEndUs === undefined) {
    return { earliest: start(window.earliestUs), from: start(window.fromUs), to: Math.max(...at(window.toUs)), latest: Math.max(...at(window.latestUs)) };
  }
  const arrival = Math.max(...placed.filter(({ row }) => row.kind === 'frame' && window.arrivals.includes(row.frame)).map(({ y }) => y));
  const end = window.isContinued ? arrival : arrival + OPEN_END;
  return { earliest: start(window.earliestUs), from: start(window.fromUs), to: end, latest: end };
}

const bandX = ({ lane, slot }: Expected, lanes: Lanes): number => lane.x + (lane.x > lanes.device.x ? 1 : -1) * slot * (BAND + 2);

function bandViews(windows: readonly Expected[], placed: Placed, lanes: Lanes): Pick<LadderView, 'bands' | 'fringes'> {
  const bands: Box[] = [];
  const fringes: Box[] = [];
  for (const window of windows) {
    const { step } = window;
    const { earliest, from, to, latest } = edgeYs(placed, window);
    const kind = step.kind === 'expect-none' ? 'forbidden' : 'expected';
    const openEnd = window.openEndUs === undefined ? 'closed' : 'open';
    const title = `${stepName(step)}: ${step.label}, ${kind} from ${stamp(window.fromUs)} to ${stamp(window.toUs)} s`;
    const box = (y: number, end: number): Box => ({ x: bandX(window, lanes) - BAND / 2, y, width: BAND, height: Math.max(end - y, 0), kind, end: openEnd, title });
    bands.push({ ...box(from, to), height: Math.max(to - from, 4) });
    for (const fringe of [box(earliest, from), box(to, latest)]) if (fringe.height > 0) fringes.push(fringe);
  }
  return { bands, fringes };
}

function arrowViews(placed: Placed, lanes: Lanes, details: TestDetails): readonly ArrowView[] {
  const arrows: ArrowView[] = [];
  let previous: FrameRecord | undefined;
  for (const { row, y } of placed) {
    if (row.kind !== 'frame') continue;
    arrows.push(arrowView(row.frame, y, previous, lanes, details));
    previous = row.frame;
  }
  return arrows;
}

function arrowView(frame: FrameRecord, y: number, previous: FrameRecord | undefined, lanes: Lanes, details: TestDetails): ArrowView {
  const route = routeOf(frame, lanes);
  const sign = route.to.x >= route.from.x ? 1 : -1;
  const { role, text } = captionOf(frame, details);
  const small = role === 'background' || text === '';
  return {
    ordinal: frame.ordinal,
    role,
    y,
    shaft: `M${route.from.x} ${y}H${route.to.x - sign * 2}`,
    head: headOf(route.to.x - sign, y, sign, role === 'background' ? 5 : 8),
    crossings: route.toAll ? between(route.from, route.to, lanes) : [],
    middle: (route.from.x + route.to.x) / 2,
    time: stamp(frame.atUs),
    timeY: role === 'background' ? y + 3.5 : y + 1,
    delta: previous && role !== 'background' ? signed(frame.atUs - previous.atUs) : '',
    deltaY: y + 14,
    caption: shortened(text, CAPTION_CHARACTERS),
    captionY: y - 3,
    notation: shortened(frame.notation, LABEL_CHARACTERS),
    notationY: small ? y + 4 : y + 12,
    title: frame.notation.length > LABEL_CHARACTERS || text.length > CAPTION_CHARACTERS ? `${text}${text === '' ? '' : ': '}${frame.notation}` : '',
  };
}

const headOf = (x: number, y: number, sign: number, size: number): string =>
  `${x},${y} ${x - sign * size},${y - size / 2} ${x - sign * size},${y + size / 2}`;

function between(from: Lane, to: Lane, lanes: Lanes): readonly number[] {
  const [low, high] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
  return lanes.all.filter((lane) => lane.x > low && lane.x < high).map((lane) => lane.x);
}

function noteViews(placed: Placed): readonly NoteView[] {
  const notes: NoteView[] = [];
  for (const { row, y } of placed) {
    if (row.kind === 'absence') notes.push({ y, text: shortened(absenceText(row.expected), CAPTION_CHARACTERS), role: row.expected.absent === 'missing' ? 'bad' : 'good' });
    if (row.kind === 'note') notes.push({ y, text: shortened(`${stepName(row.step)}: ${row.step.label}`, CAPTION_CHARACTERS), role: row.step.outcome === 'failed' ? 'bad' : 'step' });
  }
  return notes;
}

function markViews(window: Expected, placed: Placed, lanes: Lanes): readonly MarkView[] {
  const x = bandX(window, lanes);
  const blank = { x, dot: false, circle: false, cross: '' } as const;
  const marks: MarkView[] = [];
  for (const { row, y } of placed) {
    if (row.kind === 'absence' && row.expected.step === window.step)
      marks.push({ ...blank, y, circle: true, role: window.absent === 'missing' ? 'bad' : 'good', title: absenceText(window) });
    if (row.kind !== 'frame' || !window.arrivals.includes(row.frame)) continue;
    if (window.step.kind === 'expect-none')
      marks.push({ ...blank, y, cross: `M${x - 5} ${y - 5}L${x + 5} ${y + 5}M${x + 5} ${y - 5}L${x - 5} ${y + 5}`, role: 'bad', title: 'forbidden, but seen' });
    else marks.push({ ...blank, y, dot: true, ...judged(window, row.frame) });
  }
  return marks;
}

function judged({ step }: Expected, frame: FrameRecord): Pick<MarkView, 'role' | 'title'> {
  const missed = step.missedByUs ?? 0;
  const since = step.sinceUs === undefined ? '' : `, ${signed(frame.atUs - step.sinceUs)} after its cause`;
  return missed === 0 ? { role: 'good', title: `inside its window${since}` } : { role: 'bad', title: `${distance(missed)}${since}` };
}

function zigzag(lanes: Lanes, y: number): string {
  const [first, last] = [lanes.all[0]?.x ?? 0, lanes.right];
  return `M${first - 16} ${y - 3}H${last + 16}M${first - 16} ${y + 3}H${last + 16}`;
}
