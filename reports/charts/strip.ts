import { duration } from '../view/text.js';

/** When frames came, against the window that the RFC gives them; all counted from the cause, in microseconds. */
export interface Arrivals {
  readonly fromUs: number;
  readonly toUs: number;
  /** Added to the window on both sides in the device's favour. */
  readonly wideningUs: number;
  readonly arrivedUs: readonly number[];
  /** Those of them that count as outside; where left out, those beyond the widened window. */
  readonly outsideUs?: readonly number[];
  /** A second set to hold against the first, drawn below the line. */
  readonly laterUs?: readonly number[];
}

/** A window as a band with the arrivals as columns on it, to scale: a drawing of fixed size, in pixels. */
export interface StripView {
  readonly width: number;
  readonly height: number;
  /** Where the line is that columns stand on. */
  readonly rail: number;
  readonly bandHeight: number;
  readonly band: Span;
  readonly fringe: Span;
  readonly columns: readonly ColumnView[];
  readonly edges: readonly { readonly x: number; readonly y: number; readonly anchor: 'start' | 'middle' | 'end'; readonly text: string }[];
  /** The drawing in words. */
  readonly text: string;
}

interface Span {
  readonly x: number;
  readonly width: number;
}

interface ColumnView {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly kind: 'in' | 'out' | 'later' | 'later out';
  /** The cross above a column outside the window, as a path; empty inside it. */
  readonly cross: string;
}

const WIDTH = 440;
const MARGIN = 30;
const COLUMN = 3;
const TALLEST = 20;
const CAPTION = 15;
/** Room for the cross above a column. */
const HEADROOM = 7;

export function stripView(arrivals: Arrivals): StripView {
  const { fromUs, toUs, wideningUs, arrivedUs, outsideUs, laterUs } = arrivals;
  const x = scaleOf(arrivals);
  const rail = HEADROOM + TALLEST;
  const below = laterUs === undefined ? 0 : TALLEST + HEADROOM;
  const most = Math.max(1, ...countsByColumn(arrivedUs, x).values(), ...countsByColumn(laterUs ?? [], x).values());
  const named = outsideUs && new Set(outsideUs);
  const isOut = (us: number): boolean => (named ? named.has(us) : isOutside(us, arrivals));
  const columns = (stamps: readonly number[], isLater: boolean): readonly ColumnView[] => [
    ...columnsOf(
      stamps.filter((us) => !isOut(us)),
      { x, most, rail, isLater, isOut: false },
    ),
    ...columnsOf(stamps.filter(isOut), { x, most, rail, isLater, isOut: true }),
  ];
  return {
    width: WIDTH,
    height: rail + below + CAPTION,
    rail,
    bandHeight: TALLEST + below,
    band: span(x(fromUs), x(toUs)),
    fringe: span(x(fromUs - wideningUs), x(toUs + wideningUs)),
    columns: [...columns(arrivedUs, false), ...columns(laterUs ?? [], true)],
    edges: edgesOf(arrivals, x, rail + below + CAPTION - 3),
    text: inWords(arrivals),
  };
}

/** Beyond the widened window. */
export const isOutside = (us: number, { fromUs, toUs, wideningUs }: Pick<Arrivals, 'fromUs' | 'toUs' | 'wideningUs'>): boolean =>
  us < fromUs - wideningUs || us > toUs + wideningUs;

type Scale = (us: number) => number;

function scaleOf({ fromUs, toUs, wideningUs, arrivedUs, laterUs = [] }: Arrivals): Scale {
  const low = least([fromUs - wideningUs, ...arrivedUs, ...laterUs]);
  const high = greatest([toUs + wideningUs, ...arrivedUs, ...laterUs]);
  const perUs = high > low ? (WIDTH - 2 * MARGIN) / (high - low) : 0;
  return (us) => Math.round((MARGIN + (us - low) * perUs) * 10) / 10;
}

const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity);
const greatest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity);

const span = (from: number, to: number): Span => ({ x: from, width: Math.max(2, Math.round((to - from) * 10) / 10) });

function countsByColumn(stamps: readonly number[], x: Scale): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const us of stamps) {
    const column = Math.round(x(us) / COLUMN);
    counts.set(column, (counts.get(column) ?? 0) + 1);
  }
  return counts;
}

interface Drawing {
  readonly x: Scale;
  readonly most: number;
  readonly rail: number;
  readonly isLater: boolean;
  readonly isOut: boolean;
}

function columnsOf(stamps: readonly number[], { x, most, rail, isLater, isOut }: Drawing): readonly ColumnView[] {
  return [...countsByColumn(stamps, x)].map(([column, count]) => {
    // A lone arrival among hundreds is still to be seen.
    const height = Math.max(4, Math.round((TALLEST * count) / most));
    const left = Math.round((column * COLUMN - COLUMN / 2) * 10) / 10;
    const tip = isLater ? rail + 1 + height : rail - height;
    return {
      x: left,
      y: isLater ? rail + 1 : tip,
      width: COLUMN,
      height,
      kind: isLater ? (isOut ? 'later out' : 'later') : isOut ? 'out' : 'in',
      cross: isOut ? crossAt(left + COLUMN / 2, isLater ? tip + 4 : tip - 4) : '',
    };
  });
}

const crossAt = (x: number, y: number): string => `M${x - 2.5} ${y - 2.5}l5 5m0-5l-5 5`;

/** The ends of the window, and those of the arrivals where they are beyond it; the nearer one gives way to the farther. */
function edgesOf({ fromUs, toUs }: Arrivals, x: Scale, y: number): StripView['edges'] {
  const [left, right] = [x(fromUs), x(toUs)];
  if (right - left < 60) return [{ x: (left + right) / 2, y, anchor: 'middle', text: `${duration(fromUs)} to ${duration(toUs)}` }];
  return [
    { x: left, y, anchor: 'middle', text: duration(fromUs) },
    { x: right, y, anchor: 'middle', text: duration(toUs) },
  ];
}

/** `window 1 s to 1.5 s; 72 arrivals, 1.001 s to 1.012 s, median 1.004 s`. */
function inWords({ fromUs, toUs, wideningUs, arrivedUs, laterUs }: Arrivals): string {
  const widened = wideningUs > 0 ? `, ±${duration(wideningUs)}` : '';
  const window = `window ${duration(fromUs)} to ${duration(toUs)}${widened}`;
  if (laterUs === undefined) return `${window}; ${arrivalsInWords(arrivedUs)}`;
  return `${window}; before ${arrivalsInWords(arrivedUs)}; after ${arrivalsInWords(laterUs)}`;
}

/** `72 arrivals, 1.001 s to 1.012 s, median 1.004 s`. */
export function arrivalsInWords(stamps: readonly number[]): string {
  if (stamps.length === 0) return 'nothing came';
  if (stamps.length === 1) return `1 arrival, ${duration(stamps[0] ?? 0)}`;
  const [low, high] = [least(stamps), greatest(stamps)];
  if (low === high) return `${stamps.length} arrivals, each ${duration(low)}`;
  return `${stamps.length} arrivals, ${duration(low)} to ${duration(high)}, median ${duration(median(stamps))}`;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : Math.round(((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2);
}
