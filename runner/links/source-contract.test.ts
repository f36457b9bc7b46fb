import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { EventQueue } from '../../reference/engine/event-queue.js';
import { MemoryLink } from '../../reference/engine/memory-link.js';
import type { Instant } from '../../reference/time.js';
import { openCapture } from './capture/capture-source.js';
import { pcapFile, pcapngBlocks } from './capture/made-up-files.js';
import { memorySource } from './memory-source.js';
import { keepsTheContract } from './source-contract.js';

const FRAMES = [Uint8Array.of(1, 2, 3), new Uint8Array(0), new Uint8Array(1500).fill(0xa5), Uint8Array.of(0xff)];

describe('sources of frames', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'sixproof-contract-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const b = pcapngBlocks(false);
  const samples = FRAMES.map((octets, i) => ({ seconds: 1_000 + i, fraction: i, octets }));
  const files: Readonly<Record<string, Buffer>> = {
    'classic pcap': pcapFile({ little: true, nanoseconds: false }, samples),
    'nanosecond pcap': pcapFile({ little: false, nanoseconds: true }, samples),
    pcapng: Buffer.concat([b.section(), b.interface(1), ...FRAMES.map((octets, i) => b.packet(0, BigInt(i), octets))]),
    'gzip pcap': gzipSync(pcapFile({ little: true, nanoseconds: false }, samples)),
  };

  for (const [name, octets] of Object.entries(files)) {
    describe(name, () =>
      keepsTheContract(() => {
        const file = join(folder, 'capture');
        writeFileSync(file, octets);
        return Promise.resolve({ source: openCapture(file), expected: FRAMES, ends: true });
      }),
    );
  }

  describe('memory link', () =>
    keepsTheContract(() => {
      const queue = new EventQueue();
      const link = new MemoryLink(queue);
      const source = memorySource(link, queue, 'tester');
      const device = link.attach('device', () => undefined);
      FRAMES.forEach((octets, i) => queue.schedule((i * 10) as Instant, 'timer', () => device.transmit(octets)));
      return Promise.resolve({ source, expected: FRAMES, ends: true });
    }));
});
