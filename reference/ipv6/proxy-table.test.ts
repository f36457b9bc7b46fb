import { expect } from 'chai';
import { address, ALL_NODES, solicitedNodeMulticast, UNSPECIFIED, type Address } from '../net/address.js';
import { linkLayerAddress } from '../net/link-layer-address.js';
import { NODE_MAC, type NodeBench, type NodeBenchOptions } from '../node-bench.js';
import { PEER, settledNode } from '../settled-node.js';
import { seconds } from '../time.js';
import { layer } from '../wire/frame.js';
import { Ipv6, ipv6 } from '../wire/ipv6.js';
import { NeighborAdvertisement, neighborSolicitation } from '../wire/nd.js';
import { ProxyTable } from './proxy-table.js';

const TARGET = address('fe80::1234');
const GROUP = solicitedNodeMulticast(TARGET);
const MAC = linkLayerAddress([0, 1, 2, 3, 4, 5]);

function proxy(given: NodeBenchOptions = {}, more: { readonly linkLayerAddress?: typeof MAC } = {}): NodeBench {
  const bench = settledNode(given);
  expect(bench.node.command({ kind: 'add-proxy', link: 'link0', address: TARGET, ...more }).ok).to.equal(true);
  bench.advance(seconds(2));
  bench.forget();
  return bench;
}

const ask = (bench: NodeBench, source: Address = PEER, destination: Address = GROUP): void =>
  void bench.send(destination, [ipv6({ source, destination }), neighborSolicitation({ target: TARGET })]);

const advertisements = (bench: NodeBench) =>
  bench.heard.flatMap(({ at, decoded }) => {
    const [found, header] = [layer(decoded, NeighborAdvertisement), layer(decoded, Ipv6)];
    return found && header ? [{ at, ...found, to: header.destination }] : [];
  });

describe('a proxy of Neighbor Discovery, RFC 4861 section 7.2.8', () => {
  it('answers for the other node without Override, with its own link-layer address', () => {
    const bench = proxy();
    ask(bench);
    bench.advance(seconds(1));
    const [answer, ...more] = advertisements(bench);
    expect(more).to.have.length(0);
    expect(answer).to.deep.include({ target: TARGET, solicited: true, override: false, router: false, to: PEER });
    expect(answer?.options).to.deep.equal([{ kind: 'targetLinkLayerAddress', type: 2, length: 1, linkLayerAddress: NODE_MAC }]);
  });

  it('answers with the link-layer address that was set, if one was', () => {
    const bench = proxy({}, { linkLayerAddress: MAC });
    ask(bench);
    bench.advance(seconds(1));
    expect(advertisements(bench)[0]?.options[0]).to.deep.include({ linkLayerAddress: MAC });
  });

  it('waits a random time up to MAX_ANYCAST_DELAY_TIME', () => {
    const waits = [1, 2, 3, 4, 5, 6].map((dice) => {
      const bench = proxy({ dice });
      const asked = bench.queue.now;
      ask(bench);
      bench.advance(seconds(1));
      return advertisements(bench)[0]!.at - asked;
    });
    expect(Math.max(...waits)).to.be.at.most(seconds(1));
    expect(new Set(waits).size).to.be.above(3);
  });

  it('waits not at all in the kame set', () => {
    const bench = proxy({ node: { behaviour: 'kame' }, dice: 'latest' });
    ask(bench);
    expect(advertisements(bench)).to.have.length(1);
  });

  it('defends the address of the other node against Duplicate Address Detection', () => {
    const bench = proxy();
    ask(bench, UNSPECIFIED);
    bench.advance(seconds(1));
    expect(advertisements(bench)[0]).to.deep.include({ solicited: false, override: false, to: ALL_NODES });
  });

  for (const role of ['host', 'router'] as const)
    it(`answers the probe of a neighbour that believed it, as ${role}`, () => {
      const bench = proxy({ node: { role } });
      ask(bench, PEER, TARGET);
      bench.advance(seconds(1));
      expect(advertisements(bench)).to.have.length(1);
    });

  it('is in the solicited-node group of the other node, also after a restart', () => {
    const bench = settledNode();
    const order = { kind: 'add-proxy', link: 'link0', address: TARGET } as const;
    bench.node.command(order);
    bench.advance(seconds(1));
    const joins = (): number =>
      bench.heard.filter(({ line }) => line.includes('MLDv2 report') && line.includes('ff02::1:ff00:1234')).length;
    expect(joins()).to.be.above(0);
    bench.forget();
    bench.node.command({ kind: 'reset', link: 'link0' });
    bench.advance(seconds(5));
    expect(joins()).to.be.above(0);
    expect(bench.node.command({ ...order, kind: 'remove-proxy' }).ok).to.equal(true);
    bench.forget();
    bench.advance(seconds(1));
    ask(bench);
    bench.advance(seconds(2));
    expect(advertisements(bench)).to.have.length(0);
    expect(bench.node.command({ ...order, kind: 'remove-proxy' }).ok).to.equal(false);
  });

  it('of KAME answers for neighbours alone', () => {
    const far = { kind: 'add-proxy', link: 'link0', address: address('2001:db8:77::1') } as const;
    const near = { ...far, address: address('2001:db8::77') };
    expect(settledNode().node.command(far).ok).to.equal(true);
    const kame = settledNode({ node: { behaviour: 'kame' } });
    expect(kame.node.command(far).ok).to.equal(false);
    expect(kame.node.command(near).ok).to.equal(true);
  });
});

describe('ProxyTable', () => {
  it('is bounded, and leaves the groups that it joined', () => {
    const heard: string[] = [];
    const groups = { join: () => heard.push('join'), leave: () => heard.push('leave') };
    const table = new ProxyTable(2, () => groups);
    const add = (last: number): boolean => table.add({ address: address(`fe80::${last}`) });
    add(1);
    expect(heard).to.deep.equal([]);
    table.begin();
    expect([add(2), add(3), add(2)]).to.deep.equal([true, false, true]);
    table.remove(address('fe80::1'));
    expect(heard).to.deep.equal(['join', 'join', 'leave']);
    table.stop();
    table.remove(address('fe80::2'));
    expect(heard).to.have.length(3);
  });
});
