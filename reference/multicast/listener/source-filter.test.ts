import { expect } from 'chai';
import fc from 'fast-check';
import { address, type Address } from '../../net/address.js';
import { A, B, C, D, exclude, include } from './driven-listener.js';
import { difference, mergedFilter, NO_SOURCE, sameFilter, sourceFilter, wants, wantsNothing, type SourceFilter } from './source-filter.js';

const E = address('2001:db8::e');
const F = address('2001:db8::f');
const ALL: readonly Address[] = [A, B, C, D, E, F];
const filter = fc.record({ mode: fc.constantFrom('include' as const, 'exclude' as const), bits: fc.nat(63) }).map(({ mode, bits }) =>
  sourceFilter(
    mode,
    ALL.filter((_, i) => (bits >> i) & 1),
  ),
);

describe('source filters (RFC 3810 section 4.2)', () => {
  it('merge as in the examples of the text', () => {
    const [s1, s2, s3] = [exclude(A, B, C, D), exclude(B, C, D, E), include(D, E, F)];
    expect(mergedFilter([s1, s2, s3])).to.deep.equal(exclude(B, C));
    expect(mergedFilter([s1, s2, s3, exclude()])).to.deep.equal(exclude());
    expect(mergedFilter([include(A, B, C), include(B, C, D), include(E, F)])).to.deep.equal(include(A, B, C, D, E, F));
    expect(mergedFilter([])).to.deep.equal(NO_SOURCE);
  });

  it('together want what any of them wants', () => {
    fc.assert(
      fc.property(fc.array(filter, { maxLength: 5 }), (filters) => {
        const merged = mergedFilter(filters);
        for (const source of [...ALL, address('2001:db8::99')])
          expect(wants(merged, source)).to.equal(filters.some((one) => wants(one, source)));
        // "MUST NOT use an EXCLUDE interface record ... if all sockets ... are in INCLUDE state"
        expect(merged.mode === 'exclude').to.equal(filters.some(({ mode }) => mode === 'exclude'));
      }),
    );
  });

  it('are the same in whatever order and however often sources are named', () => {
    fc.assert(
      fc.property(filter, fc.nat(), (one: SourceFilter, seed) => {
        const shuffled = [...one.sources, ...one.sources].sort(
          (a, b) => (((a[15] ?? 0) * (seed + 7)) % 11) - (((b[15] ?? 0) * (seed + 7)) % 11),
        );
        expect(sameFilter(one, sourceFilter(one.mode, shuffled))).to.equal(true);
      }),
    );
  });

  it('want nothing only without any source to include', () => {
    expect([include(), exclude(), include(A)].map(wantsNothing)).to.deep.equal([true, false, false]);
    expect(difference([A, B], [B, C])).to.deep.equal([A, C]);
  });
});
