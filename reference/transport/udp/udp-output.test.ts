import { expect } from 'chai';
import { address, type Address } from '../../net/address.js';
import { formatAddress } from '../../net/address.js';
import type { Result } from '../../net/result.js';
import { BEHIND, FAR_PEER, FAR_SIDE, NEAR, NEAR_PEER, routerBench } from '../../router-bench.js';
import { ALL_NODES, FAR, GLOBAL, LINK_LOCAL, PEER, settledNode, type settledNode as Settled } from '../../settled-node.js';
import { milliseconds, seconds } from '../../time.js';
import { Fragment } from '../../wire/extension-headers.js';
import { decodePacket, frame, layer } from '../../wire/frame.js';
import { ipv6, Ipv6 } from '../../wire/ipv6.js';
import { Udp, udp } from '../../wire/udp.js';
import { answering } from './answering.js';
import { datagram, listen, octetsOf } from './listening.js';

const GROUP = address('ff02::9');
const to = (destination: Address, port = 5000) => ({ address: destination, port });
const data = octetsOf('hello');
const problem = (outcome: Result<void, string>): string => (outcome.ok ? 'sent' : outcome.error);

type Bench = ReturnType<typeof Settled>;
/** What is on the link by now. */
const sent = (bench: Bench): Bench['heard'] => {
  bench.advance(milliseconds(1));
  return bench.heard;
};
const headers = (bench: Bench) => sent(bench).map(({ decoded }) => layer(decoded, Ipv6)!);
const ways = (bench: Bench) => headers(bench).map(({ source, destination }) => `${formatAddress(source)} > ${formatAddress(destination)}`);

describe('datagrams that are sent', () => {
  it('carry ports, length and a right checksum, from the address that selection gives', () => {
    const bench = settledNode();
    const { socket } = listen(bench, { port: 4000 });
    expect(problem(socket.send({ to: to(PEER), octets: data }))).to.equal('sent');
    const { decoded } = sent(bench)[0]!;
    expect(layer(decoded, Udp)).to.deep.include({ sourcePort: 4000, destinationPort: 5000, length: 13, data });
    expect(decoded.layers.at(-1)?.checksum).to.equal('good');
    expect(layer(decoded, Ipv6)).to.deep.include({ source: LINK_LOCAL, destination: PEER, hopLimit: 64, trafficClass: 0 });
    expect(bench.node.counters().get('udp.out')).to.equal(1);
  });

  it('carry 0xffff where the checksum is computed to be zero (RFC 8200 section 8.1)', () => {
    const bench = settledNode();
    const { socket } = listen(bench, { port: 4000 });
    const twoOctets = (value: number) => Uint8Array.of(value >> 8, value & 0xff);
    const ends = { source: LINK_LOCAL, destination: PEER };
    const sum = layer(decodePacket(frame(ipv6(ends), udp({ sourcePort: 4000, destinationPort: 5000, data: twoOctets(0) })).packet), Udp)!;
    // Added to the sum, its complement makes 0xffff, whose complement is zero.
    socket.send({ to: to(PEER), octets: twoOctets(sum.checksum) });
    expect(layer(sent(bench)[0]!.decoded, Udp)?.checksum).to.equal(0xffff);
  });

  it('as the socket is set, and as a single datagram says', () => {
    const bench = settledNode();
    const { socket } = listen(bench, { port: 4000, options: { hopLimit: 255, trafficClass: 0xe0 } });
    socket.send({ to: to(PEER), octets: data });
    socket.send({ to: to(PEER), octets: data, hopLimit: 3, trafficClass: 0 });
    socket.set({ hopLimit: 9 });
    socket.send({ to: to(PEER), octets: data });
    expect(headers(bench).map(({ hopLimit, trafficClass }) => [hopLimit, trafficClass])).to.deep.equal([
      [255, 0xe0],
      [3, 0],
      [9, 0xe0],
    ]);
  });

  it('one flow has one label, another flow another one (RFC 6437 section 3)', () => {
    const bench = settledNode();
    const { socket } = listen(bench, { port: 4000 });
    for (const port of [5000, 5000, 5001]) socket.send({ to: to(PEER, port), octets: data });
    const [first, second, third] = headers(bench).map((header) => header.flowLabel);
    expect(first).to.be.above(0);
    expect(second).to.equal(first);
    expect(third).not.to.equal(first);
  });

  it('to a group: hop limit 1 unless set otherwise (RFC 3493 section 5.2)', () => {
    const bench = settledNode();
    const { socket } = listen(bench, { port: 521 });
    socket.send({ to: to(GROUP), octets: data });
    socket.set({ multicastHopLimit: 255 });
    socket.send({ to: to(GROUP), octets: data, hopLimit: 9 });
    expect(headers(bench).map(({ hopLimit }) => hopLimit)).to.deep.equal([1, 255]);
  });

  it('from the address that the socket is bound to, or that the datagram names', () => {
    const bench = settledNode();
    const { socket } = listen(bench, { port: 4000, address: GLOBAL });
    socket.send({ to: to(PEER), octets: data });
    socket.send({ to: to(PEER), octets: data, source: LINK_LOCAL });
    expect(ways(bench)).to.deep.equal(['2001:db8::ff:fe00:a > fe80::b', 'fe80::ff:fe00:a > fe80::b']);
    expect(problem(socket.send({ to: to(PEER), octets: data, source: PEER }))).to.equal('address-not-ours');
  });

  it('to the peer, when none is named', () => {
    const bench = settledNode();
    const { socket } = listen(bench, { port: 4000, peer: to(PEER, 53) });
    socket.send({ octets: data });
    expect(layer(sent(bench)[0]!.decoded, Udp)?.destinationPort).to.equal(53);
    expect(problem(listen(bench, { port: 4001 }).socket.send({ octets: data }))).to.equal('no-destination');
  });

  it('larger than the path MTU: fragmented; to a group, in packets of the minimum MTU (RFC 3542 section 11.1)', () => {
    const sizes = (given: Parameters<ReturnType<typeof listen>['socket']['send']>[0]) => {
      const bench = settledNode();
      const { socket } = listen(bench, { port: 4000 });
      socket.send(given);
      return sent(bench).map(({ octets }) => octets.length - 14);
    };
    const octets = new Uint8Array(1452);
    expect(sizes({ to: to(PEER), octets })).to.deep.equal([1500]);
    expect(sizes({ to: to(PEER), octets: new Uint8Array(1453) })).to.deep.equal([1496, 61]);
    expect(sizes({ to: to(GROUP), octets })).to.deep.equal([1280, 276]);
    expect(sizes({ to: to(GROUP), octets, minimumMtu: 'never' })).to.deep.equal([1500]);
    expect(sizes({ to: to(PEER), octets, minimumMtu: 'always' })).to.deep.equal([1280, 276]);
    expect(sizes({ to: to(PEER), octets, dontFragment: true })).to.deep.equal([1500]);
    expect(sizes({ to: to(PEER), octets: new Uint8Array(1453), dontFragment: true })).to.deep.equal([]);
  });

  it('65,527 octets are the most', () => {
    const bench = settledNode();
    const { socket } = listen(bench, { port: 4000 });
    expect(problem(socket.send({ to: to(PEER), octets: new Uint8Array(65_527) }))).to.equal('sent');
    expect(layer(sent(bench).at(-1)!.decoded, Fragment)?.moreFragments).to.equal(false);
    expect(problem(socket.send({ to: to(PEER), octets: new Uint8Array(65_528) }))).to.equal('too-long');
  });

  it('to itself: they arrive without having been on the link', () => {
    const bench = settledNode();
    const { socket, heard } = listen(bench, { port: 4000 });
    for (const destination of [GLOBAL, LINK_LOCAL]) socket.send({ to: to(destination, 4000), octets: data });
    bench.advance(seconds(1));
    expect(heard()).to.deep.equal(['hello', 'hello']);
    expect(bench.heard).to.deep.equal([]);
  });

  it('what cannot be sent is said', () => {
    const bench = settledNode();
    const { socket } = listen(bench, { port: 4000 });
    const outcomes = [
      socket.send({ to: to(PEER, 0), octets: data }),
      socket.send({ to: to(PEER), octets: data, hopLimit: 256 }),
      socket.send({ to: to(address('::')), octets: data }),
      socket.send({ to: to(address('::ffff:192.0.2.1')), octets: data }),
      socket.send({ to: to(PEER), octets: data, link: 'link7' }),
    ].map(problem);
    expect(outcomes).to.deep.equal(['invalid', 'invalid', 'no-route', 'no-route', 'no-such-link']);
    bench.node.command({ kind: 'interface-down', link: 'link0' });
    expect(problem(socket.send({ to: to(PEER), octets: data, link: 'link0' }))).to.equal('link-down');
    expect(problem(socket.send({ to: to(FAR), octets: data }))).to.equal('no-route');
    socket.close();
    expect(problem(socket.send({ to: to(PEER), octets: data }))).to.equal('closed');
  });
});

describe('datagrams of a node with several interfaces', () => {
  it('to a global address they leave by the interface of the route, to a link-local one or a group by the one named', () => {
    const bench = routerBench();
    const { socket } = listen(bench, { port: 521 });
    for (const destination of [NEAR_PEER, FAR_PEER, BEHIND])
      expect(problem(socket.send({ to: to(destination), octets: data }))).to.equal('sent');
    bench.advance(seconds(1));
    expect(ways({ ...bench, heard: bench.heardFar })).to.deep.equal([`${formatAddress(FAR_SIDE)} > ${formatAddress(FAR_PEER)}`]);
    expect(problem(socket.send({ to: to(GROUP), octets: data }))).to.equal('link-needed');
    expect(problem(socket.send({ to: to(GROUP), octets: data, multicastLink: 'link1' }))).to.equal('sent');
    expect(problem(socket.send({ to: to(GROUP), octets: data, link: 'link0' }))).to.equal('sent');
    bench.advance(milliseconds(1));
    const toGroup = ({ decoded }: (typeof bench.heard)[number]): boolean => String(layer(decoded, Ipv6)?.destination) === String(GROUP);
    expect([bench.heard, bench.heardFar].map((heard) => heard.filter(toGroup).length)).to.deep.equal([1, 1]);
  });

  it('a socket that is bound to an interface speaks there only', () => {
    const bench = routerBench();
    const { socket } = listen(bench, { port: 521, link: 'link1' });
    const outcomes = [
      socket.send({ to: to(FAR_PEER), octets: data }),
      socket.send({ to: to(NEAR_PEER), octets: data }),
      socket.send({ to: to(GROUP), octets: data, link: 'link0' }),
      socket.send({ to: to(GROUP), octets: data }),
    ].map(problem);
    expect(outcomes).to.deep.equal(['sent', 'no-route', 'no-route', 'sent']);
    expect(sent(bench)).to.deep.equal([]);
  });

  it('an address of the other interface is a source too, unless it is link-local', () => {
    const bench = routerBench();
    const { socket } = listen(bench, { port: 521 });
    expect(problem(socket.send({ to: to(FAR_PEER), octets: data, source: NEAR }))).to.equal('sent');
    const elsewhere = address('fe80::ff:fe00:a');
    expect(problem(socket.send({ to: to(FAR_PEER), octets: data, source: elsewhere }))).to.equal('address-not-ours');
  });
});

describe('answers', () => {
  it('come from the address that was asked, to the port that asked', () => {
    const bench = settledNode();
    const { socket, received } = listen(bench, { port: 4000 });
    bench.send(GLOBAL, datagram({}, { destination: GLOBAL }));
    const answer = answering(received[0]!, octetsOf('yes'));
    expect(problem(socket.send(answer!))).to.equal('sent');
    expect(ways(bench)).to.deep.equal(['2001:db8::ff:fe00:a > fe80::b']);
    expect(layer(sent(bench)[0]!.decoded, Udp)).to.include({ sourcePort: 4000, destinationPort: 5000 });
  });

  it('to what went to a group, from an address of the interface; to port 0, none', () => {
    const bench = settledNode();
    const { socket, received } = listen(bench, { port: 4000 });
    bench.send(ALL_NODES, datagram({}, { destination: ALL_NODES }));
    bench.send(LINK_LOCAL, datagram({ sourcePort: 0 }));
    const [first, second] = received.map((one) => answering(one, data));
    expect(first).to.deep.equal({ octets: data, to: to(PEER), link: 'link0' });
    expect(second).to.equal(undefined);
    socket.send(first!);
    expect(ways(bench)).to.deep.equal(['fe80::ff:fe00:a > fe80::b']);
  });
});
