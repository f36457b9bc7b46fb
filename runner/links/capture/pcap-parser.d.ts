/** The part of the `pcap-parser` package that is used; the package brings no types. */
declare module 'pcap-parser' {
  import type { EventEmitter } from 'node:events';

  export interface PcapPacket {
    readonly header: {
      readonly timestampSeconds: number;
      readonly timestampMicroseconds: number;
      readonly capturedLength: number;
      readonly originalLength: number;
    };
    readonly data: Uint8Array;
  }

  /** What it asks of the octets of records, which it takes for a Buffer. */
  export interface RecordOctets {
    readonly length: number;
    readUInt32LE(at: number): number;
    readUInt32BE(at: number): number;
    /** Without an end: the rest, which takes the place of what was there. */
    slice(from: number, to?: number): RecordOctets | Uint8Array;
  }

  export interface PcapParser extends EventEmitter {
    on(event: 'packet', listener: (packet: PcapPacket) => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
    /** What it has not understood yet. */
    buffer: RecordOctets | null;
  }

  const module: { parse(input: EventEmitter & { pause(): void; resume(): void }): PcapParser };
  // eslint-disable-next-line no-restricted-syntax -- that is how the package exports
  export default module;
}
