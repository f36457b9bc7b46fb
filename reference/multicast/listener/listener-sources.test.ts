import { expect } from 'chai';
import fc from 'fast-check';
import { addressKey, type Address } from '../../net/address.js';
import { milliseconds, seconds } from '../../time.js';
import { A, B, C, D, exclude, include, listener, ONE, query, reports, wish, type DrivenListener } from './driven-listener.js';
import type { GroupRecord } from './listener-state.js';
import { ANY_SOURCE, NO_SOURCE, sameFilter, sourceFilter, union, without, type SourceFilter } from './source-filter.js';

/** What is told at once when a filter takes the place of another. */
function told(from: SourceFilter, to: SourceFilter): string {
  const driven = listener();
  wish(driven, from);
  driven.advance(seconds(10));
  wish(driven, to);
  return reports(driven, seconds(10) - 1)
    .join('; ')
    .replaceAll('10 ', '');
}

describe('multicastListener and sources: changes (RFC 3810 section 6.1)', () => {
  const rows: readonly (readonly [SourceFilter, SourceFilter, string])[] = [
    [NO_SOURCE, include(A, B), 'ALLOW 1 a b'],
    [include(A, B), NO_SOURCE, 'BLOCK 1 a b'],
    [include(A, B), include(B, C), 'ALLOW 1 c, BLOCK 1 a'],
    [include(A), include(A, B), 'ALLOW 1 b'],
    [exclude(A, B), exclude(B, C), 'ALLOW 1 a, BLOCK 1 c'],
    [ANY_SOURCE, exclude(A), 'BLOCK 1 a'],
    [include(A), exclude(B), 'TO_EX 1 b'],
    [include(A), ANY_SOURCE, 'TO_EX 1'],
    [exclude(A), include(A, C), 'TO_IN 1 a c'],
    [exclude(A), NO_SOURCE, 'TO_IN 1'],
    [include(A), include(A), ''],
  ];
  for (const [from, to, expected] of rows)
    it(`${from.mode} ${from.sources.length} to ${to.mode} ${to.sources.length}: ${expected || 'nothing'}`, () =>
      expect(told(from, to)).to.equal(expected));

  it('what changes again before it was repeated is told as it is now, merged with the rest', () => {
    const driven = listener();
    wish(driven, include(A, B));
    driven.advance(milliseconds(400));
    wish(driven, include(B, C));
    driven.advance(seconds(5));
    expect(reports(driven)).to.deep.equal(['0 ALLOW 1 a b', '0.4 ALLOW 1 b c, BLOCK 1 a', '1 ALLOW 1 c, BLOCK 1 a']);
  });

  it('a change of mode is told as often as it must be, before changes of sources are', () => {
    const driven = listener();
    wish(driven, exclude(A));
    driven.advance(milliseconds(400));
    wish(driven, exclude(A, B));
    driven.advance(seconds(5));
    expect(reports(driven)).to.deep.equal(['0 TO_EX 1 a', '0.4 TO_EX 1 a b', '1 BLOCK 1 b', '2 BLOCK 1 b']);
  });

  it('a change of mode back and forth ends with the last', () => {
    const driven = listener();
    for (const filter of [ANY_SOURCE, include(A), exclude(B)]) wish(driven, filter);
    driven.advance(seconds(5));
    expect(reports(driven)).to.deep.equal(['0 TO_EX 1', '0 TO_IN 1 a', '0 TO_EX 1 b', '1 TO_EX 1 b']);
  });
});

describe('multicastListener and sources: queries (RFC 3810 sections 6.2 and 6.3)', () => {
  function asked(filter: SourceFilter, ...queries: ReturnType<typeof query>[]): readonly string[] {
    const driven = listener('latest', { set: { QUERIED_SOURCES_LIMIT: 3 } });
    wish(driven, filter);
    driven.advance(seconds(10));
    for (const one of queries) driven.receive(one);
    driven.advance(seconds(60));
    return reports(driven, seconds(10));
  }

  it('of a filter are reported as they are', () => {
    expect(asked(include(A, B), query(2, 4, ONE))).to.deep.equal(['14 IS_IN 1 a b']);
    expect(asked(exclude(A), query(2, 4))).to.deep.equal(['14 IS_EX 1 a']);
  });

  it('about sources bring those that are wanted, and nothing when none is', () => {
    expect(asked(include(A, B), query(2, 4, ONE, B, C))).to.deep.equal(['14 IS_IN 1 b']);
    expect(asked(exclude(A, B), query(2, 4, ONE, B, C))).to.deep.equal(['14 IS_IN 1 c']);
    expect(asked(include(A, B), query(2, 4, ONE, C))).to.deep.equal([]);
    expect(asked(exclude(A, B), query(2, 4, ONE, A))).to.deep.equal([]);
  });

  it('about sources add up to one answer, at the time of the soonest', () => {
    expect(asked(include(A, B, C), query(2, 4, ONE, A), query(2, 8, ONE, B))).to.deep.equal(['14 IS_IN 1 a b']);
    expect(asked(include(A, B, C), query(2, 8, ONE, A), query(2, 4, ONE, B))).to.deep.equal(['14 IS_IN 1 a b']);
  });

  it('about the whole group swallow those about sources, before and after', () => {
    expect(asked(include(A, B), query(2, 8, ONE, A), query(2, 4, ONE))).to.deep.equal(['14 IS_IN 1 a b']);
    expect(asked(include(A, B), query(2, 4, ONE), query(2, 8, ONE, A))).to.deep.equal(['14 IS_IN 1 a b']);
  });

  it('about more sources than are kept bring the whole group, and that is counted', () => {
    expect(asked(exclude(A), query(2, 4, ONE, B, C), query(2, 4, ONE, C, D))).to.deep.equal(['14 IS_IN 1 b c d']);
    const driven = listener('latest', { set: { QUERIED_SOURCES_LIMIT: 2 } });
    wish(driven, exclude(A));
    driven.receive(query(2, 4, ONE, B, C, D));
    expect(driven.events()).to.deep.equal([{ at: 0, name: 'queried-sources-overflow', group: ONE }]);
    driven.advance(seconds(60));
    expect(reports(driven).at(-1)).to.equal('4 IS_EX 1 a');
  });

  it('are answered with what is wanted when the answer is due', () => {
    const driven = listener();
    wish(driven, include(A, B));
    driven.advance(seconds(10));
    driven.receive(query(2, 10, ONE, A, B));
    driven.advance(seconds(5));
    wish(driven, include(B, C));
    driven.advance(seconds(60));
    expect(reports(driven).at(-1)).to.equal('20 IS_IN 1 b');
  });
});

const SOURCES = [A, B, C, D];
const filterArbitrary = fc
  .record({ mode: fc.constantFrom('include' as const, 'exclude' as const), bits: fc.nat(15) })
  .map(({ mode, bits }) =>
    sourceFilter(
      mode,
      SOURCES.filter((_, i) => (bits >> i) & 1),
    ),
  );
const changesArbitrary = fc.array(fc.record({ filter: filterArbitrary, pause: fc.nat(1_500) }), { minLength: 1, maxLength: 12 });

/** What a router knows of a link with this one listener, from the records that reach it. */
function heardBy(state: SourceFilter, { type, sources }: GroupRecord): SourceFilter {
  const isInclude = state.mode === 'include';
  const add = (): readonly Address[] => union(state.sources, sources);
  const take = (): readonly Address[] => without(state.sources, sources);
  switch (type) {
    case 'CHANGE_TO_INCLUDE_MODE':
    case 'MODE_IS_INCLUDE':
      return sourceFilter('include', sources);
    case 'CHANGE_TO_EXCLUDE_MODE':
    case 'MODE_IS_EXCLUDE':
      return sourceFilter('exclude', sources);
    case 'ALLOW_NEW_SOURCES':
      return { ...state, sources: isInclude ? add() : take() };
    case 'BLOCK_OLD_SOURCES':
      return { ...state, sources: isInclude ? take() : add() };
  }
}

function played(
  changes: readonly { readonly filter: SourceFilter; readonly pause: number }[],
  seed: number,
  robustness = 2,
): DrivenListener {
  const driven = listener(seed, { set: { ROBUSTNESS_VARIABLE: robustness } });
  for (const { filter, pause } of changes) {
    wish(driven, filter);
    driven.advance(milliseconds(pause));
  }
  driven.advance(seconds(60));
  return driven;
}

describe('multicastListener and sources, whatever changes when', () => {
  it('a router knows in the end what is wanted, also when it misses as many reports as robustness allows', () => {
    fc.assert(
      fc.property(changesArbitrary, fc.nat(), fc.nat(2), fc.nat(60), (changes, seed, losses, first) => {
        const driven = played(changes, seed, losses + 1);
        const sent = driven.sent().map(({ frame }) => frame);
        // Robustness is against losses in a row: that many reports from some place on are lost.
        const arrived = sent.filter((_, i) => i < first % (sent.length + 1) || i >= (first % (sent.length + 1)) + losses);
        const records = arrived.flatMap((one) => (one.kind === 'report2' ? one.records : []));
        const known = records.reduce(heardBy, NO_SOURCE);
        const wanted = changes.at(-1)!.filter;
        expect(sameFilter(known, wanted), `${known.mode} ${known.sources.length}, wanted ${wanted.mode} ${wanted.sources.length}`).to.equal(
          true,
        );
      }),
      { numRuns: 400 },
    );
  });

  it('nothing stays pending, nothing is forgotten, and no pause between repetitions is longer than the interval', () => {
    fc.assert(
      fc.property(changesArbitrary, fc.nat(), (changes, seed) => {
        const driven = played(changes, seed);
        const last = changes.at(-1)!.filter;
        expect(driven.pendingTimers()).to.equal(0);
        expect(driven.state.groups.has(addressKey(ONE))).to.equal(!(last.mode === 'include' && last.sources.length === 0));
        const times = driven.sentAt();
        const lastChange = changes.slice(0, -1).reduce((at, { pause }) => at + milliseconds(pause), 0);
        for (const [i, at] of times.entries())
          if (i > 0 && at > lastChange && (times[i - 1] ?? 0) >= lastChange) expect(at - (times[i - 1] ?? 0)).to.be.at.most(1_000_000);
      }),
      { numRuns: 200 },
    );
  });
});
