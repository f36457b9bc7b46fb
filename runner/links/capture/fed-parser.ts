import { EventEmitter } from 'node:events';
import pcapParser, { type PcapPacket, type RecordOctets } from 'pcap-parser';

/**
 * `pcap-parser` reads from a stream; this one is fed by hand, so that the consumer's pace is the pace: the header of the
 * file first, then whole records.
 */
export class FedParser {
  private readonly stream = Object.assign(new EventEmitter(), { pause: () => undefined, resume: () => undefined });
  private readonly parser = pcapParser.parse(this.stream);

  constructor(fileHeader: Buffer, take: (packet: PcapPacket) => void) {
    this.parser.on('packet', take);
    this.parser.on('error', (error) => {
      throw error;
    });
    this.push(fileHeader);
  }

  pushRecords(records: Buffer): void {
    this.push(new WholeRecords(records));
  }

  /** What it keeps is then empty; without it, nothing is copied for the next piece. */
  private push(octets: RecordOctets): void {
    this.stream.emit('data', octets);
    this.parser.buffer = null;
  }
}

/**
 * The parser slices off each header and each frame that it has read. A Buffer makes a view of all that is left each time;
 * these octets move on instead, which takes half the time.
 */
class WholeRecords implements RecordOctets {
  length: number;
  private readonly view: DataView;
  private readonly buffer: ArrayBufferLike;
  private at: number;

  constructor(records: Buffer) {
    this.length = records.length;
    this.buffer = records.buffer;
    this.at = records.byteOffset;
    this.view = new DataView(records.buffer);
  }

  readUInt32LE(offset: number): number {
    return this.view.getUint32(this.at + offset, true);
  }

  readUInt32BE(offset: number): number {
    return this.view.getUint32(this.at + offset);
  }

  slice(from: number, to?: number): RecordOctets | Uint8Array {
    if (to !== undefined) return new Uint8Array(this.buffer, this.at + from, to - from);
    this.at += from;
    this.length -= from;
    return this;
  }
}
