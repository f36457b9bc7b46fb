import { expect } from 'chai';
import fc from 'fast-check';
import { segmentsOf } from './shares.js';

describe('segmentsOf', () => {
  it('divides the width as the counts are divided', () => {
    expect(
      segmentsOf(
        [
          ['fail', 1],
          ['pass', 3],
          ['skip', 0],
        ],
        100,
      ),
    ).to.deep.equal([
      { kind: 'fail', count: 1, x: 0, width: 25 },
      { kind: 'pass', count: 3, x: 25, width: 75 },
    ]);
  });

  it('fills the width without a gap, and hides nothing, whatever the counts', () => {
    const counts = fc.array(fc.nat({ max: 100_000 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(counts, (numbers) => {
        const segments = segmentsOf(
          numbers.map((count, i) => [String(i), count] as const),
          120,
        );
        expect(segments.length).to.equal(numbers.filter((count) => count > 0).length);
        let end = 0;
        for (const { x, width } of segments) {
          expect(x).to.be.closeTo(end, 0.2);
          expect(width).to.be.at.least(3);
          end = x + width;
        }
        if (segments.length > 0) expect(end).to.be.closeTo(120, 0.2);
      }),
      // 118 of 4,682 has room enough until the single one is given its own.
      { examples: [[[118, 1, 4_563]]] },
    );
  });
});
