import { closeSync, openSync, writeSync } from 'node:fs';
import type { StampedFrame } from './traffic.js';

const EPOCH_S = 1_790_000_000;
const PIECE_OCTETS = 1 << 20;

/** Writes a classic microsecond capture of Ethernet frames, which every peer reads. */
export function writeClassicCapture(path: string, frames: Iterable<StampedFrame>): void {
  const file = openSync(path, 'w');
  let piece: Uint8Array[] = [header()];
  let size = 0;
  const flush = (): void => {
    writeSync(file, Buffer.concat(piece));
    piece = [];
    size = 0;
  };
  try {
    for (const { octets, atUs } of frames) {
      piece.push(record(octets, atUs), octets);
      size += octets.length + 16;
      if (size >= PIECE_OCTETS) flush();
    }
    flush();
  } finally {
    closeSync(file);
  }
}

function header(): Uint8Array {
  const octets = Buffer.alloc(24);
  octets.writeUInt32LE(0xa1b2c3d4, 0);
  octets.writeUInt16LE(2, 4);
  octets.writeUInt16LE(4, 6);
  octets.writeUInt32LE(262_144, 16);
  octets.writeUInt32LE(1, 20);
  return octets;
}

function record(octets: Uint8Array, atUs: number): Uint8Array {
  const head = Buffer.alloc(16);
  head.writeUInt32LE(EPOCH_S + Math.floor(atUs / 1_000_000), 0);
  head.writeUInt32LE(atUs % 1_000_000, 4);
  head.writeUInt32LE(octets.length, 8);
  head.writeUInt32LE(octets.length, 12);
  return head;
}
