import { expect } from 'chai';
import { formatPrefix } from '../../net/prefix.js';
import { prefix } from '../../net/test-prefix.js';
import { after, hours, seconds, START } from '../../time.js';
import { prefixVariables } from './advertising-variables.js';
import { WithdrawnPrefixes } from './withdrawn-prefixes.js';

const [A, B] = ['2001:db8:1::/64', '2001:db8:2::/64'].map((text) => prefixVariables({ prefix: prefix(text), validDecrements: true })) as [
  ReturnType<typeof prefixVariables>,
  ReturnType<typeof prefixVariables>,
];
const bounds = { time: hours(2), limit: 2 };

describe('WithdrawnPrefixes', () => {
  it('go on without lifetimes for their time, each from when it was taken out', () => {
    const withdrawn = new WithdrawnPrefixes(() => undefined);
    withdrawn.change([A, B], [B], { now: START, ...bounds });
    const [first] = withdrawn.list(START);
    expect(first).to.include({ advValidLifetime: 0, advPreferredLifetime: 0, validDecrements: false });
    const later = after(START, hours(1));
    withdrawn.change([B], [], { now: later, ...bounds });
    const at = (now: typeof START) => withdrawn.list(now).map((entry) => formatPrefix(entry.prefix));
    expect(at(after(START, hours(2)))).to.deep.equal([formatPrefix(B.prefix)]);
    expect(at(after(later, hours(2)))).to.deep.equal([]);
  });

  it('end when the prefix comes back', () => {
    const withdrawn = new WithdrawnPrefixes(() => undefined);
    withdrawn.change([A], [], { now: START, ...bounds });
    withdrawn.change([], [A], { now: after(START, seconds(1)), ...bounds });
    expect(withdrawn.list(after(START, seconds(1)))).to.deep.equal([]);
  });

  it('are the same list while nothing changes', () => {
    const withdrawn = new WithdrawnPrefixes(() => undefined);
    withdrawn.change([A], [], { now: START, ...bounds });
    expect(withdrawn.list(after(START, seconds(1)))).to.equal(withdrawn.list(START));
  });

  it('are so many at most, and the oldest are forgotten first', () => {
    let evicted = 0;
    const withdrawn = new WithdrawnPrefixes(() => evicted++);
    const many = [1, 2, 3, 4, 5].map((number) => prefixVariables({ prefix: prefix(`2001:db8:${number}::/64`) }));
    for (let left = many; left.length > 0; left = left.slice(1)) withdrawn.change(left, left.slice(1), { now: START, ...bounds });
    expect(withdrawn.list(START).map((entry) => formatPrefix(entry.prefix))).to.deep.equal(['2001:db8:4::/64', '2001:db8:5::/64']);
    expect(evicted).to.equal(3);
  });
});
