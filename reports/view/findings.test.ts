import { expect } from 'chai';
import { requirementsBySlug } from '../coverage-model.js';
import { largeSampleRun, sampleRun } from '../sample/sample-run.js';
import { byReason, filterHref, findings } from './findings.js';

describe('findings', () => {
  it('makes one finding of all tests that break a requirement', () => {
    const { result, coverage } = largeSampleRun(220);
    const { shown } = findings(result.tests, 'fail', requirementsBySlug(coverage), '2026-11-22');
    expect(shown.map(({ slug, count }) => [slug, count])).to.deep.equal([
      ['na-hop-limit', '20 of 20 tests'],
      ['na-solicited-flag', '20 of 20 tests'],
    ]);
    expect(shown[0]).to.deep.include({ text: 'A solicited Neighbor Advertisement is sent with hop limit 255.', more: '10 more tests' });
    expect(shown[0]?.moreHref).to.equal('tests.html#verdict=fail&clause=RFC4861%3A7.2.4');
  });

  it('shows a waiver beside the verdict', () => {
    const { shown } = findings(sampleRun().result.tests, 'fail', new Map(), '2026-11-22');
    expect(shown[1]?.tests[0]?.waived).to.equal('waived until 2027-03-31 by r.lee: fixed in 4.3');
  });

  it('has the bug report of the first tests of so many findings as there is room for', () => {
    const tests = largeSampleRun(100).result.tests.map((test, i) => ({
      ...test,
      verdict: 'fail' as const,
      requirement: `r${i}`,
      message: 'm',
    }));
    const { shown } = findings(tests, 'fail', new Map(), '2026-11-22');
    expect(shown.map(({ message }) => message)).to.deep.equal([...Array<string>(20).fill('m'), ...Array<string>(20).fill('')]);
  });

  it('says how many findings it leaves out', () => {
    const tests = largeSampleRun(100).result.tests.map((test, i) => ({ ...test, verdict: 'fail' as const, requirement: `r${i}` }));
    expect(findings(tests, 'fail', new Map(), '2026-11-22').more).to.equal('60 more requirements');
  });
});

describe('byReason', () => {
  it('groups skips by their reason, the most frequent first', () => {
    const { tests } = sampleRun().result;
    const more = tests.map((test) =>
      test.id === 'icmpv6.echo.reply'
        ? { ...test, verdict: 'skip' as const, reason: { code: 'not-claimed' as const, text: 'not claimed: router' } }
        : test,
    );
    expect(byReason(more, 'skip').map(({ text, count }) => [text, count])).to.deep.equal([
      ['not claimed: router', 2],
      ['the adapter cannot set-variable', 1],
    ]);
  });
});

describe('filterHref', () => {
  it('leaves out what is not set and escapes the rest', () => {
    expect(filterHref({ verdict: 'fail', suite: '', q: 'a b&c' })).to.equal('tests.html#verdict=fail&q=a%20b%26c');
  });
});
