import { elapsed, inSeconds, seconds, type Instant } from '../time.js';

/** RFC 4443 section 2.4(f): a token bucket. `level` counts errors that may still be sent at once. */
export interface TokenBucket {
  readonly level: number;
  readonly filledAt: Instant;
}

export interface BucketSize {
  /** B: the largest burst. */
  readonly capacity: number;
  /** N: errors per second in the long run. */
  readonly perSecond: number;
}

/** A bucket with a clock, which keeps its own state. */
export interface RateLimiter {
  /** Takes one token if there is one. */
  take(): boolean;
}

export function rateLimiter(size: BucketSize, now: () => Instant): RateLimiter {
  let bucket = fullBucket(size, now());
  return {
    take() {
      const taken = takeToken(bucket, size, now());
      bucket = taken.bucket;
      return taken.granted;
    },
  };
}

/** So many in a second, which begins with the first of them: KAME's count, where a burst may use up the whole second. */
export function perSecondLimiter(most: number, now: () => Instant): RateLimiter {
  let taken = 0;
  let begun: Instant | undefined;
  return {
    take() {
      if (begun === undefined || elapsed(begun, now()) >= seconds(1)) [begun, taken] = [now(), 0];
      return taken++ < most;
    },
  };
}

export const fullBucket = (size: BucketSize, now: Instant): TokenBucket => ({ level: size.capacity, filledAt: now });

/** Takes one token if there is one; the bucket is the new state either way. */
export function takeToken(
  bucket: TokenBucket,
  size: BucketSize,
  now: Instant,
): { readonly bucket: TokenBucket; readonly granted: boolean } {
  const level = Math.min(size.capacity, bucket.level + inSeconds(elapsed(bucket.filledAt, now)) * size.perSecond);
  return level >= 1 ? { bucket: { level: level - 1, filledAt: now }, granted: true } : { bucket: { level, filledAt: now }, granted: false };
}
