import { expect } from 'chai';
import type { TestRecord } from '../../suites/kit/record.js';
import { other } from '../sample/other-tests.js';
import { durationProfile } from './duration-profile.js';

const tests = (...secondsTaken: readonly number[]): readonly TestRecord[] =>
  secondsTaken.map((taken, i) => ({ ...other[0]!.record, id: `a.b.${i}`, protocolUs: taken * 1_000_000 }));
const profile = (all: readonly TestRecord[]) => durationProfile(all, ({ protocolUs }) => protocolUs);

describe('durationProfile', () => {
  it('counts the tests of each span and the part of the time that they took', () => {
    const drawn = profile(tests(0.5, 0.5, 1, 98));
    expect(drawn?.text).to.equal(
      'under 1 s: 2 tests, 1 % of the time; 1 s to 2 s: 1 test, 1 % of the time; 60 s to 5 min: 1 test, 98 % of the time',
    );
    expect(drawn?.columns.map(({ count }) => count)).to.deep.equal([2, 1, 0, 0, 0, 0, 1]);
    expect(drawn?.edges[0]?.text).to.equal('0 s');
    expect(drawn?.longest[0]).to.deep.equal({ id: 'a.b.3', took: '98 s', share: '98 %' });
  });

  it('puts an edge into the longer span, and days into the last', () => {
    expect(profile(tests(2, 5))?.text).to.match(/^2 s to 5 s: 1 test, 29 % of the time; 5 s to 10 s: 1 test/);
    expect(profile(tests(86_400))?.text).to.equal('1 d and longer: 1 test, 100 % of the time');
  });

  it('draws within its frame, and the more the higher', () => {
    const drawn = profile(tests(1, 1, 1, 3, 40, 40, 4000));
    for (const { x, width, countY, shareY, shareHeight } of drawn?.columns ?? []) {
      expect(x + width).to.be.at.most(drawn?.width ?? 0);
      expect(countY).to.be.at.least(0);
      expect(shareY + shareHeight).to.be.at.most(drawn?.height ?? 0);
    }
    const heights = drawn?.columns.filter(({ count }) => count > 0).map(({ count, countHeight }) => [count, countHeight] as const) ?? [];
    expect([...heights].sort((a, b) => a[0] - b[0])).to.deep.equal([...heights].sort((a, b) => a[1] - b[1]));
  });

  it('is not drawn of tests that were skipped, or took no time', () => {
    expect(profile(tests(1).map((test) => ({ ...test, verdict: 'skip' })))).to.equal(undefined);
    expect(profile(tests(0))).to.equal(undefined);
    expect(profile([])).to.equal(undefined);
  });
});
