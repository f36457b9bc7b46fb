import { Readable } from 'node:stream';
import { address } from '../../../reference/net/address.js';
import { streamOctets, type FileOctets } from './file-octets.js';

/** Capture files for tests, written octet by octet from the formats' descriptions. */
export interface MadeUpFrame {
  readonly seconds: number;
  /** Microseconds, or nanoseconds in a nanosecond file. */
  readonly fraction: number;
  readonly octets: Uint8Array;
  readonly originalLength?: number;
}

export interface PcapShape {
  readonly little: boolean;
  readonly nanoseconds: boolean;
  readonly linkType?: number;
}

const writers = (little: boolean) => ({
  u16: (value: number): Buffer => {
    const octets = Buffer.alloc(2);
    if (little) octets.writeUInt16LE(value);
    else octets.writeUInt16BE(value);
    return octets;
  },
  u32: (value: number): Buffer => {
    const octets = Buffer.alloc(4);
    if (little) octets.writeUInt32LE(value >>> 0);
    else octets.writeUInt32BE(value >>> 0);
    return octets;
  },
});

export function pcapFile({ little, nanoseconds, linkType = 1 }: PcapShape, frames: readonly MadeUpFrame[]): Buffer {
  const { u16, u32 } = writers(little);
  const header = [u32(nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4), u16(2), u16(4), u32(0), u32(0), u32(65_535), u32(linkType)];
  const records = frames.flatMap(({ seconds, fraction, octets, originalLength }) => [
    u32(seconds),
    u32(fraction),
    u32(octets.length),
    u32(originalLength ?? octets.length),
    Buffer.from(octets),
  ]);
  return Buffer.concat([...header, ...records]);
}

export interface MadeUpOption {
  readonly code: number;
  readonly value: Uint8Array;
}

/** Blocks of a pcapng file in one byte order; each option list is closed as it must be. */
export function pcapngBlocks(little: boolean) {
  const { u16, u32 } = writers(little);
  const fill = (octets: Uint8Array): Buffer => Buffer.concat([octets, Buffer.alloc(-octets.length & 3)]);
  const list = (options: readonly MadeUpOption[]): Buffer =>
    options.length === 0
      ? Buffer.alloc(0)
      : Buffer.concat([...options.flatMap(({ code, value }) => [u16(code), u16(value.length), fill(value)]), u16(0), u16(0)]);
  const block = (type: number, body: Uint8Array): Buffer => {
    const total = u32(12 + body.length);
    return Buffer.concat([u32(type), total, body, total]);
  };
  const ticksOf = (ticks: bigint): Buffer => Buffer.concat([u32(Number(ticks >> 32n)), u32(Number(ticks & 0xffff_ffffn))]);
  return {
    u16,
    u32,
    block,
    ticks: ticksOf,
    section: (): Buffer => block(0x0a0d0d0a, Buffer.concat([u32(0x1a2b3c4d), u16(1), u16(0), u32(0xffff_ffff), u32(0xffff_ffff)])),
    interface: (linkType: number, options: readonly MadeUpOption[] = [], snapLength = 0): Buffer =>
      block(1, Buffer.concat([u16(linkType), u16(0), u32(snapLength), list(options)])),
    packet: (
      id: number,
      ticks: bigint,
      octets: Uint8Array,
      options: readonly MadeUpOption[] = [],
      originalLength = octets.length,
    ): Buffer => block(6, Buffer.concat([u32(id), ticksOf(ticks), u32(octets.length), u32(originalLength), fill(octets), list(options)])),
    oldPacket: (id: number, drops: number, ticks: bigint, octets: Uint8Array): Buffer =>
      block(2, Buffer.concat([u16(id), u16(drops), ticksOf(ticks), u32(octets.length), u32(octets.length), fill(octets)])),
    simplePacket: (octets: Uint8Array, originalLength = octets.length): Buffer =>
      block(3, Buffer.concat([u32(originalLength), fill(octets)])),
    /** A Name Resolution Block with one record of an IPv6 address. */
    nameResolution: (of: string, name: string): Buffer => {
      const value = Buffer.concat([address(of), Buffer.from(`${name}\0`)]);
      return block(4, Buffer.concat([u16(2), u16(value.length), fill(value), u16(0), u16(0)]));
    },
    statistics: (id: number, drops: number): Buffer =>
      block(
        5,
        Buffer.concat([
          u32(id),
          ticksOf(0n),
          list([{ code: 5, value: Buffer.concat(little ? [u32(drops), u32(0)] : [u32(0), u32(drops)]) }]),
        ]),
      ),
  };
}

/** Octets in pieces of a given size, as a slow pipe would bring them. */
export function inPieces(octets: Buffer, size: number): FileOctets {
  const pieces = Array.from({ length: Math.ceil(octets.length / size) }, (_, i) => octets.subarray(i * size, (i + 1) * size));
  return streamOctets(Readable.from(pieces));
}
