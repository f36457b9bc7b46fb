/** An abstract testbed: how many links lie between tester and device. The vendor's file says what stands for each. */
export interface Testbed {
  readonly title: string;
  readonly links: readonly string[];
}

export const testbed = (title: string, links: readonly string[]): Testbed => ({ title, links });

export const oneLink = testbed('one link', ['link0']);
export const twoLinks = testbed('router, two links', ['link0', 'link1']);
