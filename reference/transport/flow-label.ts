import { createHash } from 'node:crypto';
import type { Address } from '../net/address.js';
import { concat } from '../net/octets.js';

/** What RFC 6437 section 3 calls a flow by default: the ends, their ports, and the protocol. */
export interface Flow {
  readonly source: Address;
  readonly destination: Address;
  readonly protocol: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

const LABEL_BITS = 0xf_ffff;

/** A label that is the same for all packets of a flow and cannot be foreseen without the secret; never zero, which says "none". */
export function flowLabel(secret: Uint8Array, { source, destination, protocol, sourcePort, destinationPort }: Flow): number {
  const ports = [protocol, sourcePort >> 8, sourcePort & 0xff, destinationPort >> 8, destinationPort & 0xff];
  const digest = createHash('sha256')
    .update(concat(secret, source, destination, ports))
    .digest();
  return digest.readUInt32BE(0) & LABEL_BITS || 1;
}
