import { expect } from 'chai';
import { tests } from '../../suites/index.js';
import type { TestRecord } from '../../suites/kit/record.js';
import { documentedDeviations, findingAnchors, unexplained, unseen, type DocumentedDeviation } from './documented-deviations.js';

for (const device of ['linux', 'linux-router', 'radvd', 'frr', 'bird'])
  describe(`the documented deviations of ${device}`, () => {
    const documented = documentedDeviations(device);

    it('name tests that exist, each once', () => {
      const ids = documented.map(({ test }) => test);
      expect(new Set(ids).size).to.equal(ids.length);
      expect(tests.map(({ id }) => id)).to.include.members(ids);
    });

    it('have a finding each, and each finding is one of theirs', () => {
      expect(new Set(findingAnchors(device))).to.deep.equal(new Set(documented.map(({ finding }) => finding)));
    });

    it('fail where a MUST is violated, else warn', () => {
      const byId = new Map(tests.map((test) => [test.id, test.ledgerLine.level]));
      for (const { test, verdict } of documented) expect(verdict, test).to.equal(byId.get(test) === 'MUST' ? 'fail' : 'warn');
    });
  });

describe('verdicts beside what is documented', () => {
  const judged = (id: string, verdict: TestRecord['verdict']) => ({ id, verdict, reason: { code: 'mismatch', text: 'why' } as const });
  const documented: readonly DocumentedDeviation[] = [
    { test: 'a.b.fails', verdict: 'fail', finding: 'x' },
    { test: 'a.b.at-times', verdict: 'warn', finding: 'y', onlyWhen: 'the moon is full' },
  ];
  const unexplainedIds = (...tests: readonly ReturnType<typeof judged>[]) => unexplained(tests, documented).map(({ id }) => id);

  it('are explained when they are the same, when the test passes and when it is skipped', () => {
    expect(unexplainedIds(judged('a.b.fails', 'fail'), judged('a.b.at-times', 'warn'))).to.deep.equal([]);
    expect(unexplainedIds(judged('a.b.at-times', 'pass'), judged('a.b.other', 'pass'), judged('a.b.fails', 'skip'))).to.deep.equal([]);
  });

  it('are not when they are graver, when the test is another one, and when it says nothing', () => {
    expect(unexplainedIds(judged('a.b.at-times', 'fail'))).to.deep.equal(['a.b.at-times']);
    expect(unexplainedIds(judged('a.b.other', 'warn'))).to.deep.equal(['a.b.other']);
    expect(unexplainedIds(judged('a.b.fails', 'inconclusive'), judged('a.b.other', 'error'))).to.deep.equal(['a.b.fails', 'a.b.other']);
  });

  it('leave a deviation unseen only if its test ran and passed', () => {
    expect(unseen([judged('a.b.fails', 'pass')], documented).map(({ test }) => test)).to.deep.equal(['a.b.fails']);
    expect(unseen([judged('a.b.fails', 'fail'), judged('a.b.at-times', 'skip')], documented)).to.deep.equal([]);
  });
});
