import { expect } from 'chai';
import { seconds } from '../../reference/time.js';
import { asSelectors, LONG, sample } from './sample.js';

describe('a sample of tests for a lab', () => {
  const short = (id: string) => ({ id, waits: seconds(4.9) });
  const long = (id: string) => ({ id, waits: LONG });
  const candidates = [short('a.b.1'), long('a.b.2'), long('a.b.3'), long('a.b.4'), long('c.d.1'), short('e.f.1'), short('e.f.2')];

  it('has all that is not long, and the first long test of each subject', () => {
    expect(sample(candidates, new Set())).to.deep.equal(['a.b.1', 'a.b.2', 'c.d.1', 'e.f.1', 'e.f.2']);
  });

  it('has every fourth of the long tests of a subject', () => {
    const many = ['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((name) => long(`a.b.${name}`));
    expect(sample(many, new Set())).to.deep.equal(['a.b.1', 'a.b.5', 'a.b.9']);
  });

  it('has the long tests that are named, beside those', () => {
    expect(sample(candidates, new Set(['a.b.4']))).to.deep.equal(['a.b.1', 'a.b.2', 'a.b.4', 'c.d.1', 'e.f.1', 'e.f.2']);
  });

  it('is selected by subjects where they are complete', () => {
    const all = candidates.map(({ id }) => id);
    expect(asSelectors(sample(candidates, new Set()), all)).to.deep.equal(['a.b.1', 'a.b.2', 'c.d', 'e.f']);
    expect(asSelectors(all, all)).to.deep.equal(['a.b', 'c.d', 'e.f']);
  });
});
