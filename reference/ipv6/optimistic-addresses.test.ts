import { expect } from 'chai';
import { address, formatAddress, UNSPECIFIED, type Address } from '../net/address.js';
import { linkLayerAddress } from '../net/link-layer-address.js';
import { hex } from '../net/octets.js';
import { nodeBench, type NodeBench } from '../node-bench.js';
import { ALL_NODES, echoTo, FAR, LINK_LOCAL, PEER, ROUTER, ROUTER_MAC } from '../settled-node.js';
import { milliseconds, seconds } from '../time.js';
import { ipv6 } from '../wire/ipv6.js';
import { neighborAdvertisement, neighborSolicitation, redirect, routerAdvertisement } from '../wire/nd.js';
import { prefixInformation, sourceLinkLayerAddress, targetLinkLayerAddress } from '../wire/nd-options.js';

const GLOBAL = address('2001:db8::ff:fe00:a');
const GROUP = address('ff02::1:ff00:a');
const NEIGHBOR = address('2001:db8::77');
const NEIGHBOR_MAC = linkLayerAddress([2, 0, 0, 0, 0, 0x77]);
const OPTIMISTIC = { optimisticDad: true, announceNewAddresses: false };

interface Given {
  readonly knowsRouter?: boolean;
  readonly features?: object;
  readonly role?: 'host' | 'router';
}

function advertise(bench: NodeBench, { lifetime = 1800, knowsRouter = true } = {}): void {
  const slla = knowsRouter ? [sourceLinkLayerAddress(ROUTER_MAC)] : [];
  const options = [...slla, prefixInformation({ prefix: address('2001:db8::') })];
  bench.send(ALL_NODES, [ipv6({ source: ROUTER, destination: ALL_NODES }), routerAdvertisement({ routerLifetime: lifetime, options })], {
    from: ROUTER_MAC,
  });
}

/** A node whose global address has just been formed; its detection takes three seconds. */
function forming({ knowsRouter = true, features, role = 'host' }: Given = {}): NodeBench {
  const bench = nodeBench({
    dice: 'earliest',
    node: { role, features: { ...OPTIMISTIC, ...features } },
    iface: { dupAddrDetectTransmits: 3 },
  });
  bench.node.start();
  bench.advance(seconds(8));
  bench.forget();
  advertise(bench, { knowsRouter });
  bench.advance(milliseconds(1));
  return bench;
}

const states = (bench: NodeBench) => bench.node.interfaces()[0]!.addresses.map((a) => `${formatAddress(a.address)} ${a.state}`);

/** Where the reply to an Echo Request goes, and what accompanies it. */
function asked(bench: NodeBench, source: Address, from = NEIGHBOR_MAC): string[] {
  bench.forget();
  bench.send(GLOBAL, echoTo(GLOBAL, source), { from });
  bench.advance(milliseconds(1));
  return sent(bench);
}

const sent = (bench: NodeBench): string[] =>
  bench.heard
    .map(({ decoded, octets }) => `${decoded.layers.at(-1)?.name} to ${hex(octets.subarray(5, 6))}`)
    .filter((line) => !line.startsWith('multicastListener'));

describe('Optimistic addresses (RFC 4429)', () => {
  it('are used at once, and preferred when their detection is over (section 3.3)', () => {
    const bench = forming();
    expect(states(bench)[1]).to.equal(`${formatAddress(GLOBAL)} optimistic`);
    expect(bench.heard.map(({ line }) => line).join()).to.include(`NS ${formatAddress(GLOBAL)}`);
    expect(asked(bench, FAR, ROUTER_MAC)).to.deep.equal(['echoReply to 01']);
    bench.advance(seconds(3));
    expect(states(bench)[1]).to.equal(`${formatAddress(GLOBAL)} preferred`);
  });

  for (const [title, given] of [
    ['where the feature is off', { features: { optimisticDad: false } }],
    ['while the link-layer address of the router is unknown (section 3.2)', { knowsRouter: false }],
  ] as const)
    it(`are not to be found ${title}`, () => expect(states(forming(given))[1]).to.equal(`${formatAddress(GLOBAL)} tentative`));

  it('are not those entered by hand (section 3.1), nor those of a router (section 3.3)', () => {
    const bench = forming();
    bench.node.command({ kind: 'add-address', link: 'link0', address: address('2001:db8::1234'), prefixLength: 64 });
    expect(states(bench).at(-1)).to.equal('2001:db8::1234 tentative');
    expect(states(forming({ role: 'router' })).join()).not.to.include('optimistic');
  });

  it('are answered for with O=0, and a node that tests one is not answered but gets it (section 3.3)', () => {
    const bench = forming();
    bench.forget();
    bench.send(GROUP, [ipv6({ source: PEER, destination: GROUP }), neighborSolicitation({ target: GLOBAL })]);
    bench.advance(milliseconds(1));
    // The asker is resolved from the link-local address, which also speaks.
    expect(sent(bench)).to.deep.equal(['neighborSolicitation to 0b']);
    const options = [sourceLinkLayerAddress(NEIGHBOR_MAC)];
    bench.forget();
    bench.send(GROUP, [ipv6({ source: NEIGHBOR, destination: GROUP }), neighborSolicitation({ target: GLOBAL, options })]);
    expect(bench.heard.at(-1)?.line).to.match(/NA 2001:db8::ff:fe00:a R=0 S=1 O=0/);
    bench.forget();
    bench.send(GROUP, [ipv6({ source: UNSPECIFIED, destination: GROUP }), neighborSolicitation({ target: GLOBAL })]);
    bench.advance(seconds(1));
    expect(states(bench)[1]).to.equal(`${formatAddress(GLOBAL)} duplicated`);
    expect(sent(bench).join()).not.to.include('neighborAdvertisement');
    expect(asked(bench, FAR, ROUTER_MAC)).to.deep.equal([]);
  });

  it('are lost to whoever advertises them', () => {
    const bench = forming();
    bench.send(ALL_NODES, [ipv6({ source: GLOBAL, destination: ALL_NODES }), neighborAdvertisement({ target: GLOBAL })]);
    expect(states(bench)[1]).to.equal(`${formatAddress(GLOBAL)} duplicated`);
  });

  it('reach an unknown neighbour through the router until that redirects them (section 3.2)', () => {
    const bench = forming();
    expect(asked(bench, NEIGHBOR)).to.deep.equal(['echoReply to 01']);
    const options = [targetLinkLayerAddress(NEIGHBOR_MAC)];
    bench.send(GLOBAL, [ipv6({ source: ROUTER, destination: GLOBAL }), redirect({ target: NEIGHBOR, destination: NEIGHBOR, options })], {
      from: ROUTER_MAC,
    });
    expect(asked(bench, NEIGHBOR)).to.deep.equal(['echoReply to 77']);
  });

  it('let packets wait where there is no router, the newest few', () => {
    const bench = forming();
    advertise(bench, { lifetime: 0 });
    for (let i = 0; i < 5; i++) expect(asked(bench, NEIGHBOR)).to.deep.equal([]);
    expect(bench.discarded('optimistic-queue-overflow')).to.equal(2);
    bench.forget();
    bench.advance(seconds(3));
    expect(sent(bench).filter((line) => line.includes('77'))).to.have.length.above(0);
    const options = [targetLinkLayerAddress(NEIGHBOR_MAC)];
    bench.forget();
    bench.send(GLOBAL, [
      ipv6({ source: NEIGHBOR, destination: GLOBAL }),
      neighborAdvertisement({ target: NEIGHBOR, solicited: true, options }),
    ]);
    expect(sent(bench)).to.deep.equal(Array.from({ length: 3 }, () => 'echoReply to 77'));
  });

  it('that turn out to be duplicates take what waits with them', () => {
    const bench = forming();
    advertise(bench, { lifetime: 0 });
    asked(bench, NEIGHBOR);
    bench.send(ALL_NODES, [ipv6({ source: GLOBAL, destination: ALL_NODES }), neighborAdvertisement({ target: GLOBAL })]);
    bench.advance(seconds(5));
    expect(bench.discarded('optimistic-duplicate')).to.equal(1);
    expect(sent(bench).join()).not.to.include('echoReply');
  });

  it('are never the source of a solicitation: a neighbour in doubt is probed from another address (section 3.2)', () => {
    const bench = nodeBench({ dice: 'earliest', node: { features: OPTIMISTIC }, iface: { dupAddrDetectTransmits: 9 } });
    bench.node.start();
    bench.advance(seconds(12));
    advertise(bench);
    bench.advance(milliseconds(1));
    asked(bench, FAR, ROUTER_MAC);
    bench.forget();
    bench.advance(seconds(6));
    const probes = bench.heard.map(({ line }) => line).filter((line) => line.includes('NS fe80::1'));
    expect(probes).to.have.length.above(0);
    for (const line of probes) expect(line).to.include(`${formatAddress(LINK_LOCAL)} > `);
  });
});
