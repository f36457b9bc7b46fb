import { expect } from 'chai';
import { address } from '../../net/address.js';
import { NODE_MAC } from '../../node-bench.js';
import { ALL_NODES, answers, GLOBAL, LINK_LOCAL, PEER, settledNode, UNSPECIFIED } from '../../settled-node.js';
import { destinationOptions, fragment } from '../../wire/extension-headers.js';
import { decodePacket, frame, layer } from '../../wire/frame.js';
import { DestinationUnreachable } from '../../wire/icmpv6.js';
import { ipv6 } from '../../wire/ipv6.js';
import { raw } from '../../wire/layer-draft.js';
import { PROTOCOL } from '../../wire/protocol-numbers.js';
import { Udp } from '../../wire/udp.js';
import { datagram, listen, octetsOf } from './listening.js';

const GROUP = address('ff02::9');

describe('datagrams that arrive (RFC 768, RFC 8200 section 8.1)', () => {
  it('reach the socket of their port, with what they came with', () => {
    const bench = settledNode();
    const { received } = listen(bench, { port: 4000 });
    bench.send(LINK_LOCAL, datagram({}, { hopLimit: 7, trafficClass: 0xb8 }));
    expect(received).to.deep.equal([
      {
        ...{ source: PEER, sourcePort: 5000, destination: LINK_LOCAL, link: 'link0', hopLimit: 7, trafficClass: 0xb8 },
        octets: octetsOf('hello'),
      },
    ]);
    expect(answers(bench)).to.deep.equal([]);
    expect(bench.node.counters().get('udp.delivered')).to.equal(1);
  });

  it('may be empty, come from port 0, and stand behind other headers', () => {
    const bench = settledNode();
    const { received } = listen(bench, { port: 4000 });
    bench.send(LINK_LOCAL, datagram({ data: new Uint8Array() }));
    bench.send(LINK_LOCAL, datagram({ sourcePort: 0 }));
    const [header, message] = datagram();
    bench.send(LINK_LOCAL, [header!, destinationOptions({}), message!]);
    expect(received.map(({ sourcePort, octets }) => [sourcePort, octets.length])).to.deep.equal([
      [5000, 0],
      [0, 5],
      [5000, 5],
    ]);
  });

  it('are put together from fragments first', () => {
    const bench = settledNode();
    const { heard } = listen(bench, { port: 4000 });
    const whole = frame(...datagram({ data: octetsOf('0123456789abcdef') })).packet.subarray(40);
    const piece = (from: number, to: number, moreFragments: boolean) =>
      bench.send(LINK_LOCAL, [
        ipv6({ source: PEER, destination: LINK_LOCAL }),
        fragment({ fragmentOffset: from / 8, moreFragments, identification: 5 }),
        raw(whole.subarray(from, to), PROTOCOL.udp),
      ]);
    piece(0, 16, true);
    expect(heard()).to.deep.equal([]);
    piece(16, 24, false);
    expect(heard()).to.deep.equal(['0123456789abcdef']);
  });

  it('end where their length says, when the packet is longer', () => {
    const bench = settledNode();
    const { heard } = listen(bench, { port: 4000 });
    const right = frame(...datagram({ data: octetsOf('abc') })).packet;
    const { checksum } = layer(decodePacket(right), Udp)!;
    bench.send(LINK_LOCAL, datagram({ data: octetsOf('abcdef'), length: 11, checksum }));
    expect(heard()).to.deep.equal(['abc']);
  });

  for (const [name, fields] of Object.entries({
    'udp-checksum-zero': { checksum: 0 },
    'udp-checksum': { checksum: 0x1234 },
    'udp-length': { length: 7 },
  }))
    it(`with ${JSON.stringify(fields)} are discarded and counted as ${name}, whether somebody listens or not`, () => {
      for (const port of [4000, 4001]) {
        const bench = settledNode();
        const { received } = listen(bench, { port });
        bench.send(LINK_LOCAL, datagram(fields));
        expect(received).to.deep.equal([]);
        expect(answers(bench)).to.deep.equal([]);
        expect(bench.discarded(name)).to.equal(1);
      }
    });

  it('longer or shorter than their packet, or of length zero, are discarded', () => {
    const bench = settledNode();
    const { received } = listen(bench, { port: 4000 });
    for (const length of [0, 4, 7, 14]) bench.send(LINK_LOCAL, datagram({ length }));
    expect(received).to.deep.equal([]);
    expect(bench.discarded('udp-length')).to.equal(4);
  });

  it('a port unreachable is reported when nobody listens, or only for others', () => {
    const bench = settledNode();
    listen(bench, { port: 4001 });
    listen(bench, { port: 4000, address: GLOBAL });
    listen(bench, { port: 4000, peer: { address: PEER, port: 5001 } });
    bench.send(LINK_LOCAL, datagram());
    expect(layer(bench.heard[0]!.decoded, DestinationUnreachable)).to.include({ type: 1, code: 4 });
    expect(answers(bench)).to.deep.equal(['destinationUnreachable']);
  });

  it('no error is sent for what goes to a group, nor to nobody', () => {
    const bench = settledNode();
    bench.send(ALL_NODES, datagram({}, { destination: ALL_NODES }));
    bench.send(LINK_LOCAL, datagram({}, { source: UNSPECIFIED }), { to: NODE_MAC });
    expect(answers(bench)).to.deep.equal([]);
    expect(bench.node.counters().get('udp.unheard.multicast')).to.equal(1);
    expect(bench.discarded('udp-port-closed')).to.equal(2);
  });
});

describe('who gets a datagram', () => {
  it('the socket that says most about it: peer, then address, then interface', () => {
    const bench = settledNode();
    const peer = { address: PEER, port: 5000 };
    const bindings = [{}, { link: 'link0' }, { address: GLOBAL }, { peer }, { address: GLOBAL, peer }];
    const listening = bindings.map((binding) => listen(bench, { port: 4000, ...binding }));
    const counts = (): readonly number[] => listening.map(({ received }) => received.length);
    bench.send(LINK_LOCAL, datagram({ sourcePort: 5001 }));
    expect(counts(), 'nothing but the interface fits').to.deep.equal([0, 1, 0, 0, 0]);
    bench.send(GLOBAL, datagram({ sourcePort: 5001 }, { destination: GLOBAL }));
    expect(counts(), 'the address too').to.deep.equal([0, 1, 1, 0, 0]);
    bench.send(LINK_LOCAL, datagram());
    expect(counts(), 'the peer').to.deep.equal([0, 1, 1, 1, 0]);
    bench.send(GLOBAL, datagram({}, { destination: GLOBAL }));
    expect(counts(), 'peer and address').to.deep.equal([0, 1, 1, 1, 1]);
    for (const { socket } of listening.slice(1)) socket.close();
    bench.send(LINK_LOCAL, datagram());
    expect(counts(), 'only the first is left').to.deep.equal([1, 1, 1, 1, 1]);
  });

  it('every socket that has joined the group where it came, and nobody else', () => {
    const bench = settledNode();
    const [one, two, idle, elsewhere] = [
      listen(bench, { port: 4000, shared: true }),
      listen(bench, { port: 4000, shared: true }),
      listen(bench, { port: 4000, shared: true }),
      listen(bench, { port: 4000, address: address('ff02::a') }),
    ];
    for (const { socket } of [one, two, elsewhere]) expect(socket.join(GROUP, 'link0').ok).to.equal(true);
    bench.send(GROUP, datagram({}, { destination: GROUP }));
    expect([one, two, idle, elsewhere].map(({ received }) => received.length)).to.deep.equal([1, 1, 0, 0]);
    one.socket.leave(GROUP, 'link0');
    bench.send(GROUP, datagram({}, { destination: GROUP }));
    expect([one, two].map(({ received }) => received.length)).to.deep.equal([1, 2]);
  });

  it('what goes to all nodes needs no joining', () => {
    const bench = settledNode();
    const { received } = listen(bench, { port: 4000 });
    bench.send(ALL_NODES, datagram({}, { destination: ALL_NODES }));
    expect(received).to.have.length(1);
  });
});
