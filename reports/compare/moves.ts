import type { Measurement } from '../timing/measurements.js';
import type { Move } from './comparison.js';

/**
 * The arrival that moved furthest between two runs of a test, where it moved by more than both runs' uncertainty. An
 * arrival that only one run has is told by the verdict.
 */
export function furthestMove(before: readonly Measurement[], after: readonly Measurement[]): Move | undefined {
  const earlier = new Map(before.map((measurement) => [keyOf(measurement), measurement]));
  const moves = after.flatMap((now) => {
    const then = earlier.get(keyOf(now));
    return then ? movesOf(then, now) : [];
  });
  const [first, ...rest] = moves;
  if (first === undefined) return undefined;
  const furthest = rest.reduce((a, b) => (distanceOf(b) > distanceOf(a) ? b : a), first);
  return { ...furthest, arrivals: moves.length };
}

const keyOf = ({ step, label }: Measurement): string => `${step} ${label}`;

function movesOf(then: Measurement, now: Measurement): readonly Omit<Move, 'arrivals'>[] {
  const { step, label, fromUs, toUs } = now;
  const uncertaintyUs = then.wideningUs + now.wideningUs;
  // With another window the test asked for something else; on a real clock windows agree to within the uncertainty.
  if (Math.abs(then.fromUs - fromUs) > uncertaintyUs || Math.abs(then.toUs - toUs) > uncertaintyUs) return [];
  return now.arrivedUs.flatMap((afterUs, i) => {
    const beforeUs = then.arrivedUs[i];
    if (beforeUs === undefined || Math.abs(afterUs - beforeUs) <= uncertaintyUs) return [];
    return [{ step, label, fromUs, toUs, beforeUs, afterUs, uncertaintyUs }];
  });
}

/** How far, as a part of the window: a second is much for an answer and little for a lifetime. */
export const distanceOf = ({ beforeUs, afterUs, fromUs, toUs }: Omit<Move, 'arrivals'>): number =>
  Math.abs(afterUs - beforeUs) / Math.max(1, toUs - fromUs);
