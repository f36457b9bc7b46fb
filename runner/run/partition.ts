import { ZERO, type Duration } from '../../reference/time.js';

/**
 * Splits tests over `parts` so that the waiting comes out even: the longest first, each to the part with the least so
 * far. Within a part the given order is kept. Empty parts are left out.
 */
export function partition<T>(tests: readonly T[], parts: number, costOf: (test: T) => Duration): readonly (readonly T[])[] {
  const loads = Array.from({ length: Math.max(1, Math.min(parts, tests.length)) }, () => ({ cost: 0, tests: new Set<T>() }));
  const longestFirst = [...tests].sort((a, b) => costOf(b) - costOf(a));
  for (const test of longestFirst) {
    const lightest = loads.reduce((least, load) => (load.cost < least.cost ? load : least));
    lightest.tests.add(test);
    lightest.cost += costOf(test);
  }
  return loads.map((load) => tests.filter((test) => load.tests.has(test))).filter((part) => part.length > 0);
}

/** What a live test costs beside its waiting: setting up, proving the device alive, cleaning up. */
export const cost = (estimate: Duration | undefined): Duration => ((estimate ?? ZERO) + 500_000) as Duration;
