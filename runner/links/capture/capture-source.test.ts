import { expect } from 'chai';
import fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { hex } from '../../../reference/net/octets.js';
import { describeProblem } from '../frames.js';
import type { FileFrame } from './capture-format.js';
import { openCapture, readCapture, type CaptureSource } from './capture-source.js';
import { inPieces, pcapFile, pcapngBlocks, type MadeUpFrame } from './made-up-files.js';

interface Kept extends Omit<FileFrame, 'octets'> {
  readonly octets: string;
}

async function everything(source: CaptureSource): Promise<readonly Kept[]> {
  const kept: Kept[] = [];
  for await (const batch of source.batches()) for (const frame of batch) kept.push({ ...frame, octets: hex(frame.octets) });
  return kept;
}

const read = async (
  octets: Buffer,
  size = octets.length,
): Promise<{ readonly frames: readonly Kept[]; readonly source: CaptureSource }> => {
  const source = readCapture(inPieces(octets, Math.max(1, size)), 'made-up.pcap');
  return { frames: await everything(source), source };
};

const SAMPLES: readonly MadeUpFrame[] = [
  { seconds: 1_700_000_000, fraction: 123_456, octets: Uint8Array.of(1, 2, 3, 4, 5, 6) },
  { seconds: 1_700_000_000, fraction: 999_999, octets: new Uint8Array(0) },
  { seconds: 1_700_000_002, fraction: 5, octets: new Uint8Array(1500).fill(7), originalLength: 9000 },
];

/** Undefined where nothing can compress. */
function zstdOf(octets: Buffer): Buffer | undefined {
  const done = spawnSync('zstd', ['-c', '-q', '--check'], { input: octets });
  return done.status === 0 ? done.stdout : undefined;
}

describe('classic captures', () => {
  for (const little of [true, false]) {
    it(`reads microseconds, ${little ? 'little' : 'big'}-endian`, async () => {
      const { frames, source } = await read(pcapFile({ little, nanoseconds: false }, SAMPLES));
      expect(source.problem()).to.equal(undefined);
      expect(
        frames.map(({ no, at, octets, originalLength, linkType, direction, nanoseconds }) => [
          no,
          at,
          octets.length / 2,
          originalLength,
          linkType,
          direction,
          nanoseconds,
        ]),
      ).to.deep.equal([
        [1, 0, 6, 6, 1, 'unknown', 0],
        [2, 876_543, 0, 0, 1, 'unknown', 0],
        [3, 1_876_549, 1500, 9000, 1, 'unknown', 0],
      ]);
      expect(frames.map((frame) => frame.fileOffset)).to.deep.equal([24, 46, 62]);
      expect(source.zeroEpochUs()).to.equal(1_700_000_000_123_456);
      expect(source.format()).to.equal(`pcap, microseconds, ${little ? 'little' : 'big'}-endian`);
      expect(source.losses()).to.equal('unknown');
    });

    it(`reads nanoseconds, ${little ? 'little' : 'big'}-endian`, async () => {
      const samples = [{ seconds: 5, fraction: 123_456_789, octets: Uint8Array.of(9) }];
      const { frames, source } = await read(pcapFile({ little, nanoseconds: true }, samples));
      expect(source.zeroEpochUs()).to.equal(5_123_456);
      expect(frames[0]).to.include({ at: 0, nanoseconds: 789, octets: '09' });
    });
  }

  it('takes the link type without the bits about a check sequence', async () => {
    const { frames } = await read(pcapFile({ little: true, nanoseconds: false, linkType: 0x2400_0001 }, SAMPLES.slice(0, 1)));
    expect(frames[0]?.linkType).to.equal(1);
  });

  it('counts from a zero that it is given', async () => {
    const octets = pcapFile({ little: true, nanoseconds: false }, SAMPLES);
    const frames = await everything(readCapture(inPieces(octets, 100), 'x', { zeroEpochUs: 1_699_999_999_000_000 }));
    expect(frames[0]?.at).to.equal(1_123_456);
  });

  it('delivers the frames before the end of a cut file, and says where and what is missing', async () => {
    const octets = pcapFile({ little: true, nanoseconds: false }, SAMPLES);
    const { frames, source } = await read(octets.subarray(0, octets.length - 10));
    expect(frames).to.have.length(2);
    expect(source.problem()).to.deep.equal({
      kind: 'damaged',
      offset: 62,
      detail: 'made-up.pcap ends after 1506 octets of what should be the rest of a record: 10 octets are missing',
    });
  });

  it('stops at once at a record that announces more than any frame has', async () => {
    const octets = pcapFile({ little: true, nanoseconds: false }, [
      ...SAMPLES,
      ...Array.from({ length: 20_000 }, () => SAMPLES[2] as MadeUpFrame),
    ]);
    octets.writeUInt32LE(0x7fff_ffff, 62 + 8);
    const startedAt = performance.now();
    const { frames, source } = await read(octets, 65_536);
    expect(performance.now() - startedAt).to.be.below(500);
    expect(frames).to.have.length(2);
    expect(source.problem()).to.deep.include({ kind: 'damaged', offset: 62 });
  });

  it('refuses other versions', async () => {
    const octets = pcapFile({ little: true, nanoseconds: false }, SAMPLES);
    octets.writeUInt16LE(3, 6);
    const { frames, source } = await read(octets);
    expect(frames).to.have.length(0);
    expect(source.problem()).to.deep.include({
      kind: 'unsupported',
      offset: 4,
      detail: 'version 2.3 of the classic capture format; only 2.4 is read',
    });
  });

  it('has nothing to say about a capture without frames', async () => {
    const { frames, source } = await read(pcapFile({ little: false, nanoseconds: false }, []));
    expect(frames).to.have.length(0);
    expect(source.problem()).to.equal(undefined);
  });
});

describe('pcapng captures', () => {
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);

  for (const little of [true, false]) {
    const b = pcapngBlocks(little);

    it(`reads packets of several interfaces with comments and directions, ${little ? 'little' : 'big'}-endian`, async () => {
      const octets = Buffer.concat([
        b.section(),
        b.interface(1),
        b.interface(276, [{ code: 9, value: Uint8Array.of(9) }]),
        b.block(0x0000_0bad, text('skip me!')),
        b.packet(0, 1_700_000_000_000_001n, Uint8Array.of(1, 2, 3), [
          { code: 1, value: text('nd.dad.x frame 1') },
          { code: 1, value: text('second line') },
          { code: 2, value: b.u32(2) },
        ]),
        b.packet(1, 1_700_000_000_000_002_003n, Uint8Array.of(4), [{ code: 2, value: b.u32(1) }], 60),
        b.oldPacket(0, 3, 1_700_000_000_000_009n, Uint8Array.of(5, 6)),
        b.simplePacket(Uint8Array.of(7, 8, 9)),
        b.statistics(0, 5),
      ]);
      const { frames, source } = await read(octets);
      expect(source.problem()).to.equal(undefined);
      expect(
        frames.map(({ at, nanoseconds, octets: data, linkType, direction, originalLength, interfaceId }) => [
          at,
          nanoseconds,
          data,
          linkType,
          direction,
          originalLength,
          interfaceId,
        ]),
      ).to.deep.equal([
        [0, 0, '010203', 1, 'out', 3, 0],
        [1, 3, '04', 276, 'in', 60, 1],
        [8, 0, '0506', 1, 'unknown', 2, 0],
        [8, 0, '070809', 1, 'unknown', 3, 0],
      ]);
      expect(frames[0]?.comments).to.deep.equal(['nd.dad.x frame 1', 'second line']);
      expect(source.losses()).to.equal(5);
    });
  }

  it('reads sections of different byte order behind each other', async () => {
    const [little, big] = [pcapngBlocks(true), pcapngBlocks(false)];
    const octets = Buffer.concat([
      little.section(),
      little.interface(1),
      little.packet(0, 1_000_000n, Uint8Array.of(1)),
      big.section(),
      big.interface(113),
      big.packet(0, 2_000_000n, Uint8Array.of(2)),
    ]);
    const { frames } = await read(octets);
    expect(frames.map(({ at, linkType, interfaceId }) => [at, linkType, interfaceId])).to.deep.equal([
      [0, 1, 0],
      [1_000_000, 113, 1],
    ]);
  });

  it('understands every resolution and offset of stamps', async () => {
    const b = pcapngBlocks(true);
    const resolutions: readonly (readonly [resolution: number, ticks: bigint, us: number, nanoseconds: number])[] = [
      [0, 17n, 17_000_000, 0],
      [3, 17_001n, 17_001_000, 0],
      [6, 17_000_123n, 17_000_123, 0],
      [9, 1_700_000_000_123_456_789n, 1_700_000_000_123_456, 789],
      [12, 17_000_000_000_123n, 17_000_000, 0],
      [15, 17_000_000_123_456_789n, 17_000_000, 123],
      [0x80 | 10, 17n * 1024n + 512n, 17_500_000, 0],
      [0x80 | 30, (17n << 30n) + 1n, 17_000_000, 0],
    ];
    for (const [resolution, ticks, us, nanoseconds] of resolutions) {
      const options = [
        { code: 9, value: Uint8Array.of(resolution) },
        { code: 14, value: Buffer.concat([b.u32(100), b.u32(0)]) },
      ];
      const { frames, source } = await read(Buffer.concat([b.section(), b.interface(1, options), b.packet(0, ticks, Uint8Array.of(1))]));
      expect(source.zeroEpochUs(), `resolution ${resolution}`).to.equal(us + 100_000_000);
      expect(frames[0]?.nanoseconds, `resolution ${resolution}`).to.equal(nanoseconds);
    }
  });

  it('cuts a simple packet at the snap length of its interface', async () => {
    const b = pcapngBlocks(true);
    const { frames } = await read(Buffer.concat([b.section(), b.interface(1, [], 4), b.simplePacket(Uint8Array.of(1, 2, 3, 4), 60)]));
    expect(frames[0]).to.include({ octets: '01020304', originalLength: 60 });
  });

  const b = pcapngBlocks(true);
  const start = Buffer.concat([b.section(), b.interface(1), b.packet(0, 1n, Uint8Array.of(1, 2, 3, 4))]);
  const damages: readonly (readonly [what: string, block: Buffer, detail: RegExp])[] = [
    [
      'lengths that differ',
      Buffer.concat([b.packet(0, 2n, new Uint8Array(8)).subarray(0, -4), b.u32(64)]),
      /begins with a length of 40 octets and ends with 64/,
    ],
    ['a length that is no multiple of 4', Buffer.concat([b.u32(6), b.u32(41), new Uint8Array(41)]), /multiple of 4/],
    ['a length of zero', Buffer.concat([b.u32(6), b.u32(0), new Uint8Array(8)]), /at least 12/],
    [
      'a packet longer than its block',
      b.block(6, Buffer.concat([b.u32(0), b.ticks(1n), b.u32(5_000), b.u32(5_000), b.u32(0)])),
      /5000 captured octets in a block of 36/,
    ],
    ['a packet block of gigabytes', Buffer.concat([b.u32(6), b.u32(0x7fff_fff0), new Uint8Array(100)]), /at most/],
    ['an interface that was not declared', b.packet(3, 2n, new Uint8Array(4)), /interface 3; the section has declared 1/],
    ['a section without byte order', b.block(0x0a0d0d0a, new Uint8Array(16)), /byte-order magic/],
  ];
  for (const [what, block, detail] of damages) {
    it(`delivers what stands before ${what}, and names the place`, async () => {
      const { frames, source } = await read(Buffer.concat([start, block, start]));
      expect(frames).to.have.length(1);
      expect(source.problem()).to.include({ kind: 'damaged', offset: start.length });
      expect(source.problem()?.detail).to.match(detail);
    });
  }

  it('skips an unknown block of any size without keeping it, and notices when the file ends inside', async () => {
    const huge = Buffer.concat([b.u32(0x4242), b.u32(3_000_012), new Uint8Array(3_000_000), b.u32(3_000_012)]);
    const { frames, source } = await read(Buffer.concat([start, huge, b.packet(0, 9n, Uint8Array.of(5))]), 4_096);
    expect(frames.map((frame) => frame.octets)).to.deep.equal(['01020304', '05']);
    expect(source.problem()).to.equal(undefined);
    const cut = await read(Buffer.concat([start, huge]).subarray(0, -100), 4_096);
    expect(cut.source.problem()).to.include({ kind: 'damaged', offset: start.length + huge.length - 100 });
  });
});

describe('any capture file', () => {
  const b = pcapngBlocks(true);
  const files: readonly (readonly [name: string, octets: Buffer])[] = [
    ['pcap', pcapFile({ little: true, nanoseconds: false }, SAMPLES)],
    ['big-endian nanosecond pcap', pcapFile({ little: false, nanoseconds: true }, SAMPLES)],
    [
      'pcapng',
      Buffer.concat([
        b.section(),
        b.interface(1),
        ...SAMPLES.map(({ octets }, i) => b.packet(0, BigInt(i), octets, [{ code: 1, value: Uint8Array.of(0x61) }])),
      ]),
    ],
  ];

  for (const [name, octets] of files) {
    it(`${name}: gives the same frames in whatever pieces it comes`, async () => {
      const whole = await read(octets);
      for (const size of [1, 3, 16, 17, 1000]) {
        const pieced = await read(octets, size);
        expect(pieced.frames, `pieces of ${size}`).to.deep.equal(whole.frames);
        expect(pieced.source.problem()).to.equal(undefined);
      }
    });

    it(`${name}: cut anywhere, gives the whole frames before the cut, and a problem unless the cut is between records`, async () => {
      const whole = await read(octets);
      for (let length = 0; length < octets.length; length += length < 200 ? 1 : 97) {
        const cut = await read(octets.subarray(0, length));
        expect(cut.frames).to.deep.equal(whole.frames.slice(0, cut.frames.length));
        const next = whole.frames[cut.frames.length];
        if (next !== undefined && length > next.fileOffset)
          expect(cut.source.problem(), `cut at ${length}`).to.include({ kind: 'damaged', offset: next.fileOffset });
      }
    });

    it(`${name}: changed anywhere, ends without an exception`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(fc.nat(octets.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }), async (changes) => {
          const changed = Buffer.from(octets);
          for (const [at, value] of changes) changed[at] = value;
          const { frames } = await read(changed, 512);
          expect(frames.length).to.be.at.most(SAMPLES.length + 200);
        }),
        { numRuns: 500 },
      );
    });
  }

  it('tells strangers apart and says what to do', async () => {
    const { source } = await read(Buffer.from('04224d180000', 'hex'));
    expect(source.problem()).to.deep.equal({
      kind: 'unsupported',
      offset: 0,
      detail: 'the file is compressed with lz4: decompress it: lz4 -d FILE',
    });
    expect((await read(Buffer.from('<html>'))).source.problem()).to.include({ kind: 'not-a-capture', offset: 0 });
    expect((await read(Buffer.from('ab'))).source.problem()).to.include({ kind: 'not-a-capture' });
    expect((await read(Buffer.alloc(0))).source.problem()).to.deep.include({ kind: 'not-a-capture', detail: 'made-up.pcap is empty' });
  });

  describe('on disk', () => {
    let folder: string;
    before(() => (folder = mkdtempSync(join(tmpdir(), 'sixproof-capture-'))));
    after(() => rmSync(folder, { recursive: true, force: true }));
    const openDescriptors = (): number => readdirSync('/proc/self/fd').length;
    const onDisk = (octets: Buffer): string => {
      const file = join(folder, 'file');
      writeFileSync(file, octets);
      return file;
    };

    it('is read through gzip, and a cut gzip file ends with a problem', async () => {
      const [, octets] = files[0] as (typeof files)[0];
      const source = openCapture(onDisk(zlib.gzipSync(octets)));
      expect(await everything(source)).to.have.length(SAMPLES.length);
      expect(source.problem()).to.equal(undefined);
      expect(source.format()).to.equal('pcap, microseconds, little-endian, gzip');
      const cut = openCapture(onDisk(zlib.gzipSync(Buffer.concat([octets, new Uint8Array(1_000_000)])).subarray(0, -20)));
      await everything(cut);
      expect(cut.problem()).to.include({ kind: 'damaged' });
      expect(cut.problem()?.detail).to.match(/gzip data is damaged/);
    });

    it('is read through zstd, by Node or by the program, and a cut or changed file ends with a problem', async function () {
      const compressed = zstdOf(
        pcapFile({ little: true, nanoseconds: false }, [...SAMPLES, { ...SAMPLES[2]!, octets: randomBytes(200_000) }]),
      );
      if (compressed === undefined) return this.skip();
      const source = openCapture(onDisk(compressed));
      expect(await everything(source)).to.have.length(SAMPLES.length + 1);
      expect(source.problem()).to.equal(undefined);
      expect(source.format()).to.equal('pcap, microseconds, little-endian, zstd');
      const changed = Buffer.from(compressed);
      changed.fill(0, 100, 160);
      for (const damaged of [compressed.subarray(0, -20), changed]) {
        const broken = openCapture(onDisk(damaged));
        await everything(broken);
        expect(broken.problem()).to.include({ kind: 'damaged' });
        expect(broken.problem()?.detail).to.match(/zstd data is damaged/);
      }
    });

    const itWithoutZstdInNode = 'createZstdDecompress' in zlib ? () => undefined : it;
    itWithoutZstdInNode('says what to do about zstd where neither Node nor a program can read it', async () => {
      const path = process.env['PATH'];
      process.env['PATH'] = folder;
      try {
        const source = openCapture(onDisk(Buffer.from('28b52ffd0000', 'hex')));
        expect(await everything(source)).to.deep.equal([]);
        expect(source.problem()).to.include({ kind: 'unsupported' });
        expect(source.problem()?.detail).to.match(/file is compressed with zstd: Node 20.* there is no program zstd\. Install it/);
      } finally {
        process.env['PATH'] = path;
      }
    });

    it('leaves no descriptor open: read to the end, given up in the middle, closed twice', async function () {
      if (process.platform !== 'linux') this.skip();
      const [, octets] = files[0] as (typeof files)[0];
      const file = onDisk(octets);
      const before = openDescriptors();
      await everything(openCapture(file));
      const second = openCapture(file);
      for await (const batch of second.batches()) if (batch.length > 0) break;
      const third = openCapture(file);
      await third.close();
      await third.close();
      expect(await everything(third)).to.deep.equal([]);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(openDescriptors()).to.be.at.most(before);
    });

    it('is read to its end where it is longer than what is read at once, with the longest frames there can be', async () => {
      const sizes = [60, 262_144, 60, 1_500, 262_144, 0, ...Array.from({ length: 2_000 }, (_, i) => i)];
      const frames = sizes.map((size, i): MadeUpFrame => ({ seconds: i, fraction: 0, octets: new Uint8Array(size).fill(i & 0xff) }));
      const source = openCapture(onDisk(pcapFile({ little: true, nanoseconds: false }, frames)));
      let no = 0;
      for await (const batch of source.batches()) {
        for (const { octets } of batch) {
          expect(octets.length).to.equal(sizes[no]);
          expect(
            octets.every((octet) => octet === (no & 0xff)),
            `frame ${no + 1}`,
          ).to.equal(true);
          no += 1;
        }
      }
      expect(source.problem()).to.equal(undefined);
      expect(no).to.equal(sizes.length);
    });

    it('explains a file that is not there and what cannot be opened or is none, without a place in it', async () => {
      for (const [path, why] of [
        [join(folder, 'absent.pcap'), /^there is no file .*absent\.pcap$/],
        [folder, /is a directory$/],
        [join(onDisk(Buffer.from('x')), 'below'), / cannot be read: ENOTDIR: .*open '[^']*'$/],
        [onDisk(Buffer.alloc(0)), / is empty$/],
      ] as const) {
        const source = openCapture(path);
        expect(await everything(source)).to.deep.equal([]);
        const problem = source.problem();
        expect(problem?.kind).to.equal('not-a-capture');
        expect(problem && describeProblem(problem)).to.match(why);
      }
    });
  });
});
