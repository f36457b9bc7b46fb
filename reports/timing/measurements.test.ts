import { expect } from 'chai';
import type { StepRecord, TestDetails } from '../../suites/kit/record.js';
import { failing } from '../sample/failing-tests.js';
import { measurementsOf } from './measurements.js';

const expected: StepRecord = {
  index: 3,
  kind: 'expect',
  label: 'second probe',
  atUs: 2_000_000,
  outcome: 'met',
  sinceUs: 2_000_000,
  window: { fromUs: 3_000_000, toUs: 3_500_000, wideningUs: 50_000 },
  frames: [2],
};

const detailsWith = (step: StepRecord): TestDetails => {
  const [{ details }] = failing;
  const [frame] = details?.frames ?? [];
  if (!details || !frame) throw new Error('the sample has frames');
  const frames = [
    { ...frame, ordinal: 1, direction: 'out' as const, atUs: 2_000_000 },
    { ...frame, ordinal: 2, direction: 'in' as const, atUs: 3_010_000 },
  ];
  return { ...details, frames, steps: [step] };
};

describe('measurementsOf', () => {
  it('counts window and arrival from the cause of the expectation', () => {
    expect(measurementsOf(detailsWith(expected))).to.deep.equal([
      { step: 3, label: 'second probe', fromUs: 1_000_000, toUs: 1_500_000, wideningUs: 50_000, arrivedUs: [1_010_000], met: true },
    ]);
  });

  it('keeps the line of the ledger that the step is about, and an arrival outside the window', () => {
    const late: StepRecord = { ...expected, outcome: 'not-met', requirement: 'ns-interval', missedByUs: 10_000 };
    expect(measurementsOf(detailsWith(late))).to.deep.include.members([
      {
        step: 3,
        label: 'second probe',
        requirement: 'ns-interval',
        fromUs: 1_000_000,
        toUs: 1_500_000,
        wideningUs: 50_000,
        arrivedUs: [1_010_000],
        met: false,
      },
    ]);
  });

  it('takes no frame of the tester for an arrival, and measures no expectation of nothing', () => {
    expect(measurementsOf(detailsWith({ ...expected, frames: [1] }))[0]?.arrivedUs).to.deep.equal([]);
    expect(measurementsOf(detailsWith({ ...expected, kind: 'expect-none' }))).to.deep.equal([]);
  });
});
