import { expect } from 'chai';
import { address, formatAddress } from '../../net/address.js';
import { prefixKey, prefixOf } from '../../net/prefix.js';
import { PEER_MAC, type Heard } from '../../node-bench.js';
import { BEHIND, introduction, NEAR, type RouterBench } from '../../router-bench.js';
import { seconds } from '../../time.js';
import { layer } from '../../wire/frame.js';
import { Ipv6 } from '../../wire/ipv6.js';
import { Ripng } from '../../wire/ripng.js';
import { ALL_RIP_ROUTERS, NEXT_HOP_METRIC } from './constants.js';
import { RIPNG_FEATURES, RIPNG_INTERFACE } from './defaults.js';
import { entry, messagesIn, NEAR_NEIGHBOR, P, response, ripngBench, toldIn } from './ripng-bench.js';
import type { RipngInterfaceSettings, RipngSettings } from './settings.js';
import { prefix } from '../../net/test-prefix.js';

const STRANGER = address('fe80::99');
const OWN_LINK_LOCAL = 'fe80::ff:fe00:10a';

const on = (link0: Partial<RipngInterfaceSettings>): Partial<RipngSettings> => ({
  interfaces: new Map([
    ['link0', { ...RIPNG_INTERFACE.current, ...link0 }],
    ['link1', RIPNG_INTERFACE.current],
  ]),
});
const destinations = (heard: readonly Heard[]): ReadonlySet<string> =>
  new Set(messagesIn(heard).map(({ decoded }) => formatAddress(layer(decoded, Ipv6)?.destination ?? address('::'))));

/** A minute with regular updates, in which the neighbours keep known to the router. */
function aMinute(bench: RouterBench, neighbors = [NEAR_NEIGHBOR]): void {
  for (let passed = 0; passed < 60; passed++) {
    for (const neighbor of neighbors) bench.send(NEAR, introduction(neighbor, NEAR, PEER_MAC));
    bench.advance(seconds(1));
  }
}

const question = response([entry(address('::'), 16, { prefixLength: 0 })], { message: { command: 1 } });

describe('lists of neighbours, RFC 2080 section 3', () => {
  it('have updates sent to each of those to be told, and not to the group', () => {
    const bench = ripngBench(on({ tellsTo: [NEAR_NEIGHBOR, STRANGER] }));
    bench.node.command({ kind: 'reset', link: 'link0' });
    aMinute(bench, [NEAR_NEIGHBOR, STRANGER]);
    expect(destinations(bench.heard)).to.deep.equal(new Set(['fe80::1', 'fe80::99']));
    expect(toldIn(bench.heard)).to.include('2001:db8:0:b::/64 1').and.include('::/0 16');
    expect(destinations(bench.heardFar)).to.deep.equal(new Set(['ff02::9']));
  });

  it('have nobody else answered who asks for everything', () => {
    const answers = (tellsTo: readonly (typeof STRANGER)[]): number => {
      const bench = ripngBench(on({ tellsTo }));
      bench.send(ALL_RIP_ROUTERS, question);
      return messagesIn(bench.heard).length;
    };
    expect([answers([NEAR_NEIGHBOR]), answers([STRANGER])]).to.deep.equal([1, 0]);
  });

  it('have one neighbour refused while all others are heard', () => {
    const bench = ripngBench(on({ refusesFrom: [NEAR_NEIGHBOR] }));
    bench.send(ALL_RIP_ROUTERS, response([entry(P, 3)]));
    expect(bench.node.routeTo(P)).to.equal(undefined);
    expect(bench.node.counters().get('discard.ripng-neighbor')).to.equal(1);
    bench.send(ALL_RIP_ROUTERS, response([entry(P, 3)], { header: { source: STRANGER } }));
    expect(bench.node.routeTo(P)?.origin).to.equal('ripng');
  });

  it('have prefixes refused that management does not want, exactly or with what is within', () => {
    const bench = ripngBench(on({ refuses: [{ prefix: prefix('2001:db8:100::/48') }, { prefix: prefix('::/0'), isExact: true }] }));
    const offered = [entry(P, 3), entry(P, 3, { prefixLength: 64 }), entry(P, 3, { prefixLength: 40 }), entry(P, 3, { prefixLength: 0 })];
    bench.send(ALL_RIP_ROUTERS, response(offered));
    const learned = bench.node.routes().filter(({ origin }) => origin === 'ripng');
    expect(learned.map(({ prefix: { length } }) => length)).to.deep.equal([40]);
    expect(bench.node.counters().get('discard.ripng-entry-filtered')).to.equal(3);
  });
});

describe('how RIPng tells of routes', () => {
  const STATIC = { routes: [{ prefix: prefixOf(BEHIND, 64), link: 'link0', gateway: NEAR_NEIGHBOR }] };
  const entriesIn = (heard: readonly Heard[]) => heard.flatMap(({ decoded }) => layer(decoded, Ripng)?.entries ?? []);

  it('is by the terms of an own route, where it has some', () => {
    const bench = ripngBench(
      { ownRoutes: new Map([[prefixKey(prefix('2001:db8:0:c::/64')), { metric: 5, routeTag: 0x1234 }]]), routeTag: 7 },
      STATIC,
    );
    aMinute(bench);
    const far = entriesIn(bench.heardFar).map(({ prefix: at, metric, routeTag }) => `${formatAddress(at)} ${metric} ${routeTag}`);
    expect(far).to.include('2001:db8:0:c:: 5 4660').and.include('2001:db8:0:a:: 1 7');
  });

  it('is with a next hop in each message, where that is wanted', () => {
    const bench = ripngBench({ features: { ...RIPNG_FEATURES.current, nameOwnNextHop: true } });
    aMinute(bench);
    const responses = messagesIn(bench.heardFar).flatMap(({ decoded }) => layer(decoded, Ripng) ?? []);
    expect(responses.filter(({ command }) => command === 2)).to.not.have.length(0);
    for (const { command, entries } of responses)
      if (command === 2) {
        expect(entries[0]?.metric).to.equal(NEXT_HOP_METRIC);
        expect(formatAddress(entries[0]?.prefix ?? address('::'))).to.equal(OWN_LINK_LOCAL);
      }
  });

  it('leaves room for headers that are said to come', () => {
    const bench = ripngBench({ headerOctets: 48 + 20 * 59 });
    aMinute(bench);
    const sizes = messagesIn(bench.heardFar).map(({ decoded }) => layer(decoded, Ripng)?.entries.length);
    expect(new Set(sizes)).to.deep.equal(new Set([2]));
    bench.send(ALL_RIP_ROUTERS, response([entry(P, 3)]));
    bench.forget();
    aMinute(bench);
    expect(messagesIn(bench.heardFar).map(({ decoded }) => layer(decoded, Ripng)?.entries.length)).to.include.members([2, 1]);
  });
});
