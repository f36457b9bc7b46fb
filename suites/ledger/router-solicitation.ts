import type { Requirement } from '../kit/requirement.js';
import { implied, kame, may, must, outOfScope, should } from './lines.js';

// prettier-ignore
/** Router Solicitations of a host (RFC 4861 section 6.3.7, RFC 7559). */
export const routerSolicitation: readonly Requirement[] = [
  should('rs-sent-on-enable', 'host', 'RFC4861:6.3.7', 'RS sent after interface enable to ff02::2'),
  must('rs-format', 'host', 'RFC4861:4.1 RFC4861:6.3.7', 'Hop limit 255, code 0, reserved 0, destination ff02::2, source any unicast address of the interface or ::'),
  should('rs-slla', 'host', 'RFC4861:4.1 RFC4861:6.3.7', 'SLLA present when source is not ::'),
  must('rs-no-slla-unspec', 'host', 'RFC4861:4.1', 'No SLLA when source is ::'),
  should('rs-max3', 'host', 'RFC4861:6.3.7', 'Up to 3 RS, spaced at least 4 s (RFC 4861); hosts that follow RFC 7559 continue with back-off'),
  must('rs-backoff-7559', 'host', 'RFC7559:2 RFC8504:5.4', 'A host that follows RFC 7559 (RFC 8504: MUST) keeps retransmitting RS with the exponential back-off of RFC 3315 section 14: first wait 4 s +-10%, each next wait 1.9..2.1 times the one before, capped at 3600 s +-10%, no count or duration limit (the variables are SHOULD)'),
  must('rs-7559-default-on', 'host', 'RFC7559:3', 'If continued retransmission can be switched, it is on by default'),
  must('rs-7559-nonmcast-continue', 'host', 'RFC7559:2.1', 'On links without multicast RS goes on even after an RA that gave a default route', outOfScope('about links without multicast, such as ISATAP; every link of the bench is an Ethernet')),
  should('rs-first-delay', 'host', 'RFC4861:6.3.7', 'Random 0..1 s before the first unless a DAD delay already happened', implied('every interface tests its link-local address first, and the delay of that (nd.dad.delay-first) is the one that counts')),
  must('rs-stop-on-ra', 'host', 'RFC4861:6.3.7 RFC7559:2.1', 'After a valid RA with non-zero lifetime no more RS'),
  must('rs-stop-ra-slla', 'host', 'RFC4861:6.3.7', 'RA with SLLA also stops'),
  must('rs-continue-on-invalid-ra-src', 'host', 'RFC4861:6.1.2 RFC4861:6.3.7', 'RA with global source does not stop RS'),
  must('rs-continue-on-invalid-ra-hl', 'host', 'RFC4861:6.1.2 RFC4861:6.3.7', 'RA with hop limit 2 does not stop RS'),
  must('rs-continue-on-invalid-ra-cksum', 'host', 'RFC4861:6.1.2 RFC4861:6.3.7', 'RA with bad checksum does not stop RS'),
  must('rs-continue-on-invalid-ra-code', 'host', 'RFC4861:6.1.2 RFC4861:6.3.7', 'RA with code 1 does not stop RS'),
  must('rs-continue-on-lifetime0', 'host', 'RFC7559:2.1 RFC4861:6.3.7 RFC8504:5.4', 'RA with Router Lifetime 0 does not stop RS (RFC 7559 updates RFC 4861, which orders to desist only for a non-zero lifetime and leaves the rest a SHOULD)'),
  should('rs-one-even-after-ra', 'host', 'RFC4861:6.3.7', 'One RS is still sent when an unsolicited RA came first'),
  may('rs-resend-on-linkup', 'host', 'RFC4861:6.3.7', 'RS again after re-attachment'),
  may('rs-router-to-host', 'host', 'RFC4861:6.3.7', 'RS after forwarding is turned off'),
  must('rs-late-ra-accepted', 'host', 'RFC4861:6.3.7', 'RAs are processed even after the RS sequence ended'),
  kame('rs-rtsol-kame', 'host', 'RFC4861:6.3.7', 'rtsol sends RS on demand; rtsold sends whenever needed (start, link up, periodically for mobile use)'),
];
