import { expect } from 'chai';
import { sampleCoverage } from '../../reports/sample/sample-coverage.js';
import { coverageTable } from './coverage.js';

describe('sixproof coverage', () => {
  const lines = coverageTable(sampleCoverage).split('\n');
  const lineOf = (title: string): string =>
    lines
      .find((line) => line.includes(title))
      ?.replace(/ +/g, ' ')
      .trim() ?? '';

  it('says of a section what its requirements are, which others cite it, or why there are none', () => {
    expect(lineOf('Sending Neighbor Solicitations')).to.equal('7.2.2 Sending Neighbor Solicitations 4 MUST 3 SHOULD 1 open');
    expect(lineOf('Neighbor Advertisement Message')).to.match(/ cited by na-hop-limit$/);
    expect(lineOf('Router Specification')).to.match(/ open: a rule that nobody tests yet$/);
    expect(lineOf('Message Processing Rules')).to.match(/ no requirement$/);
  });

  it('ends with the number of sections of each kind', () => {
    const total = lines.findLast((line) => line !== '');
    expect(total).to.equal('20 sections: 13 with requirements, 1 cited by others, 3 no requirement, 1 open, 1 superseded, 1 key words');
  });
});
