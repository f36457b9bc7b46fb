/**
 * Two shapes agree when each is assignable to the other even with every optional key required: an optional key that one
 * of them lacks does not pass. The two functions are the proof; they do nothing.
 */
export interface Agreement<A, B> {
  readonly there: (a: Filled<A>) => Filled<B>;
  readonly back: (b: Filled<B>) => Filled<A>;
}

type Filled<T> = T extends string ? T : T extends object ? { -readonly [K in keyof T]-?: Filled<T[K]> } : T;
