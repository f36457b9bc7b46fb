import { expect } from 'chai';
import type { Behaviour } from '../../ipv6/behaviour.js';
import { address } from '../../net/address.js';
import { prefixOf } from '../../net/prefix.js';
import { prefix } from '../../net/test-prefix.js';
import { NEAR, NEAR_PEER, type RouterBench } from '../../router-bench.js';
import { seconds } from '../../time.js';
import { ALL_RIP_ROUTERS, INFINITY, REQUEST } from './constants.js';
import { ripngOn } from './defaults.js';
import { entry, FAR_NEIGHBOR, messagesIn, P, response, ripngBench, toldIn } from './ripng-bench.js';
import type { RipngInterfaceSettings } from './settings.js';

const Q = address('2001:db8:200::');
const R = address('2001:db8:300::');
const BOTH: readonly Behaviour[] = ['current', 'kame'];

function router(behaviour: Behaviour, over: Partial<RipngInterfaceSettings> = {}, names = ['link0', 'link1']): RouterBench {
  const usual = ripngOn(names, behaviour);
  const interfaces = new Map([...usual.interfaces].map(([name, one]) => [name, { ...one, ...over }]));
  const bench = ripngBench({ ...usual, interfaces });
  // A regular update has just been sent.
  bench.forget();
  while (messagesIn(bench.heard).length + messagesIn(bench.heardFar).length === 0) bench.advance(seconds(0.1));
  bench.forget();
  return bench;
}

const addRoute = (bench: RouterBench, to: typeof P, link: string, gateway = FAR_NEIGHBOR): void =>
  void bench.node.command({ kind: 'add-route', link, prefix: prefixOf(to, 48), gateway });

/** The first regular update on the far link, a line for each entry. */
function regular(bench: RouterBench): readonly string[] {
  bench.forget();
  while (toldIn(bench.heardFar).length < 4) bench.advance(seconds(0.1));
  return toldIn(bench.heardFar);
}

describe('RIPng with behaviour kame: what is told', () => {
  it('begins with what came last, and takes a next hop back with ::', () => {
    const found = BOTH.map((behaviour) => {
      const bench = router(behaviour, { staticRoutes: 'all', tellsOwnSubnets: false });
      addRoute(bench, P, 'link1');
      addRoute(bench, Q, 'link0', address('fe80::1'));
      addRoute(bench, R, 'link1');
      bench.advance(seconds(10));
      return regular(bench);
    });
    const [first, second, third] = ['2001:db8:100::/48 1', '2001:db8:200::/48 1', '2001:db8:300::/48 1'];
    const [subnet, hop] = ['2001:db8:0:a::/64 1', 'fe80::2/0 255'];
    expect(found).to.deep.equal([
      [subnet, second, hop, first, third],
      [hop, third, '::/0 255', second, hop, first, '::/0 255', subnet],
    ]);
  });

  it('is none of the routes set by hand unless somebody asks for them', () => {
    const found = BOTH.map((behaviour) => {
      const bench = router(behaviour);
      addRoute(bench, P, 'link0', address('fe80::1'));
      bench.advance(seconds(60));
      return toldIn(bench.heardFar).includes('2001:db8:100::/48 1');
    });
    expect(found).to.deep.equal([true, false]);
  });

  it('of an address goes out at once, but not on its own link', () => {
    const bench = router('kame', { splitHorizon: 'off', tellsOwnSubnets: true });
    bench.node.command({ kind: 'add-address', link: 'link0', address: address('2001:db8:0:5::1'), prefixLength: 64 });
    bench.advance(seconds(5));
    expect([toldIn(bench.heardFar), toldIn(bench.heard)]).to.deep.equal([['2001:db8:0:5::/64 1'], []]);
  });

  it('of changes of two links at once goes out on both', () => {
    const bench = router('kame');
    bench.node.command({ kind: 'add-address', link: 'link0', address: address('2001:db8:0:5::1'), prefixLength: 64 });
    bench.node.command({ kind: 'add-address', link: 'link1', address: address('2001:db8:0:6::1'), prefixLength: 64 });
    bench.advance(seconds(5));
    expect([toldIn(bench.heardFar), toldIn(bench.heard)]).to.deep.equal([['2001:db8:0:5::/64 1'], ['2001:db8:0:6::/64 1']]);
  });
});

describe('RIPng with behaviour kame: the end of a point-to-point link', () => {
  const [FIRST, SECOND] = [address('2001:db8:0:7::1'), address('2001:db8:0:7::2')];

  it('is another one when the address that was told is taken away, although the subnet stays', () => {
    const bench = router('kame');
    const done = bench.node.command({
      ...{ kind: 'add-tunnel', link: 'link0', name: 'tunnel0', family: 'ipv6', local: NEAR, remote: NEAR_PEER },
      addresses: [
        { address: FIRST, prefixLength: 64 },
        { address: SECOND, prefixLength: 64 },
      ],
    });
    expect(done).to.include({ ok: true });
    bench.advance(seconds(10));
    const told = (): readonly string[] => {
      bench.forget();
      bench.advance(seconds(60));
      return [...new Set(toldIn(bench.heardFar))].filter((one) => one.startsWith('2001:db8:0:7:')).sort();
    };
    const remove = (one: typeof FIRST): void => void bench.node.command({ kind: 'remove-address', link: 'tunnel0', address: one });
    expect(told()).to.deep.equal(['2001:db8:0:7::1/128 1']);
    remove(FIRST);
    expect(told()).to.deep.equal(['2001:db8:0:7::1/128 16', '2001:db8:0:7::2/128 1']);
    remove(SECOND);
    expect(told()).to.include('2001:db8:0:7::2/128 16').and.not.include('2001:db8:0:7::2/128 1');
  });
});

describe('RIPng with behaviour kame: what is heard', () => {
  it('is the default route alone where ::/0 is let in', () => {
    const found = BOTH.map((behaviour) => {
      const bench = router(behaviour, { accepts: [{ prefix: prefix('::/0') }, { prefix: prefix('2001:db8:200::/40') }] });
      bench.send(ALL_RIP_ROUTERS, response([entry(P, 3), entry(Q, 3), entry(address('::'), 3, { prefixLength: 0 })]));
      bench.advance(seconds(6));
      return toldIn(bench.heardFar);
    });
    expect(found.map((told) => [...new Set(told)].filter((one) => one.endsWith(' 4')))).to.deep.equal([
      ['2001:db8:100::/48 4', '2001:db8:200::/48 4', '::/0 4'],
      ['::/0 4', '2001:db8:200::/48 4'],
    ]);
  });

  it('on interfaces that take no part are requests for certain routes', () => {
    const ask = (bench: RouterBench, asked: ReturnType<typeof entry>): readonly string[] => {
      bench.forget();
      bench.send(NEAR, response([asked], { header: { source: NEAR_PEER, destination: NEAR }, message: { command: REQUEST } }));
      bench.advance(seconds(3));
      return toldIn(bench.heard);
    };
    const found = BOTH.map((behaviour) => {
      const bench = router(behaviour, {}, ['link1']);
      bench.sendFar(ALL_RIP_ROUTERS, response([entry(P, 3)], { header: { source: FAR_NEIGHBOR } }));
      const answers = [ask(bench, entry(P, 1)), ask(bench, entry(address('::'), INFINITY, { prefixLength: 0 }))];
      return [...answers, bench.discarded('ripng-interface')];
    });
    expect(found).to.deep.equal([
      [[], [], 2],
      [['2001:db8:100::/48 4'], [], 1],
    ]);
  });
});
