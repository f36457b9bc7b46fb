import type { FrameRecord, StepRecord, TestDetails } from '../../suites/kit/record.js';
import { absenceLines, CAPTION_LINE, captionLines, noteLines } from './caption-lines.js';
import type { Caption } from './captions.js';
import type { Mark, TimeAxis } from './time-axis.js';
import type { Expected } from './windows.js';

/** One line of a ladder: something that happened, or the edge of a window. */
export type Row = Mark &
  (
    | { readonly kind: 'note'; readonly step: StepRecord }
    | { readonly kind: 'frame'; readonly frame: FrameRecord }
    | { readonly kind: 'edge' }
    | { readonly kind: 'absence'; readonly expected: Expected }
  );

const ORDER: Readonly<Record<Row['kind'], number>> = { note: 0, frame: 1, edge: 2, absence: 3 };

/** Everything that a ladder shows, in order of time. */
export function rowsOf(
  details: TestDetails,
  frames: readonly FrameRecord[],
  windows: readonly Expected[],
  captionOf: (frame: FrameRecord) => Caption,
): readonly Row[] {
  const rows: (Row & { readonly turn: number })[] = [];
  let turn = 0;
  for (const frame of frames) {
    if (frame.steps.length > 0) turn = Math.max(turn, Math.min(...frame.steps));
    const height = frame.background ? 15 : 40 + 2 * moreLines(captionLines(captionOf(frame)));
    rows.push({ kind: 'frame', atUs: frame.atUs, height, setsScale: !frame.background, frame, turn });
  }
  for (const step of details.steps)
    if (isNoted(step))
      rows.push({ kind: 'note', atUs: step.atUs, height: 24 + moreLines(noteLines(step)), setsScale: true, step, turn: step.index });
  for (const expected of windows) {
    const edge = (atUs: number, setsScale: boolean) => rows.push({ kind: 'edge', atUs, height: 0, setsScale, turn: Infinity });
    edge(expected.earliestUs, false);
    edge(expected.fromUs, true);
    if (expected.openEndUs === undefined) edge(expected.toUs, true);
    if (expected.openEndUs === undefined) edge(expected.latestUs, false);
    const height = 24 + moreLines(absenceLines(expected));
    if (expected.absent) rows.push({ kind: 'absence', atUs: expected.toUs, height, setsScale: true, expected, turn: Infinity });
  }
  // At one instant: in the order of the steps, a note before the frames of its step.
  return rows.sort((a, b) => a.atUs - b.atUs || a.turn - b.turn || ORDER[a.kind] - ORDER[b.kind]);
}

/** What lines behind the first add; those of a frame are all above it, and it stays in the middle of its row. */
const moreLines = (lines: readonly string[]): number => (lines.length - 1) * CAPTION_LINE;

const isNoted = (step: StepRecord): boolean => step.kind === 'action' || step.kind === 'note' || step.kind === 'given';

/** The rows with the place that the time axis gave them. */
export type Placed = readonly { readonly row: Row; readonly y: number }[];

export const placedRows = (rows: readonly Row[], axis: TimeAxis): Placed => rows.map((row, i) => ({ row, y: axis.ys[i] ?? 0 }));
