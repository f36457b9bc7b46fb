import { monotonicMicroseconds } from '../../clock/monotonic.js';
import type { CapHandle, CapModule } from './cap-module.js';
import { FRAME_HEADER_OCTETS, LONGEST_FRAME } from './records.js';

/** Every slot of libpcap's ring takes 64 KiB: this is room for 1,024 frames. */
const RING_OCTETS = 64 * 1024 * 1024;

const LINK_TYPES: Readonly<Record<string, number>> = { ETHERNET: 1, RAW: 101, LINKTYPE_LINUX_SLL: 113, NULL: 0 };

export interface CaptureHandle {
  readonly linkType: number;
  /** Frames delivered so far. */
  seen(): number;
  /** Throws what libpcap says when the frame cannot be sent. */
  send(octets: Buffer): void;
}

/**
 * Opens a NIC for its whole life. `cap` keeps no reference to the buffer that it receives into, and garbage collection of that
 * buffer corrupts the heap: this object holds handle and buffer together, and is itself held by the caller until the
 * process ends. `record` leaves room in front of the octets, so that a frame goes out in one write without a copy.
 *
 * No filter is set: the word `inbound` loses the first frame, and every frame must be counted against the NIC's counter.
 */
export function openCaptureHandle(
  module: CapModule,
  device: string,
  take: (record: Buffer, octets: number, stampUs: number) => void,
): CaptureHandle {
  const record = Buffer.alloc(FRAME_HEADER_OCTETS + LONGEST_FRAME);
  const held: { readonly handle: CapHandle; readonly record: Buffer; readonly receive: Buffer; seen: number } = {
    handle: new module.Cap(),
    record,
    receive: record.subarray(FRAME_HEADER_OCTETS),
    seen: 0,
  };
  const word = held.handle.open(device, '', RING_OCTETS, held.receive);
  held.handle.on('packet', (octets) => {
    const stampUs = monotonicMicroseconds();
    held.seen += 1;
    take(held.record, octets, stampUs);
  });
  return {
    linkType: LINK_TYPES[word] ?? -1,
    seen: () => held.seen,
    send: (octets) => held.handle.send(octets, octets.length),
  };
}
