import { Watchers } from '../../engine/watchers.js';
import { isLinkLocal, isLoopback, type Address } from '../../net/address.js';
import type { Prefix } from '../../net/prefix.js';
import { isAssigned } from '../address-table.js';
import type { Ipv6Interface, NoWay, RouteInUseWatcher, RouteWatcher, RoutingService, Way } from '../services.js';
import { RoutingTable, type Route, type RouteDistances, type RouteKey, type RouteOrigin } from './routing-table.js';

/** The routes of a node, and which of its interfaces they lead through. */
export class Routing implements RoutingService {
  readonly #table: RoutingTable;
  readonly #interfaces: () => Iterable<Ipv6Interface>;
  readonly #changes = new Watchers<Parameters<RouteWatcher>>();
  readonly #inUseChanges = new Watchers<Parameters<RouteInUseWatcher>>();

  constructor(interfaces: () => Iterable<Ipv6Interface>, distances?: Partial<RouteDistances>) {
    this.#interfaces = interfaces;
    this.#table = new RoutingTable(distances);
  }

  watch(watcher: RouteWatcher): () => void {
    return this.#changes.watch(watcher);
  }

  watchInUse(watcher: RouteInUseWatcher): () => void {
    return this.#inUseChanges.watch(watcher);
  }

  add(route: Route): void {
    const before = this.#table.inUse(route);
    this.#table.add(route);
    this.#changes.tell(route, 'route-added');
    this.#tellOfChange(route, before);
  }

  remove(prefix: Prefix, origin: RouteOrigin, zone?: string): boolean {
    const key = { prefix, ...(zone !== undefined && { zone }) };
    const before = this.#table.inUse(key);
    const removed = this.#table.remove(prefix, origin, zone);
    if (removed === undefined) return false;
    this.#changes.tell(removed, 'route-removed');
    this.#tellOfChange(key, before);
    return true;
  }

  inUse(key: RouteKey): Route | undefined {
    return this.#table.inUse(key);
  }

  listInUse(): Iterable<Route> {
    return this.#table.listInUse();
  }

  list(): readonly Route[] {
    return this.#table.list();
  }

  lookup(destination: Address, zone?: string): Route | undefined {
    return this.#table.lookup(destination, zone);
  }

  wayTo(destination: Address): Way | NoWay | undefined {
    const target = this.#table.lookup(destination)?.target;
    if (target === undefined) return undefined;
    if (target.kind !== 'interface') return target.kind === 'reject' ? 'rejected' : 'blackholed';
    const iface = this.#interfaceNamed(target.name);
    return iface?.state === 'up' ? { iface, nextHop: target.gateway ?? destination } : undefined;
  }

  interfaceTo(address: Address): Ipv6Interface | undefined {
    for (const iface of this.#interfaces()) if (isAssigned(iface.addresses.find(address))) return iface;
    const way = this.wayTo(address);
    return typeof way === 'object' ? way.iface : undefined;
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

  #tellOfChange(key: RouteKey, before: Route | undefined): void {
    const after = this.#table.inUse(key);
    if (after !== before) this.#inUseChanges.tell(before, after);
  }

  #interfaceNamed(name: string): Ipv6Interface | undefined {
    for (const iface of this.#interfaces()) if (iface.name === name) return iface;
    return undefined;
  }
}
