import type { FrameRecord } from '../../suites/kit/record.js';
import { signed, stamp } from '../view/text.js';
import { distance, stepName } from './captions.js';
import type { Lanes } from './lanes.js';
import type { Placed } from './rows.js';
import type { TimeAxis } from './time-axis.js';
import { absenceText, type Expected } from './windows.js';

/** A window on its lane, or the fringe that its uncertainty adds to it. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly kind: 'expected' | 'forbidden';
  /** `open`: the window goes on, but the test did not need it. */
  readonly end: 'closed' | 'open';
  /** The outline as a path where stretches that are drawn larger than their time make it narrow; else empty. */
  readonly shape: string;
  readonly title: string;
}

/** A dot: an arrival inside or outside its window. A circle: nothing came. A cross: came, though forbidden. */
export interface MarkView {
  readonly x: number;
  readonly y: number;
  readonly dot: boolean;
  readonly circle: boolean;
  readonly cross: string;
  readonly role: 'good' | 'bad';
  readonly title: string;
}

export const BAND = 10;
/** How far a band goes on below the arrival that met it, when its end is not drawn. */
const OPEN_END = 14;

/**
 * Where a window's edges lie. What happens at the very instant of an edge is inside; only what came before the window's
 * own cause, at the same instant, is not.
 */
function edgeYs(
  placed: Placed,
  window: Expected,
): { readonly earliest: number; readonly from: number; readonly to: number; readonly latest: number } {
  const cause = placed.find(({ row }) => row.kind === 'frame' && row.frame.ordinal === window.step.sinceFrame)?.y ?? -Infinity;
  const at = (us: number) => placed.filter(({ row }) => row.atUs === us).map(({ y }) => y);
  const start = (us: number) => Math.max(cause, Math.min(...at(us)));
  if (window.openEndUs === undefined) {
    return {
      earliest: start(window.earliestUs),
      from: start(window.fromUs),
      to: Math.max(...at(window.toUs)),
      latest: Math.max(...at(window.latestUs)),
    };
  }
  const from = start(window.fromUs);
  const arrival = Math.max(
    from,
    ...placed.filter(({ row }) => row.kind === 'frame' && window.arrivals.includes(row.frame)).map(({ y }) => y),
  );
  const end = window.isContinued ? arrival : arrival + OPEN_END;
  return { earliest: start(window.earliestUs), from, to: end, latest: end };
}

const bandX = ({ lane, slot }: Expected, lanes: Lanes): number => lane.x + (lane.x > lanes.device.x ? 1 : -1) * slot * (BAND + 2);

export function bandViews(
  windows: readonly Expected[],
  placed: Placed,
  lanes: Lanes,
  axis: TimeAxis,
): { readonly bands: readonly Box[]; readonly fringes: readonly Box[] } {
  const bands: Box[] = [];
  const fringes: Box[] = [];
  for (const window of windows) {
    const { step } = window;
    const { earliest, from, to, latest } = edgeYs(placed, window);
    const kind = step.kind === 'expect-none' ? 'forbidden' : 'expected';
    const openEnd = window.openEndUs === undefined ? 'closed' : 'open';
    const title = `${stepName(step)}: ${step.label}, ${kind} from ${stamp(window.fromUs)} to ${stamp(window.toUs)} s`;
    const box = (y: number, end: number): Box => ({
      x: bandX(window, lanes) - BAND / 2,
      y,
      width: BAND,
      height: Math.max(end - y, 0),
      kind,
      end: openEnd,
      shape: '',
      title,
    });
    const band = { ...box(from, to), height: Math.max(to - from, 4) };
    bands.push({ ...band, shape: openEnd === 'closed' ? necked(band, axis) : '' });
    for (const fringe of [box(earliest, from), box(to, latest)]) if (fringe.height > 0) fringes.push(fringe);
  }
  return { bands, fringes };
}

const NECK = 3;

/** A band is narrow where hardly any time passes, so that an arrival stands on the broad part where it would to scale. */
function necked({ x, y, width, height }: Box, { stretches }: TimeAxis): string {
  const end = y + height;
  const own = stretches.filter(({ from, to }) => from < end && to > y);
  if (!own.some(({ kind }) => kind === 'larger')) return '';
  return own
    .map(({ from, to, kind }) => {
      const [top, bottom] = [Math.max(from, y), Math.min(to, end)];
      const inset = kind === 'larger' ? (width - NECK) / 2 : 0;
      return `M${x + inset} ${top}h${width - 2 * inset}V${bottom}h${2 * inset - width}z`;
    })
    .join('');
}

export function markViews(window: Expected, placed: Placed, lanes: Lanes): readonly MarkView[] {
  const x = bandX(window, lanes);
  const blank = { x, y: 0, dot: false, circle: false, cross: '', role: 'good', title: '' } as const;
  const marks: MarkView[] = [];
  for (const { row, y } of placed) {
    if (row.kind === 'absence' && row.expected.step === window.step)
      marks.push({ ...blank, y, circle: true, role: window.absent === 'missing' ? 'bad' : 'good', title: absenceText(window) });
    if (row.kind !== 'frame' || !window.arrivals.includes(row.frame)) continue;
    if (window.step.kind === 'expect-none')
      marks.push({
        ...blank,
        y,
        cross: `M${x - 5} ${y - 5}L${x + 5} ${y + 5}M${x + 5} ${y - 5}L${x - 5} ${y + 5}`,
        role: 'bad',
        title: 'forbidden, but seen',
      });
    else marks.push({ ...blank, y, dot: true, ...judged(window, row.frame) });
  }
  return marks;
}

function judged({ step }: Expected, frame: FrameRecord): Pick<MarkView, 'role' | 'title'> {
  const missed = step.missedByUs ?? 0;
  const since = step.sinceUs === undefined ? '' : `, ${signed(frame.atUs - step.sinceUs)} after its cause`;
  return missed === 0 ? { role: 'good', title: `inside its window${since}` } : { role: 'bad', title: `${distance(missed)}${since}` };
}
