import type { PcapPacket } from 'pcap-parser';
import { MOST_CAPTURED_OCTETS, type CaptureFormat, type FileProblem, type ReadFrame, type Taken } from './capture-format.js';
import { FedParser } from './fed-parser.js';

const FILE_HEADER_OCTETS = 24;
const RECORD_HEADER_OCTETS = 16;
const NOTHING: readonly string[] = [];

/** First four octets of a classic capture -> byte order and unit of the stamps' fraction. */
const MAGIC: Readonly<Record<string, ByteOrderAndUnit>> = {
  d4c3b2a1: { little: true, nanoseconds: false },
  a1b2c3d4: { little: false, nanoseconds: false },
  '4d3cb2a1': { little: true, nanoseconds: true },
  a1b23c4d: { little: false, nanoseconds: true },
};

interface ByteOrderAndUnit {
  readonly little: boolean;
  readonly nanoseconds: boolean;
}

type Emit = (frame: ReadFrame) => void;

export const isPcap = (magic: Buffer): boolean => MAGIC[magic.toString('hex', 0, 4)] !== undefined;

/**
 * Classic captures through `pcap-parser`, which reads records well and believes everything else: a lying length costs it
 * quadratic time, a wrong version and a cut file pass unseen, and stamps in nanoseconds are unknown to it. So the headers
 * are checked here first, it is fed whole records only, and the magic of a nanosecond file is rewritten for it.
 */
export function pcapFormat(magic: Buffer): CaptureFormat {
  const found = MAGIC[magic.toString('hex', 0, 4)];
  if (found === undefined) throw new Error('not the magic of a classic capture');
  return new PcapFormat(found);
}

class PcapFormat implements CaptureFormat {
  readonly name: string;
  private readonly little: boolean;
  private readonly nanoseconds: boolean;
  /** Made when the file header was read. */
  private parser: FedParser | undefined;
  private linkType = 0;
  /** Of the record that the parser delivers next. */
  private fileOffset = 0;
  private emit: Emit = () => undefined;

  constructor({ little, nanoseconds }: ByteOrderAndUnit) {
    this.little = little;
    this.nanoseconds = nanoseconds;
    this.name = `pcap, ${nanoseconds ? 'nanoseconds' : 'microseconds'}, ${little ? 'little' : 'big'}-endian`;
  }

  take(octets: Buffer, offset: number, emit: Emit): Taken {
    return this.parser === undefined ? this.takeHeader(octets) : this.takeRecords(this.parser, octets, offset, emit);
  }

  expected(left: number): string {
    if (this.parser === undefined) return `a file header of ${FILE_HEADER_OCTETS} octets`;
    return left < RECORD_HEADER_OCTETS ? `a record header of ${RECORD_HEADER_OCTETS} octets` : 'the rest of a record';
  }

  losses(): 'unknown' {
    return 'unknown';
  }

  private takeHeader(octets: Buffer): Taken {
    if (octets.length < FILE_HEADER_OCTETS) return { consumed: 0, needed: FILE_HEADER_OCTETS };
    const [major, minor] = [this.read16(octets, 4), this.read16(octets, 6)];
    if (major !== 2 || minor !== 4) {
      const detail = `version ${major}.${minor} of the classic capture format; only 2.4 is read`;
      return { consumed: 0, needed: 0, problem: { kind: 'unsupported', offset: 4, detail } };
    }
    // The upper half says whether frames end with a check sequence; it is no part of the type.
    this.linkType = this.read32(octets, 20) & 0xffff;
    const header = Buffer.from(octets.subarray(0, FILE_HEADER_OCTETS));
    header.write(this.little ? 'd4c3b2a1' : 'a1b2c3d4', 'hex');
    this.parser = new FedParser(header, (packet) => this.takePacket(packet));
    return { consumed: FILE_HEADER_OCTETS, needed: 0 };
  }

  private takeRecords(parser: FedParser, octets: Buffer, offset: number, emit: Emit): Taken {
    const { end, needed, problem } = this.wholeRecords(octets, offset);
    this.fileOffset = offset;
    this.emit = emit;
    if (end > 0) parser.pushRecords(octets.subarray(0, end));
    return { consumed: end, needed, ...(problem && { problem }) };
  }

  /** The end of the last whole record, and what is wrong with the one after it. */
  private wholeRecords(octets: Buffer, offset: number): { readonly end: number; readonly needed: number; readonly problem?: FileProblem } {
    let at = 0;
    while (octets.length - at >= RECORD_HEADER_OCTETS) {
      const captured = this.read32(octets, at + 8);
      if (captured > MOST_CAPTURED_OCTETS) {
        const detail = `a record announces ${captured} captured octets; at most ${MOST_CAPTURED_OCTETS} are possible`;
        return { end: at, needed: 0, problem: { kind: 'damaged', offset: offset + at, detail } };
      }
      const size = RECORD_HEADER_OCTETS + captured;
      if (octets.length - at < size) return { end: at, needed: size };
      at += size;
    }
    return { end: at, needed: RECORD_HEADER_OCTETS };
  }

  private takePacket({ header, data }: PcapPacket): void {
    const fraction = header.timestampMicroseconds;
    this.emit({
      epochUs: header.timestampSeconds * 1_000_000 + (this.nanoseconds ? Math.floor(fraction / 1_000) : fraction),
      nanoseconds: this.nanoseconds ? fraction % 1_000 : 0,
      direction: 'unknown',
      linkType: this.linkType,
      octets: data,
      originalLength: Math.max(header.originalLength, data.length),
      fileOffset: this.fileOffset,
      comments: NOTHING,
      interfaceId: 0,
    });
    this.fileOffset += RECORD_HEADER_OCTETS + data.length;
  }

  private read32(octets: Buffer, at: number): number {
    return this.little ? octets.readUInt32LE(at) : octets.readUInt32BE(at);
  }

  private read16(octets: Buffer, at: number): number {
    return this.little ? octets.readUInt16LE(at) : octets.readUInt16BE(at);
  }
}
