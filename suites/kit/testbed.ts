/** An abstract testbed: how many links lie between tester and device. The vendor's file says what stands for each. */
export interface Testbed {
  readonly title: string;
  readonly links: readonly string[];
  /** The device should form its interface identifiers so (RFC 7217), where a test is about them; it skips when they are not. */
  readonly identifiers?: 'opaque';
  /** Whether the device obeys the Hop-by-Hop options of packets in transit, where a test is about that: RFC 8200 section 4 leaves it to its configuration. */
  readonly hopByHopInTransit?: 'processed' | 'ignored';
  /** Whether the device understands jumbograms (RFC 2675), where a test is about that: only nodes on links for them need to. */
  readonly jumbograms?: 'understood' | 'not understood';
  /** The octets of a packet that the links must carry, where it is more than on Ethernet. */
  readonly mtu?: number;
}

/** The claim of a router that obeys them. */
export const HOP_BY_HOP_IN_TRANSIT = 'hop-by-hop-in-transit';

/** The claim of a node that understands Jumbo Payload options, on whatever link. */
export const JUMBOGRAMS = 'jumbograms';

/** What a testbed may ask for, and the claim of the devices that have it. */
const CLAIMED: readonly (readonly [claim: string, isWanted: (testbed: Testbed) => boolean | undefined])[] = [
  [HOP_BY_HOP_IN_TRANSIT, ({ hopByHopInTransit: wanted }) => wanted && wanted === 'processed'],
  [JUMBOGRAMS, ({ jumbograms: wanted }) => wanted && wanted === 'understood'],
];

/** Why a device that claims this does not fit a testbed; a device that can be made either way need not be asked. */
export function misfitOfClaims(testbed: Testbed, claims: ReadonlySet<string>): string | undefined {
  for (const [claim, isWanted] of CLAIMED) {
    const wanted = isWanted(testbed);
    if (wanted !== undefined && claims.has(claim) !== wanted) return `the device ${wanted ? 'does not claim' : 'claims'} ${claim}`;
  }
  return undefined;
}

export const testbed = (title: string, links: readonly string[]): Testbed => ({ title, links });

export const oneLink = testbed('one link', ['link0']);
export const oneLinkOpaque: Testbed = { ...testbed('one link, opaque interface identifiers', ['link0']), identifiers: 'opaque' };
export const twoLinks = testbed('router, two links', ['link0', 'link1']);
export const threeLinks = testbed('router, three links', ['link0', 'link1', 'link2']);
export const processingHopByHop: Testbed = { ...twoLinks, hopByHopInTransit: 'processed' };
export const ignoringHopByHop: Testbed = { ...twoLinks, hopByHopInTransit: 'ignored' };
export const jumbogramsUnderstood: Testbed = { ...testbed('one link, jumbograms understood', ['link0']), jumbograms: 'understood' };
export const jumbogramsNotUnderstood: Testbed = {
  ...testbed('one link, jumbograms not understood', ['link0']),
  jumbograms: 'not understood',
};
/** With the MTU that a loopback interface has which is made for jumbograms. */
export const linkForJumbograms: Testbed = { ...testbed('one link of 131,072 octets', ['link0']), jumbograms: 'understood', mtu: 131_072 };
