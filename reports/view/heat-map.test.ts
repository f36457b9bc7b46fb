import { expect } from 'chai';
import { sampleRun } from '../sample/sample-run.js';
import { heatMap } from './heat-map.js';

describe('heatMap', () => {
  const map = heatMap(sampleRun().result.tests);
  const cell = (suite: string, role: string) =>
    map.rows.find(({ name }) => name === suite)?.cells[map.columns.findIndex(({ name }) => name === role)];

  it('has a cell for each protocol in each role, and one for all protocols', () => {
    expect(map.columns.map(({ name }) => name)).to.deep.equal(['host', 'node', 'router']);
    expect(map.rows.map(({ name }) => name)).to.deep.equal(['icmpv6', 'nd', 'all']);
  });

  it('counts each verdict in words, the gravest first, which it wears', () => {
    const others = ', 1 ERROR, 1 INCONCLUSIVE, 1 WARN, 1 PASS, 1 SKIP';
    expect(cell('nd', 'host')).to.deep.include({ verdict: 'fail', total: 9, words: '4 FAIL', others });
    expect(cell('nd', 'node')).to.deep.include({ verdict: 'pass', words: '1 PASS', others: '' });
    expect(cell('nd', 'router')).to.deep.include({ verdict: 'skip', words: '1 SKIP' });
    expect(cell('icmpv6', 'router')).to.deep.include({ verdict: '', total: 0 });
  });

  it('does not count a skipped test among those that passed', () => {
    const tests = sampleRun().result.tests.filter(({ suite }) => suite === 'nd');
    const mixed = tests.map((test, i) => ({ ...test, plays: 'host' as const, verdict: i < 3 ? ('skip' as const) : ('pass' as const) }));
    const counted = heatMap(mixed).rows[0]?.cells[0];
    expect(counted).to.include({ verdict: 'pass', words: `${tests.length - 3} PASS`, others: ', 3 SKIP' });
    expect(counted?.segments.map(({ kind, count }) => [kind, count])).to.deep.equal([
      ['pass', tests.length - 3],
      ['skip', 3],
    ]);
  });

  it('leads to the tests that it counts', () => {
    expect(cell('nd', 'host')?.href).to.equal('tests.html#suite=nd&role=host');
    expect(cell('all', 'host')?.href).to.equal('tests.html#role=host');
  });
});
