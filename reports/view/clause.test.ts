import { expect } from 'chai';
import { clauseView, compareSections, parseClause } from './clause.js';

describe('clauseView', () => {
  it('links a section and an appendix at the RFC editor', () => {
    expect(clauseView(4861, '7.2.4')).to.deep.equal({
      text: 'RFC 4861 7.2.4',
      url: 'https://www.rfc-editor.org/rfc/rfc4861#section-7.2.4',
      selector: 'RFC4861:7.2.4',
    });
    expect(clauseView(4861, 'C').url).to.match(/#appendix-C$/);
  });

  it('has no link for what stands outside the RFCs', () => {
    expect(clauseView(0, 'KAME setkey(8)')).to.deep.equal({ text: 'KAME setkey(8)', url: '', selector: '' });
  });

  it('reads its own selectors', () => {
    expect(parseClause('RFC4862:5.4.3')?.text).to.equal('RFC 4862 5.4.3');
    expect(parseClause('section 5')).to.equal(undefined);
  });
});

describe('compareSections', () => {
  it('orders by number, parents first, appendices last', () => {
    const sorted = ['10', 'A.1', '7.10', '7.2.10', '7.2', 'A', '7.2.9'].sort(compareSections);
    expect(sorted).to.deep.equal(['7.2', '7.2.9', '7.2.10', '7.10', '10', 'A', 'A.1']);
  });
});
