import { expect } from 'chai';
import { address } from '../../reference/net/address.js';
import { prefixKey, prefixOf } from '../../reference/net/prefix.js';
import { after, seconds, START, type Instant } from '../../reference/time.js';
import { aged, heard, routeFor, toldOn, withOwn, withoutLink, withoutOwn, type PlayedTable, type Teller } from './played-table.js';

const P = prefixOf(address('2001:db8:100::'), 48);
const ONE: Teller = { link: 'near', router: 'one' };
const TWO: Teller = { link: 'far', router: 'two' };
const at = (count: number): Instant => after(START, seconds(count));

const hears = (table: PlayedTable, by: Teller, metric: number, when = 0, routeTag = 0): PlayedTable =>
  heard(table, by, [{ prefix: P, metric, routeTag }], 1, at(when));
const known = (table: PlayedTable) => {
  const { metric, by, routeTag } = table.get(prefixKey(P)) ?? {};
  return metric === undefined ? undefined : `${metric} by ${by?.router ?? 'itself'}${routeTag ? ` tag ${routeTag}` : ''}`;
};
const none: PlayedTable = new Map();

describe('the table of a played router (RFC 2080 section 2.4.2)', () => {
  const cases: readonly [string, () => PlayedTable, string | undefined][] = [
    ['adds the cost of the link', () => hears(none, ONE, 3, 0, 7), '4 by one tag 7'],
    ['does not learn what would be 16', () => hears(none, ONE, 15), undefined],
    ['takes a better metric of another router', () => hears(hears(none, ONE, 3), TWO, 2), '3 by two'],
    ['takes no worse metric of another router', () => hears(hears(none, ONE, 3), TWO, 4), '4 by one'],
    ['takes an equal one only after half the timeout', () => hears(hears(none, ONE, 3), TWO, 3, 89), '4 by one'],
    ['takes an equal one after half the timeout', () => hears(hears(none, ONE, 3), TWO, 3, 90), '4 by two'],
    ['takes whatever its own router says', () => hears(hears(none, ONE, 3), ONE, 9), '10 by one'],
    ['gives up what its own router calls lost', () => hears(hears(none, ONE, 3), ONE, 16), '16 by one'],
    ['does not heed what others call lost', () => hears(hears(none, ONE, 3), TWO, 16), '4 by one'],
    ['takes anything for what is lost', () => hears(hears(hears(none, ONE, 3), ONE, 16), TWO, 14), '15 by two'],
    ['keeps what it has of its own', () => hears(withOwn(none, { prefix: P, metric: 5, routeTag: 0 }, at(0)), ONE, 1), '5 by itself'],
    ['gives up routes after 180 seconds', () => aged(hears(none, ONE, 3), at(180)), '16 by one'],
    ['keeps them until then', () => aged(hears(none, ONE, 3), at(179)), '4 by one'],
    ['deletes them 120 seconds later', () => aged(aged(hears(none, ONE, 3), at(180)), at(300)), undefined],
    ['gives up the routes of a link that goes down', () => withoutLink(hears(none, ONE, 3), 'near', at(1)), '16 by one'],
    ['and no others', () => withoutLink(hears(none, ONE, 3), 'far', at(1)), '4 by one'],
    [
      'gives up what it has lost itself',
      () => withoutOwn(withOwn(none, { prefix: P, metric: 5, routeTag: 0 }, at(0)), P, at(1)),
      '16 by itself',
    ],
  ];
  for (const [title, make, wanted] of cases) it(title, () => expect(known(make())).to.equal(wanted));

  it('tells by its horizon (section 2.6)', () => {
    const table = hears(none, ONE, 3);
    const told = (link: string, mode: Parameters<typeof toldOn>[2]) => toldOn(table, link, mode).map(({ metric }) => metric);
    expect([
      told('near', 'off'),
      told('near', 'split-horizon'),
      told('near', 'poisoned-reverse'),
      told('far', 'split-horizon'),
    ]).to.deep.equal([[4], [], [16], [4]]);
  });

  it('sends packets by the longest prefix that is not lost', () => {
    const inner = prefixOf(address('2001:db8:100:1::'), 64);
    const table = heard(hears(none, ONE, 3), TWO, [{ prefix: inner, metric: 9, routeTag: 0 }], 1, at(0));
    expect(routeFor(table, inner.address)?.by).to.equal(TWO);
    expect(routeFor(withoutLink(table, 'far', at(1)), inner.address)?.by).to.equal(ONE);
    expect(routeFor(table, address('2001:db8:200::1'))).to.equal(undefined);
  });
});
