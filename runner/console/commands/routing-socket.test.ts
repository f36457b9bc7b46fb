import { expect } from 'chai';
import { START } from '../../../reference/time.js';
import { address } from '../../../reference/net/address.js';
import { concat, hex } from '../../../reference/net/octets.js';
import { prefixOf } from '../../../reference/net/prefix.js';
import { failed } from '../../../reference/net/result.js';
import { routerBench } from '../../../reference/router-bench.js';
import { settledNode } from '../../../reference/settled-node.js';
import { dumpMessage } from '../../../reference/routing/routing-socket/kernel-messages.js';
import { bookInterfaces, BOOK_ROUTES } from '../../../reference/routing/routing-socket/book-table.js';
import { kernelTable } from '../../../reference/routing/routing-socket/kernel-table.js';
import type { RoutingSockets } from '../../../reference/routing/routing-socket/routing-sockets.js';
import { ILP32, LP64 } from '../../../reference/routing/routing-socket/c-structure.js';
import { madeUpSession } from '../made-up-session.js';
import { routeLines, routeRows, routes } from './netstat-routes.js';
import { addMessage } from './rtadd6.js';
import { MODEL, socketAddressText } from './routing-text.js';

const BOOK_NAMES = (index: number): string => ['', 'ne0', 'ne1'][index] ?? `${index}`;

describe('console: netstat -rn', () => {
  it('shows two routers of one link-local address, on two links, as KAME’s does', () => {
    const dump = concat(...kernelTable(bookInterfaces(), BOOK_ROUTES).map((entry) => dumpMessage(entry, MODEL)));
    expect(routeLines(routeRows(dump, BOOK_NAMES, START))).to.deep.equal([
      'Routing tables',
      '',
      'Internet6:',
      'Destination                         Gateway            Flags  Netif  Expire',
      'default                             fe80::1%ne0        UGc    ne0',
      '2001:db8:0:1000::/64                link#2             UC     ne1',
      '2001:db8:0:1000::1                  00:00:87:68:41:31  UHLW   ne1',
      '2001:db8:0:1000::2                  00:03:47:a5:32:57  UHL    lo0',
      '2001:db8:0:1000:203:47ff:fea5:3085  00:03:47:a5:30:85  UHLW   ne1',
      '2001:db8:0:2000::/64                fe80::1%ne1        UGc    ne1',
      'fe80::%ne0/64                       link#1             UC     ne0',
      'fe80::1%ne0                         00:20:ed:20:83:3a  UHLW   ne0',
      'fe80::200:ff:fe00:1%ne0             00:03:47:a5:32:56  UHL    lo0',
      'fe80::%ne1/64                       link#2             UC     ne1',
      'fe80::1%ne1                         00:00:87:68:41:31  UHLW   ne1',
      'fe80::200:ff:fe00:2%ne1             00:03:47:a5:32:57  UHL    lo0',
    ]);
  });

  it('says when the table grew while it was read, and gives up when it grows on', () => {
    const { node } = routerBench();
    const said: string[] = [];
    let refusals = 1;
    const routingSockets = Object.assign(Object.create(node.routingSockets) as RoutingSockets, {
      sysctl: (...[name, model, room]: Parameters<RoutingSockets['sysctl']>) =>
        room !== undefined && refusals-- > 0 ? failed('ENOMEM' as const) : node.routingSockets.sysctl(name, model, room),
    });
    const session = { node: { ...node, routingSockets }, now: () => START, say: (line: string) => void said.push(line) };
    expect(routes(session).lines.length).to.be.greaterThan(4);
    expect(said).to.deep.equal(['netstat: the table grew while it was read; it took 2 attempts']);
    refusals = 5;
    expect(() => routes(session)).to.throw('netstat: the table grows faster than it can be read');
  });

  it('tells what a neighbour’s or an unknown address is', () => {
    expect(socketAddressText(Uint8Array.of(0), BOOK_NAMES)).to.equal('default');
    expect(socketAddressText(Uint8Array.of(3, 2, 9), BOOK_NAMES)).to.equal('(3 octets)');
  });
});

describe('console: rtadd6', () => {
  it('adds a network through a router that is named with its link', async () => {
    const bench = routerBench({ routes: [] });
    const { lines, data } = madeUpSession(bench);
    expect(await lines('rtadd6 2001:db8:1234::/48 fe80::1%link0')).to.deep.equal([]);
    const shown = (await lines('netstat -rn')).find((line) => line.startsWith('2001:db8:1234'));
    expect(shown).to.match(/^2001:db8:1234::\/48 +fe80::1%link0 +UGc +link0$/);
    expect(await data('route get 2001:db8:1234::9')).to.deep.include({
      gateway: 'fe80::1',
      interface: 'link0',
      flags: ['UP', 'GATEWAY', 'DONE'],
    });
    expect(await lines('rtadd6 2001:db8:1234::/48 fe80::1%link0')).to.deep.equal(['refused: write: File exists']);
    expect(await lines('rtadd6 2001:db8:1234::/48 fe80::2%link1')).to.deep.equal(['refused: write: File exists']);
    expect(await lines('route delete 2001:db8:1234::/48')).to.deep.equal(['delete net 2001:db8:1234::/48']);
    expect(await lines('rtadd6 2001:db8:1234::/48 fe80::2%link1')).to.deep.equal([]);
    expect(await lines('route change 2001:db8:1234::/48 fe80::3%link1')).to.deep.equal([
      'change net 2001:db8:1234::/48: gateway fe80::3%link1',
    ]);
    expect(bench.node.routes().map(({ origin }) => origin)).to.deep.equal(['connected', 'connected', 'static']);
  });

  it('adds a host when no length is given, and the default route', async () => {
    const { lines } = madeUpSession(routerBench({ routes: [] }));
    expect(await lines('rtadd6 2001:db8:1234::1 2001:db8:0:b::7')).to.deep.equal([]);
    expect(await lines('rtadd6 ::/0 fe80::1%1')).to.deep.equal([]);
    const shown = await lines('netstat -rn');
    expect(shown.find((line) => line.startsWith('2001:db8:1234'))).to.match(/^2001:db8:1234::1 +2001:db8:0:b::7 +UGH +link1$/);
    expect(shown.find((line) => line.startsWith('default'))).to.match(/^default +fe80::1%link0 +UGc +link0$/);
  });

  it('cuts off the bits of the host', async () => {
    const { lines } = madeUpSession(routerBench({ routes: [] }));
    await lines('rtadd6 2001:db8:1234::77/48 fe80::1%link0');
    expect((await lines('netstat -rn')).some((line) => line.startsWith('2001:db8:1234::/48 '))).to.equal(true);
  });

  it('puts the zone into the gateway, and none beside it', () => {
    const route = {
      destination: { address: address('2001:db8:1234::'), zone: 0 },
      length: 48,
      gateway: { address: address('fe80::1'), zone: 1 },
    };
    const message = addMessage({ ...route, pid: 7 }, ILP32);
    expect(hex(message.subarray(92 + 28, 92 + 56))).to.equal(`1c1c000000000000fe8000010000000000000000000000010000${'0000'}`);
    expect(hex(message.subarray(92 + 56 + 8, 92 + 56 + 24))).to.equal(`ffffffffffff${'00'.repeat(10)}`);
    expect([addMessage({ ...route, pid: 7 }, LP64).length, message.length]).to.deep.equal([152 + 3 * 32, 92 + 3 * 28]);
    expect(addMessage({ ...route, length: undefined, pid: 7 }, ILP32).length).to.equal(92 + 2 * 28);
  });

  for (const [line, complaint] of [
    ['rtadd6', 'misused: usage: rtadd6 DESTINATION[/LENGTH] GATEWAY[%INTERFACE]'],
    ['rtadd6 2001:db8::/32', 'misused: usage: rtadd6 DESTINATION[/LENGTH] GATEWAY[%INTERFACE]'],
    ['rtadd6 2001:db8::/32 fe80::1%link0 fe80::2', 'misused: usage: rtadd6 DESTINATION[/LENGTH] GATEWAY[%INTERFACE]'],
    ['rtadd6 2001:db8::/129 fe80::1%link0', 'refused: rtadd6: invalid prefix length: 129; wanted 0 to 128'],
    ['rtadd6 2001:db8::/-1 fe80::1%link0', 'refused: rtadd6: invalid prefix length: -1; wanted 0 to 128'],
    ['rtadd6 2001:db8::/x fe80::1%link0', 'refused: rtadd6: invalid prefix length: x; wanted 0 to 128'],
    ['rtadd6 example.org/48 fe80::1%link0', 'refused: rtadd6: example.org: hostname nor servname provided, or not known'],
    ['rtadd6 2001:db8::/32 router', 'refused: rtadd6: router: hostname nor servname provided, or not known'],
    ['rtadd6 2001:db8::/32 fe80::1%link7', 'refused: rtadd6: fe80::1%link7: hostname nor servname provided, or not known'],
    ['rtadd6 2001:db8::/32 fe80::1%65537', 'refused: rtadd6: zone index 65537 does not fit 16 bits'],
    ['rtadd6 2001:db8::/32 fe80::1%7', 'refused: write: Device not configured'],
    ['rtadd6 2001:db8::/32 fe80::1', 'refused: write: Invalid argument'],
    ['rtadd6 2001:db8:f::/48 2001:db8:ffff::1', 'refused: write: Network is unreachable'],
  ] as const)
    it(`explains: ${line}`, async () => {
      const bench = routerBench({ routes: [] });
      const before = bench.node.routes();
      expect(await madeUpSession(bench).lines(line)).to.deep.equal([complaint]);
      expect(bench.node.routes()).to.deep.equal(before);
    });
});

describe('console: route monitor', () => {
  it('shows the messages of the routing socket until it is interrupted', async () => {
    const bench = routerBench({ routes: [] });
    const interruption = new AbortController();
    const { run } = madeUpSession(bench);
    const { lines, data } = await run(
      'route monitor',
      () => {
        const { node } = bench;
        node.command({ kind: 'add-route', link: 'link0', prefix: prefixOf(address('2001:db8:9::'), 48), gateway: address('fe80::1') });
        node.command({ kind: 'remove-route', link: 'link0', prefix: prefixOf(address('2001:db8:9::'), 48) });
        node.command({ kind: 'remove-address', link: 'link1', address: address('2001:db8:0:b::a') });
        node.command({ kind: 'interface-down', link: 'link1' });
        interruption.abort();
      },
      interruption.signal,
    );
    expect(data).to.deep.equal({ messages: 8 });
    expect(lines.slice(0, 8)).to.deep.equal([
      'got message of size 232',
      'RTM_ADD: Add Route: len 232, pid: 0, seq 0, errno 0, flags:<UP,GATEWAY,DONE,STATIC,PRCLONING>',
      'sockaddrs: <DST,GATEWAY,NETMASK>',
      ' 2001:db8:9:: fe80::1%link0 ffff:ffff:ffff::',
      'got message of size 232',
      'RTM_DELETE: Delete Route: len 232, pid: 0, seq 0, errno 0, flags:<UP,GATEWAY,DONE,STATIC,PRCLONING>',
      'sockaddrs: <DST,GATEWAY,NETMASK>',
      ' 2001:db8:9:: fe80::1%link0 ffff:ffff:ffff::',
    ]);
    const said = lines.filter((line) => line.startsWith('RTM_')).map((line) => line.replace(/: len.*/, ''));
    expect(said.slice(2)).to.have.members([
      'RTM_DELETE: Delete Route',
      'RTM_DELADDR: address being removed from iface',
      'RTM_DELADDR: address being removed from iface',
      'RTM_DELADDR: address being removed from iface',
      'RTM_DELADDR: address being removed from iface',
      'RTM_IFINFO: iface status change',
    ]);
    expect(lines).to.include(' ffff:ffff:ffff:ffff:: link1 2001:db8:0:b::a');
    expect(lines.at(-1)).to.match(/^RTM_IFINFO: iface status change: len 168, if# 2, down, mtu 1280$/);
    const after = lines.length;
    bench.node.command({ kind: 'interface-up', link: 'link1' });
    expect(lines.length, 'closed').to.equal(after);
  });

  it('takes no operand', async () => {
    expect(await madeUpSession(settledNode()).lines('route monitor now')).to.deep.equal(['misused: route: "now" is not understood']);
  });
});
