import { expect } from 'chai';
import { ALL_NODES, ALL_ROUTERS, UNSPECIFIED } from '../../reference/net/address.js';
import { linkLayerAddress, type LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { ethernet, vlanTag } from '../../reference/wire/ethernet.js';
import { fragment } from '../../reference/wire/extension-headers.js';
import { frame, type LayerDraft } from '../../reference/wire/frame.js';
import { echoReply, echoRequest } from '../../reference/wire/icmpv6.js';
import { ipv6, type Ipv6Draft } from '../../reference/wire/ipv6.js';
import { neighborAdvertisement, routerSolicitation } from '../../reference/wire/nd.js';
import { sourceLinkLayerAddress } from '../../reference/wire/nd-options.js';
import { udp } from '../../reference/wire/udp.js';
import type { CaptureJudgement, Check, Finding } from '../../suites/kit/judgement.js';
import { judgeSource } from './judge-captures.js';
import { advertise } from './crafted/messages.js';
import { preparedSource, type PreparedFrame } from './crafted/prepared-source.js';
import { scene, usual, type Scene } from './crafted/scene.js';

const judge = async (frames: readonly PreparedFrame[], losses: number | 'unknown' = 0, complete = false): Promise<CaptureJudgement> => {
  const outcome = await judgeSource(preparedSource(frames, losses), 'prepared', { complete });
  if (!('findings' in outcome)) throw new Error('not judged');
  return outcome;
};

const play = (script: (s: Scene) => void): readonly PreparedFrame[] => {
  const s = scene(1);
  script(s);
  return s.frames;
};

const checksOf = ({ findings }: CaptureJudgement, rule: string): readonly (Check & Pick<Finding, 'node' | 'link'>)[] =>
  findings.flatMap(({ checks, node, link }) => checks.filter((check) => check.rule === rule).map((check) => ({ ...check, node, link })));

const ping = (s: Scene, atMs: number): void =>
  s.send(
    atMs,
    s.a,
    { source: s.a.linkLocal, destination: s.b.linkLocal },
    echoRequest({ identifier: 1, sequence: 1, data: new Uint8Array(100) }),
  );
const pong = (s: Scene, atMs: number): void =>
  s.send(
    atMs,
    s.b,
    { source: s.b.linkLocal, destination: s.a.linkLocal },
    echoReply({ identifier: 1, sequence: 1, data: new Uint8Array(100) }),
  );

const numbered = (n: number): { readonly mac: LinkLayerAddress; readonly source: Uint8Array } => ({
  mac: linkLayerAddress([2, 0x99, 0, 0, n >> 8, n & 0xff]),
  source: Uint8Array.from([0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, n >> 8, n & 0xff]),
});
const multicast = (n: number, atUs: number, group: number, fields: Ipv6Draft, message: LayerDraft): PreparedFrame => {
  const { mac, source } = numbered(n);
  const destination = linkLayerAddress([0x33, 0x33, 0, 0, 0, group]);
  return { octets: frame(ethernet({ source: mac, destination }), ipv6({ source, ...fields }), message).octets, atUs };
};
/** Of one of many nodes, with a hop limit that is wrong. */
const advertisement = (n: number): PreparedFrame =>
  multicast(n, n, 1, { destination: ALL_NODES, hopLimit: 7 }, neighborAdvertisement({ target: numbered(n).source }));

/** Node b is there before and after, and does not answer. */
const unanswered = play((s) => {
  usual.probe(s, 0, s.b, s.a.linkLocal);
  ping(s, 100);
  usual.probe(s, 5_000, s.b, s.a.linkLocal);
  usual.probe(s, 20_000, s.b, s.a.linkLocal);
});

describe('the judge', function () {
  this.timeout(20_000);

  describe('on something that is not there', () => {
    const rule = 'icmpv6.echo.link-local-answered';

    it('fails the node when nothing was lost', async () => {
      const [check] = checksOf(await judge(unanswered), rule);
      expect(check).to.include({ verdict: 'fail', missing: 1, node: '02:51:00:00:01:02' });
    });

    it('is inconclusive when losses are unknown, or known', async () => {
      for (const losses of ['unknown', 3] as const) {
        const judgement = await judge(unanswered, losses);
        expect(checksOf(judgement, rule)[0]).to.include({ verdict: 'inconclusive', missing: 1 });
        expect(judgement.findings.find(({ checks }) => checks.some((check) => check.rule === rule))?.reason.code).to.equal('frames-lost');
        expect(judgement.unjudged.map(({ why }) => why).join()).to.match(losses === 3 ? /3 frames were lost/ : /does not say/);
      }
    });

    it('takes the user at his word that the capture is complete', async () => {
      expect(checksOf(await judge(unanswered, 'unknown', true), rule)[0]).to.include({ verdict: 'fail' });
    });

    it('says nothing about a node of which nothing was captured afterwards', async () => {
      const oneSided = play((s) => {
        usual.probe(s, 0, s.b, s.a.linkLocal);
        ping(s, 100);
        usual.probe(s, 30_000, s.a, s.b.linkLocal);
      });
      expect(checksOf(await judge(oneSided), rule)[0]).to.include({ verdict: 'inconclusive', missing: 0, undecided: 1 });
    });

    it('says nothing about an address that nobody was seen to hold', async () => {
      const judgement = await judge(play((s) => [ping(s, 0), usual.probe(s, 30_000, s.a, s.b.linkLocal)]));
      expect(checksOf(judgement, rule)).to.deep.equal([]);
      expect(judgement.unjudged).to.deep.include({
        rule,
        requirement: 'icmp-echo-linklocal',
        why: 'nobody on the link was seen to hold the address asked',
        count: 1,
        firstFrame: 1,
      });
    });

    it('says nothing about a request that came just before the end', async () => {
      const judgement = await judge(unanswered.slice(0, 3));
      expect(checksOf(judgement, rule)).to.deep.equal([]);
    });
  });

  it('never passes a rule that had no opportunity', async () => {
    const { findings, notExercised } = await judge(play((s) => ping(s, 0)));
    expect(notExercised.map(({ rule }) => rule)).to.include('nd.router-advertisement.source');
    expect(findings.map(({ requirement }) => requirement)).to.not.include('rtr-ra-format');
  });

  it('gives the verdict by the level of the requirement', async () => {
    const { findings } = await judge(
      play((s) => {
        s.send(
          0,
          s.a,
          { source: s.a.linkLocal, destination: ALL_ROUTERS, hopLimit: 64 },
          routerSolicitation({ options: [sourceLinkLayerAddress(s.b.mac)] }),
        );
        usual.solicitation(s, 5_000, s.b, s.a.linkLocal);
        s.send(9_000, s.b, { source: s.b.linkLocal, destination: ALL_ROUTERS }, routerSolicitation({}));
      }),
    );
    const verdictOf = (requirement: string): string | undefined =>
      findings.filter((finding) => finding.requirement === requirement).map(({ verdict, reason }) => `${verdict} ${reason.code}`)[0];
    expect(verdictOf('rs-format')).to.equal('fail mismatch');
    expect(verdictOf('rs-slla')).to.equal('warn mismatch');
    expect(verdictOf('nd-slla-is-sender')).to.equal('pass remark');
  });

  it('judges what the headers show of messages that were cut, and says that the rest was cut', async () => {
    const [request, reply] = play((s) => [ping(s, 0), pong(s, 1)]);
    const cut = [request, reply].map(({ octets, atUs } = { octets: new Uint8Array(0), atUs: 0 }) => ({
      octets: octets.subarray(0, 80),
      atUs,
      originalLength: octets.length,
    }));
    const judgement = await judge(cut);
    expect(judgement.contents.cut).to.deep.equal({ frames: 2, shortestOctets: 80 });
    expect(judgement.contents.unreadable.frames).to.equal(0);
    expect(checksOf(judgement, 'ipv6.header.version')[0]).to.include({ verdict: 'pass', kept: 1 });
    expect(checksOf(judgement, 'icmpv6.echo.link-local-answered')[0]).to.include({ verdict: 'pass', kept: 1 });
    expect(checksOf(judgement, 'icmpv6.message.checksum')[0]).to.include({ verdict: 'inconclusive', undecided: 1 });
    expect(checksOf(judgement, 'icmpv6.echo.data')[0]?.undecidedBecause[0]?.why).to.equal('the capture has not all of the data');
  });

  it('does not hold copies against anybody in a capture that doubles its frames', async () => {
    const s = scene(1);
    for (let n = 0; n < 8; n++) advertise(s, {}, 2_000 * n);
    const doubled = s.frames.flatMap((one) => [one, { ...one, atUs: one.atUs + 20 }]);
    const [check] = checksOf(await judge(doubled), 'nd.router-advertisement.interval');
    expect(check).to.include({ verdict: 'inconclusive', broken: 0 });
    expect(check?.undecidedBecause.map(({ why, count }) => [why, count])).to.deep.equal([
      ['an equal packet so soon may be a copy that the place of capture made', 8],
      ['frames appear twice in this capture', 7],
    ]);
  });

  it('does not blame the sender for a checksum that its network card completes', async () => {
    const sent = play((s) => s.send(0, s.a, { source: s.a.linkLocal, destination: ALL_ROUTERS }, routerSolicitation({ checksum: 1 })));
    const outgoing = sent.map((one) => ({ ...one, direction: 'out' as const }));
    expect(checksOf(await judge(sent), 'icmpv6.message.checksum')[0]).to.include({ verdict: 'fail' });
    expect(checksOf(await judge(outgoing), 'icmpv6.message.checksum')[0]).to.include({ verdict: 'inconclusive' });
  });

  it('tells links apart by VLAN', async () => {
    const s = scene(1);
    const solicit = (vlan: number, atMs: number): void =>
      s.put(
        atMs,
        ethernet({ source: s.a.mac, destination: linkLayerAddress([0x33, 0x33, 0, 0, 0, 2]) }),
        vlanTag({ vlanIdentifier: vlan }),
        ipv6({ source: s.a.linkLocal, destination: ALL_ROUTERS }),
        routerSolicitation({ options: [sourceLinkLayerAddress(s.a.mac)] }),
      );
    solicit(10, 0);
    solicit(20, 100);
    const judgement = await judge(s.frames);
    expect(judgement.contents.links).to.deep.equal(['VLAN 10', 'VLAN 20']);
    expect(checksOf(judgement, 'nd.router-solicitation.interval')).to.deep.equal([]);
    expect(checksOf(judgement, 'nd.router-solicitation.hop-limit').map(({ link }) => link)).to.deep.equal(['VLAN 10', 'VLAN 20']);
  });

  it('knows a node by its link-layer address once Neighbor Discovery has told whose an address is', async () => {
    const judgement = await judge(
      play((s) => {
        s.send(0, s.a, { source: s.a.global, destination: s.b.global }, udp({ data: new Uint8Array(4) }));
        usual.solicitation(s, 10, s.a, s.b.global, s.a.global);
        s.send(20, s.a, { source: s.a.global, destination: s.b.global }, udp({ data: new Uint8Array(4) }));
      }),
    );
    expect(judgement.nodes.map(({ name, frames }) => `${name} ${frames}`)).to.deep.equal(['02:51:00:00:01:01 3']);
    expect(checksOf(judgement, 'ipv6.source.not-multicast')[0]).to.include({ kept: 3, firstKept: 1 });
  });

  it('names what it cannot read: the frame, the octet and why', async () => {
    const whole = frame(ethernet({}), ipv6({ source: ALL_NODES, destination: ALL_NODES, payloadLength: 100 }), udp({})).octets;
    const { contents } = await judge([
      { octets: whole, atUs: 0 },
      { octets: whole.subarray(0, 30), atUs: 1 },
      { octets: Uint8Array.from([...new Uint8Array(12), 0x08, 0x06, 1]), atUs: 2 },
    ]);
    expect(contents).to.include({ frames: 3, notIpv6: 1 });
    expect(contents.unreadable.frames).to.equal(2);
    expect(contents.unreadable.first[0]).to.include({ frame: 1, offset: 18, field: 'ipv6.payloadLength' });
    expect(contents.unreadable.first[1]).to.include({ frame: 2 });
  });

  it('takes the first fragment of a datagram for readable, and a length that lies for damage', async () => {
    const ends = { source: numbered(1).source, destination: numbered(2).source };
    const inFragment = frame(
      ethernet({}),
      ipv6(ends),
      fragment({ moreFragments: true }),
      udp({ length: 1_452, data: new Uint8Array(1_224) }),
    );
    const lying = frame(ethernet({}), ipv6(ends), udp({ length: 1_452, data: new Uint8Array(1_224) }));
    const { contents } = await judge([
      { octets: inFragment.octets, atUs: 0 },
      { octets: lying.octets, atUs: 1 },
    ]);
    expect(contents.unreadable.first.map((one) => [one.frame, one.field])).to.deep.equal([[2, 'udp']]);
    expect(contents.unreadable.frames).to.equal(1);
  });

  it('names the nodes that frames went to and none came from', async () => {
    const { contents } = await judge(play((s) => ping(s, 0)));
    expect(contents.unheard).to.deep.equal(['02:51:00:00:01:02']);
  });

  it('keeps its tables bounded, whoever is in the capture', async () => {
    const many = Array.from({ length: 1_500 }, (_, n) => advertisement(n));
    const judgement = await judge(many);
    expect(judgement.nodes.length).to.equal(1_025);
    expect(judgement.contents.furtherNodes).to.be.greaterThan(0);
    const broken = checksOf(judgement, 'nd.neighbor-advertisement.hop-limit');
    expect(
      broken.reduce((sum, check) => sum + check.broken, 0),
      'every violation is counted',
    ).to.equal(1_500);
    expect(broken.find(({ node }) => node === 'further nodes')?.evidence.length).to.equal(5);
  });

  it('does not take several nodes for one where the table has no room to tell them apart', async () => {
    const many = Array.from({ length: 1_100 }, (_, n) => advertisement(n));
    const solicit = (n: number, atMs: number): PreparedFrame =>
      multicast(n, atMs * 1_000, 2, { source: UNSPECIFIED, destination: ALL_ROUTERS }, routerSolicitation({}));
    const judgement = await judge([
      ...many,
      solicit(1, 5_000),
      solicit(1, 6_000),
      solicit(1, 7_000),
      solicit(1_098, 10_000),
      solicit(1_099, 11_000),
      solicit(1_099, 12_000),
    ]);
    const checks = checksOf(judgement, 'nd.router-solicitation.interval');
    expect(checks.map(({ node, verdict, broken }) => [node, verdict, broken])).to.have.deep.members([
      ['02:99:00:00:00:01', 'warn', 1],
      ['further nodes', 'inconclusive', 0],
    ]);
    expect(checks.find(({ node }) => node === 'further nodes')?.undecidedBecause).to.deep.include({
      why: 'one of the nodes that there was no room to tell apart',
      count: 1,
      firstFrame: 1_106,
    });
  });

  it('does not stumble over stamps that go backwards', async () => {
    const back = play((s) => {
      usual.solicitation(s, 10_000, s.a, s.b.linkLocal);
      usual.solicitation(s, 500, s.a, s.b.linkLocal);
    });
    const judgement = await judge(back);
    expect(judgement.contents.backwards).to.equal(1);
    expect(judgement.totals.fail).to.equal(0);
  });
});
