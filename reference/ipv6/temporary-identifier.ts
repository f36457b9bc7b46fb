import type { Random } from '../engine/random.js';
import { sameAddress, withInterfaceIdentifier, type Address } from '../net/address.js';
import { isReservedIdentifier } from './stable-identifier.js';

const IDENTIFIER_OCTETS = 8;

/**
 * RFC 8981 section 3.3.1: a random identifier behind the prefix; drawn again when it is reserved (RFC 5453), or when the
 * interface has the address already.
 */
export function randomAddress(prefix: Address, random: Random, held: readonly { readonly address: Address }[]): Address {
  for (let tries = 0; ; tries++) {
    // The number of the try makes the next one differ even where chance does not: a source that is stuck holds up nobody.
    const identifier = random.octets(IDENTIFIER_OCTETS).map((octet, i) => (i === 0 ? octet ^ tries : octet));
    if (isReservedIdentifier(identifier)) continue;
    const address = withInterfaceIdentifier(prefix, identifier);
    if (!held.some((one) => sameAddress(one.address, address))) return address;
  }
}
