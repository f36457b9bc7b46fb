import { expect } from 'chai';
import { FAR_END, LINE_ADDRESS, lineBench } from '../../line-bench.js';
import { address, isLinkLocal, LOOPBACK, sameAddress, solicitedNodeMulticast, UNSPECIFIED, type Address } from '../../net/address.js';
import { linkLayerAddress, NO_LINK_LAYER_ADDRESS } from '../../net/link-layer-address.js';
import type { PortsBench } from '../../ports-bench.js';
import { milliseconds, seconds } from '../../time.js';
import { layer } from '../../wire/frame.js';
import { DestinationUnreachable, EchoReply, EchoRequest, echoRequest } from '../../wire/icmpv6.js';
import { ipv6 } from '../../wire/ipv6.js';
import {
  NeighborAdvertisement,
  neighborAdvertisement,
  NeighborSolicitation,
  neighborSolicitation,
  Redirect,
  RouterAdvertisement,
} from '../../wire/nd.js';
import { sourceLinkLayerAddress, targetLinkLayerAddress } from '../../wire/nd-options.js';

const MAC = linkLayerAddress([2, 0, 0, 0, 0, 0x77]);

const neighbors = (bench: PortsBench) => bench.node.interfaces().find(({ name }) => name === 'line0')!.neighbors;
const ping = (bench: PortsBench): void => void bench.node.command({ kind: 'ping', link: 'line0', destination: FAR_END });

describe('a line to one other node', () => {
  it('carries bare packets, and nobody is resolved', () => {
    const bench = lineBench();
    ping(bench);
    expect(bench.sent('line0').map(({ layers }) => layers.map(({ name }) => name))).to.deep.equal([['ipv6', 'echoRequest']]);
    expect(neighbors(bench)).to.have.length(1);
    expect(neighbors(bench)[0]).to.deep.include({
      address: FAR_END,
      state: 'delay',
      isRouter: false,
      linkLayerAddress: NO_LINK_LAYER_ADDRESS,
    });
  });

  it('is probed like any other, RFC 4861 section 7.3, without options', () => {
    const bench = lineBench();
    ping(bench);
    bench.forget();
    bench.advance(seconds(6));
    expect(bench.sent('line0').map((decoded) => layer(decoded, NeighborSolicitation))).to.deep.include.members([
      { ...layer(bench.sent('line0')[0]!, NeighborSolicitation), target: FAR_END, options: [] },
    ]);
    bench.send('line0', ipv6({ source: FAR_END, destination: LINE_ADDRESS }), neighborAdvertisement({ target: FAR_END, solicited: true }));
    expect(neighbors(bench)[0]).to.include({ state: 'reachable' });
    ping(bench);
    expect(layer(bench.sent('line0').at(-1)!, EchoRequest)).not.to.equal(undefined);
  });

  it('gives a neighbour up that answers no probe, by RFC 7048 until it answers', () => {
    const bench = lineBench();
    ping(bench);
    bench.advance(seconds(9));
    expect(neighbors(bench).map(({ state }) => state)).to.deep.equal(['unreachable']);
    bench.send('line0', ipv6({ source: FAR_END, destination: LINE_ADDRESS }), neighborAdvertisement({ target: FAR_END, solicited: true }));
    expect(neighbors(bench).map(({ state }) => state)).to.deep.equal(['reachable']);

    const older = lineBench({ features: { unreachableState: false } });
    ping(older);
    older.advance(seconds(9));
    expect(neighbors(older)).to.have.length(0);
  });

  it('has its address tested for duplicates', () => {
    const bench = lineBench();
    bench.node.command({ kind: 'add-address', link: 'line0', address: FAR_END, prefixLength: 64 });
    bench.advance(milliseconds(1));
    bench.send(
      'line0',
      ipv6({ source: UNSPECIFIED, destination: solicitedNodeMulticast(FAR_END) }),
      neighborSolicitation({ target: FAR_END }),
    );
    const held = bench.node.interfaces().find(({ name }) => name === 'line0')!.addresses;
    expect(held.find(({ address: one }) => String(one) === String(FAR_END))).to.include({ state: 'duplicated' });
  });

  it('neither tells nor heeds link-layer addresses, RFC 4213 section 3.8', () => {
    const bench = lineBench();
    bench.send(
      'line0',
      ipv6({ source: FAR_END, destination: LINE_ADDRESS }),
      neighborSolicitation({ target: LINE_ADDRESS, options: [sourceLinkLayerAddress(MAC)] }),
    );
    expect(layer(bench.sent('line0')[0]!, NeighborAdvertisement)).to.deep.include({ target: LINE_ADDRESS, solicited: true, options: [] });
    bench.send(
      'line0',
      ipv6({ source: FAR_END, destination: LINE_ADDRESS }),
      neighborAdvertisement({ target: FAR_END, solicited: true, override: true, options: [targetLinkLayerAddress(MAC)] }),
    );
    expect(neighbors(bench)).to.have.length(1);
    expect(neighbors(bench)[0]).to.deep.include({ address: FAR_END, state: 'reachable', linkLayerAddress: NO_LINK_LAYER_ADDRESS });
  });

  it('sends nothing back that is for another address of its subnet, RFC 4443 section 3.1', () => {
    const bench = lineBench();
    bench.send('line0', ipv6({ source: FAR_END, destination: address('2001:db8:0:f::c') }), echoRequest());
    expect(bench.sent('line0').map((decoded) => layer(decoded, DestinationUnreachable)?.code)).to.deep.equal([3]);
    expect(bench.discarded('forward-point-to-point')).to.equal(1);
  });

  it('has a router advertise no link-layer address, whatever its configuration says, RFC 4213 section 3.8', () => {
    const bench = lineBench();
    bench.node.command({ kind: 'advertise', link: 'line0', configuration: { advSourceLinkLayerAddress: true } });
    bench.advance(seconds(1));
    bench.node.command({ kind: 'stop-advertising', link: 'line0' });
    bench.advance(seconds(5));
    const said = bench.sent('line0').flatMap((decoded) => layer(decoded, RouterAdvertisement) ?? []);
    expect(new Set(said.map(({ routerLifetime }) => routerLifetime > 0))).to.deep.equal(new Set([true, false]));
    expect(new Set(said.flatMap(({ options }) => options.map(({ kind }) => kind)))).to.deep.equal(new Set(['prefixInformation']));
  });

  it('takes a packet back that a route sends there, and tells of no better first hop', () => {
    const bench = lineBench();
    const beyond = address('2001:db8:0:e::1');
    bench.node.command({ kind: 'add-route', link: 'line0', prefix: { address: address('2001:db8:0:e::'), length: 64 } });
    bench.send('line0', ipv6({ source: FAR_END, destination: beyond }), echoRequest());
    expect(bench.sent('line0').map((decoded) => layer(decoded, EchoRequest) !== undefined)).to.deep.equal([true]);
    expect(bench.sent('line0').map((decoded) => layer(decoded, Redirect))).to.deep.equal([undefined]);
  });
});

describe('the loopback interface, RFC 4291 section 2.5.3', () => {
  it('has ::1 and nothing else', () => {
    const lo = lineBench()
      .node.interfaces()
      .find(({ name }) => name === 'lo')!;
    expect(lo.addresses).to.have.length(1);
    expect(lo.addresses[0]).to.deep.include({ address: LOOPBACK, prefixLength: 128, state: 'preferred', anycast: false });
  });

  it('answers there', () => {
    const bench = lineBench();
    bench.node.command({ kind: 'ping', link: 'lo', destination: LOOPBACK });
    bench.advance(milliseconds(1));
    expect(bench.node.counters().get('icmpv6.in.type-128')).to.equal(1);
    expect(bench.node.counters().get('icmpv6.in.type-129')).to.equal(1);
    expect([...bench.sent('lo'), ...bench.sent('link0'), ...bench.sent('line0')]).to.have.length(0);
  });

  it('takes nothing from outside', () => {
    const bench = lineBench();
    bench.send('lo', ipv6({ source: LOOPBACK, destination: LOOPBACK }), echoRequest());
    expect(bench.discarded('loopback-arrival')).to.equal(1);
    expect(bench.sent('lo').map((decoded) => layer(decoded, EchoReply))).to.have.length(0);
  });

  it('is the only one for ::1: elsewhere the address is nobody', () => {
    const bench = lineBench();
    bench.send('line0', ipv6({ source: FAR_END, destination: LOOPBACK }), echoRequest());
    bench.send('line0', ipv6({ source: LOOPBACK, destination: LINE_ADDRESS }), echoRequest());
    expect(bench.discarded('destination-loopback')).to.equal(1);
    expect(bench.discarded('source-loopback')).to.equal(1);
  });

  for (const role of ['host', 'router'] as const)
    it(`is where a packet to ::1 goes, whoever on a ${role} sends it`, () => {
      const bench = lineBench({ role });
      bench.node.command({ kind: 'ping', link: 'line0', destination: LOOPBACK });
      bench.advance(milliseconds(1));
      expect(bench.sent('line0')).to.have.length(0);
      expect(bench.node.counters().get('icmpv6.in.type-128')).to.equal(1);
    });
});

describe('the link-local address of a line in the behaviour set of KAME', () => {
  const linkLocalOf = (bench: PortsBench, link: string): Address => {
    const { addresses } = bench.node.interfaces().find(({ name }) => name === link)!;
    return addresses.find(({ address: held }) => isLinkLocal(held))!.address;
  };
  const line = { kind: 'point-to-point', name: 'line0' } as const;

  it('has the identifier of the first interface with a link-layer address', () => {
    for (const [behaviour, borrows] of [
      ['kame', true],
      ['book', false],
    ] as const) {
      const bench = lineBench({ behaviour });
      expect(sameAddress(linkLocalOf(bench, 'line0'), linkLocalOf(bench, 'link0')), behaviour).to.equal(borrows);
    }
  });

  it('comes from the name of a node that has no link-layer address', () => {
    const named = (name: string): Address => linkLocalOf(lineBench({ behaviour: 'kame', name, interfaces: [line] }), 'line0');
    expect(named('one')).to.deep.equal(named('one'));
    expect(named('one')).not.to.deep.equal(named('two'));
    for (const name of ['one', 'two', 'three', 'four']) expect(named(name)[8]! & 3, 'bits u and g').to.equal(0);
  });
});
