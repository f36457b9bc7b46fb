/** One thing on the time axis: a frame, a note, or the edge of a window. */
export interface Mark {
  readonly atUs: number;
  /** Room that its text needs, pixels; 0 for an edge. */
  readonly height: number;
  /** Whether the scale is chosen for the pauses between this and its like; the fringes of windows are not. */
  readonly setsScale: boolean;
}

export interface Cut {
  readonly y: number;
  /** The time left out. */
  readonly us: number;
}

/** A stretch of the axis: to scale, `larger` than its time since the texts need the room, or with time left out. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly kind: 'scale' | 'larger' | 'cut';
}

export interface TimeAxis {
  /** The place of each mark, in the order given. */
  readonly ys: readonly number[];
  readonly cuts: readonly Cut[];
  readonly height: number;
  /** From the first mark to the last; neighbours are of different kinds. */
  readonly stretches: readonly Stretch[];
  /** A round time and its place, beside a stretch to scale; undefined where none has room for it. */
  readonly scaleBar: { readonly us: number; readonly from: number; readonly height: number } | undefined;
}

/** The typical pause of a test becomes this high; a pause that would be twice as high is cut. */
const TYPICAL_PAUSE = 64;
const LONGEST_PAUSE = 130;
const CUT_HEIGHT = 40;
/** Pauses shorter than this say how fast a node answers, not how long it was told to wait. */
const ANSWER_TIME_US = 10_000;
/** A pause drawn up to so much higher than it is long still counts as drawn to scale. */
const TOLERANCE = 1.2;

/**
 * Lays marks out downwards, to scale where there is room: a pause takes its share of pixels, but never less than the texts
 * at its two ends need (an edge has none, and stands where its instant is), and one that would be too long is cut. Marks
 * must be in order of time.
 */
export function layOutTime(marks: readonly Mark[], top: number): TimeAxis {
  const scale = pixelsPerMicrosecond(marks);
  const ys: number[] = [];
  const cuts: Cut[] = [];
  const kinds: Stretch['kind'][] = [];
  let y = top;
  let textEnd = top;
  marks.forEach((mark, i) => {
    const before = y;
    const pause = mark.atUs - (marks[i - 1]?.atUs ?? mark.atUs);
    const share = pause * scale;
    if (share > LONGEST_PAUSE) {
      const cut = Math.max(y, textEnd);
      cuts.push({ y: cut + CUT_HEIGHT / 2, us: pause });
      y = cut + CUT_HEIGHT + mark.height / 2;
    } else {
      y = Math.max(y + share, mark.height > 0 ? textEnd + mark.height / 2 : 0);
    }
    if (mark.height > 0) textEnd = y + mark.height / 2;
    if (i > 0) kinds.push(share > LONGEST_PAUSE ? 'cut' : y - before > share * TOLERANCE ? 'larger' : 'scale');
    ys.push(Math.round(y));
  });
  const height = Math.ceil(Math.max(y, textEnd));
  return { ys, cuts, height, stretches: stretchesOf(kinds, ys), scaleBar: scaleBar(marks, { ys, kinds, scale }) };
}

function pixelsPerMicrosecond(marks: readonly Mark[]): number {
  const telling = marks.filter((mark) => mark.setsScale);
  const pauses = telling
    .slice(1)
    .map((mark, i) => mark.atUs - (telling[i]?.atUs ?? 0))
    .filter((pause) => pause > 0);
  const waits = pauses.filter((pause) => pause >= ANSWER_TIME_US);
  const sorted = (waits.length > 0 ? waits : pauses).sort((a, b) => a - b);
  const typical = sorted[Math.floor(sorted.length / 2)] ?? 1_000_000;
  return TYPICAL_PAUSE / typical;
}

function stretchesOf(kinds: readonly Stretch['kind'][], ys: readonly number[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  kinds.forEach((kind, i) => {
    const [from = 0, to = 0] = [ys[i], ys[i + 1]];
    const last = stretches.at(-1);
    if (from === to) return;
    if (last?.kind === kind) stretches[stretches.length - 1] = { ...last, to };
    else stretches.push({ from, to, kind });
  });
  return stretches;
}

/** What the texts of a mark take of the column of times, above and below its place. */
const TEXT = { above: 12, below: 20 } as const;
const TALLEST_BAR = 40;
const SHORTEST_BAR = 8;

interface LaidOut {
  readonly ys: readonly number[];
  readonly kinds: readonly Stretch['kind'][];
  readonly scale: number;
}

/** The longest of 1, 2, 5, 10, 20... microseconds that fits between the texts of the first pause to scale that has the most room. */
function scaleBar(marks: readonly Mark[], { ys, kinds, scale }: LaidOut): TimeAxis['scaleBar'] {
  let best = { from: 0, room: 0 };
  let from = -1;
  marks.forEach((mark, i) => {
    if (i > 0 && kinds[i - 1] !== 'scale') from = -1;
    const y = ys[i] ?? 0;
    if (from >= 0 && y - TEXT.above - from > best.room) best = { from, room: y - TEXT.above - from };
    if (mark.height > 0 || from < 0) from = y + (mark.height > 0 ? TEXT.below : 4);
  });
  const room = Math.min(TALLEST_BAR, best.room) / scale;
  if (room * scale < SHORTEST_BAR) return undefined;
  const power = 10 ** Math.floor(Math.log10(room));
  const us = Math.max(1, ([5, 2, 1].find((factor) => factor * power <= room) ?? 1) * power);
  const height = Math.round(us * scale);
  if (height < SHORTEST_BAR || height > best.room) return undefined;
  return { us, from: Math.round(best.from + (best.room - height) / 2), height };
}
