import { formatDuration, type Duration } from '../reference/time.js';

/** How long something took, as exactly as a reader cares: `40 ms`, `1.2 s`, `83 s`, `58 min`. */
export function inRoundFigures(microseconds: number): string {
  const step = microseconds < 1_000_000 ? 10_000 : microseconds < 10_000_000 ? 100_000 : 1_000_000;
  return formatDuration((Math.round(microseconds / step) * step) as Duration);
}
