import facts from './rfc-sections.json' with { type: 'json' };

/** What is known of an RFC's text: its sections in order, with how often each one says MUST (SHALL, REQUIRED) and SHOULD (RECOMMENDED). */
export interface RfcFacts {
  readonly title: string;
  readonly sections: Readonly<Record<string, SectionFacts>>;
}

export interface SectionFacts {
  readonly title: string;
  readonly must: number;
  readonly should: number;
}

export type RfcSections = Readonly<Record<string, RfcFacts>>;

/** The RFCs that the ledger cites, by number. */
export const rfcSections: RfcSections = facts;

/** The RFCs whose every section with MUST or SHOULD needs a requirement or a stated reason. */
export const accountedRfcs: readonly number[] = [
  2894, 4191, 4213, 4443, 4620, 4861, 4862, 5095, 5722, 6085, 6724, 6946, 6980, 7048, 7112, 7217, 7527, 8028, 8106, 8981, 9131,
];

/** Sections that use the words, yet have no ledger line of their own. */
export const sectionsWithoutRequirements: Readonly<Record<string, string>> = {
  'RFC4191:1.1': 'defines the key words',
  'RFC2894:2.2': 'defines the key words',
  'RFC2894:8': 'asks the management station to alert its operator',
  'RFC2894:8.3': 'tells the management station how to find routers that missed a reset',
  'RFC4213:1.1': 'defines the key words',
  'RFC4213:8': 'lists changes; each stands in its own section',
  'RFC4443:1': 'defines the key words',
  'RFC4443:2': 'says only that every node implements the whole document',
  'RFC4443:A': 'lists changes; each stands in its own section',
  'RFC4620:3': 'defines the key words',
  'RFC4620:6.4.1': 'discusses nodes whose IPv4 and IPv6 interfaces are distinct, and what they tell of IPv4',
  'RFC4861:2.3': 'that interfaces of routers have a link-local address is what RFC 4862 section 5.3 asks of every node',
  'RFC4861:2.4': 'defines the key words',
  'RFC4861:11.2': 'about authentication by IPsec, which belongs to the IPsec suites',
  'RFC4862:2.1': 'defines the key words',
  'RFC5095:2': 'defines the key words',
  'RFC5095:4.1': 'asks for filters at the border of a site, which are not on the link of the device',
  'RFC5722:1.1': 'defines the key words',
  'RFC6085:2': 'defines the key words',
  'RFC6724:1.1': 'defines the key words',
  'RFC6724:2': 'asks applications not to give up after the first address; the rules for hosts follow',
  'RFC6946:2': 'defines the key words',
  'RFC6980:1': 'defines the key words',
  'RFC7048:2': 'defines the key words',
  'RFC7048:4': 'says of itself that it is not normative',
  'RFC7112:2': 'defines the key words',
  'RFC7217:2': 'defines the key words',
  'RFC7527:1.1': 'defines the key words',
  'RFC7527:3.1': 'describes what vendors do to switch the detection off; the rules are in section 4',
  'RFC7527:3.2': 'describes detection of loops by the link layer, which is not seen from a link without one',
  'RFC7527:5': 'asks for a log entry and lets an operator act; nothing of it is on the link',
  'RFC8028:1.1': 'quotes the host models of RFC 1122',
  'RFC8028:1.2': 'defines the key words',
  'RFC8028:3.5': 'for hosts that keep a history of what worked; nothing asks a host to keep one',
  'RFC8106:2': 'defines the key words',
  'RFC8106:6.1': 'how a host keeps the two lists; that it uses them is section 5.3.1',
  'RFC8106:7.2': 'asks switches to filter, which are not the device',
  'RFC8106:A': 'lists changes; each stands in its own section',
  'RFC8981:1.1': 'defines the key words',
  'RFC8981:3.3.2': 'one of two sample algorithms for identifiers, and what keeps its key secret; nothing of it is on the link',
  'RFC8981:5': 'tells what is new since RFC 4941; each rule stands in its own section',
  'RFC9131:1': 'gives the motive; the rules are in section 6.1',
  'RFC9131:1.1': 'defines the key words',
  'RFC9131:2': 'states the problem; the rules are in section 6.1',
  'RFC9131:4.2': 'explains the change that section 6.1.1 makes',
  'RFC9131:5': 'explains why the change is harmless; the rules are in section 6.1',
  'RFC9131:8.5': 'an alternative that was not chosen',
};
