/** What a pcapng section says about one of its interfaces, as far as frames need it. */
export interface PcapngInterface {
  readonly linkType: number;
  /** Most octets kept of a frame; 0 means all. */
  readonly snapLength: number;
  /** Number in the file, sections counted through. */
  readonly id: number;
  readonly stampOf: StampReader;
}

export interface Stamp {
  readonly epochUs: number;
  readonly nanoseconds: number;
}

/** From the two halves of a 64-bit count of ticks. */
export type StampReader = (high: number, low: number) => Stamp;

const TWO_TO_32 = 0x1_0000_0000;
const MICROSECOND_EXPONENT = 6;
/** Up to here a 64-bit count is divided exactly in two steps of doubles. */
const LARGEST_QUICK_EXPONENT = 12;
const POWER_OF_TWO = 0x80;

/**
 * The reader for `if_tsresol` (a negative power of ten, or of two with the upper bit set; 6 when absent) and
 * `if_tsoffset` (seconds, 0 when absent). Exact to the nanosecond.
 */
export function stampReader(resolution: number, offsetSeconds: number): StampReader {
  const shiftUs = offsetSeconds * 1_000_000;
  if ((resolution & POWER_OF_TWO) !== 0) return wideReader(1n << BigInt(resolution & 0x7f), shiftUs);
  if (resolution > LARGEST_QUICK_EXPONENT) return wideReader(10n ** BigInt(resolution), shiftUs);
  if (resolution <= MICROSECOND_EXPONENT) {
    const factor = 10 ** (MICROSECOND_EXPONENT - resolution);
    return (high, low) => ({ epochUs: (high * TWO_TO_32 + low) * factor + shiftUs, nanoseconds: 0 });
  }
  const divisor = 10 ** (resolution - MICROSECOND_EXPONENT);
  return (high, low) => {
    const quotient = Math.floor(high / divisor);
    const rest = (high - quotient * divisor) * TWO_TO_32 + low;
    const whole = Math.floor(rest / divisor);
    const nanoseconds = Math.floor(((rest - whole * divisor) * 1_000) / divisor);
    return { epochUs: quotient * TWO_TO_32 + whole + shiftUs, nanoseconds };
  };
}

function wideReader(ticksPerSecond: bigint, shiftUs: number): StampReader {
  return (high, low) => {
    const nanoseconds = (((BigInt(high) << 32n) | BigInt(low)) * 1_000_000_000n) / ticksPerSecond;
    return { epochUs: Number(nanoseconds / 1_000n) + shiftUs, nanoseconds: Number(nanoseconds % 1_000n) };
  };
}
