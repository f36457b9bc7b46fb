import { expect } from 'chai';
import type { Measurement } from '../timing/measurements.js';
import { comparable, sampleRuns } from '../sample/sample-comparison.js';
import { arrivalsOf, isByChance, type Arrivals } from './chance.js';
import { compareRuns, type RunToCompare } from './compare.js';
import { movesBetween } from './moves.js';
import { conclusionOf } from './words.js';

const MS = 1000;

const measurement = (ms: number, [from, to]: readonly [number, number], wideningMs = 50): Measurement => ({
  step: 1,
  label: 'Neighbor Solicitation',
  fromUs: from * MS,
  toUs: to * MS,
  wideningUs: wideningMs * MS,
  arrivedUs: [ms * MS],
  met: true,
});

/** Evenly over a span, as chance does. */
const spread = (count: number, from: number, to: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));

const times = (all: readonly number[], window: readonly [number, number]): Arrivals => arrivalsOf(all.map((ms) => measurement(ms, window)));

/** Whether a move of one test is explained by chance, with what the other tests of the two runs show. */
function explained(
  window: readonly [number, number],
  [was, is]: readonly [number, number],
  before: readonly number[] = [],
  after: readonly number[] = [],
): boolean {
  const [move] = movesBetween([measurement(was, window)], [measurement(is, window)]);
  if (move === undefined) throw new Error('not a move');
  return isByChance(move, times([was, ...before], window), times([is, ...after], window));
}

describe('a move that chance explains', () => {
  const dad = [0, 2000] as const;
  const probe = [5000, 5500] as const;

  it('is one inside the window, of a delay that is random in both runs', () => {
    expect(explained(dad, [100, 900], spread(10, 5, 990), spread(10, 5, 990))).to.equal(true);
    expect(explained(dad, [450, 900])).to.equal(true);
  });

  it('is one of a timer that jitters as much in both runs', () => {
    expect(explained(probe, [5010, 5190], spread(20, 5004, 5240), spread(20, 5004, 5240))).to.equal(true);
  });

  it('is none out of the window, however the others spread', () => {
    const random = spread(20, 5, 3000);
    expect(explained(dad, [900, 2100], random, random)).to.equal(false);
    expect(explained(dad, [2100, 900], random, random)).to.equal(false);
  });

  it('is none to or from a time that a run keeps to', () => {
    expect(explained(dad, [1, 900], spread(10, 0, 3), spread(10, 5, 990))).to.equal(false);
    expect(explained(dad, [900, 500], spread(10, 5, 990), spread(10, 499, 501))).to.equal(false);
    expect(explained(probe, [5000, 5200], spread(10, 5000, 5001), spread(10, 5004, 5240))).to.equal(false);
    expect(explained([0, 61_000], [3000, 3500], [3000, 3000], [3500, 3500])).to.equal(false);
  });

  it('is none of one answer that is late among those that come at once, though one other is late, too', () => {
    expect(explained([0, 1000], [1, 400], [...spread(40, 0, 2), 700], [...spread(40, 0, 2), 700])).to.equal(false);
  });

  it('is none of a lone fixed time, nor of a lone answer that no longer comes at once', () => {
    expect(explained(probe, [5000, 5400])).to.equal(false);
    expect(explained(dad, [1, 420])).to.equal(false);
  });
});

describe('runs whose times differ by chance alone', () => {
  const [sample] = sampleRuns().map((one, i) => comparable(one, String(i))) as [RunToCompare];
  const at = (offset: number): RunToCompare => {
    const places = new Map(sample.result.tests.map(({ id }, i) => [id, ((i + offset) % sample.result.tests.length) * 60 + 20]));
    return { ...sample, measurements: (id) => [measurement(places.get(id) ?? 0, [0, 2000])] };
  };

  it('are the same, and it is said how many tests that is', () => {
    const comparison = compareRuns([at(0), at(5)], '2026-11-22');
    const [change] = comparison.changes;
    expect(change).to.deep.include({ same: sample.result.tests.length, byChance: sample.result.tests.length });
    expect(change?.transitions.moved).to.equal(0);
    expect(conclusionOf(comparison)).to.deep.include({ title: 'THE SAME' });
    expect(conclusionOf(comparison).sentence).to.contain('but for what chance explains of the times');
  });
});
