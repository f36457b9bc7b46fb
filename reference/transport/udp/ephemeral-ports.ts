import type { Random } from '../../engine/random.js';
import type { UdpConstants } from './constants.js';

/**
 * A port that nobody outside can guess, in the manner of RFC 6056: the search among the dynamic ports begins at a random
 * one. Undefined when all are taken.
 */
export function ephemeralPort(
  { FIRST_EPHEMERAL_PORT: first, LAST_EPHEMERAL_PORT: last }: UdpConstants,
  random: Pick<Random, 'uint32'>,
  isFree: (port: number) => boolean,
): number | undefined {
  const count = last - first + 1;
  const start = random.uint32() % count;
  for (let tried = 0; tried < count; tried++) {
    const port = first + ((start + tried) % count);
    if (isFree(port)) return port;
  }
  return undefined;
}
