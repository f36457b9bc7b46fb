import type { LadderView } from './ladder-view.js';

/** Which marks a page's ladders have: the legend explains no other. */
export interface LadderKey {
  readonly expected: boolean;
  readonly open: boolean;
  readonly forbidden: boolean;
  readonly fringe: boolean;
  readonly inTime: boolean;
  readonly mistimed: boolean;
  readonly absent: boolean;
  readonly crossed: boolean;
  /** A stretch drawn larger than its time. */
  readonly larger: boolean;
  readonly cut: boolean;
}

export function ladderKey(ladders: readonly LadderView[]): LadderKey {
  const bands = ladders.flatMap((ladder) => ladder.bands);
  const marks = ladders.flatMap((ladder) => ladder.marks);
  return {
    expected: bands.some(({ kind, end }) => kind === 'expected' && end === 'closed'),
    open: bands.some(({ end }) => end === 'open'),
    forbidden: bands.some(({ kind }) => kind === 'forbidden'),
    fringe: ladders.some(({ fringes }) => fringes.length > 0),
    inTime: marks.some(({ dot, role }) => dot && role === 'good'),
    mistimed: marks.some(({ dot, role }) => dot && role === 'bad'),
    absent: marks.some(({ circle }) => circle),
    crossed: marks.some(({ cross }) => cross !== ''),
    larger: ladders.some(({ axis }) => axis.larger !== ''),
    cut: ladders.some(({ cuts }) => cuts.length > 0),
  };
}
