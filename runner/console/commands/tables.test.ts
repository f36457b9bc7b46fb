import { expect } from 'chai';
import { ALL_NODES, settledNode, echoTo, LINK_LOCAL, FAR, ROUTER } from '../../../reference/settled-node.js';
import { NEAR, NEAR_PEER, routerBench } from '../../../reference/router-bench.js';
import { address, formatAddress, UNSPECIFIED } from '../../../reference/net/address.js';
import { prefixOf } from '../../../reference/net/prefix.js';
import { echoRequest } from '../../../reference/wire/icmpv6.js';
import { ipv6 } from '../../../reference/wire/ipv6.js';
import { redirect, routerAdvertisement } from '../../../reference/wire/nd.js';
import { routeInformation } from '../../../reference/wire/nd-options.js';
import { udp } from '../../../reference/wire/udp.js';
import { madeUpSession } from '../made-up-session.js';

describe('console: netstat', () => {
  it('-r shows the routes of a router', async () => {
    const { lines } = madeUpSession(routerBench());
    expect((await lines('netstat -rn')).slice(2)).to.deep.equal([
      'Internet6:',
      'Destination              Gateway            Flags  Netif  Expire',
      '2001:db8:0:a::           02:00:00:00:00:0a  UHL    lo0    =>',
      '2001:db8:0:a::/64        link#1             UC     link0',
      '2001:db8:0:a::a          02:00:00:00:00:0a  UHL    lo0',
      '2001:db8:0:a::b          02:00:00:00:00:0b  UHLW   link0',
      '2001:db8:0:b::           02:00:00:00:01:0a  UHL    lo0    =>',
      '2001:db8:0:b::/64        link#2             UC     link1',
      '2001:db8:0:b::a          02:00:00:00:01:0a  UHL    lo0',
      '2001:db8:0:b::b          02:00:00:00:01:0b  UHLW   link1',
      '2001:db8:0:c::/64        fe80::1%link0      UGSc   link0',
      '2001:db8:0:d::/64        ::1                UGRSc  lo0',
      '2001:db8:0:e::/64        2001:db8:0:a::1    UGSc   link0',
      'fe80::%link0             02:00:00:00:00:0a  UHL    lo0    =>',
      'fe80::%link0/64          link#1             UC     link0',
      'fe80::ff:fe00:a%link0    02:00:00:00:00:0a  UHL    lo0',
      'fe80::%link1             02:00:00:00:01:0a  UHL    lo0    =>',
      'fe80::%link1/64          link#2             UC     link1',
      'fe80::ff:fe00:10a%link1  02:00:00:00:01:0a  UHL    lo0',
    ]);
  });

  it('-r shows what a host was told', async () => {
    const bench = settledNode();
    const { lines } = madeUpSession(bench);
    bench.node.command({ kind: 'ping', link: 'link0', destination: FAR });
    bench.send(LINK_LOCAL, [ipv6({ source: ROUTER, destination: LINK_LOCAL }), redirect({ target: address('fe80::2'), destination: FAR })]);
    const shown = await lines('netstat -r');
    expect(shown.find((line) => line.startsWith('default'))).to.match(/^default +fe80::1%link0 +UGc +link0 +655\d\d$/);
    expect(shown.find((line) => line.startsWith('2001:db8::/64'))).to.match(/ link#1 +UC +link0 +25919\d\d$/);
    expect(shown.find((line) => line.startsWith('2001:db8:ffff::1'))).to.match(/ fe80::2%link0 +UGHD +link0$/);
  });

  it('-r shows when a route ends that a router told of (RFC 4191 section 2.3), as it does of the router itself', async () => {
    const bench = settledNode();
    const options = [routeInformation({ prefix: address('2001:db8:5::'), prefixLength: 48, routeLifetime: 600 })];
    bench.send(ALL_NODES, [ipv6({ source: ROUTER, destination: ALL_NODES }), routerAdvertisement({ routerLifetime: 1800, options })]);
    const shown = await madeUpSession(bench).lines('netstat -rn');
    expect(shown.find((line) => line.startsWith('2001:db8:5::/48'))).to.match(/ fe80::1%link0 +UGc +link0 +600$/);
    expect(shown.find((line) => line.startsWith('default'))).to.match(/ fe80::1%link0 +UGc +link0 +1800$/);
  });

  it('-s tells in KAME’s words what was counted, -ss leaves out the zeros', async () => {
    const bench = settledNode();
    const { lines, data } = madeUpSession(bench);
    bench.send(LINK_LOCAL, echoTo(LINK_LOCAL));
    bench.send(LINK_LOCAL, [ipv6({ source: address('ff02::7'), destination: LINK_LOCAL }), echoRequest()]);
    const all = await lines('netstat -s');
    expect(all).to.include.members([
      'ip6:',
      '\t1 packets that violated scope rules',
      '\t0 packets forwarded',
      'icmp6:',
      '\t\tEcho Request: 1',
    ]);
    const some = await lines('netstat -ss');
    expect(some.filter((line) => line.startsWith('\t0 '))).to.deep.equal([]);
    expect(some).to.include('\t1 packets that violated scope rules');
    expect(await lines('netstat -s -p icmp6')).to.not.include('ip6:');
    expect(await lines('netstat -ss -p discards')).to.deep.equal([
      'discards:',
      '\t1 source-multicast: the source is a multicast address (RFC 4291 section 2.7)',
    ]);
    expect(await lines('netstat -ss -p rfc4293')).to.include.members(['\tipSystemStatsInAddrErrors 1', '\ticmpMsgStatsInPkts.ipv6.128 1']);
    const found = (await data('netstat -s')) as Record<string, Record<string, unknown>>;
    expect(found['ip6']).to.include({ badscope: 1, forward: 0 });
    expect(found['rfc4293']).to.include({ ipSystemStatsInAddrErrors: 1 });
    expect(found['rfc4293']?.['icmpMsgStatsInPkts']).to.include({ 128: 1 });
    expect(found['discards']).to.include({ 'source-multicast': 1 });
  });

  it('-a shows the sockets, -s what UDP has counted', async () => {
    const bench = routerBench();
    const { lines, data } = madeUpSession(bench);
    const listener = { received: () => undefined };
    const ripng = bench.node.udp.bind({ port: 521 }, listener);
    if (ripng.ok) ripng.value.join(address('ff02::9'), 'link1');
    bench.node.udp.bind({ port: 546, address: address('fe80::ff:fe00:a') }, listener);
    bench.node.udp.bind({ port: 50_000, peer: { address: NEAR_PEER, port: 53 } }, listener);
    expect(await lines('netstat -an')).to.deep.equal([
      'Active Internet connections (including servers)',
      'Proto  Local Address              Foreign Address     Netif  Groups',
      'udp6   *.521                      *.*                        ff02::9%link1',
      'udp6   fe80::ff:fe00:a%link0.546  *.*                 link0',
      'udp6   *.50000                    2001:db8:0:a::b.53',
    ]);
    expect(await data('netstat -a')).to.deep.include({
      protocol: 'udp6',
      local: '*.521',
      foreign: '*.*',
      interface: '',
      groups: ['ff02::9%link1'],
    });
    bench.send(NEAR, [ipv6({ source: NEAR_PEER, destination: NEAR }), udp({ sourcePort: 1, destinationPort: 521 })]);
    bench.send(NEAR, [ipv6({ source: NEAR_PEER, destination: NEAR }), udp({ sourcePort: 1, destinationPort: 520 })]);
    expect(await lines('netstat -ss -p udp')).to.deep.equal([
      'udp:',
      '\t2 datagrams received',
      '\t1 dropped due to no socket',
      '\t1 delivered',
    ]);
    expect(await lines('netstat -ss')).to.include('\t1 delivered');
  });

  it('-g shows the groups', async () => {
    const { lines } = madeUpSession(settledNode());
    expect(await lines('netstat -g')).to.deep.equal([
      'IPv6 Multicast Group Memberships',
      'Netif  Refs  Group',
      'link0  1     ff02::1%link0',
      'link0  2     ff02::1:ff00:a%link0',
    ]);
  });

  it('shows where packets to groups go on to', async () => {
    const groups = prefixOf(address('ff0e::'), 16);
    const route = { groups, link: 'link0', to: ['link1'] };
    const { lines } = madeUpSession(routerBench({ multicastRoutes: [route, { ...route, source: address('2001:db8::7') }] }));
    expect((await lines('netstat -g')).slice(-4)).to.deep.equal([
      'IPv6 Multicast Forwarding',
      'Origin       Groups     In     Out',
      '*            ff0e::/16  link0  link1',
      '2001:db8::7  ff0e::/16  link0  link1',
    ]);
  });

  for (const [line, complaint] of [
    ['netstat', 'misused: netstat: one of -r, -s, -a and -g'],
    ['netstat -r -g', 'misused: netstat: one of -r, -s, -a and -g'],
    ['netstat -s -p icmp', 'misused: netstat: there is no protocol icmp. Did you mean "icmp6"?'],
    ['netstat -r eth1', 'misused: netstat: "eth1" is not understood'],
  ] as const)
    it(`explains: ${line}`, async () => expect(await madeUpSession(settledNode()).lines(line)).to.deep.equal([complaint]));
});

describe('console: route', () => {
  it('adds, changes, finds and deletes', async () => {
    const bench = routerBench({ routes: [] });
    const { lines, data } = madeUpSession(bench);
    expect(await lines('route add -inet6 2001:db8:9::/48 fe80::1%link0')).to.deep.equal(['add net 2001:db8:9::/48: gateway fe80::1%link0']);
    expect(await lines('route get 2001:db8:9::7')).to.deep.equal([
      '    route to: 2001:db8:9::7',
      ' destination: 2001:db8:9::/48',
      '     gateway: fe80::1%link0',
      '   interface: link0',
      '       flags: <UP,GATEWAY,DONE,STATIC>',
      '         mtu: 1500',
    ]);
    expect(await lines('route change 2001:db8:9::/48 2001:db8:0:b::7')).to.deep.equal([
      'change net 2001:db8:9::/48: gateway 2001:db8:0:b::7',
    ]);
    expect(await data('route get 2001:db8:9::7')).to.deep.include({ gateway: '2001:db8:0:b::7', interface: 'link1', mtu: 1280 });
    expect(await lines('route change 2001:db8:9:: -prefixlen 48 -reject')).to.deep.equal(['change net 2001:db8:9::: gateway ::1 reject']);
    expect((await lines('route get 2001:db8:9::7')).at(-1)).to.contain('REJECT');
    expect(await lines('route change 2001:db8:9::/48 -blackhole')).to.deep.equal(['change net 2001:db8:9::/48: gateway ::1 blackhole']);
    expect((await lines('route get 2001:db8:9::7')).at(-1)).to.contain('BLACKHOLE');
    expect(await lines('route add 2001:db8:8::/48 -interface link1')).to.deep.equal(['add net 2001:db8:8::/48: gateway link1']);
    expect(await data('route get 2001:db8:8::1')).to.include({ gateway: null, interface: 'link1' });
    expect(await lines('route add -host 2001:db8:7::1 fe80::2 -ifp link1')).to.deep.equal([
      'add host 2001:db8:7::1: gateway fe80::2%link1',
    ]);
    expect(await lines('route delete 2001:db8:9::/48')).to.deep.equal(['delete net 2001:db8:9::/48']);
    expect(await lines('route flush')).to.deep.equal(['2001:db8:7::1/128 done', '2001:db8:8::/48 done']);
    expect(bench.node.routes().filter(({ origin }) => origin === 'static')).to.deep.equal([]);
    expect(await lines('route show')).to.deep.equal(await lines('netstat -r'));
  });

  it('keeps a route to what is on every link for each of them', async () => {
    const bench = routerBench({ routes: [] });
    const { lines } = madeUpSession(bench);
    const byHand = () =>
      bench.node.routes().flatMap(({ origin, zone, target }) => {
        if (origin === 'connected') return [];
        return [`${zone} ${origin} ${target.kind === 'interface' ? formatAddress(target.gateway ?? UNSPECIFIED) : target.kind}`];
      });
    expect(await lines('route add fe80::/64 -interface link0')).to.deep.equal(['add net fe80::/64: gateway link0']);
    expect(await lines('route change fe80::/64 -interface link1')).to.deep.equal(['refused: route: no route to fe80::/64 was set by hand']);
    expect(await lines('route add fe80::/64 -interface link1')).to.deep.equal(['add net fe80::/64: gateway link1']);
    expect(byHand()).to.deep.equal(['link0 static ::', 'link1 static ::']);
    expect(await lines('route add fe80::/64 fe80::9%link1')).to.deep.equal([
      'refused: route: a route to fe80::/64 is there already; "route change" replaces it',
    ]);
    await lines('route change fe80::/64 fe80::9%link1');
    expect(byHand()).to.deep.equal(['link0 static ::', 'link1 static fe80::9']);
    expect(await lines('route change fe80::/64 -reject -ifp link1')).to.deep.equal(['change net fe80::/64: gateway ::1 reject']);
    expect(byHand()).to.deep.equal(['link0 static ::', 'link1 static reject']);
    expect(await lines('route delete fe80::/64')).to.deep.equal(['misused: route: on which link is fe80::/64? Say -ifp link0']);
    expect(await lines('route delete fe80::/64 -ifp link7')).to.deep.equal([
      'misused: there is no interface "link7". Did you mean "link0"?',
    ]);
    expect(await lines('route delete fe80::/64 -ifp link1')).to.deep.equal(['delete net fe80::/64']);
    expect(byHand()).to.deep.equal(['link0 static ::']);
    expect(await lines('route delete fe80::/64 fe80::9%link1')).to.deep.equal(['refused: route: no route to fe80::/64 was set by hand']);
    expect(await lines('route delete fe80::/64')).to.deep.equal(['delete net fe80::/64']);
    expect(byHand()).to.deep.equal([]);
  });

  it('replaces the route of a program on the link that is meant', async () => {
    const bench = routerBench({ routes: [] });
    const { lines } = madeUpSession(bench);
    await lines('rtadd6 fe80::%link0/10 fe80::1%link0');
    await lines('route add fe80::/10 fe80::2%link1');
    await lines('route change fe80::/10 fe80::3%link0');
    expect(bench.node.routes().flatMap(({ origin, zone }) => (origin === 'connected' ? [] : [`${zone} ${origin}`]))).to.have.members([
      'link0 static',
      'link1 static',
    ]);
  });

  it('gives a default route to a host', async () => {
    const bench = settledNode();
    const { lines, data } = madeUpSession(bench);
    expect(await data('route get 2001:db8:ffff::1')).to.include({ gateway: 'fe80::1' });
    await lines('route add default fe80::2');
    expect(await data('route get 2001:db8:ffff::1')).to.include({ gateway: 'fe80::2', prefix: '::/0' });
    await lines('route delete default');
    expect(await data('route get 2001:db8:ffff::1')).to.include({ gateway: 'fe80::1' });
  });

  for (const [line, complaint] of [
    ['route', 'misused: route: what? Known: add delete change get flush show monitor'],
    ['route ad default fe80::1', 'misused: route: "ad" is not understood. Did you mean "add"?'],
    ['route add', 'misused: route: which destination?'],
    ['route add default', 'misused: route: which gateway? Or say -interface INTERFACE, -reject or -blackhole'],
    ['route add default fe80::1', 'misused: on which link is fe80::1? Say fe80::1%link0'],
    ['route add default fe80::1%link0 -ifp link1', 'misused: route: fe80::1%link0 is on link0, but -ifp says link1'],
    ['route add 2001:db8::1/48 fe80::1%link0', 'misused: "2001:db8::1/48" has bits set beyond its length; did you mean 2001:db8::/48?'],
    ['route add default fe80::1%link0 fe80::2', 'misused: route: "fe80::2" is not understood'],
    ['route delete default', 'refused: route: no route to default was set by hand'],
    ['route change default fe80::1%link0', 'refused: route: no route to default was set by hand'],
    ['route get 2001:db8:ffff::1', 'refused: route: 2001:db8:ffff::1 is not in the table: no route leads there'],
    ['route add 2001:db8:0:d::/64 -reject', 'refused: route: a route to 2001:db8:0:d::/64 is there already; "route change" replaces it'],
  ] as const)
    it(`explains: ${line}`, async () => expect(await madeUpSession(routerBench()).lines(line)).to.deep.equal([complaint]));
});
