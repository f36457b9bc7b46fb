/** An abstract testbed: how many links lie between tester and device. The vendor's file says what stands for each. */
export interface Testbed {
  readonly title: string;
  readonly links: readonly string[];
  /** The device should form its interface identifiers so (RFC 7217), where a test is about them; it skips when they are not. */
  readonly identifiers?: 'opaque';
  /** Whether the device obeys the Hop-by-Hop options of packets in transit, where a test is about that: RFC 8200 section 4 leaves it to its configuration. */
  readonly hopByHopInTransit?: 'processed' | 'ignored';
}

/** The claim of a router that obeys them. */
export const HOP_BY_HOP_IN_TRANSIT = 'hop-by-hop-in-transit';

/** Why a device that claims this does not fit a testbed; a device that can be made either way need not be asked. */
export function misfitOfClaims({ hopByHopInTransit: wanted }: Testbed, claims: ReadonlySet<string>): string | undefined {
  if (wanted === undefined || claims.has(HOP_BY_HOP_IN_TRANSIT) === (wanted === 'processed')) return undefined;
  return wanted === 'processed' ? `the device does not claim ${HOP_BY_HOP_IN_TRANSIT}` : `the device claims ${HOP_BY_HOP_IN_TRANSIT}`;
}

export const testbed = (title: string, links: readonly string[]): Testbed => ({ title, links });

export const oneLink = testbed('one link', ['link0']);
export const oneLinkOpaque: Testbed = { ...testbed('one link, opaque interface identifiers', ['link0']), identifiers: 'opaque' };
export const twoLinks = testbed('router, two links', ['link0', 'link1']);
export const threeLinks = testbed('router, three links', ['link0', 'link1', 'link2']);
export const processingHopByHop: Testbed = { ...twoLinks, hopByHopInTransit: 'processed' };
export const ignoringHopByHop: Testbed = { ...twoLinks, hopByHopInTransit: 'ignored' };
