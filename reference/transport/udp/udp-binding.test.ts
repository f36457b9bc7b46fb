import { expect } from 'chai';
import { address } from '../../net/address.js';
import { NEAR, routerBench } from '../../router-bench.js';
import { GLOBAL, LINK_LOCAL, PEER, settledNode } from '../../settled-node.js';
import { listen } from './listening.js';
import type { UdpBinding } from './udp-service.js';

const LISTENER = { received: () => undefined };

describe('binding a port', () => {
  const problem = (bench: Pick<ReturnType<typeof settledNode>, 'node'>, binding: UdpBinding): string => {
    const bound = bench.node.udp.bind(binding, LISTENER);
    return bound.ok ? 'bound' : bound.error;
  };

  it('the same place twice only when both share it', () => {
    const bench = settledNode();
    const twice = (binding: UdpBinding) => [problem(bench, binding), problem(bench, binding)];
    expect(twice({ port: 1 })).to.deep.equal(['bound', 'port-in-use']);
    expect(twice({ port: 1, address: GLOBAL })).to.deep.equal(['bound', 'port-in-use']);
    expect(twice({ port: 1, link: 'link0' })).to.deep.equal(['bound', 'port-in-use']);
    expect(twice({ port: 1, peer: { address: PEER, port: 9 } })).to.deep.equal(['bound', 'port-in-use']);
    expect(twice({ port: 2, shared: true })).to.deep.equal(['bound', 'bound']);
    expect(problem(bench, { port: 2 })).to.equal('port-in-use');
  });

  it('a place is free again when its socket is closed', () => {
    const bench = settledNode();
    const { socket } = listen(bench, { port: 1 });
    socket.close();
    socket.close();
    expect(problem(bench, { port: 1 })).to.equal('bound');
    expect(bench.node.udp.list()).to.have.length(1);
  });

  it('only own addresses, or groups', () => {
    const bench = settledNode();
    const outcomes = [PEER, GLOBAL, LINK_LOCAL, address('ff02::9'), address('::1')].map((one) => problem(bench, { port: 7, address: one }));
    expect(outcomes).to.deep.equal(['address-not-ours', 'bound', 'bound', 'bound', 'address-not-ours']);
  });

  it('a tentative address is not ours yet (RFC 4862 section 5.4)', () => {
    const bench = settledNode();
    const fresh = address('2001:db8::5');
    bench.node.command({ kind: 'add-address', link: 'link0', address: fresh, prefixLength: 64 });
    expect(problem(bench, { port: 7, address: fresh })).to.equal('address-not-ours');
  });

  it('a link-local address binds to its interface, and needs it named where two have it', () => {
    const bench = routerBench();
    const own = address('fe80::ff:fe00:a');
    const { socket } = listen(bench, { port: 7, address: own });
    expect(socket.link).to.equal('link0');
    for (const link of ['link0', 'link1'])
      bench.node.command({ kind: 'add-address', link, address: address('fe80::77'), prefixLength: 64 });
    bench.advance(5_000_000 as never);
    expect(problem(bench, { port: 7, address: address('fe80::77') })).to.equal('link-needed');
    expect(problem(bench, { port: 7, address: address('fe80::77'), link: 'link1' })).to.equal('bound');
    expect(problem(bench, { port: 7, address: NEAR, link: 'link1' })).to.equal('address-not-ours');
    expect(problem(bench, { port: 7, link: 'link2' })).to.equal('no-such-link');
  });

  it('a free dynamic port is drawn when none is named; when all are taken, that is said', () => {
    const bench = settledNode({ node: { udpConstants: { FIRST_EPHEMERAL_PORT: 60_000, LAST_EPHEMERAL_PORT: 60_002 } } });
    const ports = [1, 2, 3].map(() => listen(bench).socket.port);
    expect([...ports].sort()).to.deep.equal([60_000, 60_001, 60_002]);
    expect(problem(bench, {})).to.equal('no-free-port');
  });

  it('ports and options are numbers of their size', () => {
    const bench = settledNode();
    const bad: UdpBinding[] = [
      { port: 0 },
      { port: 65_536 },
      { port: 1.5 },
      { port: 1, options: { hopLimit: -1 } },
      { port: 1, options: { multicastHopLimit: 256 } },
      { port: 1, peer: { address: PEER, port: 0 } },
    ];
    for (const binding of bad) expect(problem(bench, binding), JSON.stringify(binding)).to.equal('invalid');
    const { socket } = listen(bench, { port: 1 });
    expect(socket.set({ trafficClass: 300 })).to.deep.equal({ ok: false, error: 'invalid' });
    expect(socket.options).to.deep.equal({});
  });

  it('sockets are bounded in number', () => {
    const bench = settledNode({ node: { udpConstants: { SOCKET_LIMIT: 2 } } });
    expect([1, 2, 3].map((port) => problem(bench, { port }))).to.deep.equal(['bound', 'bound', 'too-many-sockets']);
    expect(bench.node.counters().get('udp.sockets.refused')).to.equal(1);
  });
});
