import { expect } from 'chai';
import { address, formatAddress, type Address } from '../net/address.js';
import type { NodeBench } from '../node-bench.js';
import { ALL_NODES, FAR, GLOBAL, goesTo, LINK_LOCAL, ROUTER, routerMac, SECOND, SECOND_MAC, settledNode } from '../settled-node.js';
import { milliseconds, seconds } from '../time.js';
import { ipv6 } from '../wire/ipv6.js';
import { neighborAdvertisement, redirect } from '../wire/nd.js';
import { targetLinkLayerAddress, type NdOptionDraft } from '../wire/nd-options.js';

describe('Redirects (RFC 4861 section 8.3)', () => {
  const say = (bench: NodeBench, target: Address, destination: Address, options: NdOptionDraft[] = [], source = ROUTER, to = GLOBAL) =>
    bench.send(to, [ipv6({ source, destination: to }), redirect({ target, destination, options })], {
      from: routerMac(source),
    });
  const tlla = targetLinkLayerAddress(SECOND_MAC);

  it('to another router, with and without its link-layer address', () => {
    const known = settledNode();
    say(known, SECOND, FAR, [tlla]);
    expect(goesTo(known, FAR)).to.equal('02');
    expect(known.node.interfaces()[0]!.neighbors.find((n) => String(n.address) === String(SECOND))).to.include({ isRouter: true });
    const unknown = settledNode();
    say(unknown, SECOND, FAR);
    expect(unknown.node.interfaces()[0]!.neighbors.map((n) => formatAddress(n.address))).not.to.include('fe80::2');
    expect(goesTo(unknown, FAR)).to.equal('resolves fe80::2');
    expect(unknown.node.interfaces()[0]!.neighbors.find((n) => String(n.address) === String(SECOND))).to.include({ isRouter: true });
  });

  it('to the destination itself, which is then on-link', () => {
    const bench = settledNode();
    say(bench, FAR, FAR);
    expect(goesTo(bench, FAR)).to.equal(`resolves ${formatAddress(FAR)}`);
    const withAddress = settledNode();
    say(withAddress, FAR, FAR, [tlla]);
    expect(goesTo(withAddress, FAR)).to.equal('02');
    expect(withAddress.node.interfaces()[0]!.neighbors.find((n) => String(n.address) === String(FAR))).to.include({ isRouter: false });
  });

  it('concern one destination', () => {
    const bench = settledNode();
    say(bench, SECOND, FAR, [tlla]);
    expect(goesTo(bench, address('2001:db8:ffff::2'))).to.equal('01');
  });

  it('to another router concern one source, unless the node chooses by destination alone (RFC 8028 section 3.4)', () => {
    for (const [firstHopBySource, hop] of [
      [true, '01'],
      [false, '02'],
    ] as const) {
      const bench = settledNode({ iface: { features: { firstHopBySource } } });
      say(bench, SECOND, FAR, [tlla], ROUTER, LINK_LOCAL);
      expect(goesTo(bench, FAR, GLOBAL)).to.equal(hop);
      expect(goesTo(bench, FAR, LINK_LOCAL)).to.equal('02');
    }
  });

  it('to the destination itself concern every source', () => {
    const bench = settledNode();
    expect(goesTo(bench, FAR)).to.equal('01');
    say(bench, FAR, FAR, [tlla], ROUTER, LINK_LOCAL);
    expect(goesTo(bench, FAR, GLOBAL)).to.equal('02');
  });

  it('from the new first hop override the one before; from the old one they do not', () => {
    const bench = settledNode();
    const third = address('fe80::3');
    say(bench, SECOND, FAR, [tlla]);
    say(bench, third, FAR);
    expect(bench.discarded('redirect-not-first-hop')).to.equal(1);
    say(bench, third, FAR, [], SECOND);
    expect(goesTo(bench, FAR)).to.equal('resolves fe80::3');
  });

  it('end when the new hop does not answer: back to the default router', () => {
    const bench = settledNode();
    say(bench, SECOND, FAR, [tlla]);
    expect(goesTo(bench, FAR)).to.equal('02');
    bench.advance(milliseconds(8_100));
    expect(goesTo(bench, FAR)).to.equal('01');
  });

  it('end when the new hop says that it is no router', () => {
    const bench = settledNode();
    say(bench, SECOND, FAR, [tlla]);
    bench.send(ALL_NODES, [ipv6({ source: SECOND, destination: ALL_NODES }), neighborAdvertisement({ target: SECOND })], {
      from: SECOND_MAC,
    });
    expect(goesTo(bench, FAR)).to.equal('01');
  });

  it('hold for ten minutes in the behaviour set of KAME', () => {
    for (const [behaviour, after] of [
      ['book', '02'],
      ['kame', '01'],
    ] as const) {
      const bench = settledNode({ node: { behaviour } });
      say(bench, SECOND, FAR, [tlla]);
      bench.advance(seconds(599));
      expect(goesTo(bench, FAR)).to.equal('02');
      bench.advance(milliseconds(998));
      expect(bench.node.interfaces()[0]!.destinations.some(({ source }) => source === 'redirect')).to.equal(true);
      bench.advance(milliseconds(1));
      expect(bench.node.interfaces()[0]!.destinations.some(({ source }) => source === 'redirect')).to.equal(behaviour === 'book');
      expect(bench.node.way(FAR)!.nextHop).to.deep.equal(behaviour === 'book' ? SECOND : ROUTER);
      expect(goesTo(bench, FAR)).to.equal(after);
    }
  });
});
