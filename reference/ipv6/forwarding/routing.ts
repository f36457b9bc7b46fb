import { isLinkLocal, isLoopback, type Address } from '../../net/address.js';
import { formatPrefix, type Prefix } from '../../net/prefix.js';
import { isAssigned } from '../address-table.js';
import type { Ipv6Interface, RoutingService, Way } from '../services.js';
import { RoutingTable, type Route, type RouteOrigin } from './routing-table.js';

/** The routes of a node, and which of its interfaces they lead through. */
export class Routing implements RoutingService {
  readonly #table = new RoutingTable();
  readonly #interfaces: () => Iterable<Ipv6Interface>;
  readonly #changed: (route: Route, what: 'route-added' | 'route-removed') => void;

  /** `changed` is told of every change of the table. */
  constructor(interfaces: () => Iterable<Ipv6Interface>, changed: (route: Route, what: 'route-added' | 'route-removed') => void) {
    this.#interfaces = interfaces;
    this.#changed = changed;
  }

  add(route: Route): void {
    this.#table.add(route);
    this.#changed(route, 'route-added');
  }

  remove(prefix: Prefix, origin: RouteOrigin): boolean {
    const route = this.#table.list().find((one) => one.origin === origin && formatPrefix(one.prefix) === formatPrefix(prefix));
    if (route === undefined) return false;
    this.#table.remove(prefix, origin);
    this.#changed(route, 'route-removed');
    return true;
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
