import { expect } from 'chai';
import { prefix } from '../../net/test-prefix.js';
import { aggregateFor, passes } from './filters.js';
import type { RipngInterfaceSettings } from './settings.js';

describe('passes', () => {
  const filters = [{ prefix: prefix('2001:db8::/48') }, { prefix: prefix('::/0'), isExact: true }];
  for (const [text, does] of [
    ['2001:db8::/48', true],
    ['2001:db8:0:1::/64', true],
    ['2001:db8::/32', false],
    ['2001:db9::/48', false],
    ['::/0', true],
    ['8000::/1', false],
  ] as const)
    it(`${text} ${does ? 'passes' : 'does not pass'} 2001:db8::/48 and exactly ::/0`, () =>
      expect(passes(prefix(text), filters)).to.equal(does));

  it('lets everything pass without filters, and nothing with none at all', () => {
    expect([passes(prefix('::/0'), undefined), passes(prefix('::/0'), [])]).to.deep.equal([true, false]);
  });
});

describe('aggregateFor', () => {
  const aggregates = [{ prefix: prefix('2001:db8::/56'), metric: 1, routeTag: 0 }];
  const settings: RipngInterfaceSettings = { cost: 1, splitHorizon: 'off', listens: true, speaks: true, aggregates };
  for (const [text, does] of [
    ['2001:db8:0:1::/64', true],
    ['2001:db8::/56', false],
    ['2001:db8:0:100::/64', false],
    ['2001:db8::/48', false],
  ] as const)
    it(`2001:db8::/56 ${does ? 'stands' : 'does not stand'} for ${text}`, () =>
      expect(aggregateFor(prefix(text), settings) !== undefined).to.equal(does));
});
