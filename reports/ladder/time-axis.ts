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

export interface TimeAxis {
  /** The place of each mark, in the order given. */
  readonly ys: readonly number[];
  readonly cuts: readonly Cut[];
  readonly height: number;
  /** A round time and its height, where marks do not push each other apart. */
  readonly scaleBar: { readonly us: number; readonly height: number };
}

/** The typical pause of a test becomes this high; a pause several times as long is cut. */
const TYPICAL_PAUSE = 64;
const LONGEST_PAUSE = 190;
const CUT_HEIGHT = 40;
/** Pauses shorter than this say how fast a node answers, not how long it was told to wait. */
const ANSWER_TIME_US = 10_000;

/**
 * Lays marks out downwards, to scale where there is room: a pause takes its share of pixels, but never less than the texts
 * at its two ends need, and one that would be too long is cut. Marks must be in order of time.
 */
export function layOutTime(marks: readonly Mark[], top: number): TimeAxis {
  const scale = pixelsPerMicrosecond(marks);
  const ys: number[] = [];
  const cuts: Cut[] = [];
  let y = top;
  marks.forEach((mark, i) => {
    const previous = marks[i - 1];
    if (!previous) {
      y += mark.height / 2;
    } else {
      const pause = mark.atUs - previous.atUs;
      const room = (previous.height + mark.height) / 2;
      const share = pause * scale;
      if (share > LONGEST_PAUSE) {
        cuts.push({ y: y + previous.height / 2 + CUT_HEIGHT / 2, us: pause });
        y += room + CUT_HEIGHT;
      } else {
        y += Math.max(room, share);
      }
    }
    ys.push(Math.round(y));
  });
  const last = marks.at(-1);
  return { ys, cuts, height: Math.ceil(y + (last ? last.height / 2 : 0)), scaleBar: scaleBar(scale) };
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

/** The longest of 1, 2, 5, 10, 20... microseconds that is at most as high as the ladder's head has room for. */
function scaleBar(scale: number): TimeAxis['scaleBar'] {
  const room = 34 / scale;
  const power = 10 ** Math.floor(Math.log10(room));
  const us = Math.max(1, ([5, 2, 1].find((factor) => factor * power <= room) ?? 1) * power);
  return { us, height: Math.round(us * scale) };
}
