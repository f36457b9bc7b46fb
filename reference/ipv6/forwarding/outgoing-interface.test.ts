import { expect } from 'chai';
import { address, formatAddress } from '../../net/address.js';
import { prefixOf } from '../../net/prefix.js';
import { FAR_PEER, FAR_SIDE, NEAR_PEER, REJECTED, BEHIND, routerBench, type RouterBench } from '../../router-bench.js';
import { PEER_MAC } from '../../node-bench.js';
import { seconds } from '../../time.js';
import { ipv6 } from '../../wire/ipv6.js';
import { routerAdvertisement } from '../../wire/nd.js';
import { prefixInformation, sourceLinkLayerAddress } from '../../wire/nd-options.js';

const ELSEWHERE = address('2001:db8:ffff::1');
const ALL_NODES = address('ff02::1');

/** `link1 2001:db8::1`: interface and next hop. */
function way(bench: RouterBench, destination: ReturnType<typeof address>): string {
  const found = bench.node.way(destination);
  return found === undefined ? 'none' : `${found.link} ${formatAddress(found.nextHop)}`;
}

/** A router on the far link makes itself known there. */
function advertise(bench: RouterBench): void {
  const options = [sourceLinkLayerAddress(PEER_MAC), prefixInformation({ prefix: address('2001:db8:0:b::'), autonomous: false })];
  bench.sendFar(ALL_NODES, [ipv6({ source: address('fe80::2'), destination: ALL_NODES }), routerAdvertisement({ options })]);
}

describe('the interface by which a packet leaves', () => {
  it('of a router follows from its routes', () => {
    const bench = routerBench();
    expect(way(bench, FAR_PEER)).to.equal('link1 2001:db8:0:b::b');
    expect(way(bench, BEHIND)).to.equal('link0 fe80::1');
    expect(way(bench, REJECTED)).to.equal('none');
    expect(way(bench, ELSEWHERE)).to.equal('none');
  });

  it('of a host is where the destination is on-link, then that of a default router', () => {
    const bench = routerBench({ role: 'host', routes: [] });
    expect(way(bench, FAR_PEER)).to.equal('none');
    advertise(bench);
    expect(way(bench, FAR_PEER)).to.equal('link1 2001:db8:0:b::b');
    expect(way(bench, ELSEWHERE)).to.equal('link1 fe80::2');
    expect(way(bench, FAR_SIDE)).to.match(/^link1 /);
  });

  it('of a host follows a route set by hand before a default router, and no longer when it is gone', () => {
    const prefix = prefixOf(ELSEWHERE, 48);
    const bench = routerBench({ role: 'host', routes: [{ prefix, link: 'link0', gateway: address('fe80::1') }] });
    advertise(bench);
    expect(way(bench, ELSEWHERE)).to.equal('link0 fe80::1');
    bench.node.command({ kind: 'ping', link: 'link0', destination: ELSEWHERE });
    bench.advance(seconds(0));
    expect(bench.heard.at(-1)?.line).to.contain('NS fe80::1');
    expect(bench.node.interfaces()[0]?.destinations).to.have.length(1);
    bench.node.command({ kind: 'remove-route', link: 'link0', prefix });
    expect(bench.node.interfaces()[0]?.destinations).to.have.length(0);
    expect(way(bench, ELSEWHERE)).to.equal('link1 fe80::2');
  });

  it('for a destination that is on every link is the one chosen by hand', () => {
    const bench = routerBench();
    expect(way(bench, address('fe80::9'))).to.equal('none');
    expect(way(bench, ALL_NODES)).to.equal('none');
    bench.node.command({ kind: 'set-default-interface', link: 'link1' });
    expect(way(bench, address('fe80::9'))).to.equal('link1 fe80::9');
    expect(way(bench, ALL_NODES)).to.equal('link1 ff02::1');
    bench.node.command({ kind: 'set-default-interface' });
    expect(way(bench, address('fe80::9'))).to.equal('none');
    expect(bench.node.command({ kind: 'set-default-interface', link: 'link7' }).ok).to.equal(false);
    bench.node.command({ kind: 'interface-down', link: 'link1' });
    expect(way(bench, address('fe80::9'))).to.equal('link0 fe80::9');
  });

  it('for a ping to such a destination is that one as well, or the ping is refused (RFC 4007 section 6)', () => {
    const order = { kind: 'ping-without-zone', link: 'link0', destination: address('fe80::77') } as const;
    const without = routerBench();
    expect(without.node.command(order)).to.deep.include({ ok: false });
    expect([...without.heard, ...without.heardFar]).to.have.length(0);
    const bench = routerBench({ defaultInterface: 'link1' });
    expect(bench.node.command(order).ok).to.equal(true);
    bench.advance(seconds(1));
    expect(bench.heard).to.have.length(0);
    expect(bench.heardFar.map(({ line }) => line).join()).to.include('NS fe80::77');
  });

  it('for an address of the node itself is where that is', () => {
    const bench = routerBench();
    bench.node.command({ kind: 'set-default-interface', link: 'link0' });
    const [, far] = bench.node.interfaces();
    expect(bench.node.way(far!.addresses[0]!.address)?.link).to.equal('link1');
    expect(bench.node.way(NEAR_PEER)?.link).to.equal('link0');
  });
});
