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
    readonly data: Buffer;
  }

  export interface PcapParser extends EventEmitter {
    on(event: 'packet', listener: (packet: PcapPacket) => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
    /** What it has not understood yet. */
    buffer: Buffer | null;
  }

  const module: { parse(input: EventEmitter & { pause(): void; resume(): void }): PcapParser };
  // eslint-disable-next-line no-restricted-syntax -- that is how the package exports
  export default module;
}
