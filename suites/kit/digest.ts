/** What octets are compared by that are not kept. */
export interface Digest {
  readonly octets: number;
  readonly hash: number;
}

/** FNV-1a. */
export function digest(octets: Uint8Array): Digest {
  let hash = 0x811c9dc5;
  for (let i = 0; i < octets.length; i++) hash = Math.imul(hash ^ (octets[i] as number), 0x01000193);
  return { octets: octets.length, hash };
}

export const sameDigest = (a: Digest, b: Digest): boolean => a.octets === b.octets && a.hash === b.hash;
