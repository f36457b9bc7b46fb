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
  const total = present.reduce((sum, [, count]) => sum + count, 0);
  const small = present.filter(([, count]) => (count / total) * width < LEAST);
  const rest = total - small.reduce((sum, [, count]) => sum + count, 0);
  const perCount = rest > 0 ? (width - LEAST * small.length) / rest : 0;
  let x = 0;
  return present.map(([kind, count]) => {
    const own = small.some(([other]) => other === kind) ? LEAST : count * perCount;
    const segment = { kind, count, x: tenths(x), width: tenths(own) };
    x += own;
    return segment;
  });
}

const tenths = (value: number): number => Math.round(value * 10) / 10;
