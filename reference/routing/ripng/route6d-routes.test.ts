import { expect } from 'chai';
import type { Behaviour } from '../../ipv6/behaviour.js';
import { address, type Address } from '../../net/address.js';
import { prefixOf } from '../../net/prefix.js';
import { prefix } from '../../net/test-prefix.js';
import type { NodeConfiguration } from '../../node.js';
import { NODE_MAC } from '../../node-bench.js';
import { FAR_SIDE, NEAR, NODE_FAR_MAC, type RouterBench } from '../../router-bench.js';
import { minutes, seconds } from '../../time.js';
import { RTF, RTM, RTV_HOPCOUNT } from '../routing-socket/constants.js';
import { addressOf, inet6, network, openSocket, type SocketBench } from '../routing-socket/socket-bench.js';
import { ALL_RIP_ROUTERS, INFINITY } from './constants.js';
import { ripngOn } from './defaults.js';
import { entry, NEAR_NEIGHBOR, P, response, ripngBench, toldIn } from './ripng-bench.js';
import type { RipngInterfaceSettings } from './settings.js';

const OTHER_NEIGHBOR = address('fe80::7');
const TOLD_P = '2001:db8:100::/48';

function router(behaviour: Behaviour, over: Partial<RipngInterfaceSettings> = {}, node: Partial<NodeConfiguration> = {}): RouterBench {
  const usual = ripngOn(['link0', 'link1'], behaviour);
  const interfaces = new Map([...usual.interfaces].map(([name, one]) => [name, { ...one, ...over }]));
  return ripngBench({ ...usual, interfaces }, node);
}

const offer = (bench: RouterBench, metric: number, source: Address = NEAR_NEIGHBOR): void =>
  void bench.send(ALL_RIP_ROUTERS, response([entry(P, metric)], { header: { source } }));

/** What a program hears of routes: `DELETE`, `ADD fe80::7 UG 3`, with the next hop, flags and hop count. */
const heard = ({ heard: messages }: SocketBench): readonly string[] =>
  messages.flatMap(({ kind, ...message }) => {
    if (kind !== 'route') return [];
    const { header, addresses } = message as Extract<SocketBench['heard'][number], { kind: 'route' }>;
    const name = Object.entries(RTM).find(([, type]) => type === header.type)?.[0] ?? '';
    const host = (header.flags & RTF.HOST) === 0 ? '' : 'H';
    return [`${name} ${String(addressOf(addresses.GATEWAY)?.address.at(-1))} UG${host} ${header.hopCount}`];
  });

describe('the routes that RIPng gives to its node, with behaviour kame', () => {
  it('are deleted and added for another next hop, with the metric less one, and left as they are for another metric', () => {
    const found = (['current', 'kame'] as const).map((behaviour) => {
      const bench = router(behaviour);
      const socket = openSocket(bench);
      offer(bench, 5);
      offer(bench, 6);
      offer(bench, 2, OTHER_NEIGHBOR);
      return heard(socket);
    });
    expect(found).to.deep.equal([
      ['ADD 1 UG 0', 'CHANGE 1 UG 0', 'CHANGE 7 UG 0'],
      ['ADD 1 UG 5', 'DELETE 1 UG 5', 'ADD 7 UG 2'],
    ]);
  });

  it('are routes to hosts where their length is 128', () => {
    const bench = router('kame');
    const socket = openSocket(bench);
    bench.send(ALL_RIP_ROUTERS, response([entry(P, 5, { prefixLength: 128 })]));
    expect(heard(socket)).to.deep.equal(['ADD 1 UGH 5']);
  });

  it('are RIPng’s while they make room for each other, though another stands behind', () => {
    const bench = router('kame', {}, { routeDistances: { static: 100 } });
    offer(bench, 5);
    bench.node.command({ kind: 'add-route', link: 'link0', prefix: prefixOf(P, 48), gateway: address('fe80::9') });
    offer(bench, 2, OTHER_NEIGHBOR);
    expect(bench.node.routeTo(P)).to.deep.include({
      origin: 'ripng',
      target: { kind: 'interface', name: 'link0', gateway: OTHER_NEIGHBOR },
    });
    expect(bench.node.programs.ripng?.routes().at(-1)).to.deep.include({ origin: 'learned', metric: 3 });
  });

  it('are lost when somebody deletes them, and come back when they are offered', () => {
    const found = (['current', 'kame'] as const).map((behaviour) => {
      const bench = router(behaviour);
      const { ask } = openSocket(bench);
      offer(bench, 5);
      bench.advance(seconds(6));
      bench.forget();
      expect(ask({ type: RTM.DELETE }, network(TOLD_P))).to.equal('done');
      bench.advance(seconds(45));
      const isLost = toldIn(bench.heardFar).includes(`${TOLD_P} 16`);
      offer(bench, 5);
      return [isLost, bench.node.routeTo(P)?.origin];
    });
    expect(found).to.deep.equal([
      [false, undefined],
      [true, 'ripng'],
    ]);
  });

  it('are lost for no other reason', () => {
    const bench = router('kame');
    offer(bench, 5);
    offer(bench, 2, OTHER_NEIGHBOR);
    offer(bench, INFINITY, OTHER_NEIGHBOR);
    bench.advance(minutes(6));
    expect(bench.node.programs.ripng?.routes().filter(({ origin }) => origin === 'learned')).to.deep.equal([]);
    expect(bench.node.routeTo(P)).to.equal(undefined);
  });

  it('stay when RIPng ends, but for aggregates; the next RIPng has them as if they were set by hand', () => {
    const aggregates = [{ prefix: prefix('2001:db8:100::/40'), metric: 1, routeTag: 0 }];
    const bench = router('kame', { aggregates });
    offer(bench, 5);
    const hole = address('2001:db8:1ff::1');
    expect(bench.node.routeTo(hole)?.target.kind).to.equal('reject');
    bench.node.programs.stopRipng();
    expect([bench.node.routeTo(hole), bench.node.routeTo(P)?.target]).to.deep.equal([
      undefined,
      { kind: 'interface', name: 'link0', gateway: NEAR_NEIGHBOR },
    ]);
    const usual = ripngOn(['link0', 'link1'], 'kame');
    const interfaces = new Map([...usual.interfaces].map(([name, one]) => [name, { ...one, staticRoutes: 'all' as const }]));
    bench.node.programs.startRipng({ ...usual, interfaces });
    bench.forget();
    bench.advance(minutes(6));
    expect(new Set(toldIn(bench.heardFar).filter((one) => one.startsWith(TOLD_P)))).to.deep.equal(new Set([`${TOLD_P} 5`]));
  });
});

describe('own routes of a router with RIPng, with behaviour kame', () => {
  it('set by hand have their hop count for metric, 1 at least', () => {
    const bench = router('kame', { staticRoutes: 'all' });
    const { add } = openSocket(bench);
    add('2001:db8:101::/48', inet6('fe80:1::7'), { inits: RTV_HOPCOUNT, hopCount: 5 });
    add('2001:db8:102::/48', inet6('fe80:1::7'));
    bench.advance(seconds(45));
    expect(toldIn(bench.heardFar)).to.include.members(['2001:db8:101::/48 5', '2001:db8:102::/48 1']);
  });

  const line = (prefixLength: number): Partial<NodeConfiguration> => ({
    interfaces: [
      { name: 'link0', linkLayerAddress: NODE_MAC, interfaceIdentifier: 'eui64', addresses: [{ address: NEAR, prefixLength: 64 }] },
      { name: 'link1', linkLayerAddress: NODE_FAR_MAC, interfaceIdentifier: 'eui64', addresses: [{ address: FAR_SIDE, prefixLength: 64 }] },
      { kind: 'point-to-point', name: 'line0', addresses: [{ address: address('2001:db8:0:f::5'), prefixLength }] },
    ],
  });

  for (const length of [64, 128])
    it(`are hosts on point-to-point links, not subnets (prefix length ${length})`, () => {
      const bench = router('kame', {}, line(length));
      bench.advance(seconds(45));
      const ofLine = (): readonly string[] => [...new Set(toldIn(bench.heardFar).filter((one) => one.startsWith('2001:db8:0:f:')))];
      expect(ofLine()).to.deep.equal(['2001:db8:0:f::5/128 1']);
      bench.forget();
      bench.node.command({ kind: 'remove-address', link: 'line0', address: address('2001:db8:0:f::5') });
      bench.advance(seconds(45));
      expect(ofLine()).to.deep.equal(['2001:db8:0:f::5/128 16']);
    });

  it('give way on point-to-point links to what is set by hand for the subnet', () => {
    const bench = router('kame', { staticRoutes: 'all' }, { ...line(64), routeDistances: { connected: 15 } });
    bench.node.command({ kind: 'add-route', link: 'link0', prefix: prefix('2001:db8:0:f::/64'), gateway: OTHER_NEIGHBOR });
    bench.advance(seconds(45));
    expect(toldIn(bench.heardFar)).to.include.members(['2001:db8:0:f::/64 1', '2001:db8:0:f::5/128 16']);
  });

  it('to site-local subnets are told where those are exchanged', () => {
    const told = [false, true].map((exchangeSiteLocal) => {
      const usual = ripngOn(['link0', 'link1'], 'kame');
      const bench = ripngBench({ ...usual, features: { ...usual.features, exchangeSiteLocal } });
      bench.node.command({ kind: 'add-address', link: 'link0', address: address('fec0::1'), prefixLength: 64 });
      bench.advance(seconds(60));
      return toldIn(bench.heardFar).includes('fec0::/64 1');
    });
    expect(told).to.deep.equal([false, true]);
  });
});
