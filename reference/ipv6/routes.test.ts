import { expect } from 'chai';
import { address, formatAddress, type Address } from '../net/address.js';
import { formatPrefix } from '../net/prefix.js';
import { nodeBench, type NodeBench, type NodeBenchOptions } from '../node-bench.js';
import { ALL_NODES, goesTo, LINK_LOCAL, ROUTER, ROUTER_MAC, routerMac, SECOND } from '../settled-node.js';
import { days, milliseconds, seconds } from '../time.js';
import { ipv6 } from '../wire/ipv6.js';
import { neighborAdvertisement, redirect, routerAdvertisement, type RouterAdvertisementDraft } from '../wire/nd.js';
import {
  prefixInformation,
  routeInformation,
  sourceLinkLayerAddress,
  targetLinkLayerAddress,
  type NdOptionDraft,
} from '../wire/nd-options.js';

const INSIDE = address('2001:db8:5::1');
const OUTSIDE = address('2001:db8:6::1');
const SOURCE = address('2001:db8:a::a');
const OTHER_SOURCE = address('2001:db8:b::a');
const PREFERENCE = { high: 1, medium: 0, low: 3 } as const;
type Preference = keyof typeof PREFERENCE;

/** A node with two global addresses; nobody has advertised anything. */
function bare(given: NodeBenchOptions = {}): NodeBench {
  const addresses = [SOURCE, OTHER_SOURCE].map((one) => ({ address: one, prefixLength: 64 }));
  const bench = nodeBench({ dice: 'earliest', ...given, iface: { addresses, ...given.iface } });
  bench.node.start();
  bench.advance(seconds(2));
  bench.forget();
  return bench;
}

function advertise(bench: NodeBench, from: Address, given: RouterAdvertisementDraft = {}): void {
  const mac = routerMac(from);
  const options = [sourceLinkLayerAddress(mac), ...(given.options ?? [])];
  bench.send(ALL_NODES, [ipv6({ source: from, destination: ALL_NODES }), routerAdvertisement({ ...given, options })], { from: mac });
}

/** `2001:db8:5::/48`, in as many octets as it needs. */
function rio(text: string, preference: Preference = 'medium', routeLifetime = 600): NdOptionDraft {
  const [prefix = '', length = ''] = text.split('/');
  const octets = Number(length) > 64 ? 16 : Number(length) > 0 ? 8 : 0;
  const bits = PREFERENCE[preference];
  return routeInformation({
    prefixLength: Number(length),
    prefix: address(prefix).subarray(0, octets),
    preference: bits,
    routeLifetime,
  });
}
const inform = (bench: NodeBench, from: Address, ...options: NdOptionDraft[]) => advertise(bench, from, { routerLifetime: 0, options });
const routes = (bench: NodeBench) =>
  bench.node
    .interfaces()[0]!
    .routes.map(({ prefix, router, preference }) => `${formatPrefix(prefix)} ${formatAddress(router)} ${preference}`);

/** A destination that was not sent to before. */
let next = 0;
const fresh = (prefix: '5' | '6') => address(`2001:db8:${prefix}::1:${(++next).toString(16)}`);

const says = (bench: NodeBench, router: Address, flags: Parameters<typeof neighborAdvertisement>[0]) =>
  bench.send(
    LINK_LOCAL,
    [
      ipv6({ source: router, destination: LINK_LOCAL }),
      neighborAdvertisement({ target: router, router: true, options: [targetLinkLayerAddress(routerMac(router))], ...flags }),
    ],
    { from: routerMac(router) },
  );
const solicitationsOf = (bench: NodeBench, router: Address) =>
  bench.heard
    .filter(({ line }) => line.includes(`NS ${formatAddress(router)}`))
    .map(({ at, line }) => [at / 1_000_000, /> ([^ ]+)/.exec(line)?.[1]]);

describe('routes: Route Information options (RFC 4191 sections 2.3 and 3.1)', () => {
  it('lead covered destinations through their sender, which need not be a default router', () => {
    const bench = bare();
    advertise(bench, ROUTER);
    inform(bench, SECOND, rio('2001:db8:5::/48'));
    expect(routes(bench)).to.deep.equal(['::/0 fe80::1 medium', '2001:db8:5::/48 fe80::2 medium']);
    expect([goesTo(bench, INSIDE), goesTo(bench, OUTSIDE)]).to.deep.equal(['02', '01']);
  });

  it('of any length count, the longest first, whatever the preferences', () => {
    const bench = bare();
    inform(bench, ROUTER, rio('2001:db8::/32', 'high'));
    inform(bench, SECOND, rio('2001:db8:5::1/128', 'low'));
    expect([goesTo(bench, INSIDE), goesTo(bench, fresh('5'))]).to.deep.equal(['02', '01']);
  });

  it('of the same prefix from two routers: the preferred one', () => {
    const bench = bare();
    inform(bench, ROUTER, rio('2001:db8:5::/48', 'low'));
    inform(bench, SECOND, rio('2001:db8:5::/48', 'medium'));
    expect(goesTo(bench, INSIDE)).to.equal('02');
    inform(bench, ROUTER, rio('2001:db8:5::/48', 'high'));
    expect(goesTo(bench, INSIDE), 'redone at once: section 3.3').to.equal('01');
  });

  it('end with their lifetime, with lifetime zero, or never', () => {
    const bench = bare();
    advertise(bench, ROUTER, { routerLifetime: 65_535 });
    inform(bench, SECOND, rio('2001:db8:5::/48', 'medium', 20));
    expect(goesTo(bench, INSIDE)).to.equal('02');
    inform(bench, SECOND, rio('2001:db8:5::/48', 'medium', 10));
    bench.advance(seconds(11));
    expect(goesTo(bench, INSIDE)).to.equal('01');
    inform(bench, SECOND, rio('2001:db8:5::/48', 'medium', 0xffff_ffff));
    bench.advance(days(1));
    advertise(bench, ROUTER);
    expect(goesTo(bench, INSIDE)).to.equal('02');
    inform(bench, SECOND, rio('2001:db8:5::/48', 'medium', 0));
    expect(goesTo(bench, INSIDE)).to.equal('01');
    expect(routes(bench)).to.have.length(1);
  });

  it('reserved bits beyond the prefix do not count', () => {
    const bench = bare();
    inform(bench, SECOND, rio('2001:db8:5::/44'), { ...rio('2001:db8:5:ffff::/48') });
    inform(bench, SECOND, rio('2001:db8:5::/48', 'high'));
    expect(routes(bench).filter((route) => route.startsWith('2001:db8:5::/48'))).to.deep.equal(['2001:db8:5::/48 fe80::2 high']);
  });

  for (const [what, given, lines] of [
    ['gives the default route its preference and lifetime', { options: [rio('::/0', 'low', 200)] }, ['::/0 fe80::1 low']],
    ['makes a default router where the header makes none', { routerLifetime: 0, options: [rio('::/0', 'high')] }, ['::/0 fe80::1 high']],
    ['takes the default route away', { options: [rio('::/0', 'medium', 0)] }, []],
  ] as const)
    it(`for ::/0 ${what}, whatever the header says`, () => {
      const bench = bare();
      advertise(bench, ROUTER, { routerLifetime: 100, preference: PREFERENCE.medium, ...given });
      expect(routes(bench)).to.deep.equal(lines);
      bench.advance(seconds(101));
      expect(routes(bench)).to.deep.equal(lines);
      bench.advance(seconds(600));
      expect(routes(bench)).to.deep.equal([]);
    });

  it('are bounded', () => {
    const bench = bare({ iface: { constants: { ROUTE_INFORMATION_LIMIT: 20 } } });
    for (let i = 0; i < 3; i++)
      inform(bench, SECOND, ...Array.from({ length: 16 }, (_, at) => rio(`2001:db8:${(16 * i + at + 1).toString(16)}::/48`)));
    expect(routes(bench)).to.have.length(20);
    expect(bench.node.counters().get('route-information.refused')).to.equal(28);
  });

  it('are nothing to hosts of type A and B', () => {
    for (const given of [{ node: { behaviour: 'book' } }, { iface: { features: { routeInformation: false } } }] as const) {
      const bench = bare(given);
      advertise(bench, ROUTER, { options: [rio('::/0', 'low', 0)] });
      inform(bench, SECOND, rio('2001:db8:5::/48'));
      expect(goesTo(bench, INSIDE)).to.equal('01');
    }
  });

  it('of a router that turns out to be a host are dropped', () => {
    const bench = bare();
    advertise(bench, ROUTER);
    inform(bench, SECOND, rio('2001:db8:5::/48'), rio('::/0'));
    says(bench, SECOND, { router: false, override: true });
    expect(routes(bench)).to.deep.equal(['::/0 fe80::1 medium']);
    expect(goesTo(bench, INSIDE)).to.equal('01');
  });

  it('are forgotten when the interface goes down, and leave no timer', () => {
    const bench = bare();
    inform(bench, SECOND, rio('2001:db8:5::/48'), rio('::/0'), prefixInformation({ prefix: address('2001:db8:7::') }));
    bench.node.command({ kind: 'interface-down', link: 'link0' });
    bench.advance(seconds(2));
    expect(bench.queue.size).to.equal(0);
    bench.node.command({ kind: 'interface-up', link: 'link0' });
    expect(routes(bench)).to.deep.equal([]);
  });
});

describe('routes: preferred routers that do not answer (RFC 4191 sections 3.2 and 3.5)', () => {
  for (const unreachableState of [true, false]) {
    /** The preferred router has stopped answering: the other one is used, and the entry has just been given up. */
    const avoiding = (): NodeBench => {
      const bench = bare({ iface: { features: { unreachableState } } });
      advertise(bench, ROUTER, { preference: PREFERENCE.high });
      advertise(bench, SECOND);
      expect(goesTo(bench, OUTSIDE)).to.equal('01');
      bench.advance(milliseconds(8_100));
      says(bench, SECOND, { solicited: true });
      expect(goesTo(bench, OUTSIDE)).to.equal('02');
      return bench;
    };
    const send = (bench: NodeBench) => bench.node.command({ kind: 'ping', link: 'link0', destination: OUTSIDE });
    /** Solicitations of the router that is avoided, while a packet is sent every second for some minutes. */
    const probes = (bench: NodeBench, during: number) => {
      bench.advance(seconds(60));
      bench.forget();
      const start = bench.queue.now / 1_000_000;
      for (let second = 0; second < during; second++) {
        send(bench);
        bench.advance(seconds(1));
        says(bench, SECOND, { solicited: true });
      }
      return solicitationsOf(bench, ROUTER).map(([at, to]) => [Number(at) - start, to]);
    };

    describe(`UNREACHABLE state ${unreachableState ? 'on' : 'off'}`, () => {
      it('are solicited by multicast once a minute while packets avoid them', () => {
        const group = 'ff02::1:ff00:1';
        expect(probes(avoiding(), 150)).to.deep.equal([
          [0, group],
          [60, group],
          [120, group],
        ]);
      });

      it('are not solicited without traffic, nor for traffic that they would not get', () => {
        const bench = avoiding();
        bench.advance(seconds(60));
        bench.forget();
        bench.advance(seconds(300));
        inform(bench, SECOND, rio('2001:db8:5::/48'));
        bench.node.command({ kind: 'ping', link: 'link0', destination: INSIDE });
        bench.advance(seconds(3));
        expect(solicitationsOf(bench, ROUTER)).to.deep.equal([]);
      });

      it('are used again once they answer', () => {
        const bench = avoiding();
        bench.advance(seconds(61));
        expect(goesTo(bench, OUTSIDE)).to.equal(`02`);
        says(bench, ROUTER, { solicited: true, override: true });
        expect(goesTo(bench, OUTSIDE)).to.equal('01');
      });
    });
  }

  it('of equal preference are not solicited', () => {
    const bench = bare();
    for (const router of [ROUTER, SECOND]) advertise(bench, router);
    goesTo(bench, OUTSIDE);
    bench.advance(milliseconds(8_100));
    bench.forget();
    for (let minute = 0; minute < 3; minute++) {
      says(bench, SECOND, { solicited: true });
      goesTo(bench, OUTSIDE);
      bench.advance(seconds(61));
    }
    expect(solicitationsOf(bench, ROUTER)).to.deep.equal([]);
  });

  it('a preferred router of which nothing is known is tried first', () => {
    const bench = bare();
    bench.send(ALL_NODES, [ipv6({ source: ROUTER, destination: ALL_NODES }), routerAdvertisement({ preference: PREFERENCE.high })], {
      from: ROUTER_MAC,
    });
    advertise(bench, SECOND);
    expect(goesTo(bench, OUTSIDE)).to.equal('resolves fe80::1');
    expect(goesTo(bench, fresh('6')), 'while it is being resolved').to.equal('02');
    bench.advance(seconds(4));
    expect(goesTo(bench, OUTSIDE), 'it did not answer').to.equal('02');
  });
});

describe('routes: routers by the source of the packet (RFC 8028 sections 3.1 and 3.2)', () => {
  const pio = (prefix: string, given: Parameters<typeof prefixInformation>[0] = {}) =>
    prefixInformation({ prefix: address(prefix), onLink: false, autonomous: false, ...given });
  /** Both are default routers, the first one preferred; each has advertised one of the prefixes. */
  function twoProviders(given: NodeBenchOptions = {}): NodeBench {
    const bench = bare(given);
    advertise(bench, ROUTER, { preference: PREFERENCE.high, options: [pio('2001:db8:a::')] });
    advertise(bench, SECOND, { preference: PREFERENCE.low, options: [pio('2001:db8:b::')] });
    return bench;
  }

  it('the one that advertised the prefix of the source is used, whatever the preference', () => {
    const bench = twoProviders();
    expect([goesTo(bench, OUTSIDE, SOURCE), goesTo(bench, OUTSIDE, OTHER_SOURCE)]).to.deep.equal(['01', '02']);
    expect(goesTo(bench, OUTSIDE, SOURCE)).to.equal('01');
  });

  it('unless the node chooses by destination alone', () => {
    const bench = twoProviders({ iface: { features: { firstHopBySource: false } } });
    expect(goesTo(bench, OUTSIDE, OTHER_SOURCE)).to.equal('01');
  });

  it('preferences decide when no router or every router has advertised the prefix', () => {
    const bench = bare();
    advertise(bench, ROUTER, { preference: PREFERENCE.low });
    advertise(bench, SECOND);
    expect(goesTo(bench, OUTSIDE, SOURCE)).to.equal('02');
    for (const router of [ROUTER, SECOND]) inform(bench, router, pio('2001:db8:b::'), rio('::/0', router === ROUTER ? 'high' : 'low'));
    expect(goesTo(bench, OUTSIDE, OTHER_SOURCE)).to.equal('01');
  });

  it('what a router advertises anew, or takes back, moves its sources at once', () => {
    const bench = twoProviders();
    expect(goesTo(bench, OUTSIDE, OTHER_SOURCE)).to.equal('02');
    advertise(bench, SECOND, { preference: PREFERENCE.low, options: [pio('2001:db8:b::', { validLifetime: 0, preferredLifetime: 0 })] });
    expect(goesTo(bench, OUTSIDE, OTHER_SOURCE)).to.equal('01');
    advertise(bench, SECOND, { preference: PREFERENCE.low, options: [pio('2001:db8:b::', { validLifetime: 10, preferredLifetime: 10 })] });
    expect(goesTo(bench, OUTSIDE, OTHER_SOURCE)).to.equal('02');
    bench.advance(seconds(11));
    expect(goesTo(bench, OUTSIDE, OTHER_SOURCE)).to.equal('01');
  });

  it('a router that cannot be reached is not waited for', () => {
    const bench = twoProviders();
    expect(goesTo(bench, OUTSIDE, OTHER_SOURCE)).to.equal('02');
    bench.advance(milliseconds(8_100));
    expect(goesTo(bench, OUTSIDE, OTHER_SOURCE)).to.equal('01');
  });

  it('a router that is no default router is not used for what it has no route for', () => {
    const bench = bare();
    advertise(bench, ROUTER);
    inform(bench, SECOND, pio('2001:db8:b::'));
    expect(goesTo(bench, OUTSIDE, OTHER_SOURCE)).to.equal('01');
  });

  it('are bounded', () => {
    const bench = bare({ iface: { constants: { PREFIX_ADVERTISER_LIMIT: 3 } } });
    inform(bench, SECOND, ...['1', '2', '3', '4', '5'].map((site) => pio(`2001:db8:${site}::`)));
    expect(bench.node.counters().get('prefix-advertisers.refused')).to.equal(2);
  });
});

describe('routes: redirects when the routes change (RFC 4191 section 3.3)', () => {
  it('hold as long as their sender is the first hop', () => {
    const bench = bare();
    const third = address('fe80::3');
    advertise(bench, ROUTER);
    bench.send(SOURCE, [ipv6({ source: ROUTER, destination: SOURCE }), redirect({ target: third, destination: INSIDE })], {
      from: ROUTER_MAC,
    });
    expect(goesTo(bench, INSIDE, SOURCE)).to.equal('resolves fe80::3');
    advertise(bench, SECOND, { preference: PREFERENCE.low, options: [rio('2001:db8:6::/48')] });
    expect(goesTo(bench, INSIDE, SOURCE), 'still waits for the resolution').to.equal('nowhere');
    inform(bench, SECOND, rio('2001:db8:5::/48'));
    expect(goesTo(bench, INSIDE, SOURCE)).to.equal('02');
  });
});
