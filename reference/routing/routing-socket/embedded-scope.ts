import { addressFromOctets, needsZone, type Address } from '../../net/address.js';
import { failed, ok, type Result } from '../../net/result.js';

/** Where KAME's kernel keeps the zone index: the third and fourth octet, in network order. */
const ZONE_OFFSET = 2;
const LARGEST_EMBEDDED = 0xffff;

/** An address with its zone, as RFC 4007 section 6 has it: index 0 says the default one. */
export interface ZonedAddress {
  readonly address: Address;
  readonly zone: number;
}

/**
 * The form inside of KAME's kernel and on routing sockets: `fe80::1` in zone 2 is `fe80:2::1`. The default zone is never
 * written, an index of more than 16 bits is refused: cut off, it would name another zone.
 */
export function kernelForm({ address, zone }: ZonedAddress): Result<Address, string> {
  if (!needsZone(address) || zone === 0) return ok(address);
  if (zone > LARGEST_EMBEDDED) return failed(`zone index ${zone} does not fit 16 bits`);
  return ok(withZone(address, zone));
}

/** The standard form: octets of the address clear (RFC 4291 section 2.5.6), the zone beside it. */
export function apiForm(inside: Address): ZonedAddress {
  if (!needsZone(inside)) return { address: inside, zone: 0 };
  const zone = ((inside[ZONE_OFFSET] ?? 0) << 8) | (inside[ZONE_OFFSET + 1] ?? 0);
  return zone === 0 ? { address: inside, zone } : { address: withZone(inside, 0), zone };
}

function withZone(address: Address, zone: number): Address {
  const octets = Uint8Array.from(address);
  octets[ZONE_OFFSET] = zone >> 8;
  octets[ZONE_OFFSET + 1] = zone & 0xff;
  return addressFromOctets(octets);
}
