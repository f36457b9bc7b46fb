import { expect } from 'chai';
import { address, addressFromOctets, UNSPECIFIED, type Address } from '../../net/address.js';
import { prefixOf } from '../../net/prefix.js';
import { minutes, seconds } from '../../time.js';
import { SeveralRouters, type Plan } from './several-routers-bench.js';

/** RFC 2080 section 2.3: by then everybody has told everything at least twice. */
const CONVERGENCE = seconds(100);
const LONGEST_INTERVAL = seconds(45);
/** What nobody confirms has been given up by then, one after the other. */
const GIVEN_UP = minutes(8);
const ELSEWHERE = address('2001:db8:ffff::1');
/** A router of the provider, which is none of ours. */
const PROVIDER = address('fe80::ffff');
const wayOut = (link: string) => ({ routes: [{ prefix: prefixOf(UNSPECIFIED, 0), link, gateway: PROVIDER }] });

/** An address of the subnet that no router has. */
const inSubnet = (net: SeveralRouters, link: string): Address =>
  addressFromOctets(net.subnet(link).address.map((octet, i) => (i === 15 ? 0xee : octet)));

/** The tables of all routers lead to these subnets; from each router, in the order of their names, by so many others. */
function expectAgreed(net: SeveralRouters, distances: Readonly<Record<string, readonly number[]>>): void {
  for (const [link, wanted] of Object.entries(distances)) {
    const ways = net.names.map((name) => net.path(name, inSubnet(net, link)));
    expect(
      ways.map((way) => way.at(-1)),
      link,
    ).to.deep.equal(net.names.map(() => link));
    expect(
      ways.map(({ length }) => length - 2),
      link,
    ).to.deep.equal(wanted);
  }
}

const settled = (net: SeveralRouters): SeveralRouters => {
  net.advance(CONVERGENCE);
  return net;
};

describe('RIPng: four routers around a leaf network', () => {
  const plan: Plan = { out: ['A'], other: ['C'], ab: ['A', 'B'], bc: ['B', 'C'], bd: ['B', 'D'], leaf: ['D'] };
  /** Two ways out, of which that by C is the dear one. */
  const leafNetwork = () =>
    settled(new SeveralRouters(plan, { A: wayOut('out'), C: wayOut('other'), B: { interfaces: { bc: { cost: 3 } } } }));

  it('agree about every subnet, and packets get there and back', () => {
    const net = leafNetwork();
    expectAgreed(net, { leaf: [2, 1, 2, 0], ab: [0, 0, 1, 1], bc: [1, 0, 0, 1], bd: [1, 0, 1, 0] });
    expect(net.ping('A', net.addressOf('D', 'leaf'))).to.equal(1);
  });

  it('send what is listed nowhere by the cheap way out', () => {
    expect(leafNetwork().path('D', ELSEWHERE)).to.deep.equal(['D', 'B', 'A', 'out']);
  });

  it('change to the dear way out when nobody is heard on the cheap one, and back when somebody is', () => {
    const net = leafNetwork();
    net.cut('ab');
    net.advance(minutes(5));
    expect(net.path('D', ELSEWHERE)).to.deep.equal(['D', 'B', 'C', 'out']);
    net.mend('ab');
    net.advance(seconds(60));
    expect(net.path('D', ELSEWHERE)).to.deep.equal(['D', 'B', 'A', 'out']);
  });

  it('change within an update interval when the link goes down under a router', () => {
    const net = leafNetwork();
    net.turn('interface-down', 'B', 'ab');
    net.advance(seconds(50));
    expect(net.path('D', ELSEWHERE)).to.deep.equal(['D', 'B', 'C', 'out']);
  });

  it('refuse packets for elsewhere when both ways are gone', () => {
    const net = leafNetwork();
    net.cut('ab');
    net.cut('bc');
    net.advance(minutes(5));
    expect(net.path('D', ELSEWHERE)).to.deep.equal(['D', 'nowhere']);
    expect(net.ping('D', ELSEWHERE)).to.equal('no route to host');
  });
});

describe('RIPng: four routers in a circle', () => {
  const plan: Plan = { ab: ['A', 'B'], bc: ['B', 'C'], cd: ['C', 'D'], da: ['D', 'A'], leaf: ['B'] };
  const circle = (): SeveralRouters => settled(new SeveralRouters(plan));

  it('agree about every subnet by the shorter side', () => {
    const net = circle();
    expectAgreed(net, { leaf: [1, 0, 1, 2], ab: [0, 0, 1, 1], cd: [1, 1, 0, 0] });
    expect(net.ping('D', net.addressOf('B', 'leaf'))).to.equal(1);
  });

  it('take the long side when the short one is silent, and the short one when it is back', () => {
    const net = circle();
    net.cut('ab');
    net.advance(minutes(5));
    expect(net.path('A', inSubnet(net, 'leaf'))).to.deep.equal(['A', 'D', 'C', 'B', 'leaf']);
    expect(net.ping('A', net.addressOf('B', 'leaf'))).to.equal(2);
    net.mend('ab');
    net.advance(seconds(60));
    expectAgreed(net, { leaf: [1, 0, 1, 2] });
  });

  it('give up within seconds, and without counting, what the router of a subnet calls lost', () => {
    const net = circle();
    net.forget();
    net.turn('interface-down', 'B', 'leaf');
    net.advance(seconds(6));
    for (const name of net.names) expect(net.path(name, inSubnet(net, 'leaf')), name).to.deep.equal([name, 'nowhere']);
    net.advance(minutes(3));
    expect(net.highestTold(net.subnet('leaf'))).to.equal(0);
    net.turn('interface-up', 'B', 'leaf');
    net.advance(CONVERGENCE);
    expectAgreed(net, { leaf: [1, 0, 1, 2] });
  });
});

describe('RIPng: four routers in a row, the third of which does not hear of a loss (counting to infinity)', () => {
  const plan: Plan = { leaf: ['A'], ab: ['A', 'B'], bc: ['B', 'C'], cd: ['C', 'D'] };
  const row = (splitHorizon: 'off' | 'split-horizon' | 'poisoned-reverse'): SeveralRouters => {
    const both = (...links: readonly string[]) => ({ interfaces: Object.fromEntries(links.map((link) => [link, { splitHorizon }])) });
    const net = settled(new SeveralRouters(plan, { A: both('leaf', 'ab'), B: both('ab', 'bc'), C: both('bc', 'cd'), D: both('cd') }));
    net.forget();
    net.cut('bc', 'C');
    net.turn('interface-down', 'A', 'leaf');
    net.advance(LONGEST_INTERVAL);
    net.mend('bc');
    net.advance(GIVEN_UP);
    return net;
  };

  it('count without split horizon, up to 15 and no further', () => {
    const net = row('off');
    expect(net.highestTold(net.subnet('leaf'))).to.equal(15);
    for (const name of net.names) expect(net.path(name, inSubnet(net, 'leaf')), name).to.deep.equal([name, 'nowhere']);
  });

  for (const mode of ['split-horizon', 'poisoned-reverse'] as const)
    it(`do not count with ${mode}: C goes on telling D its 3, and nobody tells more`, () => {
      const net = row(mode);
      expect(net.highestTold(net.subnet('leaf'))).to.equal(3);
      for (const name of net.names) expect(net.path(name, inSubnet(net, 'leaf')), name).to.deep.equal([name, 'nowhere']);
    });
});

describe('RIPng: four routers in a hierarchy', () => {
  /** A is the core, B and C distribute, D serves two leaves; B tells the core of the four subnets around them as one. */
  const plan: Plan = { up: ['A'], core: ['A', 'B', 'C'], back: ['C', 'D'], one: ['D'], two: ['D'], left: ['B', 'D'] };
  const region = prefixOf(address('2001:db8:0:4::'), 62);
  const hierarchy = (tells: 'aggregate' | 'leaves') =>
    settled(
      new SeveralRouters(plan, {
        A: wayOut('up'),
        B: tells === 'aggregate' ? { interfaces: { core: { aggregates: [{ prefix: region, metric: 1, routeTag: 7 }] } } } : {},
        // The way by C is there for the day when B is not.
        C: { interfaces: { back: { cost: 4 }, core: { cost: 1 } } },
        D: { interfaces: { back: { cost: 4 } } },
      }),
    );

  it('agree about every leaf, by the cheaper distribution router', () => {
    const net = hierarchy('leaves');
    expect(net.path('A', inSubnet(net, 'one'))).to.deep.equal(['A', 'B', 'D', 'one']);
    expect(net.path('D', ELSEWHERE)).to.deep.equal(['D', 'B', 'A', 'out']);
    expect(net.ping('A', net.addressOf('D', 'two'))).to.equal(1);
  });

  it('reach the leaves by the dear router when the cheap one falls silent', () => {
    const net = hierarchy('leaves');
    net.cut('left');
    net.advance(minutes(5));
    expect(net.path('A', inSubnet(net, 'one'))).to.deep.equal(['A', 'C', 'D', 'one']);
    expect(net.path('D', ELSEWHERE)).to.deep.equal(['D', 'C', 'A', 'out']);
    net.mend('left');
    net.advance(seconds(60));
    expect(net.path('A', inSubnet(net, 'one'))).to.deep.equal(['A', 'B', 'D', 'one']);
  });

  it('prefer a listed leaf to the aggregate that it is in, whatever the metrics', () => {
    const net = hierarchy('aggregate');
    expect(net.path('A', inSubnet(net, 'one'))).to.deep.equal(['A', 'C', 'D', 'one']);
    net.cut('back');
    net.advance(minutes(5));
    expect(net.path('A', inSubnet(net, 'one'))).to.deep.equal(['A', 'B', 'D', 'one']);
  });

  it('fall apart and become one again', () => {
    const net = hierarchy('leaves');
    net.cut('core');
    net.advance(minutes(6));
    expect(net.path('D', ELSEWHERE).at(-1)).to.equal('nowhere');
    expect(net.path('B', inSubnet(net, 'back'))).to.deep.equal(['B', 'D', 'back']);
    net.mend('core');
    net.advance(CONVERGENCE);
    expect(net.path('D', ELSEWHERE)).to.deep.equal(['D', 'B', 'A', 'out']);
  });
});
