/** Octets to be decoded, and where they lie: to ask octets for their buffer takes longer than to make a view of it. */
export interface Source {
  readonly octets: Uint8Array;
  readonly buffer: ArrayBufferLike;
  readonly base: number;
}

export const sourceOf = (octets: Uint8Array): Source => ({ octets, buffer: octets.buffer, base: octets.byteOffset });
