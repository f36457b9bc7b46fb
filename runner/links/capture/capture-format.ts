import type { Instant } from '../../../reference/time.js';
import type { CapturedFrame, SourceProblem } from '../frames.js';

/** A frame of a capture file, with what only files know. */
export interface FileFrame extends CapturedFrame {
  /** Where its record begins: octets of the (uncompressed) file. */
  readonly fileOffset: number;
  /** Digits of the stamp below the microsecond, 0 to 999. */
  readonly nanoseconds: number;
  readonly comments: readonly string[];
  /** Number of the interface in the file, from 0, sections counted through; 0 in a classic capture. */
  readonly interfaceId: number;
}

/** A frame as a format delivers it: stamped in microseconds since 1970, not numbered yet. */
export type ReadFrame = Omit<FileFrame, 'no' | 'at'> & { readonly epochUs: number };

export type FileProblem = Extract<SourceProblem, { readonly offset?: number }>;

/** What became of some octets. */
export interface Taken {
  /** Octets that were understood; the rest is offered again, with more behind it. */
  readonly consumed: number;
  /** Octets from the end of `consumed` that must be there before it is worth asking again. */
  readonly needed: number;
  /** Octets after `consumed` that nobody wants to see. */
  readonly skip?: number;
  /** Reading ends here. */
  readonly problem?: FileProblem;
}

/** The reader of one file format: a synchronous function over pieces of the file. */
export interface CaptureFormat {
  /** In words: `pcap, microseconds, big-endian`. */
  readonly name: string;
  /** Takes what is whole in `octets`, which begin at `offset` of the file, and hands each frame to `emit`. */
  take(octets: Buffer, offset: number, emit: (frame: ReadFrame) => void): Taken;
  /** What was expected at the end of the file, where `left` octets remain. */
  expected(left: number): string;
  /** Frames that the capturing program said were lost. */
  losses(): number | 'unknown';
}

/** No link that we read carries more; what announces more is damaged. */
export const MOST_CAPTURED_OCTETS = 262_144;

export const numbered = (frame: ReadFrame, no: number, at: Instant): FileFrame => ({
  no,
  at,
  direction: frame.direction,
  linkType: frame.linkType,
  octets: frame.octets,
  originalLength: frame.originalLength,
  fileOffset: frame.fileOffset,
  nanoseconds: frame.nanoseconds,
  comments: frame.comments,
  interfaceId: frame.interfaceId,
});
