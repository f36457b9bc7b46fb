import { expect } from 'chai';
import type { TestDetails } from '../../suites/kit/record.js';
import { failing } from '../sample/failing-tests.js';
import { shownFrames, shownPart } from './shown-frames.js';

const [{ details }] = failing;
const flood = (count: number, steps: TestDetails['steps'] = []): TestDetails => {
  if (!details) throw new Error('the sample has frames');
  const [frame] = details.frames;
  return { ...details, steps, frames: Array.from({ length: count }, (_, i) => ({ ...frame!, ordinal: i + 1 })) };
};
const ordinals = (test: TestDetails, passed: boolean): readonly number[] => shownFrames(test, passed).map(({ ordinal }) => ordinal);

describe('shownFrames', () => {
  it('are all frames of a test that is no flood', () => {
    expect(ordinals(flood(64), true)).to.have.length(64);
    expect(ordinals(flood(300), false)).to.have.length(300);
  });

  it('are the beginning and the end of a flood, more of them where the test did not pass', () => {
    const passed = ordinals(flood(5000), true);
    expect(passed).to.have.length(64);
    expect([passed[0], passed[49], passed[50], passed.at(-1)]).to.deep.equal([1, 50, 4987, 5000]);
    expect(ordinals(flood(5000), false)).to.have.length(300);
  });

  it('hold what the verdict rests on, wherever it is', () => {
    const step = { index: 0, kind: 'expect', label: 'an answer', atUs: 0, outcome: 'not-met', sinceFrame: 700 } as const;
    const closest = { frame: 2000, differences: [] };
    expect(ordinals(flood(5000, [{ ...step, closest }]), false)).to.include.members([700, 2000]);
    expect(ordinals(flood(5000, [{ ...step, outcome: 'met', frames: [1000] }]), false)).not.to.include(1000);
  });

  it('take the steps with them that used only what is left out', () => {
    const send = { kind: 'send', label: 'one of many', atUs: 0, outcome: 'done' } as const;
    const steps = [[1], [1000], [1000, 5000], []].map((frames, index) => ({ ...send, index, frames }));
    expect(shownPart(flood(5000, steps), true).steps.map(({ index }) => index)).to.deep.equal([0, 2, 3]);
    expect(shownPart(flood(10, steps), true).steps).to.have.length(4);
  });
});
