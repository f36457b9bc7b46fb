import type { Instant } from '../../reference/time.js';

/** Which of several links that were captured each by itself an interface is of, by the number of the interface. */
export type LinkOf = (interfaceId: number) => number;

const ONE_LINK: LinkOf = () => 0;

/**
 * When the capture of each link began to show IPv6. What comes soon after may answer what was sent before; captures of
 * several links need not begin together, while the interfaces of one file do, however quiet one of them is at first.
 */
export class LinkStarts {
  private readonly byLink = new Map<number, Instant>();

  constructor(private readonly linkOf: LinkOf = ONE_LINK) {}

  /** Frames come in order of time: the first one of a link is its start. */
  note(interfaceId: number, at: Instant): void {
    const link = this.linkOf(interfaceId);
    if (!this.byLink.has(link)) this.byLink.set(link, at);
  }

  of(interfaceId: number): Instant {
    const start = this.byLink.get(this.linkOf(interfaceId));
    if (start === undefined) throw new Error(`interface ${interfaceId} has a link, but no frame`);
    return start;
  }
}
