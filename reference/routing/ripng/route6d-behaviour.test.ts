import { expect } from 'chai';
import { address, formatAddress, type Address } from '../../net/address.js';
import type { Behaviour } from '../../ipv6/behaviour.js';
import type { NodeConfiguration } from '../../node.js';
import { NODE_MAC } from '../../node-bench.js';
import type { RouterBench } from '../../router-bench.js';
import { FAR_SIDE, NEAR, NEAR_PEER, NODE_FAR_MAC } from '../../router-bench.js';
import { seconds } from '../../time.js';
import { layer } from '../../wire/frame.js';
import { Ipv6 } from '../../wire/ipv6.js';
import type { RouteTableEntryDraft } from '../../wire/ripng.js';
import { ALL_RIP_ROUTERS, INFINITY, NEXT_HOP_METRIC, REQUEST } from './constants.js';
import { ripngOn } from './defaults.js';
import { entry, FAR_NEIGHBOR, messagesIn, P, response, ripngBench, toldIn, type Differences } from './ripng-bench.js';
import type { RipngInterfaceSettings } from './settings.js';

const Q = address('2001:db8:200::');

const own = { interfaceIdentifier: 'eui64' as const, mtu: 4000 };
const LARGE: NodeConfiguration['interfaces'] = [
  { ...own, name: 'link0', linkLayerAddress: NODE_MAC, addresses: [{ address: NEAR, prefixLength: 64 }] },
  { ...own, name: 'link1', linkLayerAddress: NODE_FAR_MAC, addresses: [{ address: FAR_SIDE, prefixLength: 64 }] },
];

function router(behaviour: Behaviour, over: Partial<RipngInterfaceSettings> = {}, node: Partial<NodeConfiguration> = {}): RouterBench {
  const usual = ripngOn(['link0', 'link1'], behaviour);
  const interfaces = new Map([...usual.interfaces].map(([name, one]) => [name, { ...one, ...over }]));
  const bench = ripngBench({ ...usual, interfaces }, node);
  return atRegularUpdate(bench);
}

/** A regular update has just been sent: the next is 15 seconds away at least. */
function atRegularUpdate(bench: RouterBench): RouterBench {
  bench.forget();
  while (messagesIn(bench.heardFar).length === 0) bench.advance(seconds(0.1));
  bench.forget();
  return bench;
}

const hear = (bench: RouterBench, entries: readonly RouteTableEntryDraft[], how: Differences = {}): void =>
  void bench.send(how.header?.destination === undefined ? ALL_RIP_ROUTERS : NEAR, response(entries, how));
const isUsed = (bench: RouterBench, to = '2001:db8:100::1'): boolean => bench.node.routeTo(address(to))?.origin === 'ripng';
const told = (bench: RouterBench, prefix = '2001:db8:100::'): readonly string[] =>
  toldIn(bench.heardFar).filter((one) => one.startsWith(`${prefix}/`));

describe('RIPng with behaviour kame', () => {
  it('tells of each message at once, everywhere but where it came from', () => {
    const bench = router('kame', { splitHorizon: 'off' });
    hear(bench, [entry(P, 3)]);
    hear(bench, [entry(Q, 3)]);
    expect(toldIn(bench.heardFar)).to.deep.equal(['2001:db8:100::/48 4', '2001:db8:200::/48 4']);
    expect(messagesIn(bench.heard)).to.have.length(0);
  });

  it('uses a route up to its deletion, more than 300 seconds after it was called unreachable', () => {
    const bench = router('kame');
    hear(bench, [entry(P, 3)]);
    hear(bench, [entry(P, INFINITY)]);
    bench.advance(seconds(299));
    expect([isUsed(bench), told(bench).at(-1)]).to.deep.equal([true, '2001:db8:100::/48 16']);
    bench.advance(seconds(46));
    expect(isUsed(bench)).to.equal(false);
  });

  it('tells of a time-out in the regular update after it', () => {
    const bench = router('kame');
    hear(bench, [entry(P, 3)]);
    bench.advance(seconds(180));
    expect(told(bench)).to.not.include('2001:db8:100::/48 16');
    bench.forget();
    while (!told(bench).includes('2001:db8:100::/48 16')) bench.advance(seconds(0.1));
    expect(toldIn(bench.heardFar.slice(-1))).to.include('2001:db8:0:a::/64 1');
  });

  it('keeps packets to 1500 octets on links that take larger ones', () => {
    for (const [behaviour, largest] of [
      ['current', 4000],
      ['kame', 1500],
    ] as const) {
      const bench = router(behaviour, {}, { interfaces: LARGE });
      tellMany(bench);
      bench.forget();
      bench.advance(seconds(45));
      expect(Math.max(...sizesIn(bench))).to.be.within(largest === 1500 ? 1480 : 1501, largest);
    }
  });

  it('does not use what goes with its link', () => {
    const bench = router('kame');
    hear(bench, [entry(P, 3)]);
    hear(bench, [entry(P, INFINITY)]);
    bench.node.command({ kind: 'interface-down', link: 'link0' });
    bench.node.command({ kind: 'interface-up', link: 'link0' });
    bench.advance(seconds(5));
    expect(isUsed(bench)).to.equal(false);
  });
});

/** The far neighbour tells of 120 routes. */
function tellMany(bench: RouterBench): void {
  const routes = Array.from({ length: 120 }, (_, i) => entry(address(`2001:db8:${(0x300 + i).toString(16)}::`), 3));
  for (const part of [routes.slice(0, 60), routes.slice(60)])
    bench.sendFar(ALL_RIP_ROUTERS, response(part, { header: { source: FAR_NEIGHBOR } }));
}

const sizesIn = (bench: RouterBench): readonly number[] =>
  messagesIn(bench.heard).map(({ decoded }) => 40 + (layer(decoded, Ipv6)?.payloadLength ?? 0));

/** What the book's route6d does with a message, and `kame` does not; whether it is seen to have done so. */
interface DefectiveInput {
  readonly entries: readonly RouteTableEntryDraft[];
  readonly how?: Differences;
  readonly over?: Partial<RipngInterfaceSettings>;
  readonly told?: string;
}

const takes: Readonly<Record<string, DefectiveInput>> = {
  'a response from another port': { entries: [entry(P, 3)], how: { ports: { sourcePort: 522 } } },
  'a response that has crossed a router': { entries: [entry(P, 3)], how: { header: { hopLimit: 254 } } },
  'a metric of 0': { entries: [entry(P, 0)], told: '2001:db8:100::/48 1' },
  'a metric that its cost makes 0 in 8 bits': { entries: [entry(P, 254)], over: { cost: 2 }, told: '2001:db8:100::/48 0' },
  'a prefix length of 129': { entries: [entry(P, 3, { prefixLength: 129 })], told: '2001:db8:100::/129 4' },
};

describe('RIPng with behaviour kame-book', () => {
  for (const [what, { entries, how, over = {}, told: wanted = '2001:db8:100::/48 4' }] of Object.entries(takes))
    it(`takes ${what}`, () => {
      const found = (['kame', 'kame-book'] as const).map((behaviour) => {
        const bench = router(behaviour, over);
        hear(bench, entries, how);
        return told(bench);
      });
      expect(found).to.deep.equal([[], [wanted]]);
    });

  it('has a host route of a prefix length of 129, until it is deleted', () => {
    const bench = router('kame-book');
    hear(bench, [entry(P, 3, { prefixLength: 129 })]);
    expect([isUsed(bench, '2001:db8:100::'), isUsed(bench)]).to.deep.equal([true, false]);
    bench.advance(seconds(346));
    expect(isUsed(bench, '2001:db8:100::')).to.equal(false);
  });

  it('refuses a default route with bits of a special address', () => {
    for (const [behaviour, isTaken] of [
      ['kame', true],
      ['kame-book', false],
    ] as const) {
      const bench = router(behaviour);
      hear(bench, [entry(address('::1'), 3, { prefixLength: 0 })]);
      expect(isUsed(bench)).to.equal(isTaken);
    }
    const bench = router('kame-book');
    hear(bench, [entry(address('::'), 3, { prefixLength: 0 })]);
    expect(isUsed(bench)).to.equal(true);
  });

  it('names every next hop without split horizon: of the subnet of the link an address that is not link-local', () => {
    for (const [behaviour, hops] of [
      ['kame', []],
      ['kame-book', [FAR_SIDE, FAR_NEIGHBOR].map(formatAddress)],
    ] as const) {
      const bench = router(behaviour, { splitHorizon: 'off' });
      bench.sendFar(ALL_RIP_ROUTERS, response([entry(P, 3)], { header: { source: FAR_NEIGHBOR } }));
      bench.advance(seconds(45));
      const named = toldIn(bench.heardFar).filter((one) => one.endsWith(` ${NEXT_HOP_METRIC}`));
      expect([...new Set(named.map((one) => one.replace(/\/.*/, '')))].filter((one) => one !== '::')).to.have.members([...hops]);
    }
  });

  it('answers a request for certain routes with what it sent last', () => {
    for (const [behaviour, answer] of [
      ['kame', ['2001:db8:200::/48 16']],
      ['kame-book', ['2001:db8:0:a::/64 1']],
    ] as const) {
      const bench = router(behaviour);
      bench.send(NEAR, request([entry(Q, 1)]));
      expect(answersIn(bench, NEAR_PEER)).to.deep.equal(answer);
    }
  });

  it('fills packets for requesters beyond other routers', () => {
    for (const [behaviour, largest] of [
      ['kame', 1280],
      ['kame-book', 1500],
    ] as const) {
      const bench = router(behaviour);
      tellMany(bench);
      bench.forget();
      bench.send(NEAR, request([entry(address('::'), INFINITY, { prefixLength: 0 })]));
      expect(Math.max(...sizesIn(bench))).to.be.within(largest - 20, largest);
    }
  });
});

const request = (entries: readonly RouteTableEntryDraft[]) =>
  response(entries, { header: { source: NEAR_PEER, destination: NEAR }, message: { command: REQUEST } });
const answersIn = (bench: RouterBench, to: Address): readonly string[] =>
  toldIn(messagesIn(bench.heard).filter(({ decoded }) => formatAddress(layer(decoded, Ipv6)!.destination) === formatAddress(to)));
