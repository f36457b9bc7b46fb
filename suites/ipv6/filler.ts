import { unknownIpv6Option, type Ipv6OptionDraft } from '../../reference/wire/ipv6-options.js';

/** RFC 8200 section 4.2: bits 00, skip. Assigned to nothing. */
const SKIP = 0x1b;
const TYPE_AND_LENGTH = 2;

/** An option of so many octets that means nothing. Padding of more than seven may be held against a packet (RFC 8504 section 5.3). */
export const filler = (octets: number): readonly Ipv6OptionDraft[] => [unknownIpv6Option(SKIP, new Uint8Array(octets - TYPE_AND_LENGTH))];
