import { expect } from 'chai';
import { address, formatAddress } from '../../net/address.js';
import { formatPrefix, prefixOf } from '../../net/prefix.js';
import { failed, ok } from '../../net/result.js';
import { routerBench } from '../../router-bench.js';
import { settledNode, FAR, LINK_LOCAL, ROUTER } from '../../settled-node.js';
import { ipv6 } from '../../wire/ipv6.js';
import { redirect } from '../../wire/nd.js';
import type { Route } from '../../ipv6/forwarding/routing-table.js';
import { BOOK_ROUTES, bookInterfaces } from './book-table.js';
import { ILP32, LP64, type DataModel } from './c-structure.js';
import { RTF, RTM } from './constants.js';
import { entryOfRoute, kernelTable, loopbackOf, type KernelEntry } from './kernel-table.js';
import { dumpMessage } from './kernel-messages.js';
import { decodeRoutingMessages, type RouteMessage } from './routing-message.js';
import { addressOf } from './socket-bench.js';
import { decodeLink, decodeMask } from './socket-address.js';
import { INTERFACE_LIST, readDump, ROUTE_DUMP, routeSysctl, type SysctlAnswer } from './sysctl.js';

const source = { table: () => kernelTable(bookInterfaces(), BOOK_ROUTES), interfaces: bookInterfaces };

function dumped(model: DataModel): readonly RouteMessage[] {
  const read = readDump((room) => routeSysctl(ROUTE_DUMP, room, source, model));
  const decoded = read.ok ? decodeRoutingMessages(read.value.octets, model) : undefined;
  if (!decoded?.ok) throw new Error(JSON.stringify(decoded ?? read));
  return decoded.value.flatMap((message) => (message.kind === 'route' ? [message] : []));
}

describe('sysctl: the dump of the routing table', () => {
  for (const [name, model] of [
    ['32', ILP32],
    ['64', LP64],
  ] as const)
    it(`tells the default route and a direct one as the book prints them, for ${name} bits`, () => {
      const [first, second] = dumped(model);
      if (!first || !second) throw new Error('too few messages');
      expect(addressOf(first.addresses.DST, model)?.address).to.deep.equal(address('::'));
      expect(addressOf(first.addresses.GATEWAY, model)).to.deep.equal({ address: address('fe80::1'), zone: 1 });
      expect(first.addresses.NETMASK, 'one zero octet').to.deep.equal(Uint8Array.of(0));
      expect(decodeLink(first.addresses.IFP ?? new Uint8Array(0), model)).to.have.nested.property('value.name', 'ne0');
      expect(addressOf(first.addresses.IFA, model)).to.deep.equal({ address: address('fe80::200:ff:fe00:1'), zone: 1 });
      expect(addressOf(second.addresses.DST, model)?.address).to.deep.equal(address('2001:db8:0:1000::'));
      expect(decodeLink(second.addresses.GATEWAY ?? new Uint8Array(0), model)).to.deep.include({ ok: true });
      expect(second.addresses.NETMASK?.length).to.equal(16);
      expect(decodeMask(second.addresses.NETMASK ?? new Uint8Array(0))).to.deep.equal({ ok: true, value: 64 });
      expect(decodeLink(second.addresses.IFP ?? new Uint8Array(0), model)).to.have.nested.property('value.name', 'ne1');
      expect(second.addresses.IFA).to.not.equal(undefined);
    });

  it('has one message for each entry', () => {
    expect(dumped(ILP32).length).to.equal(source.table().length);
    expect(new Set(dumped(LP64).map(({ header }) => header.type))).to.deep.equal(new Set([RTM.GET]));
  });

  it('has no mask for hosts', () => {
    for (const { header, addresses } of dumped(LP64)) expect(addresses.NETMASK === undefined).to.equal((header.flags & RTF.HOST) !== 0);
  });

  it('tells its size without a buffer, and fails with one that is too small', () => {
    const asked = routeSysctl(ROUTE_DUMP, undefined, source, LP64);
    if (!asked.ok) throw new Error(asked.error);
    const { needed, octets } = asked.value;
    expect(octets).to.equal(undefined);
    expect(routeSysctl(ROUTE_DUMP, needed - 1, source, LP64)).to.deep.equal({ ok: false, error: 'ENOMEM' });
    const read = routeSysctl(ROUTE_DUMP, needed, source, LP64);
    expect(read.ok && read.value.octets?.length).to.equal(needed);
    expect(routeSysctl(ROUTE_DUMP, needed + 100, source, LP64).ok).to.equal(true);
  });

  it('has nothing of other families, and says which names there are none of', () => {
    const named = (...name: number[]) => routeSysctl(name, 100_000, source, LP64);
    expect(named(4, 17, 0, 2, 1, 0)).to.deep.equal({ ok: true, value: { needed: 0, octets: new Uint8Array(0) } });
    expect(named(4, 17, 0, 0, 1, 0).ok, 'of all families').to.equal(true);
    expect(named(4, 2, 0, 28, 1, 0)).to.deep.include({ error: 'ENOENT' });
    expect(named(1, 17, 0, 28, 1, 0)).to.deep.include({ error: 'ENOENT' });
    expect(named(4, 17, 0, 28, 9, 0)).to.deep.include({ error: 'EINVAL' });
    expect(named(4, 17, 0, 28)).to.deep.include({ error: 'EINVAL' });
    expect(named(4, 17, 0, 28, 1, 0, 0)).to.deep.include({ error: 'EINVAL' });
  });

  it('takes more messages than a call takes arguments', () => {
    const entry = source.table()[0] as KernelEntry;
    const many = { ...source, table: () => Array.from({ length: 130_000 }, () => entry) };
    const asked = routeSysctl(ROUTE_DUMP, undefined, many, ILP32);
    expect(asked.ok && asked.value.needed).to.equal(130_000 * dumpMessage(entry, ILP32).length);
  }).timeout(20_000);
});

describe('sysctl: reading a table that grows', () => {
  /** Grows so many times between the two calls. */
  const growing = (times: number) => {
    let left = times;
    return (room?: number) => {
      if (room === undefined) return ok<SysctlAnswer>({ needed: 8 });
      return left-- > 0 ? failed('ENOMEM' as const) : ok<SysctlAnswer>({ needed: 8, octets: new Uint8Array(room) });
    };
  };

  for (const times of [0, 1, 2, 3, 4])
    it(`asks again when it grew ${times} times`, () => {
      expect(readDump(growing(times))).to.deep.equal({ ok: true, value: { octets: new Uint8Array(8), attempts: times + 1 } });
    });
  it('gives up after the fifth attempt', () => expect(readDump(growing(5))).to.deep.equal({ ok: false, error: 'ENOMEM' }));
  it('gives up at once for another reason', () => {
    expect(readDump(() => failed('ENOENT'))).to.deep.equal({ ok: false, error: 'ENOENT' });
    expect(readDump((room) => (room === undefined ? ok({ needed: 0 }) : failed('EPERM')))).to.deep.equal({ ok: false, error: 'EPERM' });
  });
});

describe('sysctl: the list of interfaces', () => {
  it('tells of each interface, then of its addresses', () => {
    const read = routeSysctl(INTERFACE_LIST, 100_000, source, LP64);
    const decoded = read.ok && read.value.octets ? decodeRoutingMessages(read.value.octets, LP64) : undefined;
    if (!decoded?.ok) throw new Error(JSON.stringify(decoded ?? read));
    const told = decoded.value.map((message) => {
      if (message.kind === 'other') return 'other';
      if (message.kind !== 'address') return `${message.header.index} ${message.kind}`;
      const found = addressOf(message.addresses.IFA);
      return `${message.header.index} ${found && formatAddress(found.address)}%${found?.zone}`;
    });
    expect(told).to.deep.equal([
      ...['1 interface', '1 fe80::200:ff:fe00:1%1'],
      ...['2 interface', '2 fe80::200:ff:fe00:2%2', '2 2001:db8:0:1000::2%0'],
    ]);
  });
});

describe('the kernel’s table', () => {
  const shown = ({ prefix, zone, gateway, outgoing, flags, until }: KernelEntry): string => {
    const through = gateway.kind === 'router' ? formatAddress(gateway.address) : gateway.kind;
    const names = Object.entries(RTF).flatMap(([name, bit]) => ((flags & bit) === 0 ? [] : [name]));
    return `${formatPrefix(prefix)}${zone ? `%${zone}` : ''} ${through} ${outgoing.name} ${names.join()}${until ? ' expires' : ''}`;
  };

  it('of a host has what routers said, and the host’s own addresses', () => {
    const bench = settledNode();
    bench.node.command({ kind: 'ping', link: 'link0', destination: FAR });
    bench.send(LINK_LOCAL, [ipv6({ source: ROUTER, destination: LINK_LOCAL }), redirect({ target: address('fe80::2'), destination: FAR })]);
    expect(kernelTable(bench.node.interfaces(), bench.node.routes()).map(shown)).to.deep.equal([
      '::/0 fe80::1 link0 UP,GATEWAY,PRCLONING expires',
      '2001:db8::/64 link link0 UP,CLONING expires',
      '2001:db8::ff:fe00:a/128 link-layer lo0 UP,HOST,LLINFO',
      '2001:db8:ffff::1/128 fe80::2 link0 UP,GATEWAY,HOST,DYNAMIC',
      'fe80::/64%1 link link0 UP,CLONING',
      'fe80::1/128%1 link-layer link0 UP,HOST,LLINFO,WASCLONED',
      'fe80::b/128%1 link-layer link0 UP,HOST,LLINFO,WASCLONED',
      'fe80::ff:fe00:a/128%1 link-layer lo0 UP,HOST,LLINFO',
    ]);
  });

  it('begins, of entries at one address, with the most specific', () => {
    const lengths = [0, 128, 64, 10].map((length): Route => ({
      prefix: prefixOf(address('::'), length),
      origin: 'static',
      target: { kind: 'blackhole' },
    }));
    expect(kernelTable([], lengths).map(({ prefix }) => prefix.length)).to.deep.equal([128, 64, 10, 0]);
  });

  it('has no entry for a route whose interface is gone', () => {
    const [route] = BOOK_ROUTES as readonly [Route];
    expect(entryOfRoute(route, [])).to.equal(undefined);
    expect(kernelTable([], BOOK_ROUTES)).to.deep.equal([]);
  });

  it('names the loopback interface that the node has', () => {
    const [first] = bookInterfaces();
    if (!first) throw new Error('no interface');
    const loopback = { ...first, name: 'lo7', index: 7, kind: 'loopback' as const, addresses: first.addresses.slice(0, 1) };
    expect(loopbackOf(bookInterfaces())).to.deep.equal({ name: 'lo0', index: 0 });
    expect(loopbackOf([first, loopback])).to.include({ name: 'lo7', index: 7 });
    const own = kernelTable([loopback], []).map(shown);
    expect(own).to.include('fe80::200:ff:fe00:1/128%7 fe80::200:ff:fe00:1 lo7 UP,HOST');
  });

  it('shows each kind of route with its flags', () => {
    const { node } = routerBench();
    const entries = kernelTable(node.interfaces(), node.routes()).filter(({ route }) => route !== undefined);
    expect(entries.map(shown)).to.deep.equal([
      '2001:db8:0:a::/64 link link0 UP,CLONING',
      '2001:db8:0:b::/64 link link1 UP,CLONING',
      '2001:db8:0:c::/64 fe80::1 link0 UP,GATEWAY,STATIC,PRCLONING',
      '2001:db8:0:d::/64 ::1 lo0 UP,GATEWAY,REJECT,STATIC,PRCLONING',
      '2001:db8:0:e::/64 2001:db8:0:a::1 link0 UP,GATEWAY,STATIC,PRCLONING',
    ]);
  });
});
