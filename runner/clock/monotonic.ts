/**
 * Microseconds of the machine's monotonic clock, a whole number. Processes on one machine share its zero, so a stamp
 * taken in the capture process can be compared with one taken here.
 */
export function monotonicMicroseconds(): number {
  const [wholeSeconds, nanoseconds] = process.hrtime();
  return wholeSeconds * 1_000_000 + Math.floor(nanoseconds / 1_000);
}
