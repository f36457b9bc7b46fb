import { expect } from 'chai';
import { address, formatAddress, type Address } from '../net/address.js';
import { hex } from '../net/octets.js';
import { nodeBench, type NodeBench, type NodeBenchOptions } from '../node-bench.js';
import {
  ALL_NODES,
  answers,
  echoTo,
  FAR,
  GLOBAL,
  goesTo,
  introduce,
  LINK_LOCAL,
  PEER,
  ROUTER,
  routerMac,
  SECOND,
  SECOND_MAC,
  settledNode,
} from '../settled-node.js';
import { days, milliseconds, seconds } from '../time.js';
import { layer } from '../wire/frame.js';
import { Ipv6, ipv6 } from '../wire/ipv6.js';
import { neighborAdvertisement, routerAdvertisement, type RouterAdvertisementDraft } from '../wire/nd.js';
import {
  mtu,
  prefixInformation,
  sourceLinkLayerAddress,
  targetLinkLayerAddress,
  unknownOption,
  type NdOptionDraft,
} from '../wire/nd-options.js';

function advertise(bench: NodeBench, from: Address, given: RouterAdvertisementDraft = {}, to: Address = ALL_NODES): void {
  const mac = routerMac(from);
  const options = given.options ?? [sourceLinkLayerAddress(mac)];
  bench.send(to, [ipv6({ source: from, destination: to }), routerAdvertisement({ routerLifetime: 1_800, ...given, options })], {
    from: mac,
  });
}
const pio = (bench: NodeBench, given: Parameters<typeof prefixInformation>[0], from = SECOND) =>
  advertise(bench, from, { routerLifetime: 0, options: [prefixInformation(given)] });

const routers = (bench: NodeBench) => bench.node.interfaces()[0]!.routers.map(formatAddress);
const addresses = (bench: NodeBench) =>
  bench.node
    .interfaces()[0]!
    .addresses.slice(1)
    .map((a) => `${formatAddress(a.address)} ${a.state}`);

/** A node without router or prefix. */
function bare(given: NodeBenchOptions = {}): NodeBench {
  const bench = nodeBench({ dice: 'earliest', ...given });
  bench.node.start();
  bench.advance(seconds(2));
  bench.forget();
  return bench;
}

describe('Router Advertisements: default routers (RFC 4861 section 6.3.4)', () => {
  it('a router is used until its lifetime ends, which each advertisement resets', () => {
    const bench = bare();
    advertise(bench, SECOND, { routerLifetime: 5 });
    bench.advance(seconds(4));
    advertise(bench, SECOND, { routerLifetime: 5 });
    bench.advance(seconds(4));
    expect(goesTo(bench, FAR)).to.equal('02');
    bench.advance(seconds(1));
    expect(routers(bench)).to.deep.equal([]);
    expect(goesTo(bench, FAR)).to.equal('nowhere');
  });

  it('a lifetime of zero removes it at once, and its destinations go elsewhere', () => {
    const bench = bare();
    advertise(bench, ROUTER);
    advertise(bench, SECOND);
    expect(goesTo(bench, FAR)).to.equal('01');
    advertise(bench, ROUTER, { routerLifetime: 0 });
    expect(goesTo(bench, FAR)).to.equal('02');
  });

  it('without router nothing is resolved off-link; in the book everything is on-link', () => {
    expect(goesTo(bare(), FAR)).to.equal('nowhere');
    const book = bare({ node: { behaviour: 'book' }, iface: { addresses: [{ address: GLOBAL, prefixLength: 64 }] } });
    expect(goesTo(book, FAR)).to.equal(`resolves ${formatAddress(FAR)}`);
  });

  it('a preferred router comes first among the reachable, the reserved preference counts as medium', () => {
    const bench = bare();
    advertise(bench, ROUTER, { preference: 3 });
    advertise(bench, SECOND, { preference: 2 });
    expect(goesTo(bench, FAR)).to.equal('02');
    advertise(bench, ROUTER, { preference: 1 });
    expect(goesTo(bench, address('2001:db8:ffff::2'))).to.equal('01');
  });

  it('a router that does not answer is left for the next one', () => {
    const bench = bare();
    advertise(bench, ROUTER);
    advertise(bench, SECOND);
    expect(goesTo(bench, FAR)).to.equal('01');
    bench.advance(milliseconds(8_100));
    expect(goesTo(bench, FAR)).to.equal('02');
  });

  it('routers whose link-layer address is unknown are tried in turn', () => {
    const bench = bare();
    for (const router of [ROUTER, SECOND]) advertise(bench, router, { options: [] });
    const tried = [goesTo(bench, FAR)];
    bench.advance(seconds(4));
    tried.push(goesTo(bench, FAR));
    expect(tried.sort()).to.deep.equal(['resolves fe80::1', 'resolves fe80::2']);
  });

  it('ends router solicitation only when a router is offered', () => {
    for (const [lifetime, rest] of [
      [1_800, 0],
      [0, 1],
    ] as const) {
      const bench = bare();
      advertise(bench, ROUTER, { routerLifetime: lifetime, options: [] });
      bench.forget();
      bench.advance(seconds(12));
      expect(answers(bench).filter((name) => name === 'routerSolicitation').length > 0 ? 1 : 0).to.equal(rest);
    }
  });
});

describe('Router Advertisements: variables', () => {
  it('CurHopLimit is taken over, zero is not', () => {
    const bench = settledNode();
    const hopLimit = () => {
      bench.heard.length = 0;
      bench.send(LINK_LOCAL, echoTo(LINK_LOCAL));
      return layer(bench.heard[0]!.decoded, Ipv6)?.hopLimit;
    };
    expect(hopLimit()).to.equal(64);
    advertise(bench, ROUTER, { curHopLimit: 15 });
    advertise(bench, ROUTER, { curHopLimit: 0 });
    expect(hopLimit()).to.equal(15);
    advertise(bench, SECOND, { curHopLimit: 30 });
    expect(hopLimit(), 'the latest counts').to.equal(30);
  });

  it('RetransTimer and ReachableTime are taken over, zero is not', () => {
    const bench = bare({ dice: 'latest' });
    bench.advance(seconds(2));
    advertise(bench, SECOND, { retransTimer: 5_000, reachableTime: 10_000 });
    advertise(bench, SECOND, { retransTimer: 0, reachableTime: 0 });
    bench.forget();
    const start = bench.queue.now;
    bench.send(LINK_LOCAL, echoTo(LINK_LOCAL, address('fe80::c')));
    bench.advance(seconds(14));
    expect(bench.heard.map(({ at }) => at - start)).to.deep.equal([0, 5_000_000, 10_000_000]);
    const advertisement = neighborAdvertisement({
      target: address('fe80::c'),
      solicited: true,
      options: [targetLinkLayerAddress(SECOND_MAC)],
    });
    bench.send(LINK_LOCAL, [ipv6({ source: address('fe80::c'), destination: LINK_LOCAL }), advertisement]);
    const state = () => bench.node.interfaces()[0]!.neighbors.find((n) => formatAddress(n.address) === 'fe80::c')?.state;
    bench.advance(milliseconds(14_999));
    expect(state()).to.equal('reachable');
    bench.advance(milliseconds(1));
    expect(state()).to.equal('stale');
  });

  it('the MTU option sets the link MTU within its bounds', () => {
    const bench = settledNode();
    const largest = () => {
      bench.heard.length = 0;
      bench.send(LINK_LOCAL, echoTo(LINK_LOCAL, PEER, [], new Uint8Array(1_452)));
      return Math.max(...bench.heard.map(({ octets }) => octets.length - 14));
    };
    const sizes = [1_400, 1_279, 1_501, 1_500].map((size) => {
      advertise(bench, ROUTER, { options: [mtu(size)] });
      return largest();
    });
    expect(sizes.map((size) => size > 1_400)).to.deep.equal([false, false, false, true]);
    expect(bench.discarded('ra-mtu-range')).to.equal(2);
  });

  it('the link-layer address makes a stale entry of a router, and none makes nothing', () => {
    const bench = bare();
    advertise(bench, ROUTER, { options: [] });
    expect(bench.node.interfaces()[0]!.neighbors).to.deep.equal([]);
    advertise(bench, ROUTER);
    expect(bench.node.interfaces()[0]!.neighbors[0]).to.include({ state: 'stale', isRouter: true });
  });

  it('unknown options, options of other messages and repeated ones do not disturb', () => {
    const bench = bare();
    const options: NdOptionDraft[] = [
      unknownOption({ type: 200, data: new Uint8Array(6) }),
      targetLinkLayerAddress(routerMac(ROUTER)),
      prefixInformation({ prefix: address('2001:db8:1::') }),
      mtu(1_400),
      prefixInformation({ prefix: address('2001:db8:2::') }),
    ];
    advertise(bench, SECOND, { options });
    expect(addresses(bench)).to.have.length(2);
    expect(bench.node.interfaces()[0]!.neighbors).to.deep.equal([]);
  });
});

describe('Router Advertisements: on-link prefixes', () => {
  const inside = address('2001:db8:1::99');
  const fresh = address('2001:db8:1::98');

  it('make destinations on-link while they last', () => {
    const bench = settledNode();
    expect(goesTo(bench, inside)).to.equal('01');
    pio(bench, { prefix: address('2001:db8:1::1234'), validLifetime: 20, preferredLifetime: 20 });
    expect(goesTo(bench, inside)).to.equal('resolves 2001:db8:1::99');
    bench.advance(seconds(21));
    expect(goesTo(bench, fresh)).to.not.include('2001:db8:1::98');
  });

  it('can be withdrawn at once, whatever addresses do', () => {
    const bench = settledNode();
    pio(bench, { prefix: address('2001:db8:1::') });
    bench.advance(seconds(2));
    pio(bench, { prefix: address('2001:db8:1::'), validLifetime: 0, preferredLifetime: 0 });
    expect(goesTo(bench, fresh)).to.equal('01');
    expect(addresses(bench)).to.include('2001:db8:1::ff:fe00:a deprecated');
  });

  it('an L flag of zero says nothing and takes nothing back', () => {
    const bench = settledNode();
    pio(bench, { prefix: address('2001:db8:1::'), onLink: false });
    expect(goesTo(bench, inside)).to.equal('01');
    pio(bench, { prefix: address('2001:db8:1::') });
    pio(bench, { prefix: address('2001:db8:1::'), onLink: false });
    expect(goesTo(bench, fresh)).to.equal('resolves 2001:db8:1::98');
  });

  it('of any length count', () => {
    const bench = settledNode();
    pio(bench, { prefix: address('2001:db8:1::'), prefixLength: 120 });
    expect(goesTo(bench, inside)).to.equal('resolves 2001:db8:1::99');
    expect(goesTo(bench, address('2001:db8:1::199'))).to.equal('01');
    expect(addresses(bench)).to.have.length(1);
  });

  it('an assigned address alone does not make its prefix on-link', () => {
    const bench = settledNode({ iface: { addresses: [{ address: address('2001:db8:1::1'), prefixLength: 64 }] } });
    expect(goesTo(bench, inside)).to.equal('01');
  });
});

describe('Router Advertisements: addresses (RFC 4862 section 5.5)', () => {
  it('are formed, detected and used, also without a default router', () => {
    const bench = bare();
    pio(bench, { prefix: address('2001:db8:1::') });
    expect(addresses(bench)).to.deep.equal(['2001:db8:1::ff:fe00:a tentative']);
    bench.advance(seconds(2));
    expect(addresses(bench)).to.deep.equal(['2001:db8:1::ff:fe00:a preferred']);
  });

  it('detection waits a random time after a multicast advertisement, not after a unicast one', () => {
    for (const [to, wait] of [
      [ALL_NODES, 1_000_000],
      [LINK_LOCAL, 0],
    ] as const) {
      const bench = bare({ dice: 'latest' });
      bench.advance(seconds(3));
      bench.forget();
      const start = bench.queue.now;
      advertise(bench, SECOND, { options: [prefixInformation({ prefix: address('2001:db8:1::') })] }, to);
      bench.advance(seconds(1));
      const probe = bench.heard.find(({ line }) => line.includes('| NS'));
      expect(probe!.at - start).to.equal(wait);
    }
  });

  const rows = [
    ['A flag zero', { autonomous: false }],
    ['preferred above valid', { validLifetime: 10, preferredLifetime: 11 }],
    ['prefix length 56', { prefixLength: 56 }],
    ['prefix length 96', { prefixLength: 96 }],
    ['prefix length 129', { prefixLength: 129 }],
    ['valid lifetime zero', { validLifetime: 0, preferredLifetime: 0 }],
    ['the link-local prefix', { prefix: address('fe80::') }],
  ] as const;
  for (const [what, given] of rows)
    it(`are not formed: ${what}`, () => {
      const bench = bare();
      pio(bench, { prefix: address('2001:db8:1::'), ...given });
      bench.advance(seconds(5));
      expect(addresses(bench)).to.deep.equal([]);
    });

  it('become deprecated and invalid; infinite lifetimes do not end', () => {
    const bench = bare();
    pio(bench, { prefix: address('2001:db8:1::'), validLifetime: 20_000, preferredLifetime: 10_000 });
    pio(bench, { prefix: address('2001:db8:2::'), validLifetime: 0xffff_ffff, preferredLifetime: 0xffff_ffff });
    bench.advance(seconds(10_001));
    expect(addresses(bench)).to.deep.equal(['2001:db8:1::ff:fe00:a deprecated', '2001:db8:2::ff:fe00:a preferred']);
    bench.advance(days(60));
    expect(addresses(bench)).to.deep.equal(['2001:db8:2::ff:fe00:a preferred']);
  });

  it('are deprecated from the start with a preferred lifetime of zero, and then not chosen as source', () => {
    const bench = settledNode();
    pio(bench, { prefix: address('2001:db8:ffff::'), preferredLifetime: 0, onLink: false });
    bench.advance(seconds(2));
    expect(addresses(bench)[1]).to.equal('2001:db8:ffff::ff:fe00:a deprecated');
    bench.heard.length = 0;
    bench.node.command({ kind: 'ping', link: 'link0', destination: FAR });
    bench.advance(milliseconds(1));
    expect(bench.heard.find(({ line }) => line.includes('echo'))!.line).to.include(`${formatAddress(GLOBAL)} >`);
  });

  it('follow the two-hour rule', () => {
    const bench = bare();
    const lifetimes = { prefix: address('2001:db8:1::'), preferredLifetime: 0 };
    pio(bench, { ...lifetimes, validLifetime: 86_400 });
    pio(bench, { ...lifetimes, validLifetime: 60 });
    bench.advance(seconds(7_100));
    expect(addresses(bench)).to.have.length(1);
    bench.advance(seconds(101));
    expect(addresses(bench)).to.have.length(0);
  });

  it('a duplicate global address made of the MAC stays unassigned and disables nothing', () => {
    const bench = bare();
    pio(bench, { prefix: address('2001:db8:1::') });
    const target = address('2001:db8:1::ff:fe00:a');
    bench.send(ALL_NODES, [ipv6({ source: target, destination: ALL_NODES }), neighborAdvertisement({ target })]);
    pio(bench, { prefix: address('2001:db8:1::') });
    bench.advance(seconds(10));
    expect(addresses(bench)).to.deep.equal(['2001:db8:1::ff:fe00:a duplicated']);
    introduce(bench, PEER);
    bench.heard.length = 0;
    bench.send(LINK_LOCAL, echoTo(LINK_LOCAL));
    bench.send(target, echoTo(target));
    expect(answers(bench)).to.deep.equal(['echoReply']);
  });

  it('stable identifiers differ between prefixes', () => {
    const bench = bare({ iface: { interfaceIdentifier: 'stable' } });
    for (const prefix of ['2001:db8:1::', '2001:db8:2::']) pio(bench, { prefix: address(prefix) });
    const identifiers = bench.node.interfaces()[0]!.addresses.map((a) => hex(a.address.subarray(8)));
    expect(new Set(identifiers).size).to.equal(3);
  });

  it('are bounded, as are prefixes and routers', () => {
    const bench = bare();
    for (let i = 0; i < 200; i++) {
      const prefix = address(`2001:db8:${i.toString(16)}::`);
      pio(bench, { prefix });
      const router = address(`fe80::1:${(i + 1).toString(16)}`);
      bench.send(ALL_NODES, [ipv6({ source: router, destination: ALL_NODES }), routerAdvertisement({})]);
    }
    bench.advance(seconds(5));
    expect(bench.node.interfaces()[0]!.addresses).to.have.length(64);
    expect(routers(bench)).to.have.length(16);
    const counted = ['addresses.refused', 'prefixes.refused', 'default-routers.refused'].map((name) => bench.node.counters().get(name));
    expect(counted).to.deep.equal([137, 136, 184]);
  });

  it('an address that was configured by hand is left alone when a prefix would form it', () => {
    const byHand = address('2001:db8:1::ff:fe00:a');
    const bench = bare({ iface: { addresses: [{ address: byHand, prefixLength: 64 }] } });
    pio(bench, { prefix: address('2001:db8:1::'), validLifetime: 10, preferredLifetime: 10 });
    bench.advance(seconds(60));
    expect(addresses(bench)).to.deep.equal(['2001:db8:1::ff:fe00:a preferred']);
  });
});

describe('Router Advertisements in the behaviour set of KAME', () => {
  const formed = (bench: NodeBench): number => addresses(bench).length;
  const prefixes = (count: number): NdOptionDraft[] =>
    Array.from({ length: count }, (_, i) => prefixInformation({ prefix: address(`2001:db8:${(i + 1).toString(16)}::`) }));

  it('form no addresses when they have the M flag, and tell of what is on-link all the same', () => {
    for (const [behaviour, count] of [
      ['current', 1],
      ['kame', 0],
    ] as const) {
      const bench = bare({ node: { behaviour, features: { temporaryAddresses: false } } });
      advertise(bench, SECOND, { managed: true, options: prefixes(1) });
      expect(formed(bench), behaviour).to.equal(count);
      expect(bench.node.interfaces()[0]!.prefixes).to.have.length(1);
    }
  });

  it('are read up to the tenth option', () => {
    for (const [behaviour, count] of [
      ['current', 20],
      ['kame', 10],
    ] as const) {
      const bench = bare({ node: { behaviour, features: { temporaryAddresses: false } } });
      advertise(bench, SECOND, { options: prefixes(20) });
      expect(formed(bench), behaviour).to.equal(count);
      expect(bench.discarded('nd-option-limit')).to.equal(20 - count === 0 ? 0 : 1);
    }
  });
});
