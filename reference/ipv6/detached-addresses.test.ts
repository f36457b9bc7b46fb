import { expect } from 'chai';
import { address, formatAddress, type Address } from '../net/address.js';
import type { LinkLayerAddress } from '../net/link-layer-address.js';
import type { NodeBench } from '../node-bench.js';
import { ALL_NODES, FAR, GLOBAL, ROUTER, ROUTER_MAC, SECOND, SECOND_MAC, settledNode } from '../settled-node.js';
import { seconds } from '../time.js';
import { ipv6 } from '../wire/ipv6.js';
import { routerAdvertisement } from '../wire/nd.js';
import { prefixInformation, sourceLinkLayerAddress } from '../wire/nd-options.js';

const OTHER = '2001:db8:2::ff:fe00:a';

function advertise(bench: NodeBench, router: Address, mac: LinkLayerAddress, prefix?: Address): void {
  const options = [sourceLinkLayerAddress(mac), ...(prefix ? [prefixInformation({ prefix })] : [])];
  bench.send(ALL_NODES, [ipv6({ source: router, destination: ALL_NODES }), routerAdvertisement({ options })], { from: mac });
  bench.advance(seconds(3));
}

/** As when the link was exchanged for another: the router does not answer any more. */
const lose = (bench: NodeBench, router: Address): void =>
  void bench.node.command({ kind: 'forget-neighbor', link: 'link0', address: router });

const detached = (bench: NodeBench): string[] =>
  bench.node.interfaces()[0]!.addresses.flatMap((one) => (one.detached ? [formatAddress(one.address)] : []));

const kame = (): NodeBench => settledNode({ node: { behaviour: 'kame' } });

describe('detached addresses, of KAME', () => {
  it('are those of a prefix whose routers are gone while another router is there', () => {
    const bench = kame();
    advertise(bench, SECOND, SECOND_MAC, address('2001:db8:2::'));
    expect(detached(bench)).to.deep.equal([]);
    lose(bench, ROUTER);
    expect(detached(bench)).to.deep.equal([formatAddress(GLOBAL)]);
    advertise(bench, ROUTER, ROUTER_MAC, address('2001:db8::'));
    expect(detached(bench)).to.deep.equal([]);
  });

  it('are none when no router is there at all: they may all be down', () => {
    const bench = kame();
    advertise(bench, SECOND, SECOND_MAC, address('2001:db8:2::'));
    lose(bench, ROUTER);
    lose(bench, SECOND);
    expect(detached(bench)).to.deep.equal([]);
  });

  it('give way to a default router that advertises no prefix', () => {
    const bench = kame();
    lose(bench, ROUTER);
    advertise(bench, SECOND, SECOND_MAC);
    expect(detached(bench)).to.deep.equal([formatAddress(GLOBAL)]);
  });

  it('are not those set by hand', () => {
    const bench = settledNode({
      node: { behaviour: 'kame' },
      iface: { addresses: [{ address: address('2001:db8::7'), prefixLength: 64 }] },
    });
    lose(bench, ROUTER);
    advertise(bench, SECOND, SECOND_MAC);
    expect(detached(bench)).to.deep.equal([formatAddress(GLOBAL)]);
  });

  it('are no sources', () => {
    const bench = kame();
    const source = (): string => formatAddress(bench.node.way(FAR)!.source!);
    expect(source()).to.equal(formatAddress(GLOBAL));
    advertise(bench, SECOND, SECOND_MAC, address('2001:db8:2::'));
    lose(bench, ROUTER);
    expect(source()).to.equal(OTHER);
  });

  it('exist in no other behaviour set', () => {
    const bench = settledNode();
    advertise(bench, SECOND, SECOND_MAC, address('2001:db8:2::'));
    lose(bench, ROUTER);
    expect(detached(bench)).to.deep.equal([]);
  });
});
