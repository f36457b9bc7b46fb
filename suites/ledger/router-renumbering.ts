import type { Requirement } from '../kit/requirement.js';
import { implied, may, must, open, outOfScope, should, untestable } from './lines.js';

const ofCommands = outOfScope('a rule for the station that sends Commands; the tests are about the router that receives them');
const authentication = open(
  'belongs to the suites of IPsec, not built yet: without them Commands can be sent only as nobody has authenticated them',
);
const logging = untestable('what a device logs for its operator does not show on the link');
const keys = open('belongs to the suites of IPsec, not built yet: without them there are no keys');
const restarting = untestable('the bench can restart an interface of a device, not the device');

// prettier-ignore
/** Router Renumbering, the side of the router (RFC 2894). Messages that nobody has authenticated are taken by a device that is told to. */
export const routerRenumbering: readonly Requirement[] = [
  must('icmp-rr-short', 'router', 'RFC2894:4.1', 'A Router Renumbering message shorter than 16 octets is discarded, where renumbering is implemented'),
  must('rr-checksum', 'router', 'RFC2894:4.1', 'A message with a wrong checksum is discarded'),
  must('rr-result-discarded', 'router', 'RFC2894:4.1', 'A router that is not a source of Commands discards Results'),
  must('rr-destination', 'router', 'RFC2894:4.1', 'A message to a multicast address that is not of All Routers is discarded'),
  must('rr-all-routers', 'router', 'RFC2894:3', 'Commands to the All Routers addresses of link and of site scope are received'),
  must('rr-link-local', 'router', 'RFC2894:3', 'Commands to a link-local unicast address of the router are received; site-local ones, that RFC 3879 withdrew, are like others'),
  should('rr-other-unicast', 'router', 'RFC2894:3', 'Commands to other unicast addresses are received'),
  should('rr-node-scope', 'router', 'RFC2894:3', 'An implementation that both sends and receives Commands supports the All Routers address of node scope', ofCommands),
  must('rr-sender-destinations', 'router', 'RFC2894:3', 'What generates Commands can send them to the All Routers addresses and to unicast ones', ofCommands),
  must('rr-reserved-zero', 'router', 'RFC2894:3 RFC2894:3.1', 'Reserved fields of a Result are zero'),
  must('rr-reserved-ignored', 'router', 'RFC2894:3 RFC2894:3.1', 'Reserved fields, and the P flag of a Command, are ignored'),
  must('rr-authenticated', 'router', 'RFC2894:3 RFC2894:7.1', 'Commands that are not authenticated and integrity-protected are discarded', authentication),
  should('rr-result-authenticated', 'router', 'RFC2894:3', 'Results are authenticated', authentication),
  should('rr-logged', 'router', 'RFC2894:4.1', 'A message that is too short, has a wrong destination or an old sequence number is logged; a Result and a duplicate are not', logging),

  must('rr-sequence-old', 'router', 'RFC2894:4.1', 'A message whose SequenceNumber is less than the recorded one is discarded'),
  must('rr-sequence-unsigned', 'router', 'RFC2894:4.1', 'SequenceNumbers are compared as unsigned integers, not as serial numbers'),
  must('rr-sequence-recorded', 'router', 'RFC2894:4.2', 'A higher SequenceNumber is recorded, whatever errors follow, and clears the list of segments'),
  must('rr-sequence-nonvolatile', 'router', 'RFC2894:2.1', 'The Recorded Sequence Number is kept in non-volatile storage', restarting),
  must('rr-sequence-sender', 'router', 'RFC2894:3.1', 'The SequenceNumber does not decrease between resets', ofCommands),
  must('rr-segments', 'router', 'RFC2894:4.1 RFC2894:4.3', 'Messages of the recorded SequenceNumber are processed once for each SegmentNumber, in any order'),
  must('rr-duplicate', 'router', 'RFC2894:4.1', 'A Command that was processed is not processed again'),
  must('rr-duplicate-silent', 'router', 'RFC2894:4.1', 'A duplicate without the R flag is silently discarded'),
  must('rr-duplicate-result', 'router', 'RFC2894:4.1 RFC2894:3.1', 'A duplicate with R gets a Result with P set, within MaxDelay, whose body is empty or that of the first'),
  must('rr-test-no-duplicate', 'router', 'RFC2894:4.1', 'A Test command is processed whether its segment was or not'),

  must('rr-operation-bounds', 'router', 'RFC2894:4.2', 'An operation with OpCode, OpLength, MatchLen, UseLen or KeepLen out of range is performed on no interface; the others are'),
  must('rr-operation-bounds-report', 'router', 'RFC2894:4.2', 'An operation out of bounds is reported once, with the B flag set, the F flag clear, its Ordinal, and zero elsewhere'),
  must('rr-ordinal', 'router', 'RFC2894:3.2.1.1', 'Ordinals differ within a Command', ofCommands),
  must('rr-order', 'router', 'RFC2894:4.3', 'Operations are carried out in order of appearance'),
  must('rr-match', 'router', 'RFC2894:4.3 RFC2894:2.1', 'Prefixes of a length from MinLen to MaxLen whose first MatchLen bits are those of MatchPrefix match, no others do'),
  must('rr-match-address', 'router', 'RFC2894:4.3', 'A MatchPrefix longer than a prefix, and beginning with it, is tested against the addresses of that prefix'),
  must('rr-match-new', 'router', 'RFC2894:4.3', 'A New Prefix is not tested against the operation that made it, but against those that follow'),
  must('rr-add', 'router', 'RFC2894:4.3', 'ADD adds the New Prefixes and leaves the others; without Use-Prefixes it does nothing'),
  must('rr-change', 'router', 'RFC2894:4.3', 'CHANGE replaces the Matched Prefix by the New Prefixes; without Use-Prefixes it deletes'),
  must('rr-set-global', 'router', 'RFC2894:4.3', 'SET-GLOBAL replaces all global-scope prefixes of the interface by the New Prefixes; without Use-Prefixes it deletes'),
  must('rr-deletes-addresses', 'router', 'RFC2894:4.3', 'Addresses that match a deleted prefix, and none that is left, are deleted'),
  must('rr-interfaces', 'router', 'RFC2894:4.3', 'Every interface with a match is renumbered, and no other'),
  must('rr-keep', 'router', 'RFC2894:3.2.1.2', 'UseLen bits of UsePrefix, then KeepLen bits of the matched prefix or address make the New Prefix'),
  must('rr-flags', 'router', 'RFC2894:3.2.1.2', 'Flags of the Prefix Information option come from RAFlags where FlagMask has ones, else from the Matched Prefix'),
  must('rr-lifetimes', 'router', 'RFC2894:3.2.1.2', 'The New Prefix is advertised with the lifetimes of the Use-Prefix Part'),
  must('rr-lifetime-decrement', 'router', 'RFC2894:3.2.1.2', 'The valid lifetime decrements in real time when V is set, the preferred one when P is set, and not otherwise'),
  must('rr-forbidden', 'router', 'RFC2894:4.3 RFC2894:3.2.1.2', 'New Prefixes of multicast, link-local, unspecified or loopback format are discarded, and reported with F'),
  must('rr-test', 'router', 'RFC2894:4.3 RFC2894:3.1', 'A Test command changes nothing, and its Result is as if it had'),
  may('rr-test-no-result', 'router', 'RFC2894:4.2', 'A Test command without R may be discarded without further processing', implied('rr-test sends one: it changes nothing and gets no Result either way')),
  must('rr-shut-down', 'router', 'RFC2894:3.1', 'With the A flag clear a Command is not applied to interfaces that are administratively shut down'),
  must('rr-all-interfaces', 'router', 'RFC2894:3.1', 'With the A flag set a Command is applied to all interfaces, shut down or not'),
  must('rr-site-ignored', 'router', 'RFC2894:3.1', 'The S flag is ignored by a router whose interfaces are all of one site'),
  must('rr-site-specific', 'router', 'RFC2894:3.1', 'With the S flag set a Command is applied to interfaces of the site of the addressed interface only', untestable('of which sites interfaces are is for the operator to say; the bench has no action for it')),
  should('rr-configuration-nonvolatile', 'router', 'RFC2894:4.4', 'Changes of the configuration are saved to non-volatile storage', restarting),

  must('rr-result', 'router', 'RFC2894:3.1', 'A Command with the R flag set is answered with a Result'),
  must('rr-result-unasked', 'router', 'RFC2894:3.1', 'A Command with the R flag clear is answered with no Result'),
  must('rr-result-header', 'router', 'RFC2894:3.1', 'SequenceNumber and SegmentNumber of the Result, and its flags T, R, A and S, are those of the Command; P is clear in the first Result'),
  must('rr-result-reports', 'router', 'RFC2894:3.3 RFC2894:4.3', 'The Result has one Match Report for each operation, for each prefix that it matches on each interface'),
  must('rr-result-delay', 'router', 'RFC2894:3.1 RFC2894:4.3', 'The Result comes within MaxDelay'),
  must('rr-result-delay-random', 'router', 'RFC2894:4.3', 'The delay is drawn evenly between 0 and MaxDelay'),
  must('rr-interface-index', 'router', 'RFC2894:3.3', 'InterfaceIndex is the ipv6IfIndex of the interface', untestable('the bench does not ask the device for its MIB; that two interfaces have different ones the tests of rr-interfaces see')),
  should('rr-result-fragments', 'router', 'RFC2894:3.3', 'A Result that has to be fragmented is fragmented to 1280 octets'),

  must('rr-reset', 'router', 'RFC2894:5', 'A Sequence Number Reset sets the Recorded Sequence Number to zero, and clears segments and saved Results'),
  must('rr-reset-header-check', 'router', 'RFC2894:5 RFC2894:4.1', 'A Sequence Number Reset with an old SequenceNumber is discarded'),
  must('rr-reset-result', 'router', 'RFC2894:5', 'A Sequence Number Reset is answered with a Result without Match Reports if and only if its R flag is set'),
  should('rr-reset-operations', 'router', 'RFC2894:5', 'Operations in a Sequence Number Reset are ignored'),
  must('rr-reset-keys', 'router', 'RFC2894:5', 'A Sequence Number Reset invalidates all keys that have authenticated Commands, and its own; new ones are established', keys),
];
