import { expect } from 'chai';
import type { RunResult, TestRecord } from '../suites/kit/record.js';
import { countVerdicts } from './results/assemble.js';
import { madeUpRun, madeUpTest } from './results/made-up-run.js';
import { summary, type SummaryFacts } from './summary.js';

const resultOf = (tests: readonly TestRecord[], more: Parameters<typeof madeUpRun>[0] = {}): RunResult => ({
  schema: 'sixproof/result/1',
  run: madeUpRun({ wallUs: 6_412_345, protocolUs: 11_520_000_000, interrupted: false, ...more }),
  totals: countVerdicts(tests),
  tests,
});
const say = (result: RunResult, more: Partial<SummaryFacts> = {}): readonly string[] =>
  summary(
    {
      result,
      path: 'results/x',
      report: 'results/x/index.html',
      difference: undefined,
      staleWaivers: [],
      today: '2026-11-21',
      notRun: 0,
      ...more,
    },
    { hasColour: false },
  ).split('\n');

describe('the summary of a run', () => {
  it('gives the totals by level, the time, the report, and nothing else', () => {
    const tests = [madeUpTest('a.b.one'), madeUpTest('a.b.two', 'warn')];
    expect(say(resultOf(tests))).to.deep.equal([
      '',
      '        PASS  FAIL  WARN  SKIP  INCONCLUSIVE  ERROR',
      'MUST       1     0     0     0             0      0',
      'SHOULD     0     0     1     0             0      0',
      'all        1     0     1     0             0      0',
      '',
      'time      3 h 12 min of protocol time in 6.4 s',
      'report    results/x/index.html',
      '',
    ]);
  });

  it('gives the command that runs the failures again', () => {
    const one = [madeUpTest('a.b.one', 'fail')];
    expect(say(resultOf(one, { dut: 'ax3.yaml', seed: 7 }))).to.include('repeat    sixproof run a.b.one --dut ax3.yaml --seed 7');
    const many = [...one, madeUpTest('a.b.two', 'inconclusive')];
    expect(say(resultOf(many))).to.include('repeat    sixproof run verdict:fail,inconclusive@results/x --dut reference --seed 1');
  });

  it('names new and gone failures, stale waivers, skips by reason and what did not run', () => {
    const skip = (id: string): TestRecord => madeUpTest(id, 'skip', { reason: { code: 'not-claimed', text: 'not claimed: mldv2' } });
    const lines = say(resultOf([madeUpTest('a.b.one', 'fail'), skip('a.b.s'), skip('a.b.t')], { clock: 'real' }), {
      difference: { since: 'results/w', newFailures: ['a.b.one'], goneFailures: [] },
      staleWaivers: [{ waiver: { test: 'a.b.z', owner: 'r.lee', reason: 'x', until: '2026-01-01' }, why: 'expired' }],
      notRun: 3,
    });
    const waived = { owner: 'r.lee', reason: 'fixed in 4.3', until: '2027-03-31' };
    expect(say(resultOf([madeUpTest('a.b.one', 'fail', { waiver: waived })]))).to.include(
      'waived    FAIL of a.b.one by r.lee until 2027-03-31: fixed in 4.3',
    );
    const expired = say(resultOf([madeUpTest('a.b.one', 'fail', { waiver: { ...waived, until: '2026-11-20' } })])).join('\n');
    expect(expired).to.contain('waiver    of a.b.one (r.lee) has expired on 2026-11-20').and.not.to.contain('waived');
    expect(lines).to.include('skipped   2: not claimed: mldv2');
    expect(lines).to.include('new       1 failure since results/w: a.b.one');
    expect(lines).to.include('waiver    of a.b.z (r.lee) has expired on 2026-01-01');
    expect(lines).to.include('not run   3 tests; go on with: sixproof run --resume --out results/x');
    expect(lines).to.include('time      6.4 s');
  });
});
