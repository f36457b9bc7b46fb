import { expect } from 'chai';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Judgement } from '../../suites/kit/judgement.js';
import type { PreparedFrame } from '../judge/crafted/prepared-source.js';
import { scene } from '../judge/crafted/scene.js';
import { forwards, routes } from '../judge/crafted/violations-paths.js';
import { pcapFile, type MadeUpFrame } from '../links/capture/made-up-files.js';
import { packageRoot } from '../package-root.js';

const program = fileURLToPath(import.meta.url).replace(/commands.captures\.test(\.[jt]s)$/, 'main$1');
const loader = program.endsWith('.ts') ? [`--import=${import.meta.resolve('tsx')}`] : [];
const vector = (name: string): string => join(packageRoot(), 'vectors', 'captures', name);

/** Where the n-th record of a little-endian capture ends. */
function endOfRecord(capture: Buffer, records: number): number {
  let offset = 24;
  for (let i = 0; i < records; i++) offset += 16 + capture.readUInt32LE(offset + 8);
  return offset;
}

describe('judge and decode', function () {
  this.timeout(60_000);
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'sixproof-captures-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const sixproof = (words: readonly string[], input?: Uint8Array): { code: number | null; out: string; err: string } => {
    const options = { cwd: folder, encoding: 'utf8', timeout: 60_000, ...(input && { input }) } as const;
    const done = spawnSync(process.execPath, [...loader, program, ...words], options);
    return { code: done.status, out: done.stdout, err: done.stderr };
  };

  it('judge writes judgement.json and a page, and ends with 0 when nothing is wrong', () => {
    const { code, out, err } = sixproof(['judge', vector('linux-radvd.pcapng'), '--out', 'radvd']);
    expect(code).to.equal(0);
    expect(out).to.match(/PASS \d+/);
    expect(err).to.contain(join('radvd', 'index.html'));
    const written = JSON.parse(readFileSync(join(folder, 'radvd', 'judgement.json'), 'utf8')) as Judgement;
    expect(written).to.include({ schema: 'sixproof/judgement/1', tool: 'sixproof' });
    expect(written.captures[0]?.contents.frames).to.equal(64);
    expect(readFileSync(join(folder, 'radvd', 'index.html'), 'utf8')).to.contain('<title>PASS: ');
  });

  it('judge ends with 1 on a violated MUST, 2 on a file that is no capture, 3 on damage and on nothing to judge', () => {
    writeFileSync(join(folder, 'text'), 'no capture at all');
    writeFileSync(join(folder, 'empty.pcap'), readFileSync(vector('linux-boot.pcap')).subarray(0, 24));
    expect(sixproof(['judge', vector('crafted-violations.pcap'), '--out', 'o']).code).to.equal(1);
    const unusable = sixproof(['judge', 'text', 'nowhere.pcap', vector('linux-boot.pcap'), '--out', 'o']);
    expect(unusable.code).to.equal(2);
    expect(unusable.err)
      .to.contain('text')
      .and.to.match(/^there is no file nowhere\.pcap$/m);
    expect(sixproof(['judge', '--as-one', 'nowhere.pcap', vector('linux-boot.pcap')]).err).to.match(/: there is no file nowhere\.pcap$/m);
    expect(unusable.out, 'the good one is judged').to.contain('linux-boot.pcap');
    expect(sixproof(['judge', vector('linux-boot-lying-length.pcap'), '--out', 'o']).code).to.equal(3);
    expect(sixproof(['judge', 'empty.pcap', '--out', 'o']).code).to.equal(3);
  });

  it('judge --as-one takes parts of a capture for the whole that they are, in any order', () => {
    const whole = readFileSync(vector('linux-boot.pcap'));
    const cut = endOfRecord(whole, 6);
    writeFileSync(join(folder, 'ring_1.pcap'), whole.subarray(0, cut));
    writeFileSync(join(folder, 'ring_2.pcap'), Buffer.concat([whole.subarray(0, 24), whole.subarray(cut)]));
    const judged = (words: readonly string[]): Judgement =>
      JSON.parse(sixproof(['judge', '--json', '--out', 'ring', ...words]).out) as Judgement;
    const [together] = judged(['--as-one', 'ring_2.pcap', 'ring_1.pcap']).captures;
    const [alone] = judged([vector('linux-boot.pcap')]).captures;
    expect(together?.findings).to.deep.equal(alone?.findings);
    expect(together?.contents.parts?.map(({ file, firstFrame }) => [file, firstFrame])).to.deep.equal([
      ['ring_1.pcap', 1],
      ['ring_2.pcap', 7],
    ]);
    expect(judged(['ring_2.pcap', 'ring_1.pcap']).captures).to.have.length(2);
    expect(sixproof(['judge', '--as-one', 'ring_1.pcap', '-', '--out', 'o'])).to.deep.include({ code: 2 });
    writeFileSync(join(folder, 'text'), 'no capture at all');
    const unusable = sixproof(['judge', '--as-one', 'ring_1.pcap', 'text', '--out', 'o']);
    expect(unusable).to.deep.include({ code: 2, out: '' });
    expect(unusable.err).to.contain('text');
  });

  it('judge --links takes files for captures of several links, and judges what a router forwards', () => {
    const s = scene(1);
    routes(s);
    forwards(s, 64, 64);
    const fileOf = (frames: readonly PreparedFrame[]): Buffer =>
      pcapFile(
        { little: true, nanoseconds: false },
        frames.map(({ octets, atUs }): MadeUpFrame => ({ seconds: 1_000, fraction: atUs, octets })),
      );
    const isTagged = ({ octets }: PreparedFrame): boolean => octets[12] === 0x81 && octets[13] === 0;
    const untagged = (one: PreparedFrame): PreparedFrame => ({
      ...one,
      octets: Buffer.concat([one.octets.subarray(0, 12), one.octets.subarray(16)]),
    });
    const lan = s.frames.filter((one) => !isTagged(one));
    const wan = s.frames.filter(isTagged).map(untagged);
    writeFileSync(join(folder, 'lan_1.pcap'), fileOf(lan.slice(0, 1)));
    writeFileSync(join(folder, 'lan_2.pcap'), fileOf(lan.slice(1)));
    writeFileSync(join(folder, 'wan.pcap'), fileOf(wan));
    const judged = (words: readonly string[]): Judgement => {
      const { out, err } = sixproof(['judge', '--json', '--out', 'links', ...words]);
      expect(out, err).to.not.equal('');
      return JSON.parse(out) as Judgement;
    };
    const forwarding = ({ captures }: Judgement): readonly (readonly string[])[] =>
      captures.flatMap(({ findings }) =>
        findings
          .filter(({ requirement }) => requirement === 'hdr-hl-decrement')
          .map(({ link, verdict, checks }) => [link, verdict, ...checks.flatMap(({ evidence }) => evidence.map(({ text }) => text))]),
      );
    const together = judged(['--links', 'lan=lan_1.pcap', 'lan=lan_2.pcap', 'wan.pcap']);
    expect(forwarding(together)).to.deep.equal([['wan', 'fail', 'arrived with hop limit 64, left with 64']]);
    expect(together.captures[0]?.contents.links).to.deep.equal(['lan', 'wan']);
    expect(together.captures[0]?.contents.parts?.map(({ file, link }) => [file, link])).to.deep.equal([
      ['lan_1.pcap', 'lan'],
      ['wan.pcap', 'wan'],
      ['lan_2.pcap', 'lan'],
    ]);
    const asOne = judged(['--as-one', 'lan_1.pcap', 'lan_2.pcap', 'wan.pcap']);
    expect(forwarding(asOne), 'one link').to.deep.equal([]);
    expect([together, asOne].map(({ captures }) => captures[0]?.contents.copies)).to.deep.equal([0, 2]);
    const both = sixproof(['judge', '--as-one', '--links', 'lan_1.pcap', 'wan.pcap', '--out', 'o']);
    expect(both).to.deep.include({ code: 2, out: '' });
    expect(both.err).to.contain('give one of the two');
    expect(sixproof(['judge', '--links', 'lan_1.pcap', '--out', 'o'])).to.deep.include({ code: 2, out: '' });
    const unusable = sixproof(['judge', '--links', 'lan_1.pcap', 'wan=nowhere.pcap', '--out', 'o']);
    expect(unusable).to.deep.include({ code: 2, out: '' });
    expect(unusable.err).to.contain('there is no file nowhere.pcap');
  });

  it('judge --json prints what it writes, also of standard input', () => {
    const { code, out } = sixproof(['judge', '--json', '--out', 'json', '-'], readFileSync(vector('linux-boot.pcap')));
    expect(code).to.equal(0);
    expect(out).to.equal(readFileSync(join(folder, 'json', 'judgement.json'), 'utf8'));
    expect((JSON.parse(out) as Judgement).captures[0]?.file).to.equal('-');
  });

  it('decode prints a packet a line, with number and time', () => {
    const { code, out, err } = sixproof(['decode', vector('linux-boot.pcap')]);
    expect({ code, err }).to.deep.equal({ code: 0, err: '' });
    expect(out.split('\n').slice(0, 2)).to.deep.equal([
      '     1    0.000000  IPv6 :: > ff02::16 hl 1 | HBH router alert 0 | MLDv2 report TO_EX ff02::1:ff10:1 {}',
      '     2    0.300065  IPv6 :: > ff02::1:ff10:1 hl 255 | NS fe80::5eff:fe10:1 | nonce a4882909dbbf',
    ]);
  });

  it('decode -v shows every field with its octets', () => {
    const { out } = sixproof(['decode', '-v', vector('linux-boot.pcap')]);
    expect(out).to.match(/\n +14\+1\.0:4 +Version: 6\n/);
    expect(out).to.match(/\n +62\+16 +Target: fe80::5eff:fe10:1\n/);
  });

  it('decode --json gives one object a line', () => {
    const lines = sixproof(['decode', '--json', vector('linux-boot.pcap')])
      .out.trimEnd()
      .split('\n');
    expect(lines).to.have.length(11);
    const second = JSON.parse(lines[1] ?? '') as Record<string, unknown>;
    expect(second).to.include({ frame: 2, timeUs: 300_065, linkType: 1, octets: 86, originalOctets: 86 });
    expect((second['layers'] as { name: string }[]).map(({ name }) => name)).to.deep.equal(['ethernet', 'ipv6', 'neighborSolicitation']);
  });

  it('decode prints what comes before the damage and ends with 3; with 2 when there is no capture', () => {
    const damaged = sixproof(['decode', '-'], readFileSync(vector('linux-tun.pcap')).subarray(0, 300));
    expect(damaged.code).to.equal(3);
    expect(damaged.out.trimEnd().split('\n')).to.have.length(2);
    expect(damaged.err).to.contain('28 octets are missing');
    expect(sixproof(['decode', 'nowhere.pcap']).code).to.equal(2);
  });

  it('decode ends quietly when nobody reads on', async () => {
    const many = Buffer.concat([
      readFileSync(vector('linux-errors.pcapng')),
      ...Array.from({ length: 400 }, () => readFileSync(vector('linux-errors.pcapng'))),
    ]);
    writeFileSync(join(folder, 'many.pcapng'), many);
    const child = spawn(process.execPath, [...loader, program, 'decode', 'many.pcapng'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let complaints = '';
    child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect({ code, complaints }).to.deep.equal({ code: 0, complaints: '' });
  });
});
