import { segmentsOf, type Segment } from '../charts/shares.js';
import { clauseHref, rfcName } from './clause.js';
import { GRAVE, paints, PAINTS, type Paint } from './paint.js';
import type { PaintedCoverage, PaintedRfc, PaintedSection } from './painted-coverage.js';
import { counted } from './text.js';

export interface MatrixView {
  readonly barWidth: number;
  readonly rfcs: readonly MatrixRow[];
  /** `527 sections: 301 with tests, 4 excused, 12 open, 160 another’s, 50 set aside`. */
  readonly summary: string;
  /** Whether there are RFCs that the run says nothing about. */
  readonly silent: boolean;
  readonly legend: readonly {
    readonly paint: Paint;
    readonly symbol: string;
    readonly word: string;
    readonly meaning: string;
    readonly count: number;
  }[];
}

interface MatrixRow {
  readonly name: string;
  readonly title: string;
  readonly href: string;
  /** Whether the run says anything about this RFC. */
  readonly spoken: boolean;
  readonly cells: readonly MatrixCell[];
  /** Those of them that somebody has to look at. */
  readonly grave: readonly MatrixCell[];
  readonly segments: readonly Segment<Paint>[];
  /** `34 passed, 2 partly, 3 untested`. */
  readonly words: string;
}

interface MatrixCell {
  readonly section: string;
  readonly href: string;
  readonly paint: Paint;
  readonly symbol: string;
  readonly tip: string;
}

export function matrixView({ rfcs }: PaintedCoverage): MatrixView {
  const rows = rfcs.map(matrixRow);
  const all = rows.flatMap(({ cells }) => cells);
  const legend = PAINTS.map((paint) => ({ paint, ...paints[paint], count: all.filter((cell) => cell.paint === paint).length }));
  const silent = rows.filter(({ spoken }) => !spoken);
  return {
    rfcs: [...rows.filter(({ spoken }) => spoken), ...silent],
    silent: silent.length > 0,
    legend: legend.filter(({ count }) => count > 0),
    summary: summaryOf(all),
    barWidth: MATRIX_BAR,
  };
}

/** What tests were executed for, and what there are tests for. */
const SPOKEN: readonly Paint[] = [...GRAVE, 'pass', 'partly'];
const TESTED: readonly Paint[] = [...SPOKEN, 'not-run'];

function summaryOf(cells: readonly MatrixCell[]): string {
  const count = (...wanted: readonly Paint[]) => cells.filter(({ paint }) => wanted.includes(paint)).length;
  const others = PAINTS.filter((paint) => !TESTED.includes(paint)).map((paint) => [count(paint), paints[paint].word] as const);
  const parts = [[count(...TESTED), 'with tests'] as const, ...others].filter(([number]) => number > 0);
  return `${counted(cells.length, 'section')}: ${parts.map(([number, word]) => `${number} ${word}`).join(', ')}`;
}

/** The width of an RFC's bar on the first page. */
const MATRIX_BAR = 240;

function matrixRow({ rfc, title, sections }: PaintedRfc): MatrixRow {
  const cells = sections.map((section) => cellOf(rfc, section));
  const counts = PAINTS.map((paint) => [paint, cells.filter((cell) => cell.paint === paint).length] as const).filter(
    ([, count]) => count > 0,
  );
  return {
    name: rfcName(rfc),
    title,
    href: clauseHref(rfc, ''),
    spoken: cells.some(({ paint }) => SPOKEN.includes(paint)),
    cells,
    grave: cells.filter(({ paint }) => GRAVE.includes(paint)),
    segments: segmentsOf(counts, MATRIX_BAR),
    words: counts.map(([paint, count]) => `${count} ${paints[paint].word}`).join(', '),
  };
}

function cellOf(rfc: number, painted: PaintedSection): MatrixCell {
  const { section, title } = painted.section;
  const { paint } = painted;
  return {
    section: section === '' ? 'all' : section,
    href: clauseHref(rfc, section),
    paint,
    symbol: paints[paint].symbol,
    tip: `${title === '' ? '' : `${title}: `}${groundInWords(painted)}`,
  };
}

/** `passed, 3 requirements`; `set aside, key words: defines them`; a reason of the same name says it once. */
function groundInWords({ paint, own, citing, reason }: PaintedSection): string {
  const { word } = paints[paint];
  if (own.length > 0) return `${word}, ${counted(own.length, 'requirement')}`;
  if (citing.length > 0) return `${word}, ${counted(citing.length, 'requirement')} of other sections`;
  if (reason === undefined) return word;
  return reason.kind === word ? `${word}: ${reason.text}` : `${word}, ${reason.kind}: ${reason.text}`;
}
