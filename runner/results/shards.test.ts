import { expect } from 'chai';
import { Problem } from '../exit-codes.js';
import { assembleResult } from './assemble.js';
import type { Journal } from './journal.js';
import { madeUpEntry, madeUpHeader } from './made-up-run.js';
import { mergeShards, parseShard, partOf, type Shard } from './shards.js';

const selected = ['a.b.a', 'a.b.b', 'a.b.c', 'a.b.d', 'a.b.e'];

const part = (shard: Shard, more: Parameters<typeof madeUpHeader>[1] = {}): { path: string; journal: Journal } => ({
  path: `part${shard.index}`,
  journal: {
    header: madeUpHeader(selected, { shard: `${shard.index}/${shard.of}`, ...more }),
    tests: partOf(selected, shard).map((id) => madeUpEntry(id, 'pass', 7)),
    attempts: [],
    sessions: [{ wallUs: 1_000_000, interrupted: false }],
    wholeOctets: 0,
  },
});

describe('shards', () => {
  it('take every n-th test and together all of them', () => {
    const parts = [1, 2, 3].map((index) => partOf(selected, { index, of: 3 }));
    expect(parts.map((ids) => ids.length)).to.deep.equal([2, 2, 1]);
    expect(parts.flat().sort()).to.deep.equal(selected);
    expect(partOf(selected, undefined)).to.equal(selected);
  });

  it('are named i/n', () => {
    expect(parseShard('2/4')).to.deep.equal({ index: 2, of: 4 });
    for (const wrong of ['0/4', '5/4', '2', '2/4/6', 'a/b', '-1/2']) expect(() => parseShard(wrong), wrong).to.throw(/such as 2\/4/);
  });

  it('merge into one run: all tests in their order, stamps on the clock of the first', () => {
    const later = part({ index: 1, of: 2 }, { startedAt: '2026-11-21T23:00:02.000Z' });
    const { journal, missing } = mergeShards([later, part({ index: 2, of: 2 })]);
    const result = assembleResult(journal);
    expect(missing).to.deep.equal([]);
    expect(result.tests.map(({ id }) => id)).to.deep.equal(selected);
    expect(result.run).to.not.have.property('shard');
    expect(result.run).to.deep.include({ wallUs: 3_000_000, interrupted: false, startedAt: '2026-11-21T23:00:00.000Z' });
    expect(journal.tests.find(({ test }) => test.id === 'a.b.a')?.startedUs).to.equal(2_000_007);
    expect(journal.tests.find(({ test }) => test.id === 'a.b.b')?.startedUs).to.equal(7);
  });

  it('name the parts that are missing', () => {
    expect(mergeShards([part({ index: 2, of: 3 })]).missing).to.deep.equal(['1/3', '3/3']);
  });

  it('of different runs, or given twice, are refused', () => {
    expect(() => mergeShards([part({ index: 1, of: 2 }), part({ index: 2, of: 2 }, { seed: 2 })])).to.throw(
      Problem,
      /--seed is 1 in part1 and 2 in part2/,
    );
    expect(() => mergeShards([part({ index: 1, of: 2 }), part({ index: 1, of: 2 })])).to.throw(Problem, /a\.b\.a is in part1 and in part1/);
  });

  it('of runs that waited for other tests are refused, in words', () => {
    const waiting = part({ index: 2, of: 2 }, { longestUs: 7_200_000_000 });
    expect(() => mergeShards([part({ index: 1, of: 2 }), waiting])).to.throw(
      Problem,
      'not parts of one run: --longest is not given in part1 and 2h in part2.',
    );
    expect(mergeShards([part({ index: 1, of: 2 }, { longestUs: 7_200_000_000 }), waiting]).journal.header.run.longestUs).to.equal(
      7_200_000_000,
    );
  });

  it('names all who ran a part', () => {
    const parts = ['ann@a', 'bob@b', 'ann@a'].map((testedBy, i) => part({ index: i + 1, of: 3 }, { testedBy }));
    expect(mergeShards(parts).journal.header.run.testedBy).to.equal('ann@a, bob@b');
  });

  it('may not know what the device runs, which one of them has learnt', () => {
    const [ignorant, knowing, other] = [{}, { firmware: 'Linux 6.18.0' }, { firmware: 'Linux 6.1.0' }].map((more, i) =>
      part({ index: i + 1, of: 3 }, more),
    ) as [ReturnType<typeof part>, ReturnType<typeof part>, ReturnType<typeof part>];
    const { journal, note } = mergeShards([ignorant, knowing]);
    expect(journal.header.run.firmware).to.equal('Linux 6.18.0');
    expect(note).to.equal('firmware: Linux 6.18.0 in part2, not known in part1; taken for the same');
    expect(mergeShards([knowing])).to.not.have.property('note');
    expect(mergeShards([ignorant]).journal.header.run).to.not.have.property('firmware');
    expect(() => mergeShards([ignorant, knowing, other])).to.throw(
      Problem,
      /the firmware is Linux 6\.18\.0 in part2 and Linux 6\.1\.0 in part3/,
    );
  });
});
