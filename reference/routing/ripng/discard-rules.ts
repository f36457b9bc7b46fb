import { rule } from '../../ipv6/discard-rule.js';

/** Why RIPng discards a message, or an entry of one. */
export const RIPNG_RULES = {
  'ripng-length': rule('RFC2080:2.1', 'MUST', 'the message ends inside its header'),
  'ripng-version': rule('RFC2080:2.1', 'implementation choice', 'the version is not 1'),
  'ripng-command': rule('RFC2080:2.4', 'MUST', 'the command is neither a request nor a response'),
  'ripng-interface': rule('RFC2080:3', 'implementation choice', 'the interface takes no part, or does not listen'),
  'ripng-source-port': rule('RFC2080:2.4.2', 'MUST', 'the response is not from the RIPng port'),
  'ripng-source': rule('RFC2080:2.4.2', 'MUST', 'the source of the response is not a link-local address'),
  'ripng-own-source': rule('RFC2080:2.4.2', 'MUST', 'the response is from an address of this router'),
  'ripng-hop-limit': rule('RFC2080:2.4.2', 'MUST', 'the hop limit of a multicast response is not 255'),
  'ripng-neighbor': rule('RFC2080:3', 'MAY', 'the response is from a neighbour that management does not list'),
  'ripng-entry-incomplete': rule('RFC2080:2.1', 'implementation choice', 'octets follow the last whole entry'),
  'ripng-entry-prefix-length': rule('RFC2080:2.4.2', 'MUST', 'the prefix length of an entry is over 128'),
  'ripng-entry-metric': rule('RFC2080:2.4.2', 'MUST', 'the metric of an entry is not 1 to 16'),
  'ripng-entry-prefix': rule('RFC2080:2.4.2', 'MUST', 'the prefix of an entry is multicast, link-local or loopback'),
  'ripng-entry-site-local': rule('RFC2080:3', 'KAME', 'the prefix of an entry is site-local'),
  'ripng-entry-filtered': rule('RFC2080:3', 'MAY', 'management does not let the prefix of an entry in'),
  'ripng-table-full': rule('RFC2080:2.4.2', 'implementation choice', 'there is no room for another route'),
} as const;

export type RipngDiscardReason = keyof typeof RIPNG_RULES;
