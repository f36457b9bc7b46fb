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
const time = hours(2);

describe('WithdrawnPrefixes', () => {
  it('go on without lifetimes for their time, each from when it was taken out', () => {
    const withdrawn = new WithdrawnPrefixes();
    withdrawn.change([A, B], [B], { now: START, time });
    const [first] = withdrawn.list(START);
    expect(first).to.include({ advValidLifetime: 0, advPreferredLifetime: 0, validDecrements: false });
    const later = after(START, hours(1));
    withdrawn.change([B], [], { now: later, time });
    const at = (now: typeof START) => withdrawn.list(now).map((entry) => formatPrefix(entry.prefix));
    expect(at(after(START, hours(2)))).to.deep.equal([formatPrefix(B.prefix)]);
    expect(at(after(later, hours(2)))).to.deep.equal([]);
  });

  it('end when the prefix comes back', () => {
    const withdrawn = new WithdrawnPrefixes();
    withdrawn.change([A], [], { now: START, time });
    withdrawn.change([], [A], { now: after(START, seconds(1)), time });
    expect(withdrawn.list(after(START, seconds(1)))).to.deep.equal([]);
  });

  it('are the same list while nothing changes', () => {
    const withdrawn = new WithdrawnPrefixes();
    withdrawn.change([A], [], { now: START, time });
    expect(withdrawn.list(after(START, seconds(1)))).to.equal(withdrawn.list(START));
  });
});
