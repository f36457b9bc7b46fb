import { expect } from 'chai';
import { address, formatAddress, sameAddress, UNSPECIFIED } from '../../net/address.js';
import { prefixOf, type Prefix } from '../../net/prefix.js';
import type { RouterBench } from '../../router-bench.js';
import { FAR_PEER, FAR_SIDE, NEAR, NEAR_PEER } from '../../router-bench.js';
import { inSeconds, minutes, seconds } from '../../time.js';
import { layer } from '../../wire/frame.js';
import { Ipv6, ipv6 } from '../../wire/ipv6.js';
import { echoRequest } from '../../wire/icmpv6.js';
import { Ripng } from '../../wire/ripng.js';
import { Udp } from '../../wire/udp.js';
import { ALL_RIP_ROUTERS } from './constants.js';
import { RIPNG_INTERFACE, ripngOn } from './defaults.js';
import { RTF, RTM } from '../routing-socket/constants.js';
import { inet6, network, openSocket } from '../routing-socket/socket-bench.js';
import { entry, messagesIn, NEAR_NEIGHBOR, P, response, ripngBench, toldIn } from './ripng-bench.js';
import type { RipngRoute } from './ripng-table.js';

const TOLD_P = '2001:db8:100::/48';
const learn = (bench: RouterBench, metric = 3): void => void bench.send(ALL_RIP_ROUTERS, response([entry(P, metric)]));
const ownRoute = (bench: RouterBench, { address: wanted, length }: Prefix): RipngRoute | undefined =>
  bench.node.programs.ripng
    ?.routes()
    .find(({ prefix, origin }) => origin === 'own' && prefix.length === length && sameAddress(prefix.address, wanted));
/** Lets a hold-off and what triggers it pass. */
const settle = (bench: RouterBench): void => {
  bench.advance(seconds(6));
  bench.forget();
};

describe('RIPng on a router (RFC 2080)', () => {
  it('asks for everything when a link becomes usable, and again when it comes back (section 2.4.1)', () => {
    const bench = ripngBench();
    bench.node.command({ kind: 'reset', link: 'link0' });
    bench.advance(seconds(3));
    const [request] = messagesIn(bench.heard).filter(({ decoded }) => layer(decoded, Ripng)?.command === 1);
    expect(request?.line).to.match(/> ff02::9 hl 255 flow \w+ \| UDP 521 > 521 \| RIPng request ::\/0 metric 16$/);
  });

  it('tells its subnets on every link, from its link-local address with hop limit 255 (sections 2.3 and 2.5.2)', () => {
    const bench = ripngBench();
    bench.advance(seconds(45));
    expect(toldIn(bench.heardFar)).to.include.members(['2001:db8:0:a::/64 1', '2001:db8:0:b::/64 1']);
    const [update] = messagesIn(bench.heardFar);
    expect(update && layer(update.decoded, Ipv6)).to.include({ hopLimit: 255 });
    expect(formatAddress(layer(update!.decoded, Ipv6)!.source)).to.match(/^fe80::/);
  });

  it('updates every 15 to 45 seconds', () => {
    const bench = ripngBench();
    bench.forget();
    bench.advance(minutes(10));
    const sent = messagesIn(bench.heardFar).map(({ at }) => inSeconds(at as never));
    expect(sent.length).to.be.within(13, 41);
  });

  it('learns a route, forwards by it, tells of it at once with the cost added, and poisons it where it came from', () => {
    const bench = ripngBench();
    settle(bench);
    learn(bench);
    bench.advance(seconds(3));
    expect(toldIn(bench.heardFar)).to.deep.equal([`${TOLD_P} 4`]);
    expect(toldIn(bench.heard)).to.deep.equal([`${TOLD_P} 16`]);
    expect(bench.node.routeTo(address('2001:db8:100::5'))).to.deep.include({
      origin: 'ripng',
      target: { kind: 'interface', name: 'link0', gateway: NEAR_NEIGHBOR },
    });
  });

  it('tells of many routes that change together in one update', () => {
    const bench = ripngBench();
    settle(bench);
    const prefixes = Array.from({ length: 60 }, (_, i) => address(`2001:db8:${(0x200 + i).toString(16)}::`));
    bench.send(ALL_RIP_ROUTERS, response(prefixes.map((prefix) => entry(prefix, 1))));
    bench.advance(seconds(0));
    expect(messagesIn(bench.heardFar)).to.have.length(1);
    expect(toldIn(bench.heardFar)).to.have.length(60);
  });

  it('forgets a route that is offered no more: unreachable after 180 s, gone 120 s later (section 2.3)', () => {
    const bench = ripngBench();
    learn(bench);
    bench.advance(seconds(181));
    expect(bench.node.routeTo(P)).to.equal(undefined);
    expect(toldIn(bench.heardFar)).to.include(`${TOLD_P} 16`);
    bench.advance(seconds(125));
    bench.forget();
    bench.advance(seconds(60));
    expect(toldIn(bench.heardFar).filter((one) => one.startsWith(TOLD_P))).to.deep.equal([]);
  });

  it('takes the routes of a link back that goes down', () => {
    const bench = ripngBench();
    learn(bench);
    settle(bench);
    bench.node.command({ kind: 'interface-down', link: 'link0' });
    bench.advance(seconds(6));
    expect(bench.node.routeTo(P)).to.equal(undefined);
    expect(toldIn(bench.heardFar)).to.include.members([`${TOLD_P} 16`, '2001:db8:0:a::/64 16']);
  });

  it('does not let a neighbour take its subnets, nor static routes (section 2)', () => {
    const bench = ripngBench({}, { routes: [{ prefix: prefixOf(P, 48), link: 'link1', gateway: address('fe80::9') }] });
    bench.send(ALL_RIP_ROUTERS, response([entry(P, 1), entry(address('2001:db8:0:b::'), 1, { prefixLength: 64 })]));
    expect(bench.node.routeTo(P)?.origin).to.equal('static');
    expect(bench.node.routeTo(FAR_PEER)?.origin).to.equal('connected');
  });

  it('tells of a static route until it is removed', () => {
    const bench = ripngBench();
    bench.node.command({ kind: 'add-route', link: 'link0', prefix: prefixOf(P, 48), gateway: NEAR_NEIGHBOR });
    settle(bench);
    bench.node.command({ kind: 'remove-route', link: 'link0', prefix: prefixOf(P, 48) });
    bench.advance(seconds(6));
    expect(toldIn(bench.heardFar)).to.include(`${TOLD_P} 16`);
  });

  it('takes back what it learned when management enters a route for the same prefix', () => {
    const bench = ripngBench();
    const own = { link: 'link0', prefix: prefixOf(P, 48) };
    learn(bench);
    bench.node.command({ kind: 'add-route', ...own, gateway: address('fe80::7') });
    expect(bench.node.routes().filter(({ origin }) => origin === 'ripng')).to.deep.equal([]);
    bench.node.programs.stopRipng();
    bench.node.command({ kind: 'remove-route', ...own });
    expect(bench.node.routeTo(P)).to.equal(undefined);
  });

  it('tells of the route in use, where there are several for a prefix', () => {
    const { current } = RIPNG_INTERFACE;
    const interfaces = new Map([
      ['link0', { ...current, cost: 5 }],
      ['link1', current],
    ]);
    const detour = { prefix: prefixOf(FAR_PEER, 64), link: 'link0', gateway: NEAR_NEIGHBOR };
    const bench = ripngBench({ interfaces }, { routes: [detour] });
    settle(bench);
    expect(ownRoute(bench, detour.prefix)).to.include({ metric: 1, interfaceName: 'link1' });
    bench.node.command({ kind: 'interface-down', link: 'link1' });
    bench.advance(seconds(6));
    expect(ownRoute(bench, detour.prefix)).to.include({ metric: 5, interfaceName: 'link0' });
    expect(toldIn(bench.heard)).to.include('2001:db8:0:b::/64 5');
  });

  it('says nothing when a route comes or goes that stands behind another', () => {
    const bench = ripngBench();
    const detour = { prefix: prefixOf(FAR_PEER, 64), link: 'link0', gateway: NEAR_NEIGHBOR };
    settle(bench);
    bench.node.command({ kind: 'add-route', ...detour });
    expect(ownRoute(bench, detour.prefix)).to.include({ interfaceName: 'link1', isChanged: false });
    bench.node.command({ kind: 'remove-route', ...detour });
    expect(ownRoute(bench, detour.prefix)).to.include({ interfaceName: 'link1', isChanged: false });
  });

  it('tells of a static route that is farther than its own once that is used', () => {
    const bench = ripngBench({}, { routeDistances: { static: 100 } });
    learn(bench);
    bench.node.command({ kind: 'add-route', link: 'link0', prefix: prefixOf(P, 48), gateway: address('fe80::7') });
    settle(bench);
    expect(bench.node.programs.ripng?.routes().find(({ origin }) => origin === 'learned')).to.deep.include({ nextHop: NEAR_NEIGHBOR });
    bench.advance(seconds(180));
    expect(bench.node.routeTo(P)?.origin).to.equal('static');
    expect(ownRoute(bench, prefixOf(P, 48))).to.deep.include({ metric: 1, nextHop: address('fe80::7') });
    bench.forget();
    bench.advance(minutes(5));
    expect(new Set(toldIn(bench.heardFar).filter((one) => one.startsWith(TOLD_P)))).to.deep.equal(new Set([`${TOLD_P} 1`]));
  });

  it('tells of what a program entered through a routing socket, until it is deleted', () => {
    const bench = ripngBench();
    settle(bench);
    const { add, ask } = openSocket(bench);
    add('2001:db8:100::/48', inet6('fe80:1::7'));
    bench.advance(seconds(6));
    expect(toldIn(bench.heardFar)).to.include(`${TOLD_P} 1`);
    bench.forget();
    ask({ type: RTM.DELETE }, network('2001:db8:100::/48'));
    bench.advance(seconds(6));
    expect(toldIn(bench.heardFar)).to.include(`${TOLD_P} 16`);
  });

  it('tells of no route that leads nowhere, nor of one to what is on every link (section 2.5.2)', () => {
    const bench = ripngBench();
    settle(bench);
    const { add } = openSocket(bench);
    expect(add('2001:db8:101::/48', inet6('::1'), { flags: RTF.REJECT })).to.equal('done');
    expect(add('2001:db8:102::/48', inet6('::1'), { flags: RTF.BLACKHOLE })).to.equal('done');
    expect(add('fe80:1:1::/32', inet6('fe80:1::7'))).to.equal('done');
    bench.advance(minutes(2));
    expect(toldIn(bench.heardFar).filter((told) => /^(fe80|2001:db8:10)/.test(told))).to.deep.equal([]);
  });

  it('gives up what it told of when only a route that leads nowhere is left', () => {
    const bench = ripngBench();
    const prefix = prefixOf(P, 48);
    bench.node.command({ kind: 'add-route', link: 'link0', prefix, gateway: address('fe80::7') });
    settle(bench);
    openSocket(bench).ask({ type: RTM.CHANGE, flags: RTF.REJECT }, { ...network('2001:db8:100::/48'), GATEWAY: inet6('::1') });
    bench.node.command({ kind: 'remove-route', link: 'link0', prefix });
    bench.advance(seconds(6));
    expect(toldIn(bench.heardFar)).to.include(`${TOLD_P} 16`);
  });

  it('fills packets up to the MTU of the link, and cuts none up (section 2.1)', () => {
    const bench = ripngBench();
    settle(bench);
    const all = Array.from({ length: 72 }, (_, i) => entry(address(`2001:db8:100:${i.toString(16)}::`), 2, { prefixLength: 64 }));
    bench.send(ALL_RIP_ROUTERS, response(all));
    bench.advance(seconds(1));
    const lengths = [bench.heard, bench.heardFar].map((heard) =>
      messagesIn(heard).map(({ decoded }) => layer(decoded, Ripng)?.entries.length),
    );
    expect(lengths).to.deep.equal([[72], [61, 11]]);
  });

  it('says nothing on a link where it only listens, and learns there', () => {
    const quiet = { ...RIPNG_INTERFACE.current, speaks: false };
    const bench = ripngBench({ interfaces: new Map([...ripngOn(['link1']).interfaces, ['link0', quiet]]) });
    learn(bench);
    bench.advance(minutes(2));
    expect(messagesIn(bench.heard)).to.deep.equal([]);
    expect(bench.node.routeTo(P)?.origin).to.equal('ripng');
  });

  it('stops: its port is closed, its routes are gone, nothing is sent', () => {
    const bench = ripngBench();
    learn(bench);
    expect(bench.node.programs.stopRipng()).to.equal(true);
    bench.forget();
    bench.advance(minutes(10));
    expect([bench.node.routeTo(P), messagesIn(bench.heardFar).length]).to.deep.equal([undefined, 0]);
    expect(bench.node.udp.list()).to.deep.equal([]);
  });
});

describe('RIPng requests (RFC 2080 section 2.4.1)', () => {
  const WHOLE = entry(UNSPECIFIED, 16, { prefixLength: 0 });

  it('for the whole table are answered to address and port, with split horizon', () => {
    const bench = ripngBench();
    learn(bench);
    settle(bench);
    bench.send(ALL_RIP_ROUTERS, response([WHOLE], { message: { command: 1 } }));
    bench.advance(seconds(3));
    const [answer] = messagesIn(bench.heard);
    expect(answer && formatAddress(layer(answer.decoded, Ipv6)!.destination)).to.equal('fe80::1');
    expect(answer && layer(answer.decoded, Udp)).to.include({ sourcePort: 521, destinationPort: 521 });
    expect(toldIn(answer ? [answer] : []))
      .to.include(`${TOLD_P} 16`)
      .and.include('2001:db8:0:b::/64 1');
  });

  it('from another port get a global source, and their entries filled in without split horizon', () => {
    const bench = ripngBench();
    learn(bench);
    settle(bench);
    const asked = [entry(P, 0), entry(address('2001:db8:999::'), 7)];
    const header = { source: NEAR_PEER, destination: NEAR, hopLimit: 40 };
    bench.send(NEAR, response(asked, { header, ports: { sourcePort: 30_000 }, message: { command: 1 } }));
    const [answer] = messagesIn(bench.heard);
    expect(answer?.line.replace(/ flow \w+/, '')).to.equal(
      'IPv6 2001:db8:0:a::a > 2001:db8:0:a::b hl 255 | UDP 521 > 30000 | RIPng response 2001:db8:100::/48 metric 4, 2001:db8:999::/48 metric 16',
    );
  });

  it('of a neighbour from another port are answered on its link, from a global source', () => {
    const bench = ripngBench();
    settle(bench);
    const own = address('fe80::ff:fe00:a');
    bench.send(NEAR, response([entry(P, 0)], { header: { destination: own }, ports: { sourcePort: 30_000 }, message: { command: 1 } }));
    const [answer] = messagesIn(bench.heard);
    expect(answer?.line.replace(/ flow \w+/, '')).to.equal(
      'IPv6 2001:db8:0:a::a > fe80::1 hl 255 | UDP 521 > 30000 | RIPng response 2001:db8:100::/48 metric 16',
    );
  });

  it('without entries get no answer', () => {
    const bench = ripngBench();
    settle(bench);
    bench.send(ALL_RIP_ROUTERS, response([], { message: { command: 1 } }));
    bench.advance(seconds(3));
    expect(messagesIn(bench.heard)).to.deep.equal([]);
  });
});

describe('routers with RIPng', () => {
  it('forward by what they learned', () => {
    const bench = ripngBench();
    learn(bench);
    bench.sendFar(FAR_SIDE, [ipv6({ source: FAR_PEER, destination: P, hopLimit: 9 }), echoRequest({ identifier: 1 })]);
    bench.advance(seconds(1));
    expect(bench.heard.map(({ line }) => line).filter((line) => line.includes('2001:db8:100:: hl 8'))).to.have.length(1);
  });
});
