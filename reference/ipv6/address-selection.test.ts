import { expect } from 'chai';
import { address, formatAddress, type Address } from '../net/address.js';
import { linkLayerAddress } from '../net/link-layer-address.js';
import { nodeBench, type NodeBench } from '../node-bench.js';
import { ALL_NODES, GLOBAL, LINK_LOCAL, ROUTER, ROUTER_MAC, routerMac, SECOND, settledNode } from '../settled-node.js';
import { milliseconds, seconds } from '../time.js';
import { ipv6 } from '../wire/ipv6.js';
import { routerAdvertisement } from '../wire/nd.js';
import { prefixInformation, sourceLinkLayerAddress } from '../wire/nd-options.js';
import { tableWith } from './selection-notation.js';

const FAR = '2001:db8:ffff::1';

/** The source of a ping, which is that of the resolution where the next hop has to be resolved. */
function sourceOf(bench: NodeBench, destination: string): string {
  bench.heard.length = 0;
  bench.node.command({ kind: 'ping', link: 'link0', destination: address(destination) });
  return firstSource(bench);
}

function firstSource(bench: NodeBench): string {
  bench.advance(milliseconds(1));
  const [sent] = bench.heard.filter(({ line }) => !line.includes('MLD'));
  return sent === undefined ? 'none' : formatAddress((sent.decoded.layers[1]!.value as { source: Address }).source);
}

/** The destination that is pinged out of several, which is resolved first where it is on-link. */
function firstOf(bench: NodeBench, ...destinations: readonly string[]): string | undefined {
  bench.heard.length = 0;
  bench.node.command({ kind: 'ping-first-of', link: 'link0', destinations: destinations.map(address) });
  bench.advance(milliseconds(1));
  return destinations.find((text) => bench.heard.some(({ line }) => line.includes(`NS ${text} `) || line.includes(` > ${text} `)));
}

function configure(bench: NodeBench, ...texts: readonly string[]): void {
  for (const text of texts) bench.node.command({ kind: 'add-address', link: 'link0', address: address(text), prefixLength: 64 });
  bench.advance(seconds(3));
}

function advertise(bench: NodeBench, router: Address, prefix: string, lifetimes: { readonly preferred?: number } = {}): void {
  const options = [
    sourceLinkLayerAddress(routerMac(router)),
    prefixInformation({ prefix: address(prefix), onLink: false, preferredLifetime: lifetimes.preferred ?? 600, validLifetime: 600 }),
  ];
  bench.send(ALL_NODES, [ipv6({ source: router, destination: ALL_NODES }), routerAdvertisement({ routerLifetime: 600, options })], {
    from: routerMac(router),
  });
  bench.advance(seconds(3));
}

describe('source addresses of a node', () => {
  it('match the scope of the destination', () => {
    const bench = settledNode();
    expect(sourceOf(bench, FAR)).to.equal(formatAddress(GLOBAL));
    expect(sourceOf(bench, 'fe80::77')).to.equal(formatAddress(LINK_LOCAL));
    expect(sourceOf(bench, 'ff02::7')).to.equal(formatAddress(LINK_LOCAL));
    expect(sourceOf(bench, 'ff05::7')).to.equal(formatAddress(GLOBAL));
  });

  it('are taken from the prefix that the next hop advertises (rule 5.5), unless that is switched off', () => {
    // The first hop then follows the source (RFC 8028 section 3.2).
    for (const [features, wanted, hop] of [
      [{}, '2001:db8:8000:0:0:ff:fe00:a', ROUTER],
      [{ preferNextHopPrefixes: false }, '2001:db8:ffff:1:0:ff:fe00:a', SECOND],
    ] as const) {
      const bench = settledNode({ node: { features } });
      // The default router in use advertises the prefix that matches less.
      advertise(bench, ROUTER, '2001:db8:8000::');
      advertise(bench, SECOND, '2001:db8:ffff:1::');
      expect(sourceOf(bench, FAR)).to.equal(formatAddress(address(wanted)));
      expect(bench.heard.at(-1)?.octets.subarray(0, 6)).to.deep.equal(Uint8Array.from(routerMac(hop)));
    }
  });

  it('follow the policy table of the configuration', () => {
    const from = ['2001:db8:a::1', 'fd00::1'];
    const standard = settledNode();
    configure(standard, ...from);
    expect(sourceOf(standard, 'ff0e::1')).to.not.equal('fd00::1');
    const other = settledNode({ node: { policyTable: tableWith('fd00::/8 45 7', 'ff00::/8 45 7') } });
    configure(other, ...from);
    expect(sourceOf(other, 'ff0e::1')).to.equal('fd00::1');
  });

  it('are not deprecated ones where a facility forbids that (RFC 4862 section 5.5.4)', () => {
    for (const [useDeprecatedSources, wanted] of [
      [true, '2001:db8:5:0:0:ff:fe00:a'],
      [false, 'fe80::ff:fe00:a'],
    ] as const) {
      const bench = settledNode({ node: { features: { useDeprecatedSources } } });
      bench.node.command({ kind: 'remove-address', link: 'link0', address: GLOBAL });
      advertise(bench, ROUTER, '2001:db8:5::', { preferred: 0 });
      expect(sourceOf(bench, FAR)).to.equal(formatAddress(address(wanted)));
    }
  });

  it("follow KAME's older rule in that behaviour set, which knows no labels", () => {
    for (const [behaviour, wanted] of [
      ['current', '3fff::1'],
      ['kame', '2002::1'],
    ] as const) {
      const bench = settledNode({ node: { behaviour } });
      bench.node.command({ kind: 'remove-address', link: 'link0', address: GLOBAL });
      configure(bench, '2002::1', '3fff::1');
      expect(sourceOf(bench, FAR)).to.equal(wanted);
    }
  });
});

describe('source addresses of a node with two interfaces', () => {
  const two = (behaviour: 'current' | 'kame') => {
    const interfaces = ['link0', 'link1'].map((name, i) => ({
      name,
      linkLayerAddress: linkLayerAddress([2, 0, 0, 0, 0, 0x0a + 0x10 * i]),
      interfaceIdentifier: 'eui64' as const,
      addresses: name === 'link1' ? [{ address: address('2001:db8:1::1'), prefixLength: 64 }] : [],
    }));
    const bench = nodeBench({ dice: 'earliest', node: { behaviour, interfaces } });
    bench.node.start();
    bench.advance(seconds(3));
    return bench;
  };

  it('are those of the outgoing interface; in the behaviour set kame a global one of another interface when there is no other', () => {
    expect(sourceOf(two('current'), 'ff0e::1')).to.equal(formatAddress(LINK_LOCAL));
    expect(sourceOf(two('kame'), 'ff0e::1')).to.equal('2001:db8:1::1');
    expect(sourceOf(two('kame'), 'ff02::7')).to.equal(formatAddress(LINK_LOCAL));
  });
});

describe('the first of several destinations', () => {
  it('is one with a matching label, then one of higher precedence, then one of smaller scope', () => {
    const bench = settledNode();
    expect(firstOf(bench, FAR, 'fe80::77')).to.equal('fe80::77');
    expect(firstOf(bench, 'fd00::7', FAR)).to.equal(FAR);
    configure(bench, 'fd00::1');
    expect(firstOf(bench, 'fd00::7', FAR)).to.equal(FAR);
  });

  it('is one that can be reached', () => {
    const bench = settledNode();
    bench.send(ALL_NODES, [ipv6({ source: ROUTER, destination: ALL_NODES }), routerAdvertisement({ routerLifetime: 0 })], {
      from: ROUTER_MAC,
    });
    expect(firstOf(bench, FAR, '2001:db8::77')).to.equal('2001:db8::77');
    expect(firstOf(bench, '2002::7', formatAddress(GLOBAL))).to.equal(undefined);
  });

  it('is the first of the list where no rule tells them apart', () => {
    const bench = settledNode();
    expect(firstOf(bench, '2001:db8::77', '2001:db8::78')).to.equal('2001:db8::77');
    expect(firstOf(bench, '2001:db8::80', '2001:db8::79')).to.equal('2001:db8::80');
  });

  it('is nobody out of an empty list', () => {
    const outcome = settledNode().node.command({ kind: 'ping-first-of', link: 'link0', destinations: [] });
    expect(outcome).to.deep.equal({ ok: false, error: 'there is no destination' });
  });
});
