import { expect } from 'chai';
import fc from 'fast-check';
import { addPiece, completed, EMPTY_BUFFER, type FragmentBuffer, type Piece } from './fragment-buffer.js';

const piece = (start: number, length: number, last = false, value = start): Piece => ({
  start,
  octets: Uint8Array.from({ length }, (_, i) => value + i),
  last,
});

function put(...pieces: readonly Piece[]): FragmentBuffer | string {
  let buffer = EMPTY_BUFFER;
  for (const one of pieces) {
    const added = addPiece(buffer, one);
    if (added.kind !== 'added') return added.kind;
    buffer = added.buffer;
  }
  return buffer;
}

describe('fragment buffer, RFC 8200 section 4.5', () => {
  it('puts pieces together in any order', () => {
    const whole = Uint8Array.from({ length: 40 }, (_, i) => i);
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 });
    fc.assert(
      fc.property(order, (indices) => {
        const buffer = put(...indices.map((i) => piece(8 * i, 8, i === 4)));
        expect(typeof buffer).to.equal('object');
        expect(completed(buffer as FragmentBuffer)).to.deep.equal(whole);
      }),
    );
  });

  it('is not complete with a hole, without an end, or empty', () => {
    expect(completed(EMPTY_BUFFER)).to.equal(undefined);
    expect(completed(put(piece(0, 8), piece(16, 8, true)) as FragmentBuffer)).to.equal(undefined);
    expect(completed(put(piece(0, 8), piece(8, 8)) as FragmentBuffer)).to.equal(undefined);
    expect(completed(put(piece(8, 8, true)) as FragmentBuffer)).to.equal(undefined);
  });

  const overlaps: readonly (readonly [string, Piece, Piece])[] = [
    ['partly, from behind', piece(0, 16), piece(8, 16)],
    ['partly, from before', piece(8, 16), piece(0, 16)],
    ['inside', piece(0, 32), piece(8, 8)],
    ['around', piece(8, 8), piece(0, 32)],
    ['same place, other octets', piece(0, 8), piece(0, 8, false, 99)],
    ['beyond the end', piece(0, 8, true), piece(8, 8)],
    ['two ends', piece(8, 8, true), piece(8, 16, true)],
    ['an end before what is there', piece(16, 8), piece(0, 8, true)],
  ];
  for (const [what, first, second] of overlaps) it(`overlap: ${what}`, () => expect(put(first, second)).to.equal('overlap'));

  it('an exact repetition is told apart', () => {
    expect(put(piece(0, 8), piece(0, 8))).to.equal('repeated');
  });
});
