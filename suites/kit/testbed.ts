/** An abstract testbed: how many links lie between tester and device. The vendor's file says what stands for each. */
export interface Testbed {
  readonly title: string;
  readonly links: readonly string[];
  /** The device should form its interface identifiers so (RFC 7217), where a test is about them; it skips when they are not. */
  readonly identifiers?: 'opaque';
}

export const testbed = (title: string, links: readonly string[]): Testbed => ({ title, links });

export const oneLink = testbed('one link', ['link0']);
export const oneLinkOpaque: Testbed = { ...testbed('one link, opaque interface identifiers', ['link0']), identifiers: 'opaque' };
export const twoLinks = testbed('router, two links', ['link0', 'link1']);
