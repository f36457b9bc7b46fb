import { after, before, elapsed, formatDuration, inSeconds, ZERO, type Duration, type Instant } from '../../reference/time.js';
import type { Window } from './record.js';
import type { Cause, ExpectWindow } from './test-context.js';

/** From when to when a frame must arrive, as the RFC says; the edges belong to it. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
  /** Added on both sides (taken off, for silence) because no stamp is exact. */
  readonly widening: Duration;
}

/** The interval in which the cause lies: a frame left at some instant between two stamps. */
const causeStart = (cause: Cause): Instant => (typeof cause === 'number' ? cause : cause.at);
const causeEnd = (cause: Cause): Instant =>
  typeof cause === 'number' ? cause : cause.kind === 'sent' ? after(cause.at, cause.spread) : cause.at;

export const bounds = (window: ExpectWindow): readonly [Duration, Duration] => (window.between ? window.between : [ZERO, window.within]);

/** The span of an expectation. How long a send took counts for the device, so the late edge starts from its end. */
export function spanOf(since: Cause, [low, high]: readonly [Duration, Duration], widening: Duration): Span {
  if (low > high) throw new Error(`a window from ${formatDuration(low)} to ${formatDuration(high)} is empty`);
  return { from: after(causeStart(since), low), to: after(causeEnd(since), high), widening };
}

/** When the last frame that counts can arrive. */
export const lastMoment = (span: Span): Instant => after(span.to, span.widening);

/** 0 inside the widened span, else by how much an arrival missed the span as the RFC says it: negative when early. */
export function missedBy(at: Instant, span: Span): Duration {
  if (at < before(span.from, span.widening)) return elapsed(span.from, at);
  if (at > lastMoment(span)) return elapsed(span.to, at);
  return ZERO;
}

/**
 * The span of a silence. A frame near its end may have been due after it, so the end comes earlier by the uncertainty,
 * but by no more than half; the start stays, since immediate answers are the ones to look for.
 */
export function silenceOf(since: Cause, length: Duration, uncertainty: Duration): Span {
  const widening = Math.min(uncertainty, Math.floor(length / 2)) as Duration;
  return { from: causeStart(since), to: after(causeStart(since), length), widening };
}

export const breaksSilence = (at: Instant, span: Span): boolean => at >= span.from && at <= before(span.to, span.widening);

export const windowRecord = (span: Span, zero: Instant): Window => ({
  fromUs: elapsed(zero, span.from),
  toUs: elapsed(zero, span.to),
  wideningUs: span.widening,
});

/** `0.000-1.000 s after frame 4`. */
export function windowInWords(span: Span, since: Cause, zero: Instant): string {
  const start = causeStart(since);
  const edge = (at: Instant): string => inSeconds(elapsed(start, at)).toFixed(3);
  const widened = span.widening > 0 ? ` (±${formatDuration(span.widening)})` : '';
  const cause = typeof since === 'number' ? `${inSeconds(elapsed(zero, since)).toFixed(3)} s` : `frame ${since.ordinal}`;
  return `${edge(span.from)}-${edge(span.to)} s after ${cause}${widened}`;
}
