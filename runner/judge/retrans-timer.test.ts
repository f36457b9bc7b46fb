import { expect } from 'chai';
import { ALL_NODES } from '../../reference/net/address.js';
import { judgedScene, type Said } from './crafted/judged-scene.js';
import { advertise, advertiseTo, meet, tellTimers } from './crafted/messages.js';
import { usual, type Scene } from './crafted/scene.js';

const RESOLUTION = 'nd.address-resolution.interval';
const PROBING = 'nd.unreachability-detection.interval';
const SPACING = 'nd.unsolicited-advertisement.interval';
const EARLIER = 'a router may have advertised a shorter Retrans Timer before the capture began';

const reasons = (check: Said | undefined): readonly string[] => (check?.undecidedBecause ?? []).map(({ why }) => why);

/** Twice a quarter of a second apart, each in its way. */
const hasty: readonly { readonly rule: string; play(s: Scene): void }[] = [
  {
    rule: RESOLUTION,
    play: (s) => [20_000, 20_250].forEach((at) => usual.solicitation(s, at, s.a, s.b.linkLocal)),
  },
  { rule: PROBING, play: (s) => [20_000, 20_250].forEach((at) => usual.probe(s, at, s.a, s.b.linkLocal)) },
  {
    rule: SPACING,
    play: (s) => [20_000, 20_250].forEach((at) => advertiseTo(s, at, s.a, s.a.linkLocal, ALL_NODES, { solicited: false })),
  },
];

describe('the judge of what is sent sooner than RetransTimer', () => {
  for (const { rule, play } of hasty) {
    const told = (retransTimer: number | undefined) => (s: Scene) => {
      if (retransTimer !== undefined) tellTimers(s, 0, retransTimer);
      meet(s, 5_000);
      play(s);
    };
    const judged = async (retransTimer?: number): Promise<Said | undefined> =>
      (await judgedScene(rule, told(retransTimer))).find(({ node }) => node.endsWith(':01'));

    it(`fails ${rule} where a router advertised a longer one`, async () => {
      expect(await judged(1_000)).to.include({ verdict: 'fail', missing: 1 });
      expect(await judged(5_000)).to.include({ verdict: 'fail', missing: 1 });
    });

    it(`passes ${rule} where a router advertised that one`, async () => {
      expect(await judged(250)).to.include({ verdict: 'pass', missing: 0, undecided: 0 });
    });

    it(`leaves ${rule} undecided where nobody did, or only a value of 0 (RFC 4861 section 6.3.4)`, async () => {
      for (const retransTimer of [undefined, 0]) expect(reasons(await judged(retransTimer)), `${retransTimer}`).to.include(EARLIER);
    });
  }

  it('does not take for told what a router says after the first of two', async () => {
    const [check] = await judgedScene(RESOLUTION, (s) => {
      meet(s);
      usual.solicitation(s, 20_000, s.a, s.b.linkLocal);
      tellTimers(s, 20_100);
      usual.solicitation(s, 20_250, s.a, s.b.linkLocal);
    });
    expect(reasons(check)).to.deep.equal([EARLIER]);
  });

  it('does not take for told what a router says as the first of two is sent', async () => {
    const [check] = await judgedScene(RESOLUTION, (s) => {
      meet(s);
      tellTimers(s, 19_999);
      for (const at of [20_000, 20_250]) usual.solicitation(s, at, s.a, s.b.linkLocal);
    });
    expect(reasons(check)).to.deep.equal([EARLIER]);
  });

  it('times a router by what it advertises itself, not by what another one does (RFC 4861 section 6.2.1)', async () => {
    const checks = await judgedScene(PROBING, (s) => {
      tellTimers(s);
      advertise(s, {}, 1_000);
      usual.resolution(s, 5_000, s.router, s.a);
      usual.probe(s, 6_000, s.a, s.router.linkLocal);
      for (const at of [20_000, 20_250]) usual.probe(s, at, s.router, s.a.linkLocal);
      for (const at of [30_000, 30_250]) usual.probe(s, at, s.a, s.router.linkLocal);
      usual.answer(s, 40_000, s.router, s.router.linkLocal, s.a.linkLocal);
    });
    expect(checks.find(({ node }) => node.endsWith(':03'))).to.include({ verdict: 'fail', missing: 1 });
    expect(reasons(checks.find(({ node }) => node.endsWith(':01')))).to.deep.equal([EARLIER]);
  });

  describe('by a node that comes up', () => {
    const hurries = (s: Scene): void => {
      usual.start(s, 5_000, s.a);
      usual.solicitation(s, 5_400, s.a, s.b.linkLocal);
    };

    it('takes the default for certain if Router Advertisements are captured', async () => {
      const [check] = await judgedScene('nd.dad.tentative-source', (s) => {
        tellTimers(s, 0, 0);
        hurries(s);
      });
      expect(check).to.include({ verdict: 'fail', missing: 1 });
    });

    it('does not otherwise', async () => {
      const [check] = await judgedScene('nd.dad.tentative-source', hurries);
      expect(check).to.include({ verdict: 'inconclusive' });
      expect(reasons(check)).to.deep.equal(['no Router Advertisement was captured']);
    });
  });

  it('reads the Retrans Timer of an advertisement that was cut behind it, to excuse and not to blame', async () => {
    const play = (retransTimer: number) => (s: Scene) => {
      tellTimers(s, 0, retransTimer);
      meet(s, 5_000);
      for (const at of [20_000, 20_250]) usual.solicitation(s, at, s.a, s.b.linkLocal);
    };
    const cut = (retransTimer: number) =>
      judgedScene(RESOLUTION, play(retransTimer), ([first, ...others]) =>
        first ? [{ ...first, octets: first.octets.subarray(0, 72), originalLength: first.octets.length }, ...others] : [],
      );
    expect((await cut(250))[0]).to.include({ verdict: 'pass', undecided: 0 });
    expect(reasons((await cut(1_000))[0])).to.deep.equal([EARLIER]);
  });
});
