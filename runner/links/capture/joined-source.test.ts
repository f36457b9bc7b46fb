import { expect } from 'chai';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openJoined, openLinks, type JoinedSource } from './joined-source.js';
import type { FileFrame } from './capture-format.js';
import { pcapFile, type MadeUpFrame } from './made-up-files.js';

const frame = (seconds: number, octet: number): MadeUpFrame => ({ seconds, fraction: 0, octets: Uint8Array.of(octet) });
const capture = (...frames: readonly MadeUpFrame[]): Buffer => pcapFile({ little: true, nanoseconds: false }, frames);

describe('several files as one capture', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sixproof-joined-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, octets: Buffer): string => {
    const file = join(folder, name);
    writeFileSync(file, octets);
    return file;
  };
  const everything = async (source: JoinedSource): Promise<readonly (readonly [no: number, seconds: number, octet: number])[]> => {
    const kept: [number, number, number][] = [];
    for await (const batch of source.batches()) for (const { no, at, octets } of batch) kept.push([no, at / 1_000_000, octets[0] ?? -1]);
    return kept;
  };

  it('follow each other by their stamps, in whatever order they are named, numbered through', async () => {
    const files = [write('b', capture(frame(1010, 3), frame(1011, 4))), write('a', gzipSync(capture(frame(1000, 1), frame(1001, 2))))];
    const source = openJoined(files);
    expect(await everything(source)).to.deep.equal([
      [1, 0, 1],
      [2, 1, 2],
      [3, 10, 3],
      [4, 11, 4],
    ]);
    const octets = files.reduce((sum, file) => sum + statSync(file).size, 0);
    expect(source.position()).to.deep.equal({ octets, of: octets });
    expect(source.parts()).to.deep.equal([
      { file: files[1], link: undefined, frames: 2, firstFrame: 1 },
      { file: files[0], link: undefined, frames: 2, firstFrame: 3 },
    ]);
    expect(source.problem()).to.equal(undefined);
  });

  it('interleave where they overlap in time', async () => {
    const files = [
      write('a', capture(frame(1000, 1), frame(1004, 2), frame(1008, 3))),
      write('b', capture(frame(1002, 4), frame(1004, 5), frame(1009, 6))),
      write('c', capture(frame(1006, 7))),
    ];
    const source = openJoined(files);
    expect((await everything(source)).map(([, seconds, octet]) => [seconds, octet])).to.deep.equal([
      [0, 1],
      [2, 4],
      [4, 2],
      [4, 5],
      [6, 7],
      [8, 3],
      [9, 6],
    ]);
    expect(source.parts().map(({ firstFrame }) => firstFrame)).to.deep.equal([1, 2, 5]);
  });

  it('keep the octets of a batch until the next is asked for, over files that are longer than what is read at once', async () => {
    const many = (from: number, octet: number): Buffer =>
      capture(
        ...Array.from({ length: 3000 }, (_, i): MadeUpFrame => ({
          seconds: from + 2 * i,
          fraction: 0,
          octets: new Uint8Array(400).fill(octet),
        })),
      );
    const source = openJoined([write('a', many(1000, 1)), write('b', many(1001, 2))]);
    let count = 0;
    for await (const batch of source.batches())
      for (const { octets, no } of batch) {
        expect(no).to.equal(++count);
        expect(
          octets.every((octet) => octet === (count % 2 === 1 ? 1 : 2)),
          `frame ${count}`,
        ).to.equal(true);
      }
    expect(count).to.equal(6000);
  });

  it('are of one link or of several, whose interfaces have numbers and names of their own', async () => {
    const [a, b, c] = [
      write('a', capture(frame(1000, 1))),
      write('b', capture(frame(1002, 2))),
      write('c', capture(frame(1001, 3))),
    ] as const;
    const interfacesOf = async (source: JoinedSource): Promise<readonly (number | undefined)[]> => {
      const kept: (number | undefined)[] = [];
      for await (const batch of source.batches()) for (const one of batch) kept.push((one as FileFrame).interfaceId);
      return kept;
    };
    const one = openJoined([a, b, c]);
    expect(await interfacesOf(one)).to.deep.equal([0, 0, 0]);
    expect(one.nameOf).to.equal(undefined);
    const several = openLinks([
      { name: 'lan', files: [a, b] },
      { name: 'wan', files: [c] },
    ]);
    const [first = -1, second = -1, third = -1] = await interfacesOf(several);
    expect([first, third, several.nameOf?.(first), several.nameOf?.(second)]).to.deep.equal([0, 0, 'lan', 'wan']);
    expect([several.nameOf?.(second + 2), several.nameOf?.(second, 7)]).to.deep.equal(['wan interface 2', 'wan interface 7']);
    expect(several.parts().map(({ file, link, firstFrame }) => [file, link, firstFrame])).to.deep.equal([
      [a, 'lan', 1],
      [c, 'wan', 2],
      [b, 'lan', 3],
    ]);
  });

  it('say which of them is damaged, go on with the others, and then know nothing about lost frames', async () => {
    const whole = capture(frame(1000, 1), frame(1001, 2));
    const files = [write('cut', whole.subarray(0, -1)), write('b', capture(frame(1010, 3)))];
    const source = openJoined(files);
    expect((await everything(source)).map(([, , octet]) => octet)).to.deep.equal([1, 3]);
    expect(source.problem()).to.include({ kind: 'damaged' });
    expect(source.problem()?.detail).to.match(/^[^ ]*cut ends /);
    expect(source.losses()).to.equal('unknown');
  });

  it('hold one that is no capture against the user, and one without frames against nobody', async () => {
    const wrong = openJoined([write('a', capture(frame(1000, 1))), write('text', Buffer.from('no capture'))]);
    await everything(wrong);
    expect(wrong.problem()).to.include({ kind: 'not-a-capture' });
    const cut = write('cut', capture(frame(1000, 1)).subarray(0, -1));
    for (const files of [
      [cut, write('text', Buffer.from('no capture'))],
      [write('text', Buffer.from('no capture')), cut],
    ]) {
      const both = openJoined(files);
      await everything(both);
      expect(both.problem(), 'rather than one that is damaged').to.include({ kind: 'not-a-capture' });
      expect(both.problem()?.detail).to.match(/^.*text: /);
    }
    const empty = openJoined([write('a', capture(frame(1000, 1))), write('none', capture())]);
    expect(await everything(empty)).to.deep.equal([[1, 0, 1]]);
    expect(empty.problem()).to.equal(undefined);
    expect(empty.parts().map(({ frames, firstFrame }) => [frames, firstFrame])).to.deep.equal([
      [0, undefined],
      [1, 1],
    ]);
  });

  it('are open together only where they overlap, and none is left open', async function () {
    if (process.platform !== 'linux') this.skip();
    const descriptors = (): number => readdirSync('/proc/self/fd').length;
    const files = Array.from({ length: 40 }, (_, i) => write(`part${i}`, capture(frame(1000 + i, i))));
    const before = descriptors();
    const source = openJoined(files);
    let most = 0;
    for await (const _ of source.batches()) most = Math.max(most, descriptors() - before);
    expect(most).to.be.below(10);
    await source.close();
    for await (const batch of openJoined(files).batches()) if (batch.length > 0) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(descriptors()).to.be.at.most(before);
  });
});
