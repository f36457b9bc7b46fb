import type { Requirement } from '../kit/requirement.js';
import { implied, kame, must, should } from './lines.js';
import { invisible } from './states.js';

// prettier-ignore
/** Next-hop and on-link determination (RFC 4861 section 5.2, RFC 5942). */
export const onLinkDetermination: readonly Requirement[] = [
  must('onlink-linklocal', 'node', 'RFC4861:5.1 RFC4861:5.2', 'A link-local destination is on-link, and is resolved directly'),
  must('onlink-prefix', 'host', 'RFC4861:5.2', 'A destination within an on-link prefix is resolved directly'),
  must('offlink-router', 'host', 'RFC4861:5.2', 'A packet to a destination that no on-link prefix covers goes to a default router'),
  must('onlink-no-router-no-assumption', 'host', 'RFC5942:4 RFC4861:5.2', 'A host without default router and without on-link information takes only link-local destinations as on-link, and resolves no others'),
  must('onlink-assume-all-book', 'host', 'RFC2461:5.2', 'By RFC 2461, a sender without default router takes every destination as on-link and resolves it (old rule)'),
  should('onlink-no-route-local-error', 'host', 'RFC5942:4', 'Who sends to a destination without a route is told by a local Destination Unreachable', invisible),
  should('onlink-nd-not-onlink', 'host', 'RFC5942:3 RFC5942:6', 'A Neighbor Advertisement for an address, or any Neighbor Discovery message from it, does not make it on-link'),
  must('onlink-prefix-trailing-bits', 'host', 'RFC4861:4.6.2', 'Prefix bits beyond Prefix Length are ignored'),
  kame('onlink-default-interface-kame', 'host', 'RFC4861:5.2', 'KAME implemented the old assumption only when an administrator names a default interface with ndp -I; off by default and never on routers', implied('onlink-no-router-no-assumption shows that KAME takes nothing for on-link by default; a default interface no action names')),
  must('onlink-address-no-prefix', 'host', 'RFC5942:4', 'An address that is assigned does not make its prefix on-link, whether manual, by DHCPv6 or of a prefix with the L flag clear'),
  must('onlink-pio-l0', 'host', 'RFC4861:6.3.4', 'A Prefix Information option with the L flag clear does not tell whether the prefix is on-link'),
  must('onlink-pio-l0-keeps', 'host', 'RFC4861:6.3.4', 'A Prefix Information option with the L flag clear does not undo an earlier one with the L flag set'),
  must('onlink-prefix-lifetime-zero', 'host', 'RFC4861:6.3.4', 'A Prefix Information option with the L flag set and a Valid Lifetime of 0 removes the prefix at once'),
  must('onlink-prefix-expiry', 'host', 'RFC4861:6.3.5 RFC5942:4', 'An on-link prefix is no longer used when its lifetime ends'),
  must('onlink-prefix-refresh', 'host', 'RFC4861:6.3.4', 'A new Router Advertisement resets the lifetime of an on-link prefix'),
  must('onlink-prefix-infinite', 'host', 'RFC4861:4.6.2', 'A Valid Lifetime of 0xffffffff keeps a prefix on-link for ever'),
  must('onlink-prefix-short', 'host', 'RFC4861:6.3.4', 'A prefix of any length, such as 96 or 120, can be on-link, even where no address is formed of it'),
  should('onlink-linklocal-pio', 'host', 'RFC4861:4.6.2 RFC4861:5.1 RFC4861:6.3.4', 'A Prefix Information option for the link-local prefix is ignored'),
  must('onlink-unknown-prefix-zero', 'host', 'RFC4861:6.3.4', 'A Prefix Information option with a Valid Lifetime of 0 for an unknown prefix is ignored'),
  must('onlink-redirect', 'host', 'RFC4861:8.3', 'A Redirect whose Target is the destination itself makes that on-link'),
  must('nexthop-mcast', 'node', 'RFC4861:5.2 RFC4861:7.2', 'A multicast destination is on-link, and is never resolved'),
  must('nexthop-dc-shared-nc', 'host', 'RFC4861:5.1', 'All destinations that one router is the next hop of use its one Neighbor Cache entry'),
  must('nexthop-longest-match', 'node', 'RFC4861:5.2', 'The longest matching prefix decides the next hop', implied('without more-specific routes (RFC 4191) the only prefix that is shorter than an on-link one is that of the default router: nd.on-link.length-128')),
  must('nd-interface-separation', 'node', 'RFC5942:3 RFC4861:5.2', 'A Neighbor Solicitation on one link for an address that is assigned only on another link is not answered'),
  kame('proxy-nd-onlink-only-kame', 'node', 'RFC4861:7.2.8', 'KAME proxy ND works only for link-local targets or targets inside configured prefixes'),
];
