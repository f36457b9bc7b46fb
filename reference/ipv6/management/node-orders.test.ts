import { expect } from 'chai';
import { formatPrefix } from '../../net/prefix.js';
import { formatAddress } from '../../net/address.js';
import { introduce, LINK_LOCAL, PEER, ROUTER, settledNode } from '../../settled-node.js';
import { routerBench } from '../../router-bench.js';
import { seconds } from '../../time.js';

describe('orders of system management', () => {
  it('make a router of a host: what it has learned is gone', () => {
    const bench = settledNode({ iface: { addresses: [] } });
    bench.node.command({ kind: 'become-router', link: 'link0' });
    bench.advance(seconds(5));
    const [view] = bench.node.interfaces();
    expect(view?.variables.isRouter).to.equal(true);
    expect(view?.defaultRouters).to.deep.equal([]);
    expect(view?.groups.map(({ group }) => formatAddress(group))).to.include('ff02::2');
  });

  it('make a host of a router: it answers without the flag of routers, and forwards nothing', () => {
    const bench = routerBench();
    bench.node.command({ kind: 'become-host', link: 'link0' });
    bench.advance(seconds(5));
    expect(bench.node.routes().map(({ origin }) => origin)).to.not.include('connected');
    expect(bench.node.interfaces().every(({ variables }) => !variables.isRouter)).to.equal(true);
    bench.node.command({ kind: 'become-host', link: 'link0' });
    expect(bench.node.interfaces().every(({ up }) => up)).to.equal(true);
  });

  it('switch a feature of one interface, which survives its restart', () => {
    const bench = settledNode();
    bench.node.command({ kind: 'set-feature', link: 'link0', feature: 'acceptAdvertisements', value: false });
    bench.node.command({ kind: 'set-variable', link: 'link0', variable: 'curHopLimit', value: 9 });
    bench.node.command({ kind: 'reset', link: 'link0' });
    expect(bench.node.interfaces()[0]?.variables.features).to.include({ acceptAdvertisements: false, enhancedDad: true });
    expect(bench.node.interfaces()[0]?.variables.curHopLimit).to.equal(9);
  });

  it('solicit routers once more, unless it is a router itself', () => {
    const bench = settledNode();
    bench.node.command({ kind: 'solicit-routers', link: 'link0' });
    bench.advance(seconds(0));
    expect(bench.heard.map(({ line }) => line).join()).to.match(/fe80::ff:fe00:a > ff02::2 .*RS/);
    expect(routerBench().node.command({ kind: 'solicit-routers', link: 'link0' }).ok).to.equal(false);
    bench.node.command({ kind: 'interface-down', link: 'link0' });
    expect(bench.node.command({ kind: 'solicit-routers', link: 'link0' })).to.deep.equal({ ok: false, error: 'link0 is down' });
  });

  it('forget prefixes and routers that were advertised', () => {
    const bench = settledNode();
    const view = () => bench.node.interfaces()[0]!;
    expect(view().prefixes.map(({ prefix }) => formatPrefix(prefix))).to.deep.equal(['2001:db8::/64']);
    expect(view().defaultRouters.map(({ address }) => formatAddress(address))).to.deep.equal([formatAddress(ROUTER)]);
    bench.node.command({ kind: 'flush-prefixes', link: 'link0' });
    bench.node.command({ kind: 'flush-routers', link: 'link0' });
    expect([view().prefixes, view().defaultRouters]).to.deep.equal([[], []]);
  });

  it('leave Neighbor Unreachability Detection out', () => {
    const bench = settledNode();
    bench.node.command({ kind: 'set-feature', link: 'link0', feature: 'unreachabilityDetection', value: false });
    introduce(bench, PEER);
    bench.heard.length = 0;
    bench.advance(seconds(30));
    expect(bench.heard.filter(({ line }) => line.includes('NS'))).to.deep.equal([]);
    expect(bench.node.interfaces()[0]?.neighbors.find(({ address }) => String(address) === String(PEER))?.state).to.equal('stale');
  });

  it('show when the state of a neighbour ends, and what an address has left', () => {
    const bench = settledNode();
    introduce(bench, PEER);
    const peer = bench.node.interfaces()[0]!.neighbors.find(({ address }) => String(address) === String(PEER));
    expect(peer).to.include({ state: 'delay', fixed: false });
    expect(peer!.until! - bench.queue.now).to.be.within(seconds(0), seconds(5));
    const [own, formed] = bench.node.interfaces()[0]!.addresses;
    expect(own).to.not.have.property('lifetime');
    expect(formed?.lifetime).to.include({ phase: 'preferred' });
    expect(String(own?.address)).to.equal(String(LINK_LOCAL));
  });
});
