import { expect } from 'chai';
import fc from 'fast-check';
import { jsonPieces } from './json-pieces.js';

describe('JSON in pieces', () => {
  it('is what JSON.stringify writes, whatever the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(5), (value, depth) => {
        expect([...jsonPieces(value, depth)].join('')).to.equal(JSON.stringify(value, undefined, 2));
      }),
    );
  });

  it('leaves out what is undefined, and writes empty lists and objects in one line', () => {
    const value = { none: undefined, list: [], object: {}, text: 'a\nb', deep: [{ none: undefined }, { one: [1, { two: 2 }] }] };
    expect([...jsonPieces(value)].join('')).to.equal(JSON.stringify(value, undefined, 2));
  });

  it('gives each finding of a capture as a piece of its own', () => {
    const findings = Array.from({ length: 50 }, (_, index) => ({ index, text: 'x'.repeat(100) }));
    const longest = Math.max(...[...jsonPieces({ captures: [{ findings }] })].map(({ length }) => length));
    expect(longest).to.be.lessThan(200);
  });
});
