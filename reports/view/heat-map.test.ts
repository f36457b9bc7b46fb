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

  it('counts what is no pass in words, and wears the gravest verdict', () => {
    expect(cell('nd', 'host')).to.deep.include({ verdict: 'fail', total: 9, words: '4 FAIL, 1 ERROR, 1 INCONCLUSIVE, 1 WARN, 1 SKIP' });
    expect(cell('nd', 'node')).to.deep.include({ verdict: 'pass', words: '' });
    expect(cell('nd', 'router')).to.deep.include({ verdict: 'skip', words: '1 SKIP' });
    expect(cell('icmpv6', 'router')).to.deep.include({ verdict: '', total: 0 });
  });

  it('leads to the tests that it counts', () => {
    expect(cell('nd', 'host')?.href).to.equal('tests.html#suite=nd&role=host');
    expect(cell('all', 'host')?.href).to.equal('tests.html#role=host');
  });
});
