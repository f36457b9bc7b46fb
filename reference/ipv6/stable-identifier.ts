import { createHash } from 'node:crypto';
import { concat, equalOctets } from '../net/octets.js';
import { modifiedEui64, type LinkLayerAddress } from '../net/link-layer-address.js';
import type { Address } from '../net/address.js';

/** RFC 7217 section 5: everything the identifier depends on. */
export interface StableIdentifierInput {
  /** The first 64 bits count. */
  readonly prefix: Address;
  /** Net_Iface: a name of the interface that never changes; not its link-layer address. */
  readonly interfaceName: string;
  /** Network_ID, optional. */
  readonly networkIdentifier?: string;
  /** DAD_Counter: 0, and one more after each conflict. */
  readonly dadCounter: number;
  readonly secretKey: Uint8Array;
}

const text = new TextEncoder();

/** F() is SHA-256 over the parameters, each behind its length so that two inputs never meet in one string. */
export function stableIdentifier(input: StableIdentifierInput): Uint8Array {
  const hash = createHash('sha256');
  const parts = [
    input.prefix.subarray(0, 8),
    text.encode(input.interfaceName),
    text.encode(input.networkIdentifier ?? ''),
    Uint8Array.of(input.dadCounter >>> 24, input.dadCounter >>> 16, input.dadCounter >>> 8, input.dadCounter),
    input.secretKey,
  ];
  for (const part of parts) hash.update(concat([part.length >> 8, part.length & 0xff], part));
  // "starting from the least significant bit": the last 64 bits.
  return new Uint8Array(hash.digest().subarray(24, 32));
}

const SUBNET_ROUTER = new Uint8Array(8);
const RESERVED_ANYCAST = Uint8Array.of(0xfd, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);

/** RFC 5453 section 2: the subnet-router anycast identifier and fdff:ffff:ffff:ff80 to ff (RFC 2526). */
export const isReservedIdentifier = (identifier: Uint8Array): boolean =>
  equalOctets(identifier, SUBNET_ROUTER) || (equalOctets(identifier.subarray(0, 7), RESERVED_ANYCAST) && (identifier[7] ?? 0) >= 0x80);

/**
 * The next stable identifier that is not reserved, with the DAD_Counter it took: a reserved one is handled like a
 * conflict (RFC 7217 section 5).
 */
export function nextStableIdentifier(input: StableIdentifierInput): { readonly identifier: Uint8Array; readonly dadCounter: number } {
  for (let dadCounter = input.dadCounter; ; dadCounter++) {
    const identifier = stableIdentifier({ ...input, dadCounter });
    if (!isReservedIdentifier(identifier)) return { identifier, dadCounter };
  }
}

/** RFC 2464 section 4: made of the MAC; there is no second choice after a conflict. */
export const hardwareIdentifier = (address: LinkLayerAddress): Uint8Array => modifiedEui64(address);
