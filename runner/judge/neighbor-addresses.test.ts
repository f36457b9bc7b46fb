import { expect } from 'chai';
import { address, ALL_NODES, solicitedNodeMulticast, type Address } from '../../reference/net/address.js';
import { neighborSolicitation } from '../../reference/wire/nd.js';
import { ADDRESSES_PER_NODE } from '../../suites/nd/node-starts.js';
import { judgedScene, type Said } from './crafted/judged-scene.js';
import { advertise, advertiseTo, tellTimers } from './crafted/messages.js';
import { usual, type Scene } from './crafted/scene.js';

const ofNode = (checks: readonly Said[], end: string): Said | undefined => checks.find(({ node }) => node.endsWith(end));

describe('the judge of advertisements', () => {
  const FLAG = 'nd.neighbor-advertisement.router-flag';
  const clear = (target: (s: Scene) => Address) => (s: Scene) => {
    advertise(s, {});
    advertiseTo(s, 5_000, s.a, target(s), ALL_NODES, { solicited: false, router: false });
  };

  it('wants R=1 of a router for the address that it advertises itself from, and leaves others open', async () => {
    expect(
      (
        await judgedScene(
          FLAG,
          clear(({ a }) => a.linkLocal),
        )
      )[0],
    ).to.include({ verdict: 'fail', broken: 1 });
    const [other] = await judgedScene(
      FLAG,
      clear(({ b }) => b.global),
    );
    expect(other).to.include({ verdict: 'inconclusive', broken: 0, undecided: 1 });
  });

  it('lets a proxy, and the holder of what may be an anycast address, clear O', async () => {
    const answers = (source: (s: Scene) => Address, target: (s: Scene) => Address) => (s: Scene) => {
      for (const at of [0, 40_000]) {
        usual.solicitation(s, at, s.a, target(s));
        advertiseTo(
          { ...s, send: (ms, from, addresses, ...rest) => s.send(ms, from, { ...addresses, source: source(s) }, ...rest) },
          at + 10,
          s.b,
          target(s),
          s.a.linkLocal,
          { override: false },
        );
      }
    };
    const rule = 'nd.solicited.override';
    expect(
      await judgedScene(
        rule,
        answers(
          ({ b }) => b.linkLocal,
          ({ router }) => router.global,
        ),
      ),
    ).to.deep.equal([]);
    expect(
      (
        await judgedScene(
          rule,
          answers(
            ({ b }) => b.global,
            ({ b }) => b.global,
          ),
        )
      )[0],
    ).to.include({ verdict: 'inconclusive' });
    expect(
      (
        await judgedScene(
          rule,
          answers(
            ({ b }) => b.linkLocal,
            ({ b }) => b.linkLocal,
          ),
        )
      )[0],
    ).to.include({ verdict: 'warn', broken: 2 });
  });

  it('lets an optimistic address be advertised with O=0 while it is tested (RFC 4429 section 3.3)', async () => {
    const answers = (afterMs: number) =>
      judgedScene('nd.solicited.override', (s) => {
        usual.start(s, 5_000, s.b);
        usual.solicitation(s, 5_100 + afterMs, s.a, s.b.linkLocal);
        advertiseTo(s, 5_101 + afterMs, s.b, s.b.linkLocal, s.a.linkLocal, { override: false });
      });
    expect((await answers(300))[0]).to.include({ verdict: 'inconclusive', broken: 0, undecided: 1 });
    expect((await answers(3_000))[0]).to.include({ verdict: 'warn', broken: 1 });
  });

  it('wants no R=1 of a router that boots, before it advertises itself again', async () => {
    const boots = (atMs: number, again: boolean) =>
      judgedScene(FLAG, (s) => {
        advertise(s, {});
        usual.start(s, 5_000, s.a);
        if (again) advertise(s, {}, 6_000);
        advertiseTo(s, atMs, s.a, s.a.linkLocal, ALL_NODES, { solicited: false, router: false });
      });
    expect(await boots(7_000, false)).to.deep.equal([]);
    expect((await boots(7_000, true))[0]).to.include({ verdict: 'fail', broken: 1 });
  });

  it('leaves open whether a late one without a link-layer address answers a unicast solicitation', async () => {
    const answers = (afterMs: number, probes: boolean) => (s: Scene) => {
      usual.solicitation(s, 0, s.a, s.b.linkLocal);
      advertiseTo(s, afterMs, s.b, s.b.linkLocal, s.a.linkLocal, { override: false, options: [] });
      if (probes) usual.probe(s, 20_000, s.a, s.b.linkLocal);
    };
    const rule = 'nd.solicited.answer-to-multicast';
    const judged = async (afterMs: number, probes: boolean): Promise<Said | undefined> =>
      ofNode(await judgedScene(rule, answers(afterMs, probes)), ':02');
    expect(await judged(3_000, false)).to.include({ verdict: 'inconclusive', missing: 1 });
    expect(await judged(3_000, true)).to.include({ verdict: 'fail', missing: 1 });
    expect(await judged(1, false)).to.include({ verdict: 'fail', broken: 1 });
    const [again] = await judgedScene(rule, (s) => {
      usual.resolution(s, 0, s.a, s.b);
      usual.solicitation(s, 3_000, s.a, s.b.linkLocal);
      advertiseTo(s, 3_001, s.b, s.b.linkLocal, s.a.linkLocal, { override: false, options: [] });
    });
    expect(again, 'the first one was answered long ago').to.include({ verdict: 'fail', broken: 1 });
  });
});

describe('the judge of tests for duplicates', () => {
  const SPACING = 'nd.dad-solicitation.interval';

  it('does not take the second probe of an interface that was enabled anew for one too soon', async () => {
    const restarts = (reportsAgain: boolean) => (s: Scene) => {
      tellTimers(s);
      usual.start(s, 5_000, s.a);
      if (reportsAgain) usual.report(s, 5_450, s.a, s.a.linkLocal, s.a.linkLocal);
      usual.dad(s, 5_500, s.a, s.a.linkLocal);
    };
    expect((await judgedScene(SPACING, restarts(true)))[0]).to.include({ verdict: 'inconclusive', undecided: 1 });
    expect((await judgedScene(SPACING, restarts(false)))[0]).to.include({ verdict: 'fail', missing: 1 });
  });

  it('leaves a global address open whose interface identifier was tested (RFC 4862 section 5.4)', async () => {
    const uses = (global: (s: Scene) => Uint8Array) => (s: Scene) => {
      usual.start(s, 5_000, s.a);
      usual.solicitation(s, 10_000, s.a, s.b.linkLocal, global(s) as Address);
    };
    const sameIdentifier = ({ a }: Scene): Uint8Array => Uint8Array.from([...a.global.subarray(0, 8), ...a.linkLocal.subarray(8)]);
    const rule = 'nd.dad.every-address';
    expect((await judgedScene(rule, uses(sameIdentifier)))[0]).to.include({ verdict: 'inconclusive', missing: 0, undecided: 1 });
    expect(
      (
        await judgedScene(
          rule,
          uses(({ a }) => a.global),
        )
      )[0],
    ).to.include({ verdict: 'fail', missing: 1 });
  });

  it('leaves an address open where none was seen tested (RFC 4862 section 5.4), or more than are remembered', async () => {
    const rule = 'nd.dad.every-address';
    const uses = (source: (s: Scene) => Address, ...tested: readonly Address[]) =>
      judgedScene(rule, (s) => {
        usual.report(s, 5_000, s.a, s.a.linkLocal, address('::'));
        tested.forEach((target, n) => usual.dad(s, 5_100 + n, s.a, target));
        usual.solicitation(s, 60_000, s.a, s.b.linkLocal, source(s));
      });
    const numbered = (n: number): Address => address(`fe80::9:${n}`);
    const used = ({ a }: Scene): Address => a.linkLocal;
    expect((await uses(used))[0]).to.include({ verdict: 'inconclusive', missing: 0, undecided: 1 });
    expect((await uses(used, numbered(1)))[0]).to.include({ verdict: 'fail', missing: 1 });
    const many = Array.from({ length: ADDRESSES_PER_NODE + 1 }, (_, n) => numbered(n + 1));
    expect((await uses(() => numbered(many.length), ...many))[0]).to.include({ verdict: 'inconclusive', missing: 0, undecided: 1 });
  });

  it('wants a nonce again in the same test, not in that of other software later', async () => {
    const tests = (againAt: number) =>
      judgedScene('nd.dad-solicitation.nonce', (s) => {
        usual.start(s, 5_000, s.a);
        const { linkLocal: target } = s.a;
        s.send(againAt, s.a, { source: address('::'), destination: solicitedNodeMulticast(target) }, neighborSolicitation({ target }));
      });
    expect((await tests(6_100))[0]).to.include({ verdict: 'fail', broken: 1 });
    expect((await tests(40_000))[0]).to.include({ verdict: 'pass', broken: 0 });
  });

  it('does not miss a report that may have come before the capture', async () => {
    const probes = (at: number) => (s: Scene) => {
      usual.report(s, 0, s.b, s.b.linkLocal, s.b.linkLocal);
      usual.dad(s, at, s.a, s.a.linkLocal);
    };
    const rule = 'nd.dad.join-before';
    expect((await judgedScene(rule, probes(100)))[0]).to.include({ verdict: 'inconclusive', missing: 0 });
    expect((await judgedScene(rule, probes(10_000)))[0]).to.include({ verdict: 'fail', missing: 1 });
  });
});
