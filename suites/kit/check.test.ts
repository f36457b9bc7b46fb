import { expect } from 'chai';
import { assertionInWords } from './check.js';

describe('assertionInWords', () => {
  const message = (assertion: () => void): string => {
    try {
      assertion();
    } catch (thrown) {
      return (thrown as Error).message;
    }
    throw new Error('it holds');
  };

  it('takes apart what was wanted and what was found', () => {
    const words = (assertion: () => void): unknown => assertionInWords(message(assertion));
    expect(words(() => expect(143, 'routes missing of 200').to.equal(0))).to.deep.equal({
      wanted: 'routes missing of 200: to equal 0',
      found: '143',
    });
    expect(words(() => expect(3, 'errors: all').to.be.below(3))).to.deep.equal({ wanted: 'errors: all: to be below 3', found: '3' });
    expect(words(() => expect('a').not.to.equal('a'))).to.deep.equal({ wanted: "the value: to not equal 'a'", found: "'a'" });
  });

  it('leaves other messages alone', () => expect(assertionInWords('the frame differs:\n  a   got 1')).to.equal(undefined));
});
