import { expect } from 'chai';
import type { Behaviour } from '../../ipv6/behaviour.js';
import { address } from '../../net/address.js';
import { prefixOf } from '../../net/prefix.js';
import { prefix } from '../../net/test-prefix.js';
import { BEHIND, FAR_PEER, FAR_SIDE, type RouterBench } from '../../router-bench.js';
import { minutes, seconds } from '../../time.js';
import { ipv6 } from '../../wire/ipv6.js';
import { echoRequest } from '../../wire/icmpv6.js';
import { ALL_RIP_ROUTERS } from './constants.js';
import { RIPNG_FEATURES, RIPNG_INTERFACE } from './defaults.js';
import { entry, messagesIn, NEAR_NEIGHBOR, P, response, ripngBench, toldIn } from './ripng-bench.js';
import { route6dOptions } from './route6d-options.js';
import type { RipngInterfaceSettings, RipngSettings } from './settings.js';

const AGGREGATE = prefix('2001:db8:100::/40');
const TOLD_P = '2001:db8:100::/48';
const STATIC = { routes: [{ prefix: prefixOf(BEHIND, 64), link: 'link0', gateway: NEAR_NEIGHBOR }] };
const TOLD_STATIC = '2001:db8:0:c::/64';

const on = (link0: Partial<RipngInterfaceSettings>, link1: Partial<RipngInterfaceSettings> = {}): Partial<RipngSettings> => ({
  interfaces: new Map([
    ['link0', { ...RIPNG_INTERFACE.current, ...link0 }],
    ['link1', { ...RIPNG_INTERFACE.current, ...link1 }],
  ]),
});
const learn = (bench: RouterBench, ...entries: readonly ReturnType<typeof entry>[]): void =>
  void bench.send(ALL_RIP_ROUTERS, response(entries.length > 0 ? entries : [entry(P, 3)]));
const route6d = (line: string, behaviour: Behaviour = 'current'): Partial<RipngSettings> => {
  const read = route6dOptions(line.split(' ').filter(Boolean), ['link0', 'link1'], behaviour);
  if (!read.ok) throw new Error(read.error);
  return read.value;
};
/** All that is told on both links within a time that holds regular updates. */
function told(bench: RouterBench, link: 'heard' | 'heardFar'): readonly string[] {
  bench.advance(seconds(100));
  return toldIn(bench[link]);
}

describe('aggregates of RIPng', () => {
  const aggregated = on({}, { aggregates: [{ prefix: AGGREGATE, metric: 2, routeTag: 0 }] });

  it('stand for what is within them where they are configured, and nowhere else', () => {
    const bench = ripngBench(aggregated);
    learn(bench);
    const far = told(bench, 'heardFar');
    expect(far).to.include('2001:db8:100::/40 2');
    expect(far.filter((one) => one.startsWith(TOLD_P))).to.deep.equal([]);
    expect(toldIn(bench.heard).filter((one) => one.startsWith('2001:db8:100::/40'))).to.deep.equal([]);
  });

  it('refuse what no longer route leads to, for as long as RIPng runs', () => {
    const bench = ripngBench(aggregated);
    learn(bench);
    const hole = address('2001:db8:1ff::1');
    expect(bench.node.routeTo(hole)).to.deep.include({ origin: 'ripng', target: { kind: 'reject' } });
    expect(bench.node.routeTo(P)?.target.kind).to.equal('interface');
    bench.sendFar(FAR_SIDE, [ipv6({ source: FAR_PEER, destination: hole, hopLimit: 9 }), echoRequest({ identifier: 1 })]);
    bench.advance(seconds(3));
    expect(bench.heardFar.map(({ line }) => line).join('\n')).to.include('unreachable code 6 (reject route)');
    bench.node.programs.stopRipng();
    expect(bench.node.routeTo(hole)).to.equal(undefined);
  });

  it('are nobody else’s: a neighbour that has the same prefix is not believed', () => {
    const bench = ripngBench(aggregated);
    learn(bench, entry(AGGREGATE.address, 1, { prefixLength: 40 }));
    learn(bench, entry(AGGREGATE.address, 16, { prefixLength: 40 }));
    expect(bench.node.routeTo(P)?.target.kind).to.equal('reject');
    bench.advance(minutes(6));
    expect(bench.node.routeTo(P)?.target.kind).to.equal('reject');
  });

  it('are known to whoever asks for them', () => {
    const bench = ripngBench(aggregated);
    const question = response([entry(AGGREGATE.address, 0, { prefixLength: 40 })], {
      message: { command: 1 },
      header: { destination: ALL_RIP_ROUTERS },
    });
    bench.send(ALL_RIP_ROUTERS, question);
    bench.advance(seconds(3));
    expect(toldIn(bench.heard)).to.include('2001:db8:100::/40 2');
  });

  it('are filtered as all that is advertised, and then refuse nothing', () => {
    const filtered = on(
      {},
      { aggregates: [{ prefix: AGGREGATE, metric: 2, routeTag: 0 }], advertises: [{ prefix: prefix('2001:db8::/48') }] },
    );
    const bench = ripngBench(filtered);
    expect(told(bench, 'heardFar')).to.not.include('2001:db8:100::/40 2');
    expect(bench.node.routeTo(P)).to.equal(undefined);
  });
});

describe('own routes of a router with RIPng', () => {
  const cases: readonly (readonly ['all' | 'elsewhere' | 'none', near: boolean, far: boolean])[] = [
    ['all', true, true],
    ['elsewhere', false, true],
    ['none', false, false],
  ];
  for (const [staticRoutes, near, far] of cases)
    it(`set by hand are told ${staticRoutes}`, () => {
      const bench = ripngBench(on({ staticRoutes }, { staticRoutes }), STATIC);
      expect(told(bench, 'heardFar').includes(`${TOLD_STATIC} 1`)).to.equal(far);
      expect(toldIn(bench.heard).includes(`${TOLD_STATIC} 1`)).to.equal(near);
    });

  for (const [staticRoutes, near, far] of cases)
    it(`set by hand are told to be lost where they were told: ${staticRoutes}`, () => {
      const split = { staticRoutes, splitHorizon: 'off' as const };
      const bench = ripngBench(on(split, split), STATIC);
      bench.advance(seconds(60));
      bench.forget();
      bench.node.command({ kind: 'remove-route', link: 'link0', prefix: prefixOf(BEHIND, 64) });
      expect(told(bench, 'heardFar').includes(`${TOLD_STATIC} 16`)).to.equal(far);
      expect(toldIn(bench.heard).includes(`${TOLD_STATIC} 16`)).to.equal(near);
      learn(bench, entry(prefixOf(BEHIND, 64).address, 3, { prefixLength: 64 }));
      expect(told(bench, 'heardFar')).to.include(`${TOLD_STATIC} 4`);
    });

  it('of a link need not be told there', () => {
    const bench = ripngBench(on({ tellsOwnSubnets: false }));
    expect(told(bench, 'heardFar')).to.include.members(['2001:db8:0:a::/64 1', '2001:db8:0:b::/64 1']);
    expect(toldIn(bench.heard)).to.include('2001:db8:0:b::/64 1').and.not.include('2001:db8:0:a::/64 1');
  });
});

describe('RIPng by the options of route6d', () => {
  it('-n tells neighbours what it learns, and leaves the routes of the node alone', () => {
    const bench = ripngBench(route6d('-n -A 2001:db8:100::/40,link0'));
    learn(bench);
    expect(told(bench, 'heardFar')).to.include(`${TOLD_P} 4`);
    expect(bench.node.routes().filter(({ origin }) => origin === 'ripng')).to.deep.equal([]);
  });

  it('-a loses static routes that no neighbour confirms within 180 s', () => {
    const aged = { ...route6d('-a') };
    const bench = ripngBench(aged, STATIC);
    const confirmed = ripngBench(aged, STATIC);
    for (const one of [bench, confirmed]) one.advance(seconds(170));
    learn(confirmed, entry(prefixOf(BEHIND, 64).address, 1, { prefixLength: 64 }));
    for (const one of [bench, confirmed]) one.advance(seconds(30));
    expect(bench.node.routeTo(BEHIND)).to.equal(undefined);
    expect(confirmed.node.routeTo(BEHIND)?.origin).to.equal('static');
  });

  it('-a has them used until they are deleted, where route6d does so', () => {
    const bench = ripngBench(route6d('-a', 'kame'), STATIC);
    bench.advance(seconds(299));
    expect(bench.node.routeTo(BEHIND)?.origin).to.equal('static');
    bench.advance(seconds(47));
    expect(bench.node.routeTo(BEHIND)).to.equal(undefined);
  });

  it('-a loses a static route at once that is removed by hand', () => {
    const bench = ripngBench({ features: { ...RIPNG_FEATURES.kame, ageStaticRoutes: true } }, STATIC);
    bench.node.command({ kind: 'remove-route', link: 'link0', prefix: prefixOf(BEHIND, 64) });
    expect(bench.node.routeTo(BEHIND)).to.equal(undefined);
  });

  it('-a does so too where static routes are farther than those of RIPng', () => {
    const farther = { ...STATIC, routeDistances: { static: 100 } };
    const [aged, removed] = [ripngBench(route6d('-a -S'), farther), ripngBench(route6d('-a -S'), farther)];
    removed.node.command({ kind: 'remove-route', link: 'link0', prefix: prefixOf(BEHIND, 64) });
    expect(removed.node.routeTo(BEHIND)).to.equal(undefined);
    aged.advance(seconds(170));
    expect(aged.node.routeTo(BEHIND)?.origin).to.equal('static');
    aged.advance(seconds(30));
    expect(aged.node.routes().filter(({ origin }) => origin === 'static' || origin === 'ripng')).to.deep.equal([]);
  });

  it('-a loses a farther static route with the learned one that stands before it', () => {
    const bench = ripngBench(route6d('-a'), { routeDistances: { static: 100 } });
    learn(bench);
    bench.node.command({ kind: 'add-route', link: 'link0', prefix: prefixOf(P, 48), gateway: address('fe80::7') });
    bench.advance(seconds(170));
    expect(bench.node.routeTo(P)?.origin).to.equal('ripng');
    bench.advance(seconds(30));
    expect(bench.node.routeTo(P)).to.equal(undefined);
  });

  it('-q asks, and tells nothing', () => {
    const bench = ripngBench(route6d('-q'));
    bench.node.command({ kind: 'reset', link: 'link0' });
    bench.advance(minutes(2));
    const lines = messagesIn(bench.heard).map(({ line }) => line);
    expect(lines.some((line) => line.includes('RIPng request'))).to.equal(true);
    expect(lines.some((line) => line.includes('RIPng response'))).to.equal(false);
  });

  it('-d tells of messages, -D of their entries too', () => {
    const told = (line: string): readonly string[] => {
      const bench = ripngBench(route6d(line));
      learn(bench, entry(P, 3, { routeTag: 7 }), entry(address('fe80::9'), 255, { prefixLength: 0 }), entry(P, 3, { prefixLength: 200 }));
      return bench.events.filter(({ name }) => name === 'ripng-received').map(({ detail = '' }) => detail);
    };
    const head = 'response from fe80::1 port 521, 3 entries';
    expect(told('')).to.deep.equal([]);
    expect(told('-d')).to.deep.equal([head]);
    expect(told('-D')).to.deep.equal([head, '2001:db8:100::/48 metric 3 tag 0x0007', 'next hop fe80::9', '2001:db8:100::/200 metric 3']);
  });
});
