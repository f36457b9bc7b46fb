import { isOutside } from '../charts/strip.js';
import type { Measurement } from '../timing/measurements.js';
import type { Move } from './comparison.js';

/** An arrival that came at another time, by more than both runs' uncertainty. */
export interface ArrivalMove extends Omit<Move, 'arrivals'> {
  /** Both times are in the window, as it is widened in the device's favour. */
  readonly isInside: boolean;
}

/** The arrivals that moved between two runs of a test. One that only one run has is told by the verdict. */
export function movesBetween(before: readonly Measurement[], after: readonly Measurement[]): readonly ArrivalMove[] {
  const earlier = new Map(before.map((measurement) => [keyOf(measurement), measurement]));
  return after.flatMap((now) => {
    const then = earlier.get(keyOf(now));
    return then ? movesOf(then, now) : [];
  });
}

const keyOf = ({ step, label }: Measurement): string => `${step} ${label}`;

function movesOf(then: Measurement, now: Measurement): readonly ArrivalMove[] {
  const { step, label, fromUs, toUs } = now;
  const uncertaintyUs = then.wideningUs + now.wideningUs;
  // With another window the test asked for something else; on a real clock windows agree to within the uncertainty.
  if (Math.abs(then.fromUs - fromUs) > uncertaintyUs || Math.abs(then.toUs - toUs) > uncertaintyUs) return [];
  return now.arrivedUs.flatMap((afterUs, i) => {
    const beforeUs = then.arrivedUs[i];
    if (beforeUs === undefined || Math.abs(afterUs - beforeUs) <= uncertaintyUs) return [];
    const isInside = !isOutside(beforeUs, then) && !isOutside(afterUs, now);
    return [{ step, label, fromUs, toUs, beforeUs, afterUs, uncertaintyUs, isInside }];
  });
}

/** The one that moved furthest, with how many there are. */
export function furthestOf(moves: readonly ArrivalMove[]): Move | undefined {
  const [first, ...rest] = moves;
  if (first === undefined) return undefined;
  const furthest = rest.reduce((a, b) => (distanceOf(b) > distanceOf(a) ? b : a), first);
  const { step, label, fromUs, toUs, beforeUs, afterUs, uncertaintyUs } = furthest;
  return { step, label, fromUs, toUs, beforeUs, afterUs, uncertaintyUs, arrivals: moves.length };
}

/** How far, as a part of the window: a second is much for an answer and little for a lifetime. */
export const distanceOf = ({ beforeUs, afterUs, fromUs, toUs }: Pick<Move, 'beforeUs' | 'afterUs' | 'fromUs' | 'toUs'>): number =>
  Math.abs(afterUs - beforeUs) / Math.max(1, toUs - fromUs);
