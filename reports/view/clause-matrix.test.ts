import { expect } from 'chai';
import type { RequirementCoverage } from '../../suites/kit/coverage-record.js';
import { sampleRun } from '../sample/sample-run.js';
import { matrixView, type MatrixView } from './clause-matrix.js';
import { requirementPaint, sectionPaint } from './paint.js';
import { paintedCoverage } from './painted-coverage.js';

const requirement = (state: RequirementCoverage['state']): RequirementCoverage => ({
  slug: 's',
  text: '',
  level: 'MUST',
  role: 'host',
  state,
  tests: [],
});

function sampleMatrix(): MatrixView {
  const { result, coverage } = sampleRun();
  return matrixView(paintedCoverage(coverage, result.tests));
}

describe('clause matrix', () => {
  it('paints a requirement by the gravest verdict of its tests', () => {
    expect(requirementPaint(requirement('covered'), ['pass', 'fail', 'error'])).to.equal('fail');
    expect(requirementPaint(requirement('covered'), ['pass', 'inconclusive'])).to.equal('unclear');
    expect(requirementPaint(requirement('covered'), ['skip', 'pass'])).to.equal('pass');
    expect(requirementPaint(requirement('covered'), ['skip'])).to.equal('not-run');
    expect(requirementPaint(requirement('covered'), [])).to.equal('not-run');
    expect(requirementPaint(requirement('open'), [])).to.equal('untested');
    expect(requirementPaint(requirement('untestable'), [])).to.equal('excused');
  });

  it('never paints a section as passed while something in it was not looked at', () => {
    expect(sectionPaint(['pass', 'not-run'])).to.equal('partly');
    expect(sectionPaint(['pass', 'untested'])).to.equal('partly');
    expect(sectionPaint(['pass', 'excused'])).to.equal('pass');
    expect(sectionPaint(['excused', 'untested'])).to.equal('untested');
    expect(sectionPaint([])).to.equal('untested');
  });

  it('paints the sample run', () => {
    const { rfcs } = sampleMatrix();
    const cells = rfcs.find(({ name }) => name === 'RFC 4861')?.cells.map(({ section, paint }) => `${section} ${paint}`);
    expect(cells).to.deep.equal([
      '4.4 fail',
      '6.3.4 not-run',
      '7.1.1 pass',
      '7.2.2 untested',
      '7.2.4 fail',
      '7.3.1 pass',
      '7.3.3 fail',
      '8.1 unclear',
      '8.3 unclear',
      'C excused',
    ]);
    expect(rfcs.find(({ name }) => name === 'RFC 6980')).to.deep.include({ spoken: false, words: '1 open' });
  });

  it('leads from a section to its requirements and tests, and names first what somebody has to look at', () => {
    const row = sampleMatrix().rfcs.find(({ name }) => name === 'RFC 4861');
    expect(row?.href).to.equal('coverage/RFC4861.html');
    expect(row?.grave.map(({ section, href }) => [section, href])).to.deep.include(['7.2.4', 'coverage/RFC4861.html#RFC4861-7.2.4']);
    expect(row?.grave).to.have.length(5);
    expect(row?.words).to.equal('3 violated, 2 undecided, 2 passed, 1 not run, 1 excused, 1 open');
  });

  it('tells a section that is none of our business from one that was forgotten, and says why', () => {
    const { rfcs, legend, summary } = sampleMatrix();
    expect(rfcs.find(({ name }) => name === 'RFC 2461')?.cells.map(({ section, paint, tip }) => [section, paint, tip])).to.deep.equal([
      ['2.4', 'aside', 'Requirements: set aside, key words: defines the key words'],
      ['5.2', 'untested', 'Conceptual Sending Algorithm: open, 1 requirement'],
      ['7.2.4', 'foreign', 'Sending Solicited Neighbor Advertisements: another’s, superseded: RFC 4861 section 7.2.4 takes its place'],
      ['8.2', 'untested', 'Router Specification: open: a rule that nobody tests yet'],
    ]);
    expect(legend.filter(({ paint }) => paint === 'foreign' || paint === 'aside').map(({ count }) => count)).to.deep.equal([1, 1]);
    expect(summary).to.equal('20 sections: 11 with tests, 1 excused, 6 open, 1 another’s, 1 set aside');
  });

  it('paints a section that only requirements of other sections cite by those', () => {
    const cell = sampleMatrix()
      .rfcs.find(({ name }) => name === 'RFC 4861')
      ?.cells.find(({ section }) => section === '4.4');
    expect(cell).to.include({ paint: 'fail', tip: 'Neighbor Advertisement Message Format: violated, 1 requirement of other sections' });
  });
});
