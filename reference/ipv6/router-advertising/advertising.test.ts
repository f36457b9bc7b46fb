import { expect } from 'chai';
import { address, ALL_NODES, ALL_ROUTERS, formatAddress, isLinkLocal, UNSPECIFIED, type Address } from '../../net/address.js';
import { prefixOf } from '../../net/prefix.js';
import type { NodeCommand } from '../../node.js';
import { PEER_MAC, type Heard } from '../../node-bench.js';
import { NEAR, NEAR_PEER, NEAR_ROUTER, routerBench, type RouterBench } from '../../router-bench.js';
import { hours, milliseconds, minutes, seconds } from '../../time.js';
import { layer } from '../../wire/frame.js';
import { echoRequest } from '../../wire/icmpv6.js';
import { ipv6, Ipv6 } from '../../wire/ipv6.js';
import {
  NeighborAdvertisement,
  neighborSolicitation,
  routerAdvertisement,
  RouterAdvertisement,
  routerSolicitation,
  RouterSolicitation,
} from '../../wire/nd.js';
import { prefixInformation, sourceLinkLayerAddress } from '../../wire/nd-options.js';
import type { AdvertisingConfiguration } from './advertising-configuration.js';

const HOST = address('fe80::c');
const PREFIX = prefixOf(address('2001:db8:0:f::'), 64);

const command = (bench: RouterBench, given: NodeCommand): void => {
  const done = bench.node.command(given);
  if (!done.ok) throw new Error(done.error);
  bench.advance(milliseconds(1));
};
const advertise = (bench: RouterBench, configuration: AdvertisingConfiguration = { advPrefixList: [] }): void =>
  command(bench, { kind: 'advertise', link: 'link0', configuration });

const advertisementIn = ({ decoded }: Heard) => layer(decoded, RouterAdvertisement);
const heardAdvertisements = (bench: RouterBench): readonly Heard[] => bench.heard.filter((heard) => advertisementIn(heard) !== undefined);
const lifetimes = (bench: RouterBench): readonly number[] =>
  heardAdvertisements(bench).map((heard) => advertisementIn(heard)?.routerLifetime ?? -1);
const sources = (bench: RouterBench): readonly string[] =>
  heardAdvertisements(bench).map(({ decoded }) => formatAddress(layer(decoded, Ipv6)?.source ?? UNSPECIFIED));

function solicit(bench: RouterBench, source: Address = HOST, options = [sourceLinkLayerAddress(PEER_MAC)]): void {
  bench.send(ALL_ROUTERS, [ipv6({ source, destination: ALL_ROUTERS }), routerSolicitation({ options })]);
  bench.advance(milliseconds(600));
}

const linkLocalOf = (bench: RouterBench): Address => {
  const found = bench.node.interfaces()[0]?.addresses.find((held) => isLinkLocal(held.address) && !held.anycast);
  if (found === undefined) throw new Error('no link-local address');
  return found.address;
};

function introduce(bench: RouterBench): void {
  bench.forget();
  bench.send(NEAR, [
    ipv6({ source: NEAR_PEER, destination: NEAR }),
    neighborSolicitation({ target: NEAR, options: [sourceLinkLayerAddress(PEER_MAC)] }),
  ]);
}

/** The router flag with which the node answers for its address. */
function routerFlag(bench: RouterBench): boolean | undefined {
  introduce(bench);
  const [answer] = bench.heard.flatMap(({ decoded }) => layer(decoded, NeighborAdvertisement) ?? []);
  return answer?.router;
}

function hopLimitOfReply(bench: RouterBench): number | undefined {
  introduce(bench);
  bench.send(NEAR, [ipv6({ source: NEAR_PEER, destination: NEAR }), echoRequest({})]);
  const [reply] = bench.heard.filter(({ decoded }) => decoded.layers.some(({ name }) => name === 'echoReply'));
  return reply && layer(reply.decoded, Ipv6)?.hopLimit;
}

describe('a router that advertises', () => {
  it('says nothing until it is told to', () => {
    const bench = routerBench();
    bench.advance(hours(2));
    solicit(bench);
    expect(heardAdvertisements(bench)).to.have.length(0);
  });

  it('advertises from its link-local address to all nodes, the subnets of its addresses by default', () => {
    const bench = routerBench();
    advertise(bench, {});
    const [first] = heardAdvertisements(bench);
    expect(first && layer(first.decoded, Ipv6)).to.deep.include({ hopLimit: 255, source: linkLocalOf(bench), destination: ALL_NODES });
    const options = (first && advertisementIn(first)?.options) ?? [];
    expect(options.map((option) => (option.kind === 'prefixInformation' ? formatAddress(option.prefix) : option.kind))).to.deep.equal([
      'sourceLinkLayerAddress',
      '2001:db8:0:a::',
    ]);
  });

  it('advertises from the start when its configuration says so, once its address has been tested', () => {
    const [near, far] = routerBench().node.interfaces();
    if (!near || !far) throw new Error('two interfaces');
    const bench = routerBench({
      interfaces: [{ name: 'link0', linkLayerAddress: near.linkLayerAddress, advertising: { advSendAdvertisements: true } }],
      routes: [],
    });
    bench.advance(minutes(1));
    expect(heardAdvertisements(bench).length).to.be.above(1);
    expect(bench.events.some(({ name }) => name === 'router-advertising')).to.equal(false);
  });

  it('refuses a configuration that is out of bounds, and goes on with the one before', () => {
    const bench = routerBench();
    advertise(bench);
    const refused = bench.node.command({ kind: 'advertise', link: 'link0', configuration: { maxRtrAdvInterval: seconds(1) } });
    expect(refused.ok ? '' : refused.error).to.contain('maxRtrAdvInterval');
    bench.advance(seconds(40));
    expect(lifetimes(bench)).to.deep.equal([1800, 1800, 1800]);
  });

  it('throws over a start configuration that is out of bounds', () => {
    const interfaces = [{ name: 'link0', linkLayerAddress: PEER_MAC, advertising: { advCurHopLimit: 256 } }];
    expect(() => routerBench({ interfaces, routes: [] })).to.throw('link0: advCurHopLimit');
  });

  it('answers a solicitation and learns that its sender is no router', () => {
    const bench = routerBench();
    advertise(bench);
    bench.advance(seconds(40));
    bench.forget();
    bench.send(ALL_NODES, [
      ipv6({ source: HOST, destination: linkLocalOf(bench) }),
      neighborSolicitation({ target: linkLocalOf(bench), options: [sourceLinkLayerAddress(PEER_MAC)] }),
    ]);
    solicit(bench);
    expect(heardAdvertisements(bench)).to.have.length(1);
    const entry = bench.node.interfaces()[0]?.neighbors.find(({ address: held }) => formatAddress(held) === 'fe80::c');
    expect(entry).to.include({ isRouter: false });
  });

  it('answers by unicast when it is told to, and resolves who did not say where it is', () => {
    const bench = routerBench();
    advertise(bench, { advPrefixList: [], advSolicitedUnicast: true });
    bench.advance(seconds(40));
    bench.forget();
    solicit(bench, HOST, []);
    expect(bench.heard.map(({ line }) => /NS fe80::c/.test(line))).to.include(true);
    solicit(bench);
    const [answer] = heardAdvertisements(bench);
    expect(answer && layer(answer.decoded, Ipv6)?.destination).to.deep.equal(HOST);
  });

  it('takes the advertised variables for itself, and its own again afterwards', () => {
    const bench = routerBench();
    advertise(bench, { advCurHopLimit: 17, advReachableTime: seconds(10), advRetransTimer: milliseconds(300), advLinkMtu: 1280 });
    expect(hopLimitOfReply(bench)).to.equal(17);
    command(bench, { kind: 'stop-advertising', link: 'link0' });
    expect(hopLimitOfReply(bench)).to.equal(64);
  });

  it('ceases with three final advertisements, and can do so once', () => {
    const bench = routerBench();
    advertise(bench);
    bench.advance(seconds(40));
    bench.forget();
    command(bench, { kind: 'stop-advertising', link: 'link0' });
    bench.advance(hours(1));
    expect(lifetimes(bench)).to.deep.equal([0, 0, 0]);
    expect(bench.node.command({ kind: 'stop-advertising', link: 'link0' }).ok).to.equal(false);
  });

  it('says goodbye when the interface goes down, and begins again when it comes up', () => {
    const bench = routerBench();
    advertise(bench);
    bench.advance(seconds(40));
    bench.forget();
    command(bench, { kind: 'interface-down', link: 'link0' });
    expect(lifetimes(bench)).to.deep.equal([0]);
    command(bench, { kind: 'interface-up', link: 'link0' });
    bench.advance(seconds(30));
    expect(lifetimes(bench)).to.deep.equal([0, 1800, 1800]);
  });

  it('becomes a host: final advertisements, no router flag, no group of routers, no answers', () => {
    const bench = routerBench();
    advertise(bench);
    bench.advance(seconds(40));
    bench.forget();
    command(bench, { kind: 'become-host', link: 'link0' });
    bench.advance(seconds(20));
    expect(lifetimes(bench)).to.deep.equal([0, 0, 0]);
    expect(bench.heard.some(({ line }) => line.includes('MLD') && line.includes('TO_IN ff02::2'))).to.equal(true);
    expect(bench.heard.some(({ decoded }) => layer(decoded, RouterSolicitation) !== undefined)).to.equal(true);
    expect(routerFlag(bench)).to.equal(false);
    solicit(bench);
    expect(heardAdvertisements(bench)).to.have.length(0);
    expect(bench.node.interfaces()[0]?.addresses.filter(({ anycast }) => anycast)).to.deep.equal([]);
    expect(bench.node.routes().filter(({ origin }) => origin === 'connected')).to.deep.equal([]);
  });

  it('heeds routers as a host, and forgets them when it becomes a router again', () => {
    const bench = routerBench();
    advertise(bench);
    bench.advance(seconds(40));
    command(bench, { kind: 'become-host', link: 'link0' });
    bench.advance(seconds(20));
    const options = [prefixInformation({ prefix: PREFIX.address }), sourceLinkLayerAddress(PEER_MAC)];
    bench.send(ALL_NODES, [ipv6({ source: NEAR_ROUTER, destination: ALL_NODES }), routerAdvertisement({ curHopLimit: 5, options })]);
    bench.advance(seconds(3));
    expect(bench.node.interfaces()[0]?.routers.map(formatAddress)).to.deep.equal(['fe80::1']);
    expect(hopLimitOfReply(bench)).to.equal(5);
    bench.forget();
    command(bench, { kind: 'become-router', link: 'link0' });
    bench.advance(seconds(1));
    expect(lifetimes(bench)).to.deep.equal([1800]);
    expect(bench.node.interfaces()[0]?.routers).to.deep.equal([]);
    expect(routerFlag(bench)).to.equal(true);
    expect(hopLimitOfReply(bench)).to.equal(64);
  });

  it('stays a host through a reset', () => {
    const bench = routerBench();
    advertise(bench);
    command(bench, { kind: 'become-host', link: 'link0' });
    command(bench, { kind: 'reset', link: 'link0' });
    bench.advance(minutes(1));
    expect(routerFlag(bench)).to.equal(false);
    command(bench, { kind: 'become-host', link: 'link0' });
    expect(routerFlag(bench)).to.equal(false);
  });

  it('takes the old link-local address back before it advertises from the new one', () => {
    const bench = routerBench();
    advertise(bench);
    bench.advance(seconds(40));
    const old = linkLocalOf(bench);
    command(bench, { kind: 'add-address', link: 'link0', address: address('fe80::d'), prefixLength: 64 });
    bench.advance(seconds(3));
    bench.forget();
    command(bench, { kind: 'remove-address', link: 'link0', address: old });
    bench.advance(seconds(12));
    expect(lifetimes(bench)).to.deep.equal([0, 0, 0, 1800]);
    expect(sources(bench)).to.deep.equal([...Array.from({ length: 3 }, () => formatAddress(old)), 'fe80::d']);
  });

  it('falls silent with its last link-local address, and begins with the next', () => {
    const bench = routerBench();
    advertise(bench);
    bench.advance(seconds(40));
    bench.forget();
    command(bench, { kind: 'remove-address', link: 'link0', address: linkLocalOf(bench) });
    bench.advance(minutes(10));
    expect(lifetimes(bench)).to.deep.equal([0, 0, 0]);
    bench.forget();
    command(bench, { kind: 'add-address', link: 'link0', address: address('fe80::d'), prefixLength: 64 });
    bench.advance(seconds(3));
    expect(sources(bench)).to.deep.equal(['fe80::d']);
  });

  it('tells of another router that contradicts it, and adopts nothing', () => {
    const bench = routerBench();
    advertise(bench, { advCurHopLimit: 64, advPrefixList: [] });
    bench.advance(seconds(40));
    bench.forget();
    const options = [prefixInformation({ prefix: PREFIX.address })];
    bench.send(ALL_NODES, [ipv6({ source: NEAR_ROUTER, destination: ALL_NODES }), routerAdvertisement({ curHopLimit: 5, options })]);
    bench.advance(seconds(3));
    expect(bench.events.filter(({ name }) => name === 'router-inconsistent').map(({ detail }) => detail)).to.deep.equal([
      'fe80::1 says Cur Hop Limit 5, this router 64',
    ]);
    expect(bench.node.counters().get('router-advertisement.inconsistent')).to.equal(1);
    expect(bench.discarded('ra-on-router')).to.equal(1);
    expect(hopLimitOfReply(bench)).to.equal(64);
    expect(bench.node.interfaces()[0]?.addresses.some((held) => formatAddress(held.address).startsWith('2001:db8:0:f:'))).to.equal(false);
  });
});

describe('a router in the behaviour set of KAME: prefixes that are gone', () => {
  const SECOND = address('2001:db8:0:f::1');
  /** `2001:db8:0:f:: 0`: prefixes and valid lifetimes of the next advertisement. */
  const told = (bench: RouterBench): readonly string[] => {
    bench.advance(seconds(20));
    bench.forget();
    solicit(bench);
    bench.advance(seconds(5));
    const [first] = heardAdvertisements(bench);
    return ((first && advertisementIn(first)?.options) ?? []).flatMap((option) =>
      option.kind === 'prefixInformation' ? [`${formatAddress(option.prefix)} ${option.validLifetime}`] : [],
    );
  };
  const withSecond = (behaviour: 'kame' | 'current' = 'kame'): RouterBench => {
    const bench = routerBench({ behaviour });
    command(bench, { kind: 'add-address', link: 'link0', address: SECOND, prefixLength: 64 });
    bench.advance(seconds(5));
    advertise(bench, {});
    return bench;
  };

  it('with an address are withdrawn, and are good again with the next one', () => {
    const bench = withSecond();
    expect(told(bench)).to.deep.equal(['2001:db8:0:a:: 2592000', '2001:db8:0:f:: 2592000']);
    command(bench, { kind: 'remove-address', link: 'link0', address: SECOND });
    expect(told(bench)).to.deep.equal(['2001:db8:0:a:: 2592000', '2001:db8:0:f:: 0']);
    command(bench, { kind: 'add-address', link: 'link0', address: SECOND, prefixLength: 64 });
    bench.advance(seconds(5));
    expect(told(bench)).to.deep.equal(['2001:db8:0:a:: 2592000', '2001:db8:0:f:: 2592000']);
  });

  it('with an address are only left out by the RFCs', () => {
    const bench = withSecond('current');
    command(bench, { kind: 'remove-address', link: 'link0', address: SECOND });
    expect(told(bench)).to.deep.equal(['2001:db8:0:a:: 2592000']);
  });

  it('with the interface are not withdrawn when it comes back', () => {
    const bench = withSecond();
    command(bench, { kind: 'reset', link: 'link0' });
    bench.advance(seconds(5));
    expect(told(bench)).to.deep.equal(['2001:db8:0:a:: 2592000', '2001:db8:0:f:: 2592000']);
  });
});

describe('a host that is told to advertise', () => {
  it('waits until it is a router', () => {
    const bench = routerBench({ role: 'host', routes: [] });
    advertise(bench);
    bench.advance(minutes(30));
    expect(heardAdvertisements(bench)).to.have.length(0);
    command(bench, { kind: 'become-router', link: 'link0' });
    expect(lifetimes(bench)).to.deep.equal([1800]);
  });
});
