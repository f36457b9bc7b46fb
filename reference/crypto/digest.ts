import { createHash } from 'node:crypto';

/** RFC 1321; where a protocol asks for it as a hash, never for secrecy. */
export const md5 = (octets: Uint8Array): Uint8Array => new Uint8Array(createHash('md5').update(octets).digest());
