import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { address, ALL_NODES, solicitedNodeMulticast } from '../../reference/net/address.js';
import { START, type Instant } from '../../reference/time.js';
import { frame, type LayerDraft } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { LINK_TYPE, linuxCooked, linuxCooked2 } from '../../reference/wire/link-headers.js';
import { neighborSolicitation, routerAdvertisement } from '../../reference/wire/nd.js';
import type { CaptureJudgement } from '../../suites/kit/judgement.js';
import { pcapFile } from '../links/capture/made-up-files.js';
import { preparedSource, type PreparedFrame } from './crafted/prepared-source.js';
import { scene, usual } from './crafted/scene.js';
import { inIpv4 } from './crafted/tunnelling.js';
import { judgeLinks, judgeSource } from './judge-captures.js';
import { LinkStarts } from './link-starts.js';

const US_PER_S = 1_000_000;

describe('captures of several links', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'sixproof-links-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const linkOf = (name: string, frames: readonly PreparedFrame[]) => {
    const file = join(folder, `${name}.pcap`);
    const made = frames.map(({ octets, atUs }) => ({ seconds: 1_000 + Math.floor(atUs / US_PER_S), fraction: atUs % US_PER_S, octets }));
    writeFileSync(file, pcapFile({ little: true, nanoseconds: false }, made));
    return { name, files: [file] };
  };
  const doubtAbout = async (...links: readonly ReturnType<typeof linkOf>[]): Promise<readonly string[]> => {
    const told: string[] = [];
    await judgeLinks(links, { complete: false, onDoubt: (text) => told.push(text) });
    return told;
  };
  const judged = async (...links: readonly ReturnType<typeof linkOf>[]): Promise<CaptureJudgement> => {
    const outcome = await judgeLinks(links, { complete: true });
    if (!('findings' in outcome)) throw new Error('not judged');
    return outcome;
  };

  it('begin each by itself: what one shows at its start may answer what was sent before', async () => {
    const [early, late] = [scene(1), scene(2)];
    usual.resolution(early, 0, early.a, early.b);
    usual.resolution(late, 100_000, late.a, late.router);
    usual.answer(late, 100_010, late.b, late.b.linkLocal, late.a.linkLocal);
    usual.probe(late, 160_000, late.a, late.b.linkLocal);
    usual.answer(late, 160_001, late.b, late.b.linkLocal, late.a.linkLocal);
    usual.answer(late, 190_000, late.b, late.b.linkLocal, late.a.linkLocal);
    const { findings } = await judged(linkOf('early', early.frames), linkOf('late', late.frames));
    const said = findings
      .filter(({ link }) => link === 'late')
      .flatMap(({ checks }) => checks)
      .filter(({ rule, broken, missing, undecided }) => rule === 'nd.solicited.only-when-asked' && broken + missing + undecided > 0);
    expect(said.map(({ undecidedBecause }) => undecidedBecause)).to.deep.equal([
      [{ why: 'the solicitation may have come before the capture began', count: 1, firstFrame: 5 }],
    ]);
    expect(
      said.map(({ missing, evidence }) => [missing, evidence.map(({ frame }) => frame)]),
      'long after',
    ).to.deep.equal([[1, [8]]]);
  });

  it('are of the same time, or it is said that they are not', async () => {
    const between = (fromS: number, toS: number): readonly PreparedFrame[] => {
      const s = scene(1);
      for (const at of [fromS, toS]) usual.probe(s, at * 1_000, s.a, s.b.linkLocal);
      return s.frames;
    };
    const lan = linkOf('lan', between(0, 60));
    expect(await doubtAbout(lan, linkOf('wan', between(9, 51)))).to.deep.equal([]);
    for (const [from, to] of [
      [20, 60],
      [0, 40],
    ] as const)
      expect(await doubtAbout(lan, linkOf('wan', between(from, to)))).to.deep.equal([
        '--links is for captures that were taken at the same time, but the captures of the links do not begin and end together: ' +
          `lan from 0 s to 60 s, wan from ${from} s to ${to} s`,
      ]);
    const [doubt, ...more] = await doubtAbout(lan, linkOf('dmz', between(1, 59)), linkOf('wan', between(61, 62)));
    expect(doubt).to.contain('the capture of link wan shares no time with the others: lan from 0 s to 60 s');
    expect(more).to.deep.equal([]);
  });

  it('show a tunnel once that goes through a router between them, and both of its directions', async () => {
    const s = scene(1);
    usual.resolution(s, 0, s.a, s.b);
    usual.probe(s, 2_000, s.a, s.b.linkLocal);
    usual.answer(s, 2_010, s.b, s.b.linkLocal, s.a.linkLocal);
    const onWay = (isNear: boolean) =>
      s.frames.map((one, index) => {
        const isFirst = (index % 2 === 0) === isNear;
        const passed = inIpv4(one, { timeToLive: isFirst ? 64 : 63 });
        return { ...passed, atUs: one.atUs + (isFirst ? 0 : 200) };
      });
    const { contents, nodes } = await judged(linkOf('lan', onWay(true)), linkOf('wan', onWay(false)));
    expect(contents.tunnelled).to.deep.equal({
      packets: 4,
      unjudged: [{ why: 'it was captured before, on the other side of a router', count: 4, firstFrame: 2 }],
    });
    expect(contents.links).to.deep.equal(['lan', 'lan tunnel 192.0.2.1 - 192.0.2.2', 'wan']);
    expect(nodes.map(({ name, link, frames }) => [name, link, frames])).to.deep.equal([
      ['fe80::1:1', 'lan tunnel 192.0.2.1 - 192.0.2.2', 2],
      ['fe80::1:2', 'lan tunnel 192.0.2.1 - 192.0.2.2', 2],
    ]);
  });

  it('show each a tunnel of its own where nothing is seen on both', async () => {
    const s = scene(1);
    usual.resolution(s, 0, s.a, s.b);
    const [asked, answered] = s.frames.map((one) => inIpv4(one)) as [PreparedFrame, PreparedFrame];
    const { contents, nodes } = await judged(linkOf('lan', [asked]), linkOf('wan', [answered]));
    expect(contents.tunnelled).to.deep.equal({ packets: 2, unjudged: [] });
    expect(nodes.map(({ link }) => link)).to.deep.equal(['lan tunnel 192.0.2.1 - 192.0.2.2', 'wan tunnel 192.0.2.1 - 192.0.2.2']);
  });
});

describe('the start of a link', () => {
  it('is that of its captures, also for an interface that is quiet at first', () => {
    const starts = new LinkStarts((interfaceId) => Math.floor(interfaceId / 10));
    starts.note(0, START);
    starts.note(10, 7 as Instant);
    starts.note(1, 8 as Instant);
    starts.note(10, 9 as Instant);
    expect([0, 1, 10, 11].map((interfaceId) => starts.of(interfaceId))).to.deep.equal([0, 0, 7, 7]);
  });

  it('is that of the capture where only one is judged', () => {
    const starts = new LinkStarts();
    starts.note(3, 5 as Instant);
    starts.note(0, 6 as Instant);
    expect(starts.of(0)).to.equal(5);
  });
});

describe('a capture on all interfaces', () => {
  const RULES = ['nd.router-advertisement.interval', 'nd.address-resolution.interval', 'nd.address-resolution.count'];
  /** As the router sends them on two links, with one link-layer address, and what the capture says of the interface. */
  const captured = (link: LayerDraft, linkType: number): readonly PreparedFrame[] =>
    [0, 500].flatMap((atMs) => [
      {
        linkType,
        atUs: atMs * 1_000,
        octets: frame(link, ipv6({ source: ROUTER, destination: ALL_NODES, hopLimit: 255 }), routerAdvertisement({ retransTimer: 1_000 }))
          .octets,
      },
      {
        linkType,
        atUs: atMs * 1_000 + 1,
        octets: frame(
          link,
          ipv6({ source: ROUTER, destination: solicitedNodeMulticast(HOST), hopLimit: 255 }),
          neighborSolicitation({ target: HOST }),
        ).octets,
      },
    ]);
  const verdicts = async (frames: readonly PreparedFrame[]): Promise<readonly string[]> => {
    const outcome = await judgeSource(preparedSource(frames), 'prepared', { complete: true });
    if (!('findings' in outcome)) throw new Error('not judged');
    return outcome.findings.flatMap(({ checks }) =>
      checks.filter(({ rule }) => RULES.includes(rule)).map((check) => `${check.rule} ${check.verdict}`),
    );
  };
  const MAC = Uint8Array.of(2, 0, 0, 0, 0, 1, 0, 0);
  const [ROUTER, HOST] = [address('fe80::1'), address('fe80::2')];

  it('may show several links as one, where it names no interface: what comes too soon there came in time on each', async () => {
    const merged = await verdicts(captured(linuxCooked({ address: MAC }), LINK_TYPE.linuxCooked));
    expect(merged).to.include.members([`${RULES[0]} inconclusive`, `${RULES[1]} inconclusive`]);
    expect(merged.join()).to.not.contain('fail');
  });

  it('tells them apart where it does', async () => {
    const one = await verdicts(captured(linuxCooked2({ address: MAC, interfaceIndex: 3 }), LINK_TYPE.linuxCooked2));
    expect(one).to.include.members([`${RULES[0]} fail`, `${RULES[1]} fail`]);
  });
});
