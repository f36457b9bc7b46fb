import type { FrameRecord, TestDetails } from '../../suites/kit/record.js';
import { duration } from '../view/text.js';
import { arrowViews, type ArrowView } from './arrows.js';
import { BAND, bandViews, markViews, type Box, type MarkView } from './bands.js';
import { absenceLines, CAPTION_LINE, noteLines } from './caption-lines.js';
import { captionsOf } from './captions.js';
import { LABEL_WIDTH } from './label-lengths.js';
import { laneHeads } from './lane-heads.js';
import { lanesOf, type Lanes } from './lanes.js';
import { placedRows, rowsOf, type Placed } from './rows.js';
import { layOutTime, type Stretch, type TimeAxis } from './time-axis.js';
import { expectedWindows } from './windows.js';

/** The packet ladder of one test as numbers and texts for the SVG template; pixels, origin at the top left. */
export interface LadderView {
  /** Prefix of the ids inside the picture. */
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly labelX: number;
  readonly lanes: readonly {
    readonly x: number;
    readonly nameLines: readonly { readonly y: number; readonly text: string }[];
    readonly sub: string;
    readonly subY: number;
    readonly top: number;
    readonly bottom: number;
    readonly role: string;
  }[];
  readonly bands: readonly Box[];
  readonly fringes: readonly Box[];
  readonly arrows: readonly ArrowView[];
  readonly notes: readonly NoteView[];
  readonly marks: readonly MarkView[];
  readonly cuts: readonly { readonly y: number; readonly path: string; readonly text: string }[];
  /** The line beside the times: paths of what is to scale and of what is drawn larger than its time. */
  readonly axis: { readonly scale: string; readonly larger: string };
  readonly scaleBar: { readonly text: string; readonly path: string; readonly middle: number } | false;
}

interface NoteView {
  readonly y: number;
  readonly text: string;
  readonly role: string;
}

/** Draws the frames given; `id` tells several pictures on one page apart. Undefined when there is nothing to draw. */
export function ladderView(
  details: TestDetails,
  frames: readonly FrameRecord[],
  id: string,
  captionOf = captionsOf(details),
): LadderView | undefined {
  const lanes = lanesOf(details, frames);
  const windows = expectedWindows(details, lanes);
  const rows = rowsOf(details, frames, windows, captionOf);
  if (rows.every((row) => row.kind === 'edge')) return undefined;
  const heads = laneHeads(lanes.all.map(({ isDevice, name }) => (isDevice ? 'device' : name)));
  const axis = layOutTime(rows, heads.top);
  const labelX = lanes.right + 44 + BAND * Math.max(0, ...windows.filter(({ lane }) => lane.x > lanes.device.x).map(({ slot }) => slot));
  const height = axis.height + 18;
  const placed = placedRows(rows, axis);
  const bottom = height - 8;
  return {
    id,
    width: labelX + LABEL_WIDTH,
    height,
    labelX,
    lanes: lanes.all.map((lane, i) => ({
      x: lane.x,
      nameLines: heads.names[i] ?? [],
      sub: lane.link,
      subY: heads.subY,
      top: heads.laneTop,
      bottom,
      role: lane.isDevice ? 'device' : 'tester',
    })),
    ...bandViews(windows, placed, lanes, axis),
    arrows: arrowViews(placed, lanes, captionOf),
    notes: noteViews(placed),
    marks: windows.flatMap((window) => markViews(window, placed, lanes)),
    cuts: axis.cuts.map((cut) => ({ y: cut.y, path: zigzag(lanes, cut.y), text: `~ ${duration(cut.us)} ~` })),
    axis: { scale: axisPath(axis, 'scale'), larger: axisPath(axis, 'larger') },
    scaleBar: scaleBarView(axis),
  };
}

/** Between the times and the first lane. */
const AXIS_X = 106;

const axisPath = ({ stretches }: TimeAxis, wanted: Stretch['kind']): string =>
  stretches.flatMap(({ from, to, kind }) => (kind === wanted ? [`M${AXIS_X} ${from}V${to}`] : [])).join('');

/** A bracket on the axis, as high as the time that stands beside it. */
function scaleBarView({ scaleBar }: TimeAxis): LadderView['scaleBar'] {
  if (!scaleBar) return false;
  const { us, from, height } = scaleBar;
  return { text: duration(us), path: `M${AXIS_X - 3} ${from}h6m-3 0v${height}m-3 0h6`, middle: from + height / 2 + 4 };
}

function noteViews(placed: Placed): readonly NoteView[] {
  const notes: NoteView[] = [];
  for (const { row, y } of placed) {
    const add = (lines: readonly string[], role: string) =>
      lines.forEach((text, i) => notes.push({ y: y + (i - (lines.length - 1) / 2) * CAPTION_LINE, text, role }));
    if (row.kind === 'absence') add(absenceLines(row.expected), row.expected.absent === 'missing' ? 'bad' : 'good');
    if (row.kind === 'note') add(noteLines(row.step), row.step.outcome === 'failed' ? 'bad' : 'step');
  }
  return notes;
}

function zigzag(lanes: Lanes, y: number): string {
  const [first, last] = [lanes.all[0]?.x ?? 0, lanes.right];
  return `M${first - 16} ${y - 3}H${last + 16}M${first - 16} ${y + 3}H${last + 16}`;
}
