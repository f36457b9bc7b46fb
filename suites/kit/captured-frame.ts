import type { Instant } from '../../reference/time.js';

/** The registered link types (as in capture files) that the tool reads. */
export const LINK_TYPE = { ethernet: 1, raw: 101, rawIpv6: 229, linuxCooked: 113, linuxCooked2: 276, null: 0, loop: 108 } as const;

/** One frame as every source delivers it: NIC, capture file, memory link. */
export interface CapturedFrame {
  /** 1-based within its source. */
  readonly no: number;
  readonly at: Instant;
  readonly direction: 'in' | 'out' | 'unknown';
  /** As registered for capture files: 1 Ethernet, 113 SLL, 276 SLL2, 101 raw. */
  readonly linkType: number;
  /** A view that is valid during the batch; whoever keeps it copies it. */
  readonly octets: Uint8Array;
  /** Larger than `octets.length` when the capture was cut. */
  readonly originalLength: number;
}
