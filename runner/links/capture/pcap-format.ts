import { EventEmitter } from 'node:events';
import pcapParser, { type PcapPacket } from 'pcap-parser';
import { MOST_CAPTURED_OCTETS, type CaptureFormat, type FileProblem, type ReadFrame, type Taken } from './capture-format.js';

const FILE_HEADER_OCTETS = 24;
const RECORD_HEADER_OCTETS = 16;
const NOTHING: readonly string[] = [];

/** First four octets of a classic capture -> byte order and unit of the stamps' fraction. */
const MAGIC: Readonly<Record<string, { readonly little: boolean; readonly nanoseconds: boolean }>> = {
  d4c3b2a1: { little: true, nanoseconds: false },
  a1b2c3d4: { little: false, nanoseconds: false },
  '4d3cb2a1': { little: true, nanoseconds: true },
  a1b23c4d: { little: false, nanoseconds: true },
};

export const isPcap = (magic: Buffer): boolean => MAGIC[magic.toString('hex', 0, 4)] !== undefined;

/**
 * Classic captures through `pcap-parser`, which reads records well and believes everything else: a lying length costs it
 * quadratic time, a wrong version and a cut file pass unseen, and stamps in nanoseconds are unknown to it. So the headers
 * are checked here first, it is fed whole records only, and the magic of a nanosecond file is rewritten for it.
 */
export function pcapFormat(magic: Buffer): CaptureFormat {
  const found = MAGIC[magic.toString('hex', 0, 4)];
  if (found === undefined) throw new Error('not the magic of a classic capture');
  const { little, nanoseconds } = found;
  const feed = new FedParser();
  const read32 = (octets: Buffer, at: number): number => (little ? octets.readUInt32LE(at) : octets.readUInt32BE(at));
  const read16 = (octets: Buffer, at: number): number => (little ? octets.readUInt16LE(at) : octets.readUInt16BE(at));
  let linkType: number | undefined;

  function takeHeader(octets: Buffer): Taken {
    if (octets.length < FILE_HEADER_OCTETS) return { consumed: 0, needed: FILE_HEADER_OCTETS };
    const [major, minor] = [read16(octets, 4), read16(octets, 6)];
    if (major !== 2 || minor !== 4) {
      const detail = `version ${major}.${minor} of the classic capture format; only 2.4 is read`;
      return { consumed: 0, needed: 0, problem: { kind: 'unsupported', offset: 4, detail } };
    }
    // The upper half says whether frames end with a check sequence; it is no part of the type.
    linkType = read32(octets, 20) & 0xffff;
    const header = Buffer.from(octets.subarray(0, FILE_HEADER_OCTETS));
    header.write(little ? 'd4c3b2a1' : 'a1b2c3d4', 'hex');
    feed.push(header);
    return { consumed: FILE_HEADER_OCTETS, needed: 0 };
  }

  /** The end of the last whole record, and what is wrong with the one after it. */
  function wholeRecords(octets: Buffer, offset: number): { readonly end: number; readonly needed: number; readonly problem?: FileProblem } {
    let at = 0;
    while (octets.length - at >= RECORD_HEADER_OCTETS) {
      const captured = read32(octets, at + 8);
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

  function takeRecords(octets: Buffer, offset: number, emit: (frame: ReadFrame) => void): Taken {
    const { end, needed, problem } = wholeRecords(octets, offset);
    let fileOffset = offset;
    feed.take = ({ header, data }) => {
      const fraction = header.timestampMicroseconds;
      emit({
        epochUs: header.timestampSeconds * 1_000_000 + (nanoseconds ? Math.floor(fraction / 1_000) : fraction),
        nanoseconds: nanoseconds ? fraction % 1_000 : 0,
        direction: 'unknown',
        linkType: linkType ?? 0,
        octets: data,
        originalLength: Math.max(header.originalLength, data.length),
        fileOffset,
        comments: NOTHING,
        interfaceId: 0,
      });
      fileOffset += RECORD_HEADER_OCTETS + data.length;
    };
    if (end > 0) feed.push(octets.subarray(0, end));
    return { consumed: end, needed, ...(problem && { problem }) };
  }

  return {
    name: `pcap, ${nanoseconds ? 'nanoseconds' : 'microseconds'}, ${little ? 'little' : 'big'}-endian`,
    take: (octets, offset, emit) => (linkType === undefined ? takeHeader(octets) : takeRecords(octets, offset, emit)),
    expected(left) {
      if (linkType === undefined) return `a file header of ${FILE_HEADER_OCTETS} octets`;
      return left < RECORD_HEADER_OCTETS ? `a record header of ${RECORD_HEADER_OCTETS} octets` : 'the rest of a record';
    },
    losses: () => 'unknown',
  };
}

/** The package reads from a stream; this one is fed by hand, so that the consumer's pace is the pace. */
class FedParser {
  take: (packet: PcapPacket) => void = () => undefined;
  private readonly stream = Object.assign(new EventEmitter(), { pause: () => undefined, resume: () => undefined });
  private readonly parser = pcapParser.parse(this.stream);

  constructor() {
    this.parser.on('packet', (packet) => this.take(packet));
    this.parser.on('error', (error) => {
      throw error;
    });
  }

  /** Whole records only. What it keeps is then empty; without it, nothing is copied for the next piece. */
  push(octets: Buffer): void {
    this.stream.emit('data', octets);
    this.parser.buffer = null;
  }
}
