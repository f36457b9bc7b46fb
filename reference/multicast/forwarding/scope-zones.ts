import { LINK_LOCAL_SCOPE } from '../../net/address.js';

/** RFC 4291 section 2.7, RFC 7346 section 2. */
const REALM_LOCAL_SCOPE = 3;
const GLOBAL_SCOPE = 0xe;
const RESERVED_SCOPE = 0xf;

/** RFC 4291 section 2.7: scope F is treated like global scope. */
const effective = (scope: number): number => (scope === RESERVED_SCOPE ? GLOBAL_SCOPE : scope);

/** RFC 4007 section 6: zones that an operator tells apart. Those up to a link are the interfaces'; the global zone has no boundary. */
export const isConfigurableScope = (scope: number): boolean => Number.isInteger(scope) && scope > LINK_LOCAL_SCOPE && scope < GLOBAL_SCOPE;

/** Which of the zones of each multicast scope one interface belongs to: RFC 4007 sections 5 and 6. */
export class ScopeZones {
  readonly #own: number;
  readonly #configured = new Map<number, number>();

  /** `own` tells this interface from all others of the node. */
  constructor(own: number, configured: Readonly<Record<number, number>> = {}) {
    this.#own = own;
    for (const [scope, zone] of Object.entries(configured)) this.#configured.set(Number(scope), zone);
  }

  set(scope: number, zone: number): void {
    this.#configured.set(scope, zone);
  }

  /**
   * Interfaces with the same answer are in one zone. Where nothing is configured the link of each interface is its realm too
   * (RFC 7346 section 2 has realms follow from the technology of a network, and Ethernet defines none), and every larger zone
   * takes in all interfaces.
   */
  indexFor(scope: number): string {
    const within = effective(scope);
    if (within <= LINK_LOCAL_SCOPE) return `interface ${this.#own}`;
    const configured = this.#configured.get(within);
    if (configured !== undefined) return `zone ${configured}`;
    return within === REALM_LOCAL_SCOPE ? `interface ${this.#own}` : 'all';
  }
}
