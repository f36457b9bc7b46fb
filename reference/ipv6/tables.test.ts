import { expect } from 'chai';
import fc from 'fast-check';
import { EventQueue } from '../engine/event-queue.js';
import { address, addressFromOctets, formatAddress, type Address } from '../net/address.js';
import { formatPrefix } from '../net/prefix.js';
import { prefix } from '../net/test-prefix.js';
import { after, instant, seconds, START } from '../time.js';
import { AddressTable, phaseOf } from './address-table.js';
import { DefaultRouterList } from './default-router-list.js';
import { DestinationCache } from './destination-cache.js';
import { PrefixList } from './prefix-list.js';

const host = (n: number): Address => {
  const octets = address('2001:db8::').slice();
  octets[14] = n >> 8;
  octets[15] = n & 0xff;
  return addressFromOctets(octets);
};

describe('DestinationCache', () => {
  it('keeps the entries used last', () => {
    let evicted = 0;
    const cache = new DestinationCache(
      2,
      () => evicted++,
      () => START,
    );
    for (const n of [1, 2]) cache.put({ destination: host(n), nextHop: host(9), source: 'route' });
    cache.use(host(1));
    cache.put({ destination: host(3), nextHop: host(9), source: 'route' });
    expect(cache.peek(host(2))).to.equal(undefined);
    expect(cache.peek(host(1))?.nextHop).to.deep.equal(host(9));
    expect(evicted).to.equal(1);
  });

  it('forgets what goes through a neighbour and knows who routes', () => {
    const cache = new DestinationCache(
      10,
      () => undefined,
      () => START,
    );
    cache.put({ destination: host(1), nextHop: host(9), source: 'route' });
    cache.put({ destination: host(2), nextHop: host(2), source: 'route' });
    expect(cache.routesThrough(host(9))).to.equal(true);
    expect(cache.routesThrough(host(2)), 'a neighbour that is itself the destination').to.equal(false);
    cache.forgetThrough(host(9));
    expect(cache.size).to.equal(1);
  });

  it('keeps what holds for one source apart from what holds for all', () => {
    const cache = new DestinationCache(
      10,
      () => undefined,
      () => START,
    );
    cache.put({ destination: host(1), nextHop: host(8), source: 'route', from: host(21) });
    expect(cache.peek(host(1))).to.equal(undefined);
    expect(cache.use(host(1), host(22))).to.equal(undefined);
    expect(cache.use(host(1), host(21))?.nextHop).to.deep.equal(host(8));
    cache.put({ destination: host(1), nextHop: host(9), source: 'redirect' });
    expect(cache.use(host(1), host(21))?.nextHop, 'the entry for all took its place').to.deep.equal(host(9));
    expect(cache.size).to.equal(1);
  });

  it('knows a destination as long as it has an entry for any source', () => {
    const cache = new DestinationCache(
      2,
      () => undefined,
      () => START,
    );
    for (const n of [21, 22, 23]) cache.put({ destination: host(1), nextHop: host(8), source: 'route', from: host(n) });
    cache.put({ destination: host(2), nextHop: host(8), source: 'route' });
    expect(cache.knows(host(1))).to.equal(true);
    cache.put({ destination: host(3), nextHop: host(8), source: 'route' });
    expect(cache.knows(host(1))).to.equal(false);
    cache.clear();
    expect(cache.knows(host(2))).to.equal(false);
  });

  it('stays within its limit and agrees with a list in order of use', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ n: fc.nat(12), put: fc.boolean() }), { maxLength: 80 }), (steps) => {
        const cache = new DestinationCache(
          5,
          () => undefined,
          () => START,
        );
        let model: number[] = [];
        for (const { n, put } of steps) {
          if (put) cache.put({ destination: host(n), nextHop: host(n), source: 'route' });
          else cache.use(host(n));
          if (put || model.includes(n)) model = [...model.filter((m) => m !== n), n].slice(-5);
        }
        expect(cache.size).to.equal(model.length);
        for (const n of model) expect(cache.peek(host(n))).not.to.equal(undefined);
      }),
    );
  });
});

describe('DefaultRouterList', () => {
  function list(limit = 4) {
    const queue = new EventQueue();
    const removed: string[] = [];
    const refused: string[] = [];
    const routers = new DefaultRouterList({
      limit,
      schedule: (at, action) => queue.schedule(at, 'timer', action),
      removed: ({ address: gone }) => removed.push(formatAddress(gone)),
      refused: () => refused.push('router'),
    });
    return { queue, routers, removed, refused };
  }
  const until = after(START, seconds(5));

  it('expires a router, unless its lifetime is reset', () => {
    const { queue, routers, removed } = list();
    expect(routers.advertise({ address: host(1), preference: 'medium', until })).to.equal('added');
    routers.advertise({ address: host(2), preference: 'medium', until });
    expect(routers.advertise({ address: host(1), preference: 'medium', until: after(until, seconds(5)) })).to.equal('unchanged');
    queue.runUntil(until);
    expect(removed).to.deep.equal(['2001:db8::2']);
    expect(routers.has(host(1))).to.equal(true);
    queue.runUntil(after(until, seconds(5)));
    expect(routers.size).to.equal(0);
    expect(queue.size).to.equal(0);
  });

  it('tells whether routes may have changed', () => {
    const { routers } = list(1);
    const changes = (['medium', 'medium', 'high'] as const).map((preference) => routers.advertise({ address: host(1), preference, until }));
    expect([...changes, routers.advertise({ address: host(2), preference: 'high', until })]).to.deep.equal([
      'added',
      'unchanged',
      'changed',
      'refused',
    ]);
  });

  it('refuses what does not fit', () => {
    const { routers, refused } = list(2);
    for (const n of [1, 2, 3]) routers.advertise({ address: host(n), preference: 'medium', until });
    expect(routers.size).to.equal(2);
    expect(refused).to.have.length(1);
  });

  it('clear tells nobody and leaves no timer', () => {
    const { queue, routers, removed } = list();
    routers.advertise({ address: host(1), preference: 'medium', until });
    routers.clear();
    expect(removed).to.deep.equal([]);
    expect(queue.size).to.equal(0);
    expect(routers.remove(host(1))).to.equal(false);
  });
});

describe('PrefixList', () => {
  function list(limit = 4) {
    const queue = new EventQueue();
    const changes: string[] = [];
    const prefixes = new PrefixList({
      limit,
      schedule: (at, action) => queue.schedule(at, 'timer', action),
      changed: (changed, onLink) => changes.push(`${onLink ? '+' : '-'}${formatPrefix(changed)}`),
      refused: () => changes.push('refused'),
    });
    return { queue, prefixes, changes };
  }

  it('covers addresses until the prefix expires or is withdrawn', () => {
    const { queue, prefixes, changes } = list();
    prefixes.advertise(prefix('2001:db8::/64'), instant(5));
    prefixes.advertise(prefix('2001:db8:1::/120'), 'never');
    expect(prefixes.covers(host(1))).to.equal(true);
    expect(prefixes.covers(address('2001:db8:1::ff'))).to.equal(true);
    expect(prefixes.covers(address('2001:db8:1::1ff'))).to.equal(false);
    queue.runUntil(instant(5));
    expect(prefixes.covers(host(1))).to.equal(false);
    prefixes.remove(prefix('2001:db8:1::/120'));
    expect(changes).to.deep.equal(['+2001:db8::/64', '+2001:db8:1::/120', '-2001:db8::/64', '-2001:db8:1::/120']);
  });

  it('a new lifetime replaces the old one, in both directions', () => {
    const { queue, prefixes } = list();
    prefixes.advertise(prefix('2001:db8::/64'), instant(5));
    prefixes.advertise(prefix('2001:db8::/64'), instant(50));
    queue.runUntil(instant(49));
    expect(prefixes.has(prefix('2001:db8::/64'))).to.equal(true);
    prefixes.advertise(prefix('2001:db8::/64'), 'never');
    expect(queue.size).to.equal(0);
    prefixes.advertise(prefix('2001:db8::/64'), instant(60));
    queue.runUntil(instant(60));
    expect(prefixes.list()).to.deep.equal([]);
  });

  it('is bounded', () => {
    const { prefixes, changes } = list(1);
    prefixes.advertise(prefix('2001:db8::/64'), 'never');
    prefixes.advertise(prefix('2001:db8:1::/64'), 'never');
    expect(prefixes.list()).to.have.length(1);
    expect(changes).to.deep.equal(['+2001:db8::/64', 'refused']);
    prefixes.clear();
    prefixes.remove(prefix('2001:db8::/64'));
    expect(prefixes.list()).to.deep.equal([]);
  });
});

describe('AddressTable', () => {
  const manual = (a: Address, anycast = false) => ({ address: a, prefixLength: 64, origin: 'manual' as const, anycast });

  it('tells the phases of an address', () => {
    const table = new AddressTable(4);
    table.add(manual(host(1)));
    const phase = () => phaseOf(table.find(host(1)) ?? table.list()[0]!);
    expect(phase()).to.equal('tentative');
    table.change(host(1), { detection: 'unique' });
    expect(phase()).to.equal('preferred');
    table.change(host(1), { deprecated: true });
    expect(phase()).to.equal('deprecated');
    table.change(host(1), { detection: 'duplicate' });
    expect(phase()).to.equal('duplicated');
    expect(table.change(host(2), { deprecated: true })).to.equal(undefined);
  });

  it('answers to the solicited-node groups of tentative and assigned addresses, as long as one is left', () => {
    const table = new AddressTable(4);
    const group = address('ff02::1:ff00:1');
    const [one, two] = [host(1), address('2001:db8:1::1')];
    table.add(manual(one));
    table.add(manual(two));
    table.change(one, { detection: 'unique' });
    table.change(two, { detection: 'duplicate' });
    expect(table.answersTo(group)).to.equal(true);
    table.remove(one);
    expect(table.answersTo(group)).to.equal(false);
    expect(table.remove(one)).to.equal(undefined);
  });

  it('offers assigned unicast addresses as sources, and the link-local one', () => {
    const table = new AddressTable(4);
    for (const a of [host(1), host(2), address('fe80::1')]) table.add(manual(a));
    table.add(manual(host(3), true));
    expect(table.add(manual(host(4)))).to.equal(false);
    expect(table.add(manual(host(1)))).to.equal(false);
    expect(table.linkLocal()).to.equal(undefined);
    for (const a of [host(1), host(3), address('fe80::1')]) table.change(a, { detection: 'unique' });
    expect(table.candidates().map((c) => formatAddress(c.address))).to.deep.equal(['2001:db8::1', 'fe80::1']);
    expect(formatAddress(table.linkLocal() ?? host(0))).to.equal('fe80::1');
  });
});
