import { expect } from 'chai';
import { ALL_NODES } from '../../reference/net/address.js';
import { ipv4Address } from '../../reference/net/ipv4-address.js';
import { ethernet, vlanTag } from '../../reference/wire/ethernet.js';
import { fragment } from '../../reference/wire/extension-headers.js';
import { frame, raw } from '../../reference/wire/frame.js';
import { echoRequest } from '../../reference/wire/icmpv6.js';
import { ipv4 } from '../../reference/wire/ipv4.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { neighborAdvertisement, routerAdvertisement } from '../../reference/wire/nd.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { declarationsOf, type RuleDeclaration } from '../../suites/kit/rule.js';
import type { CaptureJudgement, Check, Finding } from '../../suites/kit/judgement.js';
import { rules } from '../../suites/rules.js';
import { judgement } from './assemble.js';
import { preparedSource, type PreparedFrame } from './crafted/prepared-source.js';
import { scene, usual, type Scene } from './crafted/scene.js';
import { ENDS, FAR_END, inIpv4, NEAR_END } from './crafted/tunnelling.js';
import { craftedViolations } from './crafted/violations.js';
import { judgeSource } from './judge-captures.js';
import { judgementText } from './judgement-text.js';

const TUNNEL = 'tunnel 192.0.2.1 - 192.0.2.2';

async function judged(frames: readonly PreparedFrame[], complete = false): Promise<CaptureJudgement> {
  const outcome = await judgeSource(preparedSource(frames, 0), 'prepared', { complete });
  if (!('findings' in outcome)) throw new Error('not judged');
  return outcome;
}

const framesOf = (play: (s: Scene) => void, number = 1): readonly PreparedFrame[] => {
  const s = scene(number);
  play(s);
  return s.frames;
};
const throughTunnel = (play: (s: Scene) => void): readonly PreparedFrame[] => framesOf(play).map((one) => inIpv4(one));

type Said = Check & Pick<Finding, 'node' | 'link'>;
const checksOf = ({ findings }: CaptureJudgement): readonly Said[] =>
  findings.flatMap(({ checks, node, link }) => checks.map((check) => ({ ...check, node, link })));
const saidOf = async (rule: string, frames: readonly PreparedFrame[], complete = false): Promise<readonly Said[]> =>
  checksOf(await judged(frames, complete)).filter((check) => check.rule === rule);

/** A packet as node a sends it. */
const PACKET = framesOf((s) => usual.probe(s, 0, s.a, s.b.linkLocal))[0] as PreparedFrame;

describe('the judge of what is in tunnels', () => {
  it('takes a tunnel over IPv4 for a link without link-layer addresses (RFC 4213 section 3.8)', async () => {
    const one = await judged(throughTunnel((s) => usual.resolution(s, 0, s.a, s.b)));
    expect(one.contents).to.deep.include({ frames: 2, ipv6: 2, notIpv6: 0, tunnelled: { packets: 2, unjudged: [] } });
    expect(one.contents.links).to.deep.equal(['', TUNNEL]);
    expect(one.nodes.map(({ name, link }) => [name, link])).to.deep.equal([
      ['fe80::1:1', TUNNEL],
      ['fe80::1:2', TUNNEL],
    ]);
    expect(one.contents.protocols).to.deep.include({ name: 'IPv6 in IPv4', packets: 2 });
    expect(one.contents.protocols).to.deep.include({ name: 'Neighbor Solicitation', packets: 1 });
    const asked = checksOf(one).map(({ rule }) => rule);
    expect(asked).to.include('nd.solicited.answer-to-multicast');
    expect(asked.filter((rule) => /link-layer|mapping|override/.test(rule))).to.deep.equal([]);
    const text = judgementText(judgement([one]), { terminal: { hasColour: false }, verbose: false });
    expect(text).to.contain('in tunnels    2 packets, judged on links of their own');
  });

  it('finds what is wrong inside, and who sent it', async () => {
    const frames = throughTunnel((s) =>
      s.send(0, s.b, { source: s.b.linkLocal, destination: ALL_NODES, hopLimit: 64 }, neighborAdvertisement({ target: s.b.linkLocal })),
    );
    const [said] = await saidOf('nd.neighbor-advertisement.hop-limit', frames);
    expect(said).to.include({ verdict: 'fail', node: 'fe80::1:2', link: TUNNEL });
    expect(said?.evidence).to.deep.equal([{ frame: 1, text: 'hop limit 64, wanted 255', path: 'ipv6.hopLimit' }]);
  });

  it('keeps what is inside apart from the link outside, from other links and from other tunnels', async () => {
    const other = inIpv4(PACKET, { destination: ipv4Address('192.0.2.9') });
    const tagged = frame(
      ethernet({ source: NEAR_END, destination: FAR_END }),
      vlanTag({ vlanIdentifier: 5 }),
      ipv4({ source: ENDS.near, destination: ENDS.far }),
      raw(PACKET.octets.subarray(14), PROTOCOL.ipv6),
    );
    const { nodes } = await judged([PACKET, inIpv4(PACKET), other, { octets: tagged.octets, atUs: 0 }]);
    expect(nodes.map(({ link }) => link)).to.have.members(['', TUNNEL, 'tunnel 192.0.2.1 - 192.0.2.9', `VLAN 5 ${TUNNEL}`]);
  });

  it('judges tunnels over IPv6 alike, and a tunnel in a tunnel', async () => {
    const s = scene(1);
    s.send(
      0,
      s.a,
      { source: s.a.global, destination: s.b.global },
      ipv6({ source: s.a.linkLocal, destination: s.router.linkLocal }),
      ipv6({ source: s.router.global, destination: s.b.linkLocal, version: 6, hopLimit: 3 }),
      echoRequest({ checksum: 0xbad }),
    );
    const one = await judged(s.frames);
    expect(one.contents).to.deep.include({ frames: 1, ipv6: 1, tunnelled: { packets: 2, unjudged: [] } });
    expect(one.contents.links).to.deep.equal(['', 'tunnel 2001:db8:1::1 - 2001:db8:1::2', 'tunnel fe80::1:1 - fe80::1:3']);
    expect(checksOf(one).find(({ rule }) => rule === 'icmpv6.message.checksum')).to.include({ verdict: 'fail', node: '2001:db8:1::3' });
  });

  it('is on the link of the outermost packet, also where IPv4 stands between', async () => {
    const inside = [ipv4({ source: ENDS.near, destination: ENDS.far }), raw(PACKET.octets.subarray(14), PROTOCOL.ipv6)] as const;
    const s = scene(1);
    s.send(0, s.a, { source: s.a.global, destination: s.b.global }, ...inside);
    const overIpv6 = await judged(s.frames);
    expect(overIpv6.contents.links).to.deep.equal(['', TUNNEL]);
    expect(overIpv6.contents.tunnelled).to.deep.equal({ packets: 1, unjudged: [] });
    const outside = (timeToLive: number) => ipv4({ source: ipv4Address('198.51.100.1'), destination: ENDS.far, timeToLive });
    const overIpv4 = [9, 8].map((timeToLive, index) => {
      const { octets } = frame(ethernet({ source: NEAR_END, destination: FAR_END }), outside(timeToLive), ...inside);
      return { octets, atUs: index };
    });
    const { contents, nodes } = await judged(overIpv4);
    expect([contents.links.length, nodes.map(({ link }) => link)]).to.deep.equal([2, [TUNNEL]]);
    expect(contents.tunnelled?.unjudged, 'the hop limit of the outermost').to.deep.equal([
      { why: 'it was captured before, on the other side of a router', count: 1, firstFrame: 2 },
    ]);
    const part = ipv4({ source: ipv4Address('198.51.100.1'), destination: ENDS.far, moreFragments: true });
    const parted = frame(ethernet({ source: NEAR_END, destination: FAR_END }), part, ...inside);
    expect((await judged([{ octets: parted.octets, atUs: 0 }])).contents.tunnelled?.unjudged.map(({ why }) => why)).to.deep.equal([
      'the packet around it is a fragment',
    ]);
  });

  it('concludes nothing from what is absent: it may be lost before the place of capture, whoever vouches', async () => {
    const mute = (s: Scene): void => {
      usual.resolution(s, 0, s.a, s.b);
      usual.probe(s, 1_000, s.b, s.a.linkLocal);
      for (const at of [20_000, 40_000]) {
        usual.probe(s, at, s.a, s.b.linkLocal);
        usual.probe(s, at + 2_000, s.b, s.router.linkLocal);
      }
      usual.probe(s, 70_000, s.b, s.router.linkLocal);
    };
    const ofNodeB = ({ node }: Said): boolean => node === 'fe80::1:2';
    for (const complete of [true, false]) {
      const [said] = (await saidOf('nd.solicited.answer-to-unicast', throughTunnel(mute), complete)).filter(ofNodeB);
      expect(said).to.include({ verdict: 'inconclusive', missing: 0, undecided: 2 });
      expect(said?.undecidedBecause.map(({ why }) => why)).to.deep.equal([
        'what goes through a tunnel may be lost, delayed or doubled before it is captured',
      ]);
    }
    const onALink = await saidOf('nd.solicited.answer-to-unicast', framesOf(mute));
    expect(onALink.map(({ verdict }) => verdict)).to.include('fail');
  });

  it('does not time what the way may have delayed', async () => {
    const advertise = (s: Scene): void => {
      for (const at of [0, 2_000, 6_000])
        s.send(at, s.router, { source: s.router.linkLocal, destination: ALL_NODES }, routerAdvertisement({ routerLifetime: 1_800 }));
    };
    const rule = 'nd.router-advertisement.interval';
    expect(await saidOf(rule, framesOf(advertise))).to.have.nested.property('[0].verdict', 'fail');
    expect(await saidOf(rule, throughTunnel(advertise)))
      .to.have.nested.property('[0]')
      .that.includes({ kept: 0, broken: 0, undecided: 1 });
  });

  it('judges a packet once that was captured in front of a router and behind it, and again when it is sent again', async () => {
    const at = (one: PreparedFrame, atUs: number): PreparedFrame => ({ ...one, atUs });
    const [before, behind] = [64, 63].map((timeToLive) => inIpv4(PACKET, { timeToLive })) as [PreparedFrame, PreparedFrame];
    const one = await judged([before, at(behind, 500), at(before, 400_000), at(behind, 400_500)]);
    expect(one.contents.tunnelled).to.deep.equal({
      packets: 2,
      unjudged: [{ why: 'it was captured before, on the other side of a router', count: 2, firstFrame: 2 }],
    });
    const back = inIpv4(PACKET, { source: ENDS.far, destination: ENDS.near, timeToLive: 255 });
    expect((await judged([before, at(back, 500)])).contents.tunnelled, 'both ends').to.deep.equal({ packets: 2, unjudged: [] });
    expect((await judged([before, at(behind, 5_000_000)])).contents.tunnelled).to.deep.equal({ packets: 2, unjudged: [] });
  });
});

describe('what is in a tunnel and not judged', () => {
  const why = async (...frames: readonly PreparedFrame[]): Promise<readonly (string | number)[]> => {
    const { contents, findings } = await judged(frames);
    expect(findings.filter(({ link }) => link !== '')).to.deep.equal([]);
    expect(contents.tunnelled?.packets).to.equal(0);
    return contents.tunnelled?.unjudged.flatMap((one) => [one.why, one.count, one.firstFrame]) ?? [];
  };

  it('is what the packet around it has only a part of', async () => {
    const reason = 'the packet around it is a fragment';
    expect(await why(inIpv4(PACKET, { moreFragments: true }))).to.deep.equal([reason, 1, 1]);
    const s = scene(1);
    s.send(
      0,
      s.a,
      { source: s.a.global, destination: s.b.global },
      fragment({ moreFragments: true, identification: 1 }),
      raw(PACKET.octets.subarray(14), PROTOCOL.ipv6),
    );
    expect(await why(...s.frames)).to.deep.equal([reason, 1, 1]);
    const { contents } = await judged([inIpv4(PACKET, { fragmentOffset: 3 })]);
    expect(contents, 'no header is there').to.include({ ipv6: 0, notIpv6: 1 }).and.not.have.property('tunnelled');
  });

  it('is what is longer than the packet around it, and what is in one that is longer than its frame', async () => {
    const reason = 'its length and that of the packet around it contradict each other';
    const longer = Uint8Array.from(PACKET.octets);
    longer[14 + 5] = 200;
    expect(await why(inIpv4({ ...PACKET, octets: longer }))).to.deep.equal([reason, 1, 1]);
    expect(await why(inIpv4(PACKET, { totalLength: 500 }))).to.deep.equal([reason, 1, 1]);
    expect(await why(inIpv4(PACKET, { totalLength: 70 }))).to.deep.equal([reason, 1, 1]);
  });

  it('is what has no header of IPv6', async () => {
    const reason = 'its IPv6 header is not there, or not all of it';
    for (const octets of [0, 1, 39]) {
      const short = { ...PACKET, octets: PACKET.octets.subarray(0, 14 + octets) };
      expect(await why(inIpv4(short)), `${octets} octets`).to.deep.equal([reason, 1, 1]);
    }
    const other = Uint8Array.from(PACKET.octets);
    other[14] = 0x50;
    expect(await why(inIpv4({ ...PACKET, octets: other }))).to.deep.equal([reason, 1, 1]);
  });

  it('is what goes to a group instead of the end of a tunnel', async () => {
    expect(await why(inIpv4(PACKET, { destination: ipv4Address('239.192.0.1') }))).to.deep.equal([
      'the packet around it goes to a group, not to the end of a tunnel',
      1,
      1,
    ]);
  });

  it('is what is in more tunnels than are told apart', async () => {
    const frames = Array.from({ length: 70 }, (_, n) => inIpv4(PACKET, { destination: ipv4Address(`198.51.100.${n + 1}`) }));
    const one = await judged([...frames, ...frames.map((again) => ({ ...again, atUs: 9_000_000 }))]);
    const { contents } = one;
    expect(contents.tunnelled?.packets).to.equal(128);
    expect(contents.tunnelled?.unjudged).to.deep.equal([{ why: 'there are more tunnels than are told apart', count: 12, firstFrame: 65 }]);
    expect(contents.links).to.have.length(65);
    const text = judgementText(judgement([one]), { terminal: { hasColour: false }, verbose: false });
    expect(text).to.contain('; Ethernet, 1 link, 64 tunnels\n');
  });
});

/** Rules about one packet that nobody breaks in a tunnel: there are no link-layer addresses, and another version is no IPv6. */
const NOT_IN_TUNNELS = [
  'icmpv6.error.quote',
  'ipv6.header.version',
  'ipv6.multicast.mapping',
  'nd.options.link-layer-length',
  'nd.options.source-link-layer-address',
  'nd.multicast-solicitation-link-local.source-link-layer-address',
  'nd.multicast-solicitation-global.source-link-layer-address',
  'nd.unicast-solicitation.source-link-layer-address',
];

/** Rules about several packets that are broken in a tunnel, too: no loss, delay or doubling explains what they look for. */
const NOT_BY_THE_WAY = [
  'icmpv6.echo.multicast-source',
  'icmpv6.echo.data',
  'icmpv6.node-information.flags',
  'ipv6.fragment.identification',
  'ipv6.fragment.no-overlap',
  'nd.solicited.answer-to-unicast',
  'renumbering.result.flags',
  'renumbering.result.unasked',
  'ripng.answer.source-port',
  'ripng.update.size',
];

describe('a crafted violation in a tunnel', function () {
  this.timeout(20_000);
  const declared = new Map<string, RuleDeclaration>(rules.flatMap((rule) => declarationsOf(rule).map((one) => [one.id, one])));
  const ofOnePacket = new Set(rules.flatMap((rule) => ('rules' in rule ? [] : [rule.id])));
  const said = async (): Promise<readonly (Said & { readonly crafted: string })[]> => {
    const all: (Said & { readonly crafted: string })[] = [];
    for (const [index, { rule: crafted, play }] of craftedViolations.entries()) {
      const frames = framesOf(play, index + 1).map((one) => inIpv4(one));
      all.push(...checksOf(await judged(frames, true)).map((check) => ({ ...check, crafted })));
    }
    return all;
  };
  let checks: readonly (Said & { readonly crafted: string })[];
  before(async () => (checks = await said()));

  it('is held against its sender where a packet alone shows it', () => {
    const found = new Set(checks.filter(({ rule, crafted, broken }) => rule === crafted && broken > 0).map(({ rule }) => rule));
    expect([...ofOnePacket].filter((rule) => !found.has(rule))).to.have.members(NOT_IN_TUNNELS);
  });

  it('is held against nobody where loss, delay or doubling would explain it', () => {
    const blamed = checks.filter(({ broken, missing }) => broken + missing > 0).map(({ rule }) => declared.get(rule));
    expect(blamed.filter((one) => one?.spoiltByCopies === true || one?.spoiltByDelay === true)).to.deep.equal([]);
    expect(checks.filter(({ missing }) => missing > 0)).to.deep.equal([]);
    const ofSeveral = blamed.flatMap((one) => (one && !ofOnePacket.has(one.id) ? [one.id] : []));
    expect([...new Set(ofSeveral)]).to.have.members(NOT_BY_THE_WAY);
  });
});
