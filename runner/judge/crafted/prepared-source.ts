import { microseconds, type Instant } from '../../../reference/time.js';
import type { CapturedFrame, FrameSource } from '../../links/frames.js';

/** A frame of a prepared source: octets, stamp in microseconds, and what differs from a whole Ethernet frame. */
export interface PreparedFrame {
  readonly octets: Uint8Array;
  readonly atUs: number;
  readonly linkType?: number;
  readonly originalLength?: number;
  readonly direction?: CapturedFrame['direction'];
}

/** Frames that are in memory already, as a source; numbered from 1. */
export function preparedSource(frames: readonly PreparedFrame[], losses: number | 'unknown' = 0): FrameSource {
  const numbered = frames.map(
    ({ octets, atUs, linkType = 1, originalLength = octets.length, direction = 'unknown' }, index): CapturedFrame => ({
      no: index + 1,
      at: atUs as Instant,
      direction,
      linkType,
      octets,
      originalLength,
    }),
  );
  return {
    stamps: { clock: 'virtual', uncertainty: microseconds(0) },
    // eslint-disable-next-line @typescript-eslint/require-await -- the frames are here already
    async *batches() {
      yield numbered;
    },
    problem: () => undefined,
    losses: () => losses,
    close: () => Promise.resolve(),
  };
}
