import { expect } from 'chai';
import { join } from 'node:path';
import { address } from '../../reference/net/address.js';
import { formatLinkLayerAddress, linkLayerAddress } from '../../reference/net/link-layer-address.js';
import { ethernet } from '../../reference/wire/ethernet.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { neighborSolicitation } from '../../reference/wire/nd.js';
import { sourceLinkLayerAddress } from '../../reference/wire/nd-options.js';
import { ANY_GROUP, broken, type Segment } from '../../suites/kit/rule.js';
import type { CaptureJudgement } from '../../suites/kit/judgement.js';
import { openCapture } from '../links/capture/capture-source.js';
import { packageRoot } from '../package-root.js';
import { preparedSource, type PreparedFrame } from './crafted/prepared-source.js';
import { scene, usual, type Scene } from './crafted/scene.js';
import { judgeSource } from './judge-captures.js';
import { judgementText } from './judgement-text.js';
import { weighed } from './silences.js';
import { addMissing, emptyTally } from './tally.js';
import { Ways } from './ways.js';
import { judgement } from './assemble.js';

async function judged(frames: readonly PreparedFrame[], complete = false): Promise<CaptureJudgement> {
  const outcome = await judgeSource(preparedSource(frames, 0), 'prepared', { complete });
  if (!('findings' in outcome)) throw new Error('not judged');
  return outcome;
}

async function framesOf(file: string): Promise<readonly PreparedFrame[]> {
  const frames: PreparedFrame[] = [];
  const source = openCapture(join(packageRoot(), 'vectors', 'captures', file));
  for await (const batch of source.batches())
    for (const { octets, at, linkType, originalLength } of batch)
      frames.push({ octets: octets.slice(), atUs: at, linkType, originalLength });
  await source.close();
  return frames;
}

/** Of an Ethernet frame, as numbers to compare. */
const originOf = ({ octets }: PreparedFrame): string => octets.subarray(6, 12).join();
const destinationOf = ({ octets }: PreparedFrame): string => octets.subarray(0, 6).join();
const isMulticast = ({ octets }: PreparedFrame): boolean => ((octets[0] ?? 0) & 1) === 1;

const badVerdicts = ({ findings }: CaptureJudgement): readonly string[] =>
  findings.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn').map(({ node, requirement }) => `${node} ${requirement}`);

/** What a rule says of a scene in which nothing was counted as lost: the verdict and the reasons. */
async function verdictIn(rule: string, frames: readonly PreparedFrame[], complete = false): Promise<string> {
  const { findings } = await judged(frames, complete);
  const checks = findings.flatMap((finding) => finding.checks).filter((check) => check.rule === rule);
  return checks.map(({ verdict, undecidedBecause: list }) => [verdict, ...list.map(({ why }) => why)].join(': ')).join('; ');
}

const play = (script: (s: Scene) => void): readonly PreparedFrame[] => {
  const s = scene(1);
  script(s);
  return s.frames;
};

const ETHERNET_CAPTURES = [
  'linux-radvd.pcapng',
  'linux-nud-failed.pcapng',
  'linux-duplicate.pcapng',
  'linux-errors.pcapng',
  'linux-cut.pcapng',
  'linux-querier.pcap',
];

describe('a capture that misses one direction', function () {
  this.timeout(60_000);

  for (const file of ETHERNET_CAPTURES) {
    it(`blames nobody: ${file} without the unicast or the multicast of any node, or between any two`, async () => {
      const frames = await framesOf(file);
      const origins = [...new Set(frames.map(originOf))];
      const pairs = [...new Set(frames.filter((one) => !isMulticast(one)).map((one) => `${originOf(one)} ${destinationOf(one)}`))];
      const taps: ((one: PreparedFrame) => boolean)[] = [
        ...origins.flatMap((node) =>
          [true, false].map((missed) => (one: PreparedFrame) => originOf(one) !== node || isMulticast(one) !== missed),
        ),
        ...pairs.map((pair) => (one: PreparedFrame) => isMulticast(one) || `${originOf(one)} ${destinationOf(one)}` !== pair),
        isMulticast,
      ];
      const really = badVerdicts(await judged(frames));
      for (const [index, tap] of taps.entries())
        expect(
          badVerdicts(await judged(frames.filter(tap))).filter((one) => !really.includes(one)),
          `tap ${index}`,
        ).to.deep.equal([]);
    });
  }

  it('says so: which unicast is missing, and that multicast is not', async () => {
    const frames = await framesOf('linux-radvd-one-direction.pcapng');
    const one = await judged(frames);
    expect(one.contents.oneWay).to.deep.equal([{ to: '02:00:5e:10:00:02' }]);
    const text = judgementText(judgement([one]), { terminal: { hasColour: false }, verbose: false });
    expect(text).to.contain('unicast frames went to 02:00:5e:10:00:02, none but multicast came from there');
    expect(text).to.contain('no frame from 02:00:5e:10:00:02 to 02:00:5e:10:00:01 was captured');
    expect((await judged(await framesOf('linux-radvd.pcapng'))).contents).to.not.have.property('oneWay');
  });

  it('names the two nodes where it misses only what went between them', async () => {
    const frames = play((s) => {
      usual.resolution(s, 0, s.a, s.b);
      usual.resolution(s, 10, s.a, s.router);
      usual.probe(s, 15_000, s.a, s.b.linkLocal);
      usual.probe(s, 16_000, s.a, s.router.linkLocal);
      usual.probe(s, 20_000, s.b, s.router.linkLocal);
    });
    expect((await judged(frames)).contents.oneWay).to.deep.equal([{ from: '02:51:00:00:01:02', to: '02:51:00:00:01:03' }]);
  });

  it('is believed where the user vouches for it', async () => {
    const one = await judged(await framesOf('linux-radvd-one-direction.pcapng'), true);
    expect(badVerdicts(one)).to.have.length(3);
  });

  describe('and one that does not', () => {
    const rule = 'nd.solicited.only-when-asked';
    /** Node a claims to answer node b, from which nothing to a was captured but what comes in between. */
    const unasked = (between: (s: Scene) => void): readonly PreparedFrame[] =>
      play((s) => {
        usual.solicitation(s, 0, s.b, s.router.linkLocal);
        between(s);
        usual.answer(s, 20_000, s.a, s.a.linkLocal, s.b.linkLocal);
      });

    it('tells an advertisement that nobody asked for by both sides of the conversation', async () => {
      expect(
        await verdictIn(
          rule,
          unasked(() => undefined),
        ),
      ).to.match(/^inconclusive: no frame from .*:02 to .*:01 was captured/);
      expect(
        await verdictIn(
          rule,
          unasked((s) => usual.resolution(s, 5_000, s.a, s.b)),
        ),
      ).to.equal('fail');
    });

    it('does not take the multicast of a node for its silence, nor its unicast', async () => {
      const noMulticast = play((s) => {
        usual.probe(s, 0, s.b, s.a.linkLocal);
        usual.answer(s, 20_000, s.a, s.a.linkLocal, s.b.linkLocal);
      });
      expect(await verdictIn(rule, noMulticast)).to.match(/^inconclusive: no multicast frame from .*:02 was captured/);
    });

    it('concludes nothing before it has seen the whole capture', async () => {
      const later = unasked((s) => usual.probe(s, 30_000, s.b, s.a.linkLocal));
      expect(
        await verdictIn(
          rule,
          [...later].sort((x, y) => x.atUs - y.atUs),
        ),
      ).to.equal('fail');
    });

    it('judges each of several silences by its own way', async () => {
      const asks = (s: Scene, atMs: number, from: Scene['a']): void => usual.probe(s, atMs, from, s.b.linkLocal);
      const frames = play((s) => {
        usual.resolution(s, 0, s.a, s.b);
        asks(s, 10_000, s.a);
        asks(s, 10_001, s.router);
        usual.report(s, 30_000, s.b, s.b.linkLocal, s.b.linkLocal);
        usual.report(s, 40_000, s.b, s.b.linkLocal, s.b.linkLocal);
      });
      const { findings } = await judged(frames);
      const [check] = findings.flatMap(({ checks }) => checks).filter((one) => one.rule === 'nd.solicited.answer-to-unicast');
      expect(check).to.include({ verdict: 'fail', missing: 2 });
      expect(check?.evidence.map(({ frame }) => frame)).to.deep.equal([3]);
      expect(check?.undecidedBecause.map(({ count, firstFrame }) => [count, firstFrame])).to.deep.equal([[1, 4]]);
    });
  });
});

describe('what is missing', () => {
  const segment = { isHeard: () => false } as unknown as Segment;
  const absence = (frame: number) => broken(`frame ${frame} not answered`);

  it('is counted by its ways, of which a bounded number is told apart', () => {
    const tally = emptyTally();
    for (let frame = 1; frame <= 20; frame++) addMissing(tally, frame, absence(frame), [{ segment, from: frame % 10, to: 99 }]);
    expect([tally.missing, tally.undecided, tally.silences.length]).to.deep.equal([20, 0, 9]);
    const { absent, doubts } = weighed(tally.silences);
    expect([absent, doubts.reduce((sum, { count }) => sum + count, 0)]).to.deep.equal([0, 20]);
    expect(doubts.at(-1)).to.deep.equal({ why: 'more neighbors waited in vain than are told apart', count: 4, firstFrame: 9 });
  });

  it('is all counted where the user vouches for the capture, however many waited in vain', async () => {
    const NEIGHBOURS = 12;
    const s = scene(1);
    usual.resolution(s, 0, s.a, s.b);
    for (let n = 1; n <= NEIGHBOURS; n++) {
      const [mac, source] = [linkLayerAddress([2, 0, 0, 0, 1, n]), address(`fe80::99:${n}`)];
      s.put(
        10_000 * n,
        ethernet({ source: mac, destination: s.b.mac }),
        ipv6({ source, destination: s.b.linkLocal, hopLimit: 255 }),
        neighborSolicitation({ target: s.b.linkLocal, options: [sourceLinkLayerAddress(mac)] }),
      );
      usual.probe(s, 10_000 * n + 1_000, s.b, s.router.linkLocal);
    }
    usual.solicitation(s, 200_000, s.a, s.router.linkLocal);
    const unanswered = async (complete: boolean) =>
      (await judged(s.frames, complete)).findings
        .filter(({ node }) => node === formatLinkLayerAddress(s.b.mac))
        .flatMap(({ checks }) => checks)
        .find(({ rule }) => rule === 'nd.solicited.answer-to-unicast');
    const vouched = await unanswered(true);
    expect(vouched).to.include({ verdict: 'fail', missing: NEIGHBOURS, undecided: 0 });
    expect(vouched?.undecidedBecause).to.deep.equal([]);
    const doubted = await unanswered(false);
    expect(doubted).to.include({ verdict: 'inconclusive', missing: NEIGHBOURS });
    expect(doubted?.undecidedBecause.reduce((sum, { count }) => sum + count, 0)).to.equal(NEIGHBOURS);
  });

  it('is certain without a way that it would have come', () => {
    const tally = emptyTally();
    addMissing(tally, 7, absence(7));
    expect(weighed(tally.silences)).to.include({ absent: 1 });
    expect(weighed(tally.silences).absences.map(({ frame }) => frame)).to.deep.equal([7]);
  });
});

describe('the ways of a link', () => {
  it('are bounded by a room that all links share, and what finds none counts as unheard', () => {
    const room = { left: 3 };
    const [here, there] = [new Ways(room), new Ways(room)];
    here.hear(1, 2);
    here.hear(1, 2);
    there.hear(1, 2);
    there.hear('a', 'b');
    here.hear(2, 1);
    expect([here.isHeard(1, 2), there.isHeard('a', 'b'), here.isHeard(2, 1)]).to.deep.equal([true, true, false]);
    expect(room).to.deep.equal({ left: 0 });
    expect([...here.oneWay()], 'of a node that sent nothing nothing is said').to.deep.equal([]);
  });

  it('are one way where both ends were heard and one was not answered', () => {
    const ways = new Ways({ left: 10 });
    ways.hear(1, 2);
    ways.hear(2, ANY_GROUP);
    expect([...ways.oneWay()]).to.deep.equal([{ to: '00:00:00:00:00:02' }]);
    ways.hear(2, 3);
    expect([...ways.oneWay()]).to.deep.equal([{ from: '00:00:00:00:00:01', to: '00:00:00:00:00:02' }]);
    ways.hear(2, 1);
    expect([...ways.oneWay()]).to.deep.equal([]);
  });
});
