import { expect } from 'chai';
import { assertionInWords, sameOctets } from './check.js';

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

describe('sameOctets', () => {
  const octets = (...values: number[]): Uint8Array => Uint8Array.from(values);

  it('holds for the same octets', () => expect(sameOctets(octets(1, 2), octets(1, 2)).holds).to.equal(true));

  it('shows where others begin, and how many there are', () => {
    expect(sameOctets(octets(1, 9, 3), octets(1, 2, 3))).to.deep.include({ holds: false, found: 'from octet 1 on 0903 instead of 0203' });
    expect(sameOctets(octets(1), octets(1, 2)).found).to.equal('1 octets instead of 2, from octet 1 on none instead of 02');
    expect(sameOctets(octets(), octets()).holds).to.equal(true);
  });
});
