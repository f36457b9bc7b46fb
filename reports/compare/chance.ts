import type { Measurement } from '../timing/measurements.js';
import { AT_ONCE, timerKey } from '../timing/timers.js';
import type { ArrivalMove } from './moves.js';

/** When the frames of each timer came in all tests of a run, in order. */
export type Arrivals = ReadonlyMap<string, readonly number[]>;

export function arrivalsOf(measurements: Iterable<Measurement>): Arrivals {
  const arrivals = new Map<string, number[]>();
  for (const measurement of measurements) {
    const key = timerKey(measurement);
    const own = arrivals.get(key);
    if (own) own.push(...measurement.arrivedUs);
    else arrivals.set(key, [...measurement.arrivedUs]);
  }
  for (const own of arrivals.values()) own.sort((a, b) => a - b);
  return arrivals;
}

/**
 * Whether the device need not have changed for the arrival to move. RFCs make delays random (RFC 4861 6.3.7, RFC 4862
 * 5.4.2), and a kernel's timers jitter: inside the window, a move says nothing when each run shows times like that of
 * the other, or when neither keeps to a time. A time that a run does keep to, or that is outside the window, is the device's.
 */
export function isByChance(move: ArrivalMove, before: Arrivals, after: Arrivals): boolean {
  if (!move.isInside) return false;
  const key = timerKey(move);
  const [then, now] = [before.get(key) ?? [], after.get(key) ?? []];
  const spreadsAlike = isAmong(move.afterUs, then, move) && isAmong(move.beforeUs, now, move);
  return spreadsAlike || !(isUsual(move.beforeUs, then, move) || isUsual(move.afterUs, now, move));
}

/** Fewer say nothing about how a time spreads. */
const FEW = 5;
/** A lone stray on each side does not make a spread. */
const OUTER = 0.05;

/** Whether a run has times about as early and about as late as this, in more than a few tests. */
function isAmong(us: number, ordered: readonly number[], { uncertaintyUs }: ArrivalMove): boolean {
  if (ordered.length < FEW) return false;
  const at = (share: number): number => ordered[Math.round(share * (ordered.length - 1))] ?? 0;
  return us >= at(OUTER) - uncertaintyUs && us <= at(1 - OUTER) + uncertaintyUs;
}

/** Whether the run keeps to this time: most of the other arrivals of its timer are as near to it as one can tell. */
function isUsual(us: number, ordered: readonly number[], move: ArrivalMove): boolean {
  const others = ordered.length - 1;
  if (others < 1) return isUsualAlone(us, move);
  const near = Math.max(move.uncertaintyUs, AT_ONCE * (move.toUs - move.fromUs));
  return ordered.filter((other) => Math.abs(other - us) <= near).length - 1 > others / 2;
}

/** With nothing to hold it against: at once where it may be put off, and any time of a window that leaves little choice. */
const isUsualAlone = (us: number, { fromUs, toUs }: ArrivalMove): boolean => (fromUs > 0 ? toUs < 2 * fromUs : us <= AT_ONCE * toUs);
