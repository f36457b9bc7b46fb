import { expect } from 'chai';
import { address, type Address } from '../../net/address.js';
import type { NodeBench } from '../../node-bench.js';
import { FAR, GLOBAL, LINK_LOCAL, PEER, ROUTER, ROUTER_MAC, settledNode } from '../../settled-node.js';
import { milliseconds, seconds } from '../../time.js';
import { frame } from '../../wire/frame.js';
import { destinationUnreachable, echoRequest, packetTooBig, parameterProblem, timeExceeded } from '../../wire/icmpv6.js';
import { ipv6 } from '../../wire/ipv6.js';
import type { LayerDraft } from '../../wire/layer-draft.js';
import { udp } from '../../wire/udp.js';
import { listen, octetsOf } from './listening.js';

const data = octetsOf('0123456789');

/** A packet of the node, as an error quotes it. */
const quote = (destination: Address, { sourcePort = 4000, source = GLOBAL, octets = data } = {}): Uint8Array =>
  frame(ipv6({ source, destination }), udp({ sourcePort, destinationPort: 53, data: octets })).packet;

/** The router says something about a packet of the node. */
const complain = (bench: NodeBench, message: LayerDraft): void =>
  void bench.send(GLOBAL, [ipv6({ source: ROUTER, destination: GLOBAL }), message], { from: ROUTER_MAC });

describe('errors about datagrams (RFC 4443 sections 3.1 to 3.4)', () => {
  it('reach the socket that the quoted packet came from', () => {
    const bench = settledNode();
    const { socket, failed } = listen(bench, { port: 4000 });
    socket.send({ to: { address: FAR, port: 53 }, octets: data });
    complain(bench, destinationUnreachable({ code: 4, invokingPacket: quote(FAR) }));
    complain(bench, timeExceeded({ code: 0, invokingPacket: quote(FAR) }));
    complain(bench, parameterProblem({ code: 1, pointer: 6, invokingPacket: quote(FAR) }));
    complain(bench, packetTooBig({ mtu: 1400, invokingPacket: quote(FAR) }));
    const common = { reporter: ROUTER, source: GLOBAL, destination: FAR, destinationPort: 53, link: 'link0', quoted: data };
    expect(failed).to.deep.equal([
      { type: 1, code: 4, ...common },
      { type: 3, code: 0, ...common },
      { type: 4, code: 1, pointer: 6, ...common },
      { type: 2, code: 0, mtu: 1400, ...common },
    ]);
    expect(bench.node.counters().get('udp.errors')).to.equal(4);
  });

  it('the ports are enough of a quote, part of them is not', () => {
    const bench = settledNode();
    const { failed } = listen(bench, { port: 4000 });
    for (const octets of [43, 44, 48, 52]) complain(bench, destinationUnreachable({ invokingPacket: quote(FAR).slice(0, octets) }));
    expect(failed.map(({ quoted }) => quoted.length)).to.deep.equal([0, 0, 4]);
  });

  it('of several sockets the one that says most gets it, whether it is bound to an address or to a peer', () => {
    const bench = settledNode();
    const peer = { address: FAR, port: 53 };
    const listening = [{}, { address: GLOBAL }, { peer }].map((binding) => listen(bench, { port: 4000, ...binding }));
    complain(bench, destinationUnreachable({ invokingPacket: quote(FAR) }));
    complain(bench, destinationUnreachable({ invokingPacket: quote(PEER) }));
    complain(bench, destinationUnreachable({ invokingPacket: quote(PEER, { source: LINK_LOCAL }) }));
    expect(listening.map(({ failed }) => failed.length)).to.deep.equal([1, 1, 1]);
  });

  it('about a packet of another node, of no socket, or of another protocol concern nobody', () => {
    const bench = settledNode();
    const { failed } = listen(bench, { port: 4000 });
    complain(bench, destinationUnreachable({ invokingPacket: quote(FAR, { source: PEER }) }));
    complain(bench, destinationUnreachable({ invokingPacket: quote(FAR, { sourcePort: 4001 }) }));
    complain(bench, destinationUnreachable({ invokingPacket: frame(ipv6({ source: GLOBAL, destination: FAR }), echoRequest({})).packet }));
    expect(failed).to.deep.equal([]);
  });

  it('a Packet Too Big that is discarded says nothing', () => {
    const bench = settledNode();
    const { failed, paths, socket } = listen(bench, { port: 4000 });
    complain(bench, packetTooBig({ mtu: 1400, invokingPacket: quote(FAR) }));
    expect(bench.discarded('packet-too-big-unsent')).to.equal(1);
    socket.send({ to: { address: FAR, port: 53 }, octets: data });
    complain(bench, packetTooBig({ mtu: 1279, invokingPacket: quote(FAR) }));
    expect(bench.discarded('packet-too-big-minimum')).to.equal(1);
    expect([failed, paths]).to.deep.equal([[], []]);
  });

  it('that the next hop does not answer is an error of the node itself', () => {
    const bench = settledNode();
    const { failed, socket } = listen(bench, { port: 4000 });
    const mute = address('fe80::dead');
    socket.send({ to: { address: mute, port: 53 }, octets: data });
    bench.advance(seconds(5));
    expect(failed).to.deep.equal([
      { type: 1, code: 3, source: LINK_LOCAL, destination: mute, destinationPort: 53, link: 'link0', quoted: data },
    ]);
  });

  it('a socket that does not want to know is not asked', () => {
    const bench = settledNode();
    bench.node.udp.bind({ port: 4000 }, { received: () => undefined });
    complain(bench, destinationUnreachable({ invokingPacket: quote(FAR) }));
    expect(bench.node.counters().get('udp.errors')).to.equal(1);
  });
});

describe('a path MTU that decreases (RFC 8201 section 5.2)', () => {
  it('is told to every socket but those that have to do with somebody else only, whoever sent the packet', () => {
    const bench = settledNode();
    const listening = [
      {},
      { peer: { address: FAR, port: 53 } },
      { peer: { address: PEER, port: 53 } },
      { link: 'link0', address: LINK_LOCAL },
    ].map((binding) => listen(bench, { port: 4000, ...binding }));
    listening[0]!.socket.send({ to: { address: FAR, port: 53 }, octets: data });
    complain(bench, packetTooBig({ mtu: 1300, invokingPacket: frame(ipv6({ source: GLOBAL, destination: FAR }), echoRequest({})).packet }));
    const path = { destination: FAR, link: 'link0', mtu: 1300 };
    expect(listening.map(({ paths }) => paths)).to.deep.equal([[path], [path], [], [path]]);
  });

  it('is told once; that one more packet was lost, each time', () => {
    const bench = settledNode();
    const { paths, failed, socket } = listen(bench, { port: 4000 });
    socket.send({ to: { address: FAR, port: 53 }, octets: data });
    for (const mtu of [1300, 1300, 1400]) complain(bench, packetTooBig({ mtu, invokingPacket: quote(FAR) }));
    expect(paths.map(({ mtu }) => mtu)).to.deep.equal([1300]);
    expect(failed.map(({ mtu }) => mtu)).to.deep.equal([1300, 1300, 1400]);
  });

  it('makes later datagrams fit', () => {
    const bench = settledNode();
    const { socket } = listen(bench, { port: 4000 });
    const send = (octets: number, dontFragment: boolean): boolean =>
      socket.send({ to: { address: FAR, port: 53 }, octets: new Uint8Array(octets), dontFragment }).ok;
    expect(send(1452, true)).to.equal(true);
    complain(bench, packetTooBig({ mtu: 1300, invokingPacket: quote(FAR) }));
    bench.forget();
    expect([send(1253, true), send(1252, true), send(1253, false)]).to.deep.equal([false, true, true]);
    bench.advance(milliseconds(1));
    expect(bench.heard.map(({ octets }) => octets.length - 14)).to.deep.equal([1300, 1296, 61]);
  });
});
