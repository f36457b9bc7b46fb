import { expect } from 'chai';
import type { RunResult } from '../../suites/kit/record.js';
import { madeUpRun, madeUpTest } from '../results/made-up-run.js';
import { labRecordOf, latestLabRecord } from './lab-record.js';
import { documentedOf, RECORDED_LABS } from './recorded-labs.js';

describe('the record of a run against a device', () => {
  const late = { verdict: 'inconclusive', reason: { code: 'tester-late', text: 'too late' } } as const;
  const result = {
    run: madeUpRun({ startedAt: '2026-11-22T23:59:59.000Z', wallUs: 61_400_000 }),
    totals: { pass: 1, fail: 1, warn: 1, skip: 2, inconclusive: 0, error: 0 },
    tests: [
      madeUpTest('a.b.good', 'pass', { earlier: late }),
      madeUpTest('a.b.bad', 'fail'),
      madeUpTest('a.b.doubtful', 'warn'),
      madeUpTest('a.c.absent', 'skip', { reason: { code: 'not-claimed', text: 'not claimed: mldv2' } }),
      madeUpTest('a.c.absent-too', 'skip', { reason: { code: 'not-claimed', text: 'not claimed: mldv2' } }),
    ],
  } as unknown as RunResult;
  const record = labRecordOf('a device', result, 16, [{ test: 'a.b.bad', verdict: 'fail', finding: 'badness' }]);

  it('has the day, the duration and the totals', () => {
    expect(record).to.deep.include({ date: '2026-11-22', durationS: 61, tests: 5, jobs: 16, totals: result.totals });
  });

  it('names what did not pass, with its clause and finding', () => {
    expect(record.notPassed).to.deep.equal([
      { test: 'a.b.bad', verdict: 'fail', level: 'MUST', clause: 'RFC 4861 7.2.3', saw: 'made up', finding: 'badness' },
      { test: 'a.b.doubtful', verdict: 'warn', level: 'SHOULD', clause: 'RFC 4861 7.2.3', saw: 'made up' },
    ]);
  });

  it('names what was skipped by reason, and what was tried twice', () => {
    expect(record.skipped).to.deep.equal([{ reason: 'not claimed: mldv2', tests: ['a.c.absent', 'a.c.absent-too'] }]);
    expect(record.repeated).to.deep.equal([{ test: 'a.b.good', first: 'too late', then: 'pass' }]);
  });
});

for (const lab of RECORDED_LABS)
  describe(`the record that is kept of ${lab.device}`, () => {
    const record = latestLabRecord(lab.name);
    const documented = documentedOf(lab);

    it('says nothing but what is documented, and leaves nothing undecided', () => {
      const known = new Map(documented.map(({ test, verdict, finding }) => [test, { verdict, finding }]));
      for (const { test, verdict, finding } of record?.notPassed ?? []) expect({ verdict, finding }, test).to.deep.equal(known.get(test));
      expect(record?.totals).to.include({ inconclusive: 0, error: 0 });
    });

    it('shows everything that is documented, but what comes at times only', () => {
      const seen = new Set(record?.notPassed.map(({ test }) => test));
      expect(documented.filter(({ test, onlyWhen }) => !seen.has(test) && onlyWhen === undefined)).to.deep.equal([]);
    });
  });
