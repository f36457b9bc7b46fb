import { expect } from 'chai';
import { address, type Address } from '../../net/address.js';
import { prefixOf } from '../../net/prefix.js';
import { BEHIND, BEHIND_GLOBAL, NEAR_PEER, NEAR_ROUTER, routerBench, type RouterBench } from '../../router-bench.js';
import { milliseconds, seconds } from '../../time.js';
import { layer } from '../../wire/frame.js';
import { echoRequest } from '../../wire/icmpv6.js';
import { Ipv6, ipv6 } from '../../wire/ipv6.js';
import { Redirect } from '../../wire/nd.js';

const OTHER = address('2001:db8:0:a::c');

function sent(bench: RouterBench, destination: Address, source: Address = NEAR_PEER, octets = 8): Uint8Array {
  const given = bench.send(destination, [ipv6({ source, destination }), echoRequest({ data: new Uint8Array(octets) })]);
  bench.advance(milliseconds(1));
  return given;
}

const redirects = (bench: RouterBench) => bench.heard.filter(({ decoded }) => layer(decoded, Redirect) !== undefined);

describe('Redirect of a router, RFC 4861 section 8.2', () => {
  it('tells a neighbour of a destination on its link', () => {
    const bench = routerBench();
    const given = sent(bench, OTHER);
    const [heard] = redirects(bench);
    expect(layer(heard!.decoded, Ipv6)).to.deep.include({
      source: bench.node.interfaces()[0]!.addresses[0]!.address,
      destination: NEAR_PEER,
      hopLimit: 255,
    });
    const redirect = layer(heard!.decoded, Redirect);
    expect(redirect).to.deep.include({ code: 0, target: OTHER, destination: OTHER });
    const quoted = redirect?.options.find(({ kind }) => kind === 'redirectedHeader');
    expect(quoted?.kind === 'redirectedHeader' && quoted.packet.subarray(0, given.length)).to.deep.equal(given);
  });

  it('names the link-local address of a better router', () => {
    const bench = routerBench();
    sent(bench, BEHIND);
    expect(layer(redirects(bench)[0]!.decoded, Redirect)).to.deep.include({ target: NEAR_ROUTER, destination: BEHIND });
  });

  it('names none that is known by a global address alone', () => {
    const bench = routerBench();
    sent(bench, BEHIND_GLOBAL);
    expect(redirects(bench)).to.have.length(0);
    expect(bench.discarded('redirect-target-unknown')).to.equal(1);
  });

  it('carries the link-layer address of the target once it is known, and stays within 1280 octets', () => {
    const bench = routerBench();
    sent(bench, NEAR_PEER, OTHER, 1400);
    const [heard] = redirects(bench);
    // The sender is not known: its address is being resolved, and the Redirect waits.
    expect(heard).to.equal(undefined);
    bench.node.command({ kind: 'add-route', link: 'link0', prefix: prefixOf(address('2001:db8:0:f::'), 64), gateway: NEAR_PEER });
    sent(bench, address('2001:db8:0:a::b'), NEAR_PEER, 1400);
    const told = redirects(bench)[0];
    expect(layer(told!.decoded, Redirect)?.options.map(({ kind }) => kind)).to.deep.equal(['targetLinkLayerAddress', 'redirectedHeader']);
    expect(told!.octets.length - 14)
      .to.be.at.most(1280)
      .and.above(1272);
  });

  it('goes to neighbours alone', () => {
    const bench = routerBench();
    sent(bench, OTHER, address('2001:db8:ffff::1'));
    expect(redirects(bench)).to.have.length(0);
    expect(bench.discarded('redirect-to-remote')).to.equal(1);
  });

  it('is limited in rate, and the packets go on all the same', () => {
    const bench = routerBench();
    for (let i = 0; i < 30; i++) sent(bench, NEAR_PEER);
    expect(redirects(bench)).to.have.length(10);
    bench.advance(seconds(1));
    bench.forget();
    for (let i = 0; i < 30; i++) sent(bench, NEAR_PEER);
    expect(redirects(bench)).to.have.length(10);
  });

  it('can be switched off', () => {
    const bench = routerBench({ features: { sendRedirects: false } });
    sent(bench, OTHER);
    expect(redirects(bench)).to.have.length(0);
  });
});
