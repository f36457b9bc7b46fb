import { expect } from 'chai';
import { instant, seconds } from '../../reference/time.js';
import { recent } from './recent.js';

describe('recent', () => {
  const table = (limit: number) => {
    const left: string[] = [];
    return { left, kept: recent<string>({ lifetime: seconds(1), limit, onLeave: (value, why) => left.push(`${value} ${why}`) }) };
  };

  it('lets entries go when their time is over, oldest first', () => {
    const { kept, left } = table(10);
    kept.put('a', instant(0), 'A');
    kept.put('b', instant(500_000), 'B');
    kept.advance(instant(1_000_000));
    expect(left).to.deep.equal([]);
    kept.advance(instant(1_200_000));
    expect(left).to.deep.equal(['A expired']);
    expect(kept.get('b')).to.equal('B');
  });

  it('keeps no more than its limit', () => {
    const { kept, left } = table(2);
    for (const name of ['a', 'b', 'c']) kept.put(name, instant(0), name);
    expect(kept.size).to.equal(2);
    expect(left).to.deep.equal(['a crowded']);
  });

  it('renews an entry that is put again, and forgets one that is removed', () => {
    const { kept, left } = table(10);
    kept.put('a', instant(0), 'A');
    kept.put('a', instant(900_000), 'A');
    kept.advance(instant(1_500_000));
    expect(kept.remove('a')).to.equal('A');
    kept.finish();
    expect(left).to.deep.equal([]);
  });

  it('tells of what is left at the end', () => {
    const { kept, left } = table(10);
    kept.put('a', instant(0), 'A');
    kept.finish();
    expect(left).to.deep.equal(['A finished']);
    expect(kept.size).to.equal(0);
  });
});
