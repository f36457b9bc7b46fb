import { expect } from 'chai';
import type { RunResult, Verdict } from '../../suites/kit/record.js';
import { sampleRun } from '../sample/sample-run.js';
import { favicon, headline, VERDICTS } from './verdicts.js';

function runOf(...verdicts: readonly Verdict[]): RunResult {
  const { result } = sampleRun();
  const [pattern] = result.tests;
  if (!pattern) throw new Error('the sample has tests');
  const { waiver: _none, ...plain } = pattern;
  const totals = { pass: 0, fail: 0, warn: 0, skip: 0, inconclusive: 0, error: 0 };
  for (const verdict of verdicts) totals[verdict]++;
  return { ...result, totals, tests: verdicts.map((verdict) => ({ ...plain, verdict })) };
}

describe('headline', () => {
  it('is headed by what somebody has to act on first', () => {
    expect(headline(runOf('pass', 'warn', 'inconclusive', 'error', 'fail')).title).to.equal('FAIL 1 of 5');
    expect(headline(runOf('pass', 'warn', 'inconclusive', 'error')).title).to.equal('ERROR 1 of 4');
    expect(headline(runOf('pass', 'warn', 'inconclusive')).title).to.equal('INCONCLUSIVE 1 of 3');
    expect(headline(runOf('pass', 'warn')).title).to.equal('WARN 1 of 2');
    expect(headline(runOf('pass', 'skip')).title).to.equal('PASS 1 of 2');
  });

  it('does not call a run green in which nothing was executed', () => {
    expect(headline(runOf('skip', 'skip'))).to.include({ title: 'NOTHING RAN', verdict: 'inconclusive' });
    expect(headline(runOf()).title).to.equal('NOTHING RAN');
  });

  it('counts requirements, not only tests, and names waivers', () => {
    expect(headline(runOf('fail', 'fail', 'pass')).sentence).to.equal('2 of 3 executed tests failed, breaking 1 requirement.');
    const waived = runOf('fail', 'pass');
    const tests = waived.tests.map((test) => ({ ...test, waiver: { owner: 'a', reason: 'b', until: '2027-01-01' } }));
    expect(headline({ ...waived, tests }).sentence).to.contain('1 of 2 executed tests failed (all waived)');
  });

  it('does not count a waiver that has expired on the day', () => {
    const failed = runOf('fail', 'fail', 'pass');
    const tests = failed.tests.map((test, i) => ({ ...test, waiver: { owner: 'a', reason: 'b', until: `2027-01-0${i + 1}` } }));
    const sentence = (day: string): string => headline({ ...failed, tests }, day).sentence;
    expect(sentence('2027-01-01')).to.contain('2 of 3 executed tests failed (all waived)');
    expect(sentence('2027-01-02')).to.contain('2 of 3 executed tests failed (1 of them waived, 1 waiver expired)');
    expect(sentence('2027-01-03')).to.contain('2 of 3 executed tests failed (2 waivers expired)');
  });

  it('says that a run was interrupted', () => {
    const run = runOf('pass');
    expect(headline({ ...run, run: { ...run.run, interrupted: true } }).sentence).to.contain('The run was interrupted');
  });
});

describe('favicon', () => {
  it('differs for each verdict and needs no file', () => {
    const icons = VERDICTS.map(favicon);
    expect(new Set(icons).size).to.equal(VERDICTS.length);
    for (const icon of icons) expect(icon).to.match(/^data:image\/svg\+xml,%3Csvg/);
  });
});
