import { expect } from 'chai';
import fc from 'fast-check';
import { Watchers } from '../../engine/watchers.js';
import type { InterfaceChange } from '../../ipv6/interface-change.js';
import { Routing } from '../../ipv6/forwarding/routing.js';
import { address, formatAddress } from '../../net/address.js';
import { formatPrefix, prefixOf } from '../../net/prefix.js';
import { routerBench, FAR_SIDE } from '../../router-bench.js';
import { BEHIND as TUNNEL_BEHIND, tunnelBench } from '../../tunnel-bench.js';
import { ILP32, LP64 } from './c-structure.js';
import { AF_INET6, errorNumber, errorText, IFF, PF_ROUTE, RTA, RTF, RTM, RTM_VERSION, RTV_HOPCOUNT, SOCK_RAW } from './constants.js';
import { encodeRoutingMessage, type RouteMessage, type RoutingMessage } from './routing-message.js';
import { ROUTING_SOCKET, RoutingSockets } from './routing-sockets.js';
import { addressOf, inet6, network, onLink, openSocket } from './socket-bench.js';
import { decodeLink, decodeMask, encodeInet6, encodeMask } from './socket-address.js';

const ERROR_NAME = /^[A-Z]+$/;
const quiet = () => routerBench({ routes: [] });
const byHand = (bench: ReturnType<typeof quiet>) =>
  bench.node.routes().flatMap(({ prefix, origin, target, zone }) => {
    if (origin === 'connected') return [];
    const where = target.kind === 'interface' ? `${target.gateway ? formatAddress(target.gateway) : 'here'}%${target.name}` : target.kind;
    return [`${formatPrefix(prefix)}${zone ? `%${zone}` : ''} ${origin} ${where}`];
  });

function route(message: RoutingMessage | undefined): RouteMessage {
  if (message?.kind !== 'route') throw new Error(`no message about a route but ${message?.kind}`);
  return message;
}

describe('routing sockets: opening', () => {
  const { routingSockets } = quiet().node;
  const program = { pid: 1, isSuperUser: true };
  const open = (family: number, type: number, protocol: number) =>
    routingSockets.open({ family, type, protocol }, program, () => undefined);

  it('wants PF_ROUTE, a raw socket, and protocol 0 or the family of IPv6', () => {
    expect(open(PF_ROUTE, SOCK_RAW, 0).ok).to.equal(true);
    expect(open(PF_ROUTE, SOCK_RAW, AF_INET6).ok).to.equal(true);
    expect(open(AF_INET6, SOCK_RAW, 0)).to.deep.include({ error: 'EAFNOSUPPORT' });
    expect(open(PF_ROUTE, 2, 0)).to.deep.include({ error: 'EPROTOTYPE' });
    expect(open(PF_ROUTE, SOCK_RAW, 2)).to.deep.include({ error: 'EPROTONOSUPPORT' });
  });
});

describe('routing sockets: adding', () => {
  it('enters a network through a router that is named with its zone', () => {
    const bench = quiet();
    expect(openSocket(bench).add('2001:db8:9::/48', inet6('fe80:2::1'))).to.equal('done');
    expect(byHand(bench)).to.deep.equal(['2001:db8:9::/48 program fe80::1%link1']);
  });

  it('enters the routes that a program asks for', () => {
    const bench = quiet();
    const { add } = openSocket(bench);
    expect(add('2001:db8:1::1', inet6('fe80:1::1'))).to.equal('done');
    expect(add('2001:db8:2::/48', inet6('2001:db8:0:b::7'))).to.equal('done');
    expect(add('2001:db8:3::/48', inet6('fe80:1::1'), { flags: RTF.GATEWAY | RTF.STATIC })).to.equal('done');
    expect(add('2001:db8:4::/48', inet6('::1'), { flags: RTF.GATEWAY | RTF.REJECT })).to.equal('done');
    expect(add('2001:db8:5::/48', inet6('::1'), { flags: RTF.GATEWAY | RTF.BLACKHOLE })).to.equal('done');
    expect(add('2001:db8:6::/48', onLink(2), { flags: 0 })).to.equal('done');
    expect(add('2001:db8:7::/48', encodeInet6({ address: FAR_SIDE }, LP64), { flags: 0 })).to.equal('done');
    expect(add('::/0', inet6('fe80:1::2'))).to.equal('done');
    expect(add('fe80:2::/10', inet6('fe80:2::9'))).to.equal('done');
    expect(byHand(bench)).to.have.members([
      '2001:db8:1::1/128 program fe80::1%link0',
      '2001:db8:2::/48 program 2001:db8:0:b::7%link1',
      '2001:db8:3::/48 static fe80::1%link0',
      '2001:db8:4::/48 program reject',
      '2001:db8:5::/48 program blackhole',
      '2001:db8:6::/48 program here%link1',
      '2001:db8:7::/48 program here%link1',
      '::/0 program fe80::2%link0',
      'fe80::/10%link1 program fe80::9%link1',
    ]);
  });

  it('cuts off the bits of the host, and takes a mask of full length', () => {
    const bench = quiet();
    const { ask } = openSocket(bench);
    const addresses = { DST: inet6('2001:db8:9::77'), NETMASK: encodeMask(48, LP64), GATEWAY: inet6('fe80:1::1') };
    expect(ask({ type: RTM.ADD, flags: RTF.GATEWAY }, addresses)).to.equal('done');
    expect(ask({ type: RTM.ADD, flags: RTF.GATEWAY | RTF.HOST }, { ...addresses, NETMASK: encodeMask(0, LP64) })).to.equal('done');
    expect(byHand(bench).map((line) => line.split(' ')[0])).to.have.members(['2001:db8:9::/48', '2001:db8:9::77/128']);
  });

  it('takes the place of a neighbour’s entry, which is there only because it was used', () => {
    const bench = quiet();
    expect(openSocket(bench).add('2001:db8:0:a::b', inet6('fe80:1::1'))).to.equal('done');
  });

  it('keeps the metric that is given', () => {
    const bench = quiet();
    const { add } = openSocket(bench);
    add('2001:db8:9::/48', inet6('fe80:1::1'), { inits: RTV_HOPCOUNT, hopCount: 5 });
    expect(bench.node.routeTo(address('2001:db8:9::1'))?.metric).to.equal(5);
    add('2001:db8:8::/48', inet6('fe80:1::1'), { hopCount: 5 });
    expect(bench.node.routeTo(address('2001:db8:8::1'))?.metric).to.equal(undefined);
  });
});

describe('routing sockets: what is not done', () => {
  const zoneBeside = encodeInet6({ address: address('fe80::1'), scopeId: 1 }, LP64);
  const bothZones = encodeInet6({ address: address('fe80:1::1'), scopeId: 1 }, LP64);
  const NET = network('2001:db8:9::/48');
  const GATEWAY = inet6('fe80:1::1');
  const hole = inet6('ffff:0:ffff::');

  for (const [what, header, addresses, error] of [
    ['a route that is there', { type: RTM.ADD }, { ...network('2001:db8:77::/48'), GATEWAY }, 'EEXIST'],
    ['the prefix of an own address', { type: RTM.ADD }, { ...network('2001:db8:0:a::/64'), GATEWAY }, 'EEXIST'],
    ['an own address', { type: RTM.ADD }, { ...network('2001:db8:0:a::a'), GATEWAY }, 'EEXIST'],
    ['deleting what is not there', { type: RTM.DELETE }, NET, 'ESRCH'],
    ['changing what is not there', { type: RTM.CHANGE }, { ...NET, GATEWAY }, 'ESRCH'],
    ['asking for what is not there', { type: RTM.GET }, network('2001:db8:ffff::1'), 'ESRCH'],
    ['deleting an own address', { type: RTM.DELETE }, network('2001:db8:0:a::a'), 'EPERM'],
    ['changing a neighbour', { type: RTM.CHANGE }, { ...network('2001:db8:0:a::b'), GATEWAY }, 'EPERM'],
    ['no destination', { type: RTM.ADD }, { GATEWAY }, 'EINVAL'],
    ['no gateway', { type: RTM.ADD }, NET, 'EINVAL'],
    ['a mask with a hole', { type: RTM.ADD }, { ...NET, NETMASK: hole, GATEWAY }, 'EINVAL'],
    ['a destination of another family', { type: RTM.ADD }, { DST: Uint8Array.of(8, 2, 0, 0, 192, 0, 2, 1), GATEWAY }, 'EAFNOSUPPORT'],
    ['a destination that is cut', { type: RTM.ADD }, { DST: Uint8Array.of(4, AF_INET6, 0, 0), GATEWAY }, 'EINVAL'],
    ['a gateway with its zone beside', { type: RTM.ADD }, { ...NET, GATEWAY: zoneBeside }, 'EINVAL'],
    ['a gateway with its zone inside and beside', { type: RTM.ADD }, { ...NET, GATEWAY: bothZones }, 'EINVAL'],
    ['a link-local gateway on no link', { type: RTM.ADD }, { ...NET, GATEWAY: inet6('fe80::1') }, 'EINVAL'],
    ['a link-local destination on no link', { type: RTM.ADD }, { ...network('fe80::/64'), GATEWAY }, 'EINVAL'],
    ['a gateway on a link that is none', { type: RTM.ADD }, { ...NET, GATEWAY: inet6('fe80:9::1') }, 'ENXIO'],
    ['a gateway that is a group', { type: RTM.ADD }, { ...NET, GATEWAY: inet6('ff0e::1') }, 'EINVAL'],
    ['no gateway at all', { type: RTM.ADD }, { ...NET, GATEWAY: inet6('::') }, 'EINVAL'],
    ['a gateway that no route leads to', { type: RTM.ADD }, { ...NET, GATEWAY: inet6('2001:db8:ffff::1') }, 'ENETUNREACH'],
    ['a gateway on another link than the interface', { type: RTM.ADD }, { ...NET, GATEWAY, IFP: onLink(2) }, 'EINVAL'],
    ['an interface that is none', { type: RTM.ADD }, { ...NET, GATEWAY, IFP: onLink(9) }, 'ENXIO'],
    ['an interface of another family', { type: RTM.ADD }, { ...NET, GATEWAY, IFP: GATEWAY }, 'EINVAL'],
    ['neighbours on no link', { type: RTM.ADD, flags: 0 }, { ...NET, GATEWAY: onLink(0) }, 'EINVAL'],
    ['a local address that is a neighbour’s', { type: RTM.ADD, flags: 0 }, { ...NET, GATEWAY: inet6('2001:db8:0:a::b') }, 'ENETUNREACH'],
    ['locking metrics of what is not there', { type: RTM.LOCK, inits: RTV_HOPCOUNT, locks: RTV_HOPCOUNT }, NET, 'ESRCH'],
    ['locking metrics of an own address', { type: RTM.LOCK }, network('2001:db8:0:a::a'), 'EPERM'],
    ['what only the kernel says', { type: RTM.MISS }, NET, 'EOPNOTSUPP'],
  ] as const)
    it(`${what}: ${error}, ${errorText(error)}`, () => {
      const bench = quiet();
      const { ask, add, heard } = openSocket(bench);
      add('2001:db8:77::/48', GATEWAY);
      const before = byHand(bench);
      heard.length = 0;
      expect(ask({ flags: RTF.GATEWAY, seq: 3, ...header }, addresses)).to.equal(error);
      expect(byHand(bench)).to.deep.equal(before);
      const answer = route(heard[0]);
      expect(answer.header).to.include({ type: header.type, errno: errorNumber(error), pid: 7, seq: 3 });
      expect(answer.header.flags & RTF.DONE).to.equal(0);
      expect(heard.length).to.equal(1);
    });

  it('what a user asks for that is not the super-user, but GET', () => {
    const bench = quiet();
    const { ask, add } = openSocket(bench, { isSuperUser: false });
    expect(add('2001:db8:9::/48', GATEWAY)).to.equal('EPERM');
    expect(ask({ type: RTM.DELETE }, network('2001:db8:0:a::/64'))).to.equal('EPERM');
    expect(ask({ type: RTM.CHANGE }, { ...network('2001:db8:0:a::/64'), GATEWAY })).to.equal('EPERM');
    expect(ask({ type: RTM.GET }, network('2001:db8:0:a::7'))).to.equal('done');
    expect(byHand(bench)).to.deep.equal([]);
  });

  it('messages that are none', () => {
    const bench = quiet();
    const { socket, heard } = openSocket(bench);
    const message = encodeRoutingMessage(
      { kind: 'route', header: { type: RTM.ADD, flags: RTF.GATEWAY }, addresses: { ...NET, GATEWAY } },
      LP64,
    );
    const changed = (at: number, octet: number): Uint8Array => Uint8Array.from(message, (one, i) => (i === at ? octet : one));
    expect(socket.write(message.subarray(0, 3))).to.deep.include({ error: 'EINVAL' });
    expect(socket.write(message.subarray(0, 100)), 'shorter than its length').to.deep.include({ error: 'EINVAL' });
    expect(socket.write(Uint8Array.of(...message, 0)), 'longer than its length').to.deep.include({ error: 'EINVAL' });
    expect(socket.write(changed(0, 100)), 'a length of less than a header').to.deep.include({ error: 'EINVAL' });
    expect(socket.write(changed(2, RTM_VERSION - 1))).to.deep.include({ error: 'EPROTONOSUPPORT' });
    expect(socket.write(changed(3, 99))).to.deep.include({ error: 'EOPNOTSUPP' });
    expect(socket.write(changed(3, RTM.NEWADDR))).to.deep.include({ error: 'EOPNOTSUPP' });
    expect(heard).to.deep.equal([]);
    expect(byHand(bench)).to.deep.equal([]);
  });

  it('any octets: an error or a change, and no exception', () => {
    const bench = quiet();
    const { socket } = openSocket(bench);
    const pieces = [
      inet6('2001:db8:9::'),
      inet6('fe80:1::1'),
      inet6('fe80::'),
      inet6('ff02:1::1'),
      inet6('ff00::'),
      onLink(1),
      encodeMask(10, LP64),
      hole,
    ];
    const somePiece = fc.constantFrom(...pieces);
    const names = Object.keys(RTA);
    fc.assert(
      fc.property(
        fc.record({ type: fc.integer({ min: 0, max: 18 }), flags: fc.nat(0x7_ffff), inits: fc.nat(3) }),
        fc.record(Object.fromEntries(names.map((name) => [name, somePiece])), { requiredKeys: [] }),
        fc.option(fc.tuple(fc.nat(250), fc.nat(255)), { nil: undefined }),
        (header, addresses, flip) => {
          const octets = encodeRoutingMessage({ kind: 'route', header, addresses }, LP64);
          if (flip) octets[flip[0] % octets.length] = flip[1];
          const written = socket.write(octets);
          if (!written.ok) expect(written.error).to.match(ERROR_NAME);
        },
      ),
      { numRuns: 2_000 },
    );
    expect(bench.node.routingSockets.sysctl([4, 17, 0, AF_INET6, 1, 0], LP64).ok).to.equal(true);
  });
});

describe('routing sockets: deleting and changing', () => {
  it('deletes a prefix whatever gateway the message has', () => {
    const bench = quiet();
    const { ask, add } = openSocket(bench);
    add('2001:db8:9::/48', inet6('fe80:1::1'));
    expect(ask({ type: RTM.DELETE }, { ...network('2001:db8:9::/48'), GATEWAY: inet6('fe80:2::7') })).to.equal('done');
    expect(byHand(bench)).to.deep.equal([]);
    expect(ask({ type: RTM.DELETE }, network('2001:db8:9::/48'))).to.equal('ESRCH');
  });

  it('tells which route is used in place of the deleted one', () => {
    const bench = quiet();
    const { ask, heard } = openSocket(bench);
    const link = { prefix: prefixOf(address('2001:db8:0:a::'), 64), link: 'link1' };
    bench.node.command({ kind: 'add-route', ...link });
    expect(heard, 'it stands back').to.deep.equal([]);
    expect(ask({ type: RTM.DELETE }, network('2001:db8:0:a::/64'))).to.equal('done');
    expect(heard.map(({ header }) => header.type)).to.deep.equal([RTM.DELETE, RTM.ADD]);
    expect(heard.map((message) => route(message).header.index)).to.deep.equal([1, 2]);
  });

  it('changes the gateway, the kind or the metric of an entry in place', () => {
    const bench = quiet();
    const { ask, add, heard } = openSocket(bench);
    const net = network('2001:db8:9::/48');
    add('2001:db8:9::/48', inet6('fe80:1::1'), { inits: RTV_HOPCOUNT, hopCount: 5 });
    expect(ask({ type: RTM.CHANGE, flags: RTF.GATEWAY }, { ...net, GATEWAY: inet6('fe80:2::2') })).to.equal('done');
    expect(byHand(bench)).to.deep.equal(['2001:db8:9::/48 program fe80::2%link1']);
    expect(bench.node.routeTo(address('2001:db8:9::1'))?.metric).to.equal(5);
    expect(ask({ type: RTM.CHANGE, inits: RTV_HOPCOUNT, hopCount: 9 }, net)).to.equal('done');
    expect(bench.node.routeTo(address('2001:db8:9::1'))?.metric).to.equal(9);
    expect(byHand(bench)).to.deep.equal(['2001:db8:9::/48 program fe80::2%link1']);
    expect(ask({ type: RTM.CHANGE, flags: RTF.REJECT }, { ...net, GATEWAY: inet6('::1') })).to.equal('done');
    expect(byHand(bench)).to.deep.equal(['2001:db8:9::/48 program reject']);
    expect(ask({ type: RTM.CHANGE, flags: RTF.GATEWAY }, { ...net, GATEWAY: inet6('fe80::2') })).to.equal('EINVAL');
    expect(heard.map(({ header }) => header.type)).to.deep.equal([RTM.ADD, RTM.CHANGE, RTM.CHANGE, RTM.CHANGE, RTM.CHANGE]);
  });
});

describe('routing sockets: asking', () => {
  function entryFor(bench: ReturnType<typeof quiet>, text: string, more: Parameters<ReturnType<typeof openSocket>['ask']>[1] = {}) {
    const { ask, heard } = openSocket(bench);
    const outcome = ask({ type: RTM.GET, seq: 4 }, { DST: inet6(text), ...more });
    return outcome === 'done' ? route(heard[0]) : outcome;
  }
  const shown = (found: RouteMessage | string): string => {
    if (typeof found === 'string') return found;
    const { DST, GATEWAY, NETMASK } = found.addresses;
    const [to, through, mask] = [addressOf(DST), addressOf(GATEWAY), NETMASK && decodeMask(NETMASK)];
    const zoned = (at: typeof to): string => (at ? `${formatAddress(at.address)}${at.zone ? `%${at.zone}` : ''}` : 'link');
    return `${zoned(to)}/${mask?.ok ? mask.value : 128} ${zoned(through)} if ${found.header.index}`;
  };

  it('gets the entry that a packet would be sent by', () => {
    const bench = quiet();
    const { add } = openSocket(bench);
    add('::/0', inet6('fe80:2::1'));
    add('2001:db8:9::/48', inet6('fe80:1::1'));
    expect(shown(entryFor(bench, '2001:db8:9::1'))).to.equal('2001:db8:9::/48 fe80::1%1 if 1');
    expect(shown(entryFor(bench, '2001:db8:8::1'))).to.equal('::/0 fe80::1%2 if 2');
    expect(shown(entryFor(bench, '2001:db8:0:a::7'))).to.equal('2001:db8:0:a::/64 link if 1');
    expect(shown(entryFor(bench, '2001:db8:0:a::b'))).to.equal('2001:db8:0:a::b/128 link if 1');
    expect(shown(entryFor(bench, '2001:db8:0:a::a')), 'an own address').to.equal('2001:db8:0:a::a/128 link if 0');
    expect(shown(entryFor(bench, 'fe80:1::7'))).to.equal('fe80::%1/64 link if 1');
    expect(shown(entryFor(bench, 'fe80:2::7'))).to.equal('fe80::%2/64 link if 2');
    expect(shown(entryFor(bench, 'fe80::7'))).to.equal('EINVAL');
    expect(shown(entryFor(bench, '2001:db8:9::', { NETMASK: encodeMask(48, LP64) }))).to.equal('2001:db8:9::/48 fe80::1%1 if 1');
    expect(shown(entryFor(bench, '2001:db8:9::', { NETMASK: encodeMask(47, LP64) }))).to.equal('ESRCH');
  });

  it('tells interface and local address to who asks for them', () => {
    const bench = quiet();
    openSocket(bench).add('2001:db8:9::/48', inet6('fe80:2::1'));
    const plain = entryFor(bench, '2001:db8:9::1');
    const asked = entryFor(bench, '2001:db8:9::1', { IFP: onLink(0) });
    if (typeof plain === 'string' || typeof asked === 'string') throw new Error('no answer');
    expect(Object.keys(plain.addresses)).to.deep.equal(['DST', 'GATEWAY', 'NETMASK']);
    expect(Object.keys(asked.addresses)).to.deep.equal(['DST', 'GATEWAY', 'NETMASK', 'IFP', 'IFA']);
    expect(decodeLink(asked.addresses.IFP ?? inet6('::'), LP64))
      .to.deep.include({ ok: true })
      .and.to.have.nested.property('value.name', 'link1');
    expect(addressOf(asked.addresses.IFA)).to.deep.equal({ address: address('fe80::ff:fe00:10a'), zone: 2 });
    expect(asked.header).to.include({ seq: 4, pid: 7, mtu: 1280, errno: 0 });
    expect(asked.header.flags).to.equal(RTF.UP | RTF.GATEWAY | RTF.PRCLONING | RTF.DONE);
  });
});

describe('routing sockets: what is told', () => {
  it('tells every socket, the sender’s too, of a change: with process and number of the sender', () => {
    const bench = quiet();
    const [sender, other] = [openSocket(bench, { pid: 7 }), openSocket(bench, { pid: 8, isSuperUser: false, model: ILP32 })];
    sender.add('2001:db8:9::/48', inet6('fe80:1::1'), { seq: 42, pid: 1 });
    for (const { heard } of [sender, other]) {
      expect(heard.length).to.equal(1);
      expect(heard[0]?.header).to.include({ type: RTM.ADD, pid: 7, seq: 42, errno: 0 });
      expect(route(heard[0]).header.flags).to.equal(RTF.UP | RTF.GATEWAY | RTF.PRCLONING | RTF.DONE);
    }
    expect(addressOf(route(other.heard[0]).addresses.GATEWAY, ILP32)).to.deep.equal({ address: address('fe80::1'), zone: 1 });
  });

  it('tells nothing to a socket that is closed', () => {
    const bench = quiet();
    const { socket, add, heard } = openSocket(bench);
    socket.close();
    expect(add('2001:db8:9::/48', inet6('fe80:1::1'))).to.equal('done');
    expect(heard).to.deep.equal([]);
  });

  it('tells nothing more to a socket that is closed by another that is told first', () => {
    const bench = quiet();
    let told = 0;
    const open = (received: () => void) => {
      const opened = bench.node.routingSockets.open(ROUTING_SOCKET, { pid: 7, isSuperUser: true }, received);
      if (!opened.ok) throw new Error(opened.error);
      return opened.value;
    };
    open(() => second.close());
    const second = open(() => told++);
    bench.node.command({ kind: 'add-route', link: 'link0', prefix: prefixOf(address('2001:db8:9::'), 48) });
    expect(told).to.equal(0);
  });

  it('looks at no interface as long as nobody reads', () => {
    let looks = 0;
    const routing = new Routing(() => []);
    const interfaceChanges = new Watchers<readonly [InterfaceChange]>();
    const sockets = new RoutingSockets({
      routing,
      interfaces: () => ((looks += 1), []),
      linkTowards: () => undefined,
      watchInterfaces: (watcher) => interfaceChanges.watch(watcher),
    });
    const change = (): void => {
      routing.add({ prefix: prefixOf(address('2001:db8:9::'), 48), origin: 'static', target: { kind: 'reject' } });
      interfaceChanges.tell({ kind: 'up', name: 'link0' });
    };
    change();
    expect(looks).to.equal(0);
    const opened = sockets.open(ROUTING_SOCKET, { pid: 7, isSuperUser: true }, () => undefined);
    change();
    expect(looks).to.equal(2);
    if (opened.ok) opened.value.close();
    change();
    expect(looks).to.equal(2);
  });

  it('tells programs of both kinds of machine of a number that only one can hold', () => {
    const bench = quiet();
    const [long, short] = [openSocket(bench, { model: LP64 }), openSocket(bench, { model: ILP32 })];
    const hopCount = 2 ** 40;
    expect(long.add('2001:db8:9::/48', inet6('fe80:1::1'), { inits: RTV_HOPCOUNT, hopCount })).to.equal('done');
    expect(long.add('2001:db8:9::/48', inet6('fe80:1::1'), { inits: RTV_HOPCOUNT, hopCount })).to.equal('EEXIST');
    expect(long.heard.map((message) => route(message).header.hopCount)).to.deep.equal([hopCount, hopCount]);
    expect(short.heard.map((message) => route(message).header.hopCount)).to.deep.equal([0xffff_ffff, 0xffff_ffff]);
    const dump = bench.node.routingSockets.sysctl([4, PF_ROUTE, 0, AF_INET6, 1, 0], ILP32);
    expect(dump.ok).to.equal(true);
  });

  it('tells of the routes through a tunnel that is taken away', () => {
    const bench = tunnelBench();
    const { heard } = openSocket(bench);
    expect(bench.node.command({ kind: 'remove-tunnel', link: 'link1', name: 'tunnel0' })).to.include({ ok: true });
    const deleted = heard
      .filter(({ header }) => header.type === RTM.DELETE)
      .map((message) => addressOf(route(message).addresses.DST)?.address);
    expect(deleted).to.deep.include(prefixOf(TUNNEL_BEHIND, 64).address);
  });

  it('tells of routes that the node itself enters, changes and removes', () => {
    const bench = quiet();
    const { heard } = openSocket(bench);
    const prefix = prefixOf(address('2001:db8:9::'), 48);
    bench.node.command({ kind: 'add-route', link: 'link0', prefix, gateway: address('fe80::1') });
    bench.node.command({ kind: 'add-route', link: 'link1', prefix, gateway: address('fe80::2') });
    bench.node.command({ kind: 'remove-route', link: 'link1', prefix });
    expect(heard.map(({ header }) => header.type)).to.deep.equal([RTM.ADD, RTM.CHANGE, RTM.DELETE]);
    expect(heard.map((message) => addressOf(route(message).addresses.GATEWAY)?.zone)).to.deep.equal([1, 2, 2]);
    expect(route(heard[0]).header).to.include({ pid: 0, seq: 0 });
  });

  it('tells of addresses that come and go, and of interfaces', () => {
    const bench = quiet();
    const { heard } = openSocket(bench);
    const added = address('2001:db8:0:f::1');
    bench.node.command({ kind: 'add-address', link: 'link1', address: added, prefixLength: 64, anycast: true });
    expect(heard.map(({ header }) => header.type)).to.deep.equal([RTM.NEWADDR]);
    const [message] = heard;
    if (message?.kind !== 'address') throw new Error('no address');
    expect(message.header.index).to.equal(2);
    expect(addressOf(message.addresses.IFA)?.address).to.deep.equal(added);
    expect(decodeMask(message.addresses.NETMASK ?? added)).to.deep.equal({ ok: true, value: 64 });
    heard.length = 0;
    bench.node.command({ kind: 'remove-address', link: 'link1', address: added });
    expect(heard.map(({ header }) => header.type)).to.deep.equal([RTM.DELADDR]);
    heard.length = 0;
    bench.node.command({ kind: 'interface-down', link: 'link1' });
    const last = heard.at(-1);
    if (last?.kind !== 'interface') throw new Error('no interface');
    expect([last.header.index, last.header.flags & IFF.UP, last.header.mtu]).to.deep.equal([2, 0, 1280]);
    expect(heard.filter(({ header }) => header.type === RTM.DELADDR).length).to.equal(4);
    heard.length = 0;
    bench.node.command({ kind: 'interface-up', link: 'link1' });
    expect(heard[0]?.kind === 'interface' && heard[0].header.flags & IFF.UP).to.equal(IFF.UP);
  });
});
