/**
 * What passes between the harness and the process that holds the capture handle: records of a 32-bit little-endian
 * length (of what follows it), one octet of kind, and a body. Frames are the hot ones and carry no text; the others are
 * rare and carry JSON.
 */
export const LENGTH_OCTETS = 4;
/** Length, kind and the stamp (a double) in front of a frame's octets. */
export const FRAME_HEADER_OCTETS = 13;
/** Length, kind and the sequence number in front of the octets to send. */
export const SEND_HEADER_OCTETS = 9;
/** libpcap delivers no more than 65,535 octets of a frame. */
export const LONGEST_FRAME = 65_535;
const LONGEST_RECORD = LONGEST_FRAME + 64;

/** Records of the child: `frame` {stamp, octets}, `sent` {sequence, stamp}, `reply` (to a question), `ready`, `problem`. */
export const FROM_CHILD = { frame: 1, sent: 2, reply: 3, ready: 4, problem: 5, sendFailed: 6 } as const;
/** Records for the child: `send` {sequence, octets}, `question` {token, about}. */
export const TO_CHILD = { send: 1, question: 2 } as const;

/** What the child answers to the question `counters` (after a drain) and, without `received`, to `drain`. */
export interface ChildReply {
  readonly token: number;
  /** Frames delivered since the handle was opened. */
  readonly seen: number;
  /** How late the child's own heartbeat was at worst since the last reply: its share of the stamps' uncertainty. */
  readonly lateUs: number;
  /** The NIC's receive counter before and after the drain; equal means that nothing arrived in between. */
  readonly received?: { readonly before: number; readonly after: number };
}

export interface ChildQuestion {
  readonly token: number;
  readonly about: 'drain' | 'counters';
}

export interface ChildProblem {
  readonly kind: 'module-missing' | 'no-permission' | 'link-lost';
  readonly detail: string;
}

/** Writes the header of a frame whose octets already stand at FRAME_HEADER_OCTETS; returns the length of the record. */
export function completeFrameRecord(record: Buffer, stampUs: number, octets: number): number {
  record.writeUInt32LE(FRAME_HEADER_OCTETS - LENGTH_OCTETS + octets, 0);
  record.writeUInt8(FROM_CHILD.frame, LENGTH_OCTETS);
  record.writeDoubleLE(stampUs, LENGTH_OCTETS + 1);
  return FRAME_HEADER_OCTETS + octets;
}

export function sendRecord(sequence: number, octets: Uint8Array): Buffer {
  const record = Buffer.allocUnsafe(SEND_HEADER_OCTETS + octets.length);
  record.writeUInt32LE(SEND_HEADER_OCTETS - LENGTH_OCTETS + octets.length, 0);
  record.writeUInt8(TO_CHILD.send, LENGTH_OCTETS);
  record.writeUInt32LE(sequence, LENGTH_OCTETS + 1);
  record.set(octets, SEND_HEADER_OCTETS);
  return record;
}

const SENT_RECORD_OCTETS = 17;

export function sentRecord(sequence: number, stampUs: number): Buffer {
  const record = Buffer.allocUnsafe(SENT_RECORD_OCTETS);
  record.writeUInt32LE(SENT_RECORD_OCTETS - LENGTH_OCTETS, 0);
  record.writeUInt8(FROM_CHILD.sent, LENGTH_OCTETS);
  record.writeUInt32LE(sequence, LENGTH_OCTETS + 1);
  record.writeDoubleLE(stampUs, LENGTH_OCTETS + 5);
  return record;
}

export function jsonRecord(kind: number, value: unknown): Buffer {
  const text = Buffer.from(JSON.stringify(value));
  const record = Buffer.allocUnsafe(LENGTH_OCTETS + 1 + text.length);
  record.writeUInt32LE(1 + text.length, 0);
  record.writeUInt8(kind, LENGTH_OCTETS);
  text.copy(record, LENGTH_OCTETS + 1);
  return record;
}

/** Puts records together again from the chunks of a pipe. The body handed over is a view of the chunk. */
export class RecordReader {
  private left: Buffer | undefined;

  constructor(private readonly take: (kind: number, body: Buffer) => void) {}

  /** Throws RangeError on a length that no record of ours has: the pipe is then out of step and useless. */
  push(chunk: Buffer): void {
    const octets = this.left === undefined ? chunk : Buffer.concat([this.left, chunk]);
    this.left = undefined;
    let at = 0;
    while (octets.length - at >= LENGTH_OCTETS) {
      const length = octets.readUInt32LE(at);
      if (length === 0 || length > LONGEST_RECORD)
        throw new RangeError(`a record of ${length} octets between the capture process and the harness`);
      const end = at + LENGTH_OCTETS + length;
      if (end > octets.length) break;
      this.take(octets.readUInt8(at + LENGTH_OCTETS), octets.subarray(at + LENGTH_OCTETS + 1, end));
      at = end;
    }
    if (at < octets.length) this.left = octets.subarray(at);
  }
}
