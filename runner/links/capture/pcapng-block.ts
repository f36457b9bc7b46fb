/** Reads numbers of a piece of the file in the byte order of its section. One object per piece: blocks are many. */
export class Fields {
  little = true;

  constructor(readonly octets: Buffer) {}

  u16(at: number): number {
    return this.little ? this.octets.readUInt16LE(at) : this.octets.readUInt16BE(at);
  }

  u32(at: number): number {
    return this.little ? this.octets.readUInt32LE(at) : this.octets.readUInt32BE(at);
  }

  /** As a double: exact up to 2^53. */
  u64(at: number): number {
    return Number(this.little ? this.octets.readBigUInt64LE(at) : this.octets.readBigUInt64BE(at));
  }

  /** Octets as they are; no Buffer, of which a decoder would have to make a plain view. */
  view(at: number, size: number): Uint8Array {
    return new Uint8Array(this.octets.buffer, this.octets.byteOffset + at, size);
  }

  i64(at: number): number {
    return Number(this.little ? this.octets.readBigInt64LE(at) : this.octets.readBigInt64BE(at));
  }
}

export const BLOCK = { section: 0x0a0d0d0a, interface: 1, packet: 2, simplePacket: 3, statistics: 5, enhancedPacket: 6 } as const;
export const BLOCK_HEADER_OCTETS = 8;
export const BLOCK_TRAILER_OCTETS = 4;

export const paddedTo4 = (octets: number): number => (octets + 3) & ~3;

/** Calls back for each option between two positions; one that does not fit ends the list. */
export function eachOption(fields: Fields, from: number, to: number, take: (code: number, at: number, length: number) => void): void {
  let at = from;
  while (to - at >= 4) {
    const code = fields.u16(at);
    const length = fields.u16(at + 2);
    if (code === 0 || at + 4 + length > to) return;
    take(code, at + 4, length);
    at += 4 + paddedTo4(length);
  }
}
