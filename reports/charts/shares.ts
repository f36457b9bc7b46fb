/** One stretch of a stacked bar. */
export interface Segment<K extends string> {
  readonly kind: K;
  readonly count: number;
  readonly x: number;
  readonly width: number;
}

/** A single one among thousands is still to be seen. */
const LEAST = 3;

/** Counts as stretches of a bar that together fill its width, in the order given; what counts nothing has none. */
export function segmentsOf<K extends string>(counts: readonly (readonly [kind: K, count: number])[], width: number): readonly Segment<K>[] {
  const present = counts.filter(([, count]) => count > 0);
  const perCount = widthPerCount(
    present.map(([, count]) => count),
    width,
  );
  let x = 0;
  return present.map(([kind, count]) => {
    const own = Math.max(LEAST, count * perCount);
    const segment = { kind, count, x: tenths(x), width: tenths(own) };
    x += own;
    return segment;
  });
}

/** What the small ones are widened by the others give, from the smallest on: another may become small by that. */
function widthPerCount(counts: readonly number[], width: number): number {
  const ascending = counts.toSorted((a, b) => a - b);
  let total = ascending.reduce((sum, count) => sum + count, 0);
  let left = width;
  for (const count of ascending) {
    if (count * (left / total) >= LEAST) break;
    total -= count;
    left -= LEAST;
  }
  return total > 0 ? left / total : 0;
}

const tenths = (value: number): number => Math.round(value * 10) / 10;
