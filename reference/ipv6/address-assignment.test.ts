import { expect } from 'chai';
import { address, formatAddress, UNSPECIFIED } from '../net/address.js';
import { nodeBench, NODE_MAC, PEER_MAC, type NodeBench, type NodeBenchOptions } from '../node-bench.js';
import { milliseconds, seconds } from '../time.js';
import { echoRequest } from '../wire/icmpv6.js';
import { ipv6 } from '../wire/ipv6.js';
import { neighborAdvertisement, NeighborSolicitation, neighborSolicitation } from '../wire/nd.js';
import { nonce } from '../wire/nd-options.js';
import { layer } from '../wire/frame.js';

const TARGET = address('fe80::ff:fe00:a');
const GROUP = address('ff02::1:ff00:a');
const ALL_NODES = address('ff02::1');
const PEER = address('fe80::b');

const states = (bench: NodeBench) => bench.node.interfaces()[0]!.addresses.map((a) => `${formatAddress(a.address)} ${a.state}`);
const names = (bench: NodeBench) => bench.heard.map(({ decoded }) => decoded.layers.at(-1)?.name);

/** A node in the middle of detecting its link-local address, its probe sent. */
function detecting(given: NodeBenchOptions = {}): NodeBench {
  const bench = nodeBench({ dice: 'earliest', ...given });
  bench.node.start();
  bench.advance(milliseconds(500));
  return bench;
}

const foreignProbe = (target = TARGET) => [ipv6({ source: UNSPECIFIED, destination: GROUP }), neighborSolicitation({ target })];
const defence = (target = TARGET) => [ipv6({ source: target, destination: ALL_NODES }), neighborAdvertisement({ target, override: true })];

describe('Duplicate Address Detection on a node', () => {
  for (const [what, destination, layers] of [
    ['a probe of another node', GROUP, foreignProbe()],
    ['an advertisement', ALL_NODES, defence()],
  ] as const) {
    it(`${what} makes the address a duplicate; made of the MAC, it disables IP`, () => {
      const bench = detecting();
      bench.send(destination, layers);
      bench.forget();
      bench.advance(seconds(600));
      expect(states(bench)).to.deep.equal(['fe80::ff:fe00:a duplicated']);
      expect(bench.node.interfaces()[0]).to.include({ up: true, disabled: true });
      bench.send(GROUP, [ipv6({ source: PEER, destination: GROUP }), neighborSolicitation({ target: TARGET })]);
      bench.send(TARGET, [ipv6({ source: PEER, destination: TARGET }), echoRequest({})]);
      bench.node.command({ kind: 'ping', link: 'link0', destination: PEER });
      bench.advance(seconds(60));
      expect(bench.heard).to.have.length(0);
      expect(bench.discarded('ipv6-disabled')).to.equal(2);
      expect(bench.queue.size).to.equal(0);
    });

    it(`${what} in the random delay before the first probe counts as well`, () => {
      const bench = nodeBench({ dice: 'latest' });
      bench.node.start();
      bench.advance(milliseconds(100));
      bench.send(destination, layers);
      expect(states(bench)).to.deep.equal(['fe80::ff:fe00:a duplicated']);
    });
  }

  it('in the behaviour set kame a duplicate only stays unassigned', () => {
    const bench = detecting({ node: { behaviour: 'kame' } });
    bench.send(GROUP, foreignProbe());
    bench.advance(seconds(10));
    expect(bench.node.interfaces()[0]).to.include({ disabled: false });
    expect(states(bench)).to.deep.equal(['fe80::ff:fe00:a duplicated']);
  });

  it('messages about another address do not matter', () => {
    const bench = detecting();
    bench.send(GROUP, foreignProbe(address('fe80::1:ff:fe00:a')));
    bench.send(ALL_NODES, defence(address('fe80::1:ff:fe00:a')));
    bench.advance(seconds(2));
    expect(states(bench)).to.deep.equal(['fe80::ff:fe00:a preferred']);
  });

  it('somebody who resolves the tentative address gets no answer and does no harm', () => {
    const bench = detecting();
    bench.forget();
    bench.send(GROUP, [ipv6({ source: PEER, destination: GROUP }), neighborSolicitation({ target: TARGET })]);
    bench.send(TARGET, [ipv6({ source: PEER, destination: TARGET }), neighborSolicitation({ target: TARGET })]);
    bench.send(TARGET, [ipv6({ source: PEER, destination: TARGET }), echoRequest({})]);
    expect(names(bench)).to.deep.equal([]);
    expect([bench.discarded('ns-target-tentative'), bench.discarded('destination-tentative')]).to.deep.equal([1, 2]);
    bench.advance(seconds(1));
    expect(states(bench)).to.deep.equal(['fe80::ff:fe00:a preferred']);
  });

  it('a tentative address is no source', () => {
    const bench = detecting();
    bench.forget();
    bench.node.command({ kind: 'ping', link: 'link0', destination: PEER });
    bench.advance(milliseconds(1));
    expect(bench.heard).to.have.length(0);
    expect(bench.discarded('no-source-address')).to.equal(1);
  });

  it('its own probe, looped back, is recognized by its nonce and brings three more', () => {
    const bench = detecting();
    const probe = bench.heard.find(({ decoded }) => layer(decoded, NeighborSolicitation));
    bench.forget();
    bench.peer.transmit(probe!.octets);
    bench.advance(seconds(10));
    expect(bench.discarded('ns-looped-back')).to.equal(1);
    expect(names(bench).filter((name) => name === 'neighborSolicitation')).to.have.length(3);
    expect(states(bench)).to.deep.equal(['fe80::ff:fe00:a preferred']);
  });

  it('without nonces its own probe is recognized by the MAC it came from', () => {
    const bench = detecting({ node: { features: { enhancedDad: false } } });
    bench.send(GROUP, foreignProbe(), { from: NODE_MAC });
    bench.advance(seconds(1));
    expect(states(bench)).to.deep.equal(['fe80::ff:fe00:a preferred']);
  });

  it('a foreign nonce means a foreign probe, even from the same MAC', () => {
    const bench = detecting();
    const options = [nonce(Uint8Array.of(1, 2, 3, 4, 5, 6))];
    bench.send(GROUP, [ipv6({ source: UNSPECIFIED, destination: GROUP }), neighborSolicitation({ target: TARGET, options })], {
      from: NODE_MAC,
    });
    expect(states(bench)).to.deep.equal(['fe80::ff:fe00:a duplicated']);
  });
});

describe('stable identifiers (RFC 7217) on a node', () => {
  const stable = { interfaceIdentifier: 'stable', secretKey: new Uint8Array(16).fill(9) } as const;
  const held = (bench: NodeBench) => bench.node.interfaces()[0]!.addresses[0]!;

  /** Contests every tentative address until the node gives up or keeps one. */
  function contest(bench: NodeBench, times: number): string[] {
    const tried: string[] = [];
    for (let i = 0; i < times && held(bench).state === 'tentative'; i++) {
      tried.push(formatAddress(held(bench).address));
      bench.send(ALL_NODES, defence(held(bench).address));
      bench.advance(milliseconds(500));
    }
    return tried;
  }

  it('do not show the MAC, and are the same after a restart', () => {
    const of = () => {
      const bench = detecting({ iface: stable });
      return formatAddress(held(bench).address);
    };
    expect(of()).to.equal(of());
    expect(of()).not.to.equal('fe80::ff:fe00:a');
  });

  it('after a conflict another one is tried, and used when nobody objects', () => {
    const bench = detecting({ iface: stable, dice: 3 });
    const [first] = contest(bench, 1);
    bench.advance(seconds(3));
    expect(held(bench).state).to.equal('preferred');
    expect(formatAddress(held(bench).address)).not.to.equal(first);
    expect(names(bench)).to.include('routerSolicitation');
  });

  it('are given up after IDGEN_RETRIES addresses, without falling back to the MAC', () => {
    const bench = detecting({ iface: stable });
    const tried = contest(bench, 10);
    bench.forget();
    bench.advance(seconds(600));
    expect(new Set(tried).size).to.equal(3);
    expect(held(bench).state).to.equal('duplicated');
    expect(names(bench).filter((name) => name !== 'multicastListenerReport2')).to.deep.equal([]);
    expect(bench.node.interfaces()[0]).to.include({ disabled: false });
  });

  it('with the MAC of the peer and the same key two interfaces still differ', () => {
    const of = (name: string) => {
      const bench = nodeBench({ node: { interfaces: [{ name, linkLayerAddress: PEER_MAC, ...stable }] } });
      bench.node.start();
      return formatAddress(held(bench).address);
    };
    expect(of('link0')).not.to.equal(of('link1'));
  });
});
