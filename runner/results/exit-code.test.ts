import { expect } from 'chai';
import type { RunResult, TestRecord, Verdict } from '../../suites/kit/record.js';
import type { Waiver } from '../configuration/dut-schema.js';
import { countVerdicts } from './assemble.js';
import { exitCodeOf } from './exit-code.js';
import { madeUpRun, madeUpTest } from './made-up-run.js';
import { withWaiver } from './waivers.js';

const result = (tests: readonly TestRecord[], interrupted = false): RunResult => ({
  schema: 'sixproof/result/1',
  run: madeUpRun({ interrupted }),
  totals: countVerdicts(tests),
  tests,
});
const tests = (...verdicts: readonly Verdict[]): readonly TestRecord[] => verdicts.map((verdict, i) => madeUpTest(`a.b.t${i}`, verdict));
const plain = { waivers: [], failOnWarn: false, today: '2026-11-21' };
const waiver = (test: string, until = '2026-11-21'): Waiver => ({ test, until, owner: 'r.lee', reason: 'fixed in 4.3' });
const judged = (verdict: Verdict, waivers: readonly Waiver[], failOnWarn = false): number =>
  exitCodeOf(result(tests('pass', verdict).map((test) => withWaiver(test, waivers))), { ...plain, waivers, failOnWarn });

describe('the exit code of a run', () => {
  it('is the first that applies of 130, 1, 3, 0', () => {
    expect(exitCodeOf(result(tests('pass', 'skip', 'warn')), plain)).to.equal(0);
    expect(exitCodeOf(result(tests('pass', 'inconclusive')), plain)).to.equal(3);
    expect(exitCodeOf(result(tests('pass', 'error')), plain)).to.equal(3);
    expect(exitCodeOf(result(tests('fail', 'error', 'inconclusive')), plain)).to.equal(1);
    expect(exitCodeOf(result(tests('fail', 'error'), true), plain)).to.equal(130);
  });

  it('is 3 when nothing was executed', () => {
    expect(exitCodeOf(result([]), plain)).to.equal(3);
    expect(exitCodeOf(result(tests('skip', 'skip')), plain)).to.equal(3);
  });

  it('counts a WARN only when told so', () => {
    expect(judged('warn', [])).to.equal(0);
    expect(judged('warn', [], true)).to.equal(1);
    expect(judged('warn', [waiver('a.b.t1')], true)).to.equal(0);
  });

  it('spares a waived FAIL until the waiver has expired', () => {
    expect(judged('fail', [waiver('a.b.t1')])).to.equal(0);
    expect(judged('fail', [waiver('a.b.t1', '2026-11-20')])).to.equal(1);
    expect(judged('fail', [waiver('a.b.t0')])).to.equal(1);
  });

  it('is 1 for a waiver that is not needed any more or has expired', () => {
    expect(judged('pass', [waiver('a.b.t1')])).to.equal(1);
    expect(judged('warn', [waiver('a.b.t1', '2026-01-01')])).to.equal(1);
  });

  it('spares a FAIL in either part of a test that is waived, and tells when neither needs it', () => {
    const inParts = (host: Verdict, router: Verdict, ...waivers: readonly Waiver[]): number => {
      const both = [madeUpTest('a.b.t1', host), madeUpTest('a.b.t1@router', router)];
      return exitCodeOf(result(both.map((test) => withWaiver(test, waivers))), { ...plain, waivers });
    };
    expect(inParts('fail', 'fail', waiver('a.b.t1'))).to.equal(0);
    expect(inParts('pass', 'fail', waiver('a.b.t1'))).to.equal(0);
    expect(inParts('pass', 'pass', waiver('a.b.t1'))).to.equal(1);
    expect(inParts('fail', 'fail', waiver('a.b.t1@router'))).to.equal(1);
    expect(inParts('pass', 'fail', waiver('a.b.t1@router'))).to.equal(0);
    expect(inParts('pass', 'fail', waiver('a.b.t1'), waiver('a.b.t1@router', '2026-11-20'))).to.equal(1);
  });

  it('says nothing about waivers of tests that did not run or could not judge', () => {
    expect(judged('pass', [waiver('a.b.other', '2026-01-01')])).to.equal(0);
    expect(judged('skip', [waiver('a.b.t1')])).to.equal(0);
    expect(judged('inconclusive', [waiver('a.b.t1')])).to.equal(3);
  });

  it('leaves the verdict as it is', () => {
    const waived = withWaiver(madeUpTest('a.b.t1', 'fail'), [waiver('a.b.t1')]);
    expect(waived).to.deep.include({ verdict: 'fail', waiver: { owner: 'r.lee', reason: 'fixed in 4.3', until: '2026-11-21' } });
  });
});
