import type { Requirement } from '../kit/requirement.js';
import { kame, must, outOfScope, untestable } from './lines.js';
import { passive } from './states.js';

const insideTheNode = untestable('how a device holds its lengths, and what it says to itself; the reference has unit tests of it');

// prettier-ignore
/** Jumbograms, an option for links of more than 65,575 octets (RFC 2675). */
export const jumbograms: readonly Requirement[] = [
  must('jumbo-option-unknown', 'node', 'RFC2675:3 RFC8200:4.2', 'A node without jumbograms reports Payload Length 0 before Hop-by-Hop Options with code 0, and the option beside another with code 2, unless sent to a group'),
  must('jumbo-plen0-no-option', 'node', 'RFC2675:3', 'Payload Length 0 before a Hop-by-Hop header without the option is reported with code 0 at the Payload Length, but not to a group'),
  must('jumbo-plen-nonzero-with-option', 'node', 'RFC2675:3', 'The option beside a Payload Length is reported with code 0 at the option, but not to a group'),
  must('jumbo-len-below-65536', 'node', 'RFC2675:3', 'A Jumbo Payload Length below 65,536 is reported with code 0 at the length, but not to a group'),
  must('jumbo-with-fragment', 'node', 'RFC2675:3', 'A Fragment header in a jumbogram is reported with code 0 at the Fragment header'),
  must('jumbo-tx-plen-zero', 'node', 'RFC2675:3 RFC2675:2', 'What is sent with the option has Payload Length 0, no Fragment header, and the length of the option in the pseudo-header'),
  must('jumbo-tx-length', 'node', 'RFC2675:2', 'What is sent with the option has a Jumbo Payload Length above 65,535', passive),
  must('jumbo-udp-length', 'node', 'RFC2675:4', 'A UDP length of 0 stands for one above 65,535, when sent and when received; checksums have the real length'),
  kame('jumbo-frame-shorter', 'node', 'RFC2675:3', 'A packet shorter than its Jumbo Payload Length is counted and discarded without a word'),
  kame('jumbo-loopback', 'node', 'RFC2675:1', 'With an MTU of the loopback interface above 65,575 octets ping6 -s 68000 ::1 gets its answer', untestable('what a device sends to itself no frame shows; the reference has unit tests, with its console')),
  kame('jumbo-no-tcp-udp', 'node', 'RFC2675:4 RFC2675:5', 'UDP and TCP have no jumbograms'),
  kame('jumbo-no-ipsec', 'node', 'RFC2675:3', 'IP Security does not work on jumbograms', outOfScope('a gap of one stack that no document asks for; jumbograms are never protected in the tests')),
  kame('jumbo-size-type', 'node', 'RFC2675:2', 'Lengths are held in more than 16 bits throughout', insideTheNode),
];
