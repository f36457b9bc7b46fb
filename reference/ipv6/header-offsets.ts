import { Ipv6 } from '../wire/ipv6.js';

/** Where fields stand in the header that a packet begins with (RFC 8200 section 3). */
const { offsets, fixedOctets } = Ipv6.compiled.layout;
const ADDRESS_OCTETS = 16;

export const PAYLOAD_LENGTH_OFFSET = offsets.get('payloadLength')?.offset ?? 0;
export const HOP_LIMIT_OFFSET = offsets.get('hopLimit')?.offset ?? 0;
/** The last field. */
export const DESTINATION_OFFSET = fixedOctets - ADDRESS_OCTETS;
