import { expect } from 'chai';
import { after, milliseconds, seconds, START, type Instant } from '../time.js';
import { fullBucket, perSecondLimiter, takeToken, type TokenBucket } from './error-limiter.js';

const SIZE = { capacity: 10, perSecond: 10 };

function granted(bucket: TokenBucket, asks: number, now: Instant): { bucket: TokenBucket; count: number } {
  let count = 0;
  let current = bucket;
  for (let i = 0; i < asks; i++) {
    const taken = takeToken(current, SIZE, now);
    current = taken.bucket;
    if (taken.granted) count++;
  }
  return { bucket: current, count };
}

describe('takeToken, RFC 4443 section 2.4(f)', () => {
  it('lets a burst of B through, and no more', () => {
    expect(granted(fullBucket(SIZE, START), 100, START).count).to.equal(10);
  });

  it('then grants N per second in the long run', () => {
    let { bucket } = granted(fullBucket(SIZE, START), 100, START);
    let total = 0;
    for (let ms = 1; ms <= 10_000; ms++) {
      const taken = granted(bucket, 1, after(START, milliseconds(ms)));
      bucket = taken.bucket;
      total += taken.count;
    }
    expect(total).to.be.within(99, 100);
  });

  it('never holds more than B', () => {
    const { bucket } = granted(fullBucket(SIZE, START), 10, START);
    expect(granted(bucket, 100, after(START, seconds(3_600))).count).to.equal(10);
  });
});

describe('perSecondLimiter, of KAME', () => {
  it('lets so many through in each second, however they come, and a second begins with the first of them', () => {
    let now = START;
    const limiter = perSecondLimiter(3, () => now);
    const burst = (): number => Array.from({ length: 10 }, () => limiter.take()).filter(Boolean).length;
    now = after(START, milliseconds(700));
    expect(burst()).to.equal(3);
    now = after(START, milliseconds(1_699));
    expect(burst()).to.equal(0);
    now = after(START, milliseconds(1_700));
    expect(burst()).to.equal(3);
  });
});
