import { days, formatDuration, hours, minutes, seconds, type Duration } from '../../reference/time.js';
import type { TestRecord } from '../../suites/kit/record.js';
import { counted, percent } from '../view/text.js';

/** How long the tests took: how many fall into each span of time, and what part of the whole they took. */
export interface DurationProfile {
  readonly width: number;
  readonly height: number;
  /** Counts stand on this line, shares hang from it. */
  readonly line: number;
  readonly columns: readonly ProfileColumn[];
  readonly edges: readonly { readonly x: number; readonly text: string }[];
  /** The drawing in words. */
  readonly text: string;
  readonly longest: readonly { readonly id: string; readonly took: string; readonly share: string }[];
}

interface ProfileColumn {
  readonly x: number;
  readonly width: number;
  readonly countY: number;
  readonly countHeight: number;
  readonly count: number;
  readonly countLabelY: number;
  readonly shareY: number;
  readonly shareHeight: number;
  readonly share: string;
  readonly shareLabelY: number;
  readonly middle: number;
}

const EDGES: readonly Duration[] = [
  0 as Duration,
  seconds(1),
  seconds(2),
  seconds(5),
  seconds(10),
  seconds(30),
  minutes(1),
  minutes(5),
  minutes(20),
  hours(1),
  hours(6),
  days(1),
];

const COLUMN = 46;
const GAP = 6;
const TALLEST = 64;
const LABEL = 16;
const EDGE_TEXT = 18;
const LONGEST_SHOWN = 6;

/** `took`: what a test's duration is, the device's waiting time on a virtual clock, the wall's on a real one. */
export function durationProfile(tests: readonly TestRecord[], took: (test: TestRecord) => number): DurationProfile | undefined {
  const executed = tests.filter(({ verdict }) => verdict !== 'skip');
  const total = executed.reduce((sum, test) => sum + took(test), 0);
  if (executed.length === 0 || total === 0) return undefined;
  const bins = binsOf(executed, took);
  const most = Math.max(...bins.map(({ count }) => count));
  const line = LABEL + TALLEST;
  const columns = bins.map((bin, i) => column(bin, i, { most, total, line }));
  return {
    width: bins.length * COLUMN + EDGE_MARGIN * 2,
    height: Math.max(...columns.map(({ shareLabelY }) => shareLabelY)) + 4,
    line,
    columns,
    edges: bins.map(({ from }, i) => ({ x: EDGE_MARGIN + i * COLUMN, text: formatDuration(from) })),
    text: bins
      .filter(({ count }) => count > 0)
      .map(({ from, to, count, sum }) => `${spanInWords(from, to)}: ${counted(count, 'test')}, ${percent(sum / total)} of the time`)
      .join('; '),
    longest: [...executed]
      .sort((a, b) => took(b) - took(a))
      .slice(0, LONGEST_SHOWN)
      .map((test) => ({ id: test.id, took: formatDuration(took(test) as Duration), share: percent(took(test) / total) })),
  };
}

const EDGE_MARGIN = 14;

interface Bin {
  readonly from: Duration;
  readonly to: Duration | undefined;
  readonly count: number;
  readonly sum: number;
}

/** From the first span that has a test to the last one. */
function binsOf(tests: readonly TestRecord[], took: (test: TestRecord) => number): readonly Bin[] {
  const bins = EDGES.map((from, i): Bin => {
    const to = EDGES[i + 1];
    const own = tests.map(took).filter((us) => us >= from && (to === undefined || us < to));
    return { from, to, count: own.length, sum: own.reduce((a, b) => a + b, 0) };
  });
  const used = bins.map(({ count }) => count > 0);
  return bins.slice(used.indexOf(true), used.lastIndexOf(true) + 1);
}

function column({ count, sum }: Bin, i: number, { most, total, line }: { most: number; total: number; line: number }): ProfileColumn {
  const countHeight = count === 0 ? 0 : Math.max(2, Math.round((TALLEST * count) / most));
  const shareHeight = sum === 0 ? 0 : Math.max(1, Math.round((TALLEST * sum) / total));
  const x = EDGE_MARGIN + i * COLUMN + GAP / 2;
  const shareY = line + EDGE_TEXT;
  return {
    x,
    width: COLUMN - GAP,
    countY: line - countHeight,
    countHeight,
    count,
    countLabelY: line - countHeight - 4,
    shareY,
    shareHeight,
    share: count === 0 ? '' : percent(sum / total),
    shareLabelY: shareY + shareHeight + 12,
    middle: x + (COLUMN - GAP) / 2,
  };
}

const spanInWords = (from: Duration, to: Duration | undefined): string =>
  to === undefined
    ? `${formatDuration(from)} and longer`
    : from === 0
      ? `under ${formatDuration(to)}`
      : `${formatDuration(from)} to ${formatDuration(to)}`;
