import { expect } from 'chai';
import { address, ALL_NODES, type Address } from '../net/address.js';
import { linkLayerAddress } from '../net/link-layer-address.js';
import { NODE_MAC, type NodeBench } from '../node-bench.js';
import { routerBench } from '../router-bench.js';
import { GLOBAL, LINK_LOCAL, settledNode } from '../settled-node.js';
import { seconds } from '../time.js';
import { layer } from '../wire/frame.js';
import { Ipv6 } from '../wire/ipv6.js';
import { NeighborAdvertisement } from '../wire/nd.js';

const PROXIED = address('fe80::1234');
const MAC = linkLayerAddress([0, 1, 2, 3, 4, 5]);

const announce = (bench: Pick<NodeBench, 'node'>, target: Address) =>
  bench.node.command({ kind: 'announce', link: 'link0', address: target });

const advertisements = (bench: NodeBench) =>
  bench.heard.flatMap(({ at, decoded }) => {
    const [found, header] = [layer(decoded, NeighborAdvertisement), layer(decoded, Ipv6)];
    return found && header ? [{ at, ...found, source: header.source, destination: header.destination }] : [];
  });

describe('an advertisement by hand, RFC 4861 section 7.2.6', () => {
  it('tells all nodes MAX_NEIGHBOR_ADVERTISEMENT times, RetransTimer apart, with Override', () => {
    const bench = settledNode();
    const began = bench.queue.now;
    expect(announce(bench, GLOBAL).ok).to.equal(true);
    bench.advance(seconds(30));
    const told = advertisements(bench);
    expect(told.map(({ at }) => at - began)).to.deep.equal([0, 1, 2].map((s) => Number(seconds(s))));
    for (const one of told)
      expect(one).to.deep.include({
        ...{ source: GLOBAL, destination: ALL_NODES, target: GLOBAL },
        ...{ solicited: false, override: true, router: false },
        options: [{ kind: 'targetLinkLayerAddress', type: 2, length: 1, linkLayerAddress: NODE_MAC }],
      });
  });

  it('begins anew when it is asked for again, and ends with the address', () => {
    const bench = settledNode();
    announce(bench, GLOBAL);
    bench.advance(seconds(1.5));
    announce(bench, GLOBAL);
    bench.advance(seconds(1.5));
    expect(advertisements(bench)).to.have.length(4);
    bench.node.command({ kind: 'remove-address', link: 'link0', address: GLOBAL });
    bench.advance(seconds(30));
    expect(advertisements(bench)).to.have.length(4);
  });

  it('does not override the node that is answered for (section 7.2.8)', () => {
    const bench = settledNode();
    bench.node.command({ kind: 'add-proxy', link: 'link0', address: PROXIED, linkLayerAddress: MAC });
    announce(bench, PROXIED);
    bench.advance(seconds(0));
    const [told] = advertisements(bench);
    expect(told).to.deep.include({ source: LINK_LOCAL, destination: ALL_NODES, target: PROXIED, override: false });
    expect(told?.options[0]).to.deep.include({ linkLayerAddress: MAC });
    bench.node.command({ kind: 'remove-proxy', link: 'link0', address: PROXIED });
    bench.advance(seconds(30));
    expect(advertisements(bench)).to.have.length(1);
  });

  it('does not override the other holders of an anycast address (section 7.2.7)', () => {
    const bench = settledNode();
    const anycast = address('2001:db8::77');
    bench.node.command({ kind: 'add-address', link: 'link0', address: anycast, prefixLength: 64, anycast: true });
    bench.advance(seconds(2));
    bench.forget();
    expect(announce(bench, anycast).ok).to.equal(true);
    bench.advance(seconds(0));
    const [told] = advertisements(bench);
    expect(told).to.deep.include({ target: anycast, override: false });
    expect(told?.source).to.not.deep.equal(anycast);
  });

  it('is refused for the address of somebody else, and on an interface that is down', () => {
    const bench = settledNode();
    expect(announce(bench, PROXIED)).to.deep.equal({ ok: false, error: 'fe80::1234 is no address of link0, nor answered for there' });
    bench.node.command({ kind: 'interface-down', link: 'link0' });
    expect(announce(bench, GLOBAL)).to.deep.equal({ ok: false, error: 'link0 is down' });
    expect(announce(routerBench(), PROXIED).ok).to.equal(false);
  });
});
