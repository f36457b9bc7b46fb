import { expect } from 'chai';
import fc from 'fast-check';
import { address, addressFromOctets, formatAddress, needsZone, type Address } from '../../net/address.js';
import { formatPrefix, prefixContains, prefixOf } from '../../net/prefix.js';
import {
  DEFAULT_DISTANCES,
  formatRoute,
  ROUTE_ORIGINS,
  RoutingTable,
  type Route,
  type RouteDistances,
  type RouteOrigin,
} from './routing-table.js';

const PREFIX = prefixOf(address('2001:db8:1::'), 48);
const connected: Route = { prefix: PREFIX, origin: 'connected', target: { kind: 'interface', name: 'link0' } };
const fixed: Route = { prefix: PREFIX, origin: 'static', target: { kind: 'interface', name: 'link1', gateway: address('fe80::1') } };
const DESTINATION = address('2001:db8:1::7');
const of = (origin: RouteOrigin, over: Partial<Route> = {}): Route => ({ ...fixed, origin, ...over });

describe('the routing table', () => {
  it('prefers the origin of the least distance, whatever came first', () => {
    for (const order of [
      [connected, fixed],
      [fixed, connected],
    ]) {
      const table = new RoutingTable();
      for (const route of order) table.add(route);
      expect(table.lookup(DESTINATION)).to.equal(connected);
      expect(table.list()).to.deep.equal([connected, fixed]);
      expect([...table.listInUse()]).to.deep.equal([connected]);
      expect(table.size).to.equal(1);
    }
  });

  it('has an order of origins: direct, static, programs, OSPF, BGP from outside, RIPng, BGP from inside', () => {
    const table = new RoutingTable();
    for (const origin of [...ROUTE_ORIGINS].reverse()) table.add(of(origin));
    expect(table.list().map(({ origin }) => origin)).to.deep.equal([
      ...['connected', 'static', 'program', 'ospf-intra-area', 'ospf-inter-area', 'ebgp', 'ripng', 'ibgp'],
    ]);
  });

  it('takes other distances, for all routes of an origin and for a single one', () => {
    const table = new RoutingTable({ ripng: 1 });
    table.add(of('static'));
    table.add(of('ripng'));
    expect(table.lookup(DESTINATION)?.origin).to.equal('ripng');
    table.add(of('static', { distance: 0 }));
    expect(table.lookup(DESTINATION)?.origin).to.equal('static');
    table.add(of('static', { distance: 200 }));
    expect(table.lookup(DESTINATION)?.origin).to.equal('ripng');
  });

  it('looks at metrics where distances are equal, and only there', () => {
    const table = new RoutingTable({ ebgp: 9, ibgp: 9 });
    table.add(of('ebgp', { metric: 20 }));
    table.add(of('ibgp', { metric: 10 }));
    table.add(of('ripng', { metric: 1 }));
    expect(table.list().map(({ origin }) => origin)).to.deep.equal(['ibgp', 'ebgp', 'ripng']);
  });

  it('falls back to the next origin when a route goes', () => {
    const table = new RoutingTable();
    table.add(connected);
    table.add(fixed);
    expect(table.remove(PREFIX, 'connected')).to.equal(connected);
    expect(table.remove(PREFIX, 'connected')).to.equal(undefined);
    expect(table.lookup(DESTINATION)).to.equal(fixed);
    expect(table.inUse({ prefix: PREFIX })).to.equal(fixed);
    expect(table.remove(PREFIX, 'static')).to.equal(fixed);
    expect(table.lookup(DESTINATION)).to.equal(undefined);
    expect(table.inUse({ prefix: PREFIX })).to.equal(undefined);
    expect(table.list()).to.deep.equal([]);
  });

  it('has one route for each prefix and origin: the last one', () => {
    const table = new RoutingTable();
    table.add(fixed);
    const other: Route = { ...fixed, target: { kind: 'reject' } };
    table.add(other);
    expect(table.list()).to.deep.equal([other]);
  });

  it('keeps routes of each zone apart: the same link-local prefix on two links is two', () => {
    const linkLocal = (name: string): Route => ({
      ...{ prefix: prefixOf(address('fe80::'), 64), origin: 'connected', zone: name },
      target: { kind: 'interface', name },
    });
    const table = new RoutingTable();
    table.add(linkLocal('link0'));
    table.add(linkLocal('link1'));
    table.add(of('static', { prefix: prefixOf(address('::'), 0) }));
    const neighbor = address('fe80::1');
    expect(table.size).to.equal(3);
    expect(table.lookup(neighbor, 'link0')).to.deep.equal(linkLocal('link0'));
    expect(table.lookup(neighbor, 'link1')).to.deep.equal(linkLocal('link1'));
    expect(table.lookup(neighbor), 'no zone, no link').to.equal(undefined);
    expect(table.lookup(neighbor, 'link2'), 'the default route leads to no other link').to.equal(undefined);
    expect(table.lookup(DESTINATION, 'link0')?.origin, 'global addresses have no zone').to.equal('static');
    expect(table.remove(prefixOf(address('fe80::'), 64), 'connected', 'link0')).to.deep.equal(linkLocal('link0'));
    expect(table.lookup(neighbor, 'link0')).to.equal(undefined);
    expect(table.lookup(neighbor, 'link1')).to.deep.equal(linkLocal('link1'));
    expect(formatRoute(linkLocal('link1'))).to.equal('fe80::/64%link1 connected');
  });

  it('never uses a link-local route that is of no link', () => {
    const table = new RoutingTable();
    table.add(of('static', { prefix: prefixOf(address('fe80::'), 64) }));
    expect(table.lookup(address('fe80::1'))).to.equal(undefined);
    expect(table.lookup(address('fe80::1'), 'link1')).to.equal(undefined);
  });
});

/** Few different bits, so that prefixes cover each other and addresses meet them. */
const someAddress = fc
  .tuple(fc.constantFrom([0x20, 0x01], [0xfe, 0x80], [0xff, 0x02]), fc.array(fc.constantFrom(0, 1, 0x80), { minLength: 14, maxLength: 14 }))
  .map(([start, rest]): Address => addressFromOctets(Uint8Array.from([...start, ...rest])));
const someZone = fc.constantFrom('link0', 'link1');
const aFew = fc.option(fc.nat(3), { nil: undefined });

const someRoute = fc
  .record({
    at: someAddress,
    length: fc.constantFrom(16, 17, 24, 48, 64, 127, 128),
    origin: fc.constantFrom(...ROUTE_ORIGINS),
    zone: someZone,
    metric: aFew,
    distance: aFew,
  })
  .map(({ at, length, origin, zone, metric, distance }): Route => ({
    prefix: prefixOf(at, length),
    origin,
    target: { kind: 'interface', name: zone },
    ...(needsZone(at) && { zone }),
    ...(metric !== undefined && { metric }),
    ...(distance !== undefined && { distance }),
  }));
const someChanges = fc.array(fc.record({ route: someRoute, keep: fc.boolean() }), { maxLength: 60 });
const someDistances = fc
  .record(Object.fromEntries(ROUTE_ORIGINS.map((origin) => [origin, fc.nat(3)])), { requiredKeys: [] })
  .map((given) => given as Partial<RouteDistances>);

const keyOf = ({ prefix, zone, origin }: Route): string => `${formatPrefix(prefix)} ${zone} ${origin}`;

/** The same table, naively: a list, and a search through all of it. */
class NaiveTable {
  readonly routes = new Map<string, Route>();

  constructor(
    changes: readonly { readonly route: Route; readonly keep: boolean }[],
    readonly distances: Partial<RouteDistances>,
  ) {
    for (const { route, keep } of changes) {
      if (keep) this.routes.set(keyOf(route), route);
      else this.routes.delete(keyOf(route));
    }
  }

  lookup(destination: Address, zone: string): Route | undefined {
    const zoneMeant = needsZone(destination) ? zone : undefined;
    return [...this.routes.values()]
      .filter((route) => route.zone === zoneMeant && prefixContains(route.prefix, destination))
      .sort((a, b) => b.prefix.length - a.prefix.length || this.order(a, b))[0];
  }

  order(a: Route, b: Route): number {
    const distance = ({ distance, origin }: Route): number => distance ?? this.distances[origin] ?? DEFAULT_DISTANCES[origin];
    const place = ({ origin }: Route): number => ROUTE_ORIGINS.indexOf(origin);
    return distance(a) - distance(b) || (a.metric ?? 0) - (b.metric ?? 0) || place(a) - place(b);
  }
}

function built(changes: readonly { readonly route: Route; readonly keep: boolean }[], distances: Partial<RouteDistances>): RoutingTable {
  const table = new RoutingTable(distances);
  for (const { route, keep } of changes) {
    if (keep) table.add(route);
    else table.remove(route.prefix, route.origin, route.zone);
  }
  return table;
}

describe('the routing table, against a naive one', () => {
  it('finds the same route for any destination', () => {
    fc.assert(
      fc.property(someChanges, someDistances, someAddress, someZone, (changes, distances, destination, zone) => {
        const found = built(changes, distances).lookup(destination, zone);
        expect(found, formatAddress(destination)).to.deep.equal(new NaiveTable(changes, distances).lookup(destination, zone));
      }),
      { numRuns: 1_000 },
    );
  });

  it('has the same routes, and uses the same one for each prefix', () => {
    fc.assert(
      fc.property(someChanges, someDistances, (changes, distances) => {
        const [table, naive] = [built(changes, distances), new NaiveTable(changes, distances)];
        expect(table.list().map(keyOf).sort()).to.deep.equal([...naive.routes.keys()].sort());
        const inUse = [...table.listInUse()];
        expect(table.size).to.equal(inUse.length);
        for (const route of inUse) {
          const others = [...naive.routes.values()].filter(
            (one) => one.zone === route.zone && formatPrefix(one.prefix) === formatPrefix(route.prefix),
          );
          expect(others.sort((a, b) => naive.order(a, b))[0]).to.deep.equal(route);
          expect(table.inUse(route)).to.equal(route);
        }
      }),
    );
  });
});
