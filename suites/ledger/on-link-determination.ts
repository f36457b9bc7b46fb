import type { Requirement } from '../kit/requirement.js';
import { implied, kame, must, should } from './lines.js';
import { invisible } from './states.js';

// prettier-ignore
/** Next-hop and on-link determination (RFC 4861 section 5.2, RFC 5942). */
export const onLinkDetermination: readonly Requirement[] = [
  must('onlink-linklocal', 'node', 'RFC4861:5.1 RFC4861:5.2', 'Link-local destinations are on-link'),
  must('onlink-prefix', 'host', 'RFC4861:5.2', 'Destination in an on-link prefix is resolved directly'),
  must('offlink-router', 'host', 'RFC4861:5.2', 'Destination not covered goes to a default router'),
  must('onlink-no-router-no-assumption', 'host', 'RFC5942:4 RFC4861:5.2', 'Without default router and without on-link information a host must not assume all destinations on-link and must not resolve non-link-local addresses'),
  must('onlink-assume-all-book', 'host', 'RFC2461:5.2', 'Old rule: with an empty default router list the sender takes every destination as on-link and resolves it'),
  should('onlink-no-route-local-error', 'host', 'RFC5942:4', 'Without route the sender gets a local Destination Unreachable indication', invisible),
  should('onlink-nd-not-onlink', 'host', 'RFC5942:3 RFC5942:6', 'Receiving an NA for an address, or any ND message from it, does not make the address on-link'),
  must('onlink-prefix-trailing-bits', 'host', 'RFC4861:4.6.2', 'Prefix bits beyond Prefix Length are ignored'),
  kame('onlink-default-interface-kame', 'host', 'RFC4861:5.2', 'KAME implemented the old assumption only when an administrator names a default interface with ndp -I; off by default and never on routers', implied('onlink-no-router-no-assumption shows that KAME takes nothing for on-link by default; a default interface no action names')),
  must('onlink-address-no-prefix', 'host', 'RFC5942:4', 'Assigning an address (manual, DHCPv6, PIO L=0) does not make its prefix on-link'),
  must('onlink-pio-l0', 'host', 'RFC4861:6.3.4', 'PIO with L=0 conveys nothing about on-link status'),
  must('onlink-pio-l0-keeps', 'host', 'RFC4861:6.3.4', 'L=0 does not cancel an earlier L=1'),
  must('onlink-prefix-lifetime-zero', 'host', 'RFC4861:6.3.4', 'PIO L=1 with Valid Lifetime 0 removes the prefix at once'),
  must('onlink-prefix-expiry', 'host', 'RFC4861:6.3.5 RFC5942:4', 'Prefix is discarded when its lifetime ends'),
  must('onlink-prefix-refresh', 'host', 'RFC4861:6.3.4', 'A new RA resets the lifetime of an on-link prefix'),
  must('onlink-prefix-infinite', 'host', 'RFC4861:4.6.2', 'A Valid Lifetime of 0xffffffff keeps a prefix on-link for ever'),
  must('onlink-prefix-short', 'host', 'RFC4861:6.3.4', 'Prefix length other than 64 (e.g. 96, 120) is used for on-link even if SLAAC rejects it'),
  should('onlink-linklocal-pio', 'host', 'RFC4861:4.6.2 RFC4861:5.1 RFC4861:6.3.4', 'PIO for the link-local prefix ignored'),
  must('onlink-unknown-prefix-zero', 'host', 'RFC4861:6.3.4', 'Unknown prefix with lifetime 0 ignored'),
  must('onlink-redirect', 'host', 'RFC4861:8.3', 'Redirect with Target = Destination makes the destination on-link'),
  must('nexthop-mcast', 'node', 'RFC4861:5.2 RFC4861:7.2', 'Multicast is on-link and never resolved'),
  must('nexthop-dc-shared-nc', 'host', 'RFC4861:5.1', 'All destinations via one router share one NC entry'),
  must('nexthop-longest-match', 'node', 'RFC4861:5.2', 'The longest matching prefix decides the next hop', implied('without more-specific routes (RFC 4191) the only prefix that is shorter than an on-link one is that of the default router: nd.on-link.length-128')),
  must('nd-interface-separation', 'node', 'RFC5942:3 RFC4861:5.2', 'ND on one link never answers for an address assigned only on another link'),
  kame('proxy-nd-onlink-only-kame', 'node', 'RFC4861:7.2.8', 'KAME proxy ND works only for link-local targets or targets inside configured prefixes'),
];
