import { isLinkLocal, isLoopback, type Address } from '../../net/address.js';
import type { Prefix } from '../../net/prefix.js';
import { isAssigned } from '../address-table.js';
import type { Ipv6Interface, RouteWatcher, RoutingService, Way } from '../services.js';
import { RoutingTable, type Route, type RouteOrigin } from './routing-table.js';

/** The routes of a node, and which of its interfaces they lead through. */
export class Routing implements RoutingService {
  readonly #table = new RoutingTable();
  readonly #interfaces: () => Iterable<Ipv6Interface>;
  readonly #watchers = new Set<RouteWatcher>();

  constructor(interfaces: () => Iterable<Ipv6Interface>) {
    this.#interfaces = interfaces;
  }

  watch(watcher: RouteWatcher): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  add(route: Route): void {
    this.#table.add(route);
    for (const watcher of this.#watchers) watcher(route, 'route-added');
  }

  remove(prefix: Prefix, origin: RouteOrigin): boolean {
    const removed = this.#table.remove(prefix, origin);
    if (removed) for (const watcher of this.#watchers) watcher(removed, 'route-removed');
    return removed !== undefined;
  }

  list(): readonly Route[] {
    return this.#table.list();
  }

  /** The route in use for a destination. */
  lookup(destination: Address): Route | undefined {
    return this.#table.lookup(destination);
  }

  wayTo(destination: Address): Way | 'rejected' | undefined {
    const target = this.#table.lookup(destination)?.target;
    if (target === undefined) return undefined;
    if (target.kind === 'reject') return 'rejected';
    const iface = this.#interfaceNamed(target.name);
    return iface?.state === 'up' ? { iface, nextHop: target.gateway ?? destination } : undefined;
  }

  interfaceTo(address: Address): Ipv6Interface | undefined {
    for (const iface of this.#interfaces()) if (isAssigned(iface.addresses.find(address))) return iface;
    const way = this.wayTo(address);
    return way === undefined || way === 'rejected' ? undefined : way.iface;
  }

  holder(address: Address): Ipv6Interface | undefined {
    if (isLinkLocal(address)) return undefined;
    for (const iface of this.#interfaces())
      if ((iface.variables.isRouter || isLoopback(address)) && iface.state === 'up' && isAssigned(iface.addresses.find(address)))
        return iface;
    return undefined;
  }

  beside(iface: Ipv6Interface): readonly Ipv6Interface[] {
    return [...this.#interfaces()].filter((other) => other !== iface && other.state === 'up');
  }

  #interfaceNamed(name: string): Ipv6Interface | undefined {
    for (const iface of this.#interfaces()) if (iface.name === name) return iface;
    return undefined;
  }
}
