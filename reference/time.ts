/**
 * Time inside the project: integer microseconds. An `Instant` counts from the run's (or the test's) own zero, a
 * `Duration` is the distance between two instants. Numbers that leave the program carry their unit in their name.
 */
export type Instant = number & { readonly __brand: 'microseconds since zero' };
export type Duration = number & { readonly __brand: 'microseconds' };

const whole = (value: number): Duration => Math.round(value) as Duration;

export const microseconds = (count: number): Duration => whole(count);
export const milliseconds = (count: number): Duration => whole(count * 1_000);
export const seconds = (count: number): Duration => whole(count * 1_000_000);
export const minutes = (count: number): Duration => whole(count * 60_000_000);
export const hours = (count: number): Duration => whole(count * 3_600_000_000);
export const days = (count: number): Duration => whole(count * 86_400_000_000);

export const ZERO = 0 as Duration;
export const START = 0 as Instant;

export const instant = (microsecondsSinceZero: number): Instant => Math.round(microsecondsSinceZero) as Instant;
export const after = (from: Instant, wait: Duration): Instant => (from + wait) as Instant;
export const before = (from: Instant, lead: Duration): Instant => (from - lead) as Instant;
export const elapsed = (from: Instant, to: Instant): Duration => (to - from) as Duration;
export const sum = (...parts: readonly Duration[]): Duration => parts.reduce((a, b) => a + b, 0) as Duration;
export const times = (duration: Duration, factor: number): Duration => whole(duration * factor);
export const shortest = (...of: readonly Duration[]): Duration => Math.min(...of) as Duration;
export const longest = (...of: readonly Duration[]): Duration => Math.max(...of) as Duration;

export const inSeconds = (duration: Duration): number => duration / 1_000_000;
export const inMilliseconds = (duration: Duration): number => duration / 1_000;

/** A duration in the reader's words: `0 s`, `850 µs`, `3.5 s`, `12 min`, `3 h 12 min`, `30 d`. */
export function formatDuration(duration: Duration): string {
  const size = Math.abs(duration);
  const sign = duration < 0 ? '-' : '';
  if (size === 0) return '0 s';
  if (size < 1_000) return `${sign}${size} µs`;
  if (size < 1_000_000) return `${sign}${trim(size / 1_000)} ms`;
  if (size < 120_000_000) return `${sign}${trim(size / 1_000_000)} s`;
  return sign + inLargeUnits(Math.round(size / 1_000_000));
}

const trim = (value: number): string => String(Number(value.toFixed(3)));

function inLargeUnits(totalSeconds: number): string {
  const units = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ] as const;
  let left = totalSeconds;
  const parts: string[] = [];
  for (const [name, size] of units) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.slice(0, 2).join(' ');
}
