import { days, hours, minutes } from '../reference/time.js';

/** What `--longest` takes times in, the largest first. */
export const LONGEST_UNITS = [
  ['d', days(1)],
  ['h', hours(1)],
  ['min', minutes(1)],
] as const;

/** A time as `--longest` takes it, in the largest unit that it is a whole number of: `2h`. */
export function asTyped(us: number): string {
  const [unit, size] = LONGEST_UNITS.find(([, one]) => us % one === 0) ?? LONGEST_UNITS[2];
  return `${us / size}${unit}`;
}
