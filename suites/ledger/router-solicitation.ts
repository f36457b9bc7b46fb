import type { Requirement } from '../kit/requirement.js';
import { implied, kame, may, must, outOfScope, should } from './lines.js';

// prettier-ignore
/** Router Solicitations of a host (RFC 4861 section 6.3.7, RFC 7559). */
export const routerSolicitation: readonly Requirement[] = [
  should('rs-sent-on-enable', 'host', 'RFC4861:6.3.7', 'A host sends a Router Solicitation to ff02::2 after its interface was enabled'),
  must('rs-format', 'host', 'RFC4861:4.1 RFC4861:6.3.7', 'A Router Solicitation goes to ff02::2 from an address of the interface or ::, with hop limit 255, code 0 and a reserved field of zero'),
  should('rs-slla', 'host', 'RFC4861:4.1 RFC4861:6.3.7', 'A Router Solicitation has the link-layer address of its sender where its source is not ::'),
  must('rs-no-slla-unspec', 'host', 'RFC4861:4.1', 'A Router Solicitation from :: has no link-layer address'),
  should('rs-max3', 'host', 'RFC4861:6.3.7', 'Up to 3 Router Solicitations are sent, at least 4 s apart, and by RFC 7559 more, ever less often'),
  must('rs-backoff-7559', 'host', 'RFC7559:2 RFC8504:5.4', 'A host that follows RFC 7559 goes on with Router Solicitations without end, each wait about twice the one before, from 4 s up to 3600 s'),
  must('rs-7559-default-on', 'host', 'RFC7559:3', 'If continued retransmission can be switched, it is on by default'),
  must('rs-7559-nonmcast-continue', 'host', 'RFC7559:2.1', 'On a link without multicast Router Solicitations go on even after a Router Advertisement that gave a default route', outOfScope('about links without multicast, such as ISATAP; every link of the bench is an Ethernet')),
  should('rs-first-delay', 'host', 'RFC4861:6.3.7', 'The first Router Solicitation is delayed by a random 0 to 1 s, unless Duplicate Address Detection has waited already', implied('every interface tests its link-local address first, and the delay of that (nd.dad.delay-first) is the one that counts')),
  must('rs-stop-on-ra', 'host', 'RFC4861:6.3.7 RFC7559:2.1', 'After a valid Router Advertisement with a Router Lifetime above 0 no more Router Solicitations are sent'),
  must('rs-stop-ra-slla', 'host', 'RFC4861:6.3.7', 'A Router Advertisement with a link-layer address ends Router Solicitations like one without'),
  must('rs-continue-on-invalid-ra-src', 'host', 'RFC4861:6.1.2 RFC4861:6.3.7', 'A Router Advertisement from a global address does not end Router Solicitations'),
  must('rs-continue-on-invalid-ra-hl', 'host', 'RFC4861:6.1.2 RFC4861:6.3.7', 'A Router Advertisement with hop limit 2 does not end Router Solicitations'),
  must('rs-continue-on-invalid-ra-cksum', 'host', 'RFC4861:6.1.2 RFC4861:6.3.7', 'A Router Advertisement with a wrong checksum does not end Router Solicitations'),
  must('rs-continue-on-invalid-ra-code', 'host', 'RFC4861:6.1.2 RFC4861:6.3.7', 'A Router Advertisement with code 1 does not end Router Solicitations'),
  must('rs-continue-on-lifetime0', 'host', 'RFC7559:2.1 RFC4861:6.3.7 RFC8504:5.4', 'A Router Advertisement with a Router Lifetime of 0 does not end Router Solicitations'),
  should('rs-one-even-after-ra', 'host', 'RFC4861:6.3.7', 'One Router Solicitation is sent even where an unsolicited Router Advertisement came first'),
  may('rs-resend-on-linkup', 'host', 'RFC4861:6.3.7', 'A host may solicit routers again after it is attached to a link again'),
  may('rs-router-to-host', 'host', 'RFC4861:6.3.7', 'A router that becomes a host, by turning forwarding off, may solicit routers'),
  must('rs-late-ra-accepted', 'host', 'RFC4861:6.3.7', 'Router Advertisements are processed even after the last Router Solicitation'),
  kame('rs-rtsol-kame', 'host', 'RFC4861:6.3.7', 'rtsol sends a Router Solicitation when asked to; rtsold whenever it is needed, as at the start and when a link comes up'),
];
