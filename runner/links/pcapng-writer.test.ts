import { expect } from 'chai';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hex } from '../../reference/net/octets.js';
import { openCapture } from './capture/capture-source.js';
import { createPcapngWriter } from './pcapng-writer.js';

const EPOCH_US = 1_750_000_000_123_456;

describe('the pcapng writer', () => {
  let folder: string;
  let file: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sixproof-writer-'));
    file = join(folder, 'run.pcapng');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function writeSample(): void {
    const writer = createPcapngWriter(file, 'sixproof');
    const links = [writer.addInterface('link0'), writer.addInterface('link1', 113)];
    const frame = Uint8Array.from({ length: 61 }, (_, i) => i);
    const numbers = [
      writer.write({
        interfaceId: links[0] ?? 0,
        epochUs: EPOCH_US,
        direction: 'out',
        octets: frame,
        comments: ['nd.dad.probe stimulus', 'ünïcode "quoted"'],
      }),
      writer.write({
        interfaceId: links[1] ?? 0,
        epochUs: EPOCH_US + 7,
        direction: 'in',
        octets: frame.subarray(0, 20),
        originalLength: 61,
      }),
      writer.write({
        interfaceId: links[0] ?? 0,
        epochUs: EPOCH_US + 9,
        direction: 'unknown',
        octets: new Uint8Array(0),
        comments: ['é'.repeat(40_000)],
      }),
    ];
    writer.close();
    writer.close();
    expect(numbers).to.deep.equal([1, 2, 3]);
  }

  it('writes what the reader reads: stamps to the microsecond, directions, comments, cut frames', async () => {
    writeSample();
    const source = openCapture(file, { zeroEpochUs: EPOCH_US });
    const frames: unknown[] = [];
    for await (const batch of source.batches()) {
      for (const { no, at, direction, linkType, originalLength, octets, interfaceId } of batch)
        frames.push([no, at, direction, linkType, originalLength, hex(octets).length / 2, interfaceId]);
    }
    expect(source.problem()).to.equal(undefined);
    expect(frames).to.deep.equal([
      [1, 0, 'out', 1, 61, 61, 0],
      [2, 7, 'in', 113, 61, 20, 1],
      [3, 9, 'unknown', 1, 0, 0, 0],
    ]);
  });

  it('cuts a comment that is too long between two characters', async () => {
    writeSample();
    const comments: (string | undefined)[] = [];
    for await (const batch of openCapture(file).batches()) comments.push(...batch.map((frame) => frame.comments[0]));
    expect(comments[2]).to.match(/^é+$/);
    expect(Buffer.byteLength(comments[2] ?? '')).to.equal(65_534);
  });

  it('refuses a frame of an interface that was not declared, and writing after the end', () => {
    const writer = createPcapngWriter(join(folder, 'other.pcapng'), 'sixproof');
    const frame = { interfaceId: 0, epochUs: 0, direction: 'in', octets: new Uint8Array(1) } as const;
    expect(() => writer.write(frame)).to.throw('interface 0 was not declared');
    writer.addInterface('link0');
    writer.close();
    expect(() => writer.write(frame)).to.throw('is closed');
  });

  it('is read by tshark, comments and directions included', function () {
    if (spawnSync('tshark', ['--version']).status !== 0) {
      console.log('      tshark is not installed: skipped');
      this.skip();
    }
    this.timeout(20_000);
    writeSample();
    const fields = [
      'frame.number',
      'frame.time_epoch',
      'frame.comment',
      'frame.packet_flags_direction',
      'frame.interface_name',
      'frame.cap_len',
      'frame.len',
    ];
    const text = execFileSync('tshark', ['-r', file, '-T', 'fields', ...fields.flatMap((field) => ['-e', field])], {
      stdio: ['ignore', 'pipe', 'ignore'],
    }).toString();
    const [first = '', second = ''] = text.split('\n');
    expect(first.split('\t')).to.deep.equal([
      '1',
      '1750000000.123456000',
      'nd.dad.probe stimulus,ünïcode "quoted"',
      '0x00000002',
      'link0',
      '61',
      '61',
    ]);
    expect(second.split('\t')).to.deep.equal(['2', '1750000000.123463000', '', '0x00000001', 'link1', '20', '61']);
  });
});
