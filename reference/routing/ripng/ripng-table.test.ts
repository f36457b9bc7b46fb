import { expect } from 'chai';
import { rollDice } from '../../engine/drive.js';
import { EventQueue } from '../../engine/event-queue.js';
import { address } from '../../net/address.js';
import { formatPrefix } from '../../net/prefix.js';
import { prefix } from '../../net/test-prefix.js';
import { after, seconds } from '../../time.js';
import { INFINITY, RIPNG_CONSTANTS } from './constants.js';
import { RIPNG_FEATURES } from './defaults.js';
import type { Offer } from './learned-route.js';
import { RipngTable } from './ripng-table.js';

const P = prefix('2001:db8:1::/48');
const offer = (metric: number, interfaceName = 'a'): Offer => ({ metric, routeTag: 0, nextHop: address('fe80::1'), interfaceName });

function build(maximum = RIPNG_CONSTANTS.MAX_ROUTES) {
  const queue = new EventQueue();
  const news: string[] = [];
  const table = new RipngTable(
    {
      now: () => queue.now,
      schedule: (at, action) => queue.schedule(at, 'timer', action),
      random: rollDice(1),
      variables: () => ({ constants: { ...RIPNG_CONSTANTS, MAX_ROUTES: maximum }, features: RIPNG_FEATURES.current }),
    },
    {
      changed: ({ prefix: changed, metric, origin }) => news.push(`${formatPrefix(changed)} ${origin} ${metric}`),
      deleted: (gone) => news.push(`${formatPrefix(gone)} deleted`),
    },
  );
  const wait = (count: number): void => void queue.runUntil(after(queue.now, seconds(count)));
  return { table, news, wait, timers: () => queue.size };
}

describe('RipngTable', () => {
  it('takes a route that is offered, and forgets it when it is offered no more', () => {
    const { table, news, wait, timers } = build();
    table.offer(P, offer(3));
    wait(301);
    expect(news).to.deep.equal(['2001:db8:1::/48 learned 3', '2001:db8:1::/48 learned 16', '2001:db8:1::/48 deleted']);
    expect([table.size, timers()]).to.deep.equal([0, 0]);
  });

  it('takes no route that cannot be used', () => {
    const { table, news } = build();
    table.offer(P, offer(INFINITY));
    expect([table.size, news]).to.deep.equal([0, []]);
  });

  it('lets its own routes stand before what is offered', () => {
    const { table, news } = build();
    table.offer(P, offer(3));
    table.enter({ prefix: P, metric: 1, routeTag: 0, interfaceName: 'b' });
    table.offer(P, offer(1));
    table.offer(P, offer(INFINITY));
    expect(table.get(P)).to.include({ origin: 'own', metric: 1 });
    expect(news).to.deep.equal(['2001:db8:1::/48 learned 3', '2001:db8:1::/48 own 1']);
  });

  it('tells of an own route that is taken back, and takes another meanwhile', () => {
    const { table, news, wait } = build();
    table.enter({ prefix: P, metric: 1, routeTag: 5, interfaceName: 'b' });
    table.takeBack(P);
    table.takeBack(P);
    wait(60);
    table.offer(P, offer(4));
    expect(news).to.deep.equal(['2001:db8:1::/48 own 1', '2001:db8:1::/48 learned 16', '2001:db8:1::/48 learned 4']);
  });

  it('loses what was learned on an interface that goes down, and nothing else', () => {
    const { table } = build();
    const Q = prefix('2001:db8:2::/48');
    table.offer(P, offer(3, 'a'));
    table.offer(Q, offer(3, 'b'));
    table.withdrawFrom('a');
    expect([table.get(P)?.metric, table.get(Q)?.metric]).to.deep.equal([INFINITY, 3]);
  });

  it('keeps change flags until they are cleared', () => {
    const { table } = build();
    table.offer(P, offer(3));
    expect(table.get(P)?.isChanged).to.equal(true);
    table.clearChangeFlags();
    table.offer(P, offer(3));
    expect(table.get(P)?.isChanged).to.equal(false);
    table.offer(P, offer(4));
    expect(table.get(P)?.isChanged).to.equal(true);
  });

  it('holds no more learned routes than its limit', () => {
    const { table, wait } = build(2);
    expect([1, 2, 3].map((i) => table.offer(prefix(`2001:db8:${i}::/48`), offer(3)))).to.deep.equal([true, true, false]);
    wait(301);
    expect(table.offer(prefix('2001:db8:3::/48'), offer(3))).to.equal(true);
  });

  it('stops without a word', () => {
    const { table, news, timers } = build();
    table.offer(P, offer(3));
    table.stop();
    expect([table.size, timers(), news.length]).to.deep.equal([0, 0, 1]);
  });
});
