import { closeSync, openSync, writeSync } from 'node:fs';

/** A frame for a capture file; times in microseconds since 1970. */
export interface FrameToWrite {
  /** As returned by `addInterface`. */
  readonly interfaceId: number;
  readonly epochUs: number;
  readonly direction: 'in' | 'out' | 'unknown';
  readonly octets: Uint8Array;
  /** Larger than `octets.length` when the frame was cut. */
  readonly originalLength?: number;
  /** Shown by Wireshark with the packet; one line each. */
  readonly comments?: readonly string[];
}

export interface PcapngWriter {
  /** Declares a link before its first frame; returns its number, from 0. */
  addInterface(name: string, linkType?: number): number;
  /** Returns the number of the frame in the file, from 1. Throws what the file system throws. */
  write(frame: FrameToWrite): number;
  /** Hands what was written so far to the operating system. */
  flush(): void;
  /** Twice is fine. */
  close(): void;
}

const BLOCK = { section: 0x0a0d0d0a, interface: 1, enhancedPacket: 6 } as const;
const OPTION = { end: 0, comment: 1, interfaceName: 2, packetFlags: 2, userApplication: 4, timestampResolution: 9 } as const;
const MICROSECONDS = 6;
const DIRECTION = { unknown: 0, in: 1, out: 2 } as const;
const ETHERNET = 1;
const SNAP_LENGTH = 262_144;
const BUFFER_OCTETS = 256 * 1024;
const LONGEST_OPTION = 0xffff;
const TWO_TO_32 = 0x1_0000_0000;

/** Begins a capture file (pcapng, little-endian, microseconds). Frames stream to it; memory does not grow with them. */
export function createPcapngWriter(file: string, application: string): PcapngWriter {
  const descriptor = openSync(file, 'w');
  let pending: Uint8Array[] = [];
  let pendingOctets = 0;
  let interfaces = 0;
  let frames = 0;
  let open = true;

  const flush = (): void => {
    const octets = Buffer.concat(pending);
    pending = [];
    pendingOctets = 0;
    for (let at = 0; at < octets.length;) at += writeSync(descriptor, octets, at);
  };
  const append = (octets: Uint8Array): void => {
    if (!open) throw new Error(`${file} is closed`);
    pending.push(octets);
    pendingOctets += octets.length;
    if (pendingOctets >= BUFFER_OCTETS) flush();
  };

  append(sectionHeader(application));
  return {
    addInterface(name, linkType = ETHERNET) {
      append(interfaceDescription(name, linkType));
      return interfaces++;
    },
    write(frame) {
      if (frame.interfaceId >= interfaces) throw new Error(`interface ${frame.interfaceId} was not declared`);
      append(enhancedPacket(frame));
      return ++frames;
    },
    flush,
    close() {
      if (!open) return;
      flush();
      open = false;
      closeSync(descriptor);
    },
  };
}

function sectionHeader(application: string): Uint8Array {
  const body = Buffer.alloc(16);
  body.writeUInt32LE(0x1a2b3c4d, 0);
  body.writeUInt16LE(1, 4);
  body.writeBigInt64LE(-1n, 8);
  return block(BLOCK.section, body, [textOption(OPTION.userApplication, application)]);
}

function interfaceDescription(name: string, linkType: number): Uint8Array {
  const body = Buffer.alloc(8);
  body.writeUInt16LE(linkType, 0);
  body.writeUInt32LE(SNAP_LENGTH, 4);
  return block(BLOCK.interface, body, [
    textOption(OPTION.interfaceName, name),
    option(OPTION.timestampResolution, Uint8Array.of(MICROSECONDS)),
  ]);
}

function enhancedPacket({ interfaceId, epochUs, direction, octets, originalLength, comments = [] }: FrameToWrite): Uint8Array {
  const body = Buffer.alloc(20 + padded(octets.length));
  body.writeUInt32LE(interfaceId, 0);
  body.writeUInt32LE(Math.floor(epochUs / TWO_TO_32), 4);
  body.writeUInt32LE(epochUs % TWO_TO_32, 8);
  body.writeUInt32LE(octets.length, 12);
  body.writeUInt32LE(Math.max(originalLength ?? 0, octets.length), 16);
  body.set(octets, 20);
  const flags = direction === 'unknown' ? [] : [option(OPTION.packetFlags, Uint8Array.of(DIRECTION[direction], 0, 0, 0))];
  return block(BLOCK.enhancedPacket, body, [...comments.map((comment) => textOption(OPTION.comment, comment)), ...flags]);
}

function block(type: number, body: Uint8Array, options: readonly Uint8Array[]): Uint8Array {
  const all = options.length === 0 ? [] : [...options, option(OPTION.end, new Uint8Array(0))];
  const total = 12 + body.length + all.reduce((sum, one) => sum + one.length, 0);
  const head = Buffer.alloc(8);
  head.writeUInt32LE(type, 0);
  head.writeUInt32LE(total, 4);
  return Buffer.concat([head, body, ...all, head.subarray(4)]);
}

function option(code: number, value: Uint8Array): Uint8Array {
  const octets = Buffer.alloc(4 + padded(value.length));
  octets.writeUInt16LE(code, 0);
  octets.writeUInt16LE(value.length, 2);
  octets.set(value, 4);
  return octets;
}

/** Text of an option is cut at the end of a character when it does not fit. */
function textOption(code: number, text: string): Uint8Array {
  const octets = Buffer.from(text);
  if (octets.length <= LONGEST_OPTION) return option(code, octets);
  let end = LONGEST_OPTION;
  while (end > 0 && ((octets[end] ?? 0) & 0xc0) === 0x80) end--;
  return option(code, octets.subarray(0, end));
}

const padded = (octets: number): number => (octets + 3) & ~3;
