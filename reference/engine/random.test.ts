import { expect } from 'chai';
import fc from 'fast-check';
import { days, microseconds, seconds, ZERO, type Duration } from '../time.js';
import { fromUint32, seededRandom, seedFor } from './random.js';

describe('seededRandom', () => {
  it('gives the same draws for the same seed and others for another', () => {
    const draws = (seed: number) =>
      Array.from(
        { length: 20 },
        (
          (random) => () =>
            random.uint32()
        )(seededRandom(seed)),
      );
    expect(draws(7)).to.deep.equal(draws(7));
    expect(draws(7)).not.to.deep.equal(draws(8));
  });

  it('stays what it is: recorded runs depend on it', () => {
    const random = seededRandom(1);
    expect([random.uint32(), random.uint32(), random.uint32()]).to.deep.equal([2_420_951_833, 2_513_034_076, 3_847_892_949]);
  });

  it('draws durations from the closed interval, to the microsecond', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(1_000_000_000), fc.nat(1_000_000_000), (seed, from, length) => {
        const drawn = seededRandom(seed).uniform(microseconds(from), microseconds(from + length));
        expect(Number.isInteger(drawn)).to.equal(true);
        expect(drawn).to.be.within(from, from + length);
      }),
    );
  });

  it('reaches both ends of an interval', () => {
    const random = seededRandom(3);
    const seen = new Set(Array.from({ length: 200 }, () => random.uniform(ZERO, microseconds(3)) as number));
    expect([...seen].sort()).to.deep.equal([0, 1, 2, 3]);
    const highest = fromUint32(() => 0xffff_ffff);
    expect(highest.uniform(ZERO, days(30))).to.equal(days(30));
  });

  it('spreads evenly', () => {
    const random = seededRandom(11);
    const buckets = new Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i++) {
      const bucket = Math.min(9, Math.floor(random.uniform(ZERO, seconds(1)) / 100_000));
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    }
    for (const count of buckets) expect(count).to.be.within(850, 1_150);
  });

  it('refuses an empty interval', () => {
    expect(() => seededRandom(1).uniform(seconds(2), seconds(1))).to.throw('empty');
  });

  it('draws octets of every value', () => {
    const seen = new Set(seededRandom(5).octets(10_000));
    expect(seen.size).to.equal(256);
  });
});

describe('seedFor', () => {
  it('depends on the run and on the name', () => {
    expect(seedFor(1, 'nd.a')).to.equal(seedFor(1, 'nd.a'));
    const seeds = new Set([1, 2, 3].flatMap((run) => ['nd.a', 'nd.b', 'nd.ab', ''].map((name) => seedFor(run, name))));
    expect(seeds.size).to.equal(12);
  });

  it('is a number of 32 bits', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.string(), (run, name) => {
        const seed: number | Duration = seedFor(run, name);
        expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32).to.equal(true);
      }),
    );
  });
});
