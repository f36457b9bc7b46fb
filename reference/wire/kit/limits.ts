/** Bounds of decoding: a frame that goes beyond one of them stops with an error of kind `limit`. */

/** Options in one list. A Hop-by-Hop header of the largest size can hold 2046 options of one octet. */
export const MAX_OPTIONS = 2046;
/** Headers in one packet, quoted and tunnelled packets counted apart. */
export const MAX_LAYERS = 64;
/** Packets quoted in packets quoted in packets. */
export const MAX_NESTING = 4;
