import { address } from '../net/address.js';
import type { Prefix } from '../net/prefix.js';

/** All destinations: RFC 4191 section 3.1 writes the Default Router List so. */
export const DEFAULT_ROUTE: Prefix = { address: address('::'), length: 0 };

/** RFC 4291 section 2.5.6: the 54 bits after fe80::/10 are zero. */
export const LINK_LOCAL_PREFIX: Prefix = { address: address('fe80::'), length: 64 };

/** RFC 4291 section 2.5.7, deprecated; RFC 2894, RFC 4620 and KAME's route6d set them apart. */
export const SITE_LOCAL_PREFIX: Prefix = { address: address('fec0::'), length: 10 };

/** RFC 4291 section 2.5.5.1, deprecated. */
export const IPV4_COMPATIBLE_PREFIX: Prefix = { address: address('::'), length: 96 };

/** RFC 4291 section 2.5.5.2. */
export const IPV4_MAPPED_PREFIX: Prefix = { address: address('::ffff:0.0.0.0'), length: 96 };
