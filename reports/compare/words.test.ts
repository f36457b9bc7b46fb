import { expect } from 'chai';
import type { TestRecord } from '../../suites/kit/record.js';
import { comparable, sampleRuns } from '../sample/sample-comparison.js';
import { compareRuns, type RunToCompare } from './compare.js';
import { conclusionOf, type Conclusion } from './words.js';

describe('the conclusion of a comparison', () => {
  const [before] = sampleRuns().map((run, i) => comparable(run, String(i))) as [RunToCompare];
  const changed = (change: (test: TestRecord) => TestRecord): RunToCompare => ({
    ...before,
    result: { ...before.result, tests: before.result.tests.map(change) },
  });
  const conclusion = (change: (test: TestRecord) => TestRecord, judgedOn = '2026-11-22'): Conclusion =>
    conclusionOf(compareRuns([before, changed(change)], judgedOn));
  const replyFails = (test: TestRecord): TestRecord => (test.id === 'icmpv6.echo.reply' ? { ...test, verdict: 'fail' } : test);
  const waiver = { owner: 'r.lee', reason: 'fixed in 4.4', until: '2026-11-22' };

  it('is broken when a test fails that held', () => {
    expect(conclusion(replyFails)).to.deep.equal({
      state: 'broken',
      verdict: 'fail',
      title: 'BROKEN 1',
      sentence: '1 test broken, 0 fixed, 0 otherwise different.',
    });
  });

  it('spares what is waived, on the last day too, and says it all the same', () => {
    const waived = (test: TestRecord): TestRecord => (test.verdict === 'pass' ? { ...replyFails(test), waiver } : test);
    expect(conclusion(waived)).to.deep.include({ state: 'whole', verdict: 'fail', title: 'BROKEN 1' });
    expect(conclusion(waived).sentence).to.contain('1 test broken (1 of them waived)');
    expect(conclusion(waived, '2026-11-23').state).to.equal('broken');
  });

  it('counts tests, and says how many changes they are in several runs', () => {
    const [one, two] = [changed(replyFails), changed((test) => (test.verdict === 'pass' ? { ...test, verdict: 'fail' } : test))];
    const broken = before.result.tests.filter(({ verdict }) => verdict === 'pass').length;
    const comparison = compareRuns([before, one, two], '2026-11-22');
    expect(conclusionOf(comparison)).to.deep.equal({
      state: 'broken',
      verdict: 'fail',
      title: `BROKEN ${broken}`,
      sentence: `${broken} tests broken (${broken + 1} changes), 0 fixed, 0 otherwise different, over 2 later runs.`,
    });
    const lacking = { ...before, result: { ...before.result, tests: before.result.tests.slice(2) } };
    expect(conclusionOf(compareRuns([before, lacking, lacking], '2026-11-22')).sentence).to.contain(', 2 in one run only');
  });

  it('says plainly that a run is the same as itself', () => {
    expect(conclusion((test) => test)).to.deep.equal({
      state: 'whole',
      verdict: 'pass',
      title: 'THE SAME',
      sentence: `No difference: ${before.result.tests.length} tests with the same verdict, reason and times in both runs; ${before.result.totals.fail} of them FAIL.`,
    });
  });

  it('is silent when a test cannot be judged any more, and when the runs share none', () => {
    const lost = (test: TestRecord): TestRecord => (test.verdict === 'pass' ? { ...test, verdict: 'inconclusive' } : test);
    expect(conclusion(lost)).to.deep.include({ state: 'silent', verdict: 'inconclusive', title: 'UNDECIDED 4' });
    const others = (test: TestRecord): TestRecord => ({ ...test, id: `${test.id}.other` });
    expect(conclusion(others)).to.deep.include({ state: 'silent', title: 'NOTHING IN COMMON' });
  });

  it('is whole when nothing broke, whatever failed before', () => {
    const fixed = (test: TestRecord): TestRecord => (test.verdict === 'fail' ? { ...test, verdict: 'pass' } : test);
    expect(conclusion(fixed)).to.deep.include({ state: 'whole', verdict: 'pass', title: 'NOTHING BROKEN' });
    expect(conclusion(fixed).sentence).to.equal('Nothing is broken; 5 fixed, 0 otherwise different.');
  });
});
