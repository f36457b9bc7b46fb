import { expect } from 'chai';
import { instant, seconds, type Instant } from '../../reference/time.js';
import { recent } from './recent.js';

interface Entry {
  readonly name: string;
  readonly at: Instant;
}

describe('recent', () => {
  const at = (ms: number): Instant => instant(ms * 1_000);
  const entry = (name: string, ms: number): Entry => ({ name, at: at(ms) });
  const table = (limit = 100) => {
    const left: string[] = [];
    const kept = recent<Entry>({
      lifetime: seconds(1),
      limit,
      stampOf: (value) => value.at,
      onLeave: ({ name }, why) => left.push(`${name} ${why}`),
    });
    const put = (one: Entry): void => {
      kept.advance(one.at);
      kept.put(one.name, one);
    };
    return { left, kept, put };
  };

  it('keeps an entry for its lifetime and lets it go before twice that', () => {
    const { kept, left, put } = table();
    put(entry('a', 0));
    put(entry('b', 900));
    kept.advance(at(1_000));
    expect(left).to.deep.equal([]);
    expect(kept.get('a')?.name).to.equal('a');
    kept.advance(at(2_000));
    expect(left).to.have.members(['a expired', 'b expired']);
  });

  it('lets everything go after a long silence', () => {
    const { kept, left, put } = table();
    put(entry('a', 0));
    kept.advance(at(60_000));
    expect(left).to.deep.equal(['a expired']);
  });

  it('keeps no more than its limit', () => {
    const { kept, left, put } = table(4);
    for (let n = 0; n < 20; n++) put(entry(`e${n}`, n));
    expect(kept.size).to.be.at.most(4);
    expect(left[0]).to.equal('e0 crowded');
  });

  it('renews an entry that is put again, and forgets one that is removed', () => {
    const { kept, left, put } = table();
    put(entry('a', 0));
    put(entry('a', 900));
    kept.advance(at(1_800));
    expect(left).to.deep.equal([]);
    expect(kept.remove('a')?.at).to.equal(at(900));
    expect(kept.get('a')).to.equal(undefined);
    kept.finish(at(9_000));
    expect(left).to.deep.equal([]);
  });

  it('tells at the end whose time was over', () => {
    const { kept, left, put } = table();
    put(entry('a', 0));
    put(entry('b', 900));
    kept.finish(at(1_100));
    expect(left).to.have.members(['a expired', 'b finished']);
    expect(kept.size).to.equal(0);
  });
});
