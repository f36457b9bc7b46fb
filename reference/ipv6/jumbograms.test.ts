import { expect } from 'chai';
import { FAR_END, LINE_ADDRESS } from '../line-bench.js';
import { LOOPBACK } from '../net/address.js';
import type { NodeConfiguration } from '../node.js';
import { portsBench, type PortsBench } from '../ports-bench.js';
import { milliseconds, seconds } from '../time.js';
import { listen } from '../transport/udp/listening.js';
import { HopByHop, hopByHop } from '../wire/extension-headers.js';
import { layer } from '../wire/frame.js';
import { EchoReply, echoRequest } from '../wire/icmpv6.js';
import { IPV6_HEADER_OCTETS, ipv6, Ipv6 } from '../wire/ipv6.js';
import { jumboPayload, padN, routerAlert } from '../wire/ipv6-options.js';
import { Udp, udp } from '../wire/udp.js';
import { FEATURES } from './behaviour.js';
import { assembled, LARGEST_PLAIN_PACKET, understandsJumbograms } from './jumbograms.js';

const LARGE_MTU = 131_072;
const DATA = 66_000;
const ECHO = 8;
const HOP_BY_HOP = 8;

/** A settled node with a line to another and a loopback interface, both for jumbograms. */
function largeBench(over: Partial<NodeConfiguration> = {}, mtu = LARGE_MTU): PortsBench {
  const bench = portsBench(
    {
      name: 'dut',
      role: 'router',
      behaviour: 'current',
      interfaces: [
        { kind: 'point-to-point', name: 'line0', mtu, addresses: [{ address: LINE_ADDRESS, prefixLength: 64 }] },
        { kind: 'loopback', name: 'lo', mtu },
      ],
      ...over,
    },
    {},
  );
  bench.node.start();
  bench.advance(seconds(5));
  bench.forget();
  return bench;
}

const counter = (bench: PortsBench, name: string): number => bench.node.counters().get(name) ?? 0;
const header = ipv6({ source: FAR_END, destination: LINE_ADDRESS, payloadLength: 0 });

describe('jumbograms, RFC 2675', () => {
  it('are understood on links of more than 65,575 octets, and where the node says so', () => {
    const understood = (mtu: number, jumbograms: boolean): boolean =>
      understandsJumbograms({ mtu, variables: { features: { ...FEATURES.current, jumbograms } } } as never);
    expect(understood(LARGEST_PLAIN_PACKET, false)).to.equal(false);
    expect(understood(LARGEST_PLAIN_PACKET + 1, false)).to.equal(true);
    expect(understood(1500, true)).to.equal(true);
  });

  it('are made of packets that are too long for the Payload Length alone', () => {
    const ends = { source: FAR_END, destination: LINE_ADDRESS };
    const most = LARGEST_PLAIN_PACKET - IPV6_HEADER_OCTETS - ECHO;
    const plain = assembled(ends, [echoRequest({ data: new Uint8Array(most) })]);
    expect([plain.length, (plain[4] ?? 0) * 256 + (plain[5] ?? 0)]).to.deep.equal([LARGEST_PLAIN_PACKET, 65_535]);
    const large = assembled(ends, [echoRequest({ data: new Uint8Array(most + 1) })]);
    expect(large.length).to.equal(LARGEST_PLAIN_PACKET + 1 + HOP_BY_HOP);
    expect([...large.subarray(4, 7)]).to.deep.equal([0, 0, 0]);
    expect([...large.subarray(IPV6_HEADER_OCTETS, IPV6_HEADER_OCTETS + HOP_BY_HOP)]).to.deep.equal([58, 0, 0xc2, 4, 0, 1, 0, 8]);
  });

  it('keep the options that the packet has already', () => {
    const large = assembled({ source: FAR_END, destination: LINE_ADDRESS }, [
      hopByHop({ options: [routerAlert(), padN(2)] }),
      echoRequest({ data: new Uint8Array(DATA) }),
    ]);
    expect([...large.subarray(IPV6_HEADER_OCTETS + 2, IPV6_HEADER_OCTETS + 8)]).to.deep.equal([5, 2, 0, 0, 1, 0]);
    expect(Buffer.from(large.subarray(IPV6_HEADER_OCTETS, IPV6_HEADER_OCTETS + 16)).includes(Buffer.of(0xc2, 4, 0, 1))).to.equal(true);
  });

  it('are answered with jumbograms, and counted with all their octets', () => {
    const bench = largeBench();
    const before = counter(bench, 'ipv6.in.octets');
    bench.send(
      'line0',
      header,
      hopByHop({ options: [jumboPayload(HOP_BY_HOP + ECHO + DATA)] }),
      echoRequest({ data: new Uint8Array(DATA) }),
    );
    bench.advance(milliseconds(1));
    const [reply] = bench.sent('line0').filter((decoded) => layer(decoded, EchoReply) !== undefined);
    expect(layer(reply!, Ipv6)).to.include({ payloadLength: 0 });
    expect(layer(reply!, HopByHop)?.options).to.have.length(1);
    expect(layer(reply!, EchoReply)?.data).to.have.length(DATA);
    expect(reply!.layers.at(-1)?.checksum).to.equal('good');
    expect(counter(bench, 'ipv6.in.octets') - before).to.equal(IPV6_HEADER_OCTETS + HOP_BY_HOP + ECHO + DATA);
  });

  it('are counted and forgotten when they are shorter than they say', () => {
    const bench = largeBench();
    bench.send('line0', header, hopByHop({ options: [jumboPayload(0xffff_ffff)] }), echoRequest());
    expect(bench.discarded('ipv6-payload-length')).to.equal(1);
    expect(bench.sent('line0')).to.have.length(0);
  });

  it('go to the node itself by a loopback interface that is made for them', () => {
    const bench = largeBench();
    bench.node.command({ kind: 'ping', link: 'lo', destination: LOOPBACK, dataOctets: 68_000 });
    bench.advance(milliseconds(1));
    expect(counter(bench, 'icmpv6.in.type-129')).to.equal(1);
    expect(counter(bench, 'ipv6.fragments')).to.equal(0);
  });

  it('are not sent on a link that is too small, in fragments neither', () => {
    const bench = largeBench({}, 1500);
    bench.node.command({ kind: 'ping', link: 'line0', destination: FAR_END, dataOctets: DATA });
    bench.advance(milliseconds(1));
    expect(bench.discarded('jumbogram-too-big')).to.equal(1);
    expect(bench.sent('line0')).to.have.length(0);
  });
});

describe('UDP jumbograms, RFC 2675 section 4', () => {
  const sending = (bench: PortsBench, octets: number) =>
    listen(bench, { port: 4000 }).socket.send({ to: { address: FAR_END, port: 5000 }, octets: new Uint8Array(octets) });
  const large = udp({ sourcePort: 5000, destinationPort: 4000, length: 0, data: new Uint8Array(DATA) });
  const arrive = (bench: PortsBench): void =>
    void bench.send('line0', header, hopByHop({ options: [jumboPayload(HOP_BY_HOP + 8 + DATA)] }), large);

  for (const [octets, length] of [
    [65_527, 65_535],
    [65_528, 0],
  ] as const)
    it(`${octets} octets of data have the length ${length}`, () => {
      const bench = largeBench();
      expect(sending(bench, octets).ok).to.equal(true);
      const [datagram] = bench.sent('line0').filter((decoded) => layer(decoded, Udp) !== undefined);
      expect(layer(datagram!, Udp)?.length).to.equal(length);
      expect(layer(datagram!, Udp)?.data).to.have.length(octets);
    });

  it('are received whole', () => {
    const bench = largeBench();
    const { received } = listen(bench, { port: 4000 });
    arrive(bench);
    expect(received.map(({ octets }) => octets.length)).to.deep.equal([DATA]);
  });

  it('are too long for a path that does not carry them', () => {
    expect(sending(largeBench({}, 66_000), DATA)).to.deep.equal({ ok: false, error: 'too-long' });
  });

  it('are unknown to KAME, which neither sends nor takes them', () => {
    const bench = largeBench({ behaviour: 'kame' });
    expect(sending(bench, DATA)).to.deep.equal({ ok: false, error: 'too-long' });
    const sockets = listen(bench, { port: 4001 });
    arrive(bench);
    expect(bench.discarded('udp-length')).to.equal(1);
    expect(sockets.received).to.have.length(0);
  });
});
