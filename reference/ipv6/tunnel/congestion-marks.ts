/**
 * What a tunnel does with the two bits of Explicit Congestion Notification in the Traffic Class. `ignored`: the outer bits
 * are zero, and what happens to them has no effect on the packet inside. `carried`: all but Congestion Experienced is
 * copied to the outer header, and Congestion Experienced is copied back (gif of KAME with its flag for it).
 */
export type EcnMode = 'ignored' | 'carried';

/** RFC 2474 section 3 and RFC 3168 section 5: the last two bits of the Traffic Class. */
const ECN_BITS = 0b11;
const NOT_CAPABLE = 0b00;
const CAPABLE = 0b10;
const CONGESTION_EXPERIENCED = 0b11;

/** The Traffic Class of a tunnel packet around one with the Traffic Class `inner`. */
export function outerTrafficClass(inner: number, configured: number | 'copied', mode: EcnMode): number {
  const outer = configured === 'copied' ? inner : configured;
  if (mode === 'ignored') return configured === 'copied' ? outer & ~ECN_BITS : outer;
  const mark = inner & ECN_BITS;
  return (outer & ~ECN_BITS) | (mark === CONGESTION_EXPERIENCED ? CAPABLE : mark);
}

/** The Traffic Class of a packet that leaves a tunnel. A packet that cannot carry the mark keeps its bits. */
export function innerTrafficClass(inner: number, outer: number, mode: EcnMode): number {
  const isMarked = mode === 'carried' && (outer & ECN_BITS) === CONGESTION_EXPERIENCED;
  return isMarked && (inner & ECN_BITS) !== NOT_CAPABLE ? inner | CONGESTION_EXPERIENCED : inner;
}
