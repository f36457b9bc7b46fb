import { expect } from 'chai';
import { ALL_NODES, ALL_ROUTERS } from '../../reference/net/address.js';
import { linkLayerAddress } from '../../reference/net/link-layer-address.js';
import { echoReply } from '../../reference/wire/icmpv6.js';
import { routerSolicitation } from '../../reference/wire/nd.js';
import { sourceLinkLayerAddress } from '../../reference/wire/nd-options.js';
import { judgedScene, type Said } from './crafted/judged-scene.js';
import { advertise, advertiseTo, meet, tellTimers } from './crafted/messages.js';
import type { PreparedFrame } from './crafted/prepared-source.js';
import { usual, type Actor, type Scene } from './crafted/scene.js';

const reasons = (check: Said | undefined): readonly string[] => (check?.undecidedBecause ?? []).map(({ why }) => why);
const ofNode = (checks: readonly Said[], end: string): Said | undefined => checks.find(({ node }) => node.endsWith(end));

/** Every frame twice, as a mirror port shows it that sees it come and go. */
const twice = (frames: readonly PreparedFrame[]): readonly PreparedFrame[] =>
  frames.flatMap((one) => [one, { ...one, atUs: one.atUs + 2_000 }]);

describe('the judge of solicitations for one neighbour', () => {
  const RATE = 'nd.address-resolution.interval';
  const known = (s: Scene): void => {
    tellTimers(s);
    meet(s, 5_000);
  };

  it('holds only retransmissions to RetransTimer: not what comes after an answer, of another kind or from another address', async () => {
    const lawful: readonly ((s: Scene) => void)[] = [
      (s) => {
        usual.resolution(s, 20_000, s.a, s.b);
        usual.resolution(s, 20_500, s.a, s.b);
      },
      (s) => {
        usual.probe(s, 20_000, s.a, s.b.linkLocal);
        usual.solicitation(s, 20_500, s.a, s.b.linkLocal);
      },
      (s) => {
        usual.solicitation(s, 20_000, s.a, s.b.linkLocal);
        usual.solicitation(s, 20_300, s.a, s.b.linkLocal, s.a.global);
      },
    ];
    for (const play of lawful) {
      const [check] = await judgedScene(RATE, (s) => {
        known(s);
        play(s);
      });
      expect(check?.verdict).to.not.equal('fail');
      expect(check).to.not.include({ missing: 1 });
    }
  });

  it('blames nobody for retransmissions to who was not captured: his answers were not either', async () => {
    const [check] = await judgedScene(RATE, (s) => {
      tellTimers(s);
      for (const at of [20_000, 20_250]) usual.solicitation(s, at, s.a, s.b.linkLocal);
    });
    expect(check).to.include({ verdict: 'inconclusive', missing: 1 });
    expect(reasons(check)[0]).to.match(/^no frame from fe80::1:2 to 02:51:00:00:01:01 was captured/);
  });

  it('sees a node give up only where nobody answered', async () => {
    for (const rule of ['nd.address-resolution.count', 'nd.unreachability-detection.count'])
      expect(await judgedScene(rule, known), rule).to.deep.equal([]);
    const silent = await judgedScene('nd.unreachability-detection.count', (s) => {
      known(s);
      for (const at of [20_000, 21_000, 22_000]) usual.probe(s, at, s.a, s.b.linkLocal);
      usual.probe(s, 60_000, s.router, s.a.linkLocal);
    });
    expect(ofNode(silent, ':01')).to.include({ verdict: 'pass', kept: 1 });
  });

  it('warns of a fourth probe also where an answer comes in the end', async () => {
    const checks = await judgedScene('nd.unreachability-detection.count', (s) => {
      known(s);
      for (const at of [20_000, 21_000, 22_000, 23_000]) usual.probe(s, at, s.a, s.b.linkLocal);
      usual.answer(s, 23_100, s.b, s.b.linkLocal, s.a.linkLocal);
    });
    expect(ofNode(checks, ':01')).to.include({ verdict: 'warn', missing: 1 });
  });

  it('lets further probes be sent that wait longer each time (RFC 7048 section 3)', async () => {
    const checks = await judgedScene('nd.unreachability-detection.count', (s) => {
      known(s);
      for (const at of [20_000, 21_000, 24_000, 33_000, 60_000]) usual.probe(s, at, s.a, s.b.linkLocal);
      usual.probe(s, 90_000, s.router, s.a.linkLocal);
    });
    expect(ofNode(checks, ':01')).to.include({ verdict: 'pass', missing: 0 });
  });
});

describe('the judge of a capture that shows multicast twice', () => {
  const plays: Readonly<Record<string, (s: Scene) => void>> = {
    'nd.router-advertisement.interval': (s) => [0, 10_000].forEach((at) => advertise(s, {}, at)),
    'nd.address-resolution.interval': (s) => [0, 10_000].forEach((at) => usual.solicitation(s, at, s.a, s.b.linkLocal)),
    'nd.router-solicitation.interval': (s) =>
      [0, 10_000, 20_000].forEach((at) =>
        s.send(at, s.a, { source: s.a.linkLocal, destination: ALL_ROUTERS }, routerSolicitation({ options: [] })),
      ),
    'nd.unsolicited-advertisement.interval': (s) =>
      [0, 10_000].forEach((at) => advertiseTo(s, at, s.a, s.a.linkLocal, ALL_NODES, { solicited: false })),
    'nd.dad-solicitation.interval': (s) => usual.start(s, 0, s.a),
    'nd.dad-solicitation.nonce': (s) => usual.start(s, 0, s.a),
  };
  for (const [rule, play] of Object.entries(plays))
    it(`takes an equal packet at once for a copy: ${rule}`, async () => {
      const [check] = await judgedScene(rule, play, twice);
      expect(check).to.include({ broken: 0, missing: 0 });
      expect(reasons(check)).to.deep.equal(['an equal packet so soon may be a copy that the place of capture made']);
    });

  it('does not take a packet for one that is not equal', async () => {
    const [check] = await judgedScene('nd.router-advertisement.interval', (s) => {
      advertise(s, { routerLifetime: 1_800 });
      advertise(s, { routerLifetime: 1_801 }, 2);
    });
    expect(check).to.include({ verdict: 'fail', broken: 1 });
  });
});

describe('the judge of Router Advertisements and Solicitations', () => {
  it('leaves open which router of a virtual group sent what comes from its address', async () => {
    const rule = 'nd.router-advertisement.interval';
    const from = (mac: Uint8Array) => (s: Scene) => [0, 1_200].forEach((at) => advertise({ ...s, a: { ...s.a, mac } as Actor }, {}, at));
    const [virtual] = await judgedScene(rule, from(linkLayerAddress([0, 0, 0x5e, 0, 2, 5])));
    expect(virtual).to.include({ verdict: 'inconclusive', broken: 0, undecided: 1 });
    expect((await judgedScene(rule, from(linkLayerAddress([0, 0, 0x5e, 0, 3, 5]))))[0]).to.include({ verdict: 'fail' });
  });

  it('asks for hop limit 64 where Router Advertisements tell which ones may be used instead (RFC 4861 section 6.3.4)', async () => {
    const replies = (told: number | undefined) => (s: Scene) => {
      if (told !== undefined) advertise(s, { curHopLimit: told });
      s.send(5_000, s.b, { source: s.b.linkLocal, destination: s.a.linkLocal, hopLimit: 255 }, echoReply({}));
    };
    const toOneAlone = (s: Scene): void => {
      advertise({ ...s, send: (at, from, addresses, ...rest) => s.send(at, from, { ...addresses, destination: s.b.global }, ...rest) }, {});
      replies(undefined)(s);
    };
    expect((await judgedScene('icmpv6.echo-reply.hop-limit', toOneAlone))[0]).to.include({ verdict: 'inconclusive', undecided: 1 });
    const judged = async (told?: number): Promise<Said | undefined> => (await judgedScene('icmpv6.echo-reply.hop-limit', replies(told)))[0];
    for (const told of [undefined, 0]) expect(await judged(told), `${told}`).to.include({ verdict: 'inconclusive', undecided: 1 });
    expect(await judged(64)).to.include({ verdict: 'warn', broken: 1 });
    expect(await judged(255)).to.include({ verdict: 'pass', kept: 1 });
  });

  it('lets a host ask again that may have been attached anew, and warns of a third time', async () => {
    const asks =
      (...times: readonly number[]) =>
      (s: Scene): void =>
        times.forEach((at) =>
          s.send(
            at,
            s.a,
            { source: s.a.linkLocal, destination: ALL_ROUTERS },
            routerSolicitation({ options: [sourceLinkLayerAddress(s.a.mac)] }),
          ),
        );
    const rule = 'nd.router-solicitation.interval';
    expect((await judgedScene(rule, asks(0, 1_500)))[0]).to.include({ verdict: 'inconclusive', undecided: 1 });
    expect((await judgedScene(rule, asks(0, 1_500, 3_000)))[0]).to.include({ verdict: 'warn', broken: 1 });
    expect((await judgedScene(rule, asks(0, 1_500, 6_000, 7_500)))[0]).to.include({ verdict: 'pass', undecided: 2 });
  });

  it('wants no link-layer address from an optimistic address (RFC 4429 section 3.2), and one after the test', async () => {
    const asks = (at: number) => (s: Scene) => {
      usual.start(s, 0, s.a);
      s.send(at, s.a, { source: s.a.linkLocal, destination: ALL_ROUTERS }, routerSolicitation({ options: [] }));
    };
    const rule = 'nd.router-solicitation.source-link-layer-address';
    expect((await judgedScene(rule, asks(300)))[0]).to.include({ verdict: 'inconclusive', undecided: 1 });
    expect((await judgedScene(rule, asks(1_500)))[0]).to.include({ verdict: 'warn', missing: 1 });
  });
});
