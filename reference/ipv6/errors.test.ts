import { expect } from 'chai';
import { address } from '../net/address.js';
import type { NodeBench } from '../node-bench.js';
import { answers, echoTo, FAR, GLOBAL, LINK_LOCAL, PEER, ROUTER_MAC, settledNode } from '../settled-node.js';
import { milliseconds, seconds } from '../time.js';
import { destinationOptions } from '../wire/extension-headers.js';
import { frame, layer } from '../wire/frame.js';
import {
  DestinationUnreachable,
  destinationUnreachable,
  EchoReply,
  echoReply,
  packetTooBig,
  ParameterProblem,
  unknownIcmpv6,
} from '../wire/icmpv6.js';
import { Ipv6, ipv6 } from '../wire/ipv6.js';
import { unknownIpv6Option } from '../wire/ipv6-options.js';
import { udp } from '../wire/udp.js';

const bad = [destinationOptions({ options: [unknownIpv6Option(0x87, new Uint8Array(4))] })];
const errorsIn = (bench: NodeBench) =>
  bench.heard.filter(({ decoded }) => layer(decoded, ParameterProblem) || layer(decoded, DestinationUnreachable));

describe('ICMPv6 errors (RFC 4443)', () => {
  it('quote the packet as it came, to 1280 octets in all', () => {
    for (const size of [0, 100, 1_175, 1_176, 1_177, 1_400]) {
      const bench = settledNode();
      const packet = bench.send(LINK_LOCAL, echoTo(LINK_LOCAL, PEER, bad, new Uint8Array(size)));
      const [error] = errorsIn(bench);
      const { invokingPacket } = layer(error!.decoded, ParameterProblem)!;
      expect(invokingPacket).to.deep.equal(packet.subarray(0, 1_232));
      expect(error!.octets.length - 14).to.equal(Math.min(1_280, packet.length + 48));
      expect(error!.decoded.layers.at(-1)?.checksum).to.equal('good');
    }
  });

  it('do not quote the padding of the link', () => {
    const bench = settledNode();
    const packet = bench.send(LINK_LOCAL, [
      ...echoTo(LINK_LOCAL, PEER, bad),
      { message: udp().message, values: { length: 8 }, outside: true },
    ]);
    const { invokingPacket } = layer(errorsIn(bench)[0]!.decoded, ParameterProblem)!;
    expect(invokingPacket.length).to.equal(packet.length - 8);
  });

  it('come from the address that was addressed', () => {
    const bench = settledNode();
    bench.send(GLOBAL, echoTo(GLOBAL, FAR, bad), { from: ROUTER_MAC });
    expect(layer(errorsIn(bench)[0]!.decoded, Ipv6)).to.deep.include({ source: GLOBAL, destination: FAR, hopLimit: 64 });
  });

  it('are not sent to an address that the node itself has as anycast', () => {
    const anycast = address('2001:db8::aaaa');
    const bench = settledNode({ iface: { addresses: [{ address: anycast, prefixLength: 64, anycast: true }] } });
    bench.send(LINK_LOCAL, echoTo(LINK_LOCAL, anycast, bad));
    expect(bench.heard).to.have.length(0);
    expect(bench.discarded('error-source')).to.equal(1);
  });

  it('say "port unreachable" for UDP', () => {
    const bench = settledNode();
    bench.send(LINK_LOCAL, [
      ipv6({ source: PEER, destination: LINK_LOCAL }),
      udp({ sourcePort: 5, destinationPort: 9, data: new Uint8Array(4) }),
    ]);
    expect(layer(errorsIn(bench)[0]!.decoded, DestinationUnreachable)).to.include({ code: 4, unused: 0 });
  });

  it('are limited: a burst of ten, then ten a second', () => {
    const bench = settledNode();
    for (let i = 0; i < 1_000; i++) {
      bench.send(LINK_LOCAL, echoTo(LINK_LOCAL, PEER, bad));
      bench.advance(milliseconds(1));
    }
    expect(errorsIn(bench).length).to.be.within(19, 20);
    expect(bench.discarded('error-rate')).to.be.above(900);
    bench.advance(seconds(2));
    bench.heard.length = 0;
    bench.send(LINK_LOCAL, echoTo(LINK_LOCAL, PEER, bad));
    expect(errorsIn(bench)).to.have.length(1);
  });

  it('the limit is configurable, and does not concern replies', () => {
    const bench = settledNode({ node: { constants: { ERROR_BUCKET: 2, ERRORS_PER_SECOND: 1 } } });
    for (let i = 0; i < 20; i++) bench.send(LINK_LOCAL, echoTo(LINK_LOCAL, PEER, bad));
    expect(errorsIn(bench)).to.have.length(2);
    bench.heard.length = 0;
    for (let i = 0; i < 100; i++) bench.send(LINK_LOCAL, echoTo(LINK_LOCAL));
    expect(answers(bench).filter((name) => name === 'echoReply')).to.have.length(100);
  });
});

describe('received ICMPv6 messages', () => {
  const told = (bench: NodeBench) => bench.events.filter(({ name }) => name === 'icmpv6-error').map(({ detail }) => detail);
  const quote = frame(ipv6({ source: LINK_LOCAL, destination: PEER }), echoReply({})).packet;

  it('errors are passed up, known or not, and never answered', () => {
    const bench = settledNode();
    bench.send(LINK_LOCAL, [ipv6({ source: PEER, destination: LINK_LOCAL }), destinationUnreachable({ code: 3, invokingPacket: quote })]);
    bench.send(LINK_LOCAL, [ipv6({ source: PEER, destination: LINK_LOCAL }), unknownIcmpv6({ type: 99 })]);
    expect(told(bench)).to.deep.equal(['type 1 code 3 about echoReply to fe80::b', 'unknown type 99']);
    expect(answers(bench)).to.deep.equal([]);
  });

  it('an error that quotes too little is dropped', () => {
    const bench = settledNode();
    for (const octets of [0, 20, 40])
      bench.send(LINK_LOCAL, [
        ipv6({ source: PEER, destination: LINK_LOCAL }),
        destinationUnreachable({ invokingPacket: quote.subarray(0, octets) }),
      ]);
    expect(bench.discarded('icmpv6-error-unmatched')).to.equal(3);
  });

  it('a Packet Too Big whose quote ends inside the IPv6 header is dropped', () => {
    const bench = settledNode();
    for (const octets of [0, 8, 23, 24, 39])
      bench.send(LINK_LOCAL, [
        ipv6({ source: PEER, destination: LINK_LOCAL }),
        packetTooBig({ mtu: 1_400, invokingPacket: quote.subarray(0, octets) }),
      ]);
    expect(bench.discarded('icmpv6-error-unmatched')).to.equal(5);
  });

  it('a Packet Too Big reduces the path MTU for a while, never raises it', () => {
    const bench = settledNode();
    const tooBig = (mtu: number) =>
      bench.send(LINK_LOCAL, [ipv6({ source: PEER, destination: LINK_LOCAL }), packetTooBig({ mtu, code: 7, invokingPacket: quote })]);
    const largest = () => {
      bench.heard.length = 0;
      bench.send(LINK_LOCAL, echoTo(LINK_LOCAL, PEER, [], new Uint8Array(1_452)));
      return Math.max(...bench.heard.map(({ octets }) => octets.length - 14));
    };
    expect(largest()).to.equal(1_500);
    tooBig(1_400);
    expect(largest()).to.be.within(1_390, 1_400);
    tooBig(1_500);
    expect(largest()).to.be.within(1_390, 1_400);
    tooBig(1_280);
    expect(largest()).to.be.within(1_270, 1_280);
    tooBig(600);
    expect(largest()).to.be.within(1_270, 1_280);
  });

  it('an Echo Reply reaches whoever asked', () => {
    const bench = settledNode();
    bench.node.command({ kind: 'ping', link: 'link0', destination: PEER, dataOctets: 3 });
    bench.advance(milliseconds(1));
    const { identifier, sequence, data } =
      layer(bench.heard[0]!.decoded, EchoReply) ?? (bench.heard[0]!.decoded.layers.at(-1)!.value as EchoReply);
    bench.send(LINK_LOCAL, [ipv6({ source: PEER, destination: LINK_LOCAL }), echoReply({ identifier, sequence, data })]);
    expect(bench.events.find(({ name }) => name === 'echo-reply')?.detail).to.equal(
      `from fe80::b identifier ${identifier} sequence 1, 3 octets`,
    );
  });
});
