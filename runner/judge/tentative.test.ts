import { expect } from 'chai';
import { ALL_NODES } from '../../reference/net/address.js';
import { echoRequest } from '../../reference/wire/icmpv6.js';
import { routerAdvertisement } from '../../reference/wire/nd.js';
import { judgedScene } from './crafted/judged-scene.js';
import { lives } from './crafted/messages.js';
import { usual, type Scene } from './crafted/scene.js';

/** A Router Advertisement with that Retrans Timer. */
const advertises = (s: Scene, retransTimer: number): void =>
  s.send(
    0,
    s.router,
    { source: s.router.linkLocal, destination: ALL_NODES, hopLimit: 255 },
    routerAdvertisement({ curHopLimit: 64, routerLifetime: 1_800, retransTimer }),
  );

describe('the judge of addresses that are being tested', () => {
  /** Node b tests its address at 1 s, node a asks for it, and b uses it later. */
  const asked = (atMs: number) => (s: Scene) => {
    usual.start(s, 900, s.b, s.b.global);
    usual.solicitation(s, atMs, s.a, s.b.global);
    lives(s, 4_000, s.b, s.b.linkLocal);
    usual.answer(s, 4_100, s.b, s.b.global, s.router.linkLocal);
    // The capture has the direction in which an answer would have gone.
    s.send(10_000, s.b, { source: s.b.linkLocal, destination: s.a.linkLocal }, echoRequest());
    lives(s, 30_000, s.b, s.b.global);
  };

  it('wants no answer for an address that is tentative (RFC 4862 section 5.4.3)', async () => {
    const [check] = await judgedScene('nd.solicited.answer-to-multicast', asked(1_500));
    expect(check).to.include({ verdict: 'inconclusive', missing: 0, undecided: 1 });
  });

  it('takes it for tentative as long as a router lets it be (RFC 4861 section 6.3.4)', async () => {
    const [longer] = await judgedScene('nd.solicited.answer-to-multicast', (s) => {
      advertises(s, 1_600);
      asked(2_500)(s);
    });
    expect(longer?.undecidedBecause[0]?.why).to.equal('the address was being tested');
    const [over] = await judgedScene('nd.solicited.answer-to-multicast', (s) => {
      advertises(s, 1_600);
      asked(3_000)(s);
    });
    expect(over).to.include({ verdict: 'fail', missing: 1 });
  });

  it('wants no answer in time where a router lets the search for who asks take longer', async () => {
    for (const [retransTimer, verdict] of [
      [5_000, 'inconclusive'],
      [500, 'fail'],
    ] as const) {
      const [check] = await judgedScene('nd.solicited.answer-to-multicast', (s) => {
        advertises(s, retransTimer);
        asked(3_900)(s);
      });
      expect(check, `Retrans Timer ${retransTimer}`).to.include({ verdict });
    }
  });

  it('takes an answer that comes so late for one that was asked for', async () => {
    const late = (retransTimer: number) => (s: Scene) => {
      advertises(s, retransTimer);
      usual.resolution(s, 10_000, s.a, s.b);
      lives(s, 11_000, s.b, s.b.linkLocal);
      usual.probe(s, 12_000, s.a, s.b.linkLocal);
      usual.answer(s, 12_001, s.b, s.b.linkLocal, s.a.linkLocal);
      usual.solicitation(s, 20_000, s.a, s.b.global);
      usual.answer(s, 31_000, s.b, s.b.global, s.a.linkLocal);
    };
    const rule = 'nd.solicited.only-when-asked';
    expect((await judgedScene(rule, late(6_000)))[0]).to.include({ verdict: 'inconclusive' });
    expect((await judgedScene(rule, late(0)))[0]).to.include({ verdict: 'fail' });
  });

  it('waits no shorter for the answer to an Echo Request than for the address of who asked', async () => {
    const mute = (retransTimer: number) => (s: Scene) => {
      advertises(s, retransTimer);
      usual.resolution(s, 10_000, s.a, s.b);
      s.send(11_000, s.b, { source: s.b.linkLocal, destination: s.a.linkLocal }, echoRequest());
      s.send(20_000, s.a, { source: s.a.linkLocal, destination: s.b.linkLocal }, echoRequest({ identifier: 7 }));
      for (const at of [35_000, 60_000]) lives(s, at, s.b, s.b.linkLocal);
    };
    const rule = 'icmpv6.echo.link-local-answered';
    const ofNodeB = async (retransTimer: number) => (await judgedScene(rule, mute(retransTimer))).find(({ node }) => node.endsWith(':02'));
    expect(await ofNodeB(5_000)).to.include({ verdict: 'inconclusive' });
    expect(await ofNodeB(0)).to.include({ verdict: 'fail' });
  });

  it('wants one afterwards', async () => {
    const [check] = await judgedScene('nd.solicited.answer-to-multicast', asked(2_500));
    expect(check).to.include({ verdict: 'fail', missing: 1 });
  });
});
