/** RFC 8200 section 5: no IPv6 link has a smaller MTU. */
export const MINIMUM_MTU = 1280;
