import { addressKey, type Address } from '../net/address.js';
import { after, type Instant } from '../time.js';
import type { Reachability } from './route-selection.js';
import type { Ipv6Interface } from './services.js';

/** What the Neighbor Cache does not remember of a router. */
interface Record {
  /** It did not answer, and the cache has no entry any more. */
  readonly failed: boolean;
  readonly inquiredAt?: Instant;
}

/** Whether routers can be reached, and the probing of those that a host avoids (RFC 4191 section 3.5). */
export class RouterReachability {
  readonly #iface: Ipv6Interface;
  readonly #records = new Map<string, Record>();

  constructor(iface: Ipv6Interface) {
    this.#iface = iface;
  }

  /** Hosts that know no preferences take a router without entry for suspect, others for reachable (RFC 4191 section 3.2). */
  of(router: Address): Reachability {
    const { phase } = this.#iface.neighbors.state(router);
    if (phase === 'incomplete' || phase === 'unreachable') return 'suspect';
    if (phase !== 'none') return 'known';
    const failed = this.#records.get(addressKey(router))?.failed ?? false;
    return failed || !this.#iface.variables.features.routerPreferences ? 'suspect' : 'unknown';
  }

  failed(router: Address): void {
    this.#put(router, { failed: true });
  }

  answered(router: Address): void {
    this.#put(router, { failed: false });
  }

  forget(router: Address): void {
    this.#records.delete(addressKey(router));
  }

  clear(): void {
    this.#records.clear();
  }

  /** A packet that would have gone to these routers goes elsewhere: each is solicited, at most once per minute. */
  inquire(routers: readonly Address[], source: Address): void {
    const { context, neighbors, variables } = this.#iface;
    for (const router of routers) {
      const last = this.#solicitedAt(router);
      if (last !== undefined && context.now() < after(last, variables.constants.ROUTER_PROBE_INTERVAL)) continue;
      this.#put(router, { inquiredAt: context.now() });
      neighbors.inquire(router, source);
    }
  }

  /** By an inquiry, or while the Neighbor Cache looked for it. */
  #solicitedAt(router: Address): Instant | undefined {
    const { solicitedAt } = { solicitedAt: undefined, ...this.#iface.neighbors.state(router) };
    const inquiredAt = this.#records.get(addressKey(router))?.inquiredAt;
    return solicitedAt !== undefined && (inquiredAt === undefined || solicitedAt > inquiredAt) ? solicitedAt : inquiredAt;
  }

  #put(router: Address, change: Partial<Record>): void {
    const key = addressKey(router);
    this.#records.set(key, { failed: false, ...this.#records.get(key), ...change });
  }
}
