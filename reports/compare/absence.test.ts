import { expect } from 'chai';
import type { RunDescription, TestRecord } from '../../suites/kit/record.js';
import { comparable, sampleRuns } from '../sample/sample-comparison.js';
import { requirementsBySlug } from '../coverage-model.js';
import { sampleCoverage } from '../sample/sample-coverage.js';
import { compareRuns, type RunToCompare } from './compare.js';
import type { Absence, Comparison } from './comparison.js';
import { comparisonMarkdown } from './comparison-markdown.js';
import { differingTests } from './device-matrix.js';
import { conclusionOf } from './words.js';

const [whole] = sampleRuns().map((run, i) => comparable(run, String(i))) as [RunToCompare];
const { tests } = whole.result;

/** A run that has the tests that are kept. */
const having = (keeps: (test: TestRecord) => boolean, run: Partial<RunDescription>, selected?: readonly TestRecord[]): RunToCompare => ({
  ...whole,
  result: { ...whole.result, run: { ...whole.result.run, ...run }, tests: tests.filter(keeps) },
  ...(selected && { selected: new Set(selected.map(({ id }) => id)) }),
});

const compared = (...runs: readonly [RunToCompare, ...RunToCompare[]]): Comparison => compareRuns(runs, '2026-11-22');
const apart = (comparison: Comparison): Readonly<Record<Absence, number>> | undefined => comparison.changes[0]?.apart;
const kinds = ({ transitions }: Comparison): readonly string[] => transitions.map(({ kind }) => kind);

const isEcho = ({ suite }: TestRecord): boolean => suite === 'icmpv6';
const isNd = ({ suite }: TestRecord): boolean => suite === 'nd';
const [ND, OTHERS] = [tests.filter(isNd).length, tests.filter((test) => !isNd(test)).length];

describe('a test that only one of two runs has', () => {
  it('is not gone when the later run was not asked for it, nor new when the baseline was not', () => {
    const selected = having(isNd, { selectors: ['nd'] });
    for (const comparison of [compared(whole, selected), compared(selected, whole)]) {
      expect(kinds(comparison)).to.deep.equal([]);
      expect(apart(comparison)).to.deep.equal({ 'other role': 0, 'not asked': OTHERS, 'not reached': 0 });
      expect(comparison.changes[0]).to.deep.include({ common: ND, same: ND });
    }
    const comparison = compared(whole, selected);
    expect(conclusionOf(comparison).sentence).to.contain(`, ${OTHERS} not asked for in one of the runs`);
    expect(comparisonMarkdown(comparison)).to.contain(`| Not asked for | ${OTHERS} |`).and.not.contain('Tests gone');
    expect(differingTests(comparison, new Map(), requirementsBySlug(sampleCoverage)).groups).to.deep.equal([]);
  });

  it('is gone when the selectors of the later run take it all the same', () => {
    const [first, second] = tests.filter(isNd);
    const without = (selectors: readonly string[]): readonly string[] =>
      compared(
        whole,
        having((test) => isNd(test) && test !== first && test !== second, { selectors }),
      ).transitions.map(({ id }) => id);
    expect(without(['nd'])).to.deep.equal([first?.id, second?.id]);
    expect(without([first?.id ?? ''])).to.deep.equal([first?.id]);
    expect(without(['nd', 'level:must'])).to.deep.equal([]);
    expect(without(['RFC4861'])).to.deep.equal([]);
  });

  it('was not reached when the run that was to run it was interrupted', () => {
    const stopped = having(
      isEcho,
      { selectors: ['nd', 'icmpv6'], interrupted: true },
      tests.filter((test) => isNd(test) || isEcho(test)),
    );
    const comparison = compared(whole, stopped);
    expect(kinds(comparison)).to.deep.equal([]);
    expect(apart(comparison)).to.deep.include({ 'not reached': ND, 'not asked': OTHERS - tests.filter(isEcho).length });
    expect(apart(compared(whole, having(isEcho, { interrupted: true })))).to.deep.include({
      'not reached': tests.length - tests.filter(isEcho).length,
    });
  });

  it('is gone from an interrupted run that was not to run it, since its suites no longer have it', () => {
    const [first, ...rest] = tests;
    const comparison = compared(
      whole,
      having((test) => test !== first, { interrupted: true }, rest),
    );
    expect(comparison.transitions.map(({ kind, id }) => [kind, id])).to.deep.equal([['gone', first?.id]]);
  });

  it('is left out by the shard', () => {
    expect(apart(compared(whole, having(isEcho, { shard: '1/2' })))).to.deep.include({
      'not asked': tests.length - tests.filter(isEcho).length,
    });
  });
});
